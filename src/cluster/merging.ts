/** Several streams made one, in the order of time. */
export interface Merging<T> {
  /** Adds a stream; `ended` is told when it ends, with the error if one ended it. */
  add(items: AsyncIterable<T>, ended: (error?: unknown) => void): void;
  /** Says that no stream will be added any more: the items end when the streams do. */
  seal(): void;
  /** Ends the items at once, whatever the streams still have. */
  end(): void;
  /** The items. May be read once; whoever stops reading ends all streams. */
  items(): AsyncGenerator<T>;
}

interface Source<T> {
  /** The next item, with its place in the order; undefined while the stream has none. */
  head: { item: T; key: string } | undefined;
  /** Since when the stream has been asked for an item, in milliseconds. */
  askedAt: number;
  /** Lets the stream go on after its head was taken. */
  goOn: () => void;
}

/**
 * Merges streams by a key that grows within each of them. No more than one item of a stream is held, so that a slow reader slows the streams down.
 * An item is given on once every other stream has a later one, or has had nothing for `patienceMs`: 0 gives on what comes, Infinity orders everything.
 */
export function merging<T>(keyOf: (item: T) => string, patienceMs: number): Merging<T> {
  const sources = new Set<Source<T>>();
  let sealed = false;
  let over = false;
  let stopped = false;
  let wake = (): void => {};

  const pump = async (source: Source<T>, items: AsyncIterable<T>): Promise<void> => {
    for await (const item of items) {
      if (stopped) return;
      source.head = { item, key: keyOf(item) };
      wake();
      await new Promise<void>((resolve) => {
        source.goOn = resolve;
      });
      if (stopped) return;
    }
  };

  /** Waits until something has changed, at most some milliseconds. */
  const change = (atMost: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = atMost === Infinity ? undefined : setTimeout(resolve, Math.ceil(atMost));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** The source whose head comes first, or how long to wait for one that may come before it. */
  const next = (now: number): Source<T> | number => {
    let first: Source<T> | undefined;
    let wait = 0;
    for (const source of sources) {
      if (source.head === undefined) wait = Math.max(wait, source.askedAt + patienceMs - now);
      else if (first?.head === undefined || source.head.key < first.head.key) first = source;
    }
    if (first === undefined) return Infinity;
    return wait > 0 ? wait : first;
  };

  return {
    add(items, ended) {
      const source: Source<T> = { head: undefined, askedAt: performance.now(), goOn: () => {} };
      sources.add(source);
      const end = (error?: unknown): void => {
        sources.delete(source);
        ended(error);
        wake();
      };
      void pump(source, items).then(() => end(), end);
    },
    seal() {
      sealed = true;
      wake();
    },
    end() {
      over = true;
      wake();
    },
    async *items() {
      try {
        while (!over && (!sealed || sources.size > 0)) {
          const found = next(performance.now());
          if (typeof found === 'number') {
            await change(found);
            continue;
          }
          const { head } = found;
          found.head = undefined;
          found.askedAt = performance.now();
          found.goOn();
          if (head !== undefined) yield head.item;
        }
      } finally {
        stopped = true;
        for (const source of sources) source.goOn();
      }
    },
  };
}

/**
 * A key by which times of RFC 3339 sort as texts: to the nanosecond, whatever zone and however many digits they are written with. What is no time sorts first.
 */
export function timeKey(time: string): string {
  // Nearly all are written like this, and many in the same second.
  if (time.length === 30 && time.startsWith(lastSecond.written) && time.endsWith('Z')) {
    const fraction = time.slice(20, 29);
    if (/^\d{9}$/.test(fraction)) return `${lastSecond.key}${fraction}`;
  }
  const parts = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?([Zz]|[+-]\d\d:\d\d)$/.exec(time);
  const seconds = parts === null ? Number.NaN : Date.parse(`${parts[1]?.replace(' ', 'T')}${parts[3]?.toUpperCase()}`) / 1000;
  if (Number.isNaN(seconds)) return '';
  const key = `${String(seconds).padStart(12, '0')}.`;
  if (time.length === 30 && parts?.[3] === 'Z') lastSecond = { written: time.slice(0, 20), key };
  return `${key}${(parts?.[2] ?? '').padEnd(9, '0')}`;
}

/** The second that was last read, as it is written and as it sorts. */
let lastSecond = { written: '?', key: '' };

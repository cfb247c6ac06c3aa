import type { LogLine } from './types.js';

/**
 * The lines of a log that were given in its last two seconds, by which the repeated ones of a resumed stream are told from new ones. Counting would not do: a
 * log that was rotated meanwhile does not repeat them all.
 */
export class SeenLines {
  /** The second (since 1970) of the latest line. */
  #latest: number | undefined;
  #first = '';
  #now = new Map<string, number>();
  #before = new Map<string, number>();

  /**
   * From when to resume, in seconds since 1970: the API server cuts fractions off, and lines of stdout and stderr may stand a little out of order. Undefined before the
   * first line.
   */
  get since(): number | undefined {
    return this.#latest === undefined ? undefined : this.#latest - 1;
  }

  /** The second of the latest line; undefined before the first line. */
  get latest(): number | undefined {
    return this.#latest;
  }

  /** Notes a line that was given. */
  add(line: LogLine): void {
    const moment = momentOf(line.time);
    if (moment === undefined) return;
    if (this.#latest === undefined || moment.second > this.#latest) {
      this.#before = this.#latest === moment.second - 1 ? this.#now : new Map();
      this.#now = new Map();
      this.#latest = moment.second;
    }
    if (this.#first === '') this.#first = moment.sortable;
    const seen = moment.second === this.#latest ? this.#now : moment.second === this.#latest - 1 ? this.#before : undefined;
    const key = keyOf(line);
    seen?.set(key, (seen.get(key) ?? 0) + 1);
  }

  /** A test for the lines of a resumed stream: true for those given before, each as often as it was, and for those before the first that was wished for. */
  repeats(): (line: LogLine) => boolean {
    const left = new Map([...this.#before, ...this.#now]);
    const first = this.#first;
    return (line) => {
      if (left.size === 0) return false;
      const key = keyOf(line);
      const times = left.get(key) ?? 0;
      if (times > 1) left.set(key, times - 1);
      else left.delete(key);
      return times > 0 || (momentOf(line.time)?.sortable ?? first) < first;
    };
  }
}

/** Two lines with one time (to the nanosecond), length and beginning are the same line. */
function keyOf({ time, text }: LogLine): string {
  return `${time} ${text.length} ${text.toString('latin1', 0, 64)}`;
}

/** A time as seconds since 1970, and as a text that sorts by nanoseconds; undefined where it is none. */
function momentOf(time: string): { second: number; sortable: string } | undefined {
  const ms = time === '' ? Number.NaN : Date.parse(time);
  if (Number.isNaN(ms)) return undefined;
  const second = Math.floor(ms / 1000);
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  return { second, sortable: `${String(second).padStart(12, '0')}.${fraction.padEnd(9, '0')}` };
}

import { type Alphabet, fate, type Language, type StepBudget } from './language.js';

/** Texts that are in the same languages, with one of them. */
export interface ValueClass {
  /** The languages that hold them, by index, ascending. */
  holds: readonly number[];
  /** The shortest, of printable characters where that is possible; the empty text only where no other is near. */
  witness: string;
  /** Set where every text of the class has control characters or the like. */
  unusual: boolean;
}

/** Bounds on the division of one attribute's values. */
export const valueLimits = { states: 60_000, steps: 8_000_000, classes: 20_000, table: 20_000_000 };

/**
 * Which routes stop mattering once a language holds whatever comes: for each list of routes, the first route that names the language
 * (`first`), and the first that asks for nothing else (`alone`); Infinity for none.
 */
export interface Use {
  first: readonly number[];
  alone: readonly number[];
}

/** The state of all languages that are not yet refused, as numbers that name language and state, ascending. */
type Joint = Int32Array;

/**
 * Divides all texts into classes by the languages they are in; a text: why not. With `uses`, a language that cannot matter any more, since an
 * earlier route of each list is taken whatever comes, counts as not holding. Surrogates are no characters.
 */
export function divide(
  languages: readonly Language[],
  uses: readonly Use[] | undefined,
  budget: StepBudget = { steps: valueLimits.steps },
): ValueClass[] | string {
  const joined = join(languages);
  if (typeof joined === 'string') return joined;
  const { offsets, next, width, points } = joined;
  const total = offsets.at(-1) ?? 0;
  const languageAt = new Int32Array(total);
  const fates = new Uint8Array(total);
  const accepts = new Uint8Array(total);
  for (const [index, language] of languages.entries()) {
    const offset = offsets[index] ?? 0;
    languageAt.fill(index, offset, offsets[index + 1]);
    fates.set(language.fates, offset);
    accepts.set(language.accepts, offset);
  }
  const alwaysIds = new Map<number, number>();
  /** States in which everything is taken are one. */
  const settle = (id: number): number => {
    if (fates[id] === fate.never) return -1;
    if (fates[id] !== fate.always) return id;
    const language = languageAt[id] ?? 0;
    const known = alwaysIds.get(language);
    if (known === undefined) alwaysIds.set(language, id);
    return known ?? id;
  };
  for (let at = 0; at < next.length; at++) next[at] = settle(next[at] ?? 0);

  const reached: { joint: Joint; from: number; by: number; unusual: boolean }[] = [];
  const byHash = new Map<number, number[]>();
  const start = Int32Array.from(
    offsets
      .slice(0, -1)
      .map((offset) => settle(offset))
      .filter((id) => id >= 0),
  );
  const arrive = (given: Joint, from: number, by: number, unusual: boolean): void => {
    const joint = uses === undefined ? given : relevant(given, languageAt, fates, uses);
    const hash = hashOf(joint);
    const bucket = byHash.get(hash);
    if (bucket?.some((index) => same(reached[index]?.joint, joint)) === true) return;
    if (bucket === undefined) byHash.set(hash, [reached.length]);
    else bucket.push(reached.length);
    reached.push({ joint, from, by, unusual });
  };

  const order = byUse(points);
  const usual = order.filter((item) => isUsual(points[item] ?? 0));
  const strange = order.filter((item) => !isUsual(points[item] ?? 0));
  const buffer = new Int32Array(languages.length);
  const expand = (index: number, items: readonly number[], unusual: boolean): void => {
    const { joint } = reached[index] ?? { joint: buffer };
    if (joint.every((id) => fates[id] === fate.always)) return;
    for (const item of items) {
      let count = 0;
      for (const id of joint) {
        const to = next[id * width + item] ?? -1;
        if (to >= 0) buffer[count++] = to;
      }
      budget.steps -= joint.length + 1;
      arrive(buffer.slice(0, count), index, item, unusual);
    }
  };
  const tooMuch = (): string | undefined =>
    reached.length > valueLimits.states
      ? `its conditions together take more than ${valueLimits.states.toLocaleString('en-US')} states`
      : budget.steps < 0
        ? 'its conditions together take too many steps'
        : undefined;

  arrive(start, -1, -1, false);
  let done = 0;
  let doneStrange = 0;
  // First all that printable characters lead to, then what needs others: so every state is reached by the plainest text.
  while (done < reached.length || doneStrange < reached.length) {
    const stop = tooMuch();
    if (stop !== undefined) return stop;
    if (done < reached.length) {
      expand(done, usual, reached[done]?.unusual ?? false);
      done++;
    } else {
      expand(doneStrange, strange, true);
      doneStrange++;
    }
  }

  const classes = new Map<string, ValueClass & { end: number }>();
  for (const [end, { joint, unusual }] of reached.entries()) {
    const holds = Array.from(
      joint.filter((id) => accepts[id] === 1),
      (id) => languageAt[id] ?? 0,
    );
    const key = holds.join(' ');
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { holds, witness: '', unusual, end });
    else if (known.end === 0 && (!unusual || known.unusual)) classes.set(key, { ...known, end, unusual });
    if (classes.size > valueLimits.classes)
      return `its values fall into more than ${valueLimits.classes.toLocaleString('en-US')} classes`;
  }
  const spell = (end: number): string => {
    const letters: string[] = [];
    for (let at = end; at > 0; at = reached[at]?.from ?? 0) letters.push(String.fromCodePoint(points[reached[at]?.by ?? 0] ?? 0));
    return letters.reverse().join('');
  };
  return [...classes.values()].map(({ holds, unusual, end }) => ({
    holds,
    unusual,
    witness: end === 0 ? again(spell, reached, next, width, order, points) : spell(end),
  }));
}

/** A text of one character that leads back to the start, since every class is asked for a text that is not empty; else the empty text. */
function again(
  spell: (end: number) => string,
  reached: readonly { joint: Joint }[],
  next: Int32Array,
  width: number,
  order: readonly number[],
  points: readonly number[],
): string {
  const start = reached[0]?.joint ?? new Int32Array();
  const back = order.find((item) => {
    const after = Array.from(start, (id) => next[id * width + item] ?? -1).filter((id) => id >= 0);
    return same(Int32Array.from(after), start) && isUsual(points[item] ?? 0);
  });
  return back === undefined ? spell(0) : String.fromCodePoint(points[back] ?? 0);
}

/** All languages over one alphabet: the next state by state and class, and a code point for each class. */
function join(languages: readonly Language[]): { offsets: number[]; next: Int32Array; width: number; points: number[] } | string {
  const { bounds, classes, width } = joinAlphabets(languages);
  const offsets = [0];
  for (const { accepts } of languages) offsets.push((offsets.at(-1) ?? 0) + accepts.length);
  const total = offsets.at(-1) ?? 0;
  if (total * width > valueLimits.table) return 'its conditions are too large together';
  const points = pointsOf({ bounds, classes, width });
  const next = new Int32Array(total * width);
  for (const [index, language] of languages.entries()) {
    const offset = offsets[index] ?? 0;
    const own = points.map((point) => classAt(language, point));
    for (let state = 0; state < language.accepts.length; state++)
      for (let item = 0; item < width; item++)
        next[(offset + state) * width + item] = offset + (language.next[state * language.width + (own[item] ?? 0)] ?? 0);
  }
  return { offsets, next, width, points };
}

const surrogates = [0xd800, 0xdfff];

/** The classes that no language tells apart, those of surrogates left out. */
function joinAlphabets(languages: readonly Language[]): Alphabet {
  const bounds = [
    ...new Set([0, ...surrogates.map((point, index) => point + index), ...languages.flatMap((language) => language.bounds)]),
  ].sort((a, b) => a - b);
  let keys = bounds.map(() => 0);
  let width = 1;
  for (const language of languages) {
    const known = new Map<number, number>();
    let at = 0;
    keys = keys.map((before, index) => {
      const point = bounds[index] ?? 0;
      while (at + 1 < language.bounds.length && (language.bounds[at + 1] ?? 0) <= point) at++;
      const key = before * language.width + (language.classes[at] ?? 0);
      const seen = known.get(key);
      if (seen !== undefined) return seen;
      known.set(key, known.size);
      return known.size - 1;
    });
    width = known.size;
  }
  return { bounds, classes: keys, width };
}

/** The code point of each class that reads best; -1 for a class of surrogates only. */
function pointsOf({ bounds, classes, width }: Alphabet): number[] {
  const best = new Array<number>(width).fill(-1);
  for (const [index, first] of bounds.entries()) {
    if (first >= 0xd800 && first <= 0xdfff) continue;
    const item = classes[index] ?? 0;
    const last = (bounds[index + 1] ?? 0x110000) - 1;
    for (const [from, to] of preferred) {
      const point = Math.max(from, first);
      if (point > Math.min(to, last)) continue;
      if ((best[item] ?? -1) < 0 || rank(point) < rank(best[item] ?? 0)) best[item] = point;
      break;
    }
  }
  return best;
}

/** Code points from the plainest to the strangest. */
const preferred: readonly (readonly [number, number])[] = [
  [97, 122],
  [48, 57],
  [65, 90],
  [45, 47],
  [95, 95],
  [33, 126],
  [32, 32],
  [0xc0, 0x2af],
  [0x370, 0x52f],
  [0x3041, 0x9fff],
  [0xa1, 0xd7ff],
  [0xe000, 0x10ffff],
  [9, 9],
  [0, 159],
  [160, 160],
];

function rank(point: number): number {
  const at = preferred.findIndex(([from, to]) => from <= point && point <= to);
  return at * 0x110000 + point;
}

/** Whether a person would take the character for one of an ordinary value. */
function isUsual(point: number): boolean {
  return point >= 32 && /[^\p{C}\p{Z}]| /u.test(String.fromCodePoint(point));
}

function byUse(points: readonly number[]): number[] {
  return [...points.keys()]
    .filter((item) => (points[item] ?? -1) >= 0)
    .sort((a, b) => rank(points[a] ?? 0) - rank(points[b] ?? 0));
}

function classAt({ bounds, classes }: Language, point: number): number {
  let low = 0;
  let high = bounds.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((bounds[middle] ?? 0) <= point) low = middle;
    else high = middle - 1;
  }
  return classes[low] ?? 0;
}

const never = Number.POSITIVE_INFINITY;

/** Leaves out the languages that cannot matter any more. */
function relevant(joint: Joint, languageAt: Int32Array, fates: Uint8Array, uses: readonly Use[]): Joint {
  let cut: number[] | undefined;
  for (const id of joint) {
    if (fates[id] !== fate.always) continue;
    const { alone } = uses[languageAt[id] ?? 0] ?? { alone: [] };
    for (const [list, index] of alone.entries()) {
      if (index === never) continue;
      cut ??= alone.map(() => never);
      cut[list] = Math.min(cut[list] ?? index, index);
    }
  }
  if (cut === undefined) return joint;
  const least = cut;
  return joint.filter(
    (id) => uses[languageAt[id] ?? 0]?.first.some((index, list) => index !== never && index <= (least[list] ?? index)) ?? true,
  );
}

function hashOf(joint: Joint): number {
  let hash = 0x811c9dc5;
  for (const id of joint) hash = Math.imul(hash ^ id, 0x01000193);
  return hash;
}

function same(a: Joint | undefined, b: Joint): boolean {
  if (a === undefined || a.length !== b.length) return false;
  for (let at = 0; at < b.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

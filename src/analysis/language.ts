import { assertions, type PatternProgram, type ProgramStep } from '../base/program.js';

/** What becomes of a text from a state on, whatever comes: still open, refused, or taken. */
export const fate = { open: 0, never: 1, always: 2 } as const;

/**
 * A set of texts as a deterministic automaton. It starts in state 0 and reads code points; those that no state tells apart share a class.
 */
export interface Language {
  /** First code points of the intervals that share a class, ascending, from 0. */
  bounds: readonly number[];
  /** The class of each interval. */
  classes: readonly number[];
  /** How many classes there are. */
  width: number;
  /** The next state, by state and class. */
  next: Int32Array;
  /** 1 for states in which a text that ends is taken. */
  accepts: Uint8Array;
  /** The {@link fate} of each state. */
  fates: Uint8Array;
}

/** How many steps may still be taken, over all questions that share it. */
export interface StepBudget {
  steps: number;
}

/** Bounds on one automaton, so that time and memory stay small: past them nothing is decided. */
export const languageLimits = { states: 4000, steps: 2_000_000 };

/** What stands before or after a place in a text, as far as assertions ask. */
const side = { edge: 0, lineBreak: 1, word: 2, other: 3 } as const;
type Side = (typeof side)[keyof typeof side];

const wordRanges = [48, 57, 65, 90, 95, 95, 97, 122];
const lineBreakRanges = [10, 10];

/**
 * The language that a program takes as a whole (full match); a text: why it is not made. By the subset construction, as RE2's own
 * automaton is made, with the kind of the last code point as part of the state where assertions ask for it.
 */
export function languageOf(program: PatternProgram, budget: StepBudget = { steps: languageLimits.steps }): Language | string {
  const { steps } = program;
  const asserts = steps.some(({ op }) => op === 'assert');
  const sets = steps.flatMap((step) => (step.op === 'read' ? [step.ranges] : []));
  const alphabet = refine(asserts ? [wordRanges, lineBreakRanges, ...sets] : sets);
  const { bounds, classes, width } = alphabet;
  const sides = sidesOf(alphabet);
  const readsClass = classMembership(steps, alphabet);
  const walker = new Walker(steps);
  const states = new Map<string, number>();
  const kernels: { places: number[]; before: Side }[] = [];
  const stateOf = (places: number[], before: Side): number => {
    const relevant = asserts && walker.meetsAssertion(places) ? before : side.other;
    const key = `${relevant} ${places.join(' ')}`;
    let state = states.get(key);
    if (state === undefined) {
      state = kernels.length;
      states.set(key, state);
      kernels.push({ places, before: relevant });
    }
    return state;
  };
  stateOf([program.start], side.edge);
  const next: number[] = [];
  const accepts: number[] = [];
  for (let state = 0; state < kernels.length; state++) {
    if (kernels.length > languageLimits.states)
      return `it takes more than ${languageLimits.states.toLocaleString('en-US')} states`;
    if (walker.visited > Math.min(languageLimits.steps, budget.steps)) {
      budget.steps -= walker.visited;
      return 'it takes too many steps';
    }
    const { places, before } = kernels[state] ?? { places: [], before: side.other };
    // Telling states apart costs more than a step.
    walker.visited += 8 * width;
    accepts.push(walker.closure(places, holding(before, side.edge)).matched ? 1 : 0);
    const readsAfter = new Map<Side, number[]>();
    for (let item = 0; item < width; item++) {
      const after = asserts ? (sides[item] ?? side.other) : side.other;
      let reads = readsAfter.get(after);
      if (reads === undefined) {
        reads = walker.closure(places, holding(before, after)).reads;
        readsAfter.set(after, reads);
      }
      const targets = new Set<number>();
      for (const at of reads) {
        const step = steps[at];
        if (step?.op === 'read' && readsClass.get(step.ranges)?.[item] === 1) targets.add(step.to);
      }
      walker.visited += reads.length + 1;
      next.push(
        stateOf(
          [...targets].sort((a, b) => a - b),
          after,
        ),
      );
    }
  }
  budget.steps -= walker.visited;
  const language = { bounds, classes, width, next: Int32Array.from(next), accepts: Uint8Array.from(accepts) };
  return { ...language, fates: fatesOf(language) };
}

/** Follows what needs no code point. */
class Walker {
  visited = 0;
  private mark = 0;
  private readonly marks: Int32Array;

  constructor(private readonly steps: readonly ProgramStep[]) {
    this.marks = new Int32Array(steps.length);
  }

  /** The reading steps that are reached where these assertions hold, and whether the end is. */
  closure(places: readonly number[], bits: number): { reads: number[]; matched: boolean } {
    const reads: number[] = [];
    let matched = false;
    this.follow(places, (step, at) => {
      if (step.op === 'read') reads.push(at);
      if (step.op === 'match') matched = true;
      return step.op !== 'assert' || (step.bits & ~bits) === 0;
    });
    return { reads, matched };
  }

  /** Whether what stands before could make a difference. */
  meetsAssertion(places: readonly number[]): boolean {
    let met = false;
    this.follow(places, (step) => {
      if (step.op === 'assert') met = true;
      return !met;
    });
    return met;
  }

  private follow(places: readonly number[], enter: (step: ProgramStep, at: number) => boolean): void {
    const mark = ++this.mark;
    const open = [...places];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (this.marks[at] === mark) continue;
      this.marks[at] = mark;
      this.visited++;
      const step = this.steps[at];
      if (step === undefined || !enter(step, at)) continue;
      if (step.op === 'fork') open.push(...step.to);
      else if (step.op === 'assert') open.push(step.to);
    }
  }
}

/** The assertions that hold between two code points. */
function holding(before: Side, after: Side): number {
  const boundary = (before === side.word) !== (after === side.word);
  return (
    (before === side.edge ? assertions.beginText | assertions.beginLine : 0) |
    (before === side.lineBreak ? assertions.beginLine : 0) |
    (after === side.edge ? assertions.endText | assertions.endLine : 0) |
    (after === side.lineBreak ? assertions.endLine : 0) |
    (boundary ? assertions.wordBoundary : assertions.noWordBoundary)
  );
}

/** Intervals of code points, and the class of each. */
export interface Alphabet {
  bounds: number[];
  classes: number[];
  width: number;
}

/** Divides the code points into classes that no set tells apart. Sets are pairs of first and last, ascending. */
export function refine(sets: readonly (readonly number[])[]): Alphabet {
  const distinct = new Map(sets.map((ranges) => [ranges.join(), ranges]));
  const edges = new Set([0]);
  for (const ranges of distinct.values())
    for (let i = 0; i + 1 < ranges.length; i += 2) {
      edges.add(ranges[i] ?? 0);
      edges.add((ranges[i + 1] ?? 0) + 1);
    }
  edges.delete(0x110000);
  const bounds = [...edges].sort((a, b) => a - b);
  let classes = bounds.map(() => 0);
  let width = 1;
  for (const ranges of distinct.values()) {
    const known = new Map<number, number>();
    let at = 0;
    classes = classes.map((before, index) => {
      const point = bounds[index] ?? 0;
      while (at + 1 < ranges.length && (ranges[at + 1] ?? 0) < point) at += 2;
      const inside = at + 1 < ranges.length && (ranges[at] ?? 0) <= point;
      const key = before * 2 + (inside ? 1 : 0);
      const seen = known.get(key);
      if (seen !== undefined) return seen;
      known.set(key, known.size);
      return known.size - 1;
    });
    width = Math.max(width, known.size);
  }
  return { bounds, classes, width };
}

/** For each set of ranges that is read, which classes lie in it. */
function classMembership(
  steps: readonly ProgramStep[],
  { bounds, classes, width }: Alphabet,
): Map<readonly number[], Uint8Array> {
  const members = new Map<readonly number[], Uint8Array>();
  const byText = new Map<string, Uint8Array>();
  for (const step of steps) {
    if (step.op !== 'read') continue;
    const { ranges } = step;
    const text = ranges.join();
    let inside = byText.get(text);
    if (inside === undefined) {
      inside = new Uint8Array(width);
      let at = 0;
      for (const [index, point] of bounds.entries()) {
        while (at + 1 < ranges.length && (ranges[at + 1] ?? 0) < point) at += 2;
        if (at + 1 < ranges.length && (ranges[at] ?? 0) <= point) inside[classes[index] ?? 0] = 1;
      }
      byText.set(text, inside);
    }
    members.set(ranges, inside);
  }
  return members;
}

/** What each class is to assertions. */
function sidesOf({ bounds, classes, width }: Alphabet): Side[] {
  const sides: Side[] = new Array<Side>(width).fill(side.other);
  for (const [index, point] of bounds.entries()) {
    const isWord = wordRanges.some((first, at) => at % 2 === 0 && first <= point && point <= (wordRanges[at + 1] ?? 0));
    if (point === 10) sides[classes[index] ?? 0] = side.lineBreak;
    else if (isWord) sides[classes[index] ?? 0] = side.word;
  }
  return sides;
}

/** Which states are decided: from which no state, or only states, that accept can be reached. */
function fatesOf({ next, accepts, width }: Pick<Language, 'next' | 'accepts' | 'width'>): Uint8Array {
  const count = accepts.length;
  const before: number[][] = Array.from({ length: count }, () => []);
  for (let state = 0; state < count; state++)
    for (let item = 0; item < width; item++) before[next[state * width + item] ?? 0]?.push(state);
  const reaching = (wanted: number): Uint8Array => {
    const found = new Uint8Array(count);
    const open: number[] = [];
    for (let state = 0; state < count; state++) if (accepts[state] === wanted) open.push(state);
    for (const state of open) found[state] = 1;
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      for (const earlier of before[state] ?? []) {
        if (found[earlier] === 1) continue;
        found[earlier] = 1;
        open.push(earlier);
      }
    }
    return found;
  };
  const canAccept = reaching(1);
  const canRefuse = reaching(0);
  return Uint8Array.from(accepts, (_, state) =>
    canAccept[state] === 0 ? fate.never : canRefuse[state] === 0 ? fate.always : fate.open,
  );
}

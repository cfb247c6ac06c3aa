/**
 * A step of a pattern's program, the nondeterministic automaton that RE2 compiles a pattern to. `read` takes one code point of its
 * ranges (pairs of first and last, in order); `assert` holds where the text around it is as its bits ask ({@link assertions}).
 */
export type ProgramStep =
  | { op: 'match' }
  | { op: 'fail' }
  | { op: 'fork'; to: readonly number[] }
  | { op: 'assert'; bits: number; to: number }
  | { op: 'read'; ranges: readonly number[]; to: number };

/** A pattern's program: where it starts, and its steps by number. */
export interface PatternProgram {
  start: number;
  steps: readonly ProgramStep[];
}

/** The bits of an `assert`, as Go's `syntax.EmptyOp`. */
export const assertions = {
  beginLine: 1,
  endLine: 2,
  beginText: 4,
  endText: 8,
  wordBoundary: 16,
  noWordBoundary: 32,
} as const;

/** The instructions of re2js, by its numbers. */
const opcode = { alternative: 1, alternativeMatch: 2, capture: 3, empty: 4, fail: 5, match: 6, nop: 7, runes: 8, lastRunes: 11 };

/**
 * Reads the program out of a pattern that re2js has compiled (`RE2JS.re2().prog`), so that whoever reasons about the pattern reasons about
 * exactly what matches. `foldsOf` gives a code point with all that equal it when letter case does not count. Undefined where it holds what this does
 * not know.
 */
export function readProgram(compiled: unknown, foldsOf: (codePoint: number) => readonly number[]): PatternProgram | undefined {
  const start = memberOf(compiled, 'start');
  const instructions = memberOf(compiled, 'inst');
  if (typeof start !== 'number' || !Array.isArray(instructions)) return undefined;
  const steps: ProgramStep[] = [];
  for (const instruction of instructions) {
    const step = readStep(instruction, foldsOf);
    if (step === undefined) return undefined;
    steps.push(step);
  }
  return { start, steps };
}

function readStep(instruction: unknown, foldsOf: (codePoint: number) => readonly number[]): ProgramStep | undefined {
  const op = memberOf(instruction, 'op');
  const out = memberOf(instruction, 'out');
  const arg = memberOf(instruction, 'arg');
  if (typeof op !== 'number' || typeof out !== 'number' || typeof arg !== 'number') return undefined;
  switch (op) {
    case opcode.alternative:
    case opcode.alternativeMatch:
      return { op: 'fork', to: [out, arg] };
    case opcode.capture:
    case opcode.nop:
      return { op: 'fork', to: [out] };
    case opcode.empty:
      return { op: 'assert', bits: arg, to: out };
    case opcode.fail:
      return { op: 'fail' };
    case opcode.match:
      return { op: 'match' };
  }
  const runes = memberOf(instruction, 'runes');
  if (op < opcode.runes || op > opcode.lastRunes || !(runes instanceof Int32Array || Array.isArray(runes))) return undefined;
  const list = Array.from(runes, Number);
  const [only] = list;
  // A single code point stands for itself; with the flag of folding, for all that fold to the same.
  if (only !== undefined && list.length === 1) {
    const all = (arg & 1) === 1 && op === opcode.runes ? foldsOf(only) : [only];
    return { op: 'read', ranges: [...all].sort((a, b) => a - b).flatMap((codePoint) => [codePoint, codePoint]), to: out };
  }
  return { op: 'read', ranges: list, to: out };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

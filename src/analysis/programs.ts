import { isPatternError, type Patterns } from '../base/pattern.js';
import type { PatternProgram, ProgramStep } from '../base/program.js';
import { lowerAscii } from '../dataplane/attributes.js';
import type { ValueMatcher } from '../dataplane/types.js';

/** Every code point, as a range. */
const any = [0, 0x10ffff];
const digit = (least: number, most: number): number[] => [48 + least, 48 + most];
/** Space, and tab to carriage return: what absl's `SimpleAtoi` passes over. */
const space = [9, 13, 32, 32];

/** Steps put together from the end: each piece is given where it leads to and answers where it begins. */
class Builder {
  readonly steps: ProgramStep[] = [{ op: 'match' }, { op: 'fail' }];

  add(step: ProgramStep): number {
    return this.steps.push(step) - 1;
  }

  read(ranges: readonly number[], to: number): number {
    return this.add({ op: 'read', ranges, to });
  }

  fork(...to: number[]): number {
    return this.add({ op: 'fork', to });
  }

  /** Any number of them, none included. */
  many(ranges: readonly number[], to: number): number {
    const loop: number[] = [to];
    const at = this.add({ op: 'fork', to: loop });
    loop.push(this.read(ranges, at));
    return at;
  }

  text(value: string, ignoreCase: boolean, to: number): number {
    let at = to;
    const points = Array.from(ignoreCase ? lowerAscii(value) : value, (character) => character.codePointAt(0) ?? 0);
    for (const point of points.reverse()) {
      const letter = ignoreCase && point >= 97 && point <= 122;
      at = this.read(letter ? [point - 32, point - 32, point, point] : [point, point], at);
    }
    return at;
  }

  /** Decimal digits without leading zeros, for numbers from `least` (0 or more) to `most`. */
  digits(least: bigint, most: bigint, to: number): number {
    const starts: number[] = [];
    const from = least.toString();
    const till = most.toString();
    for (let length = from.length; length <= till.length && least <= most; length++) {
      const low = length === from.length ? from : `1${'0'.repeat(length - 1)}`;
      const high = length === till.length ? till : '9'.repeat(length);
      starts.push(this.sameLength(low, high, 0, true, true, to));
    }
    return this.fork(...starts);
  }

  private sameLength(low: string, high: string, at: number, onLow: boolean, onHigh: boolean, to: number): number {
    if (at === low.length) return to;
    const least = onLow ? Number(low[at]) : 0;
    const most = onHigh ? Number(high[at]) : 9;
    const rest = (nowLow: boolean, nowHigh: boolean): number => this.sameLength(low, high, at + 1, nowLow, nowHigh, to);
    if (!onLow && !onHigh) return this.read(digit(0, 9), rest(false, false));
    if (least === most) return this.read(digit(least, least), rest(onLow, onHigh));
    const starts: number[] = [];
    if (onLow) starts.push(this.read(digit(least, least), rest(true, false)));
    if (onHigh) starts.push(this.read(digit(most, most), rest(false, true)));
    const first = onLow ? least + 1 : least;
    const last = onHigh ? most - 1 : most;
    if (first <= last) starts.push(this.read(digit(first, last), rest(false, false)));
    return this.fork(...starts);
  }
}

/**
 * The automaton of the values that a matcher takes, as `valueTest` of the data plane tests them (inversion is not looked at). A pattern
 * that RE2 refuses takes none. A text: why there is none.
 */
export function programOf(matcher: ValueMatcher, patterns: Patterns): PatternProgram | string {
  if ('value' in matcher && !isWellFormed(matcher.value)) return `${JSON.stringify(matcher.value)} is not valid Unicode`;
  const builder = new Builder();
  const { steps } = builder;
  switch (matcher.kind) {
    case 'exactHeader':
      return { start: matcher.value === '' ? builder.many(any, 0) : builder.text(matcher.value, false, 0), steps };
    case 'exact':
      return { start: builder.text(matcher.value, matcher.ignoreCase, 0), steps };
    case 'prefix':
      return { start: builder.text(matcher.value, matcher.ignoreCase, builder.many(any, 0)), steps };
    case 'suffix':
      return { start: builder.many(any, builder.text(matcher.value, matcher.ignoreCase, 0)), steps };
    case 'contains':
      return { start: builder.many(any, builder.text(matcher.value, matcher.ignoreCase, builder.many(any, 0))), steps };
    case 'present':
      return { start: matcher.present ? builder.many(any, 0) : 1, steps };
    case 'range':
      return { start: rangeStart(builder, matcher.start, matcher.end - 1n), steps };
    case 'regex': {
      const pattern = patterns.compile(matcher.pattern);
      if (isPatternError(pattern)) return { start: 1, steps };
      return pattern.program() ?? `the pattern ${JSON.stringify(matcher.pattern)} cannot be taken apart`;
    }
  }
}

/** Whole numbers from `least` to `most`, as `parseInt64` reads them. */
function rangeStart(builder: Builder, least: bigint, most: bigint): number {
  const end = builder.many(space, 0);
  const zeros = (to: number): number => builder.many(digit(0, 0), to);
  const starts: number[] = [];
  const hasZero = least <= 0n && most >= 0n;
  if (most >= 0n) {
    const number = zeros(builder.digits(least > 0n ? least : 0n, most, end));
    starts.push(number, builder.read([43, 43], number));
  }
  const negative: number[] = [];
  if (least < 0n) negative.push(zeros(builder.digits(most < 0n ? -most : 1n, -least, end)));
  if (hasZero) negative.push(builder.read(digit(0, 0), zeros(end)));
  if (negative.length > 0) starts.push(builder.read([45, 45], builder.fork(...negative)));
  return builder.many(space, builder.fork(...starts));
}

/** Whether no half of a surrogate pair stands alone. */
function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}

import { isPatternError, type Patterns } from '../base/pattern.js';
import { lowerAscii } from './attributes.js';
import type { MetadataMatcher, ValueMatcher } from './types.js';

/** Whether an attribute that is there, with this value, is what the matcher asks for; inversion is not looked at. */
export type ValueTest = (value: string) => boolean;

/**
 * Whether a condition holds for an attribute's value, or for its absence (undefined), as Envoy's
 * `HeaderUtility::matchHeaders`: an absent attribute fails every condition but one on presence, also an inverted one, unless
 * `treatMissingAsEmpty` gives it the empty value.
 */
export function conditionHolds(condition: MetadataMatcher, value: string | undefined, patterns: Patterns): boolean {
  if (value === undefined && !condition.treatMissingAsEmpty) return holdsWhenMissing(condition);
  return valueTest(condition.matcher, patterns)(value ?? '') !== condition.invert;
}

/** Whether a condition holds for a request that lacks the attribute, where missing is not treated as empty. */
export function holdsWhenMissing(condition: MetadataMatcher): boolean {
  return condition.matcher.kind === 'present' && condition.matcher.present === condition.invert;
}

/**
 * The test of one value. A pattern that RE2 refuses is false for every value; no proxy would hold it (see `patternProblems`).
 */
export function valueTest(matcher: ValueMatcher, patterns: Patterns): ValueTest {
  switch (matcher.kind) {
    case 'exactHeader': {
      const { value: wanted } = matcher;
      return wanted === '' ? () => true : (value) => value === wanted;
    }
    case 'exact': {
      const { value: wanted } = matcher;
      if (!matcher.ignoreCase) return (value) => value === wanted;
      const folded = lowerAscii(wanted);
      return (value) => value.length === folded.length && foldedAt(value, 0, folded);
    }
    case 'prefix': {
      const { value: wanted } = matcher;
      if (!matcher.ignoreCase) return (value) => value.startsWith(wanted);
      const folded = lowerAscii(wanted);
      return (value) => value.length >= folded.length && foldedAt(value, 0, folded);
    }
    case 'suffix': {
      const { value: wanted } = matcher;
      if (!matcher.ignoreCase) return (value) => value.endsWith(wanted);
      const folded = lowerAscii(wanted);
      return (value) => value.length >= folded.length && foldedAt(value, value.length - folded.length, folded);
    }
    case 'contains': {
      const { value: wanted } = matcher;
      if (!matcher.ignoreCase) return (value) => value.includes(wanted);
      const folded = lowerAscii(wanted);
      return (value) => lowerAscii(value).includes(folded);
    }
    case 'regex': {
      const pattern = patterns.compile(matcher.pattern);
      return isPatternError(pattern) ? () => false : (value) => pattern.fullMatch(value);
    }
    case 'range': {
      const { start, end } = matcher;
      return (value) => {
        const number = parseInt64(value);
        return number !== undefined && start <= number && number < end;
      };
    }
    case 'present':
      return matcher.present ? () => true : () => false;
  }
}

/** Whether the text has `folded` (in lower case already) at that position, ASCII letters being equal in either case. */
function foldedAt(text: string, at: number, folded: string): boolean {
  for (let i = 0; i < folded.length; i++) {
    let code = text.charCodeAt(at + i);
    if (code >= 65 && code <= 90) code += 32;
    if (code !== folded.charCodeAt(i)) return false;
  }
  return true;
}

const maximum = (1n << 63n) - 1n;
const minimum = -(1n << 63n);

/**
 * A whole text as a base-10 int64, as absl's `SimpleAtoi` reads it: ASCII white space around it and one sign are taken; fractions,
 * other bases and numbers out of range are not. Linear in the text, however long.
 */
export function parseInt64(text: string): bigint | undefined {
  let from = 0;
  let to = text.length;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  const negative = text[from] === '-';
  if (negative || text[from] === '+') from++;
  if (from >= to) return undefined;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return undefined;
  }
  while (from < to - 1 && text[from] === '0') from++;
  if (to - from > 19) return undefined;
  const number = BigInt(text.slice(from, to));
  const signed = negative ? -number : number;
  return signed > maximum || signed < minimum ? undefined : signed;
}

/** Space, tab, line feed, vertical tab, form feed, carriage return. */
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

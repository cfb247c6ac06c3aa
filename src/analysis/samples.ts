import fc from 'fast-check';
import type { MetadataMatcher, Route, RouteConfiguration, ValueMatcher } from '../dataplane/types.js';

/** Texts of up to `length` characters over an alphabet. */
export function textsOver(alphabet: readonly string[], length: number): string[] {
  const all = [''];
  let last = [''];
  for (let size = 0; size < length; size++) {
    last = last.flatMap((text) => alphabet.map((letter) => text + letter));
    all.push(...last);
  }
  return all;
}

const words = ['', 'a', 'b', 'ab', 'ba', 'aba', 'bb'];
const regexes = [
  '',
  'a*',
  '.*',
  '(?s).*',
  'a|b',
  '[ab]+',
  '(ab)*',
  'a.',
  '.*b',
  '^a.*$',
  '[^a]*',
  '(?i)AB?',
  'a{2,3}',
  '(a|ba)*b?',
  '.*\\bb',
  '(?m)^a$.*',
  '\\w+',
  '\\W*',
  'a\\Bb',
  '[^\\x00-\\x{10FFFF}]',
  'b?.?',
  '(',
];
const flag = fc.boolean();
const matcher: fc.Arbitrary<ValueMatcher> = fc.oneof(
  fc.record({ kind: fc.constant('exactHeader' as const), value: fc.constantFrom(...words) }),
  fc.record({
    kind: fc.constantFrom('exact' as const, 'prefix' as const, 'suffix' as const, 'contains' as const),
    value: fc.constantFrom(...words, 'A', 'Ab'),
    ignoreCase: flag,
  }),
  fc.record({ kind: fc.constant('regex' as const), pattern: fc.constantFrom(...regexes) }),
  fc.record({ kind: fc.constant('present' as const), present: flag }),
  fc.record({ kind: fc.constant('range' as const), start: fc.bigInt(-12n, 3n), end: fc.bigInt(2n, 12n) }),
);

/** A condition on one of some attributes, over the letters a and b. */
export function conditionOn(names: readonly string[]): fc.Arbitrary<MetadataMatcher> {
  return fc.record({
    name: fc.constantFrom(...names),
    matcher,
    invert: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, flag),
    treatMissingAsEmpty: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, flag),
  });
}

/** A route with these conditions to a cluster. */
export function routeTo(cluster: string, match: MetadataMatcher[]): Route {
  return { name: cluster, match, action: { cluster, hashPolicy: [], mirrors: [] }, requestMutation: [], responseMutation: [] };
}

/** A table of up to `size` routes. */
export function tableOver(names: readonly string[], size: number): fc.Arbitrary<RouteConfiguration> {
  return fc.array(fc.array(conditionOn(names), { maxLength: 3 }), { maxLength: size }).map((matches) => ({
    name: 'table',
    routes: matches.map((match, index) => routeTo(`c${index % 3}`, match)),
  }));
}

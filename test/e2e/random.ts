import type { JsonObject } from '../../src/base/json.js';

/** Picks at random, repeatably. */
export interface Chooser {
  /** A whole number from 0 to below `n`. */
  below(n: number): number;
  oneOf<T>(items: readonly [T, ...T[]]): T;
  chance(percent: number): boolean;
}

/** A chooser that a number starts: the same number, the same choices (a linear congruential generator modulo 2^48). */
export function chooser(seed: number): Chooser {
  let state = BigInt(seed) * 2654435761n + 11n;
  const below = (n: number): number => {
    state = (state * 25214903917n + 11n) & 0xffffffffffffn;
    return Number((state >> 16n) % BigInt(n));
  };
  return { below, oneOf: (items) => items[below(items.length)] ?? items[0], chance: (percent) => below(100) < percent };
}

const names = ['method', 'interface', 'user', 'x-id', 'api_key', 'Version', 'trace.id'] as const;
const values = [
  '',
  'say',
  'sayHello',
  'SAYHELLO',
  'sayBye',
  '7',
  '42',
  '-3',
  '+3',
  '007',
  '9999999999999999999',
  'a=b',
  '日本',
  'x y',
] as const;
const patterns = ['say.*', 'say', '(?i)sayhello', '[0-9]+', '.*', 'say|42', '日.', '\\w+', 'x\\sy', '[^a-z]*'] as const;
const texts = ['say', 'Hello', 'o', '4', '日', 'SAY', 'y'] as const;

function valueMatcher(choose: Chooser): JsonObject {
  const text = choose.oneOf(texts);
  const ignoreCase = choose.chance(30) ? { ignoreCase: true } : {};
  const regex = { googleRe2: {}, regex: choose.oneOf(patterns) };
  switch (choose.below(13)) {
    case 0:
      return { exactMatch: choose.oneOf(values) };
    case 1:
      return { prefixMatch: text };
    case 2:
      return { suffixMatch: text };
    case 3:
      return { containsMatch: text };
    case 4:
      return { safeRegexMatch: regex };
    case 5:
      return { presentMatch: choose.chance(70) };
    case 6:
      return { rangeMatch: { start: String(choose.below(20) - 10), end: String(10 + choose.below(100)) } };
    case 7:
      return { stringMatch: { exact: choose.oneOf(values), ...ignoreCase } };
    case 8:
      return { stringMatch: { prefix: text, ...ignoreCase } };
    case 9:
      return { stringMatch: { suffix: text, ...ignoreCase } };
    case 10:
      return { stringMatch: { contains: text, ...ignoreCase } };
    case 11:
      return { stringMatch: { safeRegex: regex } };
    default:
      return {};
  }
}

/** A route configuration in the wire's form with every kind of matcher, inverted or not, missing attributes taken as empty or not. */
export function randomTable(choose: Chooser, name: string): JsonObject {
  const routes = Array.from({ length: 3 + choose.below(8) }, (_, index) => ({
    name: `r${index}`,
    match: {
      prefix: '/',
      headers: Array.from({ length: 1 + choose.below(2) }, () => ({
        name: choose.oneOf(names),
        ...valueMatcher(choose),
        ...(choose.chance(25) && { invertMatch: true }),
        ...(choose.chance(25) && { treatMissingHeaderAsEmpty: true }),
      })),
    },
    route: { cluster: `c${index}` },
  }));
  return { name, virtualHosts: [{ name: 'dummy', domains: ['*'], routes }] };
}

/** Attributes of a request for {@link randomTable}: some of the names that its matchers ask for, some in another case. */
export function randomAttributes(choose: Chooser): Record<string, string> {
  const chosen = names.filter(() => choose.chance(50));
  const spelled = chosen.map((name) => (choose.chance(20) ? name.toUpperCase() : name));
  return Object.fromEntries(spelled.map((name) => [name, choose.oneOf(values)]));
}

import { isObject, type Json, type JsonObject, own } from '../../base/json.js';
import type { Path } from '../../base/path.js';
import { suggest } from '../../base/suggest.js';
import type { ProxyErrorType } from '../../dataplane/types.js';
import type { Expectation, Percent, SuiteProblem, SuiteTest } from './types.js';

const topMembers = ['$schema', 'host', 'port', 'tests'];
const requestMembers = ['name', 'host', 'port', 'attributes', 'random', 'count', 'expect', 'only', 'skip'];
const testMembers = [...requestMembers, 'cases'];
const expectMembers = ['route', 'cluster', 'split', 'mirrors', 'mutation', 'hashPolicy', 'limitedAfter', 'error'];
const errors: readonly ProxyErrorType[] = [
  'RouteNotFound',
  'ClusterNotFound',
  'NoHealthyUpstream',
  'BadResponse',
  'Unspecified',
  'OverLimit',
];

/** The most requests that one test may send. */
const mostRequests = 1_000_000;

/** Reads a suite; everything that is wrong with it is told, and nothing of it should be run then. */
export function parseSuite(value: Json): { tests: SuiteTest[]; problems: SuiteProblem[] } {
  const problems: SuiteProblem[] = [];
  const reader = new Reader(problems);
  if (!isObject(value)) return { tests: [], problems: [{ path: [], message: 'a suite is an object with a list of tests' }] };
  reader.members(value, [], topMembers);
  const shared = reader.request(value, [], undefined);
  const list = own(value, 'tests');
  if (!Array.isArray(list)) problems.push({ path: ['tests'], message: 'tests is not a list' });
  const tests = Array.isArray(list) ? list.flatMap((item, index) => reader.test(item, ['tests', index], shared)) : [];
  return { tests, problems };
}

/** What a case takes over from its test, and a test from the suite. */
type Shared = Omit<SuiteTest, 'name' | 'path'>;

class Reader {
  constructor(private readonly problems: SuiteProblem[]) {}

  private wrong(path: Path, message: string): undefined {
    this.problems.push({ path, message });
    return undefined;
  }

  members(value: JsonObject, path: Path, known: readonly string[]): void {
    for (const name of Object.keys(value)) {
      if (known.includes(name)) continue;
      const near = suggest(name, known);
      this.wrong(
        [...path, name],
        `unknown member ${name}${near === undefined ? `: there are ${known.join(', ')}` : `: did you mean ${near}?`}`,
      );
    }
  }

  /** A test, or its cases where it has some. */
  test(value: Json, path: Path, shared: Shared): SuiteTest[] {
    if (!isObject(value)) {
      this.wrong(path, 'a test is an object with a name, attributes and what to expect');
      return [];
    }
    this.members(value, path, testMembers);
    const taken = this.request(value, path, shared);
    const given = own(value, 'name');
    const name = typeof given === 'string' ? given : `test ${Number(path.at(-1)) + 1}`;
    if (given !== undefined && typeof given !== 'string') this.wrong([...path, 'name'], 'name is not text');
    const cases = own(value, 'cases');
    if (cases === undefined) {
      if (Object.keys(taken.expect).length === 0) this.wrong(path, `${name} expects nothing: say what in expect`);
      return [{ ...taken, name, path }];
    }
    if (!Array.isArray(cases)) {
      this.wrong([...path, 'cases'], 'cases is not a list');
      return [];
    }
    return cases.flatMap((item, index): SuiteTest[] => {
      const at = [...path, 'cases', index];
      if (!isObject(item)) {
        this.wrong(at, 'a case is an object, such as {attributes: {method: ping}, expect: {route: all}}');
        return [];
      }
      this.members(item, at, requestMembers);
      const merged = this.request(item, at, taken);
      const label = own(item, 'name');
      if (label !== undefined && typeof label !== 'string') this.wrong([...at, 'name'], 'name is not text');
      if (Object.keys(merged.expect).length === 0) this.wrong(at, 'this case expects nothing: say what in expect');
      return [{ ...merged, name: `${name}, ${typeof label === 'string' ? label : `case ${index + 1}`}`, path: at }];
    });
  }

  request(value: JsonObject, path: Path, shared: Shared | undefined): Shared {
    const host = this.text(value, path, 'host') ?? shared?.host;
    const port = this.whole(value, path, 'port', 0, 65_535) ?? shared?.port;
    const count = this.whole(value, path, 'count', 1, mostRequests) ?? shared?.count;
    const random = this.random(value, path) ?? shared?.random;
    const skip = this.skip(value, path) ?? shared?.skip;
    const only = own(value, 'only');
    if (only !== undefined && typeof only !== 'boolean') this.wrong([...path, 'only'], 'only is neither true nor false');
    return {
      attributes: { ...shared?.attributes, ...Object.fromEntries(this.texts(value, path, 'attributes') ?? []) },
      expect: { ...shared?.expect, ...this.expectation(value, path) },
      only: only === true || shared?.only === true,
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
      ...(count === undefined ? {} : { count }),
      ...(random === undefined ? {} : { random }),
      ...(skip === undefined ? {} : { skip }),
    };
  }

  private expectation(value: JsonObject, path: Path): Expectation {
    const given = own(value, 'expect');
    if (given === undefined) return {};
    const at = [...path, 'expect'];
    if (!isObject(given)) {
      this.wrong(at, 'expect is not an object');
      return {};
    }
    this.members(given, at, expectMembers);
    const split = this.percents(given, at, 'split');
    const mirrors = this.percents(given, at, 'mirrors');
    const mutation = this.texts(given, at, 'mutation');
    const route = this.textOrNull(given, at, 'route');
    const cluster = this.textOrNull(given, at, 'cluster');
    const error = this.error(given, at);
    const hashPolicy = this.list(given, at, 'hashPolicy');
    const limitedAfter = own(given, 'limitedAfter') === null ? null : this.whole(given, at, 'limitedAfter', 0, mostRequests - 1);
    return {
      ...(route === undefined ? {} : { route }),
      ...(cluster === undefined ? {} : { cluster }),
      ...(split === undefined ? {} : { split }),
      ...(mirrors === undefined ? {} : { mirrors }),
      ...(mutation === undefined ? {} : { mutation }),
      ...(hashPolicy === undefined ? {} : { hashPolicy }),
      ...(limitedAfter === undefined ? {} : { limitedAfter }),
      ...(error === undefined ? {} : { error }),
    };
  }

  private text(value: JsonObject, path: Path, name: string): string | undefined {
    const given = own(value, name);
    if (given === undefined || typeof given === 'string') return given;
    return this.wrong([...path, name], `${name} is not text`);
  }

  private textOrNull(value: JsonObject, path: Path, name: string): string | null | undefined {
    return own(value, name) === null ? null : this.text(value, path, name);
  }

  private error(value: JsonObject, path: Path): ProxyErrorType | null | undefined {
    const given = this.textOrNull(value, path, 'error');
    if (given === undefined || given === null) return given;
    const known = errors.find((name) => name === given);
    return known ?? this.wrong([...path, 'error'], `${given} is no error of the proxy: there are ${errors.join(', ')}`);
  }

  private skip(value: JsonObject, path: Path): string | undefined {
    const given = own(value, 'skip');
    if (given === undefined || given === false) return undefined;
    if (given === true) return 'skipped';
    return typeof given === 'string' ? given : this.wrong([...path, 'skip'], 'skip is neither a reason nor true or false');
  }

  private whole(value: JsonObject, path: Path, name: string, least: number, most: number): number | undefined {
    const given = own(value, name);
    if (given === undefined) return undefined;
    if (typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most) return given;
    return this.wrong([...path, name], `${name} is not a whole number from ${least} to ${most}`);
  }

  private random(value: JsonObject, path: Path): bigint | undefined {
    const given = own(value, 'random');
    if (given === undefined) return undefined;
    if (typeof given === 'number' && Number.isSafeInteger(given) && given >= 0) return BigInt(given);
    if (typeof given === 'string' && /^\d{1,20}$/.test(given) && BigInt(given) < 1n << 64n) return BigInt(given);
    return this.wrong([...path, 'random'], 'random is not an unsigned 64-bit number (in quotes where it is beyond 2^53)');
  }

  private texts(value: JsonObject, path: Path, name: string): Map<string, string> | undefined {
    const given = own(value, name);
    if (given === undefined) return undefined;
    if (!isObject(given)) return this.wrong([...path, name], `${name} is not an object of texts`);
    const texts = new Map<string, string>();
    for (const [key, text] of Object.entries(given)) {
      if (typeof text === 'string') texts.set(key, text);
      else this.wrong([...path, name, key], `${key} is not text: put it in quotes`);
    }
    return texts;
  }

  private list(value: JsonObject, path: Path, name: string): string[] | undefined {
    const given = own(value, name);
    if (given === undefined) return undefined;
    if (Array.isArray(given) && given.every((item) => typeof item === 'string')) return given;
    return this.wrong([...path, name], `${name} is not a list of texts`);
  }

  private percents(value: JsonObject, path: Path, name: string): Map<string, Percent> | undefined {
    const given = own(value, name);
    if (given === undefined) return undefined;
    if (!isObject(given)) return this.wrong([...path, name], `${name} is not an object of percentages by cluster`);
    const percents = new Map<string, Percent>();
    for (const [cluster, share] of Object.entries(given)) {
      const percent = percentOf(share);
      if (percent === undefined) this.wrong([...path, name, cluster], 'neither a percentage nor two as [least, most]');
      else percents.set(cluster, percent);
    }
    return percents;
  }
}

function percentOf(value: Json): Percent | undefined {
  const isShare = (share: Json | undefined): share is number => typeof share === 'number' && share >= 0 && share <= 100;
  if (isShare(value)) return value;
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [least, most] = value;
  return isShare(least) && isShare(most) && least <= most ? [least, most] : undefined;
}

import { seededRandom } from '../../dataplane/random.js';
import { createLocalRateLimiter } from '../../dataplane/ratelimit.js';
import { createSimulator, type Simulator, simulateMany, simulateRequest } from '../../dataplane/simulate.js';
import type { SimulatedDecision } from '../../dataplane/types.js';
import type { ServiceTable } from '../behaviour.js';
import { type CoverageRecord, recordDecision } from './coverage.js';
import type { Expectation, Failure, Percent, SuiteTest, TestResult } from './types.js';

/** What a suite runs on. */
export interface SuiteGround {
  /** The table that a request is for, or why there is none. */
  tableFor(host: string | undefined, port: number | undefined): ServiceTable | string;
  /** Starts the random numbers of tests with `count`. */
  seed: bigint;
  /** What the tests reach is noted here. */
  coverage: CoverageRecord;
}

/** So many requests are sent to see when a limit sets in, or more where the expectation says so. */
const probe = 1000;

/** Runs tests, each with rate limits of its own that start full. Where one says `only`, the others are skipped. */
export function runSuite(tests: readonly SuiteTest[], ground: SuiteGround): TestResult[] {
  const simulators = new Map<ServiceTable, Simulator>();
  const onlySome = tests.some(({ only }) => only);
  return tests.map((test): TestResult => {
    if (test.skip !== undefined) return { test, status: 'skipped', failures: [], reason: test.skip };
    if (onlySome && !test.only) return { test, status: 'skipped', failures: [], reason: 'another test says only' };
    const table = ground.tableFor(test.host, test.port);
    if (typeof table === 'string') {
      return { test, status: 'failed', failures: [{ what: 'service', expected: 'one that the request is for', actual: table }] };
    }
    let simulator = simulators.get(table);
    if (simulator === undefined) {
      simulator = createSimulator({ ...table, trace: true });
      simulators.set(table, simulator);
    }
    const decision = decide(withFreshLimits(simulator), test, ground.seed);
    recordDecision(ground.coverage, table, decision);
    const failures = [...check(decision, test.expect), ...checkLimit(simulator, test, ground.seed)];
    return { test, status: failures.length === 0 ? 'passed' : 'failed', failures, decision };
  });
}

function withFreshLimits(simulator: Simulator): Simulator {
  const { localRateLimit } = simulator.options;
  return localRateLimit === undefined ? simulator : { ...simulator, limiter: createLocalRateLimiter(localRateLimit) };
}

function decide(simulator: Simulator, { attributes, random, count }: SuiteTest, seed: bigint): SimulatedDecision {
  const request = { attributes: { ...attributes } };
  const randoms = seededRandom(seed);
  return count === undefined
    ? simulateRequest(simulator, { ...request, random: random ?? randoms.next() })
    : simulateMany(simulator, request, count, randoms);
}

/** A cluster's name in full: `subset v1` and `all pods` are those of the host. */
function fullName(name: string, { host, port }: SimulatedDecision): string {
  if (host === null || port === null) return name;
  if (name === 'all pods') return `outbound|${port}||${host}`;
  return name.startsWith('subset ') ? `outbound|${port}|${name.slice('subset '.length)}|${host}` : name;
}

function check(decision: SimulatedDecision, expect: Expectation): Failure[] {
  const failures: Failure[] = [];
  const compare = (what: string, expected: string, actual: string): void => {
    if (expected !== actual) failures.push({ what, expected, actual });
  };
  const { route, cluster, split, mirrors, mutation, hashPolicy, error } = expect;
  if (route !== undefined) compare('route', route ?? 'none', decision.route?.name ?? 'none');
  if (cluster !== undefined)
    compare('cluster', cluster === null ? 'none' : fullName(cluster, decision), decision.cluster ?? 'none');
  if (split !== undefined) failures.push(...checkShares('split', split, sharesOf(decision), decision));
  if (mirrors !== undefined) failures.push(...checkShares('mirror', mirrors, sumByCluster(decision.mirrors), decision));
  if (mutation !== undefined) {
    const actual = new Map(decision.requestMutation.map(({ key, value }) => [key, value]));
    for (const key of new Set([...mutation.keys(), ...actual.keys()]))
      compare(`mutation of ${key}`, mutation.get(key) ?? 'none', actual.get(key) ?? 'none');
  }
  if (hashPolicy !== undefined) compare('hash policy', hashPolicy.join(', ') || 'none', decision.hashPolicy.join(', ') || 'none');
  if (error !== undefined) compare('error', error ?? 'none', decision.error?.type ?? 'none');
  return failures;
}

/** The shares of a split: of the requests that were sent, where it was more than one, else as they are set. */
function sharesOf({ split = [] }: SimulatedDecision): Map<string, number> {
  const sent = split.reduce((sum, { count = 0 }) => sum + count, 0);
  return sumByCluster(
    split.map(({ cluster, percent, count }) => ({ cluster, percent: sent > 0 ? ((count ?? 0) * 100) / sent : percent })),
  );
}

/** The percentages of each cluster together, since one may stand in a list twice. */
export function sumByCluster(shares: readonly { cluster: string; percent: number }[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { cluster, percent } of shares) sums.set(cluster, (sums.get(cluster) ?? 0) + percent);
  return sums;
}

function checkShares(
  what: string,
  expected: ReadonlyMap<string, Percent>,
  actual: Map<string, number>,
  decision: SimulatedDecision,
): Failure[] {
  const wanted = new Map([...expected].map(([name, percent]) => [fullName(name, decision), percent]));
  return [...new Set([...wanted.keys(), ...actual.keys()])].flatMap((cluster) => {
    const percent = wanted.get(cluster) ?? 0;
    const found = actual.get(cluster) ?? 0;
    const [least, most] = typeof percent === 'number' ? [percent - 0.005, percent + 0.005] : percent;
    if (found >= least && found <= most) return [];
    const told = typeof percent === 'number' ? `${percent}%` : `${percent[0]}% to ${percent[1]}%`;
    return [{ what: `${what} ${cluster}`, expected: told, actual: `${Number(found.toFixed(2))}%` }];
  });
}

/** Sends the request again and again at one time, until the local limit refuses it. */
function checkLimit(simulator: Simulator, test: SuiteTest, seed: bigint): Failure[] {
  const { limitedAfter } = test.expect;
  if (limitedAfter === undefined) return [];
  const fresh = withFreshLimits({ ...simulator, options: { ...simulator.options, trace: false } });
  const randoms = seededRandom(seed);
  const most = Math.max(probe, (limitedAfter ?? 0) + 1);
  const attributes = { ...test.attributes };
  let passed = 0;
  let counted = false;
  for (; passed < most; passed++) {
    const local = simulateRequest(fresh, { attributes, random: test.random ?? randoms.next() }).rateLimit?.local;
    if (local?.limited === true) break;
    if (local !== undefined && local.bucket !== 'none') counted = true;
  }
  const never = 'never, since no bucket counts it';
  const actual = passed < most ? `after ${passed}` : counted ? `not within ${most} requests` : never;
  const expected = limitedAfter === null ? never : `after ${limitedAfter}`;
  return actual === expected ? [] : [{ what: 'limited', expected, actual }];
}

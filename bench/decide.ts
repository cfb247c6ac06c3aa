/**
 * The decision loop: how many requests a second are decided over tables of 10 to 10,000 routes, on one core, reading and writing
 * excluded. `node --import tsx bench/decide.ts [REQUESTS]`. Compare figures of one run only.
 */
import { performance } from 'node:perf_hooks';
import { loadPatterns } from '../src/base/pattern.js';
import { compileRoutes } from '../src/dataplane/compile.js';
import { decide } from '../src/dataplane/decide.js';
import { explain } from '../src/dataplane/explain.js';
import { seededRandom } from '../src/dataplane/random.js';
import type { MetadataMatcher, Route, RouteConfiguration, ValueMatcher } from '../src/dataplane/types.js';

const requestCount = Number(process.argv[2] ?? 1_000_000);
const distinctRequests = 100_000;
const patterns = await loadPatterns();

/** A small generator of whole numbers below a bound, the same in every run. */
function numbers(seed: bigint): (bound: number) => number {
  const source = seededRandom(seed);
  return (bound) => Number(source.next() % BigInt(bound));
}

function condition(name: string, matcher: ValueMatcher): MetadataMatcher {
  return { name, matcher, invert: false, treatMissingAsEmpty: false };
}

/** A realistic mix: an interface and a method each, sometimes a user, an environment or a version; every tenth route is a split. */
function makeTable(size: number): RouteConfiguration {
  const pick = numbers(BigInt(size));
  const interfaces = Math.max(2, Math.ceil(size / 20));
  const routes: Route[] = [];
  for (let i = 0; i < size - 1; i++) {
    const service = pick(interfaces);
    const match: MetadataMatcher[] = [];
    const shape = pick(10);
    if (shape < 7) match.push(condition('interface', { kind: 'exactHeader', value: `org.example.Service${service}` }));
    else if (shape < 9)
      match.push(condition('interface', { kind: 'prefix', value: `org.example.Service${service}`, ignoreCase: false }));
    const how = pick(10);
    if (how < 6) match.push(condition('method', { kind: 'exactHeader', value: `method${pick(20)}` }));
    else if (how < 8) match.push(condition('method', { kind: 'prefix', value: `method${pick(20)}`, ignoreCase: false }));
    else if (how < 9) match.push(condition('method', { kind: 'regex', pattern: `(get|method)${pick(50)}\\d?` }));
    const extra = pick(10);
    if (extra < 2) match.push(condition('user', { kind: 'exactHeader', value: `user${pick(1000)}` }));
    else if (extra < 3) match.push(condition('user', { kind: 'regex', pattern: `user\\d*${pick(100)}` }));
    else if (extra < 4) match.push(condition('version', { kind: 'present', present: true }));
    if (match.length === 0) match.push(condition('user', { kind: 'exactHeader', value: `user${pick(1000)}` }));
    const action =
      i % 10 === 0
        ? {
            weightedClusters: [
              { name: `c${i}a`, weight: 20 },
              { name: `c${i}b`, weight: 80 },
            ],
          }
        : { cluster: `c${i}` };
    routes.push({
      name: `r${i}`,
      match,
      action: { ...action, hashPolicy: [], mirrors: [] },
      requestMutation: [],
      responseMutation: [],
    });
  }
  routes.push({
    name: 'all',
    match: [],
    action: { cluster: 'rest', hashPolicy: [], mirrors: [] },
    requestMutation: [],
    responseMutation: [],
  });
  return { name: `${size} routes`, routes };
}

/** Requests as they come from JSON, so that texts are objects of their own. `unique`: every user is a new one. */
function makeRequests(size: number, unique: boolean): Record<string, string>[] {
  const pick = numbers(BigInt(size) + 7n);
  const interfaces = Math.max(2, Math.ceil(size / 20));
  const lines: string[] = [];
  for (let i = 0; i < distinctRequests; i++) {
    lines.push(
      JSON.stringify({
        interface: `org.example.Service${pick(interfaces)}`,
        method: unique && i % 2 === 0 ? `method${pick(1_000_000)}` : `method${pick(20)}`,
        user: unique ? `user${pick(1_000_000_000)}` : `user${pick(50)}`,
        trace: `t${i}`,
        ...(pick(4) === 0 ? { version: 'v1' } : {}),
      }),
    );
  }
  return lines.map((line) => JSON.parse(line) as Record<string, string>);
}

/**
 * Decisions a second of processor time (garbage collection included, so that a busy machine counts less), with the random number
 * taken from a list made beforehand.
 */
function measure(
  total: number,
  requests: Record<string, string>[],
  decideOne: (request: Record<string, string>, random: bigint) => number,
): number {
  const source = seededRandom(1n);
  const randoms = Array.from({ length: 1024 }, () => source.next());
  let sum = 0;
  const start = process.cpuUsage();
  for (let i = 0; i < total; i++) {
    sum += decideOne(requests[i % requests.length] ?? {}, randoms[i & 1023] ?? 0n);
  }
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  if (sum === Number.MIN_VALUE) throw new Error('unreachable; it keeps the sum alive');
  return total / seconds;
}

const rate = (value: number) =>
  (value >= 1e6 ? `${(value / 1e6).toFixed(2)} M/s` : `${Math.round(value / 1000)} k/s`).padStart(10);

console.log(`${requestCount} decisions each; plain evaluator: as many as take about a second\n`);
console.log('routes   values     compiled      plain   times   cost of one against 10 routes   compile ms');
for (const unique of [false, true]) {
  let small = 0;
  for (const size of [10, 100, 1000, 10_000]) {
    const table = makeTable(size);
    const requests = makeRequests(size, unique);
    const compileStart = performance.now();
    const compiled = compileRoutes(table, patterns);
    const compileMs = performance.now() - compileStart;
    measure(Math.min(requestCount, 100_000), requests, (request, random) => decide(compiled, request, random).index);
    const fast = measure(requestCount, requests, (request, random) => decide(compiled, request, random).index);
    const plain = measure(
      Math.max(20, Math.floor(200_000 / size)),
      requests,
      (request) => explain(table, request, patterns).index,
    );
    if (small === 0) small = fast;
    console.log(
      [
        String(size).padStart(6),
        (unique ? 'unique' : 'few').padStart(8),
        rate(fast).padStart(12),
        rate(plain),
        `${Math.round(fast / plain)}x`.padStart(7),
        `${(small / fast).toFixed(1)}x`.padStart(30),
        compileMs.toFixed(1).padStart(12),
      ].join(' '),
    );
  }
}

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import type { Json } from '../base/json.js';
import { loadPatterns } from '../base/pattern.js';
import { compileRoutes } from './compile.js';
import { decide } from './decide.js';
import { explain } from './explain.js';
import { patternProblems, readRouteConfiguration, toDataplaneRouteConfiguration, toHttpRouteConfiguration } from './forms.js';
import { seededRandom } from './random.js';
import { allowRequest, createLocalRateLimiter } from './ratelimit.js';
import { readLocalRateLimit } from './ratelimitforms.js';
import type { RouteConfiguration } from './types.js';

const patterns = await loadPatterns();

interface RouteCase {
  id: string;
  kind: 'route' | 'route_distribution' | 'local_rate_limit';
  route_config: Json;
  metadata: Record<string, string>;
  random: bigint;
  samples: number;
  expect: { matched?: boolean; route?: string; cluster?: string; count_min: number; count_max: number };
  filter_config: Json;
  requests: { at_ms: number; metadata: Record<string, string>; allowed: boolean }[];
}

/** The cases as YAML. Random numbers are too large for JavaScript's own: they come from a second reading. */
function readCases(url: URL): RouteCase[] {
  const text = readFileSync(url, 'utf8');
  const exact = parse(text, { intAsBigInt: true }) as { random_value?: bigint }[];
  return (parse(text) as RouteCase[]).map((test, i) => ({ ...test, random: exact[i]?.random_value ?? 0n }));
}

function readRoutes(value: Json): RouteConfiguration {
  const read = readRouteConfiguration(value);
  assert.ok('value' in read, JSON.stringify(read.problems));
  assert.deepEqual([...read.problems, ...patternProblems(read, patterns)], []);
  return read.value;
}

function replay(url: URL): void {
  for (const test of readCases(url)) {
    it(test.id, () => {
      if (test.kind === 'local_rate_limit') {
        const read = readLocalRateLimit(test.filter_config);
        assert.ok('value' in read);
        assert.deepEqual(read.problems, []);
        const limiter = createLocalRateLimiter(read.value);
        const allowed = test.requests.map(({ metadata, at_ms }) => !allowRequest(limiter, metadata, at_ms, patterns).limited);
        assert.deepEqual(
          allowed,
          test.requests.map((request) => request.allowed),
        );
        return;
      }
      const routes = readRoutes(test.route_config);
      const compiled = compileRoutes(routes, patterns);
      if (test.kind === 'route_distribution') {
        const randoms = seededRandom(1n);
        let count = 0;
        for (let i = 0; i < test.samples * 100; i++) {
          if (decide(compiled, test.metadata, randoms.next()).cluster === test.expect.cluster) count++;
        }
        assert.ok(count >= test.expect.count_min * 100 && count <= test.expect.count_max * 100, String(count));
        return;
      }
      const decision = decide(compiled, test.metadata, test.random);
      assert.equal(decision.route !== undefined, test.expect.matched);
      assert.equal(decision.route?.name, test.expect.route);
      assert.equal(decision.cluster, test.expect.cluster);
      assert.equal(explain(routes, test.metadata, patterns).index, decision.index);
    });
  }
}

const ownCases = new URL('../../test/fixtures/routes/cases.yaml', import.meta.url);
describe('the route cases of the project', () => replay(ownCases));

const sharedCases = new URL('../../../shared/facts/route-cases.yaml', import.meta.url);
describe('the recorded route cases', { skip: !existsSync(sharedCases) }, () => {
  if (existsSync(sharedCases)) replay(sharedCases);
});

const envoyCases = new URL('../../../shared/envoy-route-cases.jsonl', import.meta.url);
it('chooses the routes that a real Envoy chose, compiled and explained, and after being written and read in each form', {
  skip: !existsSync(envoyCases),
}, () => {
  for (const line of readFileSync(envoyCases, 'utf8').trim().split('\n')) {
    const { table, cases } = JSON.parse(line) as { table: Json; cases: [Record<string, string>, string | null][] };
    const routes = readRoutes(table);
    const tables = [routes, readRoutes(toHttpRouteConfiguration(routes)), readRoutes(toDataplaneRouteConfiguration(routes))];
    assert.deepEqual(tables[1], routes);
    assert.deepEqual(tables[2], routes);
    const compiled = compileRoutes(routes, patterns);
    for (const [attributes, expected] of cases) {
      const decision = decide(compiled, attributes, 0n);
      assert.equal(decision.route?.name ?? null, expected, JSON.stringify({ table: routes.name, attributes }));
      assert.equal(explain(routes, attributes, patterns).index, decision.index);
    }
  }
});

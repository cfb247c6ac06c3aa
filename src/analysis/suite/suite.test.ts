import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { asObject, type Json, type JsonObject } from '../../base/json.js';
import { loadPatterns } from '../../base/pattern.js';
import type { Route } from '../../dataplane/types.js';
import type { ServiceTable } from '../behaviour.js';
import { coverRoutes } from '../coverage.js';
import { conditionOn, routeTo, tableOver } from '../samples.js';
import { newCoverage, type RouteHits } from './coverage.js';
import { generateSuite } from './generate.js';
import { parseSuite } from './parse.js';
import { runSuite } from './run.js';
import type { TestResult } from './types.js';

const patterns = await loadPatterns();
const schema: unknown = JSON.parse(readFileSync(new URL('../../../schemas/suite.json', import.meta.url), 'utf8'));
const fitsSchema = new Ajv({ strict: false }).compile(asObject(schema as Json) ?? {});
const host = 'greeter.demo.svc.cluster.local';
const own = (subset: string): string => `outbound|9090|${subset}|${host}`;

const canary: Route = {
  ...routeTo('canary', [
    { name: 'method', matcher: { kind: 'prefix', value: 'say', ignoreCase: false }, invert: false, treatMissingAsEmpty: false },
  ]),
  action: {
    weightedClusters: [
      { name: own('v1'), weight: 80 },
      { name: own('v2'), weight: 20 },
    ],
    hashPolicy: ['user'],
    mirrors: [{ cluster: own('v3'), numerator: 5, denominator: 100 }],
  },
  requestMutation: [{ key: 'lane', value: 'canary' }],
};
const service: ServiceTable = {
  host,
  port: 9090,
  patterns,
  configuration: { name: `${host}_9090`, routes: [canary, routeTo(own('v1'), [])] },
  localRateLimit: {
    statPrefix: 'x',
    conditions: [{ match: canary.match, tokenBucket: { maxTokens: 3, tokensPerFill: 3, fillIntervalMs: 1000 } }],
  },
};

function run(tests: Json, table: ServiceTable = service): { results: TestResult[]; hits: RouteHits[] } {
  const parsed = parseSuite({ tests });
  assert.deepEqual(parsed.problems, []);
  assert.equal(fitsSchema({ tests }), true);
  const coverage = newCoverage([table]);
  const results = runSuite(parsed.tests, { seed: 1n, coverage, tableFor: () => table });
  return { results, hits: coverage.get(table) ?? [] };
}

const failuresOf = (expect: JsonObject, more: JsonObject = {}): string[] =>
  run([{ attributes: { method: 'sayHello' }, ...more, expect }]).results.flatMap(({ failures }) =>
    failures.map(({ what, expected, actual }) => `${what}: ${expected} / ${actual}`),
  );

describe('an expectation', () => {
  it('is met by the whole decision, clusters of the host by their subset', () => {
    const expect = {
      route: 'canary',
      cluster: 'subset v2',
      split: { 'subset v1': 80, 'subset v2': [10, 30] },
      mirrors: { 'subset v3': 5 },
      mutation: { lane: 'canary' },
      hashPolicy: ['user'],
      limitedAfter: 3,
      error: null,
    };
    assert.deepEqual(failuresOf(expect, { random: 99 }), []);
  });

  it('is told with what came instead', () => {
    assert.deepEqual(failuresOf({ route: null, cluster: 'subset v2', error: 'RouteNotFound' }, { random: 0 }), [
      'route: none / canary',
      `cluster: ${own('v2')} / ${own('v1')}`,
      'error: RouteNotFound / none',
    ]);
    assert.deepEqual(failuresOf({ split: { 'subset v1': 100 }, mirrors: {}, mutation: { lane: 'x' } }), [
      `split ${own('v1')}: 100% / 80%`,
      `split ${own('v2')}: 0% / 20%`,
      `mirror ${own('v3')}: 0% / 5%`,
      'mutation of lane: x / canary',
    ]);
  });

  it('on a limit counts the requests that pass at one time', () => {
    assert.deepEqual(failuresOf({ limitedAfter: 2 }), ['limited: after 2 / after 3']);
    assert.deepEqual(failuresOf({ limitedAfter: null }), ['limited: never, since no bucket counts it / after 3']);
    assert.deepEqual(failuresOf({ limitedAfter: null }, { attributes: { method: 'ping' } }), []);
  });

  it('on a split looks at where the requests went, if there are many', () => {
    assert.deepEqual(failuresOf({ split: { 'subset v1': [77, 83], 'subset v2': [17, 23] } }, { count: 2000 }), []);
    assert.equal(failuresOf({ split: { 'subset v1': 80.123, 'subset v2': [17, 23] } }, { count: 2000 }).length, 1);
  });
});

describe('a suite', () => {
  it('makes a test of each case of a table', () => {
    const { results } = run([
      {
        name: 'methods',
        attributes: { method: 'sayHello' },
        expect: { route: 'canary' },
        cases: [
          { name: 'hello' },
          { attributes: { method: 'sayBye' } },
          { attributes: { method: 'ping' }, expect: { route: own('v1') } },
        ],
      },
    ]);
    assert.deepEqual(
      results.map(({ test, status }) => [test.name, status]),
      [
        ['methods, hello', 'passed'],
        ['methods, case 2', 'passed'],
        ['methods, case 3', 'passed'],
      ],
    );
  });

  it('runs those that say only, and none that says skip', () => {
    const expect = { route: 'canary' };
    const { results } = run([
      { expect },
      { expect, only: true, attributes: { method: 'say' } },
      { expect, only: true, skip: 'flaky' },
    ]);
    assert.deepEqual(
      results.map(({ status, reason }) => [status, reason]),
      [
        ['skipped', 'another test says only'],
        ['passed', undefined],
        ['skipped', 'flaky'],
      ],
    );
  });

  it('starts each test with full buckets', () => {
    const test = { attributes: { method: 'say' }, expect: { error: null } };
    assert.deepEqual(
      run([test, test, test, test, test]).results.map(({ status }) => status),
      Array(5).fill('passed'),
    );
  });

  it('notes which routes, outcomes of conditions and branches were reached', () => {
    const { hits } = run([{ attributes: { method: 'say' }, random: 80, expect: { route: 'canary' } }]);
    assert.deepEqual(hits, [
      { taken: 1, conditions: [{ held: 1, failed: 0 }], branches: [0, 1] },
      { taken: 0, conditions: [], branches: [] },
    ]);
  });

  it('with mistakes is not run: each is told with its place', () => {
    const wrong: Json[] = [
      { tests: [{ name: 1, expect: { route: 'x' } }] },
      { tests: [{ attributes: { a: 1 }, expect: { route: 'x' } }] },
      { tests: [{ expect: { rout: 'x' } }] },
      { tests: [{ expect: { split: { a: [5, 'x'] } } }] },
      { tests: [{ random: -1, expect: { error: 'NotAnError' } }] },
      { tests: 'x' },
      { test: [] },
    ];
    for (const suite of wrong) {
      assert.notEqual(parseSuite(suite).problems.length, 0, JSON.stringify(suite));
      assert.equal(fitsSchema(suite), false, JSON.stringify(suite));
    }
    assert.deepEqual(parseSuite({ tests: [{ atributes: {}, expect: { route: null } }] }).problems, [
      { path: ['tests', 0, 'atributes'], message: 'unknown member atributes: did you mean attributes?' },
    ]);
  });

  it('survives any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void parseSuite({ tests: [value as Json] })));
  });
});

describe('a generated suite', () => {
  it('takes every route and every cluster of a split, and passes', () => {
    const { suite, left } = generateSuite([service]);
    assert.deepEqual(left, []);
    const { results, hits } = run(suite['tests'] ?? null);
    assert.deepEqual(
      results.flatMap(({ failures }) => failures),
      [],
    );
    assert.deepEqual(
      hits.map(({ taken }) => taken > 0),
      [true, true],
    );
    assert.deepEqual(
      hits[0]?.branches.map((count) => count > 0),
      [true, true],
    );
  });

  it('takes every route that can be taken, of any table, and says which cannot', () => {
    const tables = tableOver(['x', 'y'], 6).chain((configuration) =>
      fc.array(conditionOn(['x', 'y']), { maxLength: 2 }).map((match) => ({
        ...configuration,
        routes: [...configuration.routes, { ...canary, match }],
      })),
    );
    fc.assert(
      fc.property(tables, (configuration) => {
        const table: ServiceTable = { patterns, configuration };
        const { suite, left } = generateSuite([table]);
        const { results, hits } = run(suite['tests'] ?? null, table);
        assert.deepEqual(
          results.flatMap(({ failures }) => failures),
          [],
        );
        const fates = coverRoutes(configuration, patterns).routes;
        assert.deepEqual(
          hits.map(({ taken }) => taken > 0),
          fates.map(({ kind }) => kind === 'reached'),
        );
        assert.equal(left.length, fates.filter(({ kind }) => kind !== 'reached').length);
      }),
      { numRuns: 60 },
    );
  });
});

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { JsonObject } from '../../base/json.js';
import { loadPatterns, type Patterns } from '../../base/pattern.js';
import { readDubboProxy } from './dubbo.js';
import { decideNative } from './routes.js';

let patterns: Patterns;
before(async () => {
  patterns = await loadPatterns();
});

function proxy(routeConfig: JsonObject, more: JsonObject = {}): JsonObject {
  return { statPrefix: 'outbound|20880||h', routeConfig: [{ name: 'n', interface: 'org.a.S', ...routeConfig }], ...more };
}

function route(name: JsonObject, cluster: string, headers?: JsonObject[]): JsonObject {
  return { match: { method: { name }, ...(headers === undefined ? {} : { headers }) }, route: { cluster } };
}

function clusterFor(value: JsonObject, attributes: Record<string, string>): string | null {
  return decideNative(readDubboProxy(value, patterns), attributes, 0n, true).cluster;
}

const any = { safeRegex: { googleRe2: {}, regex: '.*' } };

describe('the interface', () => {
  test('is compared as a whole, letter case included', () => {
    const value = proxy({ routes: [route(any, 'c')] });
    assert.equal(clusterFor(value, { interface: 'org.a.S', method: 'm' }), 'c');
    assert.equal(clusterFor(value, { interface: 'org.a.s', method: 'm' }), null);
    assert.equal(clusterFor(value, { method: 'm' }), null);
  });

  test('* takes any but an empty one; at one end it stands for at least one character', () => {
    for (const [pattern, called, taken] of [
      ['*', 'x', true],
      ['*', '', false],
      ['org.*', 'org.a', true],
      ['org.*', 'org.', false],
      ['*.S', 'a.S', true],
      ['*.S', '.S', false],
    ] as const) {
      const value = proxy({ interface: pattern, routes: [route(any, 'c')] });
      assert.equal(clusterFor(value, { interface: called, method: 'm' }) !== null, taken, `${pattern} ${called}`);
    }
  });

  test('version and group count where they are configured', () => {
    const value = proxy({ version: '1.0', group: 'g', routes: [route(any, 'c')] });
    assert.equal(clusterFor(value, { interface: 'org.a.S', method: 'm', version: '1.0', group: 'g' }), 'c');
    assert.equal(clusterFor(value, { interface: 'org.a.S', method: 'm', version: '2.0', group: 'g' }), null);
    assert.equal(clusterFor(value, { interface: 'org.a.S', method: 'm', version: '1.0' }), null);
  });
});

describe('a route', () => {
  test('matches a method exactly, by prefix or by a pattern of its whole name', () => {
    const value = proxy({
      routes: [
        route({ exact: 'a' }, 'exact'),
        route({ prefix: 'get' }, 'prefix'),
        route({ safeRegex: { googleRe2: {}, regex: 's.*o' } }, 'regex'),
      ],
    });
    const of = (method: string) => clusterFor(value, { interface: 'org.a.S', method });
    assert.deepEqual(['a', 'getX', 'sayHello', 'sayHellos'].map(of), ['exact', 'prefix', 'regex', null]);
  });

  test('of .* does not take a request without a method', () => {
    assert.equal(clusterFor(proxy({ routes: [route(any, 'c')] }), { interface: 'org.a.S' }), null);
  });

  test('compares headers with attachments, names in any letter case, and never with the method', () => {
    const value = proxy({ routes: [route(any, 'c', [{ name: 'Tenant', exactMatch: 'a' }])] });
    assert.equal(clusterFor(value, { interface: 'org.a.S', method: 'm', tenant: 'a' }), 'c');
    assert.equal(clusterFor(value, { interface: 'org.a.S', method: 'm', tenant: 'A' }), null);
    const onMethod = proxy({ routes: [route(any, 'c', [{ name: 'method', exactMatch: 'm' }])] });
    assert.equal(clusterFor(onMethod, { interface: 'org.a.S', method: 'm' }), null);
  });

  test('is read in snake_case as well', () => {
    const value = {
      stat_prefix: 's',
      route_config: [
        {
          name: 'n',
          interface: '*',
          routes: [{ match: { method: { name: { safe_regex: { regex: 'a+' } } } }, route: { cluster: 'c' } }],
        },
      ],
    };
    assert.equal(clusterFor(value, { interface: 'i', method: 'aa' }), 'c');
  });

  test('of several clusters takes one by the random number and the weights', () => {
    const weightedClusters = {
      clusters: [
        { name: 'v1', weight: 90 },
        { name: 'v2', weight: 10 },
      ],
      totalWeight: 100,
    };
    const value = proxy({ routes: [{ match: { method: { name: any } }, route: { weightedClusters } }] });
    const routes = readDubboProxy(value, patterns);
    const decided = [0n, 89n, 90n, 199n].map((random) =>
      decideNative(routes, { interface: 'org.a.S', method: 'm' }, random, false),
    );
    assert.deepEqual(
      decided.map(({ cluster }) => cluster),
      ['v1', 'v1', 'v2', 'v2'],
    );
    assert.deepEqual(
      decided[0]?.split?.map(({ percent }) => percent),
      [90, 10],
    );
  });
});

test('without a route the client is told so, and why each route failed', () => {
  const routes = readDubboProxy(proxy({ routes: [route({ exact: 'a' }, 'c')] }), patterns);
  const decision = decideNative(routes, { interface: 'org.a.S', method: 'b' }, 0n, true);
  assert.deepEqual(decision.error, { type: 'ServiceNotFound', message: "dubbo router: no route for interface 'org.a.S'" });
  assert.deepEqual(
    decision.trace?.[0]?.conditions.map(({ attribute, actual, matched }) => [attribute, actual, matched]),
    [
      ['interface', 'org.a.S', true],
      ['method', 'b', false],
    ],
  );
});

test('the empty configuration that Aeraki writes without an interface is one that Envoy refuses', () => {
  const decision = decideNative(readDubboProxy({}, patterns), { interface: 'i', method: 'm' }, 0n, true);
  assert.equal(decision.error?.type, 'ListenerRefused');
});

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { JsonObject } from '../../base/json.js';
import { loadPatterns, type Patterns } from '../../base/pattern.js';
import { decideNative } from './routes.js';
import { readThriftProxy } from './thrift.js';

let patterns: Patterns;
before(async () => {
  patterns = await loadPatterns();
});

function decided(routes: JsonObject[], attributes: Record<string, string>) {
  const value = { statPrefix: 's', routeConfig: { name: 'n', routes } };
  return decideNative(readThriftProxy(value, patterns), attributes, 0n, true);
}

test('an empty method takes every request, so that of what Aeraki writes only the first route counts', () => {
  const routes = ['first', 'second'].map((cluster) => ({ match: { methodName: '' }, route: { cluster } }));
  assert.equal(decided(routes, { method: 'add' }).cluster, 'first');
  assert.equal(decided(routes, {}).cluster, 'first');
});

test('a method is compared as a whole, a service is what stands before the colon', () => {
  const routes = [
    { match: { methodName: 'add' }, route: { cluster: 'method' } },
    { match: { serviceName: 'Calc' }, route: { cluster: 'service' } },
    { match: { methodName: 'ping', invert: true }, route: { cluster: 'rest' } },
  ];
  const of = (method: string) => decided(routes, { method }).cluster;
  assert.deepEqual(['add', 'Calc:add', 'Calculator:add', 'ping'].map(of), ['method', 'service', 'rest', null]);
});

test('without a route the client gets an exception that names the method', () => {
  assert.deepEqual(decided([], { method: 'add' }).error, { type: 'UnknownMethod', message: "no route for method 'add'" });
});

test('a weight of 0 makes Envoy refuse the listener', () => {
  const clusters = [
    { name: 'a', weight: 100 },
    { name: 'b', weight: 0 },
  ];
  assert.equal(
    decided([{ match: { methodName: '' }, route: { weightedClusters: { clusters } } }], {}).error?.type,
    'ListenerRefused',
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../base/json.js';
import { translate } from '../controlplane/translate.js';
import type { Translation } from '../controlplane/types.js';
import { buildMesh } from '../mesh/build.js';
import { affectedHosts, ofHosts } from './affected.js';
import { lossesOf } from './loss.js';
import { nameOfObject } from './objectname.js';

const host = 'orders.demo.svc.cluster.local';

function service(name = 'orders'): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'demo', name },
    spec: { clusterIP: '10.0.0.1', selector: { app: name }, ports: [{ name: 'tcp-metaprotocol-thrift', port: 9090 }] },
  };
}

function router(routes: Record<string, string>, more: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
    kind: 'MetaRouter',
    metadata: { namespace: 'demo', name: 'orders' },
    spec: {
      hosts: [host],
      routes: Object.entries(routes).map(([name, method]) => ({
        name,
        match: { attributes: { method: { exact: method } } },
        route: [{ destination: { host } }],
      })),
      ...more,
    },
  };
}

function translationOf(...objects: JsonObject[]): Translation {
  const origin = { file: 'mesh.yaml', document: 0, prefix: [] };
  return translate(buildMesh(objects.map((value, index) => ({ value, origin: { ...origin, document: index } }))));
}

test('without its MetaRouter a host loses its routes: every request takes the default route', () => {
  const [loss, ...more] = lossesOf(translationOf(service(), router({ a: 'get', b: 'put' })), translationOf(service()));
  assert.deepEqual(more, []);
  assert.deepEqual(loss, {
    host,
    port: 9090,
    routes: ['a', 'b'],
    generated: [],
    limit: false,
    left: 'default',
    cluster: `outbound|9090||${host}`,
  });
});

test('without its Service nothing handles the requests any more', () => {
  const [loss] = lossesOf(translationOf(service(), router({ a: 'get' })), translationOf(router({ a: 'get' })));
  assert.equal(loss?.left, 'plain');
  assert.ok(loss.generated.some((name) => name.startsWith('EnvoyFilter istio-system/aeraki-outbound-')));
});

test('a route that is renamed or changed is not lost, one that is taken out is', () => {
  const before = translationOf(service(), router({ a: 'get', b: 'put' }));
  assert.deepEqual(lossesOf(before, translationOf(service(), router({ renamed: 'get', b: 'delete' }))), []);
  const [loss] = lossesOf(before, translationOf(service(), router({ b: 'put' })));
  assert.deepEqual([loss?.routes, loss?.left], [['a'], 'routes']);
});

test('a rate limit that goes is a loss', () => {
  const limit = { localRateLimit: { tokenBucket: { maxTokens: 1, tokensPerFill: 1, fillInterval: '1s' } } };
  const [loss] = lossesOf(translationOf(service(), router({ a: 'get' }, limit)), translationOf(service(), router({ a: 'get' })));
  assert.deepEqual([loss?.routes, loss?.limit], [[], true]);
});

test('nothing is lost where nothing changes', () => {
  const mesh = translationOf(service(), router({ a: 'get' }));
  assert.deepEqual(lossesOf(mesh, mesh), []);
});

test('what is waited for: hosts that the objects are a cause of, and hosts that changed', () => {
  const other = service('other');
  const before = translationOf(service(), other);
  const after = translationOf(service(), other, router({ a: 'get' }));
  assert.deepEqual([...affectedHosts(before, after, [])], [host]);
  assert.deepEqual([...affectedHosts(after, after, [nameOfObject(other, '')])], ['other.demo.svc.cluster.local']);
  const narrowed = ofHosts(after, new Set([host]));
  assert.ok(narrowed.envoyFilters.length > 0 && narrowed.envoyFilters.length < after.envoyFilters.length);
});

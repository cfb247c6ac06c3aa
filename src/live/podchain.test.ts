import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../base/json.js';
import { translate } from '../controlplane/translate.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import { driftOf } from './drift.js';
import { type PodChain, podChainOf } from './podchain.js';

const host = 'orders.shop.svc.cluster.local';

const service: JsonObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'orders', namespace: 'shop' },
  spec: { clusterIP: '10.0.0.9', selector: { app: 'orders' }, ports: [{ name: 'tcp-metaprotocol-thrift', port: 9090 }] },
};

const router = (exportTo: string[]): JsonObject => ({
  apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
  kind: 'MetaRouter',
  metadata: { name: 'orders', namespace: 'shop' },
  spec: { hosts: [host], exportTo, routes: [] },
});

const plain: JsonObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { clusterIP: '10.0.0.10', selector: { app: 'orders' }, ports: [{ name: 'http', port: 80 }] },
};

const placed = (values: readonly JsonObject[]): ManifestObject[] =>
  values.map((value, document) => ({ value, origin: { file: 'cluster', document, prefix: [] } }));

/** What a pod is to Aeraki, its proxy not asked. */
function podIn(
  values: readonly JsonObject[],
  { namespace = 'web', labels = { app: 'web' }, hasProxy = true, written = true } = {},
): PodChain {
  const generated = written ? translate(buildMesh(placed(values))).envoyFilters.map(({ object }) => object) : [];
  const objects = placed([...values, ...generated]);
  const mesh = buildMesh(objects);
  const translation = translate(mesh);
  const states = driftOf({ objects, mesh, translation, unread: [], now: 0 });
  const pod = { name: 'client', namespace, labels, gateway: false, image: 'x', hasProxy };
  return podChainOf(pod, undefined, { mesh, translation, generated: states });
}

describe('what Aeraki means to a pod', () => {
  it('is each service that it calls, and each that it serves', () => {
    const client = podIn([service]);
    assert.deepEqual(
      client.calls.map(({ listener, generated, held, state }) => [listener, generated, held, state]),
      [['10.0.0.9_9090', 'in sync', 'not-asked', 'unknown']],
    );
    const server = podIn([service, plain], { namespace: 'shop', labels: { app: 'orders' } });
    assert.deepEqual([server.serves.map(({ host: of }) => of), server.plain], [[host], ['Service shop/web']]);
  });

  it('is broken where the EnvoyFilter is not there', () => {
    const { state, problems } = podIn([service], { written: false });
    assert.equal(state, 'broken');
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['AER1201'],
    );
  });

  it('is out of reach where exportTo names other namespaces', () => {
    const { calls, outOfReach } = podIn([service, router(['shop'])]);
    assert.deepEqual(calls, []);
    assert.deepEqual(outOfReach, [
      {
        host,
        trouble: {
          reason: `The EnvoyFilters of ${host} are in shop, by exportTo of MetaRouter shop/orders: this pod talks plain TCP to it.`,
          code: 'AER1208',
          fix: 'Add web to exportTo, if its pods shall be routed.',
        },
      },
    ]);
  });

  it('is nothing without a proxy', () => {
    const { kind, state, problems } = podIn([service], { hasProxy: false });
    assert.deepEqual([kind, state, problems.map(({ code }) => code)], ['no proxy', 'broken', ['AER1207']]);
  });

  it('is nothing in a mesh that it does not manage', () => {
    assert.equal(podIn([plain]).state, 'unmanaged');
  });
});

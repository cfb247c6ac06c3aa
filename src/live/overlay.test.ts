import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObject, type JsonObject } from '../base/json.js';
import type { ManifestObject } from '../manifest/types.js';
import { keyOfName, nameOfObject } from './objectname.js';
import { overlay, without } from './overlay.js';

function object(file: string, apiVersion: string, kind: string, metadata: JsonObject, spec: JsonObject = {}): ManifestObject {
  return { value: { apiVersion, kind, metadata, spec }, origin: { file, document: 0, prefix: [] } };
}

const routers = 'metaprotocol.aeraki.io/v1alpha1';

test('a file replaces the live object of its kind, namespace and name; others stay', () => {
  const live = [
    object('cluster:a', routers, 'MetaRouter', { namespace: 'demo', name: 'a' }),
    object('cluster:b', routers, 'MetaRouter', { namespace: 'demo', name: 'b' }),
    object('cluster:other', routers, 'MetaRouter', { namespace: 'other', name: 'a' }),
  ];
  const files = [object('a.yaml', routers, 'MetaRouter', { name: 'a' })];
  const { objects, replaced } = overlay(live, files, 'demo');
  assert.deepEqual(
    objects.map(({ origin }) => origin.file),
    ['cluster:b', 'cluster:other', 'a.yaml'],
  );
  assert.equal(replaced.size, 1);
});

test('versions of one group are one kind; the namespace of a cluster-scoped object does not count', () => {
  const live = [
    object('cluster:dr', 'networking.istio.io/v1alpha3', 'DestinationRule', { namespace: 'demo', name: 'a' }),
    object('cluster:ap', routers, 'ApplicationProtocol', { name: 'thrift' }),
  ];
  const files = [
    object('dr.yaml', 'networking.istio.io/v1', 'DestinationRule', { namespace: 'demo', name: 'a' }),
    object('ap.yaml', routers, 'ApplicationProtocol', { name: 'thrift', namespace: 'written' }),
  ];
  assert.deepEqual(
    overlay(live, files, 'default').objects.map(({ origin }) => origin.file),
    ['dr.yaml', 'ap.yaml'],
  );
});

test('a Service keeps the address that the cluster gave it, unless the file names another', () => {
  const live = [
    object('cluster:s', 'v1', 'Service', { namespace: 'demo', name: 's' }, { clusterIP: '10.0.0.7', clusterIPs: ['10.0.0.7'] }),
  ];
  const addressOf = (spec: JsonObject): unknown => {
    const [laid] = overlay(live, [object('s.yaml', 'v1', 'Service', { namespace: 'demo', name: 's' }, spec)], 'demo').objects;
    return asObject(laid?.value['spec'])?.['clusterIP'];
  };
  assert.equal(addressOf({ ports: [] }), '10.0.0.7');
  assert.equal(addressOf({ clusterIP: 'None' }), 'None');
});

test('what is deleted is left out by its name', () => {
  const live = [
    object('cluster:a', routers, 'MetaRouter', { namespace: 'demo', name: 'a' }),
    object('cluster:b', routers, 'MetaRouter', { namespace: 'demo', name: 'b' }),
  ];
  const gone = new Set([keyOfName(nameOfObject(live[0]?.value ?? {}, ''))]);
  assert.deepEqual(
    without(live, gone).map(({ origin }) => origin.file),
    ['cluster:b'],
  );
});

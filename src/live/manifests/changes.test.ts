import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plannedOf } from '../plan.js';
import { bootstrapConfigMap, xdsEndpoint } from './bootstrap.js';
import { readableChanges } from './changes.js';

test('of a bootstrap that is renewed, what changes in it is told, not its whole text', () => {
  const before = bootstrapConfigMap('shop', xdsEndpoint('56e4de0', 'mesh'));
  const after = bootstrapConfigMap('shop', xdsEndpoint('1.4.1', 'istio-system'));
  const name = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'aeraki-bootstrap-config' };
  const planned = plannedOf({ name, origin: { file: '', document: 0, prefix: [] }, object: after, before, after });
  const told = readableChanges(planned).map(({ path, from, to }) => [path.slice(-3).join('.'), from, to]);
  assert.deepEqual(told, [
    ['address.socket_address.address', 'aeraki.mesh', 'aeraki.istio-system'],
    ['0.transport_socket.name', 'envoy.transport_sockets.tls', undefined],
  ]);
});

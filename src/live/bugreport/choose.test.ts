import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choosePods, isForAeraki, type ReportedPod } from './choose.js';

function pod(name: string, more: Partial<ReportedPod> = {}): ReportedPod {
  const owner = `Deployment/${name.replace(/-\d+$/, '')}`;
  return { name, namespace: 'shop', annotations: {}, ready: true, gateway: false, owner, containers: [], ...more };
}

test('each workload is looked at once before any is looked at twice, what is in trouble first', () => {
  const pods = [
    pod('a-1'),
    pod('a-2'),
    pod('a-3', { ready: false }),
    pod('b-1'),
    pod('b-2', { containers: [{ name: 'istio-proxy', image: '', restarts: 4 }] }),
  ];
  const { chosen, left } = choosePods(pods, 3);
  assert.deepEqual(
    chosen.map(({ name }) => name),
    ['a-3', 'b-2', 'a-1'],
  );
  assert.deepEqual(
    left.map(({ name }) => name),
    ['b-1', 'a-2'],
  );
});

test('a proxy is for Aeraki by its image, its bootstrap, or as a gateway', () => {
  const image = (name: string): ReportedPod => pod('x', { containers: [{ name: 'istio-proxy', image: name, restarts: 0 }] });
  assert.equal(isForAeraki(image('ghcr.io/aeraki-mesh/meta-protocol-proxy:1.4.2')), true);
  assert.equal(isForAeraki(image('docker.io/istio/proxyv2:1.20.0')), false);
  assert.equal(isForAeraki(pod('x', { annotations: { 'sidecar.istio.io/bootstrapOverride': 'aeraki-bootstrap-config' } })), true);
  assert.equal(isForAeraki(pod('x', { gateway: true })), true);
});

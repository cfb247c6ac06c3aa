import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '../base/json.js';
import { buildMesh } from '../mesh/build.js';
import { translate } from './translate.js';

const billing: JsonObject = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: { name: 'billing', namespace: 'billing', annotations: { interface: 'org.a.Billing' } },
  spec: {
    hosts: ['org.a.billing'],
    addresses: ['240.240.0.1'],
    ports: [{ name: 'tcp-dubbo', number: 20880, protocol: 'TCP' }],
    resolution: 'STATIC',
    workloadSelector: { labels: { app: 'billing' } },
  },
};
const dubboPolicy: JsonObject = {
  apiVersion: 'dubbo.aeraki.io/v1alpha1',
  kind: 'DubboAuthorizationPolicy',
  metadata: { name: 'a', namespace: 'billing' },
  spec: { rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/x'] } }] }] },
};

function istio(kind: string, namespace: string, spec: JsonObject, name = 'p'): JsonObject {
  return { apiVersion: 'security.istio.io/v1', kind, metadata: { name, namespace }, spec };
}

/** Codes and paths of the notes on Istio's security. */
function notes(...objects: JsonObject[]): string[] {
  const all = objects.map((value, document) => ({ value, origin: { file: 'a.yaml', document, prefix: [] } }));
  const found = translate(buildMesh(all)).notes.filter(({ code }) => /^AER068/.test(code));
  return found.map(({ code, path }) => `${code} ${path.join('.')}`);
}

describe('a PeerAuthentication that turns mutual TLS off for a service with rules on principals', () => {
  test('is noted with its place: of the mesh, of the namespace, of the workload, of a port', () => {
    const off = { mtls: { mode: 'DISABLE' } };
    const ofPort = { selector: { matchLabels: { app: 'billing' } }, portLevelMtls: { '20880': { mode: 'DISABLE' } } };
    assert.deepEqual(notes(billing, dubboPolicy, istio('PeerAuthentication', 'istio-system', off)), ['AER0684 spec.mtls.mode']);
    assert.deepEqual(notes(billing, dubboPolicy, istio('PeerAuthentication', 'billing', off)), ['AER0684 spec.mtls.mode']);
    assert.deepEqual(notes(billing, dubboPolicy, istio('PeerAuthentication', 'billing', ofPort)), [
      'AER0684 spec.portLevelMtls.20880.mode',
    ]);
  });

  test('is not, where a nearer one turns it on, it is for others, or nobody asks who calls', () => {
    const off = istio('PeerAuthentication', 'istio-system', { mtls: { mode: 'DISABLE' } });
    const on = istio('PeerAuthentication', 'billing', { mtls: { mode: 'STRICT' } });
    const others = istio('PeerAuthentication', 'billing', { selector: { matchLabels: { app: 'x' } }, mtls: { mode: 'DISABLE' } });
    assert.deepEqual(notes(billing, dubboPolicy, off, on), []);
    assert.deepEqual(notes(billing, dubboPolicy, others), []);
    assert.deepEqual(notes(billing, off), []);
  });
});

describe('an AuthorizationPolicy', () => {
  const ports = { to: [{ operation: { ports: ['20880'] } }] };
  const methods = { to: [{ operation: { methods: ['GET'], ports: ['20880'] } }] };

  test('that selects the workload reaches its connections', () => {
    const policy = istio('AuthorizationPolicy', 'billing', { rules: [ports] });
    assert.deepEqual(notes(billing, policy), ['AER0681 spec']);
  });

  test('loses an ALLOW rule with HTTP fields, and widens a DENY rule', () => {
    assert.deepEqual(notes(billing, istio('AuthorizationPolicy', 'billing', { rules: [ports, methods] })), [
      'AER0681 spec',
      'AER0682 spec.rules.1.to.0.operation.methods',
    ]);
    assert.deepEqual(notes(billing, istio('AuthorizationPolicy', 'istio-system', { action: 'DENY', rules: [methods] })), [
      'AER0681 spec',
      'AER0683 spec.rules.0.to.0.operation.methods',
    ]);
  });

  test('on request headers is one on HTTP', () => {
    const when = [{ key: 'request.headers[x]', values: ['a'] }];
    assert.deepEqual(notes(billing, istio('AuthorizationPolicy', 'billing', { rules: [{ when }] })), [
      'AER0681 spec',
      'AER0682 spec.rules.0.when.0.key',
    ]);
  });

  test('for other workloads, other namespaces or a gateway is nobody’s concern', () => {
    const selector = { matchLabels: { app: 'x' } };
    assert.deepEqual(notes(billing, istio('AuthorizationPolicy', 'billing', { selector, rules: [methods] })), []);
    assert.deepEqual(notes(billing, istio('AuthorizationPolicy', 'shop', { rules: [methods] })), []);
    const targetRefs = [{ kind: 'Gateway', name: 'g' }];
    assert.deepEqual(notes(billing, istio('AuthorizationPolicy', 'billing', { targetRefs, rules: [methods] })), []);
  });
});

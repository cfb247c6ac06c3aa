import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { buildMesh } from '../mesh/build.js';
import { forHost, inNamespace } from './narrow.js';
import { translate } from './translate.js';
import type { Translation } from './types.js';

const text = `
apiVersion: v1
kind: Service
metadata: {name: orders, namespace: shop}
spec: {clusterIP: 10.0.0.1, ports: [{name: tcp-metaprotocol-thrift, port: 9090}]}
---
apiVersion: v1
kind: Service
metadata: {name: users, namespace: shop}
spec: {clusterIP: 10.0.0.2, ports: [{name: tcp-metaprotocol-dubbo, port: 20880}]}
---
apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: MetaRouter
metadata: {name: orders, namespace: rules}
spec: {hosts: [orders.shop.svc.cluster.local], exportTo: [shop]}
`;
const objects = parseAllDocuments(text).map((document, index) => ({
  value: document.toJS(),
  origin: { file: 'mesh.yaml', document: index, prefix: [] },
}));
const mesh = buildMesh(objects);
const whole = translate(mesh);

/** The hosts of what is left, and what the notes are about. */
function shown({ envoyFilters, routeConfigurations, listeners, notes }: Translation) {
  return {
    filters: [...new Set(envoyFilters.map(({ host }) => host))],
    routes: routeConfigurations.map(({ host }) => host),
    listeners: listeners.map(({ host }) => host),
    notes: notes.map(({ code, resource }) => `${code} ${resource?.kind} ${resource?.name}`).sort(),
  };
}

describe('a part of a translation', () => {
  it('for a host has its objects, its routes, and the notes about its service and rules', () => {
    const host = 'orders.shop.svc.cluster.local';
    assert.deepEqual(shown(forHost(whole, mesh, host)), {
      filters: [host],
      routes: [host],
      listeners: [host],
      notes: ['AER0439 Service orders', 'AER0505 MetaRouter orders'],
    });
  });

  it('for a host that nothing is generated for is empty', () => {
    assert.deepEqual(shown(forHost(whole, mesh, 'nobody')), { filters: [], routes: [], listeners: [], notes: [] });
  });

  it('in a namespace has the objects created there, whatever namespace their inputs are in, and no routes', () => {
    assert.deepEqual(shown(inNamespace(whole, 'istio-system')), {
      filters: ['users.shop.svc.cluster.local'],
      routes: [],
      listeners: [],
      notes: ['AER0439 Service users'],
    });
    assert.deepEqual(shown(inNamespace(whole, 'shop')).filters, ['orders.shop.svc.cluster.local']);
    assert.deepEqual(shown(inNamespace(whole, 'rules')).filters, []);
  });
});

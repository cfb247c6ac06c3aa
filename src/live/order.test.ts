import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inApplyOrder, inDeleteOrder, isFirst } from './order.js';

const kinds = [
  ['metaprotocol.aeraki.io/v1alpha1', 'MetaRouter'],
  ['networking.istio.io/v1beta1', 'DestinationRule'],
  ['apps/v1', 'Deployment'],
  ['v1', 'Service'],
  ['metaprotocol.aeraki.io/v1alpha1', 'ApplicationProtocol'],
  ['v1', 'Secret'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ['v1', 'Namespace'],
] as const;

const objects = kinds.map(([apiVersion, kind]) => ({ apiVersion, kind }));

test('what others need comes first, MetaRouters last, unknown kinds in between', () => {
  assert.deepEqual(
    inApplyOrder(objects).map(({ kind }) => kind),
    [
      'Namespace',
      'CustomResourceDefinition',
      'Secret',
      'Service',
      'Deployment',
      'ApplicationProtocol',
      'DestinationRule',
      'MetaRouter',
    ],
  );
});

test('deleting goes the other way round', () => {
  assert.deepEqual(inDeleteOrder(objects), inApplyOrder(objects).reverse());
});

test('objects of one kind keep the order in which they are given', () => {
  const named = ['b', 'a', 'c'].map((name) => ({ apiVersion: 'v1', kind: 'Service', name }));
  assert.deepEqual(inApplyOrder(named), named);
});

test('the server can be asked about others only once namespaces and definitions are there', () => {
  assert.deepEqual(
    objects.filter(isFirst).map(({ kind }) => kind),
    ['CustomResourceDefinition', 'Namespace'],
  );
});

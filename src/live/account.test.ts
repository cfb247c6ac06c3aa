import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../base/json.js';
import { doneOutcome, verdictOf } from './account.js';
import { inOrder, type Planned, plannedDeletion, plannedOf } from './plan.js';

const name = { apiVersion: 'metaprotocol.aeraki.io/v1alpha1', kind: 'MetaRouter', namespace: 'demo', name: 'a' };
const origin = { file: 'a.yaml', document: 0, prefix: [] };

function router(host: string, manager = 'aerakictl', more: JsonObject = {}): JsonObject {
  return {
    apiVersion: name.apiVersion,
    kind: 'MetaRouter',
    metadata: {
      name: 'a',
      namespace: 'demo',
      managedFields: [{ manager, operation: 'Apply', apiVersion: name.apiVersion, fieldsV1: {} }],
      ...more,
    },
    spec: { hosts: [host] },
  };
}

const create = plannedOf({ name, origin, object: router('new') });
const change = plannedOf({ name, origin, object: router('new'), before: router('old'), after: router('new') });
const removal = plannedDeletion(name, router('old'));

const outcomeOf = (planned: Planned, now: JsonObject | undefined): string => verdictOf(planned, now).outcome;

test('what is created, changed or left as it is', () => {
  assert.equal(create.action, 'create');
  assert.equal(change.action, 'change');
  assert.deepEqual(change.changes, [{ path: ['spec', 'hosts', 0], from: 'old', to: 'new' }]);
  const same = plannedOf({ name, origin, object: router('old'), before: router('old'), after: router('old') });
  assert.deepEqual([same.action, same.isSent], ['unchanged', false]);
  const adopted = plannedOf({ name, origin, object: router('old'), before: router('old', 'kubectl'), after: router('old') });
  assert.deepEqual([adopted.action, adopted.isSent], ['unchanged', true]);
});

test('a creation without an answer: there by our hand it is done, absent it is not; by another hand it stays unknown', () => {
  assert.equal(outcomeOf(create, router('new')), 'created');
  assert.equal(outcomeOf(create, undefined), 'notApplied');
  assert.equal(outcomeOf(create, router('new', 'kubectl')), 'unknown');
});

test('a change without an answer: told by what is there, and unknown where it is neither', () => {
  assert.equal(outcomeOf(change, router('new')), 'changed');
  assert.equal(outcomeOf(change, router('old')), 'notApplied');
  assert.deepEqual([outcomeOf(change, router('third')), outcomeOf(change, undefined)], ['unknown', 'unknown']);
});

test('a deletion without an answer: gone, or going, is done', () => {
  assert.equal(outcomeOf(removal, undefined), 'deleted');
  assert.equal(outcomeOf(removal, router('old', 'aerakictl', { deletionTimestamp: '2026-11-21T08:50:01Z' })), 'deleted');
  assert.equal(outcomeOf(removal, router('old')), 'notApplied');
});

test('deletions come after everything that is applied, the other way round', () => {
  const of = (kind: string, apiVersion: string, delete_: boolean): Planned => {
    const named = { ...name, apiVersion, kind };
    return delete_ ? plannedDeletion(named, {}) : plannedOf({ name: named, origin, object: {} });
  };
  const istio = 'networking.istio.io/v1';
  const steps = [
    of('DestinationRule', istio, true),
    of('MetaRouter', name.apiVersion, true),
    of('MetaRouter', name.apiVersion, false),
    of('DestinationRule', istio, false),
  ];
  assert.deepEqual(
    inOrder(steps).map((planned) => `${doneOutcome(planned)} ${planned.name.kind}`),
    ['created DestinationRule', 'created MetaRouter', 'deleted MetaRouter', 'deleted DestinationRule'],
  );
});

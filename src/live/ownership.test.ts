import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, JsonObject } from '../base/json.js';
import { conflictsOf, isOurs, isOwnedAlike } from './ownership.js';

const managed = (...entries: Json[]): JsonObject => ({ metadata: { name: 'a', managedFields: entries } });

const entry = (manager: string, operation: string, fields: JsonObject = { 'f:spec': {} }): JsonObject => ({
  manager,
  operation,
  apiVersion: 'v1',
  fieldsV1: fields,
});

test('an object is ours where this program has applied it; another way of writing it, or another writer, is not enough', () => {
  assert.ok(isOurs(managed(entry('kubectl', 'Update'), entry('aerakictl', 'Apply'))));
  assert.ok(!isOurs(managed(entry('aerakictl', 'Update'))));
  assert.ok(!isOurs(managed(entry('helm', 'Apply'))));
  assert.ok(!isOurs({ metadata: {} }));
});

test('ownership is alike where our fields are the same, or we have none on either side', () => {
  const ours = managed(entry('aerakictl', 'Apply'));
  assert.ok(isOwnedAlike(ours, managed(entry('helm', 'Apply'), entry('aerakictl', 'Apply'))));
  assert.ok(!isOwnedAlike(ours, managed(entry('aerakictl', 'Apply', { 'f:spec': { 'f:hosts': {} } }))));
  assert.ok(!isOwnedAlike(managed(entry('kubectl', 'Apply')), ours));
  assert.ok(isOwnedAlike(managed(), managed(entry('kubectl', 'Apply'))));
});

test("the API server's words for a conflict", () => {
  assert.deepEqual(
    conflictsOf([
      {
        reason: 'FieldManagerConflict',
        message: 'conflict with "kubectl-edit" using metaprotocol.aeraki.io/v1alpha1',
        field: '.spec.routes',
      },
      { reason: 'FieldManagerConflict', message: 'something new', field: '.spec.hosts' },
      { reason: 'FieldValueInvalid', message: 'no', field: 'spec' },
    ]),
    [
      { manager: 'kubectl-edit', field: '.spec.routes' },
      { manager: 'another manager', field: '.spec.hosts' },
    ],
  );
});

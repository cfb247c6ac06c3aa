import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../base/json.js';
import { areEqual, changesBetween, mergedLocally, redactedSides, substanceOf, withoutSecrets } from './changes.js';

const router = (spec: JsonObject, metadata: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
  kind: 'MetaRouter',
  metadata: { name: 'a', namespace: 'demo', ...metadata },
  spec,
  ...more,
});

const secret = (data: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'pw' }, data });

test('what the server keeps does not count: versions, times, managers, status, the annotation of kubectl apply', () => {
  const live = router(
    { hosts: ['a'] },
    {
      uid: '1',
      resourceVersion: '7',
      generation: 2,
      creationTimestamp: '2026-11-21T08:50:01Z',
      managedFields: [{ manager: 'kubectl' }],
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    },
    { status: { ok: true } },
  );
  assert.ok(areEqual(live, router({ hosts: ['a'] })));
  assert.deepEqual(changesBetween(live, router({ hosts: ['a'] })), []);
});

test('labels, annotations and finalizers count', () => {
  const changes = changesBetween(router({}), router({}, { labels: { app: 'x' }, finalizers: ['f'] }));
  assert.deepEqual(
    changes.map(({ path }) => path.join('.')),
    ['metadata.finalizers', 'metadata.labels'],
  );
});

test('a change is told by its path with both values', () => {
  const before = router({ routes: [{ name: 'r', weight: 80 }] });
  const after = router({ routes: [{ name: 'r', weight: 20 }] });
  assert.deepEqual(changesBetween(before, after), [{ path: ['spec', 'routes', 0, 'weight'], from: 80, to: 20 }]);
});

test("a Secret's values are compared and not shown; that they differ is", () => {
  assert.deepEqual(changesBetween(secret({ p: 'b2xk' }), secret({ p: 'bmV3' })), [
    { path: ['data', 'p'], from: '<redacted>', to: '<redacted>' },
  ]);
  assert.deepEqual(changesBetween(secret({}), secret({ p: 'bmV3' })), [{ path: ['data', 'p'], to: '<redacted>' }]);
  const sides = redactedSides(secret({ p: 'b2xk', same: 'eA==' }), secret({ p: 'bmV3', same: 'eA==' }));
  assert.deepEqual(sides.before['data'], { p: '<redacted> (before)', same: '<redacted>' });
  assert.deepEqual(sides.after['data'], { p: '<redacted> (after)', same: '<redacted>' });
});

test('passwords in other kinds are hidden too; the name of the field that holds one is not', () => {
  const redis = router({ settings: { auth: { plain: { password: 'hunter2' }, secret: { passwordField: 'token' } } } });
  const { spec } = withoutSecrets(redis);
  assert.deepEqual(spec, { settings: { auth: { plain: { password: '<redacted>' }, secret: { passwordField: 'token' } } } });
});

test('no secret survives either way of showing two states', () => {
  const value = fc.constantFrom('s3cr3t-one', 's3cr3t-two');
  const data = fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'c'), value);
  fc.assert(
    fc.property(data, data, (before, after) => {
      const [one, other] = [secret(before), secret(after)];
      const shown = JSON.stringify([redactedSides(one, other), changesBetween(one, other), withoutSecrets(one)]);
      assert.doesNotMatch(shown, /s3cr3t/);
    }),
  );
});

test('without the server, fields that the file does not give stay as they are', () => {
  const live = router({ hosts: ['a'], given: { by: 'default' } }, { labels: { of: 'someone' } });
  const merged = mergedLocally(live, router({ hosts: ['b'] }, { labels: { app: 'x' } }));
  assert.deepEqual(merged['spec'], { hosts: ['b'], given: { by: 'default' } });
  assert.deepEqual((merged['metadata'] as JsonObject)['labels'], { of: 'someone', app: 'x' });
});

test('the clear text of a Secret is what its data are in base64', () => {
  const merged = mergedLocally(secret({ p: 'b2xk' }), { ...secret({}), stringData: { p: 'old' } });
  assert.ok(areEqual(merged, secret({ p: 'b2xk' })));
});

test('equal objects are equal texts, whatever order their members are in', () => {
  const one = router({ b: 1, a: { d: 1, c: [{ y: 1, x: 2 }] } });
  const other = router({ a: { c: [{ x: 2, y: 1 }], d: 1 }, b: 1 });
  assert.equal(JSON.stringify(substanceOf(one)), JSON.stringify(substanceOf(other)));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../base/json.js';
import { placeInObject } from './fieldplace.js';

const object: JsonObject = {
  metadata: { annotations: { 'aerakictl/attributes': 'a', 'a.b': '1', 'a.b.c': '2' } },
  spec: {
    hosts: ['x'],
    ports: [
      { port: 80, protocol: 'TCP', name: 'one' },
      { port: 90, protocol: 'TCP', name: 'tcp-[1]' },
    ],
    routes: [{ match: { attributes: { method: { exact: 'a' } } } }],
  },
};

test("the fields of a refusal, and of a field manager's conflict", () => {
  assert.deepEqual(placeInObject(object, 'spec.routes[0].match.attributes[method]'), [
    'spec',
    'routes',
    0,
    'match',
    'attributes',
    'method',
  ]);
  assert.deepEqual(placeInObject(object, '.spec.ports[port=90,protocol="TCP"].name'), ['spec', 'ports', 1, 'name']);
  assert.deepEqual(placeInObject(object, '.spec.ports[name="tcp-[1]"]'), ['spec', 'ports', 1]);
  assert.deepEqual(placeInObject(object, '.spec.hosts[="x"]'), ['spec', 'hosts', 0]);
});

test('names of members may hold dots: the longest that fits is meant', () => {
  assert.deepEqual(placeInObject(object, '.metadata.annotations.aerakictl/attributes'), [
    'metadata',
    'annotations',
    'aerakictl/attributes',
  ]);
  assert.deepEqual(placeInObject(object, '.metadata.annotations.a.b.c'), ['metadata', 'annotations', 'a.b.c']);
});

test('what the file does not have ends the path; what is no path gives the object', () => {
  assert.deepEqual(placeInObject(object, 'spec.routes[7].route'), ['spec', 'routes']);
  assert.deepEqual(placeInObject(object, 'spec.nothing.here'), ['spec']);
  for (const field of ['<nil>', '', 'constructor', '__proto__.x', 'spec.hosts['])
    assert.ok(placeInObject(object, field).length <= 2, field);
});

test('no text breaks it', () => {
  fc.assert(
    fc.property(fc.string(), (field) => {
      placeInObject(object, field);
    }),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../base/json.js';
import { serverPath } from './fieldpath.js';
import { metadataFindings } from './metadata.js';

/** Code, severity's first letter and path of each finding. */
function told(metadata: Json | undefined, scope: 'Namespaced' | 'Cluster' = 'Namespaced'): string[] {
  return metadataFindings(metadata, scope).map(({ code, severity, path }) => `${code} ${severity[0]} ${serverPath(path)}`);
}

function words(metadata: Json): string {
  return metadataFindings(metadata, 'Namespaced')
    .map(({ message }) => message)
    .join('\n');
}

test('usual metadata is fine, also as kubectl get writes it', () => {
  const metadata = {
    name: 'my-router.v1',
    namespace: 'meta-thrift',
    uid: '1b4e28ba',
    generation: 3,
    creationTimestamp: '2024-05-01T12:00:00Z',
    deletionTimestamp: null,
    labels: { app: 'x', 'example.com/Part_of': 'a.b', empty: '' },
    annotations: { 'Example.com/note': 'any text: é\n' },
    finalizers: ['example.com/cleanup'],
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'd', uid: 'u', controller: true }],
    managedFields: [{ manager: 'kubectl', operation: 'Update', time: '2024-05-01T12:00:00Z', fieldsV1: { 'f:spec': {} } }],
  };
  assert.deepEqual(told(metadata), []);
});

test('metadata that is not an object cannot be decoded', () => {
  assert.match(words('x'), /cannot unmarshal string into Go value of type v1\.ObjectMeta/);
  for (const bad of ['x', 1, true, []]) assert.deepEqual(told(bad), ['AER0102 e metadata']);
});

test('an object must have a name; missing and null metadata have none', () => {
  for (const bad of [undefined, null, {}, { name: null }, { name: '' }]) assert.deepEqual(told(bad), ['AER0110 e metadata.name']);
  assert.match(words({}), /^metadata\.name: Required value: name or generateName is required/);
});

test('generateName makes up for the name on the server, not for kubectl apply', () => {
  assert.deepEqual(told({ generateName: 'r-' }), ['AER0118 w metadata.generateName']);
  assert.deepEqual(told({ name: 'r', generateName: 'R_' }), ['AER0111 e metadata.generateName']);
  assert.deepEqual(told({ name: 'r', generateName: 'R-' }), [], 'the server looks at neither of the last two letters');
  assert.ok(told({ generateName: 'R-' }).includes('AER0111 e metadata.name'), 'but at the name that it makes');
});

test('a name is a lower case DNS subdomain of at most 253 bytes', () => {
  for (const bad of ['My-Router', 'a_b', 'r.', '-r', 'a/b', 'r\n', 'a..b', 'é', 'x'.repeat(254)]) {
    assert.deepEqual(told({ name: bad }), ['AER0111 e metadata.name'], bad);
  }
  assert.deepEqual(told({ name: 'x'.repeat(253) }), []);
  assert.match(words({ name: 'x'.repeat(254) }), /must be no more than 253 characters/);
  assert.equal(metadataFindings({ name: 'My_Router' }, 'Namespaced')[0]?.fix, 'Use `my-router`.');
});

test('a value of the wrong type is told with the words of the decoder', () => {
  assert.match(words({ name: {} }), /cannot unmarshal object into Go struct field ObjectMeta\.name of type string/);
  assert.match(words({ name: 5 }), /cannot unmarshal number into Go struct field ObjectMeta\.name of type string/);
  assert.match(
    words({ name: 'r', labels: true }),
    /cannot unmarshal bool into Go struct field ObjectMeta\.labels of type map\[string\]string/,
  );
  assert.match(words({ name: 'r', labels: { a: 1 } }), /unmarshal number into Go struct field ObjectMeta\.labels of type string/);
  assert.match(words({ name: 'r', uid: 1 }), /Go struct field ObjectMeta\.uid of type types\.UID/);
  assert.match(words({ name: 'r', generation: 1.5 }), /cannot unmarshal number 1\.5 into .* of type int64/);
  assert.match(
    words({ name: 'r', ownerReferences: [{ uid: 2 }] }),
    /Go struct field OwnerReference\.ownerReferences\.uid of type types\.UID/,
  );
  assert.match(words({ name: 'r', managedFields: 'x' }), /of type \[\]v1\.ManagedFieldsEntry/);
  assert.deepEqual(told({ name: 'r', annotations: ['a'] }), ['AER0102 e metadata.annotations']);
  assert.deepEqual(told({ name: 'r', labels: { a: ['x'] } }), ['AER0102 e metadata.labels.a']);
});

test('a label that looks like a number is told to be quoted', () => {
  assert.equal(
    metadataFindings({ name: 'r', labels: { version: 1.2 } }, 'Namespaced')[0]?.fix,
    'Put quotes around it: without them YAML reads a number.',
  );
});

test('null is the zero value: of a label the empty text, of a finalizer one that is refused', () => {
  assert.deepEqual(told({ name: 'r', namespace: null, labels: { a: null }, annotations: null, generation: null }), []);
  assert.deepEqual(told({ name: 'r', finalizers: [null] }), ['AER0116 e metadata.finalizers[0]']);
});

test('unknown fields are refused, whatever they hold; letter case counts', () => {
  assert.deepEqual(told({ name: 'r', foo: null }), ['AER0101 e metadata.foo']);
  assert.match(words({ name: 'r', Labels: {} }), /^unknown field "metadata\.Labels".*Did you mean `labels`\?/);
  assert.match(words({ name: 'r', ownerReferences: [{ foo: 1 }] }), /unknown field "metadata\.ownerReferences\[0\]\.foo"/);
  assert.deepEqual(told({ name: 'r', clusterName: 'x' }), ['AER0101 e metadata.clusterName'], 'gone since Kubernetes 1.24');
});

test('a namespace is a DNS label, and nothing to a kind of the whole cluster', () => {
  for (const bad of ['A', 'a.b', 'a_b', 'x'.repeat(64)]) {
    assert.deepEqual(told({ name: 'r', namespace: bad }), ['AER0112 e metadata.namespace'], bad);
  }
  assert.deepEqual(told({ name: 'r', namespace: '' }), []);
  assert.deepEqual(told({ name: 'r', namespace: 'istio-system' }, 'Cluster'), ['AER0119 w metadata.namespace']);
  assert.deepEqual(told({ name: 'r', namespace: 'A_b' }, 'Cluster'), ['AER0119 w metadata.namespace'], 'it is dropped unseen');
});

test('labels have qualified names and short values', () => {
  for (const key of ['', 'a/b/c', '/b', 'a/', 'A/b', '-a', 'a b', 'x'.repeat(64)]) {
    assert.deepEqual(told({ name: 'r', labels: { [key]: 'v' } }), [`AER0113 e metadata.labels.${key}`], key);
  }
  for (const value of ['-', 'a b', 'é', 'x'.repeat(64)]) {
    assert.deepEqual(told({ name: 'r', labels: { a: value } }), ['AER0113 e metadata.labels.a'], value);
  }
});

test('annotations have keys in any letter case and 256 KiB together', () => {
  assert.deepEqual(told({ name: 'r', annotations: { 'A/b': '-', 'a b': '' } }), ['AER0114 e metadata.annotations.a b']);
  const half = 'é'.repeat(65_536);
  assert.deepEqual(told({ name: 'r', annotations: { a: half, b: half.slice(1) } }), []);
  assert.deepEqual(told({ name: 'r', annotations: { a: half, b: half } }), ['AER0114 e metadata.annotations']);
});

test('owners are complete, are no Events, and one of them controls', () => {
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'x', uid: 'u' };
  const path = 'metadata.ownerReferences[0]';
  assert.deepEqual(told({ name: 'r', ownerReferences: [{}] }), [
    `AER0115 e ${path}.apiVersion`,
    `AER0115 e ${path}.kind`,
    `AER0115 e ${path}.name`,
    `AER0115 e ${path}.uid`,
  ]);
  assert.deepEqual(told({ name: 'r', ownerReferences: [{ ...owner, apiVersion: 'a/b/c' }] }), [`AER0115 e ${path}.apiVersion`]);
  assert.deepEqual(told({ name: 'r', ownerReferences: [{ ...owner, kind: 'Event' }] }), [`AER0115 e ${path}`]);
  assert.deepEqual(told({ name: 'r', ownerReferences: [{ ...owner, uid: 1 }] }), [`AER0102 e ${path}.uid`], 'told once');
  const two = [owner, owner].map((one) => ({ ...one, controller: true }));
  assert.deepEqual(told({ name: 'r', ownerReferences: two }), ['AER0115 e metadata.ownerReferences[1]']);
});

test('finalizers are qualified names, and two of them exclude each other', () => {
  assert.deepEqual(told({ name: 'r', finalizers: ['x', 'a b'] }), ['AER0116 e metadata.finalizers[1]']);
  assert.deepEqual(told({ name: 'r', finalizers: ['orphan', 'foregroundDeletion'] }), ['AER0116 e metadata.finalizers']);
});

test('times are RFC 3339 as Go reads it', () => {
  for (const good of [
    '2020-02-29T00:00:00Z',
    '2020-02-20T0:00:00Z',
    '2020-02-20T00:00:00,5+24:00',
    '2020-02-20T00:00:00.123-07:00',
  ]) {
    assert.deepEqual(told({ name: 'r', creationTimestamp: good }), [], good);
  }
  for (const bad of [
    '',
    'x',
    '2020-01-01',
    '2021-02-29T00:00:00Z',
    '2020-02-20T24:00:00Z',
    '2020-02-20t00:00:00z',
    '2020-13-01T00:00:00Z',
  ]) {
    assert.deepEqual(told({ name: 'r', creationTimestamp: bad }), ['AER0117 e metadata.creationTimestamp'], bad);
  }
});

test('resourceVersion is fine for the server and rarely for the user', () => {
  assert.deepEqual(told({ name: 'r', resourceVersion: '12' }), ['AER0122 w metadata.resourceVersion']);
});

test('property: any JSON as metadata is judged, and what cannot be an object is refused', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const metadata: Json = JSON.parse(JSON.stringify(value));
      const findings = metadataFindings(metadata, 'Namespaced');
      for (const { path } of findings) assert.equal(path[0], 'metadata');
      if (typeof metadata !== 'object') assert.equal(findings[0]?.severity, 'error');
    }),
  );
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Edit, Finding } from '../base/finding.js';
import { loadPatterns } from '../base/pattern.js';
import { parseText } from '../manifest/parse.js';
import { parseSlow } from '../manifest/slow.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import { loadReaders } from '../resource/validate.js';
import { lint } from './engine.js';
import { fixText } from './fix.js';

const patterns = await loadPatterns();
const readers = await loadReaders();

function edit(given: Edit, document = 0): Finding {
  return {
    code: 'AER0101',
    severity: 'error',
    message: '',
    path: given.path,
    edit: given,
    origin: { file: 'a', document, prefix: [] },
  };
}

function fixed(text: string, edits: Edit[], unsafe = false): string {
  return fixText(
    text,
    edits.map((one) => edit(one)),
    unsafe,
  ).text;
}

/** Lints and fixes until nothing changes, as the command does. */
function fixAll(text: string, unsafe: boolean): string {
  let now = text;
  for (let pass = 0; pass < 10; pass++) {
    const objects: ManifestObject[] = [];
    parseText(now, { file: 'a', explicit: true }, (object) => objects.push(object), parseSlow);
    const { findings } = lint({ objects, mesh: buildMesh(objects), namespace: 'default', patterns, readers, options: {} });
    const next = fixText(now, findings, unsafe).text;
    if (next === now) return now;
    now = next;
  }
  return now;
}

test('a misspelt field is renamed, its comment and its quotes stay', () => {
  assert.equal(
    fixed('spec:\n  "Hosts": # one\n    - a.b\n', [{ path: ['spec', 'Hosts'], target: 'key', replacement: 'hosts' }]),
    'spec:\n  hosts: # one\n    - a.b\n'.replace('hosts', '"hosts"'),
  );
  assert.equal(
    fixed('spec: {Hosts: [a]}\n', [{ path: ['spec', 'Hosts'], target: 'key', replacement: 'hosts' }]),
    'spec: {hosts: [a]}\n',
  );
});

test('a field is not renamed into one that is there', () => {
  const text = 'spec:\n  Hosts: [a]\n  hosts: [b]\n';
  assert.equal(fixed(text, [{ path: ['spec', 'Hosts'], target: 'key', replacement: 'hosts' }]), text);
});

test('a value that YAML took for something else is quoted as it was written', () => {
  assert.equal(
    fixed('a: {version: 1.20}  # ours\n', [{ path: ['a', 'version'], target: 'quote' }]),
    'a: {version: "1.20"}  # ours\n',
  );
  assert.equal(fixed('a: on\n', [{ path: ['a'], target: 'quote' }]), 'a: "on"\n');
  assert.equal(fixed("a: '9090'\n", [{ path: ['a'], target: 'unquote' }]), 'a: 9090\n');
});

test('a value keeps the quotes it had', () => {
  const to = (replacement: string): Edit[] => [{ path: ['a', 0], target: 'value', replacement }];
  assert.equal(fixed("a:\n  - 'B.c' # host\n", to('b.c')), "a:\n  - 'b.c' # host\n");
  assert.equal(fixed('a: ["B.c"]\n', to('b.c')), 'a: ["b.c"]\n');
  assert.equal(fixed('a: [B.c]\n', to('no')), 'a: ["no"]\n', 'what is no text without quotes gets some');
  assert.equal(fixed('{"a": ["B.c"]}', to('b.c')), '{"a": ["b.c"]}', 'JSON stays JSON');
});

test('a list loses an item with its lines, and nothing else', () => {
  const cut: Edit = { path: ['r', 1], target: 'item', unsafe: true };
  const text = 'r:\n  # first\n  - name: a\n  # second\n  - name: b\n    x: 1 # dead\n  # third\n  - name: c\n';
  assert.equal(fixed(text, [cut], true), 'r:\n  # first\n  - name: a\n  # second\n  # third\n  - name: c\n');
  assert.equal(fixed(text, [cut]), text, 'only on demand');
  assert.equal(fixed('r: [{name: a}, {name: b}, {name: c}]\n', [cut], true), 'r: [{name: a}, {name: c}]\n');
  assert.equal(fixed('r: [{name: a}, {name: b}]\n', [cut], true), 'r: [{name: a}]\n');
});

test('several items go at once', () => {
  const edits = [1, 2].map((index): Edit => ({ path: ['r', index], target: 'item', unsafe: true }));
  assert.equal(fixed('r:\n- a\n- b\n- c\n- d\n', edits, true), 'r:\n- a\n- d\n');
});

test('the last item of a list stays: an empty list means something else', () => {
  assert.equal(fixed('r:\n- a\n', [{ path: ['r', 0], target: 'item', unsafe: true }], true), 'r:\n- a\n');
});

test('what another place shares by an alias is left alone', () => {
  const text = 'a: &x\n  h: B\nb: *x\n';
  assert.equal(fixed(text, [{ path: ['a', 'h'], target: 'value', replacement: 'b' }]), text);
});

test('each document of a file is fixed in its place', () => {
  const text = '# top\nh: A\n---\nh: B # two\n---\nh: C';
  const { text: after, fixed: count } = fixText(
    text,
    [edit({ path: ['h'], target: 'value', replacement: 'b' }, 1), edit({ path: ['h'], target: 'value', replacement: 'c' }, 2)],
    false,
  );
  assert.equal(after, '# top\nh: A\n---\nh: b # two\n---\nh: c');
  assert.equal(count, 2);
});

test('an upper-case host is put right in the service and, in the next pass, in the router', () => {
  const text = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: demo, namespace: demo}
spec:
  hosts: [org.example.DemoService]
  addresses: [10.1.1.1]
  ports: [{number: 20880, name: tcp-metaprotocol-dubbo, protocol: TCP}]
  resolution: STATIC
  workloadSelector: {labels: {app: demo}}
---
apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: MetaRouter
metadata: {name: demo, namespace: demo}
spec:
  hosts: [org.example.DemoService] # the interface
  Routes: []
  localRateLimit: {tokenBucket: {maxTokens: 1, tokensPerFill: 1, fillInterval: 1s}}
`;
  const after = fixAll(text, false);
  assert.equal(after, text.replaceAll('DemoService', 'demoservice').replace('Routes', 'routes'));
});

const folder = new URL('rules/', import.meta.url);
for (const name of readdirSync(folder).filter((file) => file.endsWith('.bad.yaml'))) {
  test(`${name}: fixing twice changes nothing more`, () => {
    const once = fixAll(readFileSync(new URL(name, folder), 'utf8'), true);
    assert.equal(fixAll(once, true), once);
  });
}

test('property: whatever the edits, the text still reads, and doing them again changes nothing', () => {
  const scalar = fc.constantFrom('a', '"b"', "'c'", 'on', '1.20', '~', 'x y', '|\n      text\n');
  const target = fc.constantFrom<Edit['target']>('key', 'value', 'quote', 'unquote', 'item');
  const path = fc.constantFrom<Edit['path']>(['a'], ['b', 0], ['b', 1], ['b', 1, 'c'], ['b', 2], ['nowhere'], []);
  const replacement = fc.constantFrom('z', 'yes', '', 'a: b', '#', '"');
  const edits = fc.array(fc.record({ target, path, replacement, unsafe: fc.constant(true as const) }), { maxLength: 4 });
  fc.assert(
    fc.property(scalar, scalar, edits, (one, two, given) => {
      const text = `a: ${one.includes('\n') ? 'x' : one} # one\nb:\n  - k\n  - c: ${two}\n  # after\n  - last\n`;
      const after = fixed(text, given, true);
      const { findings } = parseText(after, { file: 'a', explicit: false }, () => {}, parseSlow);
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error'),
        [],
      );
      const values = given.filter((edit) => edit.target !== 'item');
      const settled = fixed(text, values, true);
      const again = fixed(settled, values, true);
      assert.equal(fixed(again, values, true), again);
    }),
    { numRuns: 300 },
  );
});

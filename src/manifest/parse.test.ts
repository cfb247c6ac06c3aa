import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../base/json.js';
import { documentsOf } from './documents.js';
import { parseText } from './parse.js';
import { parseSlow } from './slow.js';
import type { ManifestObject } from './types.js';

function parse(text: string, explicit = true, file = 'a.yaml') {
  const objects: ManifestObject[] = [];
  const result = parseText(text, { file, explicit }, (object) => objects.push(object), parseSlow);
  return { ...result, objects, codes: result.findings.map(({ code, severity }) => `${severity} ${code}`) };
}

const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n';

interface Stream {
  text: string;
  documents: Json[];
  refused?: true;
}
const streams = JSON.parse(
  readFileSync(new URL('../../test/fixtures/kubectl/streams.json', import.meta.url), 'utf8'),
) as Stream[];

for (const { text, documents, refused } of streams) {
  test(`the documents that kubectl reads of ${JSON.stringify(text)}`, () => {
    const outcomes = documentsOf(text, parseSlow).documents.map((document) => document.read(false));
    const values = outcomes.flatMap((outcome) => (outcome.read ? [outcome.value] : []));
    // kubectl stops at the first error; here the rest is still read.
    assert.deepEqual(refused ? values.slice(0, documents.length) : values, documents);
    assert.equal(
      outcomes.some((outcome) => !outcome.read),
      refused === true,
    );
  });
}

test('documents are numbered without the blank ones', () => {
  const { objects, documents } = parse(`# first\n---\n${namespace}---\n\n---\n# none\n---\n${namespace}`);
  assert.equal(documents, 2);
  assert.deepEqual(
    objects.map(({ origin }) => origin.document),
    [0, 1],
  );
});

test('the members of lists are visited, also of lists in lists', () => {
  const member = { apiVersion: 'v1', kind: 'Namespace' };
  const list = { apiVersion: 'v1', kind: 'List', items: [member, { apiVersion: 'v1', kind: 'List', items: [member] }] };
  const { objects } = parse(JSON.stringify(list));
  assert.deepEqual(
    objects.map(({ origin }) => origin.prefix),
    [
      ['items', 0],
      ['items', 1, 'items', 0],
    ],
  );
});

test('members of a typed list take their kind from it', () => {
  const { objects } = parse('apiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: a}\n');
  assert.deepEqual(objects[0]?.value, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } });
});

test('a document that cannot be read is a finding with its place, the rest is read', () => {
  const { objects, findings, documents } = parse(`${namespace}---\na: b: c\n---\n${namespace}`);
  assert.equal(objects.length, 2);
  assert.equal(documents, 3);
  assert.deepEqual(
    findings.map(({ code, range }) => [code, range]),
    [['AER0005', { line: 6, column: 4, endLine: 6, endColumn: 8 }]],
  );
});

test('a file that was named must hold objects', () => {
  assert.deepEqual(parse('').codes, ['error AER0009']);
  assert.deepEqual(parse('# only a comment\n').codes, ['error AER0009']);
  assert.deepEqual(parse('a: 1\n').codes, ['error AER0009']);
  assert.deepEqual(parse('- a\n').codes, ['error AER0009']);
  assert.deepEqual(parse('~\n').codes, ['error AER0009']);
});

test('in a folder, what is no object is skipped', () => {
  const { codes, skipped } = parse('a: 1\n---\n- a\n---\n~\n', false);
  assert.deepEqual(codes, []);
  assert.equal(skipped, 3);
  assert.deepEqual(parse('', false).codes, []);
});

test('an object that lacks only its apiVersion is a mistake, also in a folder', () => {
  const { findings } = parse('kind: MetaRouter\nmetadata: {name: a}\n', false);
  assert.equal(findings[0]?.message, '`apiVersion` is missing, so this is no Kubernetes object.');
  assert.deepEqual(findings[0]?.resource, { kind: 'MetaRouter', name: 'a' });
});

test('a kind that is no text is named', () => {
  assert.equal(parse('apiVersion: v1\nkind: on\n').findings[0]?.message, '`kind` must be a text, but is a boolean.');
});

const template =
  '{{- if .Values.enabled }}\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: {{ .Release.Name }}\n{{- end }}\n';

test('a Helm template of a folder is skipped, once a file, with the command to run', () => {
  const { findings, skipped } = parse(`${template}---\n${template}`, false, 'charts/shop/templates/ns.yaml');
  assert.equal(skipped, 2);
  assert.deepEqual(
    findings.map(({ code, severity }) => [code, severity]),
    [['AER0010', 'info']],
  );
  assert.match(findings[0]?.fix ?? '', /`helm template RELEASE charts\/shop \| aerakictl validate -`/);
});

test('a Helm template that was named is an error', () => assert.deepEqual(parse(template).codes, ['error AER0010']));

test('a template whose actions are all quoted is still one', () => {
  assert.deepEqual(parse('apiVersion: v1\nkind: Namespace\nmetadata: {name: "{{ .Values.name }}"}\n', false).codes, [
    'info AER0010',
  ]);
});

test('braces in texts do not make a template', () => {
  const rule =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: "{{ $labels.pod }} is down"\n  b: |\n    x: {{ .Values.x }}\n';
  const { codes, objects } = parse(rule, false);
  assert.deepEqual(codes, []);
  assert.equal(objects.length, 1);
});

test('a duplicate key in JSON is a warning at both places', () => {
  const { findings, objects } = parse('{"apiVersion": "v1", "kind": "A",\n "kind": "Namespace"}');
  assert.equal(objects[0]?.value['kind'], 'Namespace');
  assert.deepEqual(findings[0]?.range, { line: 2, column: 2, endLine: 2, endColumn: 8 });
  assert.deepEqual(findings[0]?.related?.[0]?.range, { line: 1, column: 22, endLine: 1, endColumn: 28 });
});

test('JSON nested too deep, or with an infinite number, is refused', () => {
  assert.deepEqual(parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`).codes, ['error AER0007']);
  assert.deepEqual(parse('{"a": 1e999}').codes, ['error AER0014']);
});

test('any text is read or refused', () => {
  const bits = [
    '---\n',
    '...\n',
    '{',
    '}',
    '"a"',
    ':',
    ' ',
    '\n',
    'kind: A\n',
    'apiVersion: v1\n',
    'kind: List\n',
    'items:\n',
    '- ',
    '{{',
    '[',
    ']',
    ',',
    '%YAML 1.1\n',
    '\ufeff',
    '\r\n',
    '\t',
    '1e999',
    '\\',
  ];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...bits), fc.string({ maxLength: 4 })), { maxLength: 25 }),
      fc.boolean(),
      (parts, explicit) => {
        const { findings } = parse(parts.join(''), explicit);
        for (const { range } of findings) if (range !== undefined) assert.ok(range.line >= 1 && range.column >= 1);
      },
    ),
    { numRuns: 1500 },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Code } from '../base/codes.js';
import type { LocatedFinding } from '../base/finding.js';
import type { ManifestObject } from '../manifest/types.js';
import { suppressByAnnotations, suppressByComments } from './suppress.js';

function at(line: number, code: Code = 'AER0301'): LocatedFinding {
  return {
    code,
    severity: 'warning',
    message: '',
    path: [],
    file: 'a.yaml',
    at: { line, column: 1, endLine: line, endColumn: 2 },
  };
}

function left(text: string, findings: LocatedFinding[]): string[] {
  return suppressByComments(findings, ['a.yaml'], () => text).map(({ code, at: place, message }) =>
    `${place?.line} ${code} ${message}`.trim(),
  );
}

test('a comment suppresses the codes it names on the next line that holds something', () => {
  const text = 'a: 1\n# aerakictl-disable-next-line AER0301: until v3 is out\n\n# why\nsubset: v3\n';
  assert.deepEqual(left(text, [at(5)]), []);
  assert.deepEqual(left(text, [at(5), at(5, 'AER0302')]), ['5 AER0302']);
});

test('a comment at the end of a line is about that line', () => {
  assert.deepEqual(left('subset: v3 # aerakictl-disable-line AER0301, AER0302: both\n', [at(1), at(1, 'AER0302')]), []);
});

test('without a code everything on the line is meant', () => {
  assert.deepEqual(left('# aerakictl-disable-next-line\nsubset: v3\n', [at(2), at(2, 'AER0704')]), []);
});

test('a suppression that suppresses nothing is reported where it stands', () => {
  const text = '# aerakictl-disable-next-line AER0301, AER0302\nsubset: v3\n';
  assert.deepEqual(left(text, [at(2)]), ['1 AER0390 There is no finding of AER0302 on line 2.']);
  assert.deepEqual(left('x: 1 # aerakictl-disable-line\n', []), ['1 AER0390 There is no finding of anything on line 1.']);
});

test('a word that is no code is reported, and suppresses nothing', () => {
  const text = 'subset: v3 # aerakictl-disable-line AER9999 because\n';
  assert.deepEqual(left(text, [at(1)]), [
    '1 AER0301',
    '1 AER0391 AER9999 is no code: it suppresses nothing.',
    '1 AER0391 because is no code: it suppresses nothing.',
  ]);
});

test('what could not be read is never suppressed', () => {
  assert.deepEqual(left('# aerakictl-disable-next-line\na: [\n', [at(2, 'AER0005')]), [
    '2 AER0005',
    '1 AER0390 There is no finding of anything on line 2.',
  ]);
});

test('an annotation suppresses codes on its object, and says which of them it did not need', () => {
  const origin = { file: 'a.yaml', document: 0, prefix: [] };
  const object: ManifestObject = {
    value: { kind: 'MetaRouter', metadata: { name: 'r', annotations: { 'aerakictl/ignore': 'AER0301, AER0302 nonsense' } } },
    origin,
  };
  const elsewhere = { ...at(3), origin: { ...origin, document: 1 } };
  const { kept, added } = suppressByAnnotations([{ ...at(3), origin }, elsewhere], [object]);
  assert.deepEqual(kept, [elsewhere]);
  assert.deepEqual(
    added.map(({ code, message }) => `${code} ${message}`),
    ['AER0390 There is no finding of AER0302 on this object.', 'AER0391 nonsense is no code: it suppresses nothing.'],
  );
});

test('an annotation may give a reason, as a comment may', () => {
  const { kept, added } = annotated({ 'aerakictl/ignore': 'AER0301: v3 comes later' });
  assert.deepEqual(kept, []);
  assert.deepEqual(added, []);
});

test('an annotation that only looks like ours is reported', () => {
  const { added } = annotated({ 'aerakictl/disable': 'AER0301', 'example.com/x': 'y' });
  assert.deepEqual(
    added.map(({ code, message, path }) => [code, message, path]),
    [['AER0391', 'There is no annotation aerakictl/disable: it does nothing.', ['metadata', 'annotations', 'aerakictl/disable']]],
  );
});

test('the name of a rule in place of its code is answered with the code', () => {
  const text = 'subset: v3 # aerakictl-disable-line subset-unknown\n';
  const [stray] = suppressByComments([], ['a.yaml'], () => text);
  assert.equal(stray?.fix, 'Did you mean AER0301?');
});

function annotated(annotations: Record<string, string>): ReturnType<typeof suppressByAnnotations<LocatedFinding>> {
  const origin = { file: 'a.yaml', document: 0, prefix: [] };
  const object: ManifestObject = { value: { kind: 'MetaRouter', metadata: { name: 'r', annotations } }, origin };
  return suppressByAnnotations([{ ...at(3), origin }], [object]);
}

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../base/json.js';
import { parseSlow, type SlowResult } from './slow.js';

interface Recorded {
  text: string;
  value?: Json;
  refused?: true;
}

const recorded = JSON.parse(
  readFileSync(new URL('../../test/fixtures/kubectl/documents.json', import.meta.url), 'utf8'),
) as Recorded[];

function read(text: string): SlowResult {
  return parseSlow(text, 0, text.length);
}

function problemOf(text: string): { code: string; message: string; at: string } {
  const result = read(text);
  assert.ok(!result.read, `${JSON.stringify(text)} was read`);
  const { code, message, start, end } = result.problem;
  return { code, message, at: text.slice(start, end) };
}

for (const { text, value, refused } of recorded) {
  test(`kubectl ${refused ? 'refuses' : 'reads'} ${JSON.stringify(text)}`, () => {
    const result = read(text);
    assert.equal(result.read, !refused);
    if (result.read) assert.deepEqual(JSON.parse(JSON.stringify(result.value)), value);
  });
}

test('a duplicate key takes the last value, with a warning that names both places', () => {
  const text = 'a: 1\nb: 2\na: 3\n';
  const result = read(text);
  assert.ok(result.read);
  assert.deepEqual(result.value, { a: 3, b: 2 });
  const [warning] = result.warnings;
  assert.equal(warning?.code, 'AER0006');
  assert.equal(warning?.start, 10);
  assert.equal(warning?.related?.start, 0);
});

test('an unquoted key that YAML turns into another text is a warning', () => {
  const result = read('attributes:\n  y: {exact: a}\n  1: {exact: b}\n');
  assert.ok(result.read);
  assert.deepEqual(result.value, { attributes: { true: { exact: 'a' }, 1: { exact: 'b' } } });
  assert.deepEqual(
    result.warnings.map(({ code, message }) => [code, message]),
    [['AER0019', 'YAML reads the key `y` as a boolean: it becomes "true".']],
  );
});

test('what follows the end marker is ignored, with a warning', () => {
  const result = read('a: 1\n...\nb: 2\n');
  assert.ok(result.read);
  assert.deepEqual(result.value, { a: 1 });
  assert.deepEqual(
    result.warnings.map(({ code, start, end }) => [code, start, end]),
    [['AER0020', 9, 13]],
  );
});

test('lines in brackets and quotes may begin anywhere, and still stand where they are written', () => {
  const text = 'spec:\n  a: [\nx,\n  z\n]\n  b: "one\ntwo"\n';
  const result = read(text);
  assert.ok(result.read);
  assert.deepEqual(result.value, { spec: { a: ['x', 'z'], b: 'one two' } });
  const items = result.layout.members?.get('spec')?.value.members?.get('a')?.value.items;
  assert.deepEqual(
    items?.map(({ start, end }) => text.slice(start, end)),
    ['x', 'z'],
  );
});

test('a key named __proto__ is a key like any other', () => {
  const result = read('__proto__: {polluted: true}\n');
  assert.ok(result.read);
  assert.deepEqual(Object.keys(result.value as object), ['__proto__']);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

test('a tab as indentation is named as such', () => {
  assert.deepEqual(problemOf('a:\n\tb: 1\n'), {
    code: 'AER0016',
    message: 'A tab is used for indentation; YAML allows only spaces.',
    at: '\t',
  });
});

test('a line indented too deep is shown, not the value above it', () => {
  const { code, message, at } = problemOf('a: 1\n  b: 2\n');
  assert.equal(code, 'AER0005');
  assert.match(message, /^Bad indentation: this line is indented deeper/);
  assert.equal(at, 'b: 2');
});

test('a quote that is not closed is shown where it was opened', () => {
  assert.deepEqual(problemOf('a: "x\nb: 1\nc: 2\n'), {
    code: 'AER0005',
    message: 'The quote `"` that is opened here is not closed.',
    at: '"',
  });
});

test('a value with a colon and a space asks for quotes', () => {
  const { message, at } = problemOf('a: b: c\n');
  assert.match(message, /must be quoted/);
  assert.equal(at, 'b: c');
});

test('a missing colon is named', () => {
  assert.match(problemOf('a: 1\nb\nc: 2\n').message, /colon and a space are missing/);
});

test('an unknown anchor is shown with those that there are', () => {
  const { code, message, at } = problemOf('a: &x 1\nb: *y\n');
  assert.equal(code, 'AER0015');
  assert.match(message, /no anchor `&y`.*Anchors above: `&x`/);
  assert.equal(at, '*y');
});

test('an anchor that holds itself is refused', () => assert.equal(problemOf('a: &a [*a]\n').code, 'AER0008'));

test('an alias bomb is refused early', () => {
  let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n';
  for (let i = 1; i < 20; i++)
    text += `a${i}: &a${i} [${Array(10)
      .fill(`*a${i - 1}`)
      .join(', ')}]\n`;
  assert.equal(problemOf(text).code, 'AER0008');
});

test('a merge bomb is refused early', () => {
  let text = 'a0: &a0 {k: 1}\n';
  for (let i = 1; i < 60; i++) text += `a${i}: &a${i} {<<: [*a${i - 1}, *a${i - 1}]}\n`;
  assert.equal(problemOf(text).code, 'AER0008');
});

for (const [name, text] of [
  ['[', '['.repeat(100_000)],
  ['{a: ', '{a: '.repeat(100_000)],
  ['- ', '- '.repeat(100_000)],
  ['? ', '? '.repeat(100_000)],
  ['indentation', Array.from({ length: 2_000 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
] as const) {
  test(`nesting by ${name} is refused beyond 500 levels`, () => assert.equal(problemOf(`${text}\n`).code, 'AER0007'));
}

test('nesting of 400 levels is read', () => {
  assert.ok(read(`${'['.repeat(400)}${']'.repeat(400)}\n`).read);
  assert.ok(read(`${'- '.repeat(400)}x\n`).read);
});

test('a manifest cut off at any byte is read or refused, never more', { skip: !existsSync('../shared/golden') }, () => {
  const text = readFileSync('../shared/golden/metaprotocol-full/input.yaml', 'utf8').split('---\n')[3] ?? '';
  for (let end = 0; end <= text.length; end++) {
    const result = parseSlow(text, 0, end);
    if (!result.read) assert.ok(result.problem.start <= result.problem.end && result.problem.end <= text.length);
  }
});

test('any text is read or refused', () => {
  const bits = [
    'a',
    ': ',
    '- ',
    '\n',
    '  ',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '#',
    '|',
    '>',
    '&x ',
    '*x',
    '!!int ',
    '<<',
    '? ',
    '\t',
    '%',
    '\\',
    '\r',
    '\u2028',
    '\0',
    '...',
    '---',
    '\ud800',
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...bits), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 30 });
  fc.assert(
    fc.property(text, (parts) => {
      const joined = parts.join('');
      const result = parseSlow(joined, 0, joined.length);
      const places = result.read ? result.warnings : [result.problem];
      for (const { start, end } of places) assert.ok(start >= 0 && start <= end && end <= joined.length);
    }),
    { numRuns: 1500 },
  );
});

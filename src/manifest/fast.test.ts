import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Json } from '../base/json.js';
import { hasOddCharacters } from './cursor.js';
import { type FastResult, parseFast } from './fast.js';
import { parseSlow } from './slow.js';
import { isBlank, splitDocuments } from './split.js';

function fast(text: string): FastResult | undefined {
  return hasOddCharacters(text) ? undefined : parseFast(text, 0, text.length, true);
}

/** Whatever the fast parse reads, the exact one reads as the same value in the same places, without a warning. */
function assertAgree(text: string): boolean {
  const result = fast(text);
  if (result === undefined) return false;
  const exact = parseSlow(text, 0, text.length);
  assert.ok(exact.read, `the exact parse refuses ${JSON.stringify(text)}`);
  assert.deepEqual(result.value, exact.value);
  assert.deepEqual(result.layout, exact.layout);
  assert.deepEqual(exact.warnings, []);
  return true;
}

const metaRouter = `apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: MetaRouter
metadata:
  name: thrift-route   # a comment
  labels: {app: "x", 'version': v1}
spec:
  hosts:
  - thrift-sample-server.meta-thrift.svc.cluster.local
  routes:
    - name: v1

      match:
        attributes:
          method:
            exact: sayHello
      route:
      - destination: {host: a.b.svc, subset: v1, port: {number: 9090}}
        weight: 20
      -
        destination:
          host: "a.b.svc"
        weight: 80
  note: |
    two
      lines

    and one
  folded: >-
    one
    line
  empty:
  list: [1, 2.5, true, ~, 'it''s', "a\\tb"]
`;

test('a MetaRouter in every common style is read', () => {
  assert.ok(assertAgree(metaRouter));
  const value = fast(metaRouter)?.value as { spec: Record<string, Json> };
  assert.equal(value.spec['note'], 'two\n  lines\n\nand one\n');
  assert.equal(value.spec['folded'], 'one line');
  assert.equal(value.spec['empty'], null);
  assert.deepEqual(value.spec['list'], [1, 2.5, true, null, "it's", 'a\tb']);
});

test('lines may end with CRLF', () => {
  assert.ok(assertAgree(metaRouter.replaceAll('\n', '\r\n')));
  assert.deepEqual(fast(metaRouter.replaceAll('\n', '\r\n'))?.value, fast(metaRouter)?.value);
});

for (const text of [
  'a: &x 1\n',
  'a: *x\n',
  'a: !!str 1\n',
  '<<: {a: 1}\n',
  '? a\n: b\n',
  'a:\tb\n',
  'a: x\n  y\n',
  'a: "x\n  y"\n',
  'a: 1\na: 2\n',
  'y: 1\n',
  '1: a\n',
  '__proto__: 1\n',
  'constructor: 1\n',
  'a: .inf\n',
  'a: 1\n  b: 2\n',
  'a: b: c\n',
  'a: 1\n...\n',
  'a: [1\n]\n ',
  'a: "\\/"\n',
]) {
  test(`${JSON.stringify(text)} is left to the exact parse`, () => assert.equal(fast(text), undefined));
}

test('every recorded manifest is read alike, and nearly all by the fast parse', { skip: !existsSync('../shared/golden') }, () => {
  let read = 0;
  let left = 0;
  for (const name of readdirSync('../shared/golden')) {
    const file = `../shared/golden/${name}/input.yaml`;
    if (!existsSync(file)) continue;
    const text = readFileSync(file, 'utf8');
    for (const chunk of splitDocuments(text)) {
      if (isBlank(text, chunk)) continue;
      if (assertAgree(text.slice(chunk.start, chunk.end))) read++;
      else left++;
    }
  }
  assert.ok(read > 50 * left, `${read} read, ${left} left to the exact parse`);
});

const name = fc.oneof(
  fc.constantFrom('name', 'spec', 'host', 'y', '1', 'a b', '', 'x:y', 'true', '#', 'é', '__proto__', 'toString'),
  fc.string(),
);
const scalar = fc.oneof(
  fc.constantFrom<Json>(
    'on',
    '0777',
    '1e3',
    'a: b',
    ' x',
    'x ',
    '- a',
    '#x',
    'a #b',
    'a#b',
    '*',
    '&a',
    '',
    '1:30',
    '\n',
    'a\nb\n',
    "it's",
    '{{',
    '~',
  ),
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
  fc.boolean(),
  fc.constant(null),
);
const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ),
}));

test('values written by another YAML library, in every style of it, are read alike', () => {
  const styles = fc.record({
    indent: fc.constantFrom(2, 3, 4),
    indentSeq: fc.boolean(),
    collectionStyle: fc.constantFrom<'any' | 'block' | 'flow'>('any', 'block', 'flow'),
    defaultStringType: fc.constantFrom<'PLAIN' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE' | 'BLOCK_LITERAL' | 'BLOCK_FOLDED'>(
      'PLAIN',
      'QUOTE_DOUBLE',
      'QUOTE_SINGLE',
      'BLOCK_LITERAL',
      'BLOCK_FOLDED',
    ),
    lineWidth: fc.constantFrom(0, 40),
    version: fc.constantFrom<'1.1' | '1.2'>('1.1', '1.2'),
  });
  fc.assert(
    fc.property(fc.dictionary(name, anyValue, { minKeys: 1, maxKeys: 5 }), styles, (value, options) => {
      assertAgree(stringify(value, { ...options, defaultKeyType: 'PLAIN' }));
    }),
    { numRuns: 600 },
  );
});

test('JSON is read as JSON.parse reads it, or left', () => {
  fc.assert(
    fc.property(fc.dictionary(name, anyValue), fc.constantFrom(undefined, 1, 2), (value, indent) => {
      const text = `${JSON.stringify(value, null, indent)}\n`;
      const result = fast(text);
      if (result !== undefined) assert.deepEqual(JSON.parse(JSON.stringify(result.value)), JSON.parse(text));
    }),
    { numRuns: 400 },
  );
});

/** Lines as people write them, right and wrong. */
const line = fc
  .tuple(
    fc.constantFrom('', '  ', '    ', '   '),
    fc.constantFrom('', '- ', '- - ', '-'),
    fc.constantFrom('a: ', 'b:', '"c": ', 'd: x', 'x', '', 'f : ', '# c', 'g: |', 'h: >-', 'i:  '),
    fc.constantFrom(
      '',
      '1',
      'x',
      '"y"',
      "'z'",
      '[a, b]',
      '{a: 1, b: 2}',
      '[',
      'x y',
      ' # c',
      '|',
      '>',
      'x: y',
      '{a: 1,',
      'b]',
      'x#y',
      'a:b',
      '- b',
      '""',
    ),
    fc.constantFrom('\n', ' \n', ' # c\n', '\r\n', '\n\n'),
  )
  .map((parts) => parts.join(''));

test('random lines are read alike, or left', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
      assertAgree(lines.join(''));
    }),
    { numRuns: 1500 },
  );
});

test('a manifest with anything put in or taken out is read alike, or left', () => {
  const bits = fc.constantFrom(
    '',
    ' ',
    '  ',
    ':',
    ': ',
    '- ',
    '\n',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    ' #',
    '|',
    '>',
    '&',
    '*',
    '!',
    '?',
    '\t',
    '%',
    '0',
    '\\',
    '~',
    '\r',
    '---',
    '...',
    '\u0085',
  );
  fc.assert(
    fc.property(fc.nat(metaRouter.length), fc.nat(3), bits, (at, removed, added) => {
      assertAgree(metaRouter.slice(0, at) + added + metaRouter.slice(at + removed));
    }),
    { numRuns: 1000 },
  );
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isPatternError, loadPatterns } from '../base/pattern.js';
import { literalStart } from './literal.js';
import { conditionHolds, parseInt64 } from './matcher.js';
import type { ValueMatcher } from './types.js';

const patterns = await loadPatterns();

function holds(
  matcher: ValueMatcher,
  value: string | undefined,
  flags: { invert?: boolean; treatMissingAsEmpty?: boolean } = {},
): boolean {
  return conditionHolds({ name: 'a', matcher, invert: false, treatMissingAsEmpty: false, ...flags }, value, patterns);
}

describe('a condition on an attribute that is missing', () => {
  const exact: ValueMatcher = { kind: 'exactHeader', value: 'x' };
  const present: ValueMatcher = { kind: 'present', present: true };
  const absent: ValueMatcher = { kind: 'present', present: false };

  it('fails, inverted or not', () => {
    assert.equal(holds(exact, undefined), false);
    assert.equal(holds(exact, undefined, { invert: true }), false);
    assert.equal(holds({ kind: 'regex', pattern: '.*' }, undefined), false);
  });

  it('on presence says what is there', () => {
    assert.deepEqual([holds(present, undefined), holds(present, undefined, { invert: true })], [false, true]);
    assert.deepEqual([holds(absent, undefined), holds(absent, undefined, { invert: true })], [true, false]);
  });

  it('sees an empty value where it is told to, even one on presence', () => {
    const treatMissingAsEmpty = true;
    assert.equal(holds(exact, undefined, { invert: true, treatMissingAsEmpty }), true);
    assert.equal(holds(present, undefined, { treatMissingAsEmpty }), true);
    assert.equal(holds({ kind: 'exact', value: '', ignoreCase: false }, undefined, { treatMissingAsEmpty }), true);
    assert.equal(holds({ kind: 'range', start: 0n, end: 9n }, undefined, { treatMissingAsEmpty }), false);
  });
});

describe('a value', () => {
  it('is compared in any letter case for ASCII letters only', () => {
    for (const kind of ['exact', 'prefix', 'suffix', 'contains'] as const) {
      assert.equal(holds({ kind, value: 'aBc', ignoreCase: true }, 'AbC'), true, kind);
      assert.equal(holds({ kind, value: 'é', ignoreCase: true }, 'É'), false, kind);
      assert.equal(holds({ kind, value: 'aBc', ignoreCase: false }, 'AbC'), false, kind);
    }
    assert.equal(holds({ kind: 'suffix', value: 'YZ', ignoreCase: true }, 'xyz'), true);
    assert.equal(holds({ kind: 'suffix', value: 'wxyz', ignoreCase: true }, 'xyz'), false);
  });

  it('must match a pattern as a whole, on one line', () => {
    assert.equal(holds({ kind: 'regex', pattern: 'a|ab' }, 'ab'), true);
    assert.equal(holds({ kind: 'regex', pattern: 'b' }, 'abc'), false);
    assert.equal(holds({ kind: 'regex', pattern: 'a.b' }, 'a\nb'), false);
    assert.equal(holds({ kind: 'regex', pattern: '日.' }, '日本'), true);
  });
});

describe('a whole number', () => {
  it('is read as SimpleAtoi reads an int64', () => {
    const cases: [string, bigint | undefined][] = [
      ['0', 0n],
      ['-0', 0n],
      ['007', 7n],
      ['+5', 5n],
      [' \t-12\r\n', -12n],
      ['9223372036854775807', 9223372036854775807n],
      ['-9223372036854775808', -9223372036854775808n],
      ['9223372036854775808', undefined],
      ['99999999999999999999', undefined],
      ['0000000000000000000000001', 1n],
      ['', undefined],
      [' ', undefined],
      ['+', undefined],
      ['+-1', undefined],
      ['+ 1', undefined],
      ['1 2', undefined],
      ['1.0', undefined],
      ['1e3', undefined],
      ['0x10', undefined],
      ['１', undefined],
    ];
    for (const [text, number] of cases) assert.equal(parseInt64(text), number, JSON.stringify(text));
  });

  it('costs no more than its length', () => {
    const length = 2_000_000;
    for (const text of [`${'0'.repeat(length)}x`, `${' '.repeat(length)}x`, '9'.repeat(length)])
      assert.equal(parseInt64(text), undefined);
  });
});

describe('the start of a pattern', () => {
  it('is known for plain text, and only as far as it is certain', () => {
    assert.deepEqual(literalStart('sayHello'), { text: 'sayHello', whole: true });
    assert.deepEqual(literalStart('org\\.example\\..*'), { text: 'org.example.', whole: false });
    assert.deepEqual(literalStart('say(Hello|Bye)'), { text: 'say', whole: false });
    assert.deepEqual(literalStart('ab?c'), { text: 'a', whole: false });
    assert.deepEqual(literalStart('a|b'), { text: '', whole: false });
    assert.deepEqual(literalStart('(?i)a'), { text: '', whole: false });
    assert.deepEqual(literalStart('[(]|b)'), { text: '', whole: false });
  });

  it('is the start of whatever the pattern matches', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '\\.',
      '.',
      '*',
      '+',
      '?',
      '(',
      ')',
      '|',
      '[ab]',
      '[(]',
      '[)]',
      '^',
      '$',
      '\\Q(\\E',
      '{2}',
      '(?i)',
      '(?:)',
      '\\Q\\E',
      '\\d',
      '\\|',
      '-',
    );
    const value = fc
      .array(fc.constantFrom('a', 'b', 'A', '.', '1', '(', '|', '-'), { maxLength: 6 })
      .map((characters) => characters.join(''));
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
        fc.array(value, { maxLength: 20 }),
        (source, values) => {
          const pattern = patterns.compile(source);
          if (isPatternError(pattern)) return;
          const { text, whole } = literalStart(source);
          if (whole) assert.equal(pattern.fullMatch(text), true);
          for (const candidate of [...values, text, `${text}a`]) {
            if (pattern.fullMatch(candidate))
              assert.ok(whole ? candidate === text : candidate.startsWith(text), `${source} on ${candidate}`);
          }
        },
      ),
      { numRuns: 5000 },
    );
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPatternError, isPlainPattern, loadPatterns, type Pattern, patternLimits } from './pattern.js';

const patterns = await loadPatterns();

function compiled(source: string): Pattern {
  const result = patterns.compile(source);
  assert.ok(!isPatternError(result), `${source}: ${isPatternError(result) ? result.error : ''}`);
  return result;
}

/** What Go 1.26's regexp.Compile said of each pattern: nothing, or its error without `error parsing regexp: `. */
const answersOfGo: [string, string | undefined][] = [
  ['say(Hello|Bye)', undefined],
  ['*', 'missing argument to repetition operator: `*`'],
  ['a**', 'invalid nested repetition operator: `**`'],
  ['a{2,1}', 'invalid repeat count: `{2,1}`'],
  ['a{1000}', undefined],
  ['a{1001}', 'invalid repeat count: `{1001}`'],
  ['a{,3}', undefined],
  ['a{01}', undefined],
  ['(a{100}){100}', 'invalid repeat count: `{100}`'],
  ['((((a{100}){100}){100}){100}', 'invalid repeat count: `{100}`'],
  ['((a{1000}){0}){1000}', undefined],
  ['(a', 'missing closing ): `(a`'],
  ['a)', 'unexpected ): `a)`'],
  ['()', undefined],
  ['a|', undefined],
  ['[a', 'missing closing ]: `[a`'],
  ['[]', 'missing closing ]: `[]`'],
  ['[]a]', undefined],
  ['[z-a]', 'invalid character class range: `z-a`'],
  [String.raw`[\d-z]`, undefined],
  [String.raw`[a-\d]`, 'invalid escape sequence: `\\d`'],
  ['a\\', 'trailing backslash at end of expression: ``'],
  ['[\\', 'trailing backslash at end of expression: ``'],
  ['(?i)a', undefined],
  ['(?x)a', 'invalid or unsupported Perl syntax: `(?x`'],
  ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
  ['(?<=a)', 'invalid named capture: `(?<=a)`'],
  ['(?<', 'invalid or unsupported Perl syntax: `(?<`'],
  ['(?P<', 'invalid or unsupported Perl syntax: `(?P`'],
  ['(?P<n>a)', undefined],
  ['(?<n>a)', undefined],
  ['(?<n>a)(?P<n>b)', undefined],
  ['(?P<n-m>a)', 'invalid named capture: `(?P<n-m>`'],
  ['(?P<é>a)', 'invalid named capture: `(?P<é>`'],
  ['(?<__proto__>a)(?<__proto__>b)', undefined],
  ['(?<n>?s)', 'missing argument to repetition operator: `?`'],
  [String.raw`\C`, 'invalid escape sequence: `\\C`'],
  [String.raw`\Z`, 'invalid escape sequence: `\\Z`'],
  [String.raw`\z`, undefined],
  [String.raw`\e`, 'invalid escape sequence: `\\e`'],
  [String.raw`\1`, 'invalid escape sequence: `\\1`'],
  [String.raw`\u0041`, 'invalid escape sequence: `\\u`'],
  [String.raw`\x{10FFFF}`, undefined],
  [String.raw`\x{110000}`, 'invalid escape sequence: `\\x{110000`'],
  [String.raw`\Qa.b`, undefined],
  [String.raw`\Qa.b\E+`, undefined],
  [String.raw`\pL`, undefined],
  [String.raw`\pl`, undefined],
  [String.raw`\pé`, 'invalid character class range: `\\pé`'],
  [String.raw`\p`, 'invalid character class range: `\\p`'],
  [String.raw`\p{`, 'invalid character class range: `\\p{`'],
  [String.raw`\p{}`, 'invalid character class range: `\\p{}`'],
  [String.raw`\p{Greek}`, undefined],
  [String.raw`\p{greek}`, undefined],
  [String.raw`\p{^Greek}`, undefined],
  [String.raw`\P{ Greek }`, undefined],
  [String.raw`\p{LC}`, undefined],
  [String.raw`\p{Letter}`, undefined],
  [String.raw`\p{letter number}`, undefined],
  [String.raw`\p{ASCII}`, undefined],
  [String.raw`\p{Assigned}`, undefined],
  [String.raw`\p{IsGreek}`, 'invalid character class range: `\\p{IsGreek}`'],
  [String.raw`\p{Old_Italic}`, 'invalid character class range: `\\p{Old_Italic}`'],
  [String.raw`\p{Old Italic}`, 'invalid character class range: `\\p{Old Italic}`'],
  [String.raw`\p{Kawi}`, undefined],
  [String.raw`\p{Garay}`, 'invalid character class range: `\\p{Garay}`'],
  [String.raw`\p{^Garay}`, 'invalid character class range: `\\p{^Garay}`'],
  [String.raw`\p{Emoji}`, 'invalid character class range: `\\p{Emoji}`'],
  [String.raw`\p{__proto__}`, 'invalid character class range: `\\p{__proto__}`'],
  [String.raw`[\p{Letter}\P{Cn}]`, undefined],
  [String.raw`[\p{foo}`, 'invalid character class range: `\\p{foo}`'],
  [String.raw`\p{foo}\p{Foo}`, 'invalid character class range: `\\p{foo}`'],
  [String.raw`\p{letter}(\p{Letter}`, 'missing closing ): `\\p{letter}(\\p{Letter}`'],
  ['[[:alpha:]]', undefined],
  ['[[:^alpha:]]', undefined],
  ['[[:foo:]]', 'invalid character class range: `[:foo:]`'],
  ['[[:]', undefined],
  ['[[:]:]]', 'invalid character class range: `[:]:]`'],
  ['[(?P<n>)(?P<n>)]', undefined],
  ['[a-[:x:]', 'invalid character class range: `a-[`'],
];

for (const [source, error] of answersOfGo) {
  test(`${source} is ${error === undefined ? 'taken' : 'refused'}, as Go does`, () => {
    const result = patterns.compile(source);
    assert.equal(isPatternError(result) ? result.error : undefined, error);
  });
}

/** Pattern, text, and whether C++ RE2's FullMatch says that it matches. */
const fullMatches: [string, string, boolean][] = [
  ['say', 'sayHello', false],
  ['say.*', 'sayHello', true],
  ['say(Hello|Bye)', 'sayBye', true],
  ['a|ab', 'ab', true],
  ['^say$', 'say', true],
  ['a|b$', 'b', true],
  ['a$', 'a\n', false],
  ['(?m)a$', 'a\n', false],
  ['(?m)^a$\n^b$', 'a\nb', true],
  ['.', '\n', false],
  ['(?s).', '\n', true],
  ['.', '😀', true],
  ['..', '😀', false],
  ['[^a]', '\n', true],
  ['', '', true],
  ['', 'a', false],
  ['.*', '', true],
  ['.+', '', false],
  ['(?i)sayhello', 'SAYHELLO', true],
  ['(?i)k', '\u212a', true],
  ['(?i)s', 'ſ', true],
  ['(?i)ß', 'ẞ', true],
  ['(?i)straße', 'STRASSE', false],
  [String.raw`\w`, 'é', false],
  [String.raw`\d`, '٣', false],
  [String.raw`\s`, '\u00a0', false],
  [String.raw`\p{Greek}+`, 'Ωσ', true],
  [String.raw`\p{greek}+`, 'Ωσ', true],
  [String.raw`\p{letter}`, 'я', true],
  [String.raw`\P{Letter}`, 'я', false],
  [String.raw`\p{^letter}`, 'я', false],
  [String.raw`\p{ASCII}`, 'a', true],
  [String.raw`\p{Unassigned}`, '\u0378', true],
  ['(?<n>a)(?<n>b)', 'ab', true],
  ['[[:]', ':', true],
  ['[[:]', 'a', false],
  [String.raw`\Q.*`, '.*', true],
  ['a{,3}', 'a{,3}', true],
];

for (const [source, text, expected] of fullMatches) {
  test(`${source} ${expected ? 'matches' : 'does not match'} the whole of ${JSON.stringify(text)}`, () => {
    assert.equal(compiled(source).fullMatch(text), expected);
  });
}

test('what every proxy refuses although the webhook takes it is told', () => {
  assert.deepEqual(compiled(String.raw`a\p{greek}`).proxyRefusal, {
    proxies: 'every',
    reason: "the proxy's RE2 knows no class `\\p{greek}`",
  });
  for (const source of [
    String.raw`\pl`,
    String.raw`[\p{LC}]`,
    String.raw`\p{Letter}`,
    String.raw`\p{Cn}`,
    String.raw`\P{^ASCII}`,
  ]) {
    assert.equal(compiled(source).proxyRefusal?.proxies, 'every', source);
  }
});

test('a group written (?<n>…) is told to be refused by older proxies only', () => {
  assert.equal(compiled('(?<n>a)').proxyRefusal?.proxies, 'older');
  assert.equal(compiled(String.raw`(?<n>a)\p{greek}`).proxyRefusal?.proxies, 'every');
});

test('what only looks like a class or a named group is no cause for alarm', () => {
  for (const source of [
    String.raw`\Q\p{greek}\E`,
    String.raw`\\p{greek}`,
    '[(?<n>]',
    '(?P<n>a)',
    String.raw`\p{Greek}`,
    String.raw`\pL`,
    String.raw`\p{Any}`,
  ]) {
    assert.equal(compiled(source).proxyRefusal, undefined, source);
  }
});

test('a pattern is compiled once', () => {
  assert.equal(patterns.compile('once'), patterns.compile('once'));
});

test('what needs no engine to be known as valid', () => {
  for (const source of [
    '',
    'sayHello',
    'say.*',
    'say(Hello|Bye)',
    String.raw`org\.example\..+`,
    '[a-z]+[0-9_]*',
    '^(?:v1|v2)$',
    '.*Demo$',
  ]) {
    assert.ok(isPlainPattern(source), source);
  }
  for (const source of [
    '*',
    'a**',
    'a??',
    '((a))',
    '[z-a]',
    'a{2}',
    '(?i)a',
    String.raw`\pL`,
    String.raw`\Q`,
    'a\\',
    '(',
    ')',
    '|*',
    '日',
  ]) {
    assert.ok(!isPlainPattern(source), source);
  }
});

test('every plain pattern is one that the engine takes as it stands', () => {
  const part = fc.constantFrom(
    ...String.raw`a Z 0 _ - / : . \. \- \d \W [a-z] [0-9_] * + ? | ^ $ ( (?: ) \( [ ] { } \\ b`.split(' '),
  );
  let seen = 0;
  fc.assert(
    fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
      const source = parts.join('');
      if (!isPlainPattern(source)) return;
      seen++;
      // The flag turns the shortcut off and changes nothing.
      assert.ok(!isPatternError(patterns.compile(`(?s-s:${source})`)), source);
      compiled(source).fullMatch('a');
    }),
    { numRuns: 5_000 },
  );
  assert.ok(seen > 100);
});

test('a plain pattern as long as can be is answered', () => {
  const longest = 'ab.*'.repeat(patternLimits.characters / 4);
  assert.ok(isPlainPattern(longest));
  assert.ok(!isPlainPattern(`${longest.slice(4)}(`));
  assert.ok(!isPlainPattern(`${'(a'.repeat(30_000)}`));
});

const tooLarge: [string, string][] = [
  ['ten million letters', 'a'.repeat(10_000_000)],
  ['ten million parentheses', '('.repeat(10_000_000)],
  ['a program of 140,000 instructions', '(abcdefghijklmnopqrstuvwxyz){1000}'.repeat(5)],
  ['that program in nested groups', '((?:a{10}){100}b)'.repeat(101)],
  ['a thousand Unicode classes', String.raw`\pL`.repeat(1000)],
  ['a thousand wide ranges to fold', `(?i:${'[b-\u{1e000}]'.repeat(1000)})`],
];

for (const [what, source] of tooLarge) {
  test(`${what}: not read, and that is not said to be Go's verdict`, () => {
    const result = patterns.compile(source);
    assert.ok(isPatternError(result) && result.beyondLimits === true);
    assert.ok(result.error.length < 200);
  });
}

test('nesting past the depth that Go allows is refused in its words, without a stack overflow', () => {
  for (const depth of [1_001, 30_000]) {
    const source = '('.repeat(depth) + ')'.repeat(depth);
    assert.deepEqual(patterns.compile(source), { error: `expression nests too deeply: \`${source}\`` });
  }
  const within = '('.repeat(999) + ')'.repeat(999);
  assert.equal(compiled(within).fullMatch(''), true);
});

test('patterns that make backtracking engines hang are answered', () => {
  const text = 'x'.repeat(10_000);
  for (const source of ['(x+x+)+y', '(x*)*y', '(x|x)*y', '(x?){500}x{500}y'])
    assert.equal(compiled(source).fullMatch(text), false, source);
  assert.equal(compiled('(x?){100}x{100}').fullMatch('x'.repeat(100)), true);
});

/** Texts made of the pieces that patterns are made of. */
const piece = fc.constantFrom(
  ...String.raw`( (?: (?i) (?P<n> (?<n> ) [ [^ [: :] ] { } {2} {2,3} * + ? | \ \Q \E \p \p{ \pL \P{^Lu} \p{greek} \x{ \x41 ^ $ . - a B 0 é 😀 < > :`.split(
    ' ',
  ),
);

test('any text is taken or refused: no exception, and an error quotes the pattern', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const source = pieces.join('');
      const result = patterns.compile(source);
      if (!isPatternError(result)) {
        result.fullMatch(source);
        return;
      }
      const quoted = /: `(.*)`$/s.exec(result.error)?.[1];
      assert.ok(quoted !== undefined && source.includes(quoted), `${source} → ${result.error}`);
    }),
    { numRuns: 2_000 },
  );
});

test('any text between \\Q and \\E matches itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (text) => {
      fc.pre(!text.includes('\\E') && !text.endsWith('\\') && text.length < patternLimits.characters);
      assert.equal(compiled(`\\Q${text}\\E`).fullMatch(text), true);
    }),
  );
});

test('a pattern is found wherever it stands in a text', async () => {
  const pattern = (await loadPatterns()).compile('(?i)err(or)?|é');
  assert.ok(!isPatternError(pattern));
  assert.deepEqual(pattern.find('an Error, 😀 é, err'), [
    [3, 8],
    [13, 14],
    [16, 19],
  ]);
  assert.equal(pattern.foundIn('no such thing'), false);
  assert.equal(pattern.foundIn('an error'), true);
  const empty = (await loadPatterns()).compile('x*');
  assert.ok(!isPatternError(empty));
  assert.deepEqual(empty.find('axxb'), [[1, 3]]);
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { loadPatterns } from '../base/pattern.js';
import { valueTest } from '../dataplane/matcher.js';
import type { ValueMatcher } from '../dataplane/types.js';
import { type Language, languageOf } from './language.js';
import { programOf } from './programs.js';
import { conditionOn, textsOver } from './samples.js';

const patterns = await loadPatterns();

function languageFor(matcher: ValueMatcher): Language {
  const program = programOf(matcher, patterns);
  const language = typeof program === 'string' ? program : languageOf(program);
  if (typeof language === 'string') throw new Error(language);
  return language;
}

function accepts(language: Language, text: string): boolean {
  let state = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const at = language.bounds.findLastIndex((bound) => bound <= point);
    state = language.next[state * language.width + (language.classes[at] ?? 0)] ?? 0;
  }
  return language.accepts[state] === 1;
}

it('takes exactly the texts that the data plane takes', () => {
  const texts = [...textsOver(['a', 'b', 'A', '\n', '1'], 4), ' 7', '-3 ', '+08', '--1', 'é', 'ab ab', 'a\u212a', '日本'];
  fc.assert(
    fc.property(conditionOn(['x']), ({ matcher }) => {
      const language = languageFor(matcher);
      const test = valueTest(matcher, patterns);
      for (const text of texts) assert.equal(accepts(language, text), test(text), JSON.stringify(text));
    }),
    { numRuns: 300 },
  );
});

it('knows every whole number of a range in each of its spellings', () => {
  fc.assert(
    fc.property(fc.bigInt(-1200n, 1200n), fc.bigInt(-1200n, 1200n), fc.bigInt(-1300n, 1300n), (start, end, number) => {
      const matcher: ValueMatcher = { kind: 'range', start, end };
      const language = languageFor(matcher);
      const test = valueTest(matcher, patterns);
      for (const text of [
        `${number}`,
        ` ${number}\t`,
        `+${number}`,
        `0${number}`,
        `-${number}`,
        `-00${number}`,
        `${number}0`,
        `${number}.`,
      ])
        assert.equal(accepts(language, text), test(text), text);
    }),
  );
});

it('takes the largest and the smallest int64 and nothing beyond them', () => {
  const language = languageFor({ kind: 'range', start: -(1n << 63n), end: (1n << 63n) - 1n });
  assert.equal(accepts(language, '-9223372036854775808'), true);
  assert.equal(accepts(language, '-9223372036854775809'), false);
  assert.equal(accepts(language, '9223372036854775806'), true);
  assert.equal(accepts(language, '9223372036854775807'), false);
});

it('folds case as RE2 does, beyond ASCII too', () => {
  const language = languageFor({ kind: 'regex', pattern: '(?i)k\\pL' });
  for (const text of ['kx', 'Kж', '\u212aa']) assert.equal(accepts(language, text), true, text);
  for (const text of ['k1', 'k', 'x']) assert.equal(accepts(language, text), false, text);
});

it('does not decide a pattern whose automaton would be too large', () => {
  const program = programOf({ kind: 'regex', pattern: '(a|b)*a(a|b){14}' }, patterns);
  assert.ok(typeof program !== 'string');
  assert.match(String(languageOf(program)), /more than 4,000 states/);
});

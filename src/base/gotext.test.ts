import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goFixed, goQuote } from './gotext.js';

test('a text is quoted as %q does: what prints stays, the rest is escaped', () => {
  assert.equal(goQuote('foo_bar.x'), '"foo_bar.x"');
  assert.equal(goQuote('a "b" \\ c'), '"a \\"b\\" \\\\ c"');
  assert.equal(goQuote('é日'), '"é日"');
  assert.equal(goQuote('\n\t\x07\x00\x7f'), '"\\n\\t\\a\\x00\\x7f"');
  assert.equal(goQuote('\u00a0\u200b\u{e0001}'), '"\\u00a0\\u200b\\U000e0001"');
});

test('a number is written as %f does: six decimals, no exponent', () => {
  assert.deepEqual([0, -1, 100.5, 101, 1e-9, -0].map(goFixed), [
    '0.000000',
    '-1.000000',
    '100.500000',
    '101.000000',
    '0.000000',
    '-0.000000',
  ]);
  assert.equal(goFixed(1e21), '1000000000000000000000.000000');
  assert.deepEqual([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(goFixed), ['NaN', '+Inf', '-Inf']);
});

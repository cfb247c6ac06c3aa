import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sanitize, sanitizeLines, wellFormed } from './sanitize.js';

describe('sanitize', () => {
  it('shows escape sequences instead of sending them', () => {
    assert.equal(sanitize('\x1b[31mred\x9b0m\x07'), '\\x1b[31mred\\x9b0m\\x07');
  });

  it('shows line breaks, bidi overrides, zero-width characters and tags', () => {
    assert.equal(sanitize('a\nb\tc\u202ed\u200be\u{e0041}\u2028'), 'a\\nb\\tc\\u202ed\\u200be\\u{e0041}\\u2028');
  });

  it('leaves letters of any script and joined emoji alone', () => {
    assert.equal(sanitize('größe 你好 שלום 👩‍💻'), 'größe 你好 שלום 👩‍💻');
  });

  it('keeps line breaks where a text may have several lines', () => {
    assert.equal(sanitizeLines('a\r\n\tb\x1b'), 'a\n  b\\x1b');
  });

  it('replaces halves of surrogate pairs', () => {
    assert.equal(wellFormed('a\ud800b😀'), 'a\ufffdb😀');
  });

  it('never lets a control character through', () => {
    const anything = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });
    fc.assert(fc.property(anything, (text) => !/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(sanitize(text))));
  });
});

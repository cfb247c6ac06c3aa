import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toJson } from './json.js';

describe('toJson', () => {
  it('writes control and bidi characters as escapes', () => {
    assert.equal(toJson(['\x1b\x9b', '\u202e', '\u{e0041}', '👩‍💻']), '["\\u001b\\u009b","\\u202e","\\udb40\\udc41","👩‍💻"]');
  });

  it('indents where it is asked to', () => {
    assert.equal(toJson({ a: 1 }, 2), '{\n  "a": 1\n}');
  });

  it('is read back as the same value', () => {
    const value = fc.jsonValue({ stringUnit: 'binary' });
    fc.assert(fc.property(value, (json) => assert.deepEqual(JSON.parse(toJson(json)), JSON.parse(JSON.stringify(json)))));
  });
});

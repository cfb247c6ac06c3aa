import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { toYaml, toYamlDocuments } from './yaml.js';

describe('toYaml', () => {
  it('keeps long lines and the order of members', () => {
    const long = 'word '.repeat(40).trim();
    assert.equal(toYaml({ b: long, a: [1, { c: null }] }), `b: ${long}\na:\n  - 1\n  - c: null\n`);
  });

  it('quotes text that kubectl would read as something else', () => {
    for (const text of [
      'yes',
      'on',
      'y',
      '0777',
      '0o17',
      '0b1',
      '1_000',
      '1:30',
      '1e3',
      '.5',
      '+1',
      '0x1F',
      '~',
      'null',
      '<<',
      '=',
      '2024-01-01',
      '.inf',
      '-.5',
      '',
    ]) {
      assert.match(toYaml({ text }), /^text: ["'].*["']\n$/, text);
    }
  });

  it('writes control and bidi characters as escapes, in keys too', () => {
    const value = { 'a\x1b': 'b\u202e\x9bc\u{e0041}\nd', tags: { 'e\ttab': '\u200b' }, text: 'größe 👩‍💻\nline\n' };
    const text = toYaml(value);
    assert.equal(
      text,
      [
        '"a\\e": "b\\u202e\\u009bc\\U000e0041\\nd"',
        'tags:',
        '  "e\\ttab": "\\u200b"',
        'text: |',
        '  größe 👩‍💻',
        '  line',
        '',
      ].join('\n'),
    );
    assert.deepEqual(parse(text), value);
  });

  it('leaves addresses and names plain', () => {
    assert.equal(toYaml({ ip: '10.96.18.7', name: 'outbound|9090|v1|host' }), 'ip: 10.96.18.7\nname: outbound|9090|v1|host\n');
  });

  it('writes the same object twice, not as an alias', () => {
    const shared = { a: 1 };
    assert.equal(toYaml([shared, shared]), '- a: 1\n- a: 1\n');
  });

  it('is read back as the same value by readers of YAML 1.1 and 1.2', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(value, (json) => {
        const expected = JSON.parse(JSON.stringify(json));
        const text = toYaml(expected);
        assert.deepEqual(parse(text, { version: '1.2' }), expected);
        assert.deepEqual(parse(text, { version: '1.1', merge: false }), expected);
      }),
      { numRuns: 300 },
    );
  });

  it('puts documents one after another', () => {
    assert.equal(toYamlDocuments([{ a: 1 }, { b: 2 }]), 'a: 1\n---\nb: 2\n');
  });
});

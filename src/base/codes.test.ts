import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CodeInfo } from './codes/info.js';
import { codes, docsPage, isCode } from './codes.js';

const folder = fileURLToPath(new URL('codes/', import.meta.url));

test('a code is defined once, in one topic', () => {
  const defined = readdirSync(folder).flatMap((file) => {
    const text = readFileSync(`${folder}${file}`, 'utf8');
    return [...text.matchAll(/^ {2}(AER\d{4}): \{/gm)].map((match) => match[1]);
  });
  assert.deepEqual(defined.toSorted(), Object.keys(codes).toSorted());
});

test('names are as unique as codes, so that both can be used to speak of a finding', () => {
  const names = Object.values(codes).map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
});

test('every code says what is wrong in one line, what follows and what to do', () => {
  for (const [code, info] of Object.entries<CodeInfo>(codes)) {
    assert.match(code, /^AER\d{4}$/);
    assert.match(info.name, /^[a-z0-9]+(-[a-z0-9]+)*$/, code);
    assert.match(info.summary, /^[^\n]{10,160}$/, code);
    assert.ok(info.why.length > 20 && info.fix.length > 5, code);
  }
});

test('a code is told from other text, and has its page', () => {
  assert.ok(isCode('AER0101'));
  assert.ok(!isCode('AER9999') && !isCode('toString'));
  assert.equal(docsPage('AER0101'), 'docs/codes/AER0101.md');
});

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isCode } from '../base/codes.js';
import { coverage } from './coverage.js';
import { rules } from './rules.js';

const items = coverage.flatMap((group) => group.items);

/** Numbers that the collection of facts does not use. */
const gaps = new Set([35, 36, 37, 38, 39]);

test('every known mistake from R-01 to R-125 is accounted for, once', () => {
  const wanted = Array.from({ length: 125 }, (_, index) => index + 1)
    .filter((number) => !gaps.has(number))
    .map((number) => `R-${String(number).padStart(2, '0')}`);
  const given = items.map(({ item }) => item).filter((item) => item.startsWith('R-') && item !== 'R-19b');
  assert.deepEqual(given, wanted);
});

test('every surprise of the proxy and everything that the webhook does not check is accounted for', () => {
  const numbered = (letter: string) => items.map(({ item }) => item).filter((item) => item.startsWith(`${letter}-`));
  assert.deepEqual(
    numbered('P'),
    Array.from({ length: 35 }, (_, index) => `P-${index + 1}`),
  );
  assert.deepEqual(
    numbered('W'),
    Array.from({ length: 12 }, (_, index) => `W-${index + 1}`),
  );
});

test('the facts have no mistake that is not in the list', {
  skip: !existsSync(new URL('../../../shared/facts/', import.meta.url)),
}, () => {
  const facts = readFileSync(new URL('../../../shared/facts/aeraki-control-plane.md', import.meta.url), 'utf8');
  const named = new Set([...facts.matchAll(/\bR-(\d+b?)\b \*\*/g)].map(([, number]) => `R-${number}`));
  assert.ok(named.size > 100);
  const known = new Set(items.map(({ item }) => item));
  assert.deepEqual(
    [...named].filter((item) => !known.has(item)),
    [],
  );
});

test('what no code reports says why it cannot be seen', () => {
  for (const { item, codes, unseen } of items) {
    assert.ok(codes.length > 0 || unseen !== undefined, item);
    for (const code of codes) assert.ok(isCode(code), `${item}: ${code}`);
  }
});

test('every rule has a file of its name, and every file of rules is a rule', () => {
  const files = readdirSync(new URL('rules/', import.meta.url)).filter((name) => name.endsWith('.ts'));
  assert.deepEqual(rules.map(({ meta }) => `${meta.name}.ts`).sort(), files.sort());
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { unifiedDiff } from './unifieddiff.js';

test('a change is shown with three lines around it', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
  assert.equal(
    unifiedDiff('x.yaml', before, before.replace('e\n', 'E\n')),
    '--- a/x.yaml\n+++ b/x.yaml\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n',
  );
  assert.equal(unifiedDiff('x.yaml', before, before), '');
});

test('a line without its break is marked', () => {
  assert.equal(
    unifiedDiff('x', 'a\nb', 'a\nB'),
    '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+B\n\\ No newline at end of file\n',
  );
});

test('property: patch makes the new text of the old one', { skip: spawnSync('patch', ['--version']).status !== 0 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-diff-'));
  const file = join(folder, 'x');
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
    .map((lines) => lines.map((line) => `${line}\n`).join(''));
  try {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = unifiedDiff('x', before, after);
        fc.pre(diff !== '' && before !== '' && after !== '');
        writeFileSync(file, before);
        const { status, stdout } = spawnSync('patch', ['-s', '-p1', '--no-backup-if-mismatch'], {
          cwd: folder,
          input: diff,
          encoding: 'utf8',
        });
        assert.equal(status, 0, `${stdout}\n${diff}`);
        assert.equal(readFileSync(file, 'utf8'), after, diff);
      }),
      { numRuns: 60 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { tarEnd, tarHeader, tarPadding } from './tar.js';

const hasTar = spawnSync('tar', ['--version']).status === 0;

test('tar reads back what is written, whatever the length of the path', {
  skip: hasTar ? false : 'there is no tar',
}, (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-tar-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const files = new Map([
    ['report/README.txt', 'hello\n'],
    ['report/empty', ''],
    [`report/${'n'.repeat(60)}/${'p'.repeat(90)}/log.txt`, 'x'.repeat(512)],
    [`report/${'n'.repeat(63)}/${'p'.repeat(253)}/log.txt`, 'y'.repeat(513)],
    ['report/größe.txt', 'ü'],
  ]);
  const modified = new Date('2026-11-21T12:00:00Z');
  const parts = [...files].flatMap(([path, text]) => {
    const content = Buffer.from(text);
    return [tarHeader(path, content.length, modified), content, tarPadding(content.length)];
  });
  writeFileSync(join(folder, 'a.tar'), Buffer.concat([...parts, tarEnd()]));
  const told = execFileSync('tar', ['-xf', 'a.tar', '-C', folder], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  assert.equal(told.toString(), '');
  for (const [path, text] of files) assert.equal(readFileSync(join(folder, path), 'utf8'), text, path);
});

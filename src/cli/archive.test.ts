import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { beginArchive } from './archive.js';

const now = new Date('2026-11-21T12:00:00Z');

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-archive-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('an archive is one gzip stream of one tar, whole and for its owner only', async (context) => {
  const folder = folderFor(context);
  const file = join(folder, 'report.tar.gz');
  const archive = beginArchive(file, { most: 1_000_000, reserve: 1000 }, now);
  const added = await Promise.all([
    archive.add('report/a.txt', Buffer.from('a'.repeat(5000))),
    archive.add('report/b.txt', Buffer.from('b')),
  ]);
  assert.deepEqual(added, [true, true]);
  await archive.finish('report/README.txt', Buffer.from('read me'));
  assert.deepEqual(readdirSync(folder), ['report.tar.gz']);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(gunzipSync(readFileSync(file)).length % 512, 0);
  execFileSync('gzip', ['-t', file]);
  execFileSync('tar', ['-xzf', file, '-C', folder]);
  assert.deepEqual(readdirSync(join(folder, 'report')).sort(), ['README.txt', 'a.txt', 'b.txt']);
  assert.equal(readFileSync(join(folder, 'report/a.txt'), 'utf8'), 'a'.repeat(5000));
});

test('what would make it too large stays out, what is small still goes in', async (context) => {
  const file = join(folderFor(context), 'report.tar.gz');
  const archive = beginArchive(file, { most: 3000, reserve: 1000 }, now);
  const noise = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * index * 31) % 251));
  assert.equal(await archive.add('noise', Buffer.concat([noise, Buffer.from(Array.from(noise).reverse())])), true);
  const { randomBytes } = await import('node:crypto');
  assert.equal(await archive.add('random', randomBytes(5000)), false);
  assert.equal(await archive.add('small', Buffer.from('x')), true);
  await archive.finish('README.txt', Buffer.from('what was left out'));
  assert.ok(statSync(file).size <= 3000);
  assert.deepEqual(execFileSync('tar', ['-tzf', file], { encoding: 'utf8' }).trim().split('\n'), [
    'noise',
    'small',
    'README.txt',
  ]);
});

test('an archive that is given up leaves nothing', async (context) => {
  const folder = folderFor(context);
  const archive = beginArchive(join(folder, 'report.tar.gz'), { most: 1_000_000, reserve: 0 }, now);
  await archive.add('a', Buffer.from('a'));
  archive.abandon();
  assert.equal(await archive.add('b', Buffer.from('b')), false);
  assert.deepEqual(readdirSync(folder), []);
});

test('what is there already is not written over', (context) => {
  const folder = folderFor(context);
  execFileSync('touch', [join(folder, 'report.tar.gz')]);
  assert.throws(() => beginArchive(join(folder, 'report.tar.gz'), { most: 1, reserve: 0 }, now), /is there already/);
});

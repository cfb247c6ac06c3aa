import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { parseGitName, readGit } from './gitfiles.js';

let work = '';
const git = (...args: string[]): void => {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: work, stdio: 'ignore' });
};

before(() => {
  work = mkdtempSync(join(tmpdir(), 'aerakictl-git-'));
  git('init', '-q', '.');
  for (const folder of ['k8s/deep', 'k8s/.hidden', 'k8s/node_modules']) mkdirSync(join(work, folder), { recursive: true });
  writeFileSync(join(work, 'k8s/a.yaml'), '\ufeffa: 1\n');
  writeFileSync(join(work, 'k8s/deep/naïve name.yml'), 'b: ü\n');
  for (const file of ['k8s/notes.txt', 'k8s/.hidden/c.yaml', 'k8s/node_modules/d.yaml'])
    writeFileSync(join(work, file), 'x: 1\n');
  writeFileSync(join(work, 'k8s/binary.json'), Buffer.from([0x7b, 0, 0x7d]));
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  git('rm', '-q', 'k8s/binary.json');
  git('commit', '-q', '-m', 'second');
});
after(() => rmSync(work, { recursive: true, force: true }));

it('tells names of git from names of files', () => {
  assert.deepEqual(parseGitName('git:main:k8s/'), { ref: 'main', path: 'k8s/' });
  assert.deepEqual(parseGitName('git:HEAD~2'), { ref: 'HEAD~2', path: '.' });
  assert.equal(parseGitName('k8s/git:main'), undefined);
  assert.throws(() => parseGitName('git:--output=x:y'), /no revision/);
});

it('reads the manifests of a folder as a walk of folders does', () => {
  const files = readGit('git:HEAD:k8s/', 'HEAD', 'k8s/', work);
  assert.deepEqual(files, [
    { name: 'git:HEAD:k8s/a.yaml', text: 'a: 1\n', explicit: false },
    { name: 'git:HEAD:k8s/deep/naïve name.yml', text: 'b: ü\n', explicit: false },
  ]);
});

it('reads a single file whatever it is called, relative to the current folder', () => {
  const [file] = readGit('git:HEAD:notes.txt', 'HEAD', 'notes.txt', join(work, 'k8s'));
  assert.deepEqual(file, { name: 'git:HEAD:notes.txt', text: 'x: 1\n', explicit: true });
});

it('says what git has not, and what is no text', () => {
  assert.throws(() => readGit('git:nope:k8s', 'nope', 'k8s', work), /git says: Not a valid object name nope/);
  assert.throws(() => readGit('git:HEAD:gone', 'HEAD', 'gone', work), /nothing is there/);
  assert.throws(() => readGit('git:HEAD~1:k8s', 'HEAD~1', 'k8s', work), /binary\.json is not text/);
});

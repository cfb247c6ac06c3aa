import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { expandBraces, matchesPath, matchesSegment } from './glob.js';
import { readSource } from './read.js';
import { findSources } from './sources.js';

const root = mkdtempSync(join(tmpdir(), 'aerakictl-'));
after(() => rmSync(root, { recursive: true }));

function write(name: string, content: string | Uint8Array = 'a: 1\n'): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

for (const name of [
  'rules/b.yaml',
  'rules/a.yml',
  'rules/sub/c.json',
  'rules/notes.txt',
  'rules/.git/d.yaml',
  'rules/node_modules/e.yaml',
])
  write(name);
write('empty/notes.txt');

function find(names: string[], exclude: string[] = []): { files: string[]; explicit: boolean[]; messages: string[] } {
  const { sources, findings } = findSources(
    names.map((name) => (name === '-' ? name : join(root, name))),
    { exclude },
  );
  const short = (text: string): string => text.replaceAll(`${root}/`, '');
  return {
    files: sources.map(({ file }) => short(file)),
    explicit: sources.map(({ explicit }) => explicit),
    messages: findings.map(({ code, message }) => `${code} ${short(message)}`),
  };
}

test('a folder is walked in order, without hidden folders and node_modules', () => {
  const { files, explicit } = find(['rules']);
  assert.deepEqual(files, ['rules/a.yml', 'rules/b.yaml', 'rules/sub/c.json']);
  assert.deepEqual(explicit, [false, false, false]);
});

test('no file comes twice, and one that is named is explicit', () => {
  const { files, explicit } = find(['rules', 'rules/b.yaml', 'rules/../rules/b.yaml', '-', '-']);
  assert.deepEqual(files, ['rules/a.yml', 'rules/b.yaml', 'rules/sub/c.json', '-']);
  assert.deepEqual(explicit, [false, true, false, true]);
});

test('patterns are expanded', () => {
  assert.deepEqual(find(['rules/*.yaml']).files, ['rules/b.yaml']);
  assert.deepEqual(find(['rules/*.{yaml,yml}']).files, ['rules/b.yaml', 'rules/a.yml']);
  assert.deepEqual(find(['rules/**/*.json']).files, ['rules/sub/c.json']);
  assert.deepEqual(find(['rules/[ab].y*']).files, ['rules/a.yml', 'rules/b.yaml']);
  assert.deepEqual(find(['rules/?.yml']).files, ['rules/a.yml']);
  assert.deepEqual(find(['rules/x*']).messages, ['AER0011 The pattern rules/x* fits no file.']);
});

test('--exclude fits what is inside the folder that was named', () => {
  assert.deepEqual(find(['rules'], ['sub']).files, ['rules/a.yml', 'rules/b.yaml']);
  assert.deepEqual(find(['rules'], ['sub/*.json']).files, ['rules/a.yml', 'rules/b.yaml']);
  assert.deepEqual(find(['rules'], ['*.yaml', '**/*.json']).files, ['rules/a.yml']);
  assert.deepEqual(find(['rules/*.y*'], ['b.yaml']).files, ['rules/a.yml']);
});

/** As {@link find}, from inside the folder, so that names are relative. */
function findFromRoot(names: string[], exclude: string[]): { files: string[]; messages: string[] } {
  const before = process.cwd();
  process.chdir(root);
  try {
    const { sources, findings } = findSources(names, { exclude });
    return { files: sources.map(({ file }) => file), messages: findings.map(({ code, message }) => `${code} ${message}`) };
  } finally {
    process.chdir(before);
  }
}

test('--exclude fits paths as they are printed', () => {
  const rest = { files: ['rules/a.yml', 'rules/b.yaml'], messages: [] };
  for (const pattern of ['rules/sub', 'rules/sub/', 'rules/sub/**', './rules/sub/*', 'rules/sub/c.json', 'rules/{sub,x}/*.json'])
    assert.deepEqual(findFromRoot(['rules'], [pattern]), rest, pattern);
  assert.deepEqual(findFromRoot(['./rules'], ['rules/sub/**']), rest);
  assert.deepEqual(findFromRoot(['rules/**'], ['rules/sub/**']).files, rest.files);
  assert.deepEqual(findFromRoot(['.'], ['linked', 'large.yaml', 'rules/sub/*', 'read', 'odd']).files, rest.files);
  assert.deepEqual(findSources([join(root, 'rules')], { exclude: [join(root, 'rules/*.y*')] }).sources.length, 1);
});

test('--exclude leaves out a folder that was named, but does not look at the folders above it', () => {
  assert.deepEqual(findFromRoot(['rules/a.yml', 'rules/sub'], ['sub']), { files: ['rules/a.yml'], messages: [] });
  assert.deepEqual(findFromRoot(['rules/a.yml', 'rules/sub'], ['**/sub/**']), { files: ['rules/a.yml'], messages: [] });
  assert.deepEqual(findFromRoot([join(root, 'rules/sub')], ['**/rules/**']).files, [join(root, 'rules/sub/c.json')]);
});

test('a pattern of --exclude that leaves nothing out is an info', () => {
  assert.deepEqual(findFromRoot(['rules'], ['rules/sbu/**', 'sub']).messages, [
    'AER0023 `--exclude rules/sbu/**` leaves nothing out: no file or folder fits it.',
  ]);
  assert.deepEqual(findFromRoot(['rules'], ['node_modules', '.git', 'notes.txt']).messages, []);
});

test('nothing but what is excluded is a finding', () => {
  assert.deepEqual(findFromRoot(['rules'], ['rules']).messages, ['AER0011 `--exclude` leaves out all that was named.']);
  assert.match(findFromRoot(['rules'], ['*.*', 'sub']).messages[0] ?? '', /^AER0011 rules holds no manifest/);
});

test('an empty name is an error of its own', () =>
  assert.deepEqual(findFromRoot([''], []).messages, ['AER0001 An empty name was given: nothing was read for it.']));

test('a name that leads to nothing is a finding, with a near name', () => {
  assert.match(find(['rulez/b.yaml']).messages[0] ?? '', /rulez\/b\.yaml does not exist\. There is no folder rulez either\./);
  assert.match(find(['rules/bb.yaml']).messages[0] ?? '', /Did you mean rules\/b\.yaml\?/);
});

test('a folder without manifests is a finding', () =>
  assert.match(find(['empty']).messages[0] ?? '', /^AER0011 empty holds no manifest/));

test('links are followed, but not in circles, and their files come once', () => {
  write('linked/real/a.yaml');
  symlinkSync('..', join(root, 'linked/real/up'));
  symlinkSync('real', join(root, 'linked/again'));
  symlinkSync('real/a.yaml', join(root, 'linked/b.yaml'));
  symlinkSync('nowhere', join(root, 'linked/broken.yaml'));
  assert.equal(find(['linked']).files.length, 1);
});

test('a link without target, and what is no file, are told of', () => {
  mkdirSync(join(root, 'odd'));
  symlinkSync('nowhere', join(root, 'odd/a.yaml'));
  symlinkSync('b.yaml', join(root, 'odd/b.yaml'));
  symlinkSync('user@host', join(root, 'odd/.#c.yaml'));
  symlinkSync('nowhere', join(root, 'odd/result'));
  write('odd/d.yaml');
  assert.equal(spawnSync('mkfifo', [join(root, 'odd/e.yaml')]).status, 0);
  const { files, messages } = find(['odd']);
  assert.deepEqual(files, ['odd/d.yaml']);
  assert.deepEqual(messages, [
    'AER0022 odd/a.yaml was skipped: it is a link, and its target does not exist.',
    'AER0022 odd/b.yaml was skipped: its links lead in a circle.',
    'AER0022 odd/e.yaml was skipped: it is no file but a pipe, a socket or a device.',
  ]);
  assert.deepEqual(find(['odd/*.yaml']).messages, messages);
  assert.deepEqual(find(['odd/a.yaml']).messages, [
    'AER0001 odd/a.yaml cannot be read: it is a link, and its target does not exist.',
  ]);
});

test('a name that is not UTF-8 is told of', () => {
  const folder = Buffer.concat([Buffer.from(join(root, 'latin/')), Buffer.from('caf\xe9', 'latin1')]);
  mkdirSync(join(root, 'latin'));
  mkdirSync(folder);
  writeFileSync(Buffer.concat([folder, Buffer.from('.yaml')]), 'a: 1\n');
  write('latin/\ufffd.yaml');
  const { files, messages } = find(['latin']);
  assert.deepEqual(files, ['latin/\ufffd.yaml']);
  const words = 'cannot be read: its name is not UTF-8 (\ufffd stands for what does not fit).';
  assert.deepEqual(messages, [`AER0001 latin/caf\ufffd ${words}`, `AER0001 latin/caf\ufffd.yaml ${words}`]);
  assert.deepEqual(find(['latin/caf\ufffd.yaml']).messages, messages.slice(1));
});

test('a folder that cannot be read is one finding', { skip: process.getuid?.() === 0 }, () => {
  write('locked/a.yaml');
  chmodSync(join(root, 'locked'), 0);
  const expected = ['AER0001 locked cannot be read: permission denied.'];
  const got = [find(['locked']).messages, find(['locked/*.{yaml,yml}']).messages];
  chmodSync(join(root, 'locked'), 0o700);
  assert.deepEqual(got, [expected, expected]);
});

test('a pattern takes time in proportion to the name, whatever it is', () => {
  assert.equal(matchesSegment('a'.repeat(20_000), `${'*a'.repeat(50)}b`), false);
  assert.equal(matchesPath(Array(2_000).fill('a'), [...Array(20).fill('**'), 'b']), false);
  assert.ok(expandBraces('{a,b}'.repeat(40)).length <= 1000);
});

test('braces may stand in braces, and stay where they hold no comma', () => {
  assert.deepEqual(expandBraces('a{b,c{d,e}}'), ['ab', 'acd', 'ace']);
  assert.deepEqual(expandBraces('{a}'), ['{a}']);
});

function readOf(name: string, content: string | Uint8Array): ReturnType<typeof readSource> {
  return readSource({ file: write(`read/${name}`, content), explicit: true });
}

function refusal(name: string, content: string | Uint8Array): { code: string; line: number | undefined } {
  const finding = readOf(name, content);
  assert.ok(typeof finding !== 'string');
  return { code: finding.code, line: finding.range?.line };
}

test('a byte order mark is dropped, and UTF-16 is read', () => {
  assert.equal(readOf('bom.yaml', '\ufeffa: é\n'), 'a: é\n');
  assert.equal(readOf('le.yaml', Buffer.from('\ufeffa: é\n', 'utf16le')), 'a: é\n');
  assert.equal(readOf('be.yaml', Buffer.from('\ufeffa: é\n', 'utf16le').swap16()), 'a: é\n');
});

test('binary files and invalid UTF-8 are refused with the line', () => {
  assert.deepEqual(refusal('binary.yaml', Buffer.from('a: 1\nb: \0\n')), { code: 'AER0002', line: 2 });
  assert.deepEqual(refusal('latin1.yaml', Buffer.from('a: 1\nb: \xe9\n', 'latin1')), { code: 'AER0003', line: 2 });
  assert.deepEqual(refusal('cut.yaml', Buffer.from([0x61, 0xc3])), { code: 'AER0003', line: 1 });
  assert.deepEqual(refusal('odd.yaml', Buffer.from([0xff, 0xfe, 0x61])), { code: 'AER0003', line: undefined });
});

test('a file of 200 MB is refused before it is read', () => {
  const file = write('huge.yaml', '');
  truncateSync(file, 200 * 1024 * 1024);
  const finding = readSource({ file, explicit: true });
  assert.ok(typeof finding !== 'string');
  assert.equal(finding.code, 'AER0004');
});

test('a file larger than one reading is read whole', () => {
  const text = `a: "${'é'.repeat(400_000)}"\n`;
  assert.equal(readOf('large.yaml', text), text);
});

test('what cannot be read is a finding', () => {
  for (const [name, words] of [
    ['none.yaml', 'does not exist.'],
    ['rules', 'cannot be read: it is a folder.'],
  ] as const) {
    const file = join(root, name);
    const finding = readSource({ file, explicit: true });
    assert.ok(typeof finding !== 'string');
    assert.equal(`${finding.code} ${finding.message}`, `AER0001 ${file} ${words}`);
  }
});

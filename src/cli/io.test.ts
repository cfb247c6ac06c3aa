import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { CliError } from './errors.js';
import { lineWriter, textOptions, writeWhole } from './io.js';
import type { Io } from './types.js';

describe('writing a report to a file', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'aerakictl-io-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('leaves nothing beside the file', () => {
    writeWhole(join(folder, 'report.json'), 'new');
    assert.equal(readFileSync(join(folder, 'report.json'), 'utf8'), 'new');
    assert.deepEqual(readdirSync(folder), ['report.json']);
  });

  it('follows a link and lets it stay', () => {
    writeFileSync(join(folder, 'target'), 'old');
    symlinkSync('target', join(folder, 'link'));
    writeWhole(join(folder, 'link'), 'new');
    assert.equal(readFileSync(join(folder, 'target'), 'utf8'), 'new');
    assert.ok(lstatSync(join(folder, 'link')).isSymbolicLink());
  });

  it('writes into a device instead of replacing it', { skip: !existsSync('/dev/null') }, () => {
    writeWhole('/dev/null', 'gone');
    assert.ok(lstatSync('/dev/null').isCharacterDevice());
  });

  it('says why it cannot', () => {
    assert.throws(
      () => writeWhole(join(folder, 'no/report'), ''),
      new CliError(`cannot write ${folder}/no/report: its folder does not exist`),
    );
    assert.throws(() => writeWhole(folder, ''), /is a folder/);
  });
});

describe('how text is drawn', () => {
  const drawn = (env: NodeJS.ProcessEnv, terminal: boolean, ...flags: string[]) => {
    const stdout = Object.assign(new PassThrough(), { isTTY: terminal, columns: 80 });
    const io: Io = { stdin: new PassThrough(), stdout, stderr: stdout, env, cwd: '/' };
    return textOptions(io, new Map(flags.map((flag) => [flag, true as const])));
  };

  it('has colour on a terminal only', () => {
    assert.equal(drawn({ TERM: 'xterm' }, true).color, true);
    assert.equal(drawn({ TERM: 'xterm' }, false).color, false);
    assert.equal(drawn({ TERM: 'dumb' }, true).color, false);
  });

  it('obeys FORCE_COLOR, and NO_COLOR and --no-color before it', () => {
    assert.equal(drawn({ FORCE_COLOR: '1' }, false).color, true);
    assert.equal(drawn({ FORCE_COLOR: '0' }, true).color, false);
    assert.equal(drawn({ FORCE_COLOR: '1', NO_COLOR: '1' }, true).color, false);
    assert.equal(drawn({ FORCE_COLOR: '1' }, true, 'no-color').color, false);
  });

  it('fits the terminal, and 100 columns without one', () => {
    assert.equal(drawn({}, true).width, 80);
    assert.equal(drawn({}, false).width, 100);
    assert.equal(drawn({ COLUMNS: '60' }, false).width, 60);
  });

  it('keeps to ASCII where the locale knows no more', () => {
    assert.equal(drawn({ LANG: 'C' }, true).unicode, false);
    assert.equal(drawn({ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, true).unicode, false);
    assert.equal(drawn({ LANG: 'C.UTF-8' }, true).unicode, true);
  });
});

it('lines that come at once are written together, and a slow reader is waited for', async () => {
  const written: string[] = [];
  let taken: (() => void) | undefined;
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      taken = done;
    },
  });
  const lines = lineWriter(slow);
  await lines.add('a\n');
  await lines.add(Buffer.from('b\n'));
  assert.deepEqual(written, []);
  await new Promise(setImmediate);
  assert.deepEqual(written, ['a\nb\n']);
  let added = false;
  const adding = lines.add('x'.repeat(100_000)).then(() => {
    added = true;
  });
  await new Promise(setImmediate);
  assert.equal(added, false);
  taken?.();
  await new Promise(setImmediate);
  taken?.();
  await adding;
  assert.equal(written.length, 2);
});

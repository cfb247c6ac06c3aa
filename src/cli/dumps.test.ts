import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { parseDump, readDumpBytes, viewOf } from './dumps.js';
import { CliError } from './errors.js';

/** The message and the remedy of what is thrown. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof CliError, String(error));
    return `${error.message} ${error.fix ?? ''}`;
  }
  return assert.fail('nothing was thrown');
}

const parse =
  (text: string | Buffer): (() => unknown) =>
  () =>
    parseDump(Buffer.from(text), 'd.json');

test('a dump that was cut off is told so, wherever it ends', () => {
  for (const text of ['{"configs":[', '{"configs":[{"a":"b', '{"configs":[{"a":"b\n', '{"configs":[{"a":1}', '{"configs":[tr'])
    assert.match(refusal(parse(text)), /ends in the middle|is no JSON/, text);
  assert.match(refusal(parse('{"configs":[{"a":"b\n')), /ends in the middle/);
});

test('what is no JSON is told by what it is', () => {
  assert.match(refusal(parse('')), /is empty/);
  assert.match(refusal(parse(Buffer.from([0x1f, 0x8b, 8, 0]))), /compressed.*gunzip/);
  assert.match(refusal(parse(Buffer.from([0x7f, 0x45, 0, 1]))), /bytes of 0/);
  assert.match(refusal(parse('{"a" 1}')), /is no JSON/);
});

test('YAML, as istioctl prints it, and a byte order mark are read', () => {
  assert.deepEqual(parseDump(Buffer.from('configs:\n- a: 1\n'), 'd.yaml'), { configs: [{ a: 1 }] });
  assert.deepEqual(parseDump(Buffer.from('\ufeff{"configs":[]}'), 'd.json'), { configs: [] });
});

test('more than 500 MiB are refused before they are read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-dumps-'));
  try {
    const file = join(folder, 'large.json');
    writeFileSync(file, '');
    truncateSync(file, 501 * 1024 * 1024);
    await assert.rejects(readDumpBytes(file, { stdin: Readable.from([]) }), /more than 500 MiB/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('stdin is read whole', async () => {
  const bytes = await readDumpBytes('-', { stdin: Readable.from([Buffer.from('{"conf'), Buffer.from('igs":[]}')]) });
  assert.equal(bytes.toString(), '{"configs":[]}');
});

test('a value that is nested deeper than any dump is refused before it is parsed', async () => {
  assert.match(refusal(parse('['.repeat(200_000))), /nested deeper/);
  assert.match(refusal(parse('{"a":'.repeat(20_000))), /nested deeper/);
  const deep = `{"configs":[{"@type":"x/envoy.admin.v3.ListenersConfigDump","a":${'['.repeat(4000)}${']'.repeat(4000)}}]}`;
  const view = await viewOf(parseDump(Buffer.from(deep), 'd.json'), 'd.json');
  assert.deepEqual(view.listeners, []);
});

test('brackets in texts are not counted as nesting', () => {
  assert.deepEqual(parseDump(Buffer.from(JSON.stringify({ a: `${'['.repeat(10_000)}\\"` })), 'd.json'), {
    a: `${'['.repeat(10_000)}\\"`,
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { codecOf } from '../../src/codec/described/decode.js';
import { samples } from '../../src/codec/described/frames.js';
import { readDescription } from '../../src/codec/described/read.js';
import { createProject } from '../../src/scaffold/folder.js';
import { presets } from '../../src/scaffold/presets.js';
import { compare, missingTools, runFuzzer, runTests, sanitizeFolder } from '../../src/scaffold/toolchain.js';

// What is generated is compiled with -Wall -Wextra -Werror and run under AddressSanitizer and UndefinedBehaviorSanitizer: its own tests, the saved
// inputs of the fuzzer, and random frames against the description.

const examples = fileURLToPath(new URL('../../examples/codec', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'aerakictl-codec-'));
after(() => rmSync(work, { recursive: true, force: true }));

const missing = missingTools(process.env);
const skip = missing.length === 0 ? false : `there is no ${missing.map(({ tool }) => tool).join(', no ')}`;

const described: [name: string, text: string][] = [
  ...presets.map((preset): [string, string] => [`preset ${preset.name}`, preset.describe('demo')]),
  ...readdirSync(examples)
    .filter((file) => file.endsWith('.yaml'))
    // The head of the proxy for the examples, the release for the presets: both interfaces are compiled.
    .map((file): [string, string] => [`example ${file}`, `${readFileSync(join(examples, file), 'utf8')}\nproxy: head\n`]),
];

describe('a generated codec', { skip }, () => {
  for (const [name, text] of described) {
    it(`of the ${name} passes its tests and agrees with its description`, { timeout: 300_000 }, async () => {
      const { description } = readDescription(text, 'codec.yaml');
      assert.ok(description !== undefined);
      const folder = join(work, name.replace(/\W+/g, '-'));
      createProject(folder, description, text, '0.0.0');
      for await (const { name: step, passed, output } of runTests(folder, true)) assert.ok(passed, `${step}\n${output}`);
      const { frames, messages, differences, failure } = await compare(
        codecOf(description),
        join(folder, sanitizeFolder),
        20_000,
        1,
      );
      assert.deepEqual([frames, differences, failure], [20_000, [], undefined]);
      assert.ok(messages > 5000, `only ${messages} frames held messages`);
    });
  }
});

const hasClang = spawnSync('clang++', ['--version']).status === 0;

describe('the fuzzer of a generated codec', { skip: hasClang ? skip : 'there is no clang' }, () => {
  it('is built with libFuzzer and finds nothing', { timeout: 300_000 }, async () => {
    const { description } = readDescription(presets[0]?.describe('demo') ?? '', 'codec.yaml');
    assert.ok(description !== undefined);
    const folder = join(work, 'fuzz');
    createProject(folder, description, presets[0]?.describe('demo') ?? '', '0.0.0');
    for await (const { name, passed, output } of runFuzzer(folder, 5)) assert.ok(passed, `${name}\n${output}`);
  });
});

const hasTshark = spawnSync('tshark', ['--version']).status === 0;

/** A capture of one TCP segment to port 9090. */
function capture(payload: Buffer): Buffer {
  const total = 40 + payload.length;
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(65_535, 16);
  // Raw IP.
  head.writeUInt32LE(101, 20);
  const record = Buffer.alloc(16);
  record.writeUInt32LE(total, 8);
  record.writeUInt32LE(total, 12);
  const packet = Buffer.alloc(40);
  packet[0] = 0x45;
  packet.writeUInt16BE(total, 2);
  packet[8] = 64;
  packet[9] = 6;
  packet.set([10, 0, 0, 1, 10, 0, 0, 2], 12);
  packet.writeUInt16BE(40_000, 20);
  packet.writeUInt16BE(9090, 22);
  packet.writeUInt32BE(1, 24);
  packet[32] = 0x50;
  packet[33] = 0x18;
  packet.writeUInt16BE(65_535, 34);
  return Buffer.concat([head, record, packet, payload]);
}

describe('a generated dissector', { skip: hasTshark ? false : 'there is no tshark' }, () => {
  for (const [name, text] of described) {
    it(`of the ${name} shows the fields in tshark`, () => {
      const { description } = readDescription(text, 'codec.yaml');
      assert.ok(description !== undefined);
      const folder = join(work, `lua-${name.replace(/\W+/g, '-')}`);
      createProject(folder, description, text, '0.0.0');
      const file = join(folder, 'sample.pcap');
      writeFileSync(file, capture(Buffer.from(samples(codecOf(description))[0]?.frame ?? '', 'latin1')));
      const script = join(folder, 'wireshark', `${description.protocol}.lua`);
      const { stdout, stderr } = spawnSync('tshark', ['-X', `lua_script:${script}`, '-r', file, '-V'], {
        encoding: 'utf8',
        timeout: 60_000,
      });
      assert.ok(!/error/i.test(stderr), stderr);
      for (const { name: field } of description.fields.slice(0, 3))
        assert.match(stdout, new RegExp(field.replaceAll('_', ' '), 'i'), stdout);
      assert.ok(!stdout.includes('Malformed'), stdout);
    });
  }
});

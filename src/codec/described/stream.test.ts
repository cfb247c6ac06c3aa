import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { presets } from '../../scaffold/presets.js';
import { codecOf } from './decode.js';
import { samples } from './frames.js';
import { readDescription } from './read.js';
import { decodeStream, readHex } from './stream.js';

const { description } = readDescription(presets[1]?.describe('demo') ?? '', 'codec.yaml');
assert.ok(description !== undefined);
const codec = codecOf(description);
const frame = Buffer.from(samples(codec)[0]?.frame ?? '', 'latin1');

describe('a stream of bytes', () => {
  it('is taken apart into messages with their offsets', () => {
    const parts = [...decodeStream(codec, Buffer.concat([frame, frame]), 'request')];
    assert.deepEqual(
      parts.map(({ kind, offset, size }) => [kind, offset, size]),
      [
        ['message', 0, frame.length],
        ['message', frame.length, frame.length],
      ],
    );
  });

  it('goes on after bytes that are no message, which are told with the reason', () => {
    const parts = [...decodeStream(codec, Buffer.concat([Buffer.alloc(20, 0x41), frame, frame.subarray(0, 5)]), 'request')];
    assert.deepEqual(
      parts.map(({ kind, offset, size }) => [kind, offset, size]),
      [
        ['undecodable', 0, 20],
        ['message', 20, frame.length],
        ['incomplete', 20 + frame.length, 5],
      ],
    );
    assert.ok(parts[0]?.kind === 'undecodable');
    assert.equal(parts[0].reason, 'magic is 0x4141, not 0xae20');
  });

  it('takes time linear in garbage', () => {
    assert.equal([...decodeStream(codec, Buffer.alloc(1 << 20, 0xae), 'request')].length, 1);
  });
});

describe('hexadecimal', () => {
  const bytes = Buffer.from('ae2001000000000100070000000000056865', 'hex');
  const forms: [string, string][] = [
    ['digits', 'ae2001000000000100070000000000056865'],
    [
      'digits in groups, over lines, with a comment',
      'ae 20 01 00 # the start\n0x00 0x00 0x00 0x01\n00:07:00:00:00:00:00:05:68:65',
    ],
    [
      'xxd',
      '00000000: ae20 0100 0000 0001 0007 0000 0000 0005  . ..............\n00000010: 6865                                     he\n',
    ],
    [
      'hexdump -C',
      '00000000  ae 20 01 00 00 00 00 01  00 07 00 00 00 00 00 05  |. ..............|\n00000010  68 65                                             |he|\n00000012\n',
    ],
  ];
  for (const [what, text] of forms) it(`is read as ${what}`, () => assert.deepEqual(readHex(text), bytes));

  it('is nothing else', () => {
    for (const text of ['', 'hello', 'abc', 'REQ 1 pay\r\n']) assert.equal(readHex(text), undefined);
  });
});

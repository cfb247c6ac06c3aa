import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { presets } from '../../scaffold/presets.js';
import { type Codec, codecOf, decode, parseFrame } from './decode.js';
import { errorReply, heartbeatReply, mutate, serialize } from './encode.js';
import { randomFrames, samples } from './frames.js';
import { readDescription } from './read.js';
import { errorTypes } from './types.js';

function codec(text: string): Codec {
  const { description, findings } = readDescription(text, 'codec.yaml');
  assert.ok(description !== undefined, findings.map(({ message }) => message).join('\n'));
  return codecOf(description);
}

function example(name: string): Codec {
  return codec(readFileSync(new URL(`../../../examples/codec/${name}.yaml`, import.meta.url), 'utf8'));
}

function preset(name: string): Codec {
  return codec(presets.find((one) => one.name === name)?.describe('demo') ?? '');
}

const all: [string, Codec][] = [
  ...presets.map(({ name }): [string, Codec] => [name, preset(name)]),
  ...['thrift', 'brpc', 'awesomerpc', 'qza'].map((name): [string, Codec] => [name, example(name)]),
];

/** The message that the bytes, in hexadecimal, hold. */
function message(of: Codec, hex: string, direction: 'request' | 'response' = 'request') {
  const decoded = decode(of, Buffer.from(hex.replace(/\s/g, ''), 'hex'), direction);
  return decoded.outcome === 'message' ? decoded : assert.fail(decoded.outcome === 'refused' ? decoded.reason : 'it waits');
}

describe('decoding by a description', () => {
  it("reads Thrift's framed binary header: the method, the sequence id, the type", () => {
    const { metadata, size } = message(example('thrift'), '00000015 8001 00 01 00000008 736179 48656c6c6f 00000007 00');
    assert.equal(size, 25);
    assert.deepEqual([metadata.type, metadata.requestId, metadata.operation], ['request', 7n, 'sayHello']);
    assert.deepEqual([...metadata.attributes], [['method', 'sayHello']]);
    assert.deepEqual([metadata.headerSize, metadata.bodySize], [24, 1]);
  });

  it('reads members of a protobuf part by their field numbers', () => {
    // RpcMeta { request { service_name: "echo" method_name: "Get" } correlation_id: 300 }
    const { metadata } = message(example('brpc'), '50525043 00000012 00000010 0a0b 0a04 6563686f 1203 476574 20ac02 6869');
    assert.deepEqual(
      [...metadata.attributes],
      [
        ['service', 'echo'],
        ['method', 'Get'],
      ],
    );
    assert.equal(metadata.requestId, 300n);
    assert.equal(metadata.operation, 'echo/Get');
    assert.equal(metadata.bodySize, 2);
  });

  it('joins a length that stands in two places', () => {
    const of = example('qza');
    const [sample] = samples(of);
    const frame = Buffer.from(sample?.frame ?? '', 'latin1');
    frame.writeUInt16BE(1, 103);
    assert.deepEqual(decode(of, frame, 'request'), { outcome: 'wait' });
    frame.writeUInt16BE(0xffff, 103);
    assert.equal(decode(of, frame, 'request').outcome, 'refused');
  });

  it('reads bits of a field and pairs, of which each is an attribute', () => {
    const { metadata } = message(
      preset('keyvalue'),
      'ae10 01 01 00000022 0000000000000011 0005 000c 0004 75736572 0004 4c697361 6869',
    );
    assert.deepEqual([metadata.type, metadata.status, metadata.requestId], ['response', 'error', 17n]);
    assert.deepEqual([...metadata.attributes], [['user', 'Lisa']]);
  });

  it('reads lines: words, a number, key=value words', () => {
    const { metadata } = message(preset('text'), Buffer.from('REQ 17 pay user=42 region=eu\r\n').toString('hex'));
    assert.deepEqual(
      [...metadata.attributes],
      [
        ['command', 'pay'],
        ['user', '42'],
        ['region', 'eu'],
      ],
    );
    assert.equal(metadata.requestId, 17n);
  });

  it('refuses what is no frame: another magic, a length that cannot be, a type that nobody knows', () => {
    const of = preset('fixed');
    const reason = (hex: string): string => {
      const decoded = decode(of, Buffer.from(hex, 'hex'), 'request');
      return decoded.outcome === 'refused' ? decoded.reason : decoded.outcome;
    };
    assert.equal(reason('ae210100000000010007000000000000'), 'magic is 0xae21, not 0xae20');
    assert.equal(reason('ae200100000000010007000001000000'), 'a frame of 16777232 bytes is larger than the 16777216 allowed');
    assert.equal(reason('ae200109000000010007000000000000'), 'kind is of no known message type');
    assert.equal(reason('ae20'), 'wait');
  });
});

for (const [name, of] of all) {
  describe(`${name}: decoder and encoder are two sides of one table`, () => {
    it('a frame is the same after it was taken apart and put together', () => {
      for (const { frame } of samples(of)) {
        const { header, body } = parseFrame(of, frame);
        assert.equal(serialize(of, header, body), frame);
      }
    });

    it('each frame waits until its last byte', () => {
      for (const { frame, direction } of samples(of)) {
        const bytes = Buffer.from(frame, 'latin1');
        for (let size = 0; size < bytes.length; size++)
          assert.equal(decode(of, bytes.subarray(0, size), direction).outcome, 'wait');
        assert.equal(decode(of, bytes, direction).outcome, 'message');
      }
    });

    it('each of the six error replies is a response with the id of the request', () => {
      const hasId = of.description.requestId !== undefined;
      for (const type of errorTypes) {
        const reply = errorReply(of, { header: undefined, requestId: 9n }, type, 'no matched route') ?? '';
        const decoded = decode(of, Buffer.from(reply, 'latin1'), 'response');
        assert.ok(decoded.outcome === 'message' && decoded.size === reply.length, type);
        assert.equal(decoded.metadata.requestId, hasId ? 9n : 0n);
      }
    });

    it('any bytes are decoded, waited for or refused, and nothing throws', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
          const decoded = decode(of, bytes, 'request');
          if (decoded.outcome === 'message') assert.ok(decoded.size > 0 && decoded.size <= bytes.length);
        }),
        { numRuns: 200 },
      );
      for (const { bytes, direction } of randomFrames(of, 300, 5)) decode(of, bytes, direction);
    });
  });
}

describe('mutation', () => {
  it('replaces the pair of a key and appends new ones; lengths follow', () => {
    const of = preset('keyvalue');
    const frame = samples(of)[0]?.frame ?? '';
    const mutated =
      mutate(
        of,
        frame,
        new Map([
          ['user', '7'],
          ['x-new', 'v'],
        ]),
      ) ?? '';
    const decoded = decode(of, Buffer.from(mutated, 'latin1'), 'request');
    assert.ok(decoded.outcome === 'message');
    assert.deepEqual(
      [...decoded.metadata.attributes],
      [
        ['user', '7'],
        ['region', 'eu-1'],
        ['x-new', 'v'],
      ],
    );
    assert.equal(decoded.body, 'hello');
  });

  it('leaves the message where the pairs would be longer than their length can say', () => {
    assert.equal(
      mutate(preset('keyvalue'), samples(preset('keyvalue'))[0]?.frame ?? '', new Map([['k', 'x'.repeat(70_000)]])),
      undefined,
    );
  });

  it('never ends a line: what would is left out', () => {
    const of = preset('text');
    const mutated = mutate(
      of,
      'REQ 1 pay a=1\r\n',
      new Map([
        ['a', '1\r\nREQ 2 x'],
        ['b', '2'],
      ]),
    );
    assert.equal(mutated, 'REQ 1 pay a=1 b=2\r\n');
  });
});

it('a heartbeat is answered with its id', () => {
  assert.equal(heartbeatReply(preset('text'), { header: undefined, requestId: 5n }), 'PING 5 OK\r\n');
});

describe('mistakes in a description', () => {
  const good = presets[1]?.describe('demo') ?? '';
  const codes = (text: string): string[] =>
    readDescription(text, 'codec.yaml')
      .findings.filter(({ severity }) => severity === 'error')
      .map(({ code, path }) => `${code} ${path.join('.')}`);
  const cases: [what: string, from: string, to: string, expected: string[]][] = [
    ['a dash in the protocol', 'protocol: demo', 'protocol: my-protocol', ['AER0901 protocol']],
    ['a protocol of the proxy', 'protocol: demo', 'protocol: dubbo', ['AER0902 protocol']],
    ['an unknown member', 'byteOrder: big', 'byteorder: big', ['AER0900 byteorder']],
    ['an unknown type', 'type: u16, value', 'type: u17, value', ['AER0900 fields.0.type']],
    ['a value that does not fit', '0xae20', '0x1ae20', ['AER0913 fields.0.value']],
    ['a reference to no field', 'requestId: request_id', 'requestId: requestid', ['AER0903 requestId']],
    [
      'a field given twice',
      '{name: command, type: u16}',
      '{name: status, type: u16}',
      ['AER0904 fields.5.name', 'AER0903 attributes.0.field', 'AER0903 operation.0', 'AER0903 error.copy.0'],
    ],
    ['a constant length', 'name: body_length, type: u32', 'name: body_length, type: u32, value: 7', ['AER0905 frame.length']],
    ['a value with two meanings', 'response: 1', 'response: 0', ['AER0906 messageType.values.response']],
    [
      'a reserved attribute',
      '- {name: command, field: command}',
      '- {name: host, field: command}',
      ['AER0908 attributes.0.name'],
    ],
    ['an error without a code', ', overLimit: 6', '', ['AER0910 error.codes']],
    ['an error code that means success', 'overLimit: 6', 'overLimit: 0', ['AER0910 error.codes.overLimit']],
    ['an error reply that looks like a request', 'set: {kind: 1}', 'set: {kind: 0}', ['AER0910 error']],
    ['heartbeats without a reply', 'heartbeat:\n  set: {kind: 2}\n', '', ['AER0914 ']],
    [
      'a field before the one it follows',
      '{name: version, type: u8, value: 1}',
      '{name: version, type: u8, at: 1}',
      ['AER0904 fields.1.at'],
    ],
  ];
  for (const [what, from, to, expected] of cases) {
    it(what, () => {
      assert.ok(good.includes(from), from);
      assert.deepEqual(codes(good.replace(from, to)), expected);
    });
  }

  it('one-way messages are a warning, since the proxy drops them', () => {
    const { findings } = readDescription(good.replace('heartbeat: 2}', 'heartbeat: 2, oneway: 3}'), 'codec.yaml');
    assert.deepEqual(
      findings.filter(({ severity }) => severity === 'warning').map(({ code }) => code),
      ['AER0907'],
    );
  });

  it('any damage to a description gives findings, never an exception', () => {
    fc.assert(
      fc.property(
        fc.nat(good.length),
        fc.nat(20),
        fc.constantFrom('', '[]', '{', 'null', '- 1', '__proto__: 1\n', '-1'),
        (at, cut, put) => {
          const { description, findings } = readDescription(good.slice(0, at) + put + good.slice(at + cut), 'codec.yaml');
          assert.ok(description !== undefined || findings.some(({ severity }) => severity === 'error'));
        },
      ),
      { numRuns: 400 },
    );
  });
});

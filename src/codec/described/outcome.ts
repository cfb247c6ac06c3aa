import { type Codec, type Direction, decode } from './decode.js';
import { errorReply, heartbeatReply, mutate } from './encode.js';
import { errorTypes, messageTypes } from './types.js';

/** What both sides of the comparison write into a message. */
const mutation: ReadonlyMap<string, string> = new Map([
  ['user', '7'],
  ['x-request-id', 'r-1'],
]);

/** FNV-1a in 32 bits of a byte string, as eight hexadecimal digits. */
export function checksum(bytes: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < bytes.length; index++) hash = Math.imul(hash ^ bytes.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** The numbers of the proxy's own enumeration, by type. */
const typeNumbers = new Map(
  [
    'request',
    'response',
    'oneway',
    'streamInit',
    'streamData',
    'streamCloseOneWay',
    'streamCloseTwoWay',
    'heartbeat',
    'error',
  ].map((name, index) => [name, index]),
);

/**
 * All that a codec makes of some bytes, in one line: each message with its metadata, a checksum of it with mutations written, a checksum of the
 * error reply (its type is `index` modulo 6), one of the heartbeat reply; then what ended it: `W` and the bytes that wait, `R` refused. The generated
 * program `decode_frames` prints the same line.
 */
export function outcomeLine(codec: Codec, bytes: Uint8Array, direction: Direction, index: number): string {
  const parts: string[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const decoded = decode(codec, rest, direction);
    if (decoded.outcome === 'refused') {
      parts.push('R');
      return parts.join('|');
    }
    if (decoded.outcome === 'wait') break;
    const { metadata, header, size } = decoded;
    const frame = Buffer.from(rest.buffer, rest.byteOffset, size).toString('latin1');
    const { type, status, requestId, streamId, headerSize, bodySize, operation } = metadata;
    const attributes = [...metadata.attributes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${hex(key)}=${hex(value)}`);
    const forwarded = type === 'request' || type === 'response' || type === 'streamInit' || type === 'error';
    const asked = { header, requestId };
    const errorType = errorTypes[index % errorTypes.length] ?? 'unspecified';
    parts.push(
      [
        typeNumbers.get(type) ?? messageTypes.length,
        status === 'ok' ? 0 : 1,
        requestId,
        streamId,
        headerSize,
        bodySize,
        hex(operation),
        attributes.join(','),
        checksum(forwarded ? (mutate(codec, frame, mutation) ?? frame) : ''),
        checksum(errorReply(codec, asked, errorType, 'no matched route') ?? ''),
        checksum(type === 'heartbeat' ? (heartbeatReply(codec, asked) ?? '') : ''),
      ].join(' '),
    );
    rest = rest.subarray(size);
  }
  parts.push(`W${rest.length}`);
  return parts.join('|');
}

function hex(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('hex');
}

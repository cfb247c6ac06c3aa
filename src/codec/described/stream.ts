import { type Codec, type Direction, decode, type Metadata } from './decode.js';

/** A message of a stream of bytes. */
export interface Message {
  kind: 'message';
  /** Bytes from the start of the input. */
  offset: number;
  size: number;
  metadata: Metadata;
}

/** Bytes that are no message. */
export interface Undecodable {
  kind: 'undecodable' | 'incomplete';
  offset: number;
  size: number;
  reason: string;
}

/**
 * Takes a stream of bytes apart: messages, and the parts that are none, with the reason. After bytes that are refused, decoding goes on at the next place
 * where a frame could begin; a proxy would close the connection there.
 */
export function* decodeStream(codec: Codec, bytes: Uint8Array, direction: Direction): Generator<Message | Undecodable> {
  let at = 0;
  let bad: { offset: number; reason: string } | undefined;
  let searched = 0;
  while (at < bytes.length) {
    const decoded = decode(codec, bytes.subarray(at), direction);
    if (decoded.outcome === 'refused') {
      bad ??= { offset: at, reason: decoded.reason };
      // Looking for the next frame at every byte is bounded: garbage is not searched for ever.
      const next = ++searched > 65_536 ? bytes.length : nextStart(codec, bytes, at + 1);
      at = next;
      continue;
    }
    if (bad !== undefined && (decoded.outcome === 'message' || at >= bytes.length)) {
      yield { kind: 'undecodable', offset: bad.offset, size: at - bad.offset, reason: bad.reason };
      bad = undefined;
    }
    if (decoded.outcome === 'wait') {
      if (bad !== undefined) break;
      yield { kind: 'incomplete', offset: at, size: bytes.length - at, reason: 'the message is not complete' };
      return;
    }
    yield { kind: 'message', offset: at, size: decoded.size, metadata: decoded.metadata };
    at += decoded.size;
    searched = 0;
  }
  if (bad !== undefined) yield { kind: 'undecodable', offset: bad.offset, size: bytes.length - bad.offset, reason: bad.reason };
}

/** The next place where a frame could begin: where its constant start stands, or after a delimiter. Without either, the end. */
function nextStart({ description }: Codec, bytes: Uint8Array, from: number): number {
  const { framing, fields } = description;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let wanted = '';
  if (framing.by === 'delimiter') {
    const end = buffer.indexOf(framing.delimiter, from - 1, 'latin1');
    return end < 0 ? bytes.length : end + framing.delimiter.length;
  }
  const [first] = fields;
  if (first?.kind === 'integer' && first.constant !== undefined) {
    const size = { u8: 1, i8: 1, u16: 2, i16: 2, u24: 3, u32: 4, i32: 4, u64: 8, i64: 8 }[first.type];
    const digits = Buffer.from(first.constant.toString(16).padStart(size * 2, '0'), 'hex');
    wanted = (first.byteOrder === 'big' ? digits : digits.reverse()).toString('latin1');
  } else if ((first?.kind === 'bytes' || first?.kind === 'string') && first.constant !== undefined) wanted = first.constant;
  if (wanted === '') return bytes.length;
  const next = buffer.indexOf(wanted, from, 'latin1');
  return next < 0 ? bytes.length : next;
}

/**
 * Bytes of a text in hexadecimal, as people write and tools print it: digits with spaces or colons, `0x` before them, lines of a hex dump with offsets (`xxd`,
 * `hexdump -C`, Wireshark), comments after `#`. Undefined where it is something else.
 */
export function readHex(text: string): Buffer | undefined {
  let digits = '';
  let dumped = false;
  for (const line of text.split(/\r?\n/)) {
    const plain = line.replace(/#.*$/, '').trim();
    const colon = /^[0-9a-f]{4,16}:\s+(.*)$/i.exec(plain);
    const columns = /^[0-9a-f]{4,16}\s{2,}(.*)$/i.exec(plain);
    let bytes = plain;
    if (colon !== null) bytes = (colon[1] ?? '').split(/\s{2,}/)[0] ?? '';
    else if (columns !== null) bytes = (/^(?:[0-9a-f]{2}(?:\s{1,2}|$)){1,16}/i.exec(columns[1] ?? '') ?? [''])[0];
    // A dump ends with the offset of its end.
    else if (dumped && /^[0-9a-f]{7,16}$/i.test(plain)) continue;
    dumped ||= colon !== null || columns !== null;
    const bare = bytes.replace(/0x/gi, '').replace(/[\s:,]+/g, '');
    if (!/^(?:[0-9a-f]{2})*$/i.test(bare)) return undefined;
    digits += bare;
  }
  return digits === '' ? undefined : Buffer.from(digits, 'hex');
}

/** A byte string as people read it: UTF-8, with the replacement character for what is none. */
export function toUtf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

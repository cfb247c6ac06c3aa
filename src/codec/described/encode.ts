import { type Codec, emptyHeader, type Header, lengthOffset, parseFrame, Refused } from './decode.js';
import { sizeOf, type Value } from './layout.js';
import { BadProtobuf, writeMembers } from './protobuf.js';
import {
  type BodyPart,
  type ByteOrder,
  type ErrorType,
  type Field,
  type IntegerType,
  integerSizes,
  type Literal,
  type Reply,
} from './types.js';

/** Bytes of a number; undefined where it does not fit. */
export function toBytesOf(number: bigint, size: number, byteOrder: ByteOrder): string | undefined {
  if (number < 0n || number >> BigInt(size * 8) !== 0n) return undefined;
  const digits = Buffer.from(number.toString(16).padStart(size * 2, '0'), 'hex');
  return (byteOrder === 'big' ? digits : digits.reverse()).toString('latin1');
}

/** Sets a number; false where it does not fit into its bits. */
function setNumber(value: Value, header: Header, number: bigint): boolean {
  if (value.kind === 'decimal') {
    header.numbers.set(value.name, number);
    return true;
  }
  if (value.kind === 'member') {
    header.members.set(value.name, number);
    return true;
  }
  if (value.kind !== 'number' || number < 0n || number >> BigInt(value.width) !== 0n) return false;
  let rest = number;
  for (const { field, low, width } of [...value.parts].reverse()) {
    const mask = ((1n << BigInt(width)) - 1n) << BigInt(low);
    const part = BigInt.asUintN(width, rest) << BigInt(low);
    header.numbers.set(field.name, ((header.numbers.get(field.name) ?? 0n) & ~mask) | part);
    rest >>= BigInt(width);
  }
  return true;
}

function setLiteral(value: Value, header: Header, literal: Literal): void {
  if (typeof literal === 'bigint') setNumber(value, header, literal);
  else if (value.kind === 'member') header.members.set(value.name, literal);
  else header.texts.set(value.name, literal);
}

/** A header whose constants are set, and nothing else. */
export function blankHeader({ description }: Codec): Header {
  const header = emptyHeader();
  for (const field of description.fields) {
    if (field.kind === 'integer') header.numbers.set(field.name, field.constant ?? 0n);
    else if (field.kind === 'decimal') header.numbers.set(field.name, 0n);
    else if (field.kind === 'word') header.texts.set(field.name, field.constant ?? '-');
    else if (field.kind === 'bytes' || field.kind === 'string')
      header.texts.set(field.name, field.constant ?? '\0'.repeat(typeof field.size === 'number' ? field.size : 0));
    else if (field.kind === 'pairs') header.pairs.set(field.name, []);
    else if (field.kind === 'wordpairs') header.words.set(field.name, []);
    else header.texts.set(field.name, '');
  }
  return header;
}

/** The frame of a header and a body, its lengths worked out anew; undefined where something does not fit. Byte strings. */
export function serialize(codec: Codec, given: Header, body: string): string | undefined {
  const { description, layout } = codec;
  const { framing } = description;
  if (framing.by === 'delimiter') return serializeLine(codec, given, body);
  const header: Header = { ...given, numbers: new Map(given.numbers) };
  const variable = new Map<string, string>();
  let size = layout.fixedSize + body.length;
  for (const field of description.fields) {
    if (sizeOf(field) !== undefined || !('size' in field) || typeof field.size !== 'string') continue;
    const bytes =
      field.kind === 'pairs' ? pairsBytes(header.pairs.get(field.name) ?? [], field) : (header.texts.get(field.name) ?? '');
    const counter = layout.values.get(field.size);
    if (bytes === undefined || counter === undefined || !setNumber(counter, header, BigInt(bytes.length))) return undefined;
    variable.set(field.name, bytes);
    size += bytes.length;
  }
  const length = layout.values.get(framing.field);
  if (length === undefined || size > framing.max) return undefined;
  if (!setNumber(length, header, BigInt(size - lengthOffset(codec)))) return undefined;
  let frame = '';
  for (const field of description.fields) {
    if (field.kind === 'integer')
      frame += toBytesOf(header.numbers.get(field.name) ?? 0n, integerSizes[field.type], field.byteOrder) ?? '';
    else frame += variable.get(field.name) ?? header.texts.get(field.name) ?? '';
  }
  return frame + body;
}

function pairsBytes(
  pairs: readonly (readonly [string, string])[],
  { keyLength, valueLength, byteOrder }: { keyLength: IntegerType; valueLength: IntegerType; byteOrder: ByteOrder },
): string | undefined {
  let bytes = '';
  for (const [key, value] of pairs) {
    const keySize = toBytesOf(BigInt(key.length), integerSizes[keyLength], byteOrder);
    const valueSize = toBytesOf(BigInt(value.length), integerSizes[valueLength], byteOrder);
    if (keySize === undefined || valueSize === undefined) return undefined;
    bytes += keySize + key + valueSize + value;
  }
  return bytes;
}

function serializeLine({ description }: Codec, header: Header, body: string): string | undefined {
  const { framing } = description;
  if (framing.by !== 'delimiter') return undefined;
  const words = description.fields.flatMap((field: Field): string[] => {
    if (field.kind === 'wordpairs') return header.words.get(field.name) ?? [];
    if (field.kind === 'decimal') return [(header.numbers.get(field.name) ?? 0n).toString()];
    return [header.texts.get(field.name) ?? '-'];
  });
  const line = words.join(framing.separator) + (body === '' ? '' : framing.separator + body) + framing.delimiter;
  return line.length > framing.max ? undefined : line;
}

/** A frame with the mutations written into its pairs; undefined where they have no place or do not fit, so that the frame stays as it is. */
export function mutate(codec: Codec, frame: string, mutation: ReadonlyMap<string, string>): string | undefined {
  const { description } = codec;
  const { mutation: target, framing } = description;
  if (target === undefined || mutation.size === 0) return undefined;
  const parsed = parse(codec, frame);
  if (parsed === undefined) return undefined;
  const { header, body } = parsed;
  const sorted = [...mutation].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [key, value] of sorted) {
    if (framing.by === 'length') {
      header.pairs.set(target, setPair(header.pairs.get(target) ?? [], key, value));
      continue;
    }
    // A line has no place for what would cut it.
    const forbidden = [...framing.delimiter, framing.separator];
    if (key === '' || key.includes('=') || forbidden.some((byte) => key.includes(byte) || value.includes(byte))) continue;
    header.words.set(target, setWord(header.words.get(target) ?? [], key, value));
  }
  return serialize(codec, header, body);
}

function parse(codec: Codec, frame: string): { header: Header; body: string } | undefined {
  try {
    return parseFrame(codec, frame);
  } catch (error) {
    if (error instanceof Refused || error instanceof BadProtobuf) return undefined;
    throw error;
  }
}

function setPair(pairs: readonly [string, string][], key: string, value: string): [string, string][] {
  const at = pairs.findIndex(([known]) => known === key);
  if (at < 0) return [...pairs, [key, value]];
  return pairs.flatMap((pair, index): [string, string][] => (index === at ? [[key, value]] : pair[0] === key ? [] : [pair]));
}

function setWord(words: readonly string[], key: string, value: string): string[] {
  const same = (word: string): boolean => word.startsWith(`${key}=`);
  const at = words.findIndex(same);
  if (at < 0) return [...words, `${key}=${value}`];
  return words.flatMap((word, index) => (index === at ? [`${key}=${value}`] : same(word) ? [] : [word]));
}

/** What a reply answers. */
export interface Asked {
  /** Of the request; undefined where none was decoded. */
  header: Header | undefined;
  requestId: bigint;
}

/** How many bytes of a message an error reply takes: as many as what counts them can say, and 1024 at most. */
export function messageLimit({ description: { error }, layout }: Codec): number {
  const widths = error.body.flatMap((part) => (part.part === 'messageLength' ? [integerSizes[part.type] * 8] : []));
  const carrier = error.message === undefined ? undefined : layout.values.get(error.message);
  if (carrier?.kind === 'text' && carrier.field.kind !== 'word') {
    const { size } = carrier.field;
    const counter = typeof size === 'string' ? layout.values.get(size) : undefined;
    if (counter?.kind === 'number') widths.push(counter.width);
  }
  return Math.min(1024, ...widths.map((width) => 2 ** width - 1));
}

/** The frame with which the proxy answers a request itself; undefined where it does not fit. The message may be cut ({@link messageLimit}). */
export function errorReply(codec: Codec, asked: Asked, type: ErrorType, whole: string): string | undefined {
  const { error } = codec.description;
  const message = whole.slice(0, messageLimit(codec));
  const header = blankReply(codec, error, asked);
  const code = error.codes[type];
  const target = error.code === undefined ? undefined : codec.layout.values.get(error.code);
  if (target !== undefined) setNumber(target, header, code);
  const carrier = error.message === undefined ? undefined : codec.layout.values.get(error.message);
  if (carrier?.kind === 'member') header.members.set(carrier.name, message);
  else if (carrier?.kind === 'text') {
    const { size } = carrier.field.kind === 'word' ? { size: '' } : carrier.field;
    header.texts.set(carrier.name, typeof size === 'number' ? message.slice(0, size).padEnd(size, '\0') : message);
  }
  return finish(codec, header, error.body, code, message);
}

/** The frame that answers a heartbeat; undefined where the protocol has none. */
export function heartbeatReply(codec: Codec, asked: Asked): string | undefined {
  const { heartbeat } = codec.description;
  return heartbeat === undefined ? undefined : finish(codec, blankReply(codec, heartbeat, asked), heartbeat.body, 0n, '');
}

function blankReply(codec: Codec, reply: Reply, { header: from, requestId }: Asked): Header {
  const { description, layout } = codec;
  const header = blankHeader(codec);
  if (from !== undefined) for (const name of reply.copy) copyValue(layout.values.get(name), from, header);
  for (const [name, literal] of reply.set) {
    const value = layout.values.get(name);
    if (value !== undefined) setLiteral(value, header, literal);
  }
  const id = description.requestId === undefined ? undefined : layout.values.get(description.requestId);
  if (id !== undefined) setNumber(id, header, requestId);
  return header;
}

function copyValue(value: Value | undefined, from: Header, to: Header): void {
  if (value === undefined) return;
  const { name } = value;
  if (value.kind === 'pairs') {
    to.pairs.set(name, from.pairs.get(name) ?? []);
    to.words.set(name, from.words.get(name) ?? []);
  } else if (value.kind === 'member') {
    const member = from.members.get(name);
    if (member !== undefined) to.members.set(name, member);
  } else if (value.kind === 'text') to.texts.set(name, from.texts.get(name) ?? '');
  else if (value.kind === 'decimal') to.numbers.set(name, from.numbers.get(name) ?? 0n);
  else {
    let number = 0n;
    for (const { field, low, width } of value.parts)
      number = (number << BigInt(width)) | BigInt.asUintN(width, (from.numbers.get(field.name) ?? 0n) >> BigInt(low));
    setNumber(value, to, number);
  }
}

function finish(codec: Codec, header: Header, parts: readonly BodyPart[], code: bigint, message: string): string | undefined {
  const { description } = codec;
  const { framing, byteOrder } = description;
  for (const field of description.fields)
    if (field.kind === 'protobuf') header.texts.set(field.name, writeMembers(header.members, field.members));
  let body = '';
  for (const part of parts) {
    if (part.part === 'bytes') body += part.bytes;
    else if (part.part === 'message')
      body += framing.by === 'length' ? message : inLine(message, framing.delimiter + framing.separator);
    else if (part.part === 'codeText') body += code.toString();
    else {
      const size = integerSizes[part.type];
      const number = part.part === 'code' ? code : BigInt(message.length);
      body += toBytesOf(BigInt.asUintN(size * 8, number), size, byteOrder) ?? '';
    }
  }
  return serialize(codec, header, body);
}

/** A message that neither ends a line nor a word: bytes that would become `_`. */
function inLine(message: string, forbidden: string): string {
  return [...message].map((byte) => (forbidden.includes(byte) ? '_' : byte)).join('');
}

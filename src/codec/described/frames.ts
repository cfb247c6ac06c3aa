import type { Codec, Direction, Header } from './decode.js';
import { blankHeader, serialize } from './encode.js';
import type { Value } from './layout.js';
import { writeMembers } from './protobuf.js';
import { type Field, integerSizes, type Literal, type MessageType } from './types.js';

/** Numbers that look random and are the same for the same seed: mulberry32. Each call gives 0 to 2^32 - 1. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Where the values of made-up frames come from. */
interface Source {
  /** A number of up to so many bits. */
  number: (width: number, name: string) => bigint;
  text: (name: string) => string;
  pairs: () => [string, string][];
}

/** A header of made-up values. Lengths are worked out when it is written. */
function fill(codec: Codec, source: Source): Header {
  const header = blankHeader(codec);
  const { fields } = codec.description;
  for (const field of fields) {
    if (field.kind === 'integer' && field.constant === undefined)
      header.numbers.set(field.name, source.number(integerSizes[field.type] * 8, field.name));
    else if (field.kind === 'decimal') header.numbers.set(field.name, source.number(64, field.name));
    else if (field.kind === 'pairs') header.pairs.set(field.name, source.pairs());
    else if (field.kind === 'wordpairs')
      header.words.set(
        field.name,
        source.pairs().map(([key, value]) => `${key || 'k'}=${value}`),
      );
    else if (field.kind === 'protobuf') header.texts.set(field.name, protobufOf(field, source));
    else if ('constant' in field && field.constant === undefined) fillText(header, field, source);
    else if (!('constant' in field)) fillText(header, field, source);
  }
  return header;
}

function fillText(header: Header, field: Field, source: Source): void {
  if (field.kind === 'word') header.texts.set(field.name, source.text(field.name) || '-');
  if (field.kind !== 'bytes' && field.kind !== 'string') return;
  const text = source.text(field.name);
  header.texts.set(field.name, typeof field.size === 'number' ? text.slice(0, field.size).padEnd(field.size, '\0') : text);
}

function protobufOf(field: Extract<Field, { kind: 'protobuf' }>, source: Source): string {
  const members = new Map<string, bigint | string>();
  for (const { name, type } of field.members) {
    const text = type === 'string' || type === 'bytes';
    members.set(name, text ? source.text(name) : source.number(32, name));
  }
  return writeMembers(members, field.members);
}

/** Sets what the message type and the status are told by. */
export function setValue(codec: Codec, header: Header, name: string, literal: Literal): void {
  const value = codec.layout.values.get(name);
  if (value === undefined) return;
  if (typeof literal === 'string') {
    if (value.kind === 'member') setMember(value, header, literal);
    else header.texts.set(value.name, literal);
    return;
  }
  if (value.kind === 'decimal') header.numbers.set(value.name, literal);
  else if (value.kind === 'member') setMember(value, header, literal);
  else if (value.kind === 'number') {
    let rest = literal;
    for (const { field, low, width } of [...value.parts].reverse()) {
      const mask = ((1n << BigInt(width)) - 1n) << BigInt(low);
      header.numbers.set(
        field.name,
        ((header.numbers.get(field.name) ?? 0n) & ~mask) | (BigInt.asUintN(width, rest) << BigInt(low)),
      );
      rest >>= BigInt(width);
    }
  }
}

function setMember(value: Extract<Value, { kind: 'member' }>, header: Header, literal: Literal): void {
  // The last of a field given twice counts.
  const bytes = writeMembers(new Map([[value.name, literal]]), value.field.members);
  header.texts.set(value.field.name, (header.texts.get(value.field.name) ?? '') + bytes);
}

/** A frame that shows what the protocol looks like. */
export interface Sample {
  name: string;
  direction: Direction;
  /** A byte string. */
  frame: string;
}

/** A frame of each type of message, of plain values. */
export function samples(codec: Codec): Sample[] {
  const { messageType, status } = codec.description;
  const types = messageType === undefined ? [] : [...new Map([...messageType.values].map(([fixed, type]) => [type, fixed]))];
  const wanted: [MessageType, Literal | undefined][] =
    types.length > 0
      ? types
      : [
          ['request', undefined],
          ['response', undefined],
        ];
  return wanted.flatMap(([type, fixed]): Sample[] => {
    const source: Source = {
      // Small, so that it fits into bits, and another one for each field.
      number: (width, name) => BigInt.asUintN(Math.min(width, 31), BigInt(hash(name) % 1000)),
      text: (name) => `a-${name.replaceAll('_', '-')}`,
      pairs: () => [
        ['user', '42'],
        ['region', 'eu-1'],
      ],
    };
    const header = fill(codec, source);
    if (status !== undefined) setValue(codec, header, status.field, status.ok[0] ?? 0n);
    if (messageType !== undefined && fixed !== undefined) setValue(codec, header, messageType.field, fixed);
    const last = codec.description.fields.at(-1);
    const body = last?.kind === 'wordpairs' || type === 'heartbeat' ? '' : 'hello';
    const frame = serialize(codec, header, body);
    const direction = type === 'response' || type === 'error' ? 'response' : 'request';
    return frame === undefined ? [] : [{ name: type, direction, frame }];
  });
}

function hash(text: string): number {
  let value = 7;
  for (const letter of text) value = (value * 31 + letter.charCodeAt(0)) % 65_521;
  return value;
}

/** Bytes as a connection may bring them. */
export interface Bytes {
  direction: Direction;
  bytes: Uint8Array;
}

/**
 * Random frames of the protocol, most of them damaged: bits flipped, cut off, put together, lengths and types changed, and plain noise. The same for the
 * same seed.
 */
export function* randomFrames(codec: Codec, count: number, seed: number): Generator<Bytes> {
  const next = randomNumbers(seed);
  const below = (limit: number): number => next() % Math.max(1, limit);
  const source: Source = {
    number: (width) => {
      const kind = below(4);
      if (kind === 0) return BigInt(below(4));
      if (kind === 1) return (1n << BigInt(width)) - 1n - BigInt(below(2));
      return BigInt.asUintN(width, (BigInt(next()) << 32n) | BigInt(next()));
    },
    text: () => randomText(below, codec),
    pairs: () => Array.from({ length: below(4) }, (): [string, string] => [randomText(below, codec), randomText(below, codec)]),
  };
  for (let index = 0; index < count; index++) {
    const direction: Direction = below(2) === 0 ? 'request' : 'response';
    const kind = below(10);
    if (kind === 0) {
      yield { direction, bytes: Uint8Array.from({ length: below(64) }, () => below(256)) };
      continue;
    }
    const frame = randomFrame(codec, source, below);
    const damage = Buffer.from(kind === 1 ? frame + randomFrame(codec, source, below) : frame, 'latin1');
    if (kind < 6) {
      yield { direction, bytes: damage };
      continue;
    }
    const flips = kind === 6 ? 0 : 1 + below(3);
    for (let flip = 0; flip < flips && damage.length > 0; flip++) {
      // Mostly in the header, where it matters.
      const at = below(below(3) === 0 ? damage.length : Math.min(damage.length, codec.layout.fixedHeader + 8));
      damage[at] = kind === 8 ? (damage[at] ?? 0) ^ (1 << below(8)) : below(256);
    }
    yield { direction, bytes: kind === 6 || kind === 9 ? damage.subarray(0, below(damage.length + 1)) : damage };
  }
}

function randomFrame(codec: Codec, source: Source, below: (limit: number) => number): string {
  const { messageType, status } = codec.description;
  const header = fill(codec, source);
  if (status !== undefined && below(2) === 0) setValue(codec, header, status.field, status.ok[below(status.ok.length)] ?? 0n);
  const values = [...(messageType?.values.keys() ?? [])];
  const type = values[below(values.length)];
  if (messageType !== undefined && type !== undefined && below(20) > 0) setValue(codec, header, messageType.field, type);
  const line = codec.description.framing.by === 'delimiter';
  const body = line && codec.description.fields.at(-1)?.kind === 'wordpairs' ? '' : randomText(below, codec);
  return serialize(codec, header, body) ?? serialize(codec, blankHeader(codec), '') ?? '';
}

/** Mostly printable, now and then any byte; without what would end a line where there are lines. */
function randomText(below: (limit: number) => number, { description: { framing } }: Codec): string {
  const any = below(4) === 0 && framing.by === 'length';
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789-_=.';
  return Array.from({ length: below(12) }, () =>
    any ? String.fromCharCode(below(256)) : (letters[below(letters.length)] ?? 'a'),
  ).join('');
}

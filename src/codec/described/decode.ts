import { endOf, type Layout, layOut, type Value } from './layout.js';
import { BadProtobuf, readMembers } from './protobuf.js';
import { type Attribute, type ByteOrder, type Description, integerSizes, type MessageType } from './types.js';

/** The values of a header. Numbers are unsigned, as their bits stand on the wire; texts are byte strings. */
export interface Header {
  /** Of integer and decimal fields, by the field's name. */
  numbers: Map<string, bigint>;
  /** Of bytes, strings and words; of protobuf parts the bytes as they came. */
  texts: Map<string, string>;
  pairs: Map<string, [key: string, value: string][]>;
  /** The words of a line's pairs, as they came. */
  words: Map<string, string[]>;
  /** What protobuf parts hold, of what is named. */
  members: Map<string, bigint | string>;
}

/** What the codec tells the proxy of a message. */
export interface Metadata {
  type: MessageType;
  status: 'ok' | 'error';
  requestId: bigint;
  streamId: bigint;
  headerSize: number;
  bodySize: number;
  operation: string;
  /** What rules can match on; texts are byte strings. */
  attributes: Map<string, string>;
}

/** Which way a message goes. */
export type Direction = 'request' | 'response';

export type Decoded =
  | { outcome: 'wait' }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'message'; size: number; header: Header; body: string; metadata: Metadata };

/** The bytes are no frame of the protocol. */
export class Refused extends Error {}

/** A description made ready to decode with. */
export interface Codec {
  description: Description;
  layout: Layout;
}

/** Makes a description ready. */
export function codecOf(description: Description): Codec {
  return { description, layout: layOut(description) };
}

/**
 * Decodes the message that the bytes begin with, as the generated codec does: `wait` where it is not complete, `refused` where no frame
 * begins so. Never throws.
 */
export function decode(codec: Codec, bytes: Uint8Array, direction: Direction): Decoded {
  try {
    const size = frameSize(codec, bytes);
    if (size === undefined || bytes.length < size) return { outcome: 'wait' };
    const { header, body } = parseFrame(codec, toText(bytes.subarray(0, size)));
    return { outcome: 'message', size, header, body, metadata: metadataOf(codec, header, body, size, direction) };
  } catch (error) {
    if (error instanceof Refused || error instanceof BadProtobuf) return { outcome: 'refused', reason: error.message };
    throw error;
  }
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The size of the frame that the bytes begin with; undefined where it is not known yet. Throws {@link Refused}. */
export function frameSize({ description, layout }: Codec, bytes: Uint8Array): number | undefined {
  const { framing } = description;
  if (framing.by === 'delimiter') {
    const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(framing.delimiter, 0, 'latin1');
    const size = end < 0 ? bytes.length + 1 : end + framing.delimiter.length;
    if (size > framing.max) throw new Refused(`no end of a line within ${framing.max} bytes`);
    return end < 0 ? undefined : size;
  }
  if (bytes.length < layout.fixedHeader) return undefined;
  const header = emptyHeader();
  readFields(description, layout, toText(bytes.subarray(0, layout.fixedHeader)), header, true);
  const value = layout.values.get(framing.field);
  if (value?.kind !== 'number') return undefined;
  const counted = numberOf(value, header);
  const size = counted + BigInt(lengthOffset({ description, layout }));
  if (size < BigInt(layout.fixedSize)) throw new Refused(`a frame of ${size} bytes is smaller than its header`);
  if (size > BigInt(framing.max)) throw new Refused(`a frame of ${size} bytes is larger than the ${framing.max} allowed`);
  return Number(size);
}

/** What is added to the length field's number to get the frame's size. */
export function lengthOffset({ description: { framing }, layout }: Codec): number {
  if (framing.by !== 'length') return 0;
  const value = layout.values.get(framing.field);
  if (framing.counts === 'frame' || value?.kind !== 'number') return framing.adjust;
  return framing.adjust + (framing.counts === 'afterHeader' ? layout.fixedHeader : (endOf(layout, value) ?? 0));
}

/** A header with nothing in it. */
export function emptyHeader(): Header {
  return { numbers: new Map(), texts: new Map(), pairs: new Map(), words: new Map(), members: new Map() };
}

/** Takes a whole frame apart. Throws {@link Refused} or {@link BadProtobuf}. */
export function parseFrame({ description, layout }: Codec, frame: string): { header: Header; body: string } {
  const header = emptyHeader();
  const { framing } = description;
  const body =
    framing.by === 'delimiter'
      ? readWords(description, frame.slice(0, frame.length - framing.delimiter.length), framing.separator, header)
      : frame.slice(readFields(description, layout, frame, header, false));
  return { header, body };
}

/** Reads the fields of a binary header, or only those before the first of variable size; answers where they end. */
function readFields(description: Description, layout: Layout, frame: string, header: Header, onlyFixed: boolean): number {
  let at = 0;
  const take = (size: number, name: string): string => {
    if (size > frame.length - at) throw new Refused(`${name} is longer than the frame`);
    const bytes = frame.slice(at, at + size);
    at += size;
    return bytes;
  };
  const counted = (name: string): number => {
    const value = layout.values.get(name);
    const size = value?.kind === 'number' ? numberOf(value, header) : 0n;
    // More than any frame holds is more than this one does.
    return size > 0xffffffffn ? 0xffffffff : Number(size);
  };
  for (const field of description.fields) {
    const { name } = field;
    switch (field.kind) {
      case 'integer': {
        const number = toNumber(take(integerSizes[field.type], name), field.byteOrder);
        if (field.constant !== undefined && number !== field.constant)
          throw new Refused(`${name} is 0x${number.toString(16)}, not 0x${field.constant.toString(16)}`);
        header.numbers.set(name, number);
        break;
      }
      case 'bytes':
      case 'string': {
        if (typeof field.size === 'string' && onlyFixed) return at;
        const bytes = take(typeof field.size === 'number' ? field.size : counted(field.size), name);
        if (field.constant !== undefined && bytes !== field.constant) throw new Refused(`${name} is another text`);
        header.texts.set(name, bytes);
        break;
      }
      case 'pairs':
        if (onlyFixed) return at;
        header.pairs.set(name, readPairs(take(counted(field.size), name), field));
        break;
      case 'protobuf': {
        if (onlyFixed) return at;
        const bytes = take(counted(field.size), name);
        header.texts.set(name, bytes);
        for (const [member, value] of readMembers(bytes, field.members)) header.members.set(member, value);
        break;
      }
      default:
        break;
    }
  }
  return at;
}

/** The number that some bytes are. */
export function toNumber(bytes: string, byteOrder: ByteOrder): bigint {
  if (bytes.length <= 6) {
    const buffer = Buffer.from(bytes, 'latin1');
    return BigInt(byteOrder === 'big' ? buffer.readUIntBE(0, bytes.length) : buffer.readUIntLE(0, bytes.length));
  }
  const buffer = Buffer.from(bytes, 'latin1');
  return byteOrder === 'big' ? buffer.readBigUInt64BE() : buffer.readBigUInt64LE();
}

function readPairs(
  bytes: string,
  {
    name,
    keyLength,
    valueLength,
    byteOrder,
  }: { name: string; keyLength: 'u8' | 'u16' | 'u32'; valueLength: 'u8' | 'u16' | 'u32'; byteOrder: ByteOrder },
): [string, string][] {
  const pairs: [string, string][] = [];
  let at = 0;
  const take = (size: number): string => {
    if (size > bytes.length - at) throw new Refused(`a pair of ${name} is longer than ${name}`);
    at += size;
    return bytes.slice(at - size, at);
  };
  const counted = (type: 'u8' | 'u16' | 'u32'): string => take(Number(toNumber(take(integerSizes[type]), byteOrder)));
  while (at < bytes.length) {
    const key = counted(keyLength);
    pairs.push([key, counted(valueLength)]);
  }
  return pairs;
}

/** Reads the words of a line; answers what remains of it. */
function readWords(description: Description, line: string, separator: string, header: Header): string {
  let rest: string | undefined = line;
  for (const field of description.fields) {
    const { name } = field;
    if (field.kind === 'wordpairs') {
      const words: string[] = rest === undefined ? [] : rest.split(separator);
      if (words.includes('')) throw new Refused(`a word of ${name} is empty`);
      header.words.set(name, words);
      header.pairs.set(
        name,
        words.flatMap((word): [string, string][] => {
          const at = word.indexOf('=');
          return at < 0 ? [] : [[word.slice(0, at), word.slice(at + 1)]];
        }),
      );
      return '';
    }
    const end: number = rest === undefined ? -1 : rest.indexOf(separator);
    const word: string = rest === undefined ? '' : end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? undefined : rest?.slice(end + 1);
    if (word === '') throw new Refused(`${name} is missing`);
    if (field.kind === 'decimal') {
      if (!/^\d{1,20}$/.test(word) || BigInt(word) >= 1n << 64n) throw new Refused(`${name} is not a number`);
      header.numbers.set(name, BigInt(word));
    } else if (field.kind === 'word') {
      if (field.constant !== undefined && word !== field.constant) throw new Refused(`${name} is another word`);
      header.texts.set(name, word);
    }
  }
  return rest ?? '';
}

/** A number put together from its parts, unsigned. */
export function numberOf(value: Extract<Value, { kind: 'number' }>, header: Header): bigint {
  let number = 0n;
  for (const { field, low, width } of value.parts) {
    const whole = header.numbers.get(field.name) ?? 0n;
    number = (number << BigInt(width)) | BigInt.asUintN(width, whole >> BigInt(low));
  }
  return number;
}

/** The number behind a name, unsigned; 0 where a protobuf part does not have it. */
export function numberBehind(value: Value, header: Header): bigint {
  if (value.kind === 'number') return numberOf(value, header);
  if (value.kind === 'decimal') return header.numbers.get(value.name) ?? 0n;
  const member = value.kind === 'member' ? header.members.get(value.name) : undefined;
  return typeof member === 'bigint' ? member : 0n;
}

/** What is compared with the fixed values of a description: a number, or a byte string. */
function literalBehind(value: Value, header: Header): bigint | string {
  if (value.kind === 'text') return header.texts.get(value.name) ?? '';
  if (value.kind === 'member' && (value.member.type === 'string' || value.member.type === 'bytes')) {
    const text = header.members.get(value.name);
    return typeof text === 'string' ? text : '';
  }
  return numberBehind(value, header);
}

/** The text of a named value, as an attribute shows it; undefined where a protobuf part does not have it. */
function textOf(value: Value, header: Header, form: 'decimal' | 'hex', names: ReadonlyMap<bigint, string>): string | undefined {
  if (value.kind === 'text') {
    const bytes = header.texts.get(value.name) ?? '';
    if (value.field.kind === 'bytes') return hexOf(bytes);
    return value.field.kind === 'string' && typeof value.field.size === 'number' ? bytes.replace(/\0+$/, '') : bytes;
  }
  if (value.kind === 'member') {
    const member = header.members.get(value.name);
    if (member === undefined) return undefined;
    if (typeof member === 'string') return value.member.type === 'bytes' ? hexOf(member) : member;
    return numberText(member, value.member.type === 'int' ? 64 : 0, form, names);
  }
  const signed = value.kind === 'number' && value.signed ? value.width : 0;
  return numberText(numberBehind(value, header), signed, form, names);
}

function hexOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('hex');
}

/** `signedWidth` is the number of bits of a signed number, 0 of an unsigned one. */
function numberText(raw: bigint, signedWidth: number, form: 'decimal' | 'hex', names: ReadonlyMap<bigint, string>): string {
  if (form === 'hex') return `0x${raw.toString(16)}`;
  const number = signedWidth > 0 ? BigInt.asIntN(signedWidth, raw) : raw;
  return names.get(number) ?? number.toString();
}

/** A text that Envoy's header map can hold. */
function fits(text: string): boolean {
  return !/[\0\r\n]/.test(text);
}

function metadataOf({ description, layout }: Codec, header: Header, body: string, size: number, direction: Direction): Metadata {
  const { messageType, status, requestId, streamId } = description;
  const named = (name: string | undefined): Value | undefined => (name === undefined ? undefined : layout.values.get(name));
  let type: MessageType = direction;
  const typeValue = named(messageType?.field);
  if (messageType !== undefined && typeValue !== undefined) {
    const literal = literalBehind(typeValue, header);
    const known = messageType.values.get(literal);
    if (known === undefined) throw new Refused(`${messageType.field} is of no known message type`);
    type = known;
  }
  const statusValue = named(status?.field);
  const failed =
    type === 'response' && statusValue !== undefined && status?.ok.includes(literalBehind(statusValue, header)) === false;
  const idValue = named(requestId);
  const streamValue = named(streamId);
  const attributes = new Map<string, string>();
  for (const attribute of description.attributes)
    addAttribute(attribute, layout, header, body, attributes, description.byteOrder);
  return {
    type,
    status: failed || type === 'error' ? 'error' : 'ok',
    requestId: idValue === undefined ? 0n : numberBehind(idValue, header),
    streamId: streamValue === undefined ? 0n : numberBehind(streamValue, header),
    headerSize: size - body.length,
    bodySize: body.length,
    operation: description.operation
      .flatMap((name) => {
        const value = named(name);
        return value === undefined ? [] : (textOf(value, header, 'decimal', new Map()) ?? []);
      })
      .filter((text) => text !== '')
      .join('/'),
    attributes,
  };
}

function addAttribute(
  attribute: Attribute,
  layout: Layout,
  header: Header,
  body: string,
  attributes: Map<string, string>,
  byteOrder: ByteOrder,
): void {
  if (attribute.from === 'pairs') {
    for (const [key, value] of header.pairs.get(attribute.pairs) ?? [])
      if (key !== '' && fits(key) && fits(value)) attributes.set(key, value);
    return;
  }
  const value = attribute.from === 'value' ? layout.values.get(attribute.value) : undefined;
  const text =
    attribute.from === 'body'
      ? bodyText(attribute, body, byteOrder)
      : value === undefined
        ? undefined
        : textOf(value, header, attribute.text, attribute.names);
  if (text !== undefined && fits(text)) attributes.set(attribute.name, text);
}

function bodyText(attribute: Extract<Attribute, { from: 'body' }>, body: string, byteOrder: ByteOrder): string | undefined {
  const { offset, type } = attribute;
  const size = type === 'string' ? (attribute.size ?? Math.max(0, body.length - offset)) : integerSizes[type];
  if (offset + size > body.length) return undefined;
  const bytes = body.slice(offset, offset + size);
  if (type === 'string') return attribute.size === undefined ? bytes : bytes.replace(/\0+$/, '');
  return numberText(
    toNumber(bytes, byteOrder),
    type.startsWith('i') ? integerSizes[type] * 8 : 0,
    attribute.text,
    attribute.names,
  );
}

import { type Json, type JsonObject, own } from '../../base/json.js';
import type { Path } from '../../base/path.js';
import { sizeOf } from './layout.js';
import { choice, fromHex, list, object, type Reading, report, text, toBigInt, toBytes, whole } from './reading.js';
import {
  type Bits,
  type ByteOrder,
  type Field,
  type IntegerType,
  integerSizes,
  type Joined,
  type ProtobufMember,
} from './types.js';

const lengthTypes = ['u8', 'u16', 'u32'] as const;
const memberTypes = ['string', 'bytes', 'uint', 'int'] as const;
const fieldTypes = [...Object.keys(integerSizes), 'bytes', 'string', 'pairs', 'protobuf', 'word', 'decimal'] as const;

/** Words of C++ and Lua that a field cannot be called. */
const keywords = new Set(
  `alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl concept const consteval constexpr constinit
const_cast continue co_await co_return co_yield decltype default delete do double dynamic_cast else enum explicit export extern false float
for friend goto if inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected public register
reinterpret_cast requires return short signed sizeof static static_assert static_cast struct switch template this thread_local throw true
try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq elseif end function in local nil repeat then until
body message code`.split(/\s+/),
);

/** A name that can stand in C++ and in Lua; undefined, and an error, otherwise. */
function nameOf(reading: Reading, from: JsonObject, path: Path): string | undefined {
  const name = text(reading, from, 'name', path, true);
  if (name === undefined) return undefined;
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name) || name.length > 40) {
    const fix = 'Use lower-case words joined by `_`, up to 40 characters, as in `request_id`.';
    report(reading, 'AER0904', [...path, 'name'], `\`${name}\` cannot name a field.`, fix);
    return undefined;
  }
  if (keywords.has(name)) {
    report(
      reading,
      'AER0904',
      [...path, 'name'],
      `\`${name}\` has a meaning of its own and cannot name a field.`,
      'Choose another name.',
    );
    return undefined;
  }
  return name;
}

/** Reads the table of fields. A gap before a field with `at` becomes a field of reserved bytes. */
export function readFields(reading: Reading, value: Json | undefined, byteOrder: ByteOrder, delimited: boolean): Field[] {
  const fields: Field[] = [];
  let offset: number | undefined = 0;
  for (const [index, item] of list(reading, value, ['fields']).entries()) {
    const path = ['fields', index];
    const field = readField(reading, item, path, byteOrder, delimited);
    if (field === undefined) continue;
    const at = whole(reading, item as JsonObject, 'at', path, 0, 65_535);
    if (at !== undefined && at !== offset) {
      if (offset === undefined) {
        report(
          reading,
          'AER0904',
          [...path, 'at'],
          `\`${field.name}\` follows a field of variable size, so it has no fixed place.`,
          'Leave `at` out.',
        );
      } else if (at < offset) {
        report(
          reading,
          'AER0904',
          [...path, 'at'],
          `\`${field.name}\` begins at ${at}, inside the field before it, which ends at ${offset}.`,
        );
      } else {
        fields.push({ kind: 'bytes', name: `reserved_${offset}`, size: at - offset, meaning: 'reserved' });
        offset = at;
      }
    }
    fields.push(field);
    const size = sizeOf(field);
    offset = offset === undefined || size === undefined ? undefined : offset + size;
  }
  return fields;
}

const membersByType: Record<string, readonly string[]> = {
  integer: ['value', 'byteOrder', 'bits'],
  bytes: ['size', 'value'],
  string: ['size', 'value'],
  pairs: ['size', 'keyLength', 'valueLength', 'byteOrder'],
  protobuf: ['size', 'fields'],
  word: ['value'],
  decimal: [],
};

function readField(reading: Reading, item: Json, path: Path, order: ByteOrder, delimited: boolean): Field | undefined {
  const type = typeof item === 'object' && item !== null && !Array.isArray(item) ? own(item, 'type') : undefined;
  const group = typeof type === 'string' && Object.hasOwn(integerSizes, type) ? 'integer' : String(type);
  const more = Object.hasOwn(membersByType, group) ? (membersByType[group] ?? []) : Object.values(membersByType).flat();
  const from = object(reading, item, path, ['name', 'type', 'meaning', 'at', ...more]);
  if (from === undefined) return undefined;
  const name = nameOf(reading, from, path);
  if (from['type'] === undefined) report(reading, 'AER0900', path, '`type` is missing.');
  const known = choice(reading, from, 'type', path, fieldTypes);
  const meaning = text(reading, from, 'meaning', path);
  if (name === undefined || known === undefined) return undefined;
  const inText = known === 'word' || known === 'decimal' || known === 'pairs';
  if (delimited ? !inText : known === 'word' || known === 'decimal') {
    const message = delimited
      ? `\`${name}\` is of type ${known}, but a frame that ends at a delimiter consists of words.`
      : `\`${name}\` is of type ${known}, which only a frame that ends at a delimiter has.`;
    const fix = delimited ? 'Use word, decimal or pairs.' : 'Use an integer, bytes, string, pairs or protobuf.';
    report(reading, 'AER0904', [...path, 'type'], message, fix);
    return undefined;
  }
  const base = meaning === undefined ? { name } : { name, meaning };
  switch (known) {
    case 'word': {
      const word = text(reading, from, 'value', path);
      return word === undefined ? { ...base, kind: 'word' } : { ...base, kind: 'word', constant: toBytes(word) };
    }
    case 'decimal':
      return { ...base, kind: 'decimal' };
    case 'bytes':
    case 'string':
      return readBytes(reading, from, path, { ...base, kind: known });
    case 'pairs': {
      if (delimited) return { ...base, kind: 'wordpairs' };
      const size = text(reading, from, 'size', path, true);
      const keyLength = choice(reading, from, 'keyLength', path, lengthTypes) ?? 'u16';
      const valueLength = choice(reading, from, 'valueLength', path, lengthTypes) ?? 'u16';
      const byteOrder = choice(reading, from, 'byteOrder', path, ['big', 'little']) ?? order;
      return size === undefined ? undefined : { ...base, kind: 'pairs', size, keyLength, valueLength, byteOrder };
    }
    case 'protobuf': {
      const size = text(reading, from, 'size', path, true);
      const members = list(reading, from['fields'], [...path, 'fields']).flatMap(
        (member, index) => readMember(reading, member, [...path, 'fields', index]) ?? [],
      );
      return size === undefined ? undefined : { ...base, kind: 'protobuf', size, members };
    }
    default:
      return readInteger(reading, from, path, base, known as IntegerType, order);
  }
}

function readInteger(
  reading: Reading,
  from: JsonObject,
  path: Path,
  base: { name: string; meaning?: string },
  type: IntegerType,
  order: ByteOrder,
): Field {
  const width = integerSizes[type] * 8;
  const byteOrder = choice(reading, from, 'byteOrder', path, ['big', 'little']) ?? order;
  const bits = list(reading, from['bits'], [...path, 'bits']).flatMap((item, index): Bits[] => {
    const place = [...path, 'bits', index];
    const part = object(reading, item, place, ['name', 'bit', 'width', 'meaning']);
    if (part === undefined) return [];
    const name = nameOf(reading, part, place);
    const bit = whole(reading, part, 'bit', place, 0, width - 1);
    const partWidth = whole(reading, part, 'width', place, 1, width) ?? 1;
    const meaning = text(reading, part, 'meaning', place);
    if (part['bit'] === undefined) report(reading, 'AER0900', place, '`bit` is missing.');
    if (name === undefined || bit === undefined) return [];
    if (bit + partWidth > width) {
      report(reading, 'AER0904', [...place, 'width'], `Bits ${bit} to ${bit + partWidth - 1} are more than ${type} has.`);
      return [];
    }
    return [{ name, bit, width: partWidth, ...(meaning === undefined ? {} : { meaning }) }];
  });
  const given = own(from, 'value');
  if (given === undefined || given === null) return { ...base, kind: 'integer', type, byteOrder, bits };
  const constant = unsigned(toBigInt(given), width, type.startsWith('i'));
  if (constant === undefined) {
    report(
      reading,
      'AER0913',
      [...path, 'value'],
      `\`value\` is no number that fits into ${type}.`,
      'Write 17, 0x11, or as a text where it is longer than 53 bits.',
    );
    return { ...base, kind: 'integer', type, byteOrder, bits };
  }
  return { ...base, kind: 'integer', type, byteOrder, bits, constant };
}

/** A number as its bits stand on the wire; undefined where it does not fit. */
export function unsigned(value: bigint | undefined, width: number, signed: boolean): bigint | undefined {
  if (value === undefined) return undefined;
  const most = 1n << BigInt(width);
  // 0xffff for an i16 is a pattern of bits, as protocols' documents write it.
  if (value >= 0n) return value < most ? value : undefined;
  return signed && value >= -(most >> 1n) ? value + most : undefined;
}

function readBytes(
  reading: Reading,
  from: JsonObject,
  path: Path,
  base: { name: string; meaning?: string; kind: 'bytes' | 'string' },
): Field | undefined {
  const given = own(from, 'size');
  const constant = own(from, 'value');
  if (typeof given === 'string' && given !== '') {
    if (constant !== undefined) {
      report(reading, 'AER0913', [...path, 'value'], 'A field of variable size cannot be constant.', 'Give `size` as a number.');
    }
    return { ...base, size: given };
  }
  const value = text(reading, from, 'value', path);
  const bytes = value === undefined ? undefined : base.kind === 'bytes' ? fromHex(value) : toBytes(value);
  if (value !== undefined && bytes === undefined) {
    report(reading, 'AER0913', [...path, 'value'], `\`value\` of bytes is written in hexadecimal, which \`${value}\` is not.`);
    return undefined;
  }
  const size = given === undefined ? bytes?.length : whole(reading, from, 'size', path, 1, 65_535);
  if (size === undefined) {
    if (given === undefined)
      report(reading, 'AER0900', path, '`size` is missing: a number of bytes, or the field that counts them.');
    return undefined;
  }
  if (bytes === undefined) return { ...base, size };
  if (bytes.length !== size) {
    report(reading, 'AER0913', [...path, 'value'], `\`value\` is ${bytes.length} bytes long, not ${size}.`);
    return undefined;
  }
  return { ...base, size, constant: bytes };
}

function readMember(reading: Reading, item: Json, path: Path): ProtobufMember | undefined {
  const from = object(reading, item, path, ['name', 'path', 'type', 'meaning']);
  if (from === undefined) return undefined;
  const name = nameOf(reading, from, path);
  const type = choice(reading, from, 'type', path, memberTypes) ?? 'string';
  const meaning = text(reading, from, 'meaning', path);
  const numbers = list(reading, from['path'], [...path, 'path']);
  const valid = numbers.every((step) => typeof step === 'number' && Number.isInteger(step) && step >= 1 && step <= 536_870_911);
  if (numbers.length === 0 || numbers.length > 8 || !valid) {
    report(
      reading,
      'AER0904',
      [...path, 'path'],
      '`path` must be one to eight protobuf field numbers, from the outside in, as in [1, 2].',
    );
    return undefined;
  }
  if (name === undefined) return undefined;
  return { name, path: numbers.map(Number), type, ...(meaning === undefined ? {} : { meaning }) };
}

/** Reads the numbers that are made of several. */
export function readJoined(reading: Reading, value: Json | undefined): Joined[] {
  return list(reading, value, ['joined']).flatMap((item, index): Joined[] => {
    const path = ['joined', index];
    const from = object(reading, item, path, ['name', 'parts', 'meaning']);
    if (from === undefined) return [];
    const name = nameOf(reading, from, path);
    const meaning = text(reading, from, 'meaning', path);
    const parts = list(reading, from['parts'], [...path, 'parts']).filter((part) => typeof part === 'string');
    if (parts.length < 2) {
      report(reading, 'AER0904', [...path, 'parts'], '`parts` must name at least two numbers, the most significant first.');
      return [];
    }
    return name === undefined ? [] : [{ name, parts, ...(meaning === undefined ? {} : { meaning }) }];
  });
}

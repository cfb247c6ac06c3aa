import type { Json } from '../../base/json.js';
import type { Path } from '../../base/path.js';
import { suggest } from '../../base/suggest.js';
import { unsigned } from './fields.js';
import { endOf, type Layout, layOut, type Shape, type Value } from './layout.js';
import { type Reading, report, toBigInt, toBytes } from './reading.js';
import type { Field, Framing, Joined, Literal } from './types.js';

/** Looks up the names that the rest of a description uses. Each answers undefined, having noted an error, where a name does not fit. */
export interface Names {
  layout: Layout;
  known(name: string, path: Path): string | undefined;
  /** A number: a field, bits, joined ones, a decimal word or a varint. */
  numeric(name: string | undefined, path: Path): string | undefined;
  /** A number or a text: what can be compared with a fixed value. */
  comparable(name: string | undefined, path: Path): string | undefined;
  ofKind(name: string | undefined, path: Path, kinds: readonly Value['kind'][], said: string): string | undefined;
  /** A fixed value as the named one holds it. */
  literal(name: string, item: Json, path: Path): Literal | undefined;
  /** Names that a reply can set. */
  settable(): string[];
}

/** The look-ups for the fields of a description; names given twice are reported. */
export function namesOf(reading: Reading, shape: Shape): Names {
  const layout = layOut(shape);
  reportTwins(reading, shape);
  const find = (name: string, path: Path): Value | undefined => {
    const value = layout.values.get(name);
    if (value !== undefined) return value;
    const near = suggest(name, layout.values.keys());
    const fix = near === undefined ? `The names are ${[...layout.values.keys()].join(', ')}.` : `Did you mean \`${near}\`?`;
    report(reading, 'AER0903', path, `There is no field \`${name}\`.`, fix);
    return undefined;
  };
  const ofKind: Names['ofKind'] = (name, path, kinds, said) => {
    const value = name === undefined ? undefined : find(name, path);
    if (value === undefined) return undefined;
    if (kinds.includes(value.kind)) return value.name;
    report(reading, 'AER0903', path, `\`${name}\` is not ${said}.`);
    return undefined;
  };
  return {
    layout,
    ofKind,
    known: (name, path) => find(name, path)?.name,
    numeric(name, path) {
      const value = name === undefined ? undefined : find(name, path);
      if (value === undefined) return undefined;
      if (isNumeric(value)) return value.name;
      report(reading, 'AER0903', path, `\`${name}\` is not a number.`);
      return undefined;
    },
    comparable: (name, path) => ofKind(name, path, ['number', 'decimal', 'text', 'member'], 'a number or a text'),
    literal(name, item, path) {
      const value = layout.values.get(name);
      if (value === undefined || value.kind === 'pairs') return undefined;
      if (!isNumeric(value)) {
        const size =
          value.kind === 'text' && value.field.kind !== 'word' && typeof value.field.size === 'number'
            ? value.field.size
            : undefined;
        const bytes = typeof item === 'string' ? toBytes(item) : undefined;
        // Text of fixed size is filled up with zero bytes.
        if (bytes !== undefined && bytes.length <= (size ?? bytes.length)) return bytes.padEnd(size ?? 0, '\0');
        if (bytes !== undefined) {
          report(reading, 'AER0913', path, `\`${name}\` cannot hold ${JSON.stringify(item)}: it has ${size} bytes.`);
          return undefined;
        }
        report(reading, 'AER0913', path, `\`${name}\` is a text; write its value in quotes.`);
        return undefined;
      }
      const width = value.kind === 'number' ? value.width : 64;
      const signed = value.kind === 'number' ? value.signed : value.kind === 'member' && value.member.type === 'int';
      const number = unsigned(toBigInt(item), width, signed);
      if (number === undefined)
        report(reading, 'AER0913', path, `\`${name}\` cannot hold ${JSON.stringify(item)}: it has ${width} bits.`);
      return number;
    },
    settable: () => [...layout.values.values()].filter((value) => value.kind !== 'pairs').map((value) => value.name),
  };
}

/** Whether a value is a number: also a varint of a protobuf part. */
export function isNumeric(value: Value): boolean {
  return (
    value.kind === 'number' ||
    value.kind === 'decimal' ||
    (value.kind === 'member' && (value.member.type === 'uint' || value.member.type === 'int'))
  );
}

function reportTwins(reading: Reading, shape: Shape): void {
  const seen = new Set<string>();
  const note = (name: string, path: Path): void => {
    if (seen.has(name))
      report(
        reading,
        'AER0904',
        path,
        `The name \`${name}\` is given twice.`,
        'Give each field, bit and part a name of its own.',
      );
    seen.add(name);
  };
  for (const [index, field] of shape.fields.entries()) {
    note(field.name, ['fields', index, 'name']);
    if (field.kind === 'integer')
      for (const [at, { name }] of field.bits.entries()) note(name, ['fields', index, 'bits', at, 'name']);
    if (field.kind === 'protobuf')
      for (const [at, { name }] of field.members.entries()) note(name, ['fields', index, 'fields', at, 'name']);
  }
  for (const [index, { name }] of shape.joined.entries()) note(name, ['joined', index, 'name']);
}

/** Checks what makes a frame decodable: sizes are known before what they count, and the end of the frame from its fixed header. */
export function checkShape(
  reading: Reading,
  names: Names,
  fields: readonly Field[],
  joined: readonly Joined[],
  framing: Framing,
): void {
  const { layout } = names;
  if (fields.length === 0)
    report(reading, 'AER0904', ['fields'], 'A frame without fields carries nothing.', 'Describe the fields of the header.');
  for (const [index, { name, parts }] of joined.entries()) {
    for (const [at, part] of parts.entries()) {
      const value = layout.values.get(part);
      const path = ['joined', index, 'parts', at];
      if (value === undefined) names.known(part, path);
      else if (value.kind !== 'number') report(reading, 'AER0904', path, `\`${part}\` is not an integer field or bits of one.`);
      else if (value.parts.some(({ field }) => field.constant !== undefined))
        report(reading, 'AER0904', path, `\`${part}\` is constant, so \`${name}\` cannot be written.`);
    }
    const width = layout.values.get(name);
    if (width?.kind === 'number' && width.width > 64)
      report(reading, 'AER0904', ['joined', index], `\`${name}\` has ${width.width} bits; 64 are possible.`);
  }
  const users = new Map<string, string>();
  for (const [index, field] of fields.entries()) {
    if (!('size' in field) || typeof field.size !== 'string') continue;
    const path = ['fields', index, 'size'];
    const name = names.ofKind(field.size, path, ['number'], 'an integer field, bits of one, or joined ones');
    if (name === undefined) continue;
    checkCounter(reading, layout, name, fields.slice(0, index), path);
    const other = users.get(name);
    if (other !== undefined) report(reading, 'AER0905', path, `\`${name}\` counts \`${other}\` already.`);
    users.set(name, field.name);
  }
  if (framing.by === 'delimiter') {
    for (const [index, field] of fields.entries()) {
      if (field.kind === 'wordpairs' && index < fields.length - 1)
        report(reading, 'AER0904', ['fields', index], `\`${field.name}\` takes the rest of the line, so nothing can follow it.`);
    }
    return;
  }
  const path = ['frame', 'length'];
  const length = names.ofKind(framing.field, path, ['number'], 'an integer field, bits of one, or joined ones');
  const value = length === undefined ? undefined : layout.values.get(length);
  if (value?.kind !== 'number') return;
  if (users.has(value.name)) report(reading, 'AER0905', path, `\`${value.name}\` counts \`${users.get(value.name)}\` already.`);
  const end = endOf(layout, value);
  if (end === undefined || end > layout.fixedHeader)
    report(
      reading,
      'AER0905',
      path,
      `\`${value.name}\` stands after a field of variable size, where a decoder that waits for data cannot find it.`,
    );
  if (value.parts.some(({ field }) => field.constant !== undefined))
    report(reading, 'AER0905', path, `\`${value.name}\` is constant.`);
  if (framing.max < layout.fixedSize)
    report(
      reading,
      'AER0905',
      ['frame', 'max'],
      `No frame is as small as ${framing.max} bytes: its fields alone take ${layout.fixedSize}.`,
    );
}

function checkCounter(reading: Reading, layout: Layout, name: string, before: readonly Field[], path: Path): void {
  const value = layout.values.get(name);
  if (value?.kind !== 'number') return;
  for (const { field } of value.parts) {
    if (!before.includes(field))
      report(reading, 'AER0905', path, `\`${name}\` stands after what it counts.`, 'A length must come first.');
    else if (field.constant !== undefined) report(reading, 'AER0905', path, `\`${name}\` is constant.`);
  }
}

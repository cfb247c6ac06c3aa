import {
  type Description,
  type Field,
  type IntegerField,
  integerSizes,
  type ProtobufField,
  type ProtobufMember,
} from './types.js';

/** Some bits of an integer field: `width` of them from bit `low` up. */
export interface Part {
  field: IntegerField;
  low: number;
  width: number;
}

/** What a name stands for. */
export type Value =
  | { kind: 'number'; name: string; parts: Part[]; signed: boolean; width: number }
  | { kind: 'text'; name: string; field: Extract<Field, { kind: 'bytes' | 'string' | 'word' }> }
  | { kind: 'decimal'; name: string; field: Extract<Field, { kind: 'decimal' }> }
  | { kind: 'member'; name: string; field: ProtobufField; member: ProtobufMember }
  | { kind: 'pairs'; name: string; field: Extract<Field, { kind: 'pairs' | 'wordpairs' }> };

/** A field with its place, where that is known. */
export interface Placed {
  field: Field;
  /** Bytes from the start of the frame; undefined after a field of variable size. */
  offset: number | undefined;
  /** Bytes; undefined where it varies. */
  size: number | undefined;
}

/** Everything that is worked out from a description once. */
export interface Layout {
  placed: Placed[];
  values: Map<string, Value>;
  /** Bytes of the fields up to the first of variable size. */
  fixedHeader: number;
  /** Bytes of all fields of fixed size. */
  fixedSize: number;
}

/** The parts of a description that the layout depends on. */
export type Shape = Pick<Description, 'fields' | 'joined'>;

/** Works out places and names. Names that lead nowhere are left out; the rules have reported them. */
export function layOut(description: Shape): Layout {
  const placed: Placed[] = [];
  const values = new Map<string, Value>();
  let offset: number | undefined = 0;
  let fixedHeader: number | undefined;
  let fixedSize = 0;
  for (const field of description.fields) {
    const size = sizeOf(field);
    placed.push({ field, offset, size });
    if (size === undefined) fixedHeader ??= offset ?? 0;
    offset = size === undefined || offset === undefined ? undefined : offset + size;
    fixedSize += size ?? 0;
    for (const value of valuesOf(field)) values.set(value.name, value);
  }
  for (const { name, parts } of description.joined) {
    const all: Part[] = [];
    for (const part of parts) {
      const value = values.get(part);
      if (value?.kind === 'number') all.push(...value.parts);
    }
    values.set(name, { kind: 'number', name, parts: all, signed: false, width: all.reduce((sum, { width }) => sum + width, 0) });
  }
  return { placed, values, fixedHeader: fixedHeader ?? offset ?? 0, fixedSize };
}

/** Bytes of a field; undefined where they vary. */
export function sizeOf(field: Field): number | undefined {
  if (field.kind === 'integer') return integerSizes[field.type];
  if ((field.kind === 'bytes' || field.kind === 'string') && typeof field.size === 'number') return field.size;
  return undefined;
}

function valuesOf(field: Field): Value[] {
  const { name } = field;
  switch (field.kind) {
    case 'integer': {
      const width = integerSizes[field.type] * 8;
      const signed = field.type.startsWith('i');
      const whole: Value = { kind: 'number', name, parts: [{ field, low: 0, width }], signed, width };
      const bits = field.bits.map(
        (part): Value => ({
          kind: 'number',
          name: part.name,
          parts: [{ field, low: part.bit, width: part.width }],
          signed: false,
          width: part.width,
        }),
      );
      return [whole, ...bits];
    }
    case 'bytes':
    case 'string':
    case 'word':
      return [{ kind: 'text', name, field }];
    case 'decimal':
      return [{ kind: 'decimal', name, field }];
    case 'pairs':
    case 'wordpairs':
      return [{ kind: 'pairs', name, field }];
    case 'protobuf':
      return field.members.map((member): Value => ({ kind: 'member', name: member.name, field, member }));
  }
}

/** Where the last byte of a number ends, from the start of the frame; undefined where that varies. */
export function endOf(layout: Layout, value: Extract<Value, { kind: 'number' }>): number | undefined {
  let end = 0;
  for (const { field } of value.parts) {
    const place = layout.placed.find((one) => one.field === field);
    if (place?.offset === undefined || place.size === undefined) return undefined;
    end = Math.max(end, place.offset + place.size);
  }
  return end;
}

import type { ProtobufMember } from './types.js';

/** Why bytes are no protobuf message. */
export class BadProtobuf extends Error {}

/** A field of a message as it stands on the wire. */
type WireField = { number: number; type: 0; value: bigint } | { number: number; type: 2; value: string };

/** The fields of a message; those of fixed size are passed over. Groups, which proto3 does not have, are refused. */
function* fieldsOf(bytes: string): Generator<WireField> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (at >= bytes.length) throw new BadProtobuf('a protobuf varint ends early');
      const byte = bytes.charCodeAt(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new BadProtobuf('a protobuf varint is longer than ten bytes');
  };
  const take = (size: bigint): string => {
    if (size > BigInt(bytes.length - at)) throw new BadProtobuf('a protobuf field is longer than its message');
    const start = at;
    at += Number(size);
    return bytes.slice(start, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = tag >> 3n;
    if (number === 0n || number > 536_870_911n) throw new BadProtobuf('a protobuf field has no valid number');
    switch (Number(tag & 7n)) {
      case 0:
        yield { number: Number(number), type: 0, value: varint() };
        break;
      case 1:
        take(8n);
        break;
      case 2:
        yield { number: Number(number), type: 2, value: take(varint()) };
        break;
      case 5:
        take(4n);
        break;
      default:
        throw new BadProtobuf('a protobuf field is of an unknown wire type');
    }
  }
}

/** The values of the members that a message has; of one given twice the last counts. Throws {@link BadProtobuf}. */
export function readMembers(bytes: string, members: readonly ProtobufMember[]): Map<string, bigint | string> {
  const values = new Map<string, bigint | string>();
  const walk = (message: string, wanted: readonly ProtobufMember[], depth: number): void => {
    for (const field of fieldsOf(message)) {
      const here = wanted.filter(({ path }) => path[depth] === field.number);
      const inside = here.filter(({ path }) => path.length > depth + 1);
      for (const { name, path, type } of here) {
        if (path.length > depth + 1) continue;
        const varint = type === 'uint' || type === 'int';
        if (varint === (field.type === 0)) values.set(name, field.value);
      }
      if (inside.length > 0 && field.type === 2) walk(field.value, inside, depth + 1);
    }
  };
  walk(bytes, members, 0);
  return values;
}

function varintOf(value: bigint): string {
  let rest = value;
  let text = '';
  while (rest >= 0x80n) {
    text += String.fromCharCode(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return text + String.fromCharCode(Number(rest));
}

/** A message with the values given, each once, in the order of the members; nested ones are put together by their first field number. */
export function writeMembers(
  values: ReadonlyMap<string, bigint | string>,
  members: readonly ProtobufMember[],
  depth = 0,
): string {
  let text = '';
  const done = new Set<number>();
  for (const { path } of members) {
    const number = path[depth] ?? 0;
    if (done.has(number)) continue;
    done.add(number);
    const same = members.filter((member) => member.path[depth] === number);
    const inside = same.filter((member) => member.path.length > depth + 1);
    if (inside.some((member) => values.has(member.name))) {
      const nested = writeMembers(values, inside, depth + 1);
      text += varintOf(BigInt(number) * 8n + 2n) + varintOf(BigInt(nested.length)) + nested;
    }
    for (const member of same) {
      const value = member.path.length === depth + 1 ? values.get(member.name) : undefined;
      if (value === undefined) continue;
      if (typeof value === 'bigint') text += varintOf(BigInt(number) * 8n) + varintOf(value);
      else text += varintOf(BigInt(number) * 8n + 2n) + varintOf(BigInt(value.length)) + value;
    }
  }
  return text;
}

import { type Json, type JsonObject, own } from '../../base/json.js';
import type { Path } from '../../base/path.js';
import { isNumeric, type Names } from './names.js';
import { choice, list, object, type Reading, report, text, toBigInt, whole } from './reading.js';
import { type Attribute, type IntegerType, integerSizes } from './types.js';

/** Keys that the proxy or Envoy gives a meaning of its own (facts of the proxy: its reserved keys, and `host`, which is `:authority`). */
const reserved = new Set([
  'host',
  'x-request-id',
  'x-client-trace-id',
  'x-envoy-force-trace',
  'x-envoy-peer-metadata',
  'x-envoy-peer-metadata-id',
  'x-meta-protocol-real-server-address',
  'x-meta-protocol-application-protocol',
]);

/** Reads the attributes: each a field, all entries of a header map, or a part of the body. */
export function readAttributes(reading: Reading, names: Names, value: Json | undefined): Attribute[] {
  const seen = new Set<string>();
  return list(reading, value, ['attributes']).flatMap((item, index): Attribute[] => {
    const path = ['attributes', index];
    const from = object(reading, item, path, ['name', 'field', 'pairs', 'keys', 'body', 'text', 'names']);
    if (from === undefined) return [];
    const pairs = text(reading, from, 'pairs', path);
    if (pairs !== undefined) {
      const known = names.ofKind(pairs, [...path, 'pairs'], ['pairs'], 'pairs');
      const keys = list(reading, own(from, 'keys'), [...path, 'keys']).map(String);
      for (const [at, key] of keys.entries()) checkName(reading, key, seen, [...path, 'keys', at]);
      return known === undefined ? [] : [{ from: 'pairs', pairs: known, keys }];
    }
    const field = text(reading, from, 'field', path);
    const name = text(reading, from, 'name', path) ?? field;
    if (name === undefined) {
      report(reading, 'AER0900', path, '`name` is missing.');
      return [];
    }
    checkName(reading, name, seen, [...path, 'name']);
    const form = choice(reading, from, 'text', path, ['decimal', 'hex']) ?? 'decimal';
    const base = { name, text: form, names: readNames(reading, from, path) };
    const body = own(from, 'body');
    if (body !== undefined) return readBody(reading, body, [...path, 'body'], base);
    if (field === undefined) {
      report(
        reading,
        'AER0900',
        path,
        'Nothing says where the attribute comes from.',
        'Name a `field`, `pairs` or a part of the `body`.',
      );
      return [];
    }
    const known = names.comparable(field, [...path, 'field']);
    const found = known === undefined ? undefined : names.layout.values.get(known);
    if (found === undefined) return [];
    if (base.names.size > 0 && !isNumeric(found))
      report(reading, 'AER0913', [...path, 'names'], `\`${field}\` is not a number, so its values cannot be named.`);
    return [{ from: 'value', value: found.name, ...base }];
  });
}

function checkName(reading: Reading, name: string, seen: Set<string>, path: Path): void {
  if (!/^[a-z0-9][a-z0-9_.-]*$/.test(name)) {
    const fix = 'Use lower-case letters, digits, `_`, `-` and `.`.';
    report(
      reading,
      'AER0908',
      path,
      `\`${name}\` cannot name an attribute: rules compare names in lower case, hash policies as they are.`,
      fix,
    );
  } else if (reserved.has(name)) {
    report(reading, 'AER0908', path, `\`${name}\` has a meaning of its own in the proxy.`, 'Choose another name.');
  } else if (seen.has(name)) report(reading, 'AER0908', path, `The attribute \`${name}\` is given twice.`);
  seen.add(name);
}

function readNames(reading: Reading, from: JsonObject, path: Path): Map<bigint, string> {
  const named = new Map<bigint, string>();
  const given = own(from, 'names');
  if (given === undefined) return named;
  const table = object(reading, given, [...path, 'names'], typeof given === 'object' && given !== null ? Object.keys(given) : []);
  for (const [key, value] of Object.entries(table ?? {})) {
    const number = toBigInt(key);
    if (number === undefined || typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value))
      report(reading, 'AER0900', [...path, 'names', key], '`names` maps numbers to texts without spaces, as in {153: join}.');
    else named.set(number, value);
  }
  return named;
}

function readBody(
  reading: Reading,
  value: Json,
  path: Path,
  base: { name: string; text: 'decimal' | 'hex'; names: Map<bigint, string> },
): Attribute[] {
  const from = object(reading, value, path, ['offset', 'type', 'size']);
  if (from === undefined) return [];
  const types = [
    ...Object.keys(integerSizes).filter((type): type is IntegerType => Object.hasOwn(integerSizes, type)),
    'string',
  ] as const;
  const type = choice(reading, from, 'type', path, types) ?? 'string';
  const offset = whole(reading, from, 'offset', path, 0, 65_535) ?? 0;
  const size = whole(reading, from, 'size', path, 1, 65_535);
  if (size !== undefined && type !== 'string') report(reading, 'AER0900', [...path, 'size'], `A ${type} has a size of its own.`);
  return [{ from: 'body', offset, type, ...base, ...(size === undefined ? {} : { size }) }];
}

/** Reads the names whose texts name the operation in traces. */
export function readOperation(reading: Reading, names: Names, value: Json | undefined): string[] {
  return list(reading, value, ['operation']).flatMap((item, index) => {
    const known = names.comparable(typeof item === 'string' ? item : String(item), ['operation', index]);
    return known ?? [];
  });
}

/** The attributes known beforehand, by name. */
export function attributeNames(attributes: readonly Attribute[]): string[] {
  return attributes.flatMap((attribute) => (attribute.from === 'pairs' ? attribute.keys : [attribute.name]));
}

/** What the annotation `aerakictl/attributes` says of them: the names, and `*` where every entry of pairs is one. Empty where nothing is known beforehand. */
export function declaredAttributes(attributes: readonly Attribute[]): string[] {
  const names = attributeNames(attributes);
  return names.length > 0 && attributes.some(({ from }) => from === 'pairs') ? [...names, '*'] : names;
}

import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import type { Path } from '../base/path.js';
import type { FormProblem } from './types.js';

/** What reading collects on its way. */
export interface Reading {
  problems: FormProblem[];
  ignored: FormProblem[];
  patterns: { path: Path; pattern: string }[];
}

/** A value, and where it was found. */
export interface Place<T = Json> {
  value: T;
  path: Path;
}

/** Starts a collection. */
export function startReading(): Reading {
  return { problems: [], ignored: [], patterns: [] };
}

const camelCased = new Map<string, string>();

/** The lowerCamelCase name that proto JSON gives a field of a message. Names are kept, so only those of the protos may be asked for. */
export function camelCase(field: string): string {
  const known = camelCased.get(field);
  if (known !== undefined) return known;
  const name = field.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  camelCased.set(field, name);
  return name;
}

/** A field by its proto name, in either spelling. Null is absence, as in proto JSON. */
export function field(message: Place<JsonObject>, name: string): Place | undefined {
  for (const key of [camelCase(name), name]) {
    const value = own(message.value, key);
    if (value !== undefined && value !== null) return { value, path: [...message.path, key] };
  }
  return undefined;
}

/** The fields of a message that are not among the known ones, as they are spelled. */
export function otherFields(message: Place<JsonObject>, known: readonly string[]): string[] {
  return Object.keys(message.value).filter(
    (key) => key !== '@type' && !known.includes(key) && !known.some((name) => camelCase(name) === key),
  );
}

/** Notes a value that Envoy refuses. */
export function refuse(reading: Reading, path: Path, message: string): undefined {
  reading.problems.push({ path, message });
  return undefined;
}

/** Notes a value that the proxy takes but does not use, or changes. */
export function ignore(reading: Reading, path: Path, message: string): void {
  reading.ignored.push({ path, message });
}

/** Notes the fields that the proxy does not read. */
export function unused(reading: Reading, parent: Place<JsonObject>, read: readonly string[]): void {
  for (const name of otherFields(parent, read)) {
    ignore(reading, [...parent.path, name], `${JSON.stringify(name)} has no effect: a MetaProtocol proxy does not read it.`);
  }
}

/** The value as a message; anything else is refused. */
export function message(reading: Reading, place: Place | undefined): Place<JsonObject> | undefined {
  if (place === undefined) return undefined;
  if (isObject(place.value)) return { value: place.value, path: place.path };
  return refuse(reading, place.path, `${a(place.value)} stands where an object is expected.`);
}

/** The values of a list; anything else is refused. */
export function list(reading: Reading, place: Place | undefined): Place[] {
  if (place === undefined) return [];
  if (Array.isArray(place.value)) return place.value.map((value, index) => ({ value, path: [...place.path, index] }));
  refuse(reading, place.path, `${a(place.value)} stands where a list is expected.`);
  return [];
}

/** The messages of a list. */
export function messages(reading: Reading, place: Place | undefined): Place<JsonObject>[] {
  return list(reading, place).flatMap((item) => message(reading, item) ?? []);
}

/** A text; undefined if absent. */
export function text(reading: Reading, place: Place | undefined): string | undefined {
  if (place === undefined) return undefined;
  if (typeof place.value === 'string') return place.value;
  return refuse(reading, place.path, `${a(place.value)} stands where a text is expected; in YAML, quote it.`);
}

/** A boolean; undefined if absent. */
export function bool(reading: Reading, place: Place | undefined): boolean | undefined {
  if (place === undefined) return undefined;
  if (typeof place.value === 'boolean') return place.value;
  return refuse(reading, place.path, `${a(place.value)} stands where true or false is expected.`);
}

/** A whole number between the bounds, written as a number or as a text; undefined if absent. */
export function integer(reading: Reading, place: Place | undefined, least: bigint, most: bigint): bigint | undefined {
  if (place === undefined) return undefined;
  const { value } = place;
  let number: bigint | undefined;
  if (typeof value === 'number' && Number.isInteger(value)) number = BigInt(value);
  else if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) number = BigInt(value);
  if (number !== undefined && number >= least && number <= most) return number;
  return refuse(reading, place.path, `${shown(value)} is no whole number between ${least} and ${most}.`);
}

/** A uint32; undefined if absent. */
export function uint32(reading: Reading, place: Place | undefined): number | undefined {
  const number = integer(reading, place, 0n, 0xffffffffn);
  return number === undefined ? undefined : Number(number);
}

/** An int64; undefined if absent. */
export function int64(reading: Reading, place: Place | undefined): bigint | undefined {
  return integer(reading, place, -(1n << 63n), (1n << 63n) - 1n);
}

/** One of an enum's names or numbers, as its number; undefined if absent. */
export function enumeration(reading: Reading, place: Place | undefined, names: readonly string[]): number | undefined {
  if (place === undefined) return undefined;
  const { value } = place;
  const number = typeof value === 'string' ? names.indexOf(value) : typeof value === 'number' ? value : -1;
  if (names[number] !== undefined) return number;
  return refuse(reading, place.path, `${shown(value)} is none of ${names.join(', ')}.`);
}

/** A duration in milliseconds (`30s`, `0.100s`, or `{seconds, nanos}`); undefined if absent. */
export function durationMs(reading: Reading, place: Place | undefined): number | undefined {
  if (place === undefined) return undefined;
  const { value } = place;
  if (typeof value === 'string' && /^-?\d{1,12}(\.\d{1,9})?s$/.test(value))
    return Math.round(Number(value.slice(0, -1)) * 1e9) / 1e6;
  if (isObject(value)) {
    const parts = { value, path: place.path };
    return (
      Number(int64(reading, field(parts, 'seconds')) ?? 0n) * 1000 + Number(int64(reading, field(parts, 'nanos')) ?? 0n) / 1e6
    );
  }
  return refuse(reading, place.path, `${shown(value)} is no duration such as "30s" or "0.100s".`);
}

/** Of the characters that Envoy takes in no header the first in a text, in words with its place from 1; undefined if there is none. */
export function forbiddenCharacter(given: string): string | undefined {
  const at = given.search(/[\0\r\n]/);
  if (at < 0) return undefined;
  const name = given[at] === '\0' ? 'NUL' : given[at] === '\r' ? 'a carriage return (CR)' : 'a line feed (LF)';
  return `${name} as character ${[...given.slice(0, at)].length + 1}`;
}

/** A value in a message, cut where it is long. */
export function shown(value: Json): string {
  const written = JSON.stringify(value);
  return written.length > 60 ? `${written.slice(0, 57)}...` : written;
}

function a(value: Json): string {
  if (Array.isArray(value)) return 'A list';
  if (value === null) return 'Nothing';
  if (typeof value === 'object') return 'An object';
  return typeof value === 'string' ? `The text ${shown(value)}` : `The ${typeof value} ${shown(value)}`;
}

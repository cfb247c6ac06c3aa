import { type Nanoseconds, parseGoDuration } from '../base/duration.js';
import { isObject, type Json, type JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';

/** Why an object cannot be decoded, at which path of it: the names in the path are those that the object uses. */
export interface DecodeError {
  path: Path;
  /** In the words of Aeraki's decoder where it has such. */
  message: string;
  /** What must stand there: `a mapping with \`value\``. */
  wanted: string;
  /** What to write instead. */
  fix: string;
  /** Whether the schema has another type there, so that the API server refuses the object before anyone decodes it. */
  isMistyped: boolean;
}

/**
 * A message being decoded as golang/protobuf's `jsonpb` does it: null is absent, unknown fields are ignored, a field may be
 * written in lowerCamelCase or with the snake_case name of the proto, a wrong type is an error. A field that is in error counts
 * as absent, so that decoding goes on and finds the others.
 */
export interface Message {
  object: JsonObject;
  /** Where the message was found; the path is put together only when an error needs it. */
  parent: Message | undefined;
  /** The field of the parent that holds it; undefined for the object itself. */
  key: string | undefined;
  /** Its place in the list or map that the field is; undefined if the field is the message itself. */
  at: number | string | undefined;
  errors: DecodeError[];
}

function pathOf(message: Message): (string | number)[] {
  const path = message.parent === undefined ? [] : pathOf(message.parent);
  if (message.key !== undefined) path.push(message.parent ? writtenName(message.parent.object, message.key) : message.key);
  if (message.at !== undefined) path.push(message.at);
  return path;
}

type Expectation = Pick<DecodeError, 'wanted' | 'fix'>;

function report(
  message: Message,
  key: string,
  at: number | string | undefined,
  text: string,
  expectation: Expectation,
  isMistyped: boolean,
): void {
  const path = pathOf(message);
  path.push(writtenName(message.object, key));
  if (at !== undefined) path.push(at);
  message.errors.push({ path, message: text, ...expectation, isMistyped });
}

/** What Go's encoding/json calls a value: `array`, `object`, `bool`, `number`, `string`. */
export function goKind(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Messages that are written as if they were their only member. */
const wrappers: Record<string, string> = { mirrorPercentage: 'value', percentage: 'value', port: 'number' };

const durations: Expectation = { wanted: 'a duration with its unit', fix: 'Write it as `500ms`, `10s` or `1m30s`.' };
const numbers = {
  uint32: { wanted: 'a whole number from 0 to 4294967295', fix: 'Write a whole number from 0 to 4294967295.' },
  int32: {
    wanted: 'a whole number from -2147483648 to 2147483647',
    fix: 'Write a whole number from -2147483648 to 2147483647.',
  },
  float64: { wanted: 'a number', fix: 'Write a number.' },
} as const satisfies Record<string, Expectation>;

/** What a field of that Go type must be, in words. */
function expectationOf(key: string, value: Json, type: string): Expectation {
  switch (type) {
    case 'map[string]json.RawMessage': {
      const member = Object.hasOwn(wrappers, key) ? wrappers[key] : undefined;
      const wanted = member === undefined ? 'a mapping' : `a mapping with \`${member}\``;
      const isScalar = typeof value === 'number' || (typeof value === 'string' && jsonNumber.test(value));
      if (member === undefined) return { wanted, fix: `Write the fields of \`${key}\` below it, indented.` };
      return { wanted, fix: `Write \`${key}: {${member}: ${isScalar ? Number(value) : '…'}}\`.` };
    }
    case '[]json.RawMessage':
      return { wanted: 'a list', fix: 'Write it as a list, with a dash before each item.' };
    case 'string':
      return { wanted: 'a text', fix: 'Write a text, in quotes if YAML would read something else.' };
    case 'bool':
      return { wanted: 'true or false', fix: 'Write `true` or `false`, without quotes.' };
    case 'uint32':
    case 'int32':
    case 'float64':
      return numbers[type];
    default:
      return { wanted: `a ${type}`, fix: `Write a ${type}.` };
  }
}

function wrongType(
  message: Message,
  key: string,
  at: number | string | undefined,
  value: Json,
  type: string,
  expectation = expectationOf(key, value, type),
): void {
  report(message, key, at, `json: cannot unmarshal ${goKind(value)} into Go value of type ${type}`, expectation, true);
}

/** The proto's names of fields whose JSON name has capitals; undefined for the others, whose names are the same. */
const protoNames = new Map<string, string | undefined>();

function protoName(key: string): string | undefined {
  if (protoNames.has(key)) return protoNames.get(key);
  const name = key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  protoNames.set(key, name === key ? undefined : name);
  return protoNames.get(key);
}

/** The name under which an object has a field: the JSON name, or the proto's where only that is given. */
function writtenName(object: JsonObject, key: string): string {
  if (Object.hasOwn(object, key)) return key;
  const other = protoName(key);
  return other !== undefined && Object.hasOwn(object, other) ? other : key;
}

/** The field's value; null counts as absent. Where both names are given the JSON name counts, as in jsonpb. */
function present(message: Message, key: string): Json | undefined {
  let value: Json | undefined;
  if (Object.hasOwn(message.object, key)) value = message.object[key];
  else {
    const other = protoName(key);
    if (other !== undefined && Object.hasOwn(message.object, other)) value = message.object[other];
  }
  return value === null ? undefined : value;
}

const empty: JsonObject = Object.freeze({});

function child(parent: Message, key: string, at: number | string | undefined, value: Json): Message {
  const isMessage = isObject(value);
  if (!isMessage && value !== null) wrongType(parent, key, at, value, 'map[string]json.RawMessage');
  return { object: isMessage ? value : empty, parent, key, at, errors: parent.errors };
}

/** A member message; undefined if it is absent. */
export function messageField(message: Message, key: string): Message | undefined {
  const value = present(message, key);
  if (value === undefined) return undefined;
  if (isObject(value)) return { object: value, parent: message, key, at: undefined, errors: message.errors };
  wrongType(message, key, undefined, value, 'map[string]json.RawMessage');
  return undefined;
}

function listField(message: Message, key: string): readonly Json[] {
  const value = present(message, key);
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  wrongType(message, key, undefined, value, '[]json.RawMessage');
  return [];
}

/** The messages of a list; a null among them is an empty message. */
export function messageList(message: Message, key: string): Message[] {
  const messages: Message[] = [];
  const items = listField(message, key);
  for (let index = 0; index < items.length; index++) messages.push(child(message, key, index, items[index] ?? null));
  return messages;
}

/** The messages of a map, each with its name as `at`, in the order of the text; a null among them is an empty message. */
export function messageMap(message: Message, key: string): Message[] {
  const messages: Message[] = [];
  const value = present(message, key);
  if (value === undefined) return messages;
  if (isObject(value)) for (const name of Object.keys(value)) messages.push(child(message, key, name, value[name] ?? null));
  else wrongType(message, key, undefined, value, 'map[string]json.RawMessage');
  return messages;
}

/** A text; undefined if it is absent: for the members of a oneof. */
export function optionalText(message: Message, key: string): string | undefined {
  const value = present(message, key);
  if (value === undefined || typeof value === 'string') return value;
  wrongType(message, key, undefined, value, 'string');
  return undefined;
}

/** A text; `''` if it is absent. */
export function textField(message: Message, key: string): string {
  return optionalText(message, key) ?? '';
}

/** The texts of a list; a null among them is `''`. */
export function textList(message: Message, key: string): string[] {
  const texts: string[] = [];
  const items = listField(message, key);
  for (let index = 0; index < items.length; index++) {
    const item = items[index] ?? null;
    if (typeof item !== 'string' && item !== null) wrongType(message, key, index, item, 'string');
    texts.push(typeof item === 'string' ? item : '');
  }
  return texts;
}

/** A truth value; false if it is absent. */
export function booleanField(message: Message, key: string): boolean {
  const value = present(message, key);
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  wrongType(message, key, undefined, value, 'bool');
  return false;
}

const bounds = {
  uint32: [0, 0xffffffff],
  int32: [-0x80000000, 0x7fffffff],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE],
} as const;
const jsonNumber = /^[ \t\r\n]*(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)[ \t\r\n]*$/;

/** A number of that Go type, also as a quoted one; undefined if it is absent. As `json.Unmarshal` of the text without its quotes. */
function numberField(message: Message, key: string, type: keyof typeof bounds): number | undefined {
  const value = present(message, key);
  if (value === undefined) return undefined;
  let text: string | undefined;
  if (typeof value === 'number') text = String(value);
  else if (typeof value === 'string') {
    if (value === 'null') return undefined;
    text = jsonNumber.exec(value)?.[1];
    if (text === undefined) {
      report(
        message,
        key,
        undefined,
        `${JSON.stringify(value)} is not a number (invalid character in a JSON number of type ${type})`,
        numbers[type],
        true,
      );
      return undefined;
    }
  }
  if (text === undefined) {
    wrongType(message, key, undefined, value, type);
    return undefined;
  }
  const number = Number(text);
  const [least, most] = bounds[type];
  const isWhole = typeof value === 'number' ? Number.isInteger(number) : /^-?\d+$/.test(text);
  if (number >= least && number <= most && (type === 'float64' || isWhole)) return number;
  report(
    message,
    key,
    undefined,
    `json: cannot unmarshal number ${text} into Go value of type ${type}`,
    numbers[type],
    typeof value === 'string',
  );
  return undefined;
}

/** A whole number within the bounds of its type, also as a quoted one; undefined if it is absent. */
export function integerField(message: Message, key: string, type: 'uint32' | 'int32'): number | undefined {
  return numberField(message, key, type);
}

const nonFinite: Record<string, number> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** A double, also as a quoted one; 0 if it is absent. */
export function doubleField(message: Message, key: string): number {
  const value = present(message, key);
  if (typeof value === 'string' && Object.hasOwn(nonFinite, value)) return nonFinite[value] ?? 0;
  return numberField(message, key, 'float64') ?? 0;
}

/** A duration in Go's syntax; undefined if it is absent. */
export function durationField(message: Message, key: string): Nanoseconds | undefined {
  const value = present(message, key);
  if (value === undefined) return undefined;
  if (typeof value !== 'string') {
    wrongType(message, key, undefined, value, 'string', durations);
    return undefined;
  }
  const duration = parseGoDuration(value);
  if (typeof duration === 'bigint') return duration;
  const withUnit = /^\d+(?:\.\d+)?$/.test(value)
    ? { ...durations, fix: `Add the unit: \`${value}s\` if seconds are meant.` }
    : durations;
  report(message, key, undefined, `bad Duration: ${duration.error}`, withUnit, false);
  return undefined;
}

/** An enum by name or number, as its number; 0 if it is absent. */
export function enumField(message: Message, key: string, names: readonly string[], type: string): number {
  const value = present(message, key);
  if (value === undefined) return 0;
  if (typeof value !== 'string') return numberField(message, key, 'int32') ?? 0;
  const index = names.indexOf(value);
  if (index >= 0) return index;
  const wanted = `one of ${names.map((name) => `\`${name}\``).join(', ')}`;
  const expectation = { wanted, fix: `Write ${wanted}.` };
  report(message, key, undefined, `unknown value ${JSON.stringify(JSON.stringify(value))} for enum ${type}`, expectation, true);
  return 0;
}

/** What was decoded, with what could not be: a field in error counts as absent in the value. */
export interface Decoded<T> {
  value: T;
  errors: DecodeError[];
}

/** Reads a kind's `spec` as a message, an absent one being empty, and gives the value even where there are errors. */
export function readSpec<T>(object: JsonObject, read: (spec: Message) => T): Decoded<T> {
  const errors: DecodeError[] = [];
  const root: Message = { object, parent: undefined, key: undefined, at: undefined, errors };
  const spec = messageField(root, 'spec') ?? { object: empty, parent: root, key: 'spec', at: undefined, errors };
  return { value: read(spec), errors };
}

/** Decodes a kind: its `spec` as a message, an absent one being empty. */
export function decodeSpec<T>(object: JsonObject, read: (spec: Message) => T): { value: T } | { errors: DecodeError[] } {
  const { value, errors } = readSpec(object, read);
  return errors.length > 0 ? { errors } : { value };
}

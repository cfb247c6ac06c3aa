import { type Nanoseconds, parseGoDuration } from '../base/duration.js';
import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import type { Path } from '../base/path.js';

/** Why an object cannot be decoded, at which path of it. The words are those of Aeraki's decoder where it has such. */
export interface DecodeError {
  path: Path;
  message: string;
}

/** A message being decoded as golang/protobuf's `jsonpb` does it: null is absent, unknown fields are ignored, a wrong type is an error. */
export interface Message {
  object: JsonObject;
  path: Path;
  errors: DecodeError[];
}

function fail(message: Message, key: string, value: Json, wanted: string): void {
  const got = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value;
  message.errors.push({ path: [...message.path, key], message: `json: cannot unmarshal ${got} into Go value of type ${wanted}` });
}

function present(message: Message, key: string): Json | undefined {
  const value = own(message.object, key);
  return value === null ? undefined : value;
}

/** A member message; undefined if it is absent. */
export function messageField(message: Message, key: string): Message | undefined {
  const value = present(message, key);
  if (value === undefined) return undefined;
  if (isObject(value)) return { object: value, path: [...message.path, key], errors: message.errors };
  fail(message, key, value, 'map[string]json.RawMessage');
  return undefined;
}

/** The messages of a list; a null among them is an empty message. */
export function messageList(message: Message, key: string): Message[] {
  const value = present(message, key);
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    fail(message, key, value, '[]json.RawMessage');
    return [];
  }
  return value.map((item, index) => {
    if (item !== null && !isObject(item))
      fail({ ...message, path: [...message.path, key] }, String(index), item, 'map[string]json.RawMessage');
    return { object: isObject(item) ? item : {}, path: [...message.path, key, index], errors: message.errors };
  });
}

/** A text; `''` if it is absent. */
export function textField(message: Message, key: string): string {
  const value = present(message, key);
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  fail(message, key, value, 'string');
  return '';
}

/** The texts of a list. */
export function textList(message: Message, key: string): string[] {
  const value = present(message, key);
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    fail(message, key, value, '[]json.RawMessage');
    return [];
  }
  return value.map((item, index) => {
    if (typeof item === 'string') return item;
    if (item !== null)
      message.errors.push({
        path: [...message.path, key, index],
        message: 'json: cannot unmarshal into Go value of type string',
      });
    return '';
  });
}

/** A truth value; false if it is absent. */
export function booleanField(message: Message, key: string): boolean {
  const value = present(message, key);
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  fail(message, key, value, 'bool');
  return false;
}

/** A whole number within bounds, also as a quoted one; undefined if it is absent. */
export function integerField(message: Message, key: string, type: 'uint32' | 'int32'): number | undefined {
  const value = present(message, key);
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && /^-?\d{1,12}$/.test(value) ? Number(value) : value;
  const [least, most] = type === 'uint32' ? [0, 0xffffffff] : [-0x80000000, 0x7fffffff];
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number;
  if (typeof value === 'number') {
    message.errors.push({
      path: [...message.path, key],
      message: `json: cannot unmarshal number ${value} into Go value of type ${type}`,
    });
  } else fail(message, key, value, type);
  return undefined;
}

/** A double, also as a quoted one; 0 if it is absent. */
export function doubleField(message: Message, key: string): number {
  const value = present(message, key);
  if (value === undefined) return 0;
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number === 'number') return number;
  fail(message, key, value, 'float64');
  return 0;
}

/** A duration in Go's syntax; undefined if it is absent. */
export function durationField(message: Message, key: string): Nanoseconds | undefined {
  const value = present(message, key);
  if (value === undefined) return undefined;
  if (typeof value !== 'string') {
    fail(message, key, value, 'string');
    return undefined;
  }
  const duration = parseGoDuration(value);
  if (typeof duration === 'bigint') return duration;
  message.errors.push({ path: [...message.path, key], message: `bad Duration: ${duration.error}` });
  return undefined;
}

/** An enum by name or number, as its number; 0 if it is absent. */
export function enumField(message: Message, key: string, names: readonly string[], type: string): number {
  const value = present(message, key);
  if (value === undefined) return 0;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  const index = typeof value === 'string' ? names.indexOf(value) : -1;
  if (index >= 0) return index;
  message.errors.push({
    path: [...message.path, key],
    message: `unknown value ${JSON.stringify(JSON.stringify(value))} for enum ${type}`,
  });
  return 0;
}

/** Decodes a kind: its `spec` as a message, an absent one being empty. */
export function decodeSpec<T>(object: JsonObject, read: (spec: Message) => T): { value: T } | { errors: DecodeError[] } {
  const errors: DecodeError[] = [];
  const spec = messageField({ object, path: [], errors }, 'spec') ?? { object: {}, path: ['spec'], errors };
  const value = read(spec);
  return errors.length > 0 ? { errors } : { value };
}

/** A value of JSON, which is all that a manifest, a dump or the wire can hold once read. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** An object of JSON. Keys come from outside: never index it with a name such as `__proto__` without {@link own}. */
export interface JsonObject {
  [key: string]: Json;
}

/** Tells an object from the other values of JSON. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object's own member of that name, or undefined: inherited members do not count. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The value if it is an object, otherwise undefined. */
export function asObject(value: Json | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** The value if it is a list, otherwise an empty one. */
export function asList(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a string, otherwise undefined. */
export function asString(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value if it is a number, otherwise undefined. */
export function asNumber(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The value if it is a boolean, otherwise undefined. */
export function asBoolean(value: Json | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

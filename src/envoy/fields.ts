import { isObject, type Json, type JsonObject } from '../base/json.js';
import { camelCase } from '../dataplane/protojson.js';

/** A message that is not there. */
const nothing: JsonObject = Object.freeze({});
const none: JsonObject[] = [];

/**
 * A field by its proto name, in either spelling; null is absence, as in proto JSON. Dumps are mostly in snake_case, so that is looked for first. The name must be that of a
 * proto's field: none of them is a member of every object, so that inherited members need no look (a dump has millions of fields).
 */
export function get(message: JsonObject, name: string): Json | undefined {
  const value = message[name];
  if (value !== undefined) return value === null ? undefined : value;
  return (name.includes('_') ? message[camelCase(name)] : undefined) ?? undefined;
}

/** A field that is a message; an empty one where it is absent or of another type. */
export function messageOf(message: JsonObject, name: string): JsonObject {
  const value = get(message, name);
  return isObject(value) ? value : nothing;
}

/** The messages of a list; what is none is left out. */
export function messagesOf(message: JsonObject, name: string): JsonObject[] {
  const value = get(message, name);
  if (!Array.isArray(value)) return none;
  // A loop, since lists of dumps are long and nearly always right.
  for (const item of value) if (!isObject(item)) return value.filter(isObject);
  return value as JsonObject[];
}

/** A text; empty where absent or of another type. */
export function textOf(message: JsonObject, name: string): string {
  const value = get(message, name);
  return typeof value === 'string' ? value : '';
}

/** The texts of a list. */
export function textsOf(message: JsonObject, name: string): string[] {
  const value = get(message, name);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A number, also written as a text (as proto JSON writes 64-bit ones) or wrapped in `{value}`; undefined where there is none. */
export function numberOf(message: JsonObject, name: string): number | undefined {
  let value = get(message, name);
  if (isObject(value)) value = get(value, 'value');
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? Number(value) : undefined;
}

/** The message name in an `@type` or a type URL: what follows the last slash. */
export function typeName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

/** A configuration without its Any or TypedStruct, and the name of its message. */
export interface Typed {
  type: string;
  value: JsonObject;
}

/** Takes the wrapping off the `typed_config` (of old proxies `config`) of a message: an Any, or a TypedStruct of udpa or xds. */
export function typedConfig(message: JsonObject, name = 'typed_config'): Typed {
  const given = get(message, name) ?? (name === 'typed_config' ? get(message, 'config') : undefined);
  let value = isObject(given) ? given : nothing;
  let type = typeName(textOf(value, '@type'));
  // A TypedStruct may hold another one.
  for (let layers = 0; layers < 4 && type.endsWith('.TypedStruct'); layers++) {
    type = typeName(textOf(value, 'type_url'));
    value = messageOf(value, 'value');
  }
  return { type, value };
}

/** Where an address leads: of a socket host and port, of a pipe its path. */
export function addressOf(address: JsonObject): { address: string; port: number | undefined } {
  const socket = messageOf(address, 'socket_address');
  if (socket !== nothing) return { address: textOf(socket, 'address'), port: numberOf(socket, 'port_value') };
  const pipe = messageOf(address, 'pipe');
  if (pipe !== nothing) return { address: textOf(pipe, 'path'), port: undefined };
  const internal = messageOf(address, 'envoy_internal_address');
  return { address: textOf(internal, 'server_listener_name'), port: undefined };
}

/** `address:port`, with brackets around IPv6; the address alone where there is no port. */
export function withPort(address: string, port: number | undefined): string {
  if (port === undefined) return address;
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

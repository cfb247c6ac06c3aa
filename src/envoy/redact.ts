import { isObject, type Json, type JsonObject } from '../base/json.js';

/** What stands for a secret; Envoy writes the same. */
const hidden = '[redacted]';

/** Ends of names, in snake_case, under which a secret stands. */
const secretNames =
  /(?:^|_)(?:private_key|passwords?|passwd|secrets?|token|api_key|access_key|secret_key|credentials?|session_ticket_keys|inline_jwks)$/;

/** Names that end so, but whose values are public. */
const publicNames = new Set(['dynamic_active_secrets', 'dynamic_warming_secrets', 'static_secrets', 'secret']);

/** Headers whose values let somebody in. */
const secretHeaders = /^(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key)$/i;

/** How deep a value may be nested before it is none of a proxy's. */
const deepest = 2000;

const kinds = new Map<string, boolean>();

/** Whether a secret stands under a name. Names are few, so each is looked at once. */
function isSecretName(key: string): boolean {
  const known = kinds.get(key);
  if (known !== undefined) return known;
  const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const secret = secretNames.test(snake) && !publicNames.has(snake);
  if (kinds.size < 10_000) kinds.set(key, secret);
  return secret;
}

/**
 * Hides what is secret in a dump, **in place**: private keys, passwords (also those in a TypedStruct, which a proxy that does not know the filter shows as they are),
 * tokens, ticket keys, generic secrets, and headers that carry credentials. Certificates and file names stay. False: the value is nested too deep to be a dump, and nothing
 * can be said of it.
 */
export function redactDump(json: Json): boolean {
  const open: [value: Json[] | JsonObject, depth: number][] = [];
  const visit = (value: Json | undefined, depth: number): void => {
    if (typeof value === 'object' && value !== null) open.push([value, depth]);
  };
  visit(json, 0);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, depth] = next;
    if (depth > deepest) return false;
    if (Array.isArray(value)) {
      for (const item of value) visit(item, depth + 1);
      continue;
    }
    for (const key in value) {
      const member = value[key];
      if (isSecretName(key)) hide(value, key);
      else if (key === 'generic_secret' || key === 'genericSecret') hideAll(member, 0);
      visit(member, depth + 1);
    }
    hideHeader(value);
  }
  return true;
}

function hide(holder: JsonObject, key: string): void {
  const value = holder[key];
  if (typeof value === 'string') {
    if (value !== '') set(holder, key, hidden);
  } else hideAll(value, 0);
}

/** Sets a member, also one of the name `__proto__`. */
function set(holder: JsonObject, key: string, value: string): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Hides the inline contents of a DataSource, of a list or a map of such. */
function hideAll(value: Json | undefined, depth: number): void {
  if (depth > 4) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (typeof item === 'string') value[index] = hidden;
      else hideAll(item, depth + 1);
    }
    return;
  }
  if (!isObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (/^inline_?(?:string|bytes)$/i.test(key) && typeof member === 'string') {
      // Bytes stay bytes: what reads the dump back expects base64.
      set(value, key, /bytes/i.test(key) ? 'W3JlZGFjdGVkXQ==' : hidden);
    } else hideAll(member, depth + 1);
  }
}

/** A header of a name that carries credentials: `{key, value}`, or `{header: {key, value}}`, whose inner value is visited too. */
function hideHeader(value: JsonObject): void {
  const key = value['key'];
  if (typeof key !== 'string' || !secretHeaders.test(key)) return;
  for (const name of ['value', 'raw_value', 'rawValue']) if (typeof value[name] === 'string') set(value, name, hidden);
}

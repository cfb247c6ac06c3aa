import { asObject, asString, isObject, type Json, type JsonObject, own } from '../base/json.js';
import type { Path } from '../base/path.js';
import { type FieldChange, fieldChanges, hidden } from '../controlplane/compare.js';
import { compareText } from '../mesh/hosts.js';

/** Members of metadata that the server keeps, and that say nothing of what is meant. */
const serversOwn = new Set([
  'managedFields',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'uid',
  'selfLink',
]);

/** The annotation of client-side `kubectl apply`: a copy of the object. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * What of an object matters: without its status and what the server keeps in the metadata, members sorted, so that equal objects are equal texts.
 */
export function substanceOf(object: JsonObject): JsonObject {
  const metadata: JsonObject = {};
  for (const [key, value] of Object.entries(asObject(own(object, 'metadata')) ?? {})) {
    if (serversOwn.has(key)) continue;
    if (key !== 'annotations' || !isObject(value)) {
      metadata[key] = value;
      continue;
    }
    const annotations = Object.entries(value).filter(([name]) => name !== lastApplied);
    if (annotations.length > 0) metadata[key] = Object.fromEntries(annotations);
  }
  const { apiVersion, kind, status: _status, metadata: _metadata, ...rest } = object;
  return {
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
    metadata: asObject(sorted(metadata)) ?? {},
    ...asObject(sorted(rest)),
  };
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort(compareText);
  return Object.fromEntries(keys.map((key): [string, Json] => [key, sorted(value[key] ?? null)]));
}

/** Whether two objects mean the same. */
export function areEqual(one: JsonObject, other: JsonObject): boolean {
  return JSON.stringify(substanceOf(one)) === JSON.stringify(substanceOf(other));
}

/** What holds secrets in an object: the whole of a Secret's data, and every member that is named after a password. */
function isSecretAt(kind: string, path: Path): boolean {
  if (kind === 'Secret' && (path[0] === 'data' || path[0] === 'stringData')) return true;
  return path.some((step) => typeof step === 'string' && /password/i.test(step) && !/field$/i.test(step));
}

/** A value without its secrets: each is replaced by the mark. */
function redacted(value: Json, path: Path, kind: string, mark: string): Json {
  if (Array.isArray(value)) return value.map((item, index) => redacted(item, [...path, index], kind, mark));
  if (isObject(value)) {
    const entries = Object.entries(value);
    return Object.fromEntries(entries.map(([key, member]) => [key, redacted(member, [...path, key], kind, mark)]));
  }
  return value === null || value === '' || !isSecretAt(kind, path) ? value : mark;
}

/** An object without the secrets in it. */
export function withoutSecrets(object: JsonObject): JsonObject {
  return asObject(redacted(object, [], asString(own(object, 'kind')) ?? '', hidden)) ?? {};
}

/**
 * Two sides of an object without secrets. Where a secret differs, the marks differ too, so that a text made of them shows that something changes:
 * `<redacted> (before)` and `<redacted> (after)`.
 */
export function redactedSides(before: JsonObject, after: JsonObject): { before: JsonObject; after: JsonObject } {
  const kind = asString(own(after, 'kind')) ?? asString(own(before, 'kind')) ?? '';
  const pair = (one: Json | undefined, other: Json | undefined, path: Path): [Json | undefined, Json | undefined] => {
    if (one === undefined) return [undefined, other === undefined ? undefined : redacted(other, path, kind, hidden)];
    if (other === undefined) return [redacted(one, path, kind, hidden), undefined];
    if (isObject(one) && isObject(other)) {
      const left: JsonObject = {};
      const right: JsonObject = {};
      for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
        const [a, b] = pair(own(one, key), own(other, key), [...path, key]);
        if (a !== undefined) define(left, key, a);
        if (b !== undefined) define(right, key, b);
      }
      return [inOrderOf(left, one), inOrderOf(right, other)];
    }
    if (Array.isArray(one) && Array.isArray(other)) {
      const sides = Array.from({ length: Math.max(one.length, other.length) }, (_, index) =>
        pair(one[index], other[index], [...path, index]),
      );
      return [sides.flatMap(([a]) => (a === undefined ? [] : [a])), sides.flatMap(([, b]) => (b === undefined ? [] : [b]))];
    }
    if (JSON.stringify(one) === JSON.stringify(other))
      return [redacted(one, path, kind, hidden), redacted(other, path, kind, hidden)];
    return [redacted(one, path, kind, `${hidden} (before)`), redacted(other, path, kind, `${hidden} (after)`)];
  };
  const [left, right] = pair(before, after, []);
  return { before: asObject(left) ?? {}, after: asObject(right) ?? {} };
}

/** Sets a member also where its name is `__proto__`. */
function define(object: JsonObject, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function inOrderOf(object: JsonObject, model: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(model).flatMap((key) => (Object.hasOwn(object, key) ? [[key, object[key] ?? null]] : [])),
  );
}

/** The fields in which two states of an object differ, as far as they matter; secrets are compared and hidden. */
export function changesBetween(before: JsonObject, after: JsonObject): FieldChange[] {
  const kind = asString(own(after, 'kind')) ?? '';
  return fieldChanges(substanceOf(before), substanceOf(after)).map(({ path, from, to }) => ({
    path,
    ...(from === undefined ? {} : { from: redacted(from, path, kind, hidden) }),
    ...(to === undefined ? {} : { to: redacted(to, path, kind, hidden) }),
  }));
}

/**
 * What applying a file would change, as far as that can be told without the server: the fields that the file gives and the live object has otherwise. Fields
 * that only the server's defaults or other managers gave stay as they are.
 */
export function mergedLocally(live: JsonObject, file: JsonObject): JsonObject {
  const merge = (one: Json | undefined, other: Json): Json => {
    if (!isObject(one) || !isObject(other)) return other;
    const result: JsonObject = { ...one };
    for (const [key, value] of Object.entries(other)) define(result, key, merge(own(one, key), value));
    return result;
  };
  return asObject(merge(live, withoutStringData(file))) ?? {};
}

/** A Secret as the server keeps it: what `stringData` gives in clear text is in `data`, in base64. */
function withoutStringData(file: JsonObject): JsonObject {
  const { stringData, ...rest } = file;
  if (own(file, 'kind') !== 'Secret' || !isObject(stringData)) return file;
  const data = { ...asObject(own(file, 'data')) };
  for (const [key, text] of Object.entries(stringData))
    define(data, key, typeof text === 'string' ? Buffer.from(text).toString('base64') : text);
  return { ...rest, data };
}

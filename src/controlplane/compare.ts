import { asList, asObject, asString, isObject, type Json, type JsonObject, own } from '../base/json.js';
import type { Path } from '../base/path.js';
import { readRouteConfiguration, toHttpRouteConfiguration } from '../dataplane/forms.js';
import { compareText } from '../mesh/hosts.js';

/** Which object is meant, in a comparison. Route configurations have no namespace. */
export interface ComparedName {
  kind: string;
  namespace: string;
  name: string;
}

/** One field that differs. `from` is absent where it is new, `to` where it is gone. */
export interface FieldChange {
  path: Path;
  from?: Json;
  to?: Json;
}

/** An object that is on both sides and differs. */
export interface ChangedObject extends ComparedName {
  changes: FieldChange[];
}

/** How one set of objects becomes another. Each list by kind, namespace and name. */
export interface Comparison {
  added: ComparedName[];
  removed: ComparedName[];
  changed: ChangedObject[];
}

/** What stands for a secret that is not shown. */
export const hidden = '<redacted>';

/** Nothing differs. */
export function isSame({ added, removed, changed }: Comparison): boolean {
  return added.length + removed.length + changed.length === 0;
}

/** What an object is known by. An object without a kind is a route configuration, which has only a name. */
export function comparedName(object: JsonObject): ComparedName {
  const metadata = asObject(own(object, 'metadata')) ?? {};
  const kind = asString(own(object, 'kind'));
  return {
    kind: kind ?? 'RouteConfiguration',
    namespace: asString(own(metadata, 'namespace')) ?? '',
    name: asString(own(kind === undefined ? object : metadata, 'name')) ?? '',
  };
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * What of an object is compared: of one of Kubernetes labels, annotations and spec, so that everything a server adds (uid, resourceVersion,
 * managedFields, status, the annotation of `kubectl apply`) does not count, nor the API version, as Istio's mean the same. A route
 * configuration is compared in the wire's form, whichever it was saved in.
 */
function substance(object: JsonObject): JsonObject {
  if (own(object, 'kind') === undefined) {
    const read = readRouteConfiguration(object);
    return 'value' in read && read.problems.length === 0 ? toHttpRouteConfiguration(read.value) : object;
  }
  const metadata = asObject(own(object, 'metadata')) ?? {};
  const annotations = Object.entries(asObject(own(metadata, 'annotations')) ?? {}).filter(([key]) => key !== lastApplied);
  const labels = asObject(own(metadata, 'labels'));
  return {
    metadata: {
      ...(labels === undefined ? {} : { labels }),
      ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
    },
    spec: own(object, 'spec') ?? {},
  };
}

/** Lists of matchers, whose order is random in Aeraki and means nothing. */
const unordered = new Set(['headers', 'metadata']);

/** The same value with lists of matchers sorted, so that equal values are equal texts. */
function inFixedOrder(value: Json): Json {
  if (Array.isArray(value)) return value.map(inFixedOrder);
  if (!isObject(value)) return value;
  const entries = Object.keys(value)
    .sort(compareText)
    .map((key): [string, Json] => {
      const member = inFixedOrder(value[key] ?? null);
      const sortable = unordered.has(key) && Array.isArray(member) && member.every((item) => isObject(item) && 'name' in item);
      if (!sortable) return [key, member];
      return [
        key,
        member
          .map((item) => [JSON.stringify(item), item] as const)
          .sort(([a], [b]) => compareText(a, b))
          .map(([, item]) => item),
      ];
    });
  return Object.fromEntries(entries);
}

/** The text that values are compared by. */
const textOf = (value: Json): string => JSON.stringify(value);

/** The fields that differ between two values whose members are in one order. Nothing is hidden. */
export function fieldChanges(from: Json, to: Json): FieldChange[] {
  const changes: FieldChange[] = [];
  changesOf(from, to, [], changes);
  return changes;
}

/** Collects the fields that differ; both values are in fixed order. */
function changesOf(from: Json, to: Json, path: Path, changes: FieldChange[]): void {
  if (from === to) return;
  if (isObject(from) && isObject(to)) {
    for (const key of [...new Set([...Object.keys(from), ...Object.keys(to)])].sort(compareText)) {
      const [before, after] = [own(from, key), own(to, key)];
      if (before === undefined && after !== undefined) changes.push({ path: [...path, key], to: after });
      else if (before !== undefined && after === undefined) changes.push({ path: [...path, key], from: before });
      else if (before !== undefined && after !== undefined) changesOf(before, after, [...path, key], changes);
    }
  } else if (Array.isArray(from) && Array.isArray(to)) listChanges(from, to, path, changes);
  else changes.push({ path, from, to });
}

/**
 * Lists are laid side by side without what they begin and end with alike, so that one item put in or taken out is one change. Paths count
 * as in the new list, but for items that are gone.
 */
function listChanges(from: Json[], to: Json[], path: Path, changes: FieldChange[]): void {
  let start = 0;
  let end = 0;
  if (from.length !== to.length) {
    const [before, after] = [from.map(textOf), to.map(textOf)];
    const shorter = Math.min(from.length, to.length);
    while (start < shorter && before[start] === after[start]) start++;
    while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  }
  const paired = Math.min(from.length, to.length) - end;
  for (let i = start; i < paired; i++) changesOf(from[i] ?? null, to[i] ?? null, [...path, i], changes);
  for (let i = paired; i < from.length - end; i++) changes.push({ path: [...path, i], from: from[i] ?? null });
  for (let i = paired; i < to.length - end; i++) changes.push({ path: [...path, i], to: to[i] ?? null });
}

/** Members that hold a password in what Aeraki generates, in the spelling of JSON and of protobuf. */
const passwordMember = /password/i;

/** A value with every text below a member named after a password hidden; `path` is the value's own place. */
export function withoutPasswords(value: Json, path: Path = []): Json {
  return hide(
    value,
    path.some((step) => typeof step === 'string' && passwordMember.test(step)),
  );
}

function hide(value: Json, secret: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => hide(item, secret));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, hide(member, secret || passwordMember.test(key))]),
    );
  }
  return secret && value !== null && value !== '' ? hidden : value;
}

/** An object with the values at some paths hidden; paths that it does not have are passed over. */
export function redact(object: JsonObject, secrets: readonly Path[]): JsonObject {
  const copy = structuredClone(object);
  for (const path of secrets) {
    let holder: Json | undefined = copy;
    for (const step of path.slice(0, -1)) holder = memberOf(holder, step);
    const last = path.at(-1);
    if (last === undefined || memberOf(holder, last) === undefined) continue;
    if (Array.isArray(holder)) holder[Number(last)] = hidden;
    else if (isObject(holder)) holder[last] = hidden;
  }
  return copy;
}

function memberOf(value: Json | undefined, step: string | number): Json | undefined {
  if (typeof step === 'number') return asList(value)[step];
  const object = asObject(value);
  return object && own(object, step);
}

function byKey(objects: readonly JsonObject[]): Map<string, { name: ComparedName; object: JsonObject }> {
  const keyed = objects.map((object) => {
    const name = comparedName(object);
    return [`${name.kind}\n${name.namespace}\n${name.name}`, { name, object }] as const;
  });
  return new Map(keyed.sort(([a], [b]) => compareText(a, b)));
}

/**
 * What makes the objects of one side those of the other: object by object (by kind, namespace and name), field by field. What a server adds
 * does not count, nor the order of matchers. Passwords are compared, and hidden in the result.
 */
export function compareObjects(from: readonly JsonObject[], to: readonly JsonObject[]): Comparison {
  const [before, after] = [byKey(from), byKey(to)];
  const comparison: Comparison = { added: [], removed: [], changed: [] };
  for (const [key, { name, object }] of after) {
    const old = before.get(key);
    if (old === undefined) {
      comparison.added.push(name);
      continue;
    }
    const changes: FieldChange[] = [];
    changesOf(inFixedOrder(substance(old.object)), inFixedOrder(substance(object)), [], changes);
    if (changes.length > 0) comparison.changed.push({ ...name, changes: changes.map(withHiddenPasswords) });
  }
  for (const [key, { name }] of before) if (!after.has(key)) comparison.removed.push(name);
  return comparison;
}

function withHiddenPasswords({ path, from, to }: FieldChange): FieldChange {
  return {
    path,
    ...(from === undefined ? {} : { from: withoutPasswords(from, path) }),
    ...(to === undefined ? {} : { to: withoutPasswords(to, path) }),
  };
}

import type { ResourceRef } from '../base/finding.js';
import { asString, type JsonObject, own } from '../base/json.js';
import type { ManifestObject } from '../manifest/types.js';
import { listAt, objectAt, textAt } from '../resource/core.js';

/** What an object of a cluster is known by, whatever its API version. */
export function objectKey(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

/** The key of what a finding or a source names. */
export function resourceKey({ kind, namespace, name }: ResourceRef): string {
  return objectKey(kind ?? '', namespace ?? '', name ?? '');
}

/** What an object is: apiVersion, kind, namespace (left out where it has none) and name. */
export function resourceRef(object: JsonObject): Required<Pick<ResourceRef, 'apiVersion' | 'kind' | 'name'>> & ResourceRef {
  const metadata = objectAt(object, 'metadata');
  const namespace = textAt(metadata, 'namespace');
  return {
    apiVersion: textAt(object, 'apiVersion'),
    kind: textAt(object, 'kind'),
    ...(namespace === '' ? {} : { namespace }),
    name: textAt(metadata, 'name'),
  };
}

/** What the server adds to the metadata of an object; in a manifest it would be a mistake. */
const byServer = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink'];

/** An object as somebody wrote it: without status and the server's metadata, for rules that judge manifests. */
export function asWritten({ value, origin }: ManifestObject): ManifestObject {
  const { status: _, ...written } = value;
  const kept = Object.entries(objectAt(value, 'metadata')).filter(([key]) => !byServer.includes(key));
  return { value: { ...written, metadata: Object.fromEntries(kept) }, origin };
}

/** Objects by {@link objectKey}. */
export function indexObjects(objects: readonly ManifestObject[]): Map<string, JsonObject> {
  return new Map(objects.map(({ value }) => [resourceKey(resourceRef(value)), value]));
}

/** When an object was made, as epoch milliseconds; undefined where it does not tell. */
export function createdAt(object: JsonObject): number | undefined {
  return timeOf(asString(own(objectAt(object, 'metadata'), 'creationTimestamp')));
}

/**
 * Who wrote an object last, and when: by its managed fields (status left out), else when it was made, where it is still of its first generation.
 * Undefined where neither tells.
 */
export function lastWrite(object: JsonObject): { manager: string; at: number } | undefined {
  let last: { manager: string; at: number } | undefined;
  for (const entry of listAt(objectAt(object, 'metadata'), 'managedFields')) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry) || textAt(entry, 'subresource') !== '') continue;
    const at = timeOf(textAt(entry, 'time'));
    if (at !== undefined && (last === undefined || at >= last.at)) last = { manager: textAt(entry, 'manager'), at };
  }
  if (last !== undefined) return last;
  const at = own(objectAt(object, 'metadata'), 'generation') === 1 ? createdAt(object) : undefined;
  return at === undefined ? undefined : { manager: '', at };
}

function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** How long something has been there, as kubectl shows ages: `45s`, `3m20s`, `5h`, `4d3h`, `2y10d`; `<unknown>` where it is not known. */
export function ageText(since: number | undefined, now: number): string {
  if (since === undefined) return '<unknown>';
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return two(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? two(years, 'y', days % 365, 'd') : `${years}y`;
}

function two(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit}${small}${smallUnit}`;
}

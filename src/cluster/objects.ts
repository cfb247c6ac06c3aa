import type { JsonObject } from '../base/json.js';
import { ClusterError } from './errors.js';
import type { Cluster, Resource } from './types.js';

/** Which objects of a kind. */
export interface Selection {
  /** All namespaces where left out. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  signal?: AbortSignal;
}

/** A list at one resourceVersion, from which a watch can go on. Every item has its apiVersion and kind. */
export interface ObjectList {
  items: JsonObject[];
  resourceVersion: string;
}

/** What a watch reports. `SYNCED` once all objects that were there have been told. */
export type WatchEvent = { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: JsonObject } | { type: 'SYNCED' };

/** How an object is written. */
export interface WriteOptions {
  dryRun?: boolean;
  /** Takes fields over that other managers own. */
  force?: boolean;
  signal?: AbortSignal;
}

const later = (...given: unknown[]): never => {
  throw new ClusterError('config', `not built yet (${given.length})`);
};

/** All objects of a kind, read in pages of 500. */
export async function listObjects(cluster: Cluster, resource: Resource, selection: Selection = {}): Promise<ObjectList> {
  return later(cluster, resource, selection);
}

/** One object, or undefined where there is none. */
export async function getObject(
  cluster: Cluster,
  resource: Resource,
  name: string,
  namespace?: string,
): Promise<JsonObject | undefined> {
  return later(cluster, resource, name, namespace);
}

/** Lists, then watches, for as long as the signal allows: resumed where the connection breaks, listed anew where the version is too old (then told as changes). */
export async function* watchObjects(cluster: Cluster, resource: Resource, selection: Selection): AsyncGenerator<WatchEvent> {
  yield later(cluster, resource, selection);
}

/** Server-side apply with field manager `aerakictl` and strict field validation; returns what the server made of it. */
export async function applyObject(
  cluster: Cluster,
  resource: Resource,
  object: JsonObject,
  options: WriteOptions = {},
): Promise<JsonObject> {
  return later(cluster, resource, object, options);
}

/** Writes an object back as it was: replaces what is there, creates what is not. */
export async function restoreObject(
  cluster: Cluster,
  resource: Resource,
  object: JsonObject,
  options: WriteOptions = {},
): Promise<JsonObject> {
  return later(cluster, resource, object, options);
}

/** JSON merge patch of an object (or its `status`, `scale` …). */
export async function patchObject(
  cluster: Cluster,
  resource: Resource,
  name: string,
  namespace: string | undefined,
  patch: JsonObject,
  options: WriteOptions & { subresource?: string } = {},
): Promise<JsonObject> {
  return later(cluster, resource, name, namespace, patch, options);
}

/** Deletes an object; false where there was none. */
export async function deleteObject(
  cluster: Cluster,
  resource: Resource,
  name: string,
  namespace: string | undefined,
  options: WriteOptions & { uid?: string } = {},
): Promise<boolean> {
  return later(cluster, resource, name, namespace, options);
}

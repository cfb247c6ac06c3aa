import { asObject, type Json, type JsonObject } from '../base/json.js';
import { objectAt, textAt } from '../resource/core.js';
import { ClusterError } from './errors.js';
import { optional, pathOf, queryOf, signalOf } from './list.js';
import { type ApiRequest, requestJson } from './request.js';
import type { Cluster, Resource } from './types.js';

export { apiVersionOf, listObjects, type ObjectList, pathOf, queryOf, type Selection } from './list.js';
export { type WatchEvent, watchObjects } from './watch.js';

/** How an object is written. */
export interface WriteOptions {
  dryRun?: boolean;
  /** Takes fields over that other managers own. */
  force?: boolean;
  /** Told each warning of the API server or of a webhook. */
  onWarning?: (text: string) => void;
  signal?: AbortSignal;
}

/** Who the API server notes as the writer of our fields. */
const fieldManager = 'aerakictl';

/** How often a restore starts anew where somebody else writes at the same time. */
const mostConflicts = 5;

/** One object, or undefined where there is none. */
export async function getObject(
  cluster: Cluster,
  resource: Resource,
  name: string,
  namespace?: string,
  options: { signal?: AbortSignal } = {},
): Promise<JsonObject | undefined> {
  try {
    return objectOf(await requestJson(cluster, { path: pathOf(resource, namespace, name), ...options }), cluster);
  } catch (error) {
    if (error instanceof ClusterError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

function objectOf(value: Json, cluster: Cluster): JsonObject {
  const object = asObject(value);
  if (object !== undefined) return object;
  throw new ClusterError('server', `${cluster.server} answers with something that is no object of Kubernetes.`);
}

/** Where an object is written to, by its own metadata. */
function placeOf(cluster: Cluster, resource: Resource, object: JsonObject): { name: string; namespace: string } {
  const metadata = objectAt(object, 'metadata');
  const name = textAt(metadata, 'name');
  if (name === '')
    throw new ClusterError('invalid', `A ${resource.kind} without metadata.name cannot be written.`, {
      fix: 'Give it a name: generateName is not taken here, as it would make another object each time.',
    });
  return { name, namespace: resource.namespaced ? textAt(metadata, 'namespace') || cluster.namespace : '' };
}

function writing(options: WriteOptions): Pick<ApiRequest, 'signal' | 'onWarning'> {
  return { ...signalOf(options), ...optional('onWarning', options.onWarning) };
}

function writeQuery(options: WriteOptions, more: Record<string, string> = {}): string {
  return queryOf({}, { fieldManager, ...(options.dryRun === true ? { dryRun: 'All' } : {}), ...more });
}

/** Server-side apply with field manager `aerakictl` and strict field validation; returns what the server made of it. */
export async function applyObject(
  cluster: Cluster,
  resource: Resource,
  object: JsonObject,
  options: WriteOptions = {},
): Promise<JsonObject> {
  const { name, namespace } = placeOf(cluster, resource, object);
  const query = writeQuery(options, { fieldValidation: 'Strict', force: String(options.force === true) });
  const answer = await requestJson(cluster, {
    method: 'PATCH',
    path: pathOf(resource, namespace, name) + query,
    // The server refuses managed fields here, and objects that were read from it have them.
    body: withoutMetadata(object, ['managedFields']),
    contentType: 'application/apply-patch+yaml',
    ...writing(options),
  });
  return objectOf(answer, cluster);
}

/** A copy of the object without some of its metadata. */
function withoutMetadata(object: JsonObject, keys: readonly string[]): JsonObject {
  const kept = Object.entries(objectAt(object, 'metadata')).filter(([key]) => !keys.includes(key));
  return { ...object, metadata: Object.fromEntries(kept) };
}

/** Writes an object back as it was: replaces what is there, creates what is not. */
export async function restoreObject(
  cluster: Cluster,
  resource: Resource,
  object: JsonObject,
  options: WriteOptions = {},
): Promise<JsonObject> {
  const { name, namespace } = placeOf(cluster, resource, object);
  for (let tries = 1; ; tries++) {
    const present = await getObject(cluster, resource, name, namespace, signalOf(options));
    try {
      return objectOf(await requestJson(cluster, rewriting(resource, object, { name, namespace }, present, options)), cluster);
    } catch (error) {
      // Somebody has written, made or deleted it in between.
      const raced = error instanceof ClusterError && (error.kind === 'conflict' || (error.kind === 'not-found' && present));
      if (!raced || tries >= mostConflicts) throw error;
    }
  }
}

function rewriting(
  resource: Resource,
  object: JsonObject,
  { name, namespace }: { name: string; namespace: string },
  present: JsonObject | undefined,
  options: WriteOptions,
): ApiRequest {
  const own = ['resourceVersion', 'uid', 'creationTimestamp', 'generation', 'selfLink', 'deletionTimestamp'];
  if (present === undefined) {
    const body = withoutMetadata(object, [...own, 'managedFields']);
    // Made twice it is refused as existing, which is seen to.
    return {
      method: 'POST',
      path: pathOf(resource, namespace) + writeQuery(options),
      body,
      repeatable: true,
      ...writing(options),
    };
  }
  const { metadata, ...rest } = withoutMetadata(object, own);
  const current = objectAt(present, 'metadata');
  const body = {
    ...rest,
    metadata: { ...asObject(metadata), resourceVersion: textAt(current, 'resourceVersion'), uid: textAt(current, 'uid') },
  };
  return { method: 'PUT', path: pathOf(resource, namespace, name) + writeQuery(options), body, ...writing(options) };
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
  const answer = await requestJson(cluster, {
    method: 'PATCH',
    path: pathOf(resource, namespace, name, options.subresource) + writeQuery(options),
    body: patch,
    contentType: 'application/merge-patch+json',
    ...writing(options),
  });
  return objectOf(answer, cluster);
}

/** Deletes an object, and in the background what it owns; false where there was none. With `uid`, only if it is still that very object. */
export async function deleteObject(
  cluster: Cluster,
  resource: Resource,
  name: string,
  namespace: string | undefined,
  options: WriteOptions & { uid?: string } = {},
): Promise<boolean> {
  let again = false;
  const body: JsonObject = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' };
  if (options.dryRun === true) body['dryRun'] = ['All'];
  if (options.uid !== undefined) body['preconditions'] = { uid: options.uid };
  try {
    await requestJson(cluster, {
      method: 'DELETE',
      path: pathOf(resource, namespace, name),
      body,
      onRetry: () => {
        again = true;
      },
      ...writing(options),
    });
    return true;
  } catch (error) {
    // Gone at the second try: the first, whose answer was lost, has deleted it.
    if (error instanceof ClusterError && error.kind === 'not-found') return again;
    throw error;
  }
}

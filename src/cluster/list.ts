import { asList, asObject, isObject, type JsonObject, own } from '../base/json.js';
import { objectAt, textAt } from '../resource/core.js';
import { ClusterError } from './errors.js';
import { requestJson } from './request.js';
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

const pageSize = 500;

/** `apiVersion` of a resource's objects. */
export function apiVersionOf({ group, version }: Resource): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Path of a resource: of all its objects, of those of a namespace, or of one. */
export function pathOf(resource: Resource, namespace?: string, name?: string, subresource?: string): string {
  const { group, version, plural, namespaced } = resource;
  const parts = group === '' ? ['api', version] : ['apis', group, version];
  if (namespaced && namespace !== undefined && namespace !== '') parts.push('namespaces', namespace);
  parts.push(plural);
  if (name !== undefined) parts.push(name);
  if (subresource !== undefined) parts.push(subresource);
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** The query of a list or a watch. */
export function queryOf({ labelSelector, fieldSelector }: Selection, more: Record<string, string>): string {
  const query = new URLSearchParams(more);
  if (labelSelector !== undefined && labelSelector !== '') query.set('labelSelector', labelSelector);
  if (fieldSelector !== undefined && fieldSelector !== '') query.set('fieldSelector', fieldSelector);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** An object with one member, or with none where there is no value. */
export function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [key in Key]?: Value } {
  const given: { [key in Key]?: Value } = {};
  if (value !== undefined) given[key] = value;
  return given;
}

/** All objects of a kind, read in pages of 500. Where the list grows too old between two pages, it is read anew in one piece, as client-go's pager does. */
export async function listObjects(cluster: Cluster, resource: Resource, selection: Selection = {}): Promise<ObjectList> {
  const path = pathOf(resource, selection.namespace);
  const items: JsonObject[] = [];
  let more: Record<string, string> = { limit: String(pageSize) };
  for (;;) {
    let page: JsonObject;
    try {
      page = asObject(await requestJson(cluster, { path: path + queryOf(selection, more), ...signalOf(selection) })) ?? {};
    } catch (error) {
      if (!(error instanceof ClusterError && error.kind === 'gone' && items.length > 0)) throw error;
      items.length = 0;
      more = {};
      continue;
    }
    for (const item of asList(own(page, 'items'))) if (isObject(item)) items.push(complete(item, resource));
    const metadata = objectAt(page, 'metadata');
    const next = textAt(metadata, 'continue');
    if (next === '') return { items, resourceVersion: textAt(metadata, 'resourceVersion') };
    more = { limit: String(pageSize), continue: next };
  }
}

/** An item of a list with its apiVersion and kind, which the API server leaves out there. */
function complete(item: JsonObject, resource: Resource): JsonObject {
  return Object.hasOwn(item, 'kind') ? item : { apiVersion: apiVersionOf(resource), kind: resource.kind, ...item };
}

/** The signal, to be handed on. */
export function signalOf({ signal }: { signal?: AbortSignal }): { signal?: AbortSignal } {
  return optional('signal', signal);
}

import { isObject, type Json, type JsonObject } from '../base/json.js';
import { get, messageOf, textOf } from './fields.js';
import { sectionsOf } from './sections.js';
import type { Section, SidecarView } from './types.js';

/** What of a dump is wanted; `metards` is the section of MetaProtocol's routes. */
export type RawWanted = Section | 'all' | 'metards' | undefined;

/**
 * A dump as the proxy gave it, or a section of it: a section is the element of `configs` itself, as `jq` picked it from the old tool's output; `routes`, of which a proxy has
 * several, is a dump with only those. With a narrowed view only the items that are in it. Undefined: the dump has no such section. The value shares its parts with `json`.
 */
export function rawSections(json: Json, wanted: RawWanted, narrowed?: SidecarView): Json | undefined {
  const all = sectionsOf(json);
  if (!Array.isArray(all)) return undefined;
  const kept = narrowed === undefined ? undefined : keptPaths(narrowed);
  const shown = (value: JsonObject, path: readonly (string | number)[]): JsonObject =>
    kept === undefined ? value : pruned(value, path, kept, narrowed);
  if (wanted === undefined || wanted === 'all') {
    if (kept === undefined) return json;
    return { configs: all.map(({ value, path }) => shown(value, path)) };
  }
  const chosen = all.filter(({ section, metaProtocol }) =>
    wanted === 'metards' ? section === 'routes' && metaProtocol : section === wanted,
  );
  const [first] = chosen;
  if (first === undefined) return undefined;
  if (wanted === 'routes' || chosen.length > 1) return { configs: chosen.map(({ value, path }) => shown(value, path)) };
  return shown(first.value, first.path);
}

/** Paths of what a view holds, as texts. */
function keptPaths({ listeners, routeConfigurations, clusters, secrets }: SidecarView): Set<string> {
  return new Set([...listeners, ...routeConfigurations, ...clusters, ...secrets].map(({ path }) => path.join('\n')));
}

/** A section with only the items that are kept; endpoints by their cluster, a bootstrap as it is. */
function pruned(
  section: JsonObject,
  path: readonly (string | number)[],
  kept: ReadonlySet<string>,
  view: SidecarView | undefined,
): JsonObject {
  const clusters = new Set(view?.endpoints.map(({ cluster }) => cluster));
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(section)) {
    if (key === '__proto__') continue;
    result[key] = Array.isArray(value)
      ? value.filter((item, index) => {
          if (!isObject(item)) return true;
          const endpoints = get(item, 'endpoint_config');
          if (endpoints !== undefined) return clusters.has(textOf(messageOf(item, 'endpoint_config'), 'cluster_name'));
          return kept.has([...path, key, index].join('\n'));
        })
      : value;
  }
  return result;
}

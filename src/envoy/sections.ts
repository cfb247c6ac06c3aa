import { isObject, type Json, type JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';
import { camelCase } from '../dataplane/protojson.js';
import { get, messageOf, textOf, typeName } from './fields.js';
import type { DumpItem } from './items.js';
import type { Section } from './types.js';

/** One element of a dump's `configs`. */
export interface DumpSection {
  section: Section;
  /** Of the MetaProtocol proxy; else Envoy's own. */
  metaProtocol: boolean;
  /** An item on its own, as `?resource=` gives it; else a whole section. */
  item: boolean;
  value: JsonObject;
  path: Path;
}

/** A value that is no config dump: what it is instead, and what to give. */
export interface NotADump {
  message: string;
  fix: string;
}

/** Message names of the sections, with the end of the names of their single items (`ListenersConfigDump.DynamicListener`). */
const sections: readonly [message: string, section: Section][] = [
  ['BootstrapConfigDump', 'bootstrap'],
  ['ListenersConfigDump', 'listeners'],
  ['ClustersConfigDump', 'clusters'],
  ['EndpointsConfigDump', 'endpoints'],
  ['SecretsConfigDump', 'secrets'],
  ['RoutesConfigDump', 'routes'],
];

const howToGet = "Give what a proxy's admin interface answers to /config_dump?include_eds.";

/**
 * The sections of a dump, by their `@type`. Taken are a whole dump, one made with `?resource=` or `?mask=`, a single section or a list of sections; sections of a
 * kind that is not read (scoped routes, extensions) are left out.
 */
export function sectionsOf(json: Json): DumpSection[] | NotADump {
  const given = Array.isArray(json) ? json : isObject(json) ? (get(json, 'configs') ?? [json]) : undefined;
  const whole = isObject(json) && Array.isArray(get(json, 'configs'));
  if (!Array.isArray(given)) return { message: `This is ${kindOf(json)}, not a config dump.`, fix: howToGet };
  const base: Path = whole ? ['configs'] : [];
  const alone = isObject(json) && !whole;
  let typed = 0;
  const found = given.flatMap((value, index): DumpSection[] => {
    if (!isObject(value)) return [];
    const type = typeName(textOf(value, '@type'));
    if (type.includes('ConfigDump')) typed++;
    const parts = /\.(\w+ConfigDump)(\.\w+)?$/.exec(type);
    const section = sections.find(([message]) => message === parts?.[1])?.[1];
    if (section === undefined) return [];
    return [
      {
        section,
        metaProtocol: type.includes('meta_protocol_proxy'),
        item: parts?.[2] !== undefined,
        value,
        path: alone ? base : [...base, index],
      },
    ];
  });
  return typed > 0 || (whole && given.length === 0) ? found : notADump(json);
}

/** Answers of the admin interface that are easily mistaken for a dump, by a field that only they have. */
const others: readonly [field: string, answer: string][] = [
  ['unready_targets_dumps', '/init_dump'],
  ['cluster_statuses', '/clusters?format=json'],
  ['listener_statuses', '/listeners?format=json'],
  ['hot_restart_version', '/server_info'],
  ['certificates', '/certs'],
  ['stats', '/stats?format=json'],
];

function notADump(json: Json): NotADump {
  if (!isObject(json)) return { message: `This is ${kindOf(json)}, not a config dump.`, fix: howToGet };
  const kind = textOf(json, 'kind');
  if (kind !== '') return { message: `This is a ${kind} of Kubernetes, not a config dump.`, fix: howToGet };
  for (const [field, answer] of others) {
    if (get(json, field) === undefined) continue;
    return { message: `This is a proxy's answer to ${answer}, not a config dump.`, fix: howToGet };
  }
  return {
    message: 'This is no config dump: it has no section with an "@type" such as envoy.admin.v3.ListenersConfigDump.',
    fix: howToGet,
  };
}

function kindOf(json: Json): string {
  if (Array.isArray(json)) return 'a list';
  if (json === null) return 'null';
  return isObject(json) ? 'an object' : `a ${typeof json === 'string' ? 'text' : typeof json}`;
}

/** Items that stand on their own, by the end of their message name, and the list that they come from. */
const singles: Record<string, string> = {
  DynamicListener: 'dynamic_listeners',
  StaticListener: 'static_listeners',
  DynamicCluster: 'dynamic_active_clusters',
  StaticCluster: 'static_clusters',
  DynamicRouteConfig: 'dynamic_route_configs',
  StaticRouteConfig: 'static_route_configs',
  DynamicEndpointConfig: 'dynamic_endpoint_configs',
  StaticEndpointConfig: 'static_endpoint_configs',
  DynamicSecret: 'dynamic_active_secrets',
  StaticSecret: 'static_secrets',
};

/** The lists of each section; of listeners also those of Envoy before 1.13. */
const lists: Record<Exclude<Section, 'bootstrap'>, readonly string[]> = {
  listeners: [
    'static_listeners',
    'dynamic_listeners',
    'dynamic_active_listeners',
    'dynamic_warming_listeners',
    'dynamic_draining_listeners',
  ],
  clusters: ['static_clusters', 'dynamic_active_clusters', 'dynamic_warming_clusters'],
  routes: ['dynamic_route_configs', 'static_route_configs'],
  endpoints: ['static_endpoint_configs', 'dynamic_endpoint_configs'],
  secrets: ['static_secrets', 'dynamic_active_secrets', 'dynamic_warming_secrets'],
};

/** All items of a kind of section, in the dump's order. */
export function itemsOf(all: readonly DumpSection[], wanted: Exclude<Section, 'bootstrap'>): DumpItem[] {
  const items: DumpItem[] = [];
  for (const { section, item, value, path } of all) {
    if (section !== wanted) continue;
    if (item) {
      const type = typeName(textOf(value, '@type'));
      const list = singles[type.slice(type.lastIndexOf('.') + 1)];
      if (list !== undefined) items.push({ value, section: path, key: '', index: -1, list });
      continue;
    }
    for (const list of lists[wanted]) {
      const held = get(value, list);
      if (!Array.isArray(held)) continue;
      const key = Object.hasOwn(value, list) ? list : camelCase(list);
      for (const [index, one] of held.entries()) if (isObject(one)) items.push({ value: one, section: path, key, index, list });
    }
  }
  return items;
}

/** The bootstrap's section: the configuration itself, and when it was read. */
export function bootstrapOf(all: readonly DumpSection[]): { bootstrap: JsonObject; lastUpdated: string } {
  const found = all.find(({ section }) => section === 'bootstrap');
  const value = found?.value ?? {};
  return { bootstrap: messageOf(value, 'bootstrap'), lastUpdated: textOf(value, 'last_updated') };
}

/** Version of the last update of a whole section, empty where there never was one. */
export function versionOf(all: readonly DumpSection[], wanted: Section): string {
  return textOf(all.find(({ section, item }) => section === wanted && !item)?.value ?? {}, 'version_info');
}

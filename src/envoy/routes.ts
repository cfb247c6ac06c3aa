import { isObject, type JsonObject } from '../base/json.js';
import { readRouteConfiguration } from '../dataplane/forms.js';
import type { RouteConfigurationRead, RouteConfigurationUnreadable } from '../dataplane/types.js';
import { get, messageOf, messagesOf, textOf } from './fields.js';
import type { HeldRouteConfiguration } from './types.js';

const read = new WeakMap<JsonObject, RouteConfigurationRead | RouteConfigurationUnreadable>();

/** The routes of a held configuration as the data plane's own type, with what is wrong with them. Only for MetaProtocol. Read once. */
export function readRoutes(held: HeldRouteConfiguration): RouteConfigurationRead | RouteConfigurationUnreadable {
  const known = read.get(held.value) ?? readRouteConfiguration(held.value);
  read.set(held.value, known);
  return known;
}

/** How many routes a configuration has, and which clusters they name. */
export interface RoutesSummary {
  routeCount: number;
  clusters: string[];
}

/**
 * Counts the routes of a configuration of any protocol and gathers the clusters that they and their mirrors name, without reading anything else: dumps hold
 * hundreds of thousands of routes.
 */
export function clustersOfRoutes(configuration: JsonObject): RoutesSummary {
  const named = new Set<string>();
  let routeCount = 0;
  const gather = (holder: JsonObject): void => {
    for (const route of messagesOf(holder, 'routes')) {
      routeCount++;
      addClusters(messageOf(route, 'route'), named);
    }
  };
  gather(configuration);
  for (const host of messagesOf(configuration, 'virtual_hosts')) gather(host);
  // Dubbo: a list of configurations, one an interface.
  for (const inner of messagesOf(configuration, 'route_config')) gather(inner);
  named.delete('');
  return { routeCount, clusters: [...named] };
}

/** Adds the clusters of a route's action: the one, those of a split, and mirrors. */
function addClusters(action: JsonObject, named: Set<string>): void {
  named.add(textOf(action, 'cluster'));
  const split = get(action, 'weighted_clusters');
  // Thrift and Dubbo too have `weighted_clusters.clusters`.
  if (isObject(split)) for (const part of messagesOf(split, 'clusters')) named.add(textOf(part, 'name'));
  for (const mirror of messagesOf(action, 'request_mirror_policies')) named.add(textOf(mirror, 'cluster'));
}

/** Clusters that only mirrors of a MetaProtocol configuration name: missing ones lose copies, not requests. */
export function onlyMirrored(configuration: JsonObject): Set<string> {
  const mirrored = new Set<string>();
  const served = new Set<string>();
  for (const holder of [configuration, ...messagesOf(configuration, 'virtual_hosts')]) {
    for (const route of messagesOf(holder, 'routes')) {
      const action = messageOf(route, 'route');
      served.add(textOf(action, 'cluster'));
      for (const part of messagesOf(messageOf(action, 'weighted_clusters'), 'clusters')) served.add(textOf(part, 'name'));
      for (const mirror of messagesOf(action, 'request_mirror_policies')) mirrored.add(textOf(mirror, 'cluster'));
    }
  }
  return new Set([...mirrored].filter((name) => !served.has(name)));
}

import type {
  FilterChain,
  HeldCluster,
  HeldListener,
  HeldRouteConfiguration,
  NetworkFilter,
  Section,
  SidecarView,
} from '../envoy/types.js';
import { toJsonFinding } from './diagnostics/json.js';
import type { TableCauses } from './sidecartables.js';

/**
 * The value of `sidecar-config -o json`: everything, or one section with the problems. Times and versions are the proxy's own; refused configurations and MetaProtocol
 * routes stand as the proxy has them. The dump must be redacted already.
 */
export function sidecarValue(view: SidecarView, causes: TableCauses, section: Section | 'all' | 'metards' | undefined): object {
  const everything = section === undefined || section === 'all';
  const asked = (one: Section): boolean => everything || section === one || (one === 'routes' && section === 'metards');
  const routes =
    section === 'metards'
      ? view.routeConfigurations.filter(({ protocol }) => protocol === 'metaprotocol')
      : view.routeConfigurations;
  return {
    node: view.node,
    ...(asked('bootstrap') ? { bootstrap: view.bootstrap } : {}),
    ...(asked('listeners') ? { listeners: view.listeners.map((listener) => listenerValue(listener, causes)) } : {}),
    ...(asked('routes') ? { routeConfigurations: routes.map((held) => routesValue(held, causes)) } : {}),
    ...(asked('clusters') ? { clusters: view.clusters.map(clusterValue) } : {}),
    ...(asked('endpoints')
      ? { endpoints: view.endpoints.map(({ cluster, static: fixed, endpoints }) => ({ cluster, static: fixed, endpoints })) }
      : {}),
    ...(asked('secrets') ? { secrets: view.secrets.map(({ path: _, ...secret }) => secret) } : {}),
    problems: view.problems.map(toJsonFinding),
  };
}

function listenerValue(listener: HeldListener, causes: TableCauses): object {
  const { path: _, value, refusedValue, chains, refused, ...about } = listener;
  const failed = refusedValue ?? (listener.state === 'rejected' ? value : undefined);
  return {
    ...about,
    ...(refused === undefined ? {} : { refused: { ...refused, configuration: failed } }),
    envoyFilters: (causes.listeners.get(listener.name) ?? []).map((name) => name.replace(/^EnvoyFilter /, '')),
    chains: chains.map(chainValue),
  };
}

function chainValue(chain: FilterChain): object {
  const { name, isDefault, destinationPort, serverNames, prefixRanges, transportProtocol, applicationProtocols, tls } = chain;
  return {
    name,
    isDefault,
    ...(destinationPort === undefined ? {} : { destinationPort }),
    serverNames,
    prefixRanges,
    transportProtocol,
    applicationProtocols,
    tls,
    filters: chain.filters.map(filterValue),
  };
}

function filterValue({ name, type, protocol, statPrefix, target, routes, metaProtocol, clusters }: NetworkFilter): object {
  return {
    name,
    type,
    protocol,
    statPrefix,
    ...(target === undefined ? {} : { target }),
    ...(routes === undefined ? {} : { routes }),
    ...(metaProtocol === undefined ? {} : { metaProtocol }),
    clusters,
  };
}

function routesValue(held: HeldRouteConfiguration, causes: TableCauses): object {
  const { path: _, value, ...about } = held;
  const made = causes.routes.get(held.name);
  return {
    ...about,
    ...(made === undefined || made.router === ''
      ? {}
      : { router: made.router.replace(/^MetaRouter /, ''), sources: made.routes }),
    ...(held.protocol === 'http' ? {} : { configuration: value }),
  };
}

function clusterValue(cluster: HeldCluster): object {
  const { name, state, refused, updating, version, lastUpdated, target, type, lbPolicy, tls, secrets, services } = cluster;
  return {
    name,
    state,
    static: cluster.static,
    ...(refused === undefined ? {} : { refused }),
    ...(updating === undefined ? {} : { updating }),
    version,
    lastUpdated,
    ...(target === undefined ? {} : { target }),
    type,
    lbPolicy,
    tls,
    secrets,
    ...(cluster.destinationRule === undefined ? {} : { destinationRule: cluster.destinationRule }),
    services,
  };
}

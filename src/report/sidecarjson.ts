import type { FilterChain, HeldListener, HeldRouteConfiguration, NetworkFilter, Section, SidecarView } from '../envoy/types.js';
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
    ...(asked('clusters') ? { clusters: view.clusters.map(({ path: _, ...cluster }) => cluster) } : {}),
    ...(asked('endpoints') ? { endpoints: view.endpoints } : {}),
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

function chainValue({ filters, ...chain }: FilterChain): object {
  return { ...chain, filters: filters.map(filterValue) };
}

function filterValue({ value: _, ...filter }: NetworkFilter): object {
  return filter;
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

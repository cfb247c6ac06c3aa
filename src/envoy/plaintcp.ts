import type { Finding } from '../base/finding.js';
import { clusterName } from './names.js';
import { problem } from './problem.js';
import type { ClusterName, FilterChain, FilterProtocol, HeldListener, SidecarView } from './types.js';

/** A port that Aeraki manages, and what its filter speaks. */
export interface ManagedPort {
  host: string;
  port: number;
  protocol: FilterProtocol;
}

/**
 * Chains that pass bytes on, though the port is one that Aeraki manages: the EnvoyFilter did not match. `managed` says which ports these are; without it they are those
 * that the proxy itself has a filter or MetaRDS routes for elsewhere, at another address of the service or at the other side.
 */
export function plainTcpProblems(view: SidecarView, managed: readonly ManagedPort[] = managedByDump(view)): Finding[] {
  const known = new Map(managed.map((port) => [`${port.host}_${port.port}`, port]));
  const services = new Map(view.clusters.map(({ name, services: list }) => [name, list.map(({ host }) => host)]));
  return view.listeners.flatMap((listener) => {
    if (listener.state === 'rejected' || known.size === 0) return [];
    return listener.chains.flatMap((chain) => {
      const target = plainTarget(chain);
      if (target === undefined) return [];
      const hosts = target.host === '' ? (services.get(`inbound|${target.port}||`) ?? []) : [target.host];
      const found = hosts.flatMap((host) => known.get(`${host}_${target.port}`) ?? [])[0];
      return found === undefined ? [] : [tell(listener, target, found)];
    });
  });
}

/** What a chain of nothing but tcp_proxy (besides filters of telemetry and access) leads to, where that is a service's port. */
function plainTarget({ filters }: FilterChain): ClusterName | undefined {
  const last = filters.at(-1);
  const [cluster] = last?.clusters ?? [];
  if (last?.protocol !== 'tcp' || cluster === undefined) return undefined;
  return filters.slice(0, -1).every(({ protocol }) => protocol === 'other' || protocol === 'authorization')
    ? clusterName(cluster)
    : undefined;
}

function tell(listener: HeldListener, target: ClusterName, { host, protocol }: ManagedPort): Finding {
  const inbound = target.direction === 'inbound';
  const place = inbound ? `The chain of port ${target.port} in ${listener.name}` : `Listener ${listener.name}`;
  const follows = inbound
    ? 'no rate limit, authorization or statistics of the protocol apply to what comes in'
    : 'no route, limit or statistics of the protocol applies';
  return problem(
    'AER1052',
    { kind: 'Listener', name: listener.name, path: listener.path },
    `${place} still has tcp_proxy, though ${host}:${target.port} is a ${protocol} port: ${follows}.`,
    inbound ? { severity: 'warning' } : {},
  );
}

/** The ports that a proxy's own filters and MetaRDS routes show to be managed. */
function managedByDump(view: SidecarView): ManagedPort[] {
  const ports: ManagedPort[] = view.routeConfigurations.flatMap(({ protocol, host, port }) =>
    host === undefined || port === undefined ? [] : [{ host, port, protocol }],
  );
  for (const { filters } of view.listeners.flatMap(({ chains }) => chains))
    for (const { protocol, target } of filters)
      if (protocol === 'metaprotocol' && target?.direction === 'outbound')
        ports.push({ host: target.host, port: target.port, protocol });
  return ports;
}

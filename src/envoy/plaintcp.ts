import type { Finding } from '../base/finding.js';
import { problem } from './problem.js';
import { isLayer7 } from './refusals.js';
import type { FilterChain, FilterProtocol, HeldListener, SidecarView } from './types.js';

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
  if (managed.length === 0) return [];
  const byHost = new Map(managed.map((port) => [`${port.host}_${port.port}`, port]));
  const known = new Map(managed.map((port) => [`outbound|${port.port}||${port.host}`, port]));
  // An inbound cluster does not say whose it is; its metadata does.
  for (const { name, target, services } of view.clusters.filter(({ name: cluster }) => cluster.startsWith('inbound|'))) {
    const found = services.flatMap(({ host }) => byHost.get(`${host}_${target?.port}`) ?? [])[0];
    if (found !== undefined) known.set(name, found);
  }
  return view.listeners.flatMap((listener) => {
    if (listener.state === 'rejected') return [];
    return listener.chains.flatMap((chain) => {
      const cluster = plainTarget(chain);
      const found = cluster === undefined ? undefined : known.get(cluster);
      return found === undefined || cluster === undefined ? [] : [tell(listener, cluster.startsWith('inbound|'), found)];
    });
  });
}

/** The cluster that a chain of nothing but tcp_proxy (besides filters of telemetry and access) leads to. */
function plainTarget({ filters }: FilterChain): string | undefined {
  const last = filters.at(-1);
  if (last?.protocol !== 'tcp') return undefined;
  const others = filters.length === 1 || filters.every(({ protocol }) => !isLayer7(protocol) && protocol !== 'http');
  return others ? last.clusters[0] : undefined;
}

function tell(listener: HeldListener, inbound: boolean, { host, port, protocol }: ManagedPort): Finding {
  const place = inbound ? `The chain of port ${port} in ${listener.name}` : `Listener ${listener.name}`;
  const follows = inbound
    ? 'no rate limit, authorization or statistics of the protocol apply to what comes in'
    : 'no route, limit or statistics of the protocol applies';
  return problem(
    'AER1052',
    { kind: 'Listener', name: listener.name, path: listener.path },
    `${place} still has tcp_proxy, though ${host}:${port} is a ${protocol} port: ${follows}.`,
    inbound ? { severity: 'warning' } : {},
  );
}

/** The ports that a proxy's own filters and MetaRDS routes show to be managed. */
function managedByDump(view: SidecarView): ManagedPort[] {
  const ports: ManagedPort[] = view.routeConfigurations.flatMap(({ protocol, host, port }) =>
    host === undefined || port === undefined ? [] : [{ host, port, protocol }],
  );
  for (const { filters } of view.listeners.flatMap(({ chains }) => chains))
    for (const filter of filters) {
      if (filter.protocol !== 'metaprotocol') continue;
      const { target, protocol } = filter;
      if (target?.direction === 'outbound') ports.push({ host: target.host, port: target.port, protocol });
    }
  return ports;
}

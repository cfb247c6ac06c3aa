import { clusterName } from './names.js';
import { linesOf } from './story.js';
import type { SidecarView } from './types.js';

/** What of a proxy is asked for; what is left out does not narrow. */
export interface Narrowing {
  /** A service's host, or its beginning up to a dot. */
  host?: string;
  port?: number;
  /** The exact name of a listener, a route configuration, a cluster or a secret. */
  name?: string;
}

/** Whether a narrowing says anything. */
export function isNarrowed({ host, port, name }: Narrowing): boolean {
  return host !== undefined || port !== undefined || name !== undefined;
}

/** Only what is asked for: listeners, routes and clusters of a host or a port, or one by its name. Findings about anything else are left out. */
export function narrow(view: SidecarView, wanted: Narrowing): SidecarView {
  if (!isNarrowed(wanted)) return view;
  const { host, port, name } = wanted;
  const isHost = (candidate: string): boolean => host === undefined || candidate === host || candidate.startsWith(`${host}.`);
  const isPort = (candidate: number | undefined): boolean => port === undefined || candidate === port;
  const isName = (candidate: string): boolean => name === undefined || candidate === name;
  const isCluster = (cluster: string, hosts: readonly string[]): boolean => {
    const target = clusterName(cluster);
    const all = target === undefined || target.host === '' ? hosts : [target.host, ...hosts];
    return isName(cluster) && isPort(target?.port) && (host === undefined || all.some(isHost));
  };
  const listeners = view.listeners.flatMap((listener) => {
    if (!isName(listener.name)) return [];
    const lines = linesOf(listener, view);
    const chains = listener.chains.filter((chain, index) => {
      const line = lines[index];
      const fits = listener.direction === 'inbound' ? isPort(chain.destinationPort) : isPort(listener.port);
      return fits && (host === undefined || (line !== undefined && isHost(line.host)));
    });
    return chains.length === 0 && (host !== undefined || listener.chains.length > 0) ? [] : [{ ...listener, chains }];
  });
  const clusters = view.clusters.filter(({ name: cluster, services }) =>
    isCluster(
      cluster,
      services.map((service) => service.host),
    ),
  );
  const kept = new Set(clusters.map((cluster) => cluster.name));
  const routeConfigurations = view.routeConfigurations.filter((held) => {
    if (!isName(held.name)) return false;
    if (held.host !== undefined) return isHost(held.host) && isPort(held.port);
    const target = clusterName(held.name);
    if (target !== undefined)
      return isPort(target.port) && (target.host === '' ? held.clusters.some((one) => kept.has(one)) : isHost(target.host));
    return host === undefined && port === undefined ? true : held.clusters.some((one) => kept.has(one));
  });
  const endpoints = view.endpoints.filter(({ cluster }) => kept.has(cluster));
  const secrets = view.secrets.filter((secret) => name === undefined || secret.name === name);
  const about = new Set([
    ...listeners.map((one) => `Listener ${one.name}`),
    ...clusters.map((one) => `Cluster ${one.name}`),
    ...routeConfigurations.map((one) => `RouteConfiguration ${one.name}`),
    ...secrets.map((one) => `Secret ${one.name}`),
  ]);
  const problems = view.problems.filter(({ resource, message }) => {
    if (resource?.kind === 'Proxy') return name === undefined;
    if (about.has(`${resource?.kind} ${resource?.name}`)) return true;
    // Routes that never came are told by a name that is not held.
    return (
      resource?.kind === 'RouteConfiguration' && (host === undefined || message.includes(host)) && isName(resource.name ?? '')
    );
  });
  return { ...view, listeners, clusters, routeConfigurations, endpoints, secrets, problems };
}

import type { Finding } from '../base/finding.js';
import type { Path } from '../base/path.js';
import { messageOf, messagesOf, textOf } from './fields.js';
import { type Judging, problem } from './problem.js';
import { causeOfRefusal, isLayer7, remedyOf } from './refusals.js';
import { onlyMirrored } from './routes.js';
import type { ClusterEndpoints, HeldCluster, NetworkFilter, SidecarView } from './types.js';

/** Who sends to clusters: routes, or a filter of an accepted listener. */
interface Sender {
  kind: 'RouteConfiguration' | 'Listener';
  name: string;
  path: Path;
  clusters: readonly string[];
  /** Those of the clusters that get only copies; worked out only where one is missing. */
  mirrored: () => ReadonlySet<string>;
  layer7: boolean;
}

/** What is wrong with clusters: refused, warming, named but not there, without endpoints. */
export function clusterProblems(view: SidecarView, judging: Judging): Finding[] {
  const senders = sendersOf(view);
  return [
    ...refused(view),
    ...(judging.whole('clusters') ? unknown(view, senders) : []),
    ...warming(view),
    ...(judging.whole('endpoints') ? endpointProblems(view, senders) : []),
    ...withoutRing(view),
  ];
}

function refused(view: SidecarView): Finding[] {
  return view.clusters.flatMap((cluster) => {
    if (cluster.refused === undefined) return [];
    const follows = cluster.state === 'rejected' ? 'The proxy does not have it.' : 'What it was before stays in force.';
    const message = `The proxy refused the cluster ${cluster.name}: ${cluster.refused.reason.replace(/\.?$/, '.')} ${follows}`;
    const about = { kind: 'Cluster', name: cluster.name, path: cluster.path } as const;
    return [problem('AER1055', about, message, { fix: remedyOf(causeOfRefusal(cluster.refused.reason)) })];
  });
}

/** Every part of the configuration that names clusters. Inline routes are told among the routes, where the dump has those. */
function sendersOf(view: SidecarView): Sender[] {
  const senders: Sender[] = [];
  for (const { name, path, protocol, clusters, value } of view.routeConfigurations) {
    const layer7 = protocol !== 'http';
    senders.push({ kind: 'RouteConfiguration', name, path, clusters, layer7, mirrored: () => onlyMirrored(value) });
  }
  for (const { name, path, state, chains } of view.listeners) {
    if (state === 'rejected') continue;
    for (const { filters } of chains) {
      const layer7 = filters.some(({ protocol }) => isLayer7(protocol));
      for (const filter of filters) {
        const { clusters } = filter;
        if (clusters.length === 0 || (filter.routes?.by === 'inline' && view.sections.routes)) continue;
        senders.push({ kind: 'Listener', name, path, clusters, layer7, mirrored: () => mirrorsOf(filter) });
      }
    }
  }
  return senders;
}

/** Clusters that get only copies of a Redis filter's commands. */
function mirrorsOf({ protocol, value }: NetworkFilter): Set<string> {
  if (protocol !== 'redis') return new Set();
  const routes = messageOf(value, 'prefix_routes');
  const all = [...messagesOf(routes, 'routes'), messageOf(routes, 'catch_all_route')];
  const served = new Set(all.map((route) => textOf(route, 'cluster')));
  const copies = all.flatMap((route) => messagesOf(route, 'request_mirror_policy').map((mirror) => textOf(mirror, 'cluster')));
  return new Set(copies.filter((name) => !served.has(name)));
}

function unknown(view: SidecarView, senders: readonly Sender[]): Finding[] {
  const held = new Set(view.clusters.flatMap(({ name, state }) => (state === 'rejected' ? [] : [name])));
  const told = new Set<string>();
  return senders.flatMap((sender) =>
    sender.clusters.flatMap((cluster) => {
      if (held.has(cluster)) return [];
      const key = `${sender.kind} ${sender.name} ${cluster}`;
      if (told.has(key)) return [];
      told.add(key);
      return [missing(cluster, sender, held)];
    }),
  );
}

function missing(cluster: string, sender: Sender, held: ReadonlySet<string>): Finding {
  const copies = sender.mirrored().has(cluster);
  const follows = copies
    ? 'copies for it are dropped'
    : sender.layer7
      ? 'requests for it are answered with an error'
      : 'connections to it fail';
  const [direction, port, subset = '', host, ...more] = cluster.split('|');
  const whole = subset !== '' && more.length === 0 && held.has([direction, port, '', host].join('|'));
  const by = sender.kind === 'Listener' ? `Listener ${sender.name} names` : `The routes ${sender.name} name`;
  const message = `${by} the cluster ${cluster}${copies ? ' for copies' : ''}, which the proxy does not have: ${follows}.`;
  return problem('AER1001', sender, message, {
    fix: whole ? `Give the DestinationRule of ${host} the subset ${subset}, and see that it reaches this proxy.` : undefined,
    related: [{ message: 'the missing cluster', resource: { kind: 'Cluster', name: cluster }, path: [] }],
    ...(copies ? { severity: 'warning' as const } : {}),
  });
}

function warming(view: SidecarView): Finding[] {
  const missing = new Set(view.secrets.flatMap(({ name, state }) => (state === 'warming' ? [name] : [])));
  return view.clusters.flatMap((cluster) => {
    if (cluster.state !== 'warming') return [];
    const secrets = cluster.secrets.flatMap(({ name }) => (missing.has(name) ? [name] : []));
    const waits = secrets.length === 0 ? 'its endpoints, or something before it' : `the secrets ${secrets.join(' and ')}`;
    const about = { kind: 'Cluster', name: cluster.name, path: cluster.path } as const;
    return [problem('AER1002', about, `The cluster ${cluster.name} is warming: it waits for ${waits}.`)];
  });
}

/** Only of clusters that layer 7 sends to: Istio's own always has some without. */
function endpointProblems(view: SidecarView, senders: readonly Sender[]): Finding[] {
  const used = new Set(senders.flatMap(({ clusters, layer7 }) => (layer7 ? clusters : [])));
  const endpoints = new Map<string, ClusterEndpoints>();
  if (used.size > 0) for (const held of view.endpoints) endpoints.set(held.cluster, held);
  return view.clusters.flatMap((cluster) => {
    if (!used.has(cluster.name) || cluster.state !== 'active' || !isFilled(cluster)) return [];
    const about = { kind: 'Cluster', name: cluster.name, path: cluster.path } as const;
    const held = endpoints.get(cluster.name);
    if (held?.anyReady === true) return [];
    const list = held?.endpoints ?? [];
    if (list.length === 0)
      return [problem('AER1005', about, `The cluster ${cluster.name} has no endpoint: requests to it fail.`)];
    const message = `None of the ${list.length} endpoints of ${cluster.name} is healthy (${[...new Set(list.map(({ health }) => health))].join(', ')}).`;
    return [problem('AER1006', about, message)];
  });
}

/** Whether a cluster of this kind has endpoints: those of ORIGINAL_DST are made on demand. */
function isFilled({ name, type }: HeldCluster): boolean {
  return name.startsWith('outbound') && type !== 'ORIGINAL_DST';
}

function withoutRing(view: SidecarView): Finding[] {
  let held: Map<string, HeldCluster> | undefined;
  const policyOf = (name: string): string | undefined => {
    held ??= new Map(view.clusters.map((cluster) => [cluster.name, cluster]));
    return held.get(name)?.lbPolicy;
  };
  return view.routeConfigurations.flatMap((routes) => {
    if (routes.protocol !== 'metaprotocol') return [];
    const found = new Set<string>();
    for (const route of messagesOf(routes.value, 'routes')) {
      const action = messageOf(route, 'route');
      const hashed = action['hash_policy'] ?? action['hashPolicy'];
      if (!Array.isArray(hashed) || hashed.length === 0) continue;
      const split = messagesOf(messageOf(action, 'weighted_clusters'), 'clusters').map((part) => textOf(part, 'name'));
      for (const name of [textOf(action, 'cluster'), ...split]) {
        const policy = policyOf(name);
        if (policy !== undefined && policy !== 'RING_HASH' && policy !== 'MAGLEV') found.add(name);
      }
    }
    return [...found].map((cluster) =>
      problem(
        'AER1008',
        { kind: 'RouteConfiguration', name: routes.name, path: routes.path },
        `The routes ${routes.name} have a hash policy, but the cluster ${cluster} balances by ${policyOf(cluster)}: the policy has no effect.`,
      ),
    );
  });
}

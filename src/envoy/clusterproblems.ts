import type { Finding } from '../base/finding.js';
import { messageOf, messagesOf, textOf } from './fields.js';
import { type Judging, problem } from './problem.js';
import { causeOfRefusal, isLayer7, remedyOf } from './refusals.js';
import { onlyMirrored } from './routes.js';
import type { HeldCluster, NetworkFilter, SidecarView } from './types.js';

/** Who sends to a cluster. */
interface Use {
  cluster: string;
  /** `routes NAME` or `listener NAME`. */
  by: string;
  kind: 'RouteConfiguration' | 'Listener';
  name: string;
  path: Finding['path'];
  mirrorOnly: boolean;
  layer7: boolean;
}

/** What is wrong with clusters: refused, warming, named but not there, without endpoints. */
export function clusterProblems(view: SidecarView, judging: Judging): Finding[] {
  const uses = usesOf(view);
  return [
    ...refused(view),
    ...(judging.whole('clusters') ? unknown(view, uses) : []),
    ...warming(view),
    ...(judging.whole('endpoints') ? endpointProblems(view, uses) : []),
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

/** Every cluster that held routes and accepted listeners name. */
function usesOf(view: SidecarView): Use[] {
  const uses: Use[] = [];
  for (const held of view.routeConfigurations) {
    if (held.clusters.length === 0) continue;
    const mirrored = onlyMirrored(held.value);
    for (const cluster of held.clusters)
      uses.push({
        cluster,
        by: `the routes ${held.name}`,
        kind: 'RouteConfiguration',
        name: held.name,
        path: held.path,
        mirrorOnly: mirrored.has(cluster),
        layer7: held.protocol !== 'http',
      });
  }
  for (const { name, path, state, chains } of view.listeners) {
    if (state === 'rejected') continue;
    for (const { filters } of chains) {
      const ours = filters.some(({ protocol }) => isLayer7(protocol));
      for (const filter of filters) {
        // Inline routes are told among the routes.
        if (filter.routes?.by === 'inline' && view.sections.routes) continue;
        const mirrored = mirrorsOf(filter);
        for (const cluster of filter.clusters)
          uses.push({
            cluster,
            by: `listener ${name}`,
            kind: 'Listener',
            name,
            path,
            mirrorOnly: mirrored.has(cluster),
            layer7: ours,
          });
      }
    }
  }
  return uses;
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

function unknown(view: SidecarView, uses: readonly Use[]): Finding[] {
  const held = new Set(view.clusters.flatMap(({ name, state }) => (state === 'rejected' ? [] : [name])));
  const told = new Set<string>();
  return uses.flatMap((use) => {
    const key = `${use.kind} ${use.name} ${use.cluster}`;
    if (held.has(use.cluster) || told.has(key)) return [];
    told.add(key);
    const follows = use.mirrorOnly
      ? 'copies for it are dropped'
      : use.layer7
        ? 'requests for it are answered with an error'
        : 'connections to it fail';
    const like = use.cluster.split('|');
    const hint =
      like.length === 4 && like[2] !== '' && held.has([like[0], like[1], '', like[3]].join('|'))
        ? `Give the DestinationRule of ${like[3]} the subset ${like[2]}, and see that it reaches this proxy.`
        : undefined;
    const message = `${capital(use.by)} name${use.kind === 'Listener' ? 's' : ''} the cluster ${use.cluster}${use.mirrorOnly ? ' for copies' : ''}, which the proxy does not have: ${follows}.`;
    const related = [{ message: 'the missing cluster', resource: { kind: 'Cluster', name: use.cluster }, path: [] }];
    return [
      problem('AER1001', use, message, { fix: hint, related, ...(use.mirrorOnly ? { severity: 'warning' as const } : {}) }),
    ];
  });
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
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
function endpointProblems(view: SidecarView, uses: readonly Use[]): Finding[] {
  const endpoints = new Map(view.endpoints.map(({ cluster, endpoints: list }) => [cluster, list]));
  const used = new Set(uses.flatMap(({ cluster, layer7 }) => (layer7 ? [cluster] : [])));
  return view.clusters.flatMap((cluster) => {
    if (!used.has(cluster.name) || cluster.state !== 'active' || !isFilled(cluster)) return [];
    const about = { kind: 'Cluster', name: cluster.name, path: cluster.path } as const;
    const list = endpoints.get(cluster.name) ?? [];
    if (list.length === 0)
      return [problem('AER1005', about, `The cluster ${cluster.name} has no endpoint: requests to it fail.`)];
    if (list.some(({ health }) => !unhealthy.has(health))) return [];
    const message = `None of the ${list.length} endpoints of ${cluster.name} is healthy (${[...new Set(list.map(({ health }) => health))].join(', ')}).`;
    return [problem('AER1006', about, message)];
  });
}

const unhealthy = new Set(['UNHEALTHY', 'DRAINING', 'TIMEOUT']);

/** Whether a cluster of this kind has endpoints: those of ORIGINAL_DST are made on demand. */
function isFilled({ type, target }: HeldCluster): boolean {
  return type !== 'ORIGINAL_DST' && target?.direction === 'outbound';
}

function withoutRing(view: SidecarView): Finding[] {
  const policies = new Map(view.clusters.map(({ name, lbPolicy }) => [name, lbPolicy]));
  return view.routeConfigurations.flatMap((held) => {
    if (held.protocol !== 'metaprotocol') return [];
    const found = new Set<string>();
    for (const route of messagesOf(held.value, 'routes')) {
      const action = messageOf(route, 'route');
      const hashed = action['hash_policy'] ?? action['hashPolicy'];
      if (!Array.isArray(hashed) || hashed.length === 0) continue;
      const split = messagesOf(messageOf(action, 'weighted_clusters'), 'clusters').map((part) => textOf(part, 'name'));
      for (const name of [textOf(action, 'cluster'), ...split]) {
        const policy = policies.get(name);
        if (policy !== undefined && policy !== 'RING_HASH' && policy !== 'MAGLEV') found.add(name);
      }
    }
    return [...found].map((cluster) =>
      problem(
        'AER1008',
        { kind: 'RouteConfiguration', name: held.name, path: held.path },
        `The routes ${held.name} have a hash policy, but the cluster ${cluster} balances by ${policies.get(cluster)}: the policy has no effect.`,
      ),
    );
  });
}

import type { Pod } from '../cluster/pods.js';
import type { Cluster } from '../cluster/types.js';
import { CliError } from './errors.js';
import { installationQuery } from './live.js';
import { text } from './options.js';
import { findPodSet, type PodSet, type WantedPods, wantedPods } from './podsets.js';
import type { Invocation } from './types.js';

/** What tells one log command from another. */
export interface LogKind {
  /** What is looked for, in words. */
  what: string;
  find(cluster: Cluster, invocation: Invocation, signal: AbortSignal): Promise<{ set: PodSet; wanted: WantedPods }>;
  /** The containers whose logs are meant where none is named. */
  containers(pod: Pod): string[];
  /** The logs hold access log lines, whose format the mesh may set. */
  proxies?: true;
}

const proxyName = 'istio-proxy';

function applications(pod: Pod): string[] {
  return pod.containers.filter(({ name, init }) => !init && name !== proxyName).map(({ name }) => name);
}

function proxies(pod: Pod): string[] {
  return pod.hasProxy ? [proxyName] : [];
}

async function findNamed(cluster: Cluster, invocation: Invocation, which: (pod: Pod) => boolean, signal: AbortSignal) {
  const wanted = wantedPods(invocation, cluster);
  return { wanted, set: await findPodSet(cluster, wanted, which, signal) };
}

/** The gateways that are named, or all in Istio's namespace. */
async function findGateways(cluster: Cluster, invocation: Invocation, signal: AbortSignal) {
  const { arguments: words, options } = invocation;
  const wanted = wantedPods(invocation, cluster, true);
  const somewhere = words.length > 1 || options.has('namespace') || options.has('all-namespaces');
  if (!somewhere) {
    const { findInstallation } = await import('../cluster/snapshot.js');
    const { istioNamespace, refused } = await findInstallation(cluster, installationQuery(options), signal);
    const namespace = text(options, 'istio-namespace') ?? istioNamespace;
    if (namespace === undefined) throw refused ?? notInstalled(cluster, 'istio');
    wanted.namespace = namespace;
  }
  return { wanted, set: await findPodSet(cluster, wanted, ({ gateway }) => gateway, signal) };
}

/** The pods of the deployments that Istio or Aeraki run as. */
async function findControlPlane(cluster: Cluster, whose: 'istio' | 'aeraki', { options }: Invocation, signal: AbortSignal) {
  const { findInstallation } = await import('../cluster/snapshot.js');
  const installation = await findInstallation(cluster, installationQuery(options), signal);
  const deployments = whose === 'istio' ? installation.istiod : installation.aeraki;
  const [first] = deployments;
  if (first === undefined) throw installation.refused ?? notInstalled(cluster, whose);
  const owners = new Set(deployments.map(({ name, namespace }) => `${namespace}/Deployment/${name}`));
  const namespaces = new Set(deployments.map(({ namespace }) => namespace));
  const wanted: WantedPods = namespaces.size === 1 ? { namespace: first.namespace } : {};
  const which = ({ namespace, owner }: Pod): boolean => owners.has(`${namespace}/${owner}`);
  return { wanted, set: await findPodSet(cluster, wanted, which, signal) };
}

function notInstalled({ context }: Cluster, whose: 'istio' | 'aeraki'): CliError {
  const name = whose === 'istio' ? 'istiod' : 'Aeraki';
  return new CliError(
    `no Deployment of ${name} was found in this cluster (context ${context})`,
    `Say where it is with --${whose}-namespace.`,
  );
}

/** The log commands. */
export const logKinds = {
  app: {
    what: 'pod',
    find: (cluster, given, signal) => findNamed(cluster, given, () => true, signal),
    containers: applications,
  },
  sidecar: {
    what: 'pod with a sidecar',
    find: (cluster, given, signal) => findNamed(cluster, given, ({ hasProxy }) => hasProxy, signal),
    containers: proxies,
    proxies: true,
  },
  gateway: { what: 'gateway', find: findGateways, containers: proxies, proxies: true },
  aeraki: {
    what: 'pod of Aeraki',
    find: (cluster, given, signal) => findControlPlane(cluster, 'aeraki', given, signal),
    containers: applications,
  },
  istiod: {
    what: 'pod of istiod',
    find: (cluster, given, signal) => findControlPlane(cluster, 'istio', given, signal),
    containers: applications,
  },
} as const satisfies Record<string, LogKind>;

import type { Pod } from '../cluster/pods.js';
import type { Cluster } from '../cluster/types.js';
import { CliError } from './errors.js';
import { installationQuery } from './live.js';
import { text } from './options.js';
import { anyPod, findPodSet, gateways, type PodKind, type PodSet, proxied, type WantedPods, wantedPods } from './podsets.js';
import type { Invocation, Options } from './types.js';

/** What tells one log command from another. */
export interface LogKind {
  /** What is looked for. */
  of: PodKind;
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
    if (namespace === undefined) throw refused ?? notInstalled(cluster, 'istio', options);
    wanted.namespace = namespace;
  }
  return { wanted, set: await findPodSet(cluster, wanted, gateways.which, signal) };
}

/** The pods of the deployments that Istio or Aeraki run as. */
async function findControlPlane(cluster: Cluster, whose: 'istio' | 'aeraki', { options }: Invocation, signal: AbortSignal) {
  const { findInstallation } = await import('../cluster/snapshot.js');
  const installation = await findInstallation(cluster, installationQuery(options), signal);
  const deployments = whose === 'istio' ? installation.istiod : installation.aeraki;
  const [first] = deployments;
  if (first === undefined) throw installation.refused ?? notInstalled(cluster, whose, options);
  const owners = new Set(deployments.map(({ name, namespace }) => `${namespace}/Deployment/${name}`));
  const namespaces = new Set(deployments.map(({ namespace }) => namespace));
  const wanted: WantedPods = namespaces.size === 1 ? { namespace: first.namespace } : {};
  const which = ({ namespace, owner }: Pod): boolean => owners.has(`${namespace}/${owner}`);
  return { wanted, set: await findPodSet(cluster, wanted, which, signal) };
}

function notInstalled({ context }: Cluster, whose: 'istio' | 'aeraki', options: Options): CliError {
  const name = whose === 'istio' ? 'istiod' : 'Aeraki';
  const given = text(options, `${whose}-namespace`);
  return new CliError(
    `no Deployment of ${name} was found in ${given === undefined ? 'this cluster' : `namespace ${given}`} (context ${context})`,
    given === undefined
      ? `Say where it is with --${whose}-namespace.`
      : `Without --${whose}-namespace, it is looked for in all namespaces.`,
  );
}

/** The log commands. */
export const logKinds = {
  app: {
    of: anyPod,
    find: (cluster, given, signal) => findNamed(cluster, given, anyPod.which, signal),
    containers: applications,
  },
  sidecar: {
    of: proxied,
    find: (cluster, given, signal) => findNamed(cluster, given, proxied.which, signal),
    containers: proxies,
    proxies: true,
  },
  gateway: { of: gateways, find: findGateways, containers: proxies, proxies: true },
  aeraki: {
    of: { ...anyPod, what: 'pod of Aeraki' },
    find: (cluster, given, signal) => findControlPlane(cluster, 'aeraki', given, signal),
    containers: applications,
  },
  istiod: {
    of: { ...anyPod, what: 'pod of istiod' },
    find: (cluster, given, signal) => findControlPlane(cluster, 'istio', given, signal),
    containers: applications,
  },
} as const satisfies Record<string, LogKind>;

import { suggest } from '../base/suggest.js';
import type { Following } from '../cluster/manylogs.js';
import type { Pod } from '../cluster/pods.js';
import type { Cluster } from '../cluster/types.js';
import { CliError } from './errors.js';
import { flag, text } from './options.js';
import type { Invocation } from './types.js';

/** Which pods the user means, as far as the command line tells. */
export interface WantedPods {
  target?: string;
  /** All namespaces where left out. */
  namespace?: string;
  labelSelector?: string;
}

/** What pods to look among, and what they are called in messages. */
export interface PodKind {
  what: string;
  which: (pod: Pod) => boolean;
  /** What to say of a pod of the name that was looked for, which is of another kind. */
  lacks: (pod: Pod) => string;
}

/** Pods of any kind. */
export const anyPod: PodKind = { what: 'pod', which: () => true, lacks: () => '' };

const unproxied =
  'It has no container istio-proxy: its namespace or its labels turn injection off, or it was created before that was on.';

/** Pods with a sidecar or a gateway's proxy. */
export const proxied: PodKind = { what: 'pod with a proxy', which: ({ hasProxy }) => hasProxy, lacks: () => unproxied };

/** Those of them that run. */
export const running: PodKind = {
  what: 'running pod with a proxy',
  which: ({ hasProxy, phase }) => hasProxy && phase === 'Running',
  lacks: ({ hasProxy, phase }) => (hasProxy ? `It is ${phase || 'of no phase'}.` : unproxied),
};

/** Pods of gateways. */
export const gateways: PodKind = {
  what: 'gateway',
  which: ({ gateway }) => gateway,
  lacks: () => "Its container does not run 'proxy router'. The commands for sidecars take any pod with a proxy.",
};

/** Pods that are meant, and which of those that come later are too. */
export interface PodSet {
  pods: Pod[];
  following: Following;
}

/**
 * What the arguments `[pod] [namespace]` and `-n`, `-A`, `-l` mean. Throws where they say nothing, or contradict each other. `free`: nothing said means
 * what the command stands for.
 */
export function wantedPods(
  { arguments: words, options }: Pick<Invocation, 'arguments' | 'options'>,
  cluster: Pick<Cluster, 'namespace'>,
  free = false,
): WantedPods {
  const [target, second] = words;
  const named = text(options, 'namespace');
  const everywhere = flag(options, 'all-namespaces');
  const labelSelector = text(options, 'selector');
  if (second !== undefined && named !== undefined && second !== named)
    throw new CliError(`namespace ${second} and -n ${named}: which one?`, 'Give the namespace once.');
  if (everywhere && (named ?? second) !== undefined)
    throw new CliError(`-A and namespace ${named ?? second} contradict each other`, 'Leave one of them out.');
  if (target !== undefined && labelSelector !== undefined)
    throw new CliError(`pod ${target} and -l ${labelSelector}: give one of them`, 'Labels choose pods of their own.');
  if (!free && target === undefined && labelSelector === undefined && named === undefined && !everywhere)
    throw new CliError('no pod is named', 'Name a pod or what its name begins with, or choose by -l, -n or -A.');
  const namespace = named ?? second ?? (everywhere ? undefined : cluster.namespace);
  return {
    ...(target === undefined ? {} : { target }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
  };
}

/** Finds the pods that are meant; may be none. `which` narrows them, as to those with a proxy. */
export async function findPodSet(
  cluster: Cluster,
  wanted: WantedPods,
  which: (pod: Pod) => boolean,
  signal: AbortSignal,
): Promise<PodSet> {
  const { findPods } = await import('../cluster/pods.js');
  const { target, labelSelector, namespace } = wanted;
  const found =
    target === undefined && labelSelector === undefined
      ? await allPods(cluster, namespace, signal)
      : await findPods(cluster, { ...wanted, signal });
  const pods = found.filter(which);
  return { pods, following: followingOf(wanted, pods, which) };
}

/** What to watch so that pods which come later and are meant as well are seen. */
export function followingOf(wanted: WantedPods, pods: readonly Pod[], which: (pod: Pod) => boolean): Following {
  const { target, labelSelector } = wanted;
  const [first] = pods;
  // A namespace behind the name (`client.meta-thrift`) is known by the pods that were found.
  const only = target !== undefined && first !== undefined && pods.every((pod) => pod.namespace === first.namespace);
  const namespace = only ? first.namespace : wanted.namespace;
  const scope = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
  };
  if (target === undefined) return { ...scope, includes: which, single: false };
  if (first !== undefined && pods.length === 1 && (target === first.name || target === `${first.name}.${first.namespace}`))
    return {
      ...scope,
      fieldSelector: `metadata.name=${first.name}`,
      includes: (pod) => pod.name === first.name && which(pod),
      single: true,
    };
  const owners = new Set(pods.map(({ owner }) => owner).filter((owner) => owner !== ''));
  if (target.includes('/')) {
    const name = target.slice(target.indexOf('/') + 1);
    return { ...scope, includes: (pod) => (owners.has(pod.owner) || nameOf(pod.owner) === name) && which(pod), single: false };
  }
  // As findPods looks for them: those of a workload or an app of that name, else those whose names begin so.
  const dot = target.lastIndexOf('.');
  const base = first?.namespace === target.slice(dot + 1) && !first.name.startsWith(target) ? target.slice(0, dot) : target;
  const tiers: ((pod: Pod) => boolean)[] = [
    ({ owner }) => nameOf(owner) === base,
    ({ labels }) => labels['app'] === base || labels['app.kubernetes.io/name'] === base,
    ({ name }) => name.startsWith(base),
  ];
  const tier = pods.length === 0 ? undefined : tiers.find((one) => pods.every(one));
  const includes = tier ?? ((pod: Pod) => tiers.some((one) => one(pod)));
  return { ...scope, includes: (pod) => includes(pod) && which(pod), single: false };
}

/** The name of an owner without its kind. */
function nameOf(owner: string): string {
  return owner.slice(owner.indexOf('/') + 1);
}

/** All pods of a namespace, or of all. */
async function allPods(cluster: Cluster, namespace: string | undefined, signal: AbortSignal): Promise<Pod[]> {
  const [{ listObjects }, { readPod }, { resources }] = await Promise.all([
    import('../cluster/objects.js'),
    import('../cluster/pods.js'),
    import('../cluster/resources.js'),
  ]);
  const selection = namespace === undefined ? { signal } : { namespace, signal };
  return (await listObjects(cluster, resources.pods, selection)).items.map(readPod);
}

/** What to say where no pod is meant: what was looked for, where, and what is there instead, or elsewhere. */
export async function nothingFound(cluster: Cluster, wanted: WantedPods, kind: PodKind, signal: AbortSignal): Promise<CliError> {
  const { target, namespace, labelSelector } = wanted;
  const { what, which } = kind;
  if (target !== undefined || labelSelector !== undefined) {
    // It may be there, and be of another kind.
    const { pods } = await findPodSet(cluster, wanted, () => true, signal);
    const [pod] = pods;
    if (pod !== undefined) return new CliError(`${pod.name} in namespace ${pod.namespace} is no ${what}`, kind.lacks(pod));
  }
  const where = namespace === undefined ? 'in any namespace' : `in namespace ${namespace}`;
  const named =
    target !== undefined
      ? target.includes('/')
        ? ` of ${target}`
        : ` named ${target}`
      : labelSelector !== undefined
        ? ` with the labels ${labelSelector}`
        : '';
  const message = `no ${what}${named} ${where} (context ${cluster.context})`;
  const there = (await allPods(cluster, namespace, signal)).filter(which);
  const names = new Set(there.flatMap(({ name, owner }) => [nameOf(owner), name]).filter((name) => name !== ''));
  const near = target === undefined ? undefined : suggest(target.replace(/^[^/]*\//, ''), names);
  if (near !== undefined) return new CliError(message, `Did you mean ${near}?`);
  const elsewhere = await namespacesWith(cluster, wanted, which, signal);
  const [first] = elsewhere;
  if (first !== undefined)
    return new CliError(
      message,
      elsewhere.length === 1
        ? `There is one in namespace ${first}: give -n ${first}.`
        : `There are some in the namespaces ${listed(elsewhere)}: give one with -n.`,
    );
  return new CliError(
    message,
    names.size > 0 ? `There ${names.size === 1 ? 'is' : 'are'} ${listed([...names])}.` : `There is no ${what} at all there.`,
  );
}

/** Namespaces that have what was not found where it was looked for; none where they may not be looked at. */
async function namespacesWith(
  cluster: Cluster,
  { target, namespace, labelSelector }: WantedPods,
  which: (pod: Pod) => boolean,
  signal: AbortSignal,
): Promise<string[]> {
  if (namespace === undefined || (target === undefined && labelSelector === undefined)) return [];
  const { ClusterError } = await import('../cluster/errors.js');
  try {
    const everywhere = { ...(target === undefined ? {} : { target }), ...(labelSelector === undefined ? {} : { labelSelector }) };
    const { pods } = await findPodSet(cluster, everywhere, which, signal);
    return [...new Set(pods.map((pod) => pod.namespace))].sort();
  } catch (error) {
    if (error instanceof ClusterError && error.kind === 'forbidden') return [];
    throw error;
  }
}

/** The first few of some names. */
function listed(names: readonly string[]): string {
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`;
}

import { asBoolean, asNumber, asObject, isObject, type JsonObject, own } from '../base/json.js';
import { listAt, objectAt, readMetadata, textAt, textMapAt, textsAt } from '../resource/core.js';
import { ClusterError } from './errors.js';
import { getObject, listObjects, type Selection } from './objects.js';
import { resources } from './resources.js';
import type { Cluster } from './types.js';

/** A pod as the live commands need it. */
export interface Pod {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  phase: string;
  ready: boolean;
  /** Address of the pod; empty before it has one. */
  ip: string;
  node: string;
  /** What it belongs to: `Deployment/client`, or the owner's kind and name; empty for a pod on its own. */
  owner: string;
  /**
   * Containers, native sidecars (init containers with restartPolicy Always) and ended init containers, in this order. `init` is true of the last only: native
   * sidecars run as long as the others.
   */
  containers: { name: string; image: string; init: boolean; ready: boolean; restarts: number }[];
  /** Whether one of them is `istio-proxy`. */
  hasProxy: boolean;
  /** A gateway's proxy (its container runs `proxy router`), not a sidecar. */
  gateway: boolean;
  /** Time of creation, RFC 3339. */
  created: string;
  value: JsonObject;
}

/** Which pods are meant: at least one of these. */
export interface PodQuery {
  /** `name`, `name.namespace`, `deploy/name`, or an app prefix. */
  target?: string;
  /** Where to look; all namespaces where left out. */
  namespace?: string;
  labelSelector?: string;
  signal?: AbortSignal;
}

/** Reads a Pod object. Fields that are missing or of another type count as absent. */
export function readPod(value: JsonObject): Pod {
  const { name, namespace, labels, annotations } = readMetadata(value, 'default');
  const spec = objectAt(value, 'spec');
  const status = objectAt(value, 'status');
  const proxy = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')]
    .filter(isObject)
    .find((container) => textAt(container, 'name') === 'istio-proxy');
  return {
    name,
    namespace,
    labels,
    annotations,
    phase: textAt(status, 'phase'),
    ready: listAt(status, 'conditions').some(
      (item) => isObject(item) && textAt(item, 'type') === 'Ready' && textAt(item, 'status') === 'True',
    ),
    ip: textAt(status, 'podIP'),
    node: textAt(spec, 'nodeName'),
    owner: ownerOf(value, labels),
    containers: containersOf(spec, status),
    hasProxy: proxy !== undefined,
    // The image's entry point is pilot-agent, which takes the command `proxy` and then what it is.
    gateway: proxy !== undefined && textsAt(proxy, 'args').find((argument) => argument !== 'proxy') === 'router',
    created: textAt(objectAt(value, 'metadata'), 'creationTimestamp'),
    value,
  };
}

/** What controls a pod. A ReplicaSet of a Deployment bears its name and the hash of the pod template, which the pods have as a label. */
function ownerOf(value: JsonObject, labels: Record<string, string>): string {
  const owners = listAt(objectAt(value, 'metadata'), 'ownerReferences').filter(isObject);
  const owner = owners.find((item) => own(item, 'controller') === true) ?? owners[0];
  const [kind, name] = [textAt(owner, 'kind'), textAt(owner, 'name')];
  if (kind === '' || name === '') return '';
  const hash = labels['pod-template-hash'];
  if (kind === 'ReplicaSet' && hash !== undefined && name.endsWith(`-${hash}`))
    return `Deployment/${name.slice(0, -hash.length - 1)}`;
  return `${kind}/${name}`;
}

/** Whether an owner of a pod is of that kind and name itself: a ReplicaSet counts as its Deployment otherwise. */
function isOwnedBy(value: JsonObject, kind: string, name: string): boolean {
  const owners = listAt(objectAt(value, 'metadata'), 'ownerReferences').filter(isObject);
  return owners.some((owner) => textAt(owner, 'kind') === kind && textAt(owner, 'name') === name);
}

function containersOf(spec: JsonObject, status: JsonObject): Pod['containers'] {
  const states = new Map(
    [...listAt(status, 'containerStatuses'), ...listAt(status, 'initContainerStatuses')]
      .filter(isObject)
      .map((state) => [textAt(state, 'name'), state]),
  );
  const read = (container: JsonObject, init: boolean): Pod['containers'][number] => {
    const name = textAt(container, 'name');
    const state = states.get(name) ?? {};
    return {
      name,
      image: textAt(container, 'image'),
      init,
      ready: asBoolean(own(state, 'ready')) ?? false,
      restarts: asNumber(own(state, 'restartCount')) ?? 0,
    };
  };
  const initial = listAt(spec, 'initContainers').filter(isObject);
  const staying = (container: JsonObject): boolean => textAt(container, 'restartPolicy') === 'Always';
  return [
    ...listAt(spec, 'containers')
      .filter(isObject)
      .map((container) => read(container, false)),
    ...initial.filter(staying).map((container) => read(container, false)),
    ...initial.filter((container) => !staying(container)).map((container) => read(container, true)),
  ];
}

/** How kinds that run pods may be called before a `/`, as kubectl takes them. */
const workloadKinds: Record<string, readonly string[]> = {
  Deployment: ['deploy', 'deployment', 'deployments', 'deployment.apps', 'deployments.apps'],
  StatefulSet: ['sts', 'statefulset', 'statefulsets', 'statefulset.apps', 'statefulsets.apps'],
  DaemonSet: ['ds', 'daemonset', 'daemonsets', 'daemonset.apps', 'daemonsets.apps'],
  ReplicaSet: ['rs', 'replicaset', 'replicasets', 'replicaset.apps', 'replicasets.apps'],
  Job: ['job', 'jobs', 'job.batch', 'jobs.batch'],
  Pod: ['po', 'pod', 'pods'],
  Service: ['svc', 'service', 'services'],
};

/**
 * The pods that a query means, best first: the exact name; else those of the workload; else those whose name begins with the prefix, or has it as one of its parts.
 * Empty where none. An exact name yields just that pod; the caller decides what several mean to it.
 */
export async function findPods(cluster: Cluster, query: PodQuery): Promise<Pod[]> {
  const { target, labelSelector, namespace, signal } = query;
  const selection: Selection = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(signal === undefined ? {} : { signal }),
  };
  if (target === undefined) {
    if (labelSelector === undefined) return [];
    return inOrder(await listPods(cluster, selection));
  }
  const slash = target.indexOf('/');
  if (slash >= 0) return await podsOfWorkload(cluster, target.slice(0, slash), target.slice(slash + 1), selection);
  const exact = await podsNamed(cluster, target, selection);
  if (exact.length > 0) return exact;
  // A namespace has no dots, a pod's name may: what the last dot parts is tried once the whole is no name.
  const dot = target.lastIndexOf('.');
  if (dot > 0 && dot < target.length - 1) {
    const there = { ...selection, namespace: target.slice(dot + 1) };
    const name = target.slice(0, dot);
    const named = await podsNamed(cluster, name, there);
    if (named.length > 0) return named;
    const meant = likeliest(await listPods(cluster, there), name);
    if (meant.length > 0) return meant;
  }
  return likeliest(await listPods(cluster, selection), target);
}

async function listPods(cluster: Cluster, selection: Selection): Promise<Pod[]> {
  return (await listObjects(cluster, resources.pods, selection)).items.map(readPod);
}

async function podsNamed(cluster: Cluster, name: string, selection: Selection): Promise<Pod[]> {
  // What is no name of a pod is not asked for: a selector would read it as something else.
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) return [];
  return inOrder(await listPods(cluster, { ...selection, fieldSelector: `metadata.name=${name}` }));
}

/** Those of the workload or app of that name; else those whose name begins with it; else those with it between dashes. */
function likeliest(pods: Pod[], name: string): Pod[] {
  const tiers: ((pod: Pod) => boolean)[] = [
    (pod) => pod.owner.slice(pod.owner.indexOf('/') + 1) === name,
    (pod) => pod.labels['app'] === name || pod.labels['app.kubernetes.io/name'] === name,
    (pod) => pod.name.startsWith(name),
    // The old shell tool took any part of a name: `client` is `thrift-sample-client-…` in Aeraki's tutorials.
    (pod) => `-${pod.name}-`.includes(`-${name}-`),
  ];
  for (const tier of tiers) {
    const found = pods.filter(tier);
    if (found.length > 0) return inOrder(found);
  }
  return [];
}

async function podsOfWorkload(cluster: Cluster, given: string, name: string, selection: Selection): Promise<Pod[]> {
  const [kind] = Object.entries(workloadKinds).find(([, names]) => names.includes(given.toLowerCase())) ?? [];
  if (kind === undefined || name === '')
    throw new ClusterError('invalid', `"${given}/${name}" names no pods.`, {
      fix: 'Give a pod as name or name.namespace, or all of a workload as deploy/name, sts/name, ds/name, rs/name, job/name or svc/name.',
    });
  if (kind === 'Pod') return await podsNamed(cluster, name, selection);
  if (kind === 'Service') return await podsOfService(cluster, name, selection);
  const pods = await listPods(cluster, selection);
  return inOrder(pods.filter((pod) => pod.owner === `${kind}/${name}` || isOwnedBy(pod.value, kind, name)));
}

async function podsOfService(cluster: Cluster, name: string, selection: Selection): Promise<Pod[]> {
  const namespace = selection.namespace ?? cluster.namespace;
  const service = await getObject(cluster, resources.services, name, namespace);
  const selector = textMapAt(service && asObject(own(service, 'spec')), 'selector');
  const given = selection.labelSelector === undefined ? [] : [selection.labelSelector];
  const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  if (labels.length === 0) return [];
  return inOrder(await listPods(cluster, { ...selection, namespace, labelSelector: [...labels, ...given].join(',') }));
}

/** Those that run and are ready first, then by namespace and name. */
function inOrder(pods: Pod[]): Pod[] {
  const rank = (pod: Pod): number => (pod.phase === 'Running' ? (pod.ready ? 0 : 1) : 2);
  const key = (pod: Pod): string => `${pod.namespace}/${pod.name}`;
  return pods.sort((a, b) => rank(a) - rank(b) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** All pods with an istio-proxy, in a namespace or everywhere. */
export async function proxyPods(cluster: Cluster, namespace?: string, signal?: AbortSignal): Promise<Pod[]> {
  const pods = await listPods(cluster, {
    ...(namespace === undefined ? {} : { namespace }),
    ...(signal === undefined ? {} : { signal }),
  });
  return inOrder(pods.filter((pod) => pod.hasProxy));
}

import { asList, asNumber, asString, isObject, type Json, type JsonObject, own } from '../../base/json.js';
import { listObjects } from '../../cluster/objects.js';
import { type Pod, readPod } from '../../cluster/pods.js';
import { resources } from '../../cluster/resources.js';
import type { Installation } from '../../cluster/snapshot.js';
import { podRequest, readLog } from '../../cluster/streams.js';
import type { Cluster } from '../../cluster/types.js';
import type { Connection, ControlPlane } from '../../live/doctor/types.js';
import { listAt, objectAt, textAt, textMapAt } from '../../resource/core.js';

/** How much of an answer of istiod's is read, in bytes. */
const mostDebug = 64 << 20;
/** istiod's ports for its debug interface: the one for monitoring, then the one for HTTP. */
const debugPorts = [15014, 8080];

/** An istiod's answer on its debug interface, as JSON. */
async function debugAnswer(cluster: Cluster, pod: Pod, path: string, signal: AbortSignal): Promise<string> {
  let failure: unknown;
  for (const port of debugPorts) {
    try {
      const { status, body } = await podRequest(cluster, pod, port, { path, most: mostDebug, signal });
      if (status === 200) return body.toString();
      failure = new Error(`${pod.name}.${pod.namespace} answers ${path} with status ${status}`);
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

/**
 * The Deployments of istiod or Aeraki. Throws where none was found and Deployments may not be listed: then it is not known whether there is one.
 */
export async function planesOf(
  cluster: Cluster,
  installation: Installation,
  which: 'istiod' | 'aeraki',
  signal: AbortSignal,
): Promise<Awaited<ReturnType<typeof controlPlanes>>> {
  const found = installation[which];
  if (found.length === 0) await listObjects(cluster, resources.deployments, { labelSelector: `app=${which}`, signal });
  return await controlPlanes(cluster, found, signal);
}

/** The Deployments of a control plane with the state of their pods. Of istiod the version is what it says itself, where it answers. */
async function controlPlanes(
  cluster: Cluster,
  found: readonly (Installation['istiod'][number] | Installation['aeraki'][number])[],
  signal: AbortSignal,
): Promise<{ planes: ControlPlane[]; pods: Pod[] }> {
  const planes: ControlPlane[] = [];
  const all: Pod[] = [];
  for (const one of found) {
    const { name, namespace, image } = one;
    const [deployments, pods] = await Promise.all([
      listObjects(cluster, resources.deployments, { namespace, fieldSelector: `metadata.name=${name}`, signal }),
      listObjects(cluster, resources.pods, { namespace, signal }),
    ]);
    const [deployment = {}] = deployments.items;
    const selector = textMapAt(objectAt(objectAt(deployment, 'spec'), 'selector'), 'matchLabels');
    const entries = Object.entries(selector);
    const own_ = pods.items
      .map(readPod)
      .filter(({ labels }) => entries.length > 0 && entries.every(([key, value]) => labels[key] === value));
    all.push(...own_);
    const revision = 'revision' in one ? one.revision : '';
    planes.push({
      name,
      namespace,
      image,
      version: ('revision' in one ? await istiodVersion(cluster, own_, signal) : '') || one.version,
      revision,
      env: 'env' in one ? one.env : {},
      args: 'args' in one ? one.args : [],
      wanted: asNumber(own(objectAt(deployment, 'spec'), 'replicas')) ?? 1,
      ready: asNumber(own(objectAt(deployment, 'status'), 'readyReplicas')) ?? own_.filter(({ ready }) => ready).length,
      pods: own_.map((pod) => ({
        name: pod.name,
        phase: pod.phase,
        ready: pod.ready,
        restarts: pod.containers.reduce((sum, { restarts }) => sum + restarts, 0),
        why: whyNotRunning(pod.value),
      })),
    });
  }
  return { planes, pods: all };
}

/** `1.20.0-5f5d657c-Clean` → `1.20.0`; empty where istiod does not answer. */
async function istiodVersion(cluster: Cluster, pods: readonly Pod[], signal: AbortSignal): Promise<string> {
  const pod = pods.find(({ phase }) => phase === 'Running');
  if (pod === undefined) return '';
  try {
    const { status, body } = await podRequest(cluster, pod, 15014, { path: '/version', most: 4096, signal });
    const [version] = /^\d+\.\d+(?:\.\d+)?(?:-(?:alpha|beta|rc|dev)[\w.]*)?/.exec(body.toString().trim()) ?? [];
    return status === 200 ? (version ?? '') : '';
  } catch {
    signal.throwIfAborted();
    return '';
  }
}

/** Why a container of a pod waits, or why it ended last. */
function whyNotRunning(pod: JsonObject): string {
  for (const status of asList(own(objectAt(pod, 'status'), 'containerStatuses')).filter(isObject)) {
    const waiting = textAt(objectAt(objectAt(status, 'state'), 'waiting'), 'reason');
    const ended = objectAt(objectAt(status, 'lastState'), 'terminated');
    const code = own(ended, 'exitCode');
    if (waiting !== '') return waiting;
    if (textAt(ended, 'reason') !== '') return `last ended: ${textAt(ended, 'reason')}, status ${String(code)}`;
  }
  return '';
}

/** Every connection of the istiods, from `/debug/adsz`, which tells what generator a client asks for; older ones have it only in `/debug/connections`. */
export async function connectionsOf(cluster: Cluster, istiods: readonly Pod[], signal: AbortSignal): Promise<Connection[]> {
  const running = istiods.filter(({ phase }) => phase === 'Running');
  if (running.length === 0) throw new Error('no istiod runs that could be asked');
  const connections: Connection[] = [];
  for (const pod of running) {
    const answer: unknown = JSON.parse(await debugAnswer(cluster, pod, '/debug/adsz', signal));
    if (!isObject(answer)) throw new Error(`${pod.name}.${pod.namespace} does not tell its connections`);
    for (const client of listAt(answer, 'clients').filter(isObject)) {
      const watches = own(client, 'watches');
      connections.push({
        id: textAt(client, 'connectionId'),
        connectedAt: textAt(client, 'connectedAt'),
        generator: textAt(objectAt(client, 'metadata'), 'GENERATOR'),
        watches: isObject(watches)
          ? Object.keys(watches)
          : asList(watches).filter((type): type is string => typeof type === 'string'),
      });
    }
  }
  return connections;
}

/** So many of the last lines of a log are read. */
const tailLines = 3000;

/** The last lines of Aeraki's log, of all its pods. */
export async function logOf(cluster: Cluster, pods: readonly Pod[], signal: AbortSignal): Promise<string[]> {
  const lines: string[] = [];
  const running = pods.filter(({ phase }) => phase === 'Running');
  if (running.length === 0) throw new Error('no Aeraki runs whose log could be read');
  for (const pod of running) {
    const [container] = pod.containers.filter(({ name, init }) => !init && name !== 'istio-proxy');
    if (container === undefined) continue;
    const place = { namespace: pod.namespace, pod: pod.name, container: container.name };
    for await (const { text } of readLog(cluster, place, { tailLines, signal })) lines.push(text.toString());
  }
  return lines;
}

/** The lock of the one that writes EnvoyFilters: an annotation of a ConfigMap, as client-go writes it. */
export function leaderOf(map: JsonObject | undefined): { holder: string; renewed: string; leaseSeconds: number } | undefined {
  if (map === undefined) return undefined;
  const text = textAt(objectAt(objectAt(map, 'metadata'), 'annotations'), 'control-plane.alpha.kubernetes.io/leader');
  let record: Json;
  try {
    record = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(record)) return undefined;
  return {
    holder: asString(own(record, 'holderIdentity')) ?? '',
    renewed: asString(own(record, 'renewTime')) ?? '',
    leaseSeconds: asNumber(own(record, 'leaseDurationSeconds')) ?? 30,
  };
}

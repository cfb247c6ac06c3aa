import type { JsonObject } from '../../base/json.js';
import { listObjects } from '../../cluster/objects.js';
import { findPods, type Pod, proxyPods, readPod } from '../../cluster/pods.js';
import { resources } from '../../cluster/resources.js';
import type { Cluster } from '../../cluster/types.js';
import { choosePods, isForAeraki } from '../../live/bugreport/choose.js';
import type { LeftOut } from '../../live/bugreport/contents.js';
import { expectedOf } from '../../live/expected.js';
import { CliError } from '../errors.js';
import { type LiveMesh, readLiveMesh } from '../livemesh.js';
import { flag, text } from '../options.js';
import type { Options } from '../types.js';
import type { Wanted } from './wanted.js';

/** What a report is made of, as far as it is read at once. */
export interface Found {
  live: LiveMesh | undefined;
  /** Pods of istiod and of Aeraki. */
  istiod: Pod[];
  aeraki: Pod[];
  proxies: Pod[];
  leftOut: LeftOut[];
  /** Objects that may hold secrets, so that they are known before the first log is written. */
  secrets: JsonObject[];
}

/** Reads the mesh and finds the pods. What cannot be read is told in `leftOut`; only pods that are named and not there end all. */
export async function look(
  cluster: Cluster,
  options: Options,
  names: readonly string[],
  asked: Wanted,
  signal: AbortSignal,
): Promise<Found> {
  const leftOut: LeftOut[] = [];
  const attempt = async <T>(path: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CliError) throw error;
      leftOut.push({ path, why: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  const live = await attempt('mesh', async () => await readLiveMesh(cluster, options, signal));
  for (const { kind, message } of live?.snapshot.refused ?? []) leftOut.push({ path: `mesh/${kind}`, why: message });
  const installation = live?.snapshot.installation;
  const istioNamespace = installation?.istioNamespace ?? text(options, 'istio-namespace') ?? 'istio-system';
  const aerakiNamespace = installation?.aerakiNamespace ?? text(options, 'aeraki-namespace') ?? istioNamespace;
  const namespace = text(options, 'namespace');
  const labelSelector = text(options, 'selector');
  const podsOf = async (where: string, label: string): Promise<Pod[]> =>
    (await attempt(`control-plane/${label}`, async () => {
      const { items } = await listObjects(cluster, resources.pods, { namespace: where, labelSelector: label, signal });
      return items.map(readPod);
    })) ?? [];
  const istiod = await podsOf(istioNamespace, 'app=istiod');
  const aeraki = await podsOf(aerakiNamespace, 'app=aeraki');
  const everywhere = flag(options, 'all-namespaces');
  const chosen = await attempt('proxies', async () => {
    if (names.length > 0 || labelSelector !== undefined) {
      const scope = everywhere ? {} : { namespace: namespace ?? cluster.namespace };
      const queries = names.length === 0 ? [{}] : names.map((target) => ({ target }));
      const lists = await Promise.all(
        queries.map(async (query) => {
          const label = labelSelector === undefined ? {} : { labelSelector };
          const pods = (await findPods(cluster, { ...query, ...scope, ...label, signal })).filter(({ hasProxy }) => hasProxy);
          if (pods.length === 0) {
            const what = 'target' in query ? query.target : `-l ${labelSelector}`;
            throw new CliError(
              `${what}: there is no such pod with a proxy`,
              'Name a pod as in client.meta-thrift, or look everywhere with -A.',
            );
          }
          return pods;
        }),
      );
      return [...new Map(lists.flat().map((pod) => [`${pod.namespace}/${pod.name}`, pod])).values()];
    }
    if (namespace !== undefined || everywhere) return await proxyPods(cluster, namespace, signal);
    return managedPods(await proxyPods(cluster, undefined, signal), live);
  });
  const { chosen: proxies, left } = choosePods(chosen ?? [], asked.maxProxies);
  for (const pod of left)
    leftOut.push({ path: `proxies/${pod.namespace}/${pod.name}`, why: `beyond --max-proxies ${asked.maxProxies}` });
  const secrets = [
    ...(live?.snapshot.objects ?? []).map(({ value }) => value),
    ...[...istiod, ...aeraki, ...proxies].map(({ value }) => value),
  ];
  return { live, istiod, aeraki, proxies, leftOut, secrets };
}

/** Pods that are made for Aeraki, or that it has given a filter of their own. */
function managedPods(pods: readonly Pod[], live: LiveMesh | undefined): Pod[] {
  return pods.filter((pod) => {
    if (isForAeraki(pod)) return true;
    if (live === undefined) return false;
    const { filters } = expectedOf(live.mesh, live.translation, pod);
    return filters.some(({ direction }) => direction !== 'outbound');
  });
}

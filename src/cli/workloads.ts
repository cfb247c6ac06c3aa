import type { JsonObject } from '../base/json.js';
import { ClusterError } from '../cluster/errors.js';
import type { Pod } from '../cluster/pods.js';
import type { Resource } from '../cluster/types.js';
import type { Workloads } from '../live/endpoints.js';
import type { Observed } from './observing.js';

const workloadEntries: Resource = {
  group: 'networking.istio.io',
  version: 'v1alpha3',
  plural: 'workloadentries',
  kind: 'WorkloadEntry',
  namespaced: true,
};

/** The pods among saved objects. */
export async function savedPods({ objects }: Observed): Promise<Pod[]> {
  const { readPod } = await import('../cluster/pods.js');
  return objects.flatMap(({ value }) => (value['kind'] === 'Pod' ? [readPod(value)] : []));
}

/** What stands behind the services of some namespaces: pods, EndpointSlices and WorkloadEntries. What may not be read is said in it. */
export async function readWorkloads(observed: Observed, namespaces: Iterable<string>): Promise<Workloads> {
  const { cluster, signal, objects } = observed;
  if (cluster === undefined) {
    const ofKind = (kind: string): JsonObject[] => objects.flatMap(({ value }) => (value['kind'] === kind ? [value] : []));
    const [slices, pods] = [ofKind('EndpointSlice'), await savedPods(observed)];
    // What nobody saved is not known; that it is not there cannot be told from files.
    const unread = [...(slices.length === 0 ? ['EndpointSlice'] : []), ...(pods.length === 0 ? ['Pod'] : [])];
    return { pods, slices, entries: ofKind('WorkloadEntry'), unread };
  }
  const [{ listObjects }, { resources }, { readPod }] = await Promise.all([
    import('../cluster/objects.js'),
    import('../cluster/resources.js'),
    import('../cluster/pods.js'),
  ]);
  const unread = new Set<string>();
  const list = async (resource: Resource, namespace: string): Promise<JsonObject[]> => {
    try {
      return (await listObjects(cluster, resource, { namespace, signal })).items;
    } catch (error) {
      if (!(error instanceof ClusterError) || (error.kind !== 'forbidden' && error.kind !== 'not-found')) throw error;
      unread.add(resource.kind);
      return [];
    }
  };
  const all = async (resource: Resource): Promise<JsonObject[]> =>
    (await Promise.all([...new Set(namespaces)].map((namespace) => list(resource, namespace)))).flat();
  const [pods, slices, entries] = await Promise.all([all(resources.pods), all(resources.endpointSlices), all(workloadEntries)]);
  return { pods: pods.map(readPod), slices, entries, unread: [...unread] };
}

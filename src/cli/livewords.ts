import { connect } from '../cluster/connect.js';
import { readKubeconfig } from '../cluster/kubeconfig.js';
import { listObjects } from '../cluster/objects.js';
import { resources } from '../cluster/resources.js';
import { objectAt, textAt } from '../resource/core.js';

/** How long a shell waits for the cluster to complete a word, in milliseconds. */
const patienceMs = 3000;

/** The options on the line that say which cluster and namespace is meant. */
export interface LivePlace {
  kubeconfig?: string;
  context?: string;
  namespace?: string;
}

/** Names of contexts in the kubeconfig, of namespaces in the cluster, or of pods in the namespace that is meant. Throws where they cannot be read. */
export async function liveNames(
  what: 'context' | 'namespace' | 'pod',
  place: LivePlace,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const { kubeconfig, context, namespace } = place;
  if (what === 'context') return [...(await readKubeconfig(kubeconfig, env)).contexts.keys()];
  const cluster = await connect({
    env,
    requestTimeoutMs: patienceMs,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const { items } =
      what === 'namespace'
        ? await listObjects(cluster, resources.namespaces, { signal })
        : await listObjects(cluster, resources.pods, { namespace: namespace ?? cluster.namespace, signal });
    return items.map((item) => textAt(objectAt(item, 'metadata'), 'name'));
  } finally {
    cluster.close();
  }
}

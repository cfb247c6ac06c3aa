import { asNumber, type JsonObject, own } from '../../base/json.js';
import { ClusterError } from '../../cluster/errors.js';
import { getObject, listObjects } from '../../cluster/objects.js';
import { pause } from '../../cluster/request.js';
import { resources } from '../../cluster/resources.js';
import type { Cluster } from '../../cluster/types.js';
import { controlPlaneName } from '../../live/manifests/controlplane.js';
import { listAt, objectAt, textAt } from '../../resource/core.js';

/** How long is waited, and who is told. */
export interface WaitOptions {
  timeoutMs: number;
  signal: AbortSignal;
  onProgress: (what: string) => void;
}

/**
 * Waits until the pods of Aeraki's Deployment are those of its present template and ready, and its webhook is there. Returns what is still lacking when the time
 * is up or the signal comes; nothing where all is there. A cluster that does not answer for a while is asked again.
 */
export async function waitForAeraki(cluster: Cluster, namespace: string, options: WaitOptions): Promise<string[]> {
  const { timeoutMs, signal, onProgress } = options;
  const end = Date.now() + timeoutMs;
  for (;;) {
    let lacking: string[];
    try {
      lacking = await lackingOf(cluster, namespace, signal);
    } catch (error) {
      if (!(error instanceof ClusterError) || signal.aborted) throw error;
      lacking = [error.message];
    }
    if (lacking.length === 0 || signal.aborted || Date.now() >= end) return lacking;
    onProgress(`Waiting for Aeraki: ${lacking[0] ?? ''}`);
    await pause(Math.min(1000, Math.max(50, end - Date.now())), signal);
  }
}

async function lackingOf(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<string[]> {
  const deployment = await getObject(cluster, resources.deployments, controlPlaneName, namespace, { signal });
  if (deployment === undefined) return [`there is no Deployment ${namespace}/${controlPlaneName}`];
  const lacking = lackingOfDeployment(deployment);
  if (lacking !== undefined) {
    const { items } = await listObjects(cluster, resources.pods, { namespace, labelSelector: `app=${controlPlaneName}`, signal });
    return [lacking, ...items.flatMap(whyNotReady)];
  }
  const webhook = `${controlPlaneName}-${namespace}`;
  return (await getObject(cluster, resources.validatingWebhooks, webhook, undefined, { signal })) === undefined
    ? [`it has not made its webhook ${webhook} yet`]
    : [];
}

/** Why a Deployment is not as its template says; undefined where it is, and all its pods are ready. */
function lackingOfDeployment(deployment: JsonObject): string | undefined {
  const status = objectAt(deployment, 'status');
  const number = (object: JsonObject, name: string): number => asNumber(own(object, name)) ?? 0;
  const wanted = asNumber(own(objectAt(deployment, 'spec'), 'replicas')) ?? 1;
  if (number(status, 'observedGeneration') < number(objectAt(deployment, 'metadata'), 'generation'))
    return 'its Deployment has not been looked at yet';
  if (number(status, 'updatedReplicas') < wanted) return `${number(status, 'updatedReplicas')} of ${wanted} new pods are made`;
  if (number(status, 'readyReplicas') < wanted) return `${number(status, 'readyReplicas')} of ${wanted} pods are ready`;
  return undefined;
}

/** What keeps a pod from being ready: the reason that its container waits for. */
function whyNotReady(pod: JsonObject): string[] {
  const name = textAt(objectAt(pod, 'metadata'), 'name');
  return listAt(objectAt(pod, 'status'), 'containerStatuses').flatMap((item) => {
    const state = objectAt(typeof item === 'object' && item !== null && !Array.isArray(item) ? item : {}, 'state');
    const waiting = objectAt(state, 'waiting');
    const reason = textAt(waiting, 'reason');
    return reason === '' ? [] : [`${name}: ${reason} ${textAt(waiting, 'message')}`.trim()];
  });
}

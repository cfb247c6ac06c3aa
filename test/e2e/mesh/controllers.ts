import { createHash } from 'node:crypto';
import { asNumber, type Json, type JsonObject, own } from '../../../src/base/json.js';
import type { Api } from './api.js';
import { at, follow, keyOf, listAt, mapAt, oneAtATime, selects, textAt } from './objects.js';

/** Stand-ins for Kubernetes' own controllers, as far as the commands meet them. */
export interface Controllers {
  errors: string[];
  stop(): Promise<void>;
}

function ownedBy(object: JsonObject, owner: JsonObject): boolean {
  const uid = textAt(owner, 'metadata', 'uid');
  return listAt(object, 'metadata', 'ownerReferences').some((reference) => reference['uid'] === uid);
}

function ownerReference(owner: JsonObject): Json {
  const { apiVersion, kind } = { apiVersion: 'apps/v1', kind: textAt(owner, 'kind') };
  const [name, uid] = [textAt(owner, 'metadata', 'name'), textAt(owner, 'metadata', 'uid')];
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

const suffix = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 5);

/**
 * Starts them: Deployments get a ReplicaSet and pods on the node `node1`, new pods when their template changes or a pod is gone, and a status; Services get an
 * EndpointSlice with the addresses of the ready pods that they select; pods of a Deployment that is gone end.
 */
export function startControllers(api: Api): Controllers {
  let made = 0;

  const podOf = (set: JsonObject, labels: JsonObject, template: JsonObject): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: textAt(set, 'metadata', 'namespace'),
      name: `${textAt(set, 'metadata', 'name')}-${suffix(`${textAt(set, 'metadata', 'uid')}${made++}`)}`,
      labels: { ...mapAt(template, 'metadata', 'labels'), ...labels },
      annotations: mapAt(template, 'metadata', 'annotations'),
      ownerReferences: [ownerReference({ ...set, kind: 'ReplicaSet' })],
    },
    spec: { ...mapAt(template, 'spec'), nodeName: 'node1' },
  });

  const setOf = async (deployment: JsonObject, hash: string): Promise<JsonObject> => {
    const [namespace, name] = [textAt(deployment, 'metadata', 'namespace'), `${textAt(deployment, 'metadata', 'name')}-${hash}`];
    const path = `/apis/apps/v1/namespaces/${namespace}/replicasets`;
    const found = await api.get(`${path}/${name}`);
    if (found !== undefined) return found;
    const labels = { ...mapAt(deployment, 'spec', 'template', 'metadata', 'labels'), 'pod-template-hash': hash };
    const template = mapAt(deployment, 'spec', 'template');
    const { body } = await api.send('POST', path, {
      metadata: { name, namespace, labels, ownerReferences: [ownerReference({ ...deployment, kind: 'Deployment' })] },
      spec: {
        replicas: at(deployment, 'spec', 'replicas') ?? 1,
        selector: { matchLabels: labels },
        template: { ...template, metadata: { ...mapAt(template, 'metadata'), labels } },
      },
    });
    return body;
  };

  const reconcile = async (deployment: JsonObject): Promise<void> => {
    if (textAt(deployment, 'metadata', 'deletionTimestamp') !== '') return;
    const replicas = asNumber(at(deployment, 'spec', 'replicas')) ?? 1;
    const hash = suffix(JSON.stringify(at(deployment, 'spec', 'template'))).padEnd(10, '0');
    const set = await setOf(deployment, hash);
    const namespace = textAt(deployment, 'metadata', 'namespace');
    const name = textAt(deployment, 'metadata', 'name');
    const mine = [...pods.objects.values()].filter(
      (pod) =>
        textAt(pod, 'metadata', 'namespace') === namespace &&
        textAt(pod, 'metadata', 'ownerReferences', 0, 'name').slice(0, -hash.length - 1) === name &&
        textAt(pod, 'metadata', 'deletionTimestamp') === '',
    );
    const current = mine.filter((pod) => ownedBy(pod, set));
    const missing = Array.from({ length: Math.max(0, replicas - current.length) }, () =>
      podOf(set, { 'pod-template-hash': hash }, mapAt(deployment, 'spec', 'template')),
    );
    await Promise.all(missing.map((pod) => api.send('POST', `/api/v1/namespaces/${namespace}/pods`, pod)));
    // The watch tells of them a moment later; until then they must not be made again.
    for (const pod of missing) if (!pods.objects.has(keyOf(pod))) pods.objects.set(keyOf(pod), pod);
    const ready = current.filter((pod) => textAt(pod, 'status', 'phase') === 'Running');
    const old = [...mine.filter((pod) => !ownedBy(pod, set) && ready.length >= replicas), ...current.slice(replicas)];
    for (const pod of old) await api.send('DELETE', `/api/v1/namespaces/${namespace}/pods/${textAt(pod, 'metadata', 'name')}`);
    const status = {
      observedGeneration: at(deployment, 'metadata', 'generation') ?? 1,
      replicas: mine.length,
      updatedReplicas: current.length,
      readyReplicas: ready.length,
      availableReplicas: ready.length,
      conditions: [
        { type: 'Available', status: ready.length >= replicas ? 'True' : 'False', reason: 'Tests', message: '' },
        { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message: '' },
      ],
    };
    const was = mapAt(deployment, 'status');
    const counts = ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'] as const;
    if (counts.every((count) => (own(was, count) ?? 0) === status[count])) return;
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}/status`;
    await api.send('PATCH', path, { status }, 'application/merge-patch+json');
  };

  const written = new Map<string, string>();
  const endpoints = async (service: JsonObject): Promise<void> => {
    const selector = mapAt(service, 'spec', 'selector');
    const namespace = textAt(service, 'metadata', 'namespace');
    const behind = [...pods.objects.values()].filter(
      (pod) =>
        textAt(pod, 'metadata', 'namespace') === namespace &&
        selects(selector, mapAt(pod, 'metadata', 'labels')) &&
        textAt(pod, 'status', 'podIP') !== '' &&
        textAt(pod, 'metadata', 'deletionTimestamp') === '',
    );
    if (Object.keys(selector).length === 0) return;
    const slice: JsonObject = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        namespace,
        name: `${textAt(service, 'metadata', 'name')}-tests`,
        labels: { 'kubernetes.io/service-name': textAt(service, 'metadata', 'name') },
      },
      addressType: 'IPv4',
      endpoints: behind.map((pod) => ({
        addresses: [textAt(pod, 'status', 'podIP')],
        conditions: {
          ready: listAt(pod, 'status', 'conditions').some((one) => one['type'] === 'Ready' && one['status'] === 'True'),
        },
        nodeName: 'node1',
        targetRef: { kind: 'Pod', namespace, name: textAt(pod, 'metadata', 'name'), uid: textAt(pod, 'metadata', 'uid') },
      })),
      ports: listAt(service, 'spec', 'ports').map((port) => {
        const target = asNumber(at(port, 'targetPort')) ?? asNumber(at(port, 'port')) ?? 0;
        return { name: textAt(port, 'name'), port: target, protocol: 'TCP' };
      }),
    };
    const text = JSON.stringify(slice);
    if (written.get(keyOf(service)) === text) return;
    await api.apply([slice], 'endpointslice-controller');
    written.set(keyOf(service), text);
  };

  /** Ends the pods of Deployments that are gone, as the garbage collector does. */
  const collect = async (): Promise<void> => {
    if (!deployments.known()) return;
    for (const pod of [...pods.objects.values()]) {
      const [owner] = listAt(pod, 'metadata', 'ownerReferences');
      const namespace = textAt(pod, 'metadata', 'namespace');
      const name = /^(.*)-[0-9a-f]{5}0{5}$/.exec(textAt(owner, 'name'))?.[1];
      if (owner?.['kind'] !== 'ReplicaSet' || name === undefined || deployments.objects.has(`${namespace}/${name}`)) continue;
      if (textAt(pod, 'metadata', 'deletionTimestamp') !== '') continue;
      await api.send('DELETE', `/apis/apps/v1/namespaces/${namespace}/replicasets/${textAt(owner, 'name')}`);
      await api.send('DELETE', `/api/v1/namespaces/${namespace}/pods/${textAt(pod, 'metadata', 'name')}`);
    }
  };

  const work = oneAtATime(async () => {
    await collect();
    for (const deployment of deployments.objects.values()) await reconcile(deployment);
    for (const service of services.objects.values()) await endpoints(service);
  });
  const pods = follow(api, '/api/v1/pods', work.call);
  const deployments = follow(api, '/apis/apps/v1/deployments', work.call);
  const services = follow(api, '/api/v1/services', work.call);
  return {
    errors: work.errors,
    async stop() {
      for (const collection of [pods, deployments, services]) collection.stop();
      await work.idle();
    },
  };
}

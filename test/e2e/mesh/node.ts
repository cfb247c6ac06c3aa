import type { Json, JsonObject } from '../../../src/base/json.js';
import type { Api } from './api.js';
import type { Kubelet, LoggedLine } from './kubelet.js';
import { type Collection, follow, keyOf, listAt, oneAtATime, textAt } from './objects.js';

/** What runs behind a pod: local ports of its servers, and the local programs that stand for its containers' commands. */
export interface Backend {
  ports: Record<string, number>;
  commands: Record<string, Record<string, string>>;
  /** The first lines of each container's log. */
  logs: Record<string, string[]>;
  stop(): void;
}

interface Known {
  uid: string;
  pod: JsonObject;
  ip: string;
  backend: Backend;
  /** Of each container that was restarted: how often, and when it started last. */
  runs: Map<string, { run: number; started: string }>;
  started: string;
}

const seconds = (): string => new Date().toISOString().replace(/\.\d+/, '');

/** The one node of the cluster, and the life of the pods on it. */
export interface Node {
  name: string;
  /** Adds lines to a container's log, of its present run. */
  log(namespace: string, pod: string, container: string, lines: readonly (string | LoggedLine)[]): void;
  /** A container ends with this status and starts again: a new run of its log. */
  restart(namespace: string, pod: string, container: string, exitCode?: number): Promise<void>;
  /** The pod's address. */
  ip(namespace: string, pod: string): string;
  /** Waits until every pod that there is runs. */
  settled(): Promise<void>;
  errors: string[];
  stop(): Promise<void>;
}

const name = 'node1';

function containersOf(pod: JsonObject): { name: string; image: string; init: boolean; native: boolean }[] {
  const read = (field: string, init: boolean): ReturnType<typeof containersOf> =>
    listAt(pod, 'spec', field).map((container) => ({
      name: textAt(container, 'name'),
      image: textAt(container, 'image'),
      init,
      native: textAt(container, 'restartPolicy') === 'Always',
    }));
  return [...read('initContainers', true), ...read('containers', false)];
}

function statusOf({ pod, ip, runs, started }: Known, exitCode = 0): JsonObject {
  const now = seconds();
  const status = (container: ReturnType<typeof containersOf>[number]): JsonObject => {
    const { run, started: since } = runs.get(container.name) ?? { run: 0, started };
    const ended = container.init && !container.native;
    const id = (number: number): string => `containerd://${textAt(pod, 'metadata', 'uid')}-${container.name}-${number}`;
    const terminated = (run: number, code: number): JsonObject => ({
      terminated: {
        exitCode: code,
        reason: code === 0 ? 'Completed' : 'Error',
        startedAt: now,
        finishedAt: now,
        containerID: id(run),
      },
    });
    return {
      name: container.name,
      image: container.image,
      imageID: `${container.image.split(':')[0]}@sha256:${'0'.repeat(64)}`,
      containerID: id(run),
      ready: true,
      started: !ended,
      restartCount: run,
      state: ended ? terminated(0, 0) : { running: { startedAt: since } },
      ...(run > 0 ? { lastState: terminated(run - 1, exitCode) } : {}),
    };
  };
  const all = containersOf(pod);
  const condition = (type: string): Json => ({ type, status: 'True', lastTransitionTime: now });
  return {
    phase: 'Running',
    hostIP: '127.0.0.1',
    podIP: ip,
    podIPs: [{ ip }],
    startTime: started,
    conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map(condition),
    containerStatuses: all.filter((one) => !one.init).map(status),
    initContainerStatuses: all.filter((one) => one.init).map(status),
  };
}

/**
 * Registers the node behind the kubelet, then gives each pod on it an address, servers and a status, and ends those that are deleted. `addresses` has the
 * addresses of pods that must have a certain one, by `namespace/name`.
 */
export async function startNode(
  api: Api,
  kubelet: Kubelet,
  backendOf: (pod: JsonObject, ip: string) => Promise<Backend>,
  addresses: ReadonlyMap<string, string>,
): Promise<Node> {
  await api.apply([{ apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name } } }]);
  const status = {
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: kubelet.port } },
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    nodeInfo: {
      kubeletVersion: 'v1.34.2',
      kubeProxyVersion: '',
      architecture: 'amd64',
      operatingSystem: 'linux',
      osImage: 'tests',
      kernelVersion: '6.1',
      containerRuntimeVersion: 'containerd://2.0.0',
      machineID: '',
      systemUUID: '',
      bootID: '',
    },
  };
  await api.send('PATCH', `/api/v1/nodes/${name}/status`, { status }, 'application/merge-patch+json');

  const known = new Map<string, Known>();
  let next = 0;
  const pathOf = (pod: JsonObject): string =>
    `/api/v1/namespaces/${textAt(pod, 'metadata', 'namespace')}/pods/${textAt(pod, 'metadata', 'name')}`;
  const tell = async ({ pod, backend, runs }: Known): Promise<void> => {
    const containers = containersOf(pod).map((container) => [
      container.name,
      {
        running: !container.init || container.native,
        restarts: runs.get(container.name)?.run ?? 0,
        commands: backend.commands[container.name] ?? {},
      },
    ]);
    await kubelet.put(textAt(pod, 'metadata', 'namespace'), textAt(pod, 'metadata', 'name'), {
      ports: backend.ports,
      containers: Object.fromEntries(containers),
    });
  };
  const begin = async (key: string, pod: JsonObject): Promise<void> => {
    const ip = addresses.get(key) ?? `10.1.${1 + Math.floor(next / 250)}.${1 + (next++ % 250)}`;
    const backend = await backendOf(pod, ip);
    const entry: Known = { uid: textAt(pod, 'metadata', 'uid'), pod, ip, backend, runs: new Map(), started: seconds() };
    known.set(key, entry);
    for (const container of containersOf(pod)) {
      const [namespace = '', podName = ''] = key.split('/');
      kubelet.log(namespace, podName, container.name, backend.logs[container.name] ?? []);
    }
    await tell(entry);
    await api.send('PATCH', `${pathOf(pod)}/status`, { status: statusOf(entry) }, 'application/merge-patch+json');
  };
  const end = async (key: string, entry: Known): Promise<void> => {
    known.delete(key);
    const [namespace = '', podName = ''] = key.split('/');
    await kubelet.remove(namespace, podName);
    entry.backend.stop();
  };
  const work = oneAtATime(async () => {
    for (const [key, entry] of known) {
      if (textAt(pods.objects.get(key), 'metadata', 'uid') !== entry.uid) await end(key, entry);
    }
    const begun: Promise<void>[] = [];
    for (const [key, pod] of pods.objects) {
      if (textAt(pod, 'spec', 'nodeName') !== name) continue;
      const entry = known.get(key);
      if (textAt(pod, 'metadata', 'deletionTimestamp') !== '') {
        if (entry !== undefined) await end(key, entry);
        await api.send('DELETE', `${pathOf(pod)}?gracePeriodSeconds=0`);
      } else if (entry === undefined) begun.push(begin(key, pod));
    }
    await Promise.all(begun);
  });
  const pods: Collection = follow(api, '/api/v1/pods', work.call);
  const entryOf = (namespace: string, pod: string): Known => {
    const entry = known.get(`${namespace}/${pod}`);
    if (entry === undefined) throw new Error(`no pod ${namespace}/${pod} runs: ${[...known.keys()].join(', ')}`);
    return entry;
  };
  return {
    name,
    log(namespace, pod, container, lines) {
      kubelet.log(namespace, pod, container, lines, entryOf(namespace, pod).runs.get(container)?.run ?? 0);
    },
    async restart(namespace, pod, container, exitCode = 1) {
      const entry = entryOf(namespace, pod);
      const run = (entry.runs.get(container)?.run ?? 0) + 1;
      entry.runs.set(container, { run, started: seconds() });
      kubelet.log(namespace, pod, container, [], run);
      await tell(entry);
      await api.send(
        'PATCH',
        `${pathOf(entry.pod)}/status`,
        { status: statusOf(entry, exitCode) },
        'application/merge-patch+json',
      );
    },
    ip: (namespace, pod) => entryOf(namespace, pod).ip,
    async settled() {
      for (;;) {
        const { body } = await api.send('GET', '/api/v1/pods');
        const waiting = listAt(body, 'items').filter(
          (pod) => textAt(pod, 'status', 'phase') !== 'Running' || textAt(pod, 'metadata', 'deletionTimestamp') !== '',
        );
        if (waiting.length === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (work.errors.length > 0)
          throw new Error(`pods do not start: ${waiting.map(keyOf).join(', ')}\n${work.errors.join('\n')}`);
      }
    },
    errors: work.errors,
    async stop() {
      pods.stop();
      await work.idle();
      for (const { backend } of known.values()) backend.stop();
    },
  };
}

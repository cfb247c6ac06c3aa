import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../../src/base/json.js';
import { parseObjects } from '../program.js';
import { type Sidecar, startSidecar } from './admin.js';
import { type Aeraki, startAeraki } from './aeraki.js';
import type { Api } from './api.js';
import { startControllers } from './controllers.js';
import { aerakiDefinitions, install, istioDefinitions } from './crds.js';
import type { ProxyState } from './dump.js';
import { type Front, startFront } from './front.js';
import { serve } from './http.js';
import { startIstiod } from './istiod.js';
import { type Kubelet, startKubelet } from './kubelet.js';
import { type Backend, type Node, startNode } from './node.js';
import { at, follow, listAt, mapAt, textAt } from './objects.js';
import { kubeconfig, permissions } from './permissions.js';
import { type RealProxy, startRealProxy } from './real.js';
import { type ApiServer, startApiServer } from './servers.js';
import { startWebhook, type Webhook, webhookConfiguration } from './webhook.js';
import { applications, controlPlane, secrets, sidecarAnnotations } from './workloads.js';

/** What a mesh is started with. */
export interface MeshOptions {
  /** `recorded`: the objects of the recorded mesh, a control plane and pods (the default). `bare`: definitions and permissions only. `empty`: not even those. */
  content?: 'recorded' | 'bare' | 'empty';
  /** More objects, written after those. */
  objects?: JsonObject[];
  /** Whether Aeraki's stand-in runs; it does where left out, but in an empty cluster. */
  aeraki?: boolean;
  /** `namespace/prefix` of pods whose proxy is a real Envoy, if the run has one. */
  envoys?: string[];
  /** Version of istiod's image; 1.20.0 where left out. */
  istioVersion?: string;
  /** Where the kubeconfig is written, instead of a folder that goes with the mesh. */
  kubeconfig?: string;
}

/** A cluster that runs, with a mesh in it. */
export interface Mesh {
  server: ApiServer;
  api: Api;
  kubelet: Kubelet;
  node: Node;
  front: Front;
  webhook: Webhook;
  aeraki: Aeraki | undefined;
  /** The proxy of a pod. */
  sidecar(namespace: string, pod: string): Sidecar;
  /** The names of the pods in a namespace whose name begins so. */
  pods(namespace: string, prefix: string): Promise<string[]>;
  /** Path of the kubeconfig; its contexts are in `permissions.ts`. */
  kubeconfig: string;
  /** Writes objects as `kubectl apply --server-side` does, and waits until the mesh has settled. */
  apply(objects: JsonObject[]): Promise<void>;
  settled(): Promise<void>;
  /** Errors of the stand-ins, empty where all went well. */
  errors(): string[];
  stop(): Promise<void>;
}

const fixture = fileURLToPath(new URL('../../fixtures/mesh/recorded.yaml', import.meta.url));

const lockName = 'aeraki-envoyfilter-controller-election';

/**
 * The objects of the recorded mesh, healthy: its pods get the annotations of sidecars, the bootstrap leads to where Aeraki is here, the webhook and the lock are
 * the stand-ins'.
 */
function recorded(): { objects: JsonObject[]; pods: JsonObject[]; webhook: JsonObject; addresses: Map<string, string> } {
  const text = readFileSync(fixture, 'utf8')
    .replaceAll('"address":"127.0.0.1"', '"address":"aeraki.istio-system"')
    .replaceAll('"port_value":15011', '"port_value":15010');
  const all = parseObjects(text).filter((object) => textAt(object, 'metadata', 'name') !== lockName);
  const addresses = new Map<string, string>();
  const pods = all
    .filter((object) => object['kind'] === 'Pod')
    .map((pod) => {
      const { status: _, ...rest } = pod;
      addresses.set(`${textAt(pod, 'metadata', 'namespace')}/${textAt(pod, 'metadata', 'name')}`, textAt(pod, 'status', 'podIP'));
      return { ...rest, metadata: { ...mapAt(pod, 'metadata'), annotations: sidecarAnnotations } };
    });
  const webhook = all.find((object) => object['kind'] === 'ValidatingWebhookConfiguration') ?? {};
  const objects = all.filter((object) => !['Pod', 'ValidatingWebhookConfiguration'].includes(textAt(object, 'kind')));
  return { objects, pods, webhook, addresses };
}

/** The ConfigMap by which Istio gives its root certificate to a namespace. */
function rootCertificate(namespace: string, ca: string): JsonObject {
  const metadata = { namespace, name: 'istio-ca-root-cert', labels: { 'istio.io/config': 'true' } };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'root-cert.pem': ca } };
}

/** First lines of the logs, as the programs write them. */
function firstLines(container: string): string[] {
  const now = new Date().toISOString();
  switch (container) {
    case 'istio-proxy':
      return [
        `${now.slice(0, -1)}000Z\tinfo\tEnvoy proxy is ready`,
        `[${now.slice(0, 10)} ${now.slice(11, 23)}][7][warning][config] [source/common/config/grpc_stream.h:191] gRPC config stream closed: 13, `,
      ];
    case 'discovery':
      return [
        `${now.slice(0, -1)}000Z\tinfo\tinitializing secure webhook server for istiod webhooks`,
        `${now.slice(0, -1)}100Z\tinfo\tads\tADS: new connection for node:thrift-client-0.meta-thrift-2`,
      ];
    case 'aeraki':
      return [
        `${now.slice(0, -1)}000Z\tinfo\tAeraki parameter: istiod-address: istiod.istio-system:15010`,
        `${now.slice(0, -1)}100Z\tinfo\tcontroller\tMetaProtocolMetaRouterController registered`,
        `${now.slice(0, -1)}200Z\tinfo\tenvoyfilter-controller\tleader election lock obtained`,
      ];
    default:
      return ['started'];
  }
}

/** Starts a cluster and a mesh in it: about 6 s with the recorded content. */
export async function startMesh(options: MeshOptions = {}): Promise<Mesh> {
  const { content = 'recorded', istioVersion = '1.20.0' } = options;
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.reverse()) await end();
  };
  try {
    const server = await startApiServer();
    stops.push(() => server.stop());
    const { api, folder } = server;
    const kubelet = await startKubelet(folder);
    stops.push(() => kubelet.stop());
    const front = await startFront(server);
    stops.push(() => front.stop());
    const webhook = await startWebhook(server);
    stops.push(() => webhook.stop());
    const file = options.kubeconfig ?? join(folder, 'kubeconfig');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, kubeconfig(server, front.url), { mode: 0o600 });

    const real = new Map<string, { proxy: RealProxy; state: () => ProxyState }>();
    const sidecars = new Map<string, { sidecar: Sidecar; state: () => ProxyState }>();
    const livePods = follow(api, '/api/v1/pods', () => undefined);
    stops.push(() => livePods.stop());
    let aeraki: Aeraki | undefined;
    const since = new Date().toISOString();
    const aerakiPod = (): string | undefined =>
      [...livePods.objects.keys()].find((key) => key.startsWith('istio-system/aeraki-'))?.split('/')[1];
    const istiod = await startIstiod({
      version: istioVersion,
      proxies: () => [...sidecars.values()].map(({ state }) => state()),
      aeraki: () => {
        const pod = aerakiPod();
        return pod === undefined || aeraki?.deaf === true ? undefined : { pod, since };
      },
    });
    stops.push(() => istiod.stop());

    const backendOf = async (pod: JsonObject, ip: string): Promise<Backend> => {
      const containers = [...listAt(pod, 'spec', 'initContainers'), ...listAt(pod, 'spec', 'containers')];
      const logs = Object.fromEntries(containers.map((one) => [textAt(one, 'name'), firstLines(textAt(one, 'name'))]));
      const key = `${textAt(pod, 'metadata', 'namespace')}/${textAt(pod, 'metadata', 'name')}`;
      const proxy = containers.find((one) => textAt(one, 'name') === 'istio-proxy');
      const backend: Backend = { ports: {}, commands: {}, logs, stop: () => undefined };
      if (proxy !== undefined) {
        const started = new Date().toISOString();
        const environment = listAt(proxy, 'env').map((one) => textAt(one, 'name'));
        const state = (): ProxyState => ({
          pod,
          ip,
          objects: aeraki?.objects() ?? [],
          envoyFilters: aeraki?.envoyFilters() ?? [],
          routes: aeraki?.routes ?? new Map(),
          pods: [...livePods.objects.values()],
          bootstrapped:
            textAt(pod, 'metadata', 'annotations', 'sidecar.istio.io/bootstrapOverride') !== '' ||
            environment.includes('ISTIO_BOOTSTRAP_OVERRIDE'),
          knowsFilter: textAt(proxy, 'image').includes('meta-protocol-proxy'),
          istioVersion: '1.20.0',
          started,
        });
        const sidecar = await startSidecar(() => {
          const now = state();
          return now.bootstrapped ? now : { ...now, routes: new Map() };
        });
        sidecars.set(key, { sidecar, state });
        const envoy = options.envoys?.some((prefix) => key.startsWith(prefix)) ? await startRealProxy(state()) : undefined;
        if (envoy !== undefined) real.set(key, { proxy: envoy, state });
        backend.ports = { 15000: envoy?.port ?? sidecar.port };
        backend.stop = () => {
          sidecars.delete(key);
          real.delete(key);
          sidecar.stop();
          void envoy?.stop();
        };
      } else if (containers.some((one) => textAt(one, 'name') === 'discovery')) {
        backend.ports = { 8080: istiod.port, 15014: istiod.port };
      } else if (containers.some((one) => textAt(one, 'name') === 'aeraki')) {
        const ready = await serve(({ url }) => (url.pathname === '/ready' ? { body: 'ok' } : { status: 404, body: '' }));
        backend.ports = { 8080: ready.port };
        backend.stop = ready.stop;
      }
      return backend;
    };

    const mesh = recorded();
    const node = await startNode(api, kubelet, backendOf, mesh.addresses);
    stops.push(() => node.stop());
    const controllers = startControllers(api);
    stops.push(() => controllers.stop());
    await api.apply(permissions().filter((object) => at(object, 'metadata', 'namespace') === undefined));
    if (content !== 'empty') await install(api, [...aerakiDefinitions(), ...istioDefinitions()]);
    if (content === 'recorded') {
      const namespaces = mesh.objects.filter((object) => object['kind'] === 'Namespace');
      await api.apply(namespaces);
      await api.apply(permissions());
      const aerakis = mesh.objects.filter((object) => textAt(object, 'metadata', 'labels', 'manager') === 'Aeraki');
      const others = mesh.objects.filter((object) => !aerakis.includes(object) && object['kind'] !== 'Namespace');
      const roots = namespaces.map((namespace) => rootCertificate(textAt(namespace, 'metadata', 'name'), server.ca));
      await api.apply([...secrets(), ...roots, ...others]);
      await api.apply(aerakis, 'Aeraki');
      await api.apply([...mesh.pods, ...controlPlane(istioVersion), ...applications()]);
      await api.apply([webhookConfiguration(mesh.webhook, webhook, server.ca)], 'Aeraki');
    }
    if (options.objects !== undefined) await api.apply(options.objects);
    if (options.aeraki ?? content !== 'empty') {
      const started = startAeraki(api, () => {
        for (const { proxy, state } of real.values()) proxy.send(state());
      });
      aeraki = started;
      stops.push(() => started.stop());
    }
    const errors = (): string[] => [...node.errors, ...controllers.errors, ...(aeraki?.errors ?? [])];
    const settled = async (): Promise<void> => {
      await node.settled();
      await aeraki?.settled();
    };
    await settled();
    return {
      server,
      api,
      kubelet,
      node,
      front,
      webhook,
      aeraki,
      kubeconfig: file,
      sidecar(namespace, pod) {
        const found = sidecars.get(`${namespace}/${pod}`);
        if (found === undefined) throw new Error(`no proxy in ${namespace}/${pod}: ${[...sidecars.keys()].join(', ')}`);
        return found.sidecar;
      },
      async pods(namespace, prefix) {
        const { body } = await api.send('GET', `/api/v1/namespaces/${namespace}/pods`);
        const names = listAt(body, 'items').map((pod) => textAt(pod, 'metadata', 'name'));
        return names.filter((name) => name.startsWith(prefix)).sort();
      },
      async apply(objects) {
        await api.apply(objects);
        await settled();
      },
      settled,
      errors,
      stop,
    };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** A recorded dump of a real proxy, if the recordings are beside the checkout. */
export function recordedDump(name: 'client' | 'server' | 'cluster-rejected' | 'redis-server'): Buffer | undefined {
  const path = fileURLToPath(new URL(`../../../../shared/recorded/dumps/${name}.json`, import.meta.url));
  return existsSync(path) ? readFileSync(path) : undefined;
}

import type { Json, JsonObject } from '../../../src/base/json.js';

/** The image of a proxy that knows MetaProtocol, and of Istio's own, which does not. */
export const metaProxy = 'ghcr.io/aeraki-mesh/meta-protocol-proxy:1.4.2';
export const stockProxy = 'docker.io/istio/proxyv2:1.20.0';

/** The annotations by which a pod gets the proxy image and the bootstrap with `aeraki-xds`. */
export const sidecarAnnotations = {
  'sidecar.istio.io/proxyImage': metaProxy,
  'sidecar.istio.io/bootstrapOverride': 'aeraki-bootstrap-config',
};

interface Workload {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  /** `istio-proxy` among the containers, as a native sidecar among the init containers, of Istio's own image, or none. */
  proxy?: 'container' | 'native' | 'stock' | 'none';
  replicas?: number;
  image?: string;
  container?: JsonObject;
}

function istioProxy(image: string): JsonObject {
  return { name: 'istio-proxy', image, args: ['proxy', 'sidecar', '--domain', '$(POD_NAMESPACE).svc.cluster.local'] };
}

/** A Deployment, with the sidecar that Istio's webhook would put into its pods. */
export function deployment(workload: Workload): JsonObject {
  const { namespace, name, labels, proxy = 'container', replicas = 1, image = 'registry.example/app:1', container } = workload;
  const init = { name: 'istio-init', image: stockProxy, args: ['istio-iptables'] };
  const app: JsonObject = container ?? { name: 'app', image };
  const native = { ...istioProxy(metaProxy), restartPolicy: 'Always' };
  const spec: JsonObject =
    proxy === 'none'
      ? { containers: [app] }
      : proxy === 'native'
        ? { initContainers: [init, native], containers: [app] }
        : { initContainers: [init], containers: [app, istioProxy(proxy === 'stock' ? stockProxy : metaProxy)] };
  const annotations = proxy === 'none' ? { 'sidecar.istio.io/inject': 'false' } : proxy === 'stock' ? {} : sidecarAnnotations;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name, labels },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels, annotations }, spec } },
  };
}

const variables = (values: Record<string, string>): Json[] => Object.entries(values).map(([name, value]) => ({ name, value }));
const ports = (...numbers: number[]): Json[] => numbers.map((containerPort) => ({ containerPort }));

/** istiod 1.20, Aeraki 1.4.2 and an ingress gateway of MetaProtocol's proxy. */
export function controlPlane(istio = '1.20.0', aeraki = '1.4.2'): JsonObject[] {
  const namespace = 'istio-system';
  const istiod = {
    name: 'discovery',
    image: `docker.io/istio/pilot:${istio}`,
    args: ['discovery', '--monitoringAddr=:15014', '--domain', 'cluster.local'],
    ports: ports(8080, 15010, 15014, 15017),
    env: variables({ REVISION: 'default', CLUSTER_ID: 'Kubernetes' }),
  };
  const aerakiContainer = {
    name: 'aeraki',
    image: `ghcr.io/aeraki-mesh/aeraki:${aeraki}`,
    ports: ports(8080, 15010, 15017),
    env: variables({
      AERAKI_IS_MASTER: 'true',
      AERAKI_NAMESPACE: namespace,
      AERAKI_ISTIOD_ADDR: 'istiod.istio-system:15010',
      AERAKI_XDS_ADDR: 'aeraki.istio-system',
      AERAKI_XDS_PORT: ':15010',
      AERAKI_LOG_LEVEL: 'all:info',
    }),
  };
  const gateway = {
    name: 'istio-proxy',
    image: metaProxy,
    args: ['proxy', 'router', '--domain', '$(POD_NAMESPACE).svc.cluster.local'],
    env: variables({ ISTIO_BOOTSTRAP_OVERRIDE: '/etc/istio/custom-bootstrap/custom_bootstrap.json' }),
  };
  const service = (name: string, selector: JsonObject, list: [string, number][]): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name, labels: selector },
    spec: { selector, ports: list.map(([name, port]) => ({ name, port })) },
  });
  return [
    deployment({
      namespace,
      name: 'istiod',
      labels: { app: 'istiod', istio: 'pilot', 'istio.io/rev': 'default' },
      proxy: 'none',
      container: istiod,
    }),
    deployment({ namespace, name: 'aeraki', labels: { app: 'aeraki' }, proxy: 'none', container: aerakiContainer }),
    deployment({
      namespace,
      name: 'istio-ingressgateway',
      labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
      proxy: 'none',
      container: gateway,
    }),
    service('istiod', { app: 'istiod', istio: 'pilot' }, [
      ['grpc-xds', 15010],
      ['https-dns', 15012],
      ['https-webhook', 443],
      ['http-monitoring', 15014],
    ]),
    service('istio-ingressgateway', { app: 'istio-ingressgateway', istio: 'ingressgateway' }, [
      ['status-port', 15021],
      ['tcp-gateway', 9090],
    ]),
  ];
}

/** Pods behind the services of the recorded mesh, and clients of them. */
export function applications(): JsonObject[] {
  const app = (namespace: string, name: string, labels: Record<string, string>, rest: Partial<Workload> = {}): JsonObject =>
    deployment({ namespace, name, labels, ...rest });
  return [
    app('meta-dubbo', 'dubbo-sample-consumer', { app: 'dubbo-sample-consumer' }, { proxy: 'native' }),
    app('meta-dubbo', 'dubbo-sample-provider-v1', { app: 'dubbo-sample-provider', version: 'v1' }),
    app('meta-dubbo', 'dubbo-sample-provider-v2', { app: 'dubbo-sample-provider', version: 'v2' }),
    app('meta-dubbo', 'dubbo-sample-second-provider', { app: 'dubbo-sample-second-provider' }),
    app('dubbo', 'dubbo-sample-consumer', { app: 'dubbo-sample-consumer' }),
    app('dubbo', 'dubbo-sample-provider-v1', { app: 'dubbo-sample-provider', version: 'v1' }),
    app('dubbo', 'dubbo-sample-provider-v2', { app: 'dubbo-sample-provider', version: 'v2' }),
    app('thrift', 'thrift-sample-client', { app: 'thrift-sample-client' }, { proxy: 'stock' }),
    app('redis', 'redis-cluster', { app: 'redis-cluster' }, { replicas: 2 }),
    app('redis', 'redis-client', { app: 'redis-client' }),
    app('kafka', 'my-release-kafka', { 'app.kubernetes.io/name': 'kafka' }),
    app('kafka', 'my-release-zookeeper', { 'app.kubernetes.io/name': 'zookeeper' }),
    app('kafka', 'kafka-client', { app: 'kafka-client' }, { proxy: 'none' }),
  ];
}

/** The Secret that the recorded RedisService names. */
export function secrets(): JsonObject[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: 'redis', name: 'redis-service-secret' },
      stringData: { password: 'testredis' },
    },
  ];
}

import { asList, isObject, type Json, type JsonObject } from '../../../src/base/json.js';
import { applyEnvoyFilters, istioSidecar } from '../sidecar.js';
import { at, listAt, mapAt, selects, textAt } from './objects.js';

/** Routes that a proxy got over MetaRDS, in its own form. */
export interface HeldRoutes {
  configuration: JsonObject;
  version: string;
  updated: string;
}

/** What one proxy is, and what it was sent. */
export interface ProxyState {
  pod: JsonObject;
  ip: string;
  /** Services, ServiceEntries, DestinationRules and Gateways of the mesh. */
  objects: readonly JsonObject[];
  envoyFilters: readonly JsonObject[];
  /** By the name of the route configuration. */
  routes: ReadonlyMap<string, HeldRoutes>;
  /** Running pods: endpoints. */
  pods: readonly JsonObject[];
  /** Whether its bootstrap has the cluster `aeraki-xds`. */
  bootstrapped: boolean;
  /** Whether its image has the filter. */
  knowsFilter: boolean;
  istioVersion: string;
  /** When it started: RFC 3339. */
  started: string;
}

const metaFilter = 'envoy.filters.network.meta_protocol_proxy';
const metaType = 'aeraki.meta_protocol_proxy.v1alpha.MetaProtocolProxy';
const typedStruct = /\/(udpa|xds)\.type\.v[13]\.TypedStruct$/;
const admin = (name: string): string => `type.googleapis.com/envoy.admin.v3.${name}`;

/** A message as Envoy prints it: names in snake_case. What a TypedStruct of an unread type holds stays as it was sent. */
function printed(value: Json, keep: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => printed(item, keep));
  if (!isObject(value)) return value;
  if (typedStruct.test(textAt(value, '@type'))) {
    const type = textAt(value, 'type_url') || textAt(value, 'typeUrl');
    const raw = keep || type.endsWith(metaType);
    return raw
      ? { '@type': textAt(value, '@type'), type_url: type, value: at(value, 'value') ?? {} }
      : printed({ '@type': type, ...mapAt(value, 'value') }, keep);
  }
  const snake = (name: string): string =>
    /^[a-z][a-zA-Z0-9]*$/.test(name) ? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [snake(name), printed(item, keep)]));
}

/** The reason for which the proxy refuses a listener; undefined where it takes it. */
function refusal(listener: JsonObject, knowsFilter: boolean): string | undefined {
  const filters = listAt(listener, 'filterChains').flatMap((chain) => listAt(chain, 'filters'));
  const refused = !knowsFilter && filters.some((filter) => textAt(filter, 'name') === metaFilter);
  return refused ? `Didn't find a registered implementation for '${metaFilter}' with type URL: '${metaType}'` : undefined;
}

/** The names of the route configurations that the listeners ask for. */
export function routeNames(listeners: readonly JsonObject[]): string[] {
  const names = listeners.flatMap((listener) =>
    // Before it is printed, and after.
    [...listAt(listener, 'filterChains'), ...listAt(listener, 'filter_chains')]
      .flatMap((chain) => listAt(chain, 'filters'))
      .filter((filter) => textAt(filter, 'name') === metaFilter)
      .map((filter) => textAt(filter, 'typed_config', 'value', 'rds', 'routeConfigName')),
  );
  return [...new Set(names)].filter((name) => name !== '');
}

const listenerAddress = (name: string): JsonObject => {
  const [, address = '0.0.0.0', port = '0'] = /^(.*)_(\d+)$/.exec(name) ?? [];
  const value = name === 'virtualInbound' ? 15006 : name === 'virtualOutbound' ? 15001 : Number(port);
  return { socketAddress: { address, portValue: value } };
};

const chain = (name: string): JsonObject => ({
  filters: [
    {
      name: 'envoy.filters.network.tcp_proxy',
      typedConfig: {
        '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
        statPrefix: name,
        cluster: name,
      },
    },
  ],
});

/** What Istio gives a gateway: a TCP listener for each server of the Gateways that select it. */
function gatewayListeners(objects: readonly JsonObject[], labels: JsonObject): JsonObject[] {
  return objects
    .filter((object) => object['kind'] === 'Gateway' && selects(mapAt(object, 'spec', 'selector'), labels))
    .flatMap((gateway) => listAt(gateway, 'spec', 'servers'))
    .map((server) => ({ name: `0.0.0.0_${at(server, 'port', 'number')}`, filterChains: [chain('BlackHoleCluster')] }));
}

/** Whether the pod is a gateway: its proxy's arguments say `router`. */
export function isGateway(pod: JsonObject): boolean {
  const containers = [...listAt(pod, 'spec', 'containers'), ...listAt(pod, 'spec', 'initContainers')];
  const proxy = containers.find((container) => textAt(container, 'name') === 'istio-proxy');
  return asList(at(proxy, 'args')).includes('router');
}

/** Listeners and clusters after the EnvoyFilters that reach the pod: those of its namespace and of the root namespace whose selector it has. */
export function resources(state: ProxyState): { listeners: JsonObject[]; clusters: JsonObject[] } {
  const labels = mapAt(state.pod, 'metadata', 'labels');
  const namespace = textAt(state.pod, 'metadata', 'namespace');
  const reaching = state.envoyFilters.filter((one) => {
    const where = textAt(one, 'metadata', 'namespace');
    return where === namespace || where === 'istio-system';
  });
  // A Service without an address of its own is no listener of this stand-in, and Istio's selectors count within the namespace.
  const objects = state.objects.filter((object) => object['kind'] !== 'Service' || textAt(object, 'spec', 'clusterIP') !== '');
  const foreign = objects.map((object) =>
    textAt(object, 'metadata', 'namespace') === namespace ? object : { ...object, spec: withoutSelector(mapAt(object, 'spec')) },
  );
  const before = istioSidecar(foreign, labels);
  if (isGateway(state.pod)) before.listeners = gatewayListeners(state.objects, labels);
  const { listeners, clusters } = applyEnvoyFilters(before, [...reaching], true);
  return { listeners, clusters };
}

function withoutSelector(spec: JsonObject): JsonObject {
  const { selector: _, workloadSelector: __, ...rest } = spec;
  return { ...rest, selector: { 'no.pod': 'has this label' }, workloadSelector: { labels: { 'no.pod': 'has this label' } } };
}

/** The addresses behind a cluster named `outbound|PORT|SUBSET|HOST`. */
function endpointsOf(name: string, state: ProxyState): JsonObject[] {
  const [, port = '0', subset = '', host = ''] = name.split('|');
  const [, serviceName = '', namespace = ''] = /^([^.]+)\.([^.]+)\.svc\.cluster\.local$/.exec(host) ?? [];
  const service = state.objects.find((object) =>
    object['kind'] === 'Service'
      ? textAt(object, 'metadata', 'name') === serviceName && textAt(object, 'metadata', 'namespace') === namespace
      : object['kind'] === 'ServiceEntry' && asList(at(object, 'spec', 'hosts')).includes(host),
  );
  if (service === undefined) return [];
  const selector =
    service['kind'] === 'Service' ? mapAt(service, 'spec', 'selector') : mapAt(service, 'spec', 'workloadSelector', 'labels');
  const rule = state.objects.find((object) => object['kind'] === 'DestinationRule' && textAt(object, 'spec', 'host') === host);
  const narrowed = listAt(rule, 'spec', 'subsets').find((one) => textAt(one, 'name') === subset);
  const wanted = { ...selector, ...mapAt(narrowed, 'labels') };
  return state.pods
    .filter((pod) => textAt(pod, 'metadata', 'namespace') === textAt(service, 'metadata', 'namespace'))
    .filter((pod) => selects(wanted, mapAt(pod, 'metadata', 'labels')) && textAt(pod, 'status', 'podIP') !== '')
    .map((pod) => ({
      endpoint: {
        address: { socket_address: { address: textAt(pod, 'status', 'podIP'), port_value: Number(port) } },
        health_check_config: {},
      },
      health_status: 'HEALTHY',
      load_balancing_weight: 1,
    }));
}

const staticCluster = (name: string, address: string, port: number): JsonObject => ({
  '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
  name,
  type: name === 'aeraki-xds' ? 'STRICT_DNS' : 'STATIC',
  connect_timeout: '1s',
  load_assignment: {
    cluster_name: name,
    endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address, port_value: port } } } }] }],
  },
});

/** The `node` of the proxy's bootstrap. */
export function bootstrapNode(state: ProxyState): JsonObject {
  const [name, namespace] = [textAt(state.pod, 'metadata', 'name'), textAt(state.pod, 'metadata', 'namespace')];
  const kind = isGateway(state.pod) ? 'router' : 'sidecar';
  const extension = (name: string, category: string, types: string[] = []): JsonObject => ({ name, category, type_urls: types });
  const codecs = ['dubbo', 'thrift', 'brpc', 'trpc'].map((protocol) =>
    extension(`aeraki.meta_protocol.codec.${protocol}`, 'aeraki.meta_protocol.codec'),
  );
  return {
    id: `${kind}~${state.ip}~${name}.${namespace}~${namespace}.svc.cluster.local`,
    cluster: `${textAt(state.pod, 'metadata', 'labels', 'app') || name}.${namespace}`,
    metadata: {
      NAME: name,
      NAMESPACE: namespace,
      CLUSTER_ID: 'Kubernetes',
      ISTIO_VERSION: state.istioVersion,
      INSTANCE_IPS: state.ip,
      LABELS: mapAt(state.pod, 'metadata', 'labels'),
      DNS_CAPTURE: 'true',
      PROXY_CONFIG: { discoveryAddress: 'istiod.istio-system.svc:15012', proxyAdminPort: 15000 },
    },
    user_agent_name: 'envoy',
    user_agent_build_version: { version: { major_number: 1, minor_number: 26, patch: 4 } },
    extensions: [
      extension('envoy.filters.network.tcp_proxy', 'envoy.filters.network', [
        'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
      ]),
      ...(state.knowsFilter ? [extension('aeraki.meta_protocol_proxy', 'envoy.filters.network', [metaType]), ...codecs] : []),
    ],
  };
}

function bootstrap(state: ProxyState): JsonObject {
  return {
    node: bootstrapNode(state),
    static_resources: { clusters: staticClusters(state) },
    dynamic_resources: {
      lds_config: { ads: {}, resource_api_version: 'V3' },
      cds_config: { ads: {}, resource_api_version: 'V3' },
      ads_config: {
        api_type: 'GRPC',
        grpc_services: [{ envoy_grpc: { cluster_name: 'xds-grpc' } }],
        transport_api_version: 'V3',
      },
    },
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: 15000 } } },
  };
}

function staticClusters(state: ProxyState): JsonObject[] {
  return [
    staticCluster('prometheus_stats', '127.0.0.1', 15000),
    staticCluster('xds-grpc', '127.0.0.1', 15010),
    ...(state.bootstrapped ? [staticCluster('aeraki-xds', 'aeraki.istio-system', 15010)] : []),
  ];
}

/** What the proxy holds: its listeners as Envoy prints them, with the reason where one was refused. */
export function listenersOf(state: ProxyState): { name: string; value: JsonObject; refused: string | undefined }[] {
  return resources(state).listeners.map((listener) => {
    const name = textAt(listener, 'name');
    const refused = refusal(listener, state.knowsFilter);
    const whole: JsonObject = {
      '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
      ...listener,
      address: listenerAddress(name),
      trafficDirection: name === 'virtualInbound' ? 'INBOUND' : 'OUTBOUND',
      ...(name === 'virtualInbound' ? {} : { bindToPort: false }),
    };
    const value = printed(whole, refused !== undefined);
    return { name, value: isObject(value) ? value : {}, refused };
  });
}

/** The clusters as Envoy prints them, with their endpoints. */
export function clustersOf(state: ProxyState): { name: string; value: JsonObject; endpoints: JsonObject[] }[] {
  const builtIn: JsonObject[] = ['BlackHoleCluster', 'PassthroughCluster', 'InboundPassthroughClusterIpv4'].map((name) => ({
    name,
    type: name === 'BlackHoleCluster' ? 'STATIC' : 'ORIGINAL_DST',
    connectTimeout: '10s',
    ...(name === 'BlackHoleCluster' ? {} : { lbPolicy: 'CLUSTER_PROVIDED' }),
  }));
  return [...builtIn, ...resources(state).clusters].map((cluster) => {
    const name = textAt(cluster, 'name');
    const [, , subset = '', host = ''] = name.split('|');
    const rule = state.objects.find((object) => object['kind'] === 'DestinationRule' && textAt(object, 'spec', 'host') === host);
    const metadata: JsonObject = {
      services: [{ host, name: host.split('.')[0] ?? '', namespace: host.split('.')[1] ?? '' }],
      ...(rule === undefined
        ? {}
        : {
            config: `/apis/networking.istio.io/v1alpha3/namespaces/${textAt(rule, 'metadata', 'namespace')}/destination-rule/${textAt(rule, 'metadata', 'name')}`,
          }),
      ...(subset === '' ? {} : { subset }),
    };
    const istio = name.startsWith('outbound|') ? { metadata: { filterMetadata: { istio: metadata } } } : {};
    const value = printed({ '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', ...cluster, ...istio }, false);
    return { name, value: isObject(value) ? value : {}, endpoints: name.startsWith('outbound|') ? endpointsOf(name, state) : [] };
  });
}

/** `/config_dump` of a proxy in this state, with the endpoints if they are asked for; the sections in Envoy's order. */
export function configDump(state: ProxyState, includeEds: boolean): JsonObject {
  const version = { version_info: `${state.started.slice(0, 19)}Z/1`, last_updated: state.started };
  const listeners = listenersOf(state);
  const clusters = clustersOf(state);
  const asked = routeNames(listeners.filter((one) => one.refused === undefined).map((one) => one.value));
  const held = asked.flatMap((name) => state.routes.get(name) ?? []);
  const inline = listeners
    .filter((one) => one.refused === undefined)
    .flatMap(({ value }) => listAt(value, 'filter_chains'))
    .flatMap((one) => listAt(one, 'filters'))
    .flatMap((filter) => {
      const config = mapAt(filter, 'typed_config', 'value', 'routeConfig');
      return textAt(config, 'name') === '' ? [] : [config];
    });
  const routeType = 'type.googleapis.com/aeraki.meta_protocol_proxy.config.route.v1alpha.RouteConfiguration';
  const metaRoutes: JsonObject = {
    '@type': 'type.googleapis.com/aeraki.meta_protocol_proxy.admin.v1alpha.RoutesConfigDump',
    ...(held.length === 0
      ? {}
      : {
          dynamic_route_configs: held.map(({ configuration, version, updated }) => ({
            version_info: version,
            route_config: { '@type': routeType, ...configuration },
            last_updated: updated,
          })),
        }),
    ...(inline.length === 0
      ? {}
      : {
          static_route_configs: inline.map((config) => ({
            route_config: printed({ '@type': routeType, ...config }, false),
            last_updated: state.started,
          })),
        }),
  };
  const endpoints: JsonObject = {
    '@type': admin('EndpointsConfigDump'),
    dynamic_endpoint_configs: clusters
      .filter(({ name }) => name.startsWith('outbound|'))
      .map(({ name, endpoints }) => ({
        endpoint_config: {
          '@type': 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
          cluster_name: name,
          ...(endpoints.length === 0 ? {} : { endpoints: [{ locality: {}, lb_endpoints: endpoints }] }),
          policy: { overprovisioning_factor: 140 },
        },
      })),
  };
  const usesFilter = asked.length + inline.length > 0;
  return {
    configs: [
      { '@type': admin('BootstrapConfigDump'), bootstrap: bootstrap(state), last_updated: state.started },
      {
        '@type': admin('ClustersConfigDump'),
        version_info: version.version_info,
        static_clusters: staticClusters(state).map((cluster) => ({ cluster, last_updated: state.started })),
        dynamic_active_clusters: clusters.map(({ value }) => ({ ...version, cluster: value })),
      },
      ...(includeEds ? [endpoints] : []),
      {
        '@type': admin('ListenersConfigDump'),
        version_info: version.version_info,
        dynamic_listeners: listeners.map(({ name, value, refused }) =>
          refused === undefined
            ? { name, active_state: { ...version, listener: value } }
            : { name, error_state: { failed_configuration: value, last_update_attempt: state.started, details: refused } },
        ),
      },
      ...(usesFilter ? [metaRoutes] : []),
      { '@type': admin('RoutesConfigDump') },
      {
        '@type': admin('SecretsConfigDump'),
        dynamic_active_secrets: [
          {
            name: 'default',
            ...version,
            secret: {
              '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret',
              name: 'default',
              tls_certificate: {
                certificate_chain: { inline_bytes: Buffer.from('certificate').toString('base64') },
                private_key: { inline_bytes: Buffer.from('[redacted]').toString('base64') },
              },
            },
          },
        ],
      },
    ],
  };
}

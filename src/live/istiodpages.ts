import { asList, asNumber, asObject, asString, isObject, type Json, type JsonObject, own } from '../base/json.js';

/** An object of istiod's own store. */
export interface StoredConfig {
  kind: string;
  namespace: string;
  name: string;
  resourceVersion: string;
  /** RFC 3339; empty where not told. */
  created: string;
}

/** A service that istiod knows. */
export interface RegisteredService {
  host: string;
  namespace: string;
  /** Where it is known from: `Kubernetes`, or `External` for a ServiceEntry. */
  registry: string;
  address: string;
  ports: { port: number; name: string; protocol: string }[];
  /** How its endpoints are found, as Envoy's clusters name it. */
  resolution: string;
}

/** An endpoint that istiod knows. */
export interface KnownEndpoint {
  host: string;
  namespace: string;
  address: string;
  port: number;
  portName: string;
  /** Empty where istiod does not tell. */
  health: '' | 'healthy' | 'unhealthy' | 'draining';
  workload: string;
  cluster: string;
  labels: Record<string, string>;
}

/** A service that runs behind a proxy, as istiod sees it. */
export interface ProxyInstance {
  proxy: string;
  host: string;
  namespace: string;
  port: number;
  targetPort: number;
  portName: string;
}

/** A client of istiod's xDS server: a proxy, or Aeraki. */
export interface XdsClient {
  /** `pod.namespace`. */
  proxy: string;
  /** RFC 3339. */
  connectedAt: string;
  address: string;
  version: string;
  /** `api` for what asks for Istio's own objects, as Aeraki does; else empty. */
  generator: string;
  /** Types that it watches, by their last words, with how many names of each; 0 for all. */
  watches: { type: string; names: number }[];
}

/** The objects of `/debug/configz`; undefined where the page is of another shape. */
export function readConfigPage(page: Json): StoredConfig[] | undefined {
  if (!Array.isArray(page)) return undefined;
  return page.filter(isObject).map((item) => {
    const metadata = asObject(own(item, 'metadata')) ?? {};
    return {
      kind: textAt(item, 'kind'),
      namespace: textAt(metadata, 'namespace'),
      name: textAt(metadata, 'name'),
      resourceVersion: textAt(metadata, 'resourceVersion'),
      created: textAt(metadata, 'creationTimestamp'),
    };
  });
}

const resolutions = ['EDS', 'STRICT_DNS', 'ORIGINAL_DST', 'LOGICAL_DNS', 'ALIAS'];

/** The services of `/debug/registryz`; undefined where the page is of another shape. */
export function readRegistryPage(page: Json): RegisteredService[] | undefined {
  if (!Array.isArray(page)) return undefined;
  return page.filter(isObject).map((item) => {
    const attributes = asObject(own(item, 'Attributes')) ?? {};
    return {
      host: textAt(item, 'hostname'),
      namespace: textAt(attributes, 'Namespace'),
      registry: textAt(attributes, 'ServiceRegistry'),
      address: textAt(item, 'defaultAddress'),
      ports: asList(own(item, 'ports'))
        .filter(isObject)
        .map((port) => ({ port: numberAt(port, 'port'), name: textAt(port, 'name'), protocol: textAt(port, 'protocol') })),
      resolution: resolutions[numberAt(item, 'Resolution')] ?? String(numberAt(item, 'Resolution')),
    };
  });
}

/**
 * The endpoints of `/debug/endpointz` or `/debug/endpointShardz`: by host, namespace and shard in newer versions; a list of `svc` and `ep` in older ones. Undefined
 * where the page is of another shape.
 */
export function readEndpointPage(page: Json): KnownEndpoint[] | undefined {
  if (Array.isArray(page))
    return page.filter(isObject).flatMap((item) => {
      const service = textAt(item, 'svc');
      return asList(own(item, 'ep'))
        .filter(isObject)
        .map((instance) => endpointOf(asObject(own(instance, 'Endpoint')) ?? instance, service.replace(/:[^:]*$/, ''), '', ''));
    });
  if (!isObject(page)) return undefined;
  return Object.entries(page).flatMap(([host, namespaces]) =>
    Object.entries(asObject(namespaces) ?? {}).flatMap(([namespace, value]) =>
      Object.entries(asObject(own(asObject(value) ?? {}, 'Shards')) ?? {}).flatMap(([shard, endpoints]) =>
        asList(endpoints)
          .filter(isObject)
          .map((endpoint) => endpointOf(endpoint, host, namespace, shard.slice(shard.indexOf('/') + 1))),
      ),
    ),
  );
}

function endpointOf(endpoint: JsonObject, host: string, namespace: string, cluster: string): KnownEndpoint {
  // Newer versions list the addresses of an endpoint, which may have one of each family.
  const [first] = asList(own(endpoint, 'Addresses'));
  return {
    host,
    namespace: textAt(endpoint, 'Namespace') || namespace,
    address: textAt(endpoint, 'Address') || (asString(first) ?? ''),
    port: numberAt(endpoint, 'EndpointPort'),
    portName: textAt(endpoint, 'ServicePortName'),
    health: (['', 'healthy', 'unhealthy', 'draining'] as const)[numberAt(endpoint, 'HealthStatus')] ?? '',
    workload: textAt(endpoint, 'WorkloadName'),
    cluster,
    labels: Object.fromEntries(
      Object.entries(asObject(own(endpoint, 'Labels')) ?? {}).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
  };
}

/** The instances of `/debug/instancesz` by proxy; undefined where the page is of another shape. */
export function readInstancePage(page: Json): ProxyInstance[] | undefined {
  if (!isObject(page)) return undefined;
  return Object.entries(page).flatMap(([proxy, instances]) =>
    asList(instances)
      .filter(isObject)
      .map((instance) => {
        const service = asObject(own(instance, 'Service')) ?? {};
        const port = asObject(own(instance, 'Port')) ?? asObject(own(instance, 'ServicePort')) ?? {};
        return {
          proxy,
          host: textAt(service, 'hostname'),
          namespace: textAt(asObject(own(service, 'Attributes')) ?? {}, 'Namespace'),
          port: numberAt(port, 'port'),
          targetPort: numberAt(port, 'TargetPort'),
          portName: textAt(port, 'name'),
        };
      }),
  );
}

/** The clients of `/debug/adsz`; undefined where the page is of another shape. */
export function readClientPage(page: Json): XdsClient[] | undefined {
  const clients = isObject(page) ? own(page, 'clients') : undefined;
  if (!Array.isArray(clients)) return undefined;
  return clients.filter(isObject).map((client) => {
    const metadata = asObject(own(client, 'metadata')) ?? {};
    return {
      // istiod appends the number of the connection.
      proxy: textAt(client, 'connectionId').replace(/-\d+$/, ''),
      connectedAt: textAt(client, 'connectedAt'),
      address: textAt(client, 'address'),
      version: textAt(metadata, 'ISTIO_VERSION'),
      generator: textAt(metadata, 'GENERATOR'),
      watches: Object.entries(asObject(own(client, 'watches')) ?? {}).map(([type, names]) => ({
        type: type.slice(type.lastIndexOf(type.startsWith('type.googleapis.com/') ? '.' : '/') + 1),
        names: asList(names).length,
      })),
    };
  });
}

function textAt(object: JsonObject, name: string): string {
  return asString(own(object, name)) ?? '';
}

function numberAt(object: JsonObject, name: string): number {
  return asNumber(own(object, name)) ?? 0;
}

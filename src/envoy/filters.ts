import { isObject, type JsonObject } from '../base/json.js';
import { get, messageOf, messagesOf, numberOf, textOf, textsOf, typedConfig } from './fields.js';
import { clusterName } from './names.js';
import { clustersOfRoutes } from './routes.js';
import type { ClusterName, FilterChain, FilterProtocol, MetaProtocolFilter, NetworkFilter } from './types.js';

/** What a filter speaks, by the end of its configuration's message name, and by its own name where it has no configuration. */
const protocols: readonly [type: string, name: string, protocol: FilterProtocol][] = [
  ['.MetaProtocolProxy', 'meta_protocol_proxy', 'metaprotocol'],
  ['.DubboProxy', 'dubbo_proxy', 'dubbo'],
  ['.ThriftProxy', 'thrift_proxy', 'thrift'],
  ['.RedisProxy', 'redis_proxy', 'redis'],
  ['.KafkaBroker', 'kafka_broker', 'kafka'],
  ['.ZooKeeperProxy', 'zookeeper_proxy', 'zookeeper'],
  ['.HttpConnectionManager', 'http_connection_manager', 'http'],
  ['.TcpProxy', 'tcp_proxy', 'tcp'],
  ['.RBAC', '.rbac', 'authorization'],
];

/** Types are few, so each is looked at once. */
const protocolOfType = new Map<string, FilterProtocol>();

function protocolOf(type: string, name: string): FilterProtocol {
  const known = protocolOfType.get(type);
  if (known !== undefined) return known;
  const found = protocols.find(([end, part]) => (type === '' ? name.includes(part) : type.endsWith(end)))?.[2] ?? 'other';
  if (type !== '' && protocolOfType.size < 1000) protocolOfType.set(type, found);
  return found;
}

/** Reads the filter chains of a listener; the default chain comes last. */
export function readChains(listener: JsonObject): FilterChain[] {
  const chains = messagesOf(listener, 'filter_chains').map((chain): FilterChain => new LazyChain(chain, false));
  const fallback = get(listener, 'default_filter_chain');
  if (isObject(fallback)) chains.push(new LazyChain(fallback, true));
  return chains;
}

/** A chain whose match is read when it is asked for: of thousands of outbound listeners each has one chain, which takes all. */
class LazyChain implements FilterChain {
  readonly isDefault: boolean;
  readonly filters: NetworkFilter[];
  readonly #chain: JsonObject;

  constructor(chain: JsonObject, isDefault: boolean) {
    this.#chain = chain;
    this.isDefault = isDefault;
    this.filters = messagesOf(chain, 'filters').map((filter) => new LazyFilter(filter));
  }

  get name(): string {
    return textOf(this.#chain, 'name');
  }

  get destinationPort(): number | undefined {
    return numberOf(this.#match, 'destination_port');
  }

  get serverNames(): string[] {
    return textsOf(this.#match, 'server_names');
  }

  get prefixRanges(): string[] {
    return messagesOf(this.#match, 'prefix_ranges').map(
      (range) => `${textOf(range, 'address_prefix')}/${numberOf(range, 'prefix_len') ?? 0}`,
    );
  }

  get transportProtocol(): string {
    return textOf(this.#match, 'transport_protocol');
  }

  get applicationProtocols(): string[] {
    return textsOf(this.#match, 'application_protocols');
  }

  get tls(): boolean {
    const socket = get(this.#chain, 'transport_socket');
    return isObject(socket) && !textOf(socket, 'name').includes('raw_buffer');
  }

  get #match(): JsonObject {
    return messageOf(this.#chain, 'filter_chain_match');
  }
}

/** A filter whose parts are read when they are asked for. */
class LazyFilter implements NetworkFilter {
  readonly type: string;
  readonly protocol: FilterProtocol;
  readonly value: JsonObject;
  readonly #filter: JsonObject;
  #clusters: string[] | undefined;
  /** Null: not read yet. */
  #routes: NetworkFilter['routes'] | null = null;

  constructor(filter: JsonObject) {
    const { type, value } = typedConfig(filter);
    this.#filter = filter;
    this.type = type;
    this.value = value;
    this.protocol = protocolOf(type, type === '' ? textOf(filter, 'name') : '');
  }

  get name(): string {
    return textOf(this.#filter, 'name');
  }

  get statPrefix(): string {
    return textOf(this.value, 'stat_prefix');
  }

  get target(): ClusterName | undefined {
    return clusterName(this.statPrefix);
  }

  get routes(): NetworkFilter['routes'] {
    if (this.#routes === null) this.#routes = routesOf(this.protocol, this.value);
    return this.#routes;
  }

  get metaProtocol(): MetaProtocolFilter | undefined {
    return this.protocol === 'metaprotocol' ? readMetaProtocol(this.value) : undefined;
  }

  get clusters(): string[] {
    this.#clusters ??= clustersNamed(this.protocol, this.value);
    return this.#clusters;
  }
}

/** The oneof of each protocol by which routes are asked for, and the field with inline ones. */
const asked: Partial<Record<FilterProtocol, string>> = { metaprotocol: 'rds', http: 'rds', thrift: 'trds', dubbo: 'drds' };

function routesOf(protocol: FilterProtocol, value: JsonObject): NetworkFilter['routes'] | undefined {
  const field = asked[protocol];
  if (field === undefined) return undefined;
  const received = get(value, field);
  if (isObject(received))
    return { name: textOf(received, 'route_config_name'), by: 'received', from: sourceOf(messageOf(received, 'config_source')) };
  const inline = get(value, 'route_config') ?? get(value, 'multiple_route_config');
  const held = Array.isArray(inline) ? inline.find(isObject) : inline;
  return isObject(held) ? { name: textOf(held, 'name'), by: 'inline', from: '' } : undefined;
}

/** Who a configuration is asked of: the cluster of a gRPC service, `ads`, or a path; empty where it is not told. */
export function sourceOf(source: JsonObject): string {
  if (get(source, 'ads') !== undefined) return 'ads';
  const [service] = messagesOf(messageOf(source, 'api_config_source'), 'grpc_services');
  if (service !== undefined) {
    const cluster = textOf(messageOf(service, 'envoy_grpc'), 'cluster_name');
    return cluster === '' ? textOf(messageOf(service, 'google_grpc'), 'target_uri') : cluster;
  }
  return textOf(messageOf(source, 'path_config_source'), 'path') || textOf(source, 'path');
}

function readMetaProtocol(value: JsonObject): MetaProtocolFilter {
  // The newer `protocol` wins over the deprecated fields, which are what Aeraki sends.
  const protocol = messageOf(value, 'protocol');
  return {
    applicationProtocol: textOf(protocol, 'name') || textOf(value, 'application_protocol'),
    codec: textOf(messageOf(protocol, 'codec'), 'name') || textOf(messageOf(value, 'codec'), 'name'),
    filters: messagesOf(value, 'meta_protocol_filters').map((filter) =>
      textOf(filter, 'name').replace(/^aeraki\.meta_protocol\.filters\./, ''),
    ),
    tracing: get(value, 'tracing') !== undefined,
    accessLog: messagesOf(value, 'access_log').length > 0,
  };
}

/** Clusters that the filter itself names, each once. */
function clustersNamed(protocol: FilterProtocol, value: JsonObject): string[] {
  if (protocol === 'other') return [];
  if (protocol === 'tcp') {
    const only = textOf(value, 'cluster');
    if (only !== '') return [only];
    return messagesOf(messageOf(value, 'weighted_clusters'), 'clusters').map((cluster) => textOf(cluster, 'name'));
  }
  if (protocol === 'redis') {
    const routes = messageOf(value, 'prefix_routes');
    const named = new Set<string>();
    const fallback = get(routes, 'catch_all_route');
    for (const route of [...messagesOf(routes, 'routes'), ...(isObject(fallback) ? [fallback] : [])]) {
      named.add(textOf(route, 'cluster'));
      for (const mirror of messagesOf(route, 'request_mirror_policy')) named.add(textOf(mirror, 'cluster'));
    }
    named.delete('');
    return [...named];
  }
  const inline = get(value, 'route_config') ?? get(value, 'multiple_route_config');
  const parts = Array.isArray(inline) ? inline.filter(isObject) : isObject(inline) ? [inline] : [];
  return [...new Set(parts.flatMap((part) => clustersOfRoutes(part).clusters))];
}

/** Name of the service that an inbound MetaProtocol filter counts for, from its statistics filter; empty where it has none. */
export function destinationService(filter: NetworkFilter): string {
  for (const inner of messagesOf(filter.value, 'meta_protocol_filters')) {
    const host = textOf(typedConfig(inner, 'config').value, 'destination_service');
    if (host !== '') return host;
  }
  return '';
}

import { asObject, asString, isObject, type Json, type JsonObject, own } from '../../base/json.js';
import { aerakiBuild } from './releases.js';

/** The ConfigMap that a sidecar's bootstrap is completed from, one in every namespace with such sidecars. */
export const bootstrapName = 'aeraki-bootstrap-config';
/** Its only key. */
export const bootstrapKey = 'custom_bootstrap.json';

/** Where sidecars reach Aeraki's routes, and how. */
export interface XdsEndpoint {
  address: string;
  port: number;
  tls: boolean;
}

/** A reference to a secret that the sidecar's own agent serves. */
function sds(name: string): JsonObject {
  return {
    name,
    sds_config: {
      api_config_source: {
        api_type: 'GRPC',
        grpc_services: [{ envoy_grpc: { cluster_name: 'sds-grpc' } }],
        set_node_on_first_message_only: true,
        transport_api_version: 'V3',
      },
      initial_fetch_timeout: '0s',
      resource_api_version: 'V3',
    },
  };
}

/** The part of Envoy's bootstrap that makes `aeraki-xds` known, as Aeraki itself writes it. */
export function bootstrapOf({ address, port, tls }: XdsEndpoint): JsonObject {
  const most = { max_connections: 100_000, max_pending_requests: 100_000, max_requests: 100_000 };
  const cluster: JsonObject = {
    name: 'aeraki-xds',
    type: 'STRICT_DNS',
    connect_timeout: '1s',
    max_requests_per_connection: 1,
    circuit_breakers: { thresholds: [{ ...most }, { priority: 'HIGH', ...most }] },
    http2_protocol_options: {},
    upstream_connection_options: { tcp_keepalive: { keepalive_time: 300 } },
    load_assignment: {
      cluster_name: 'aeraki-xds',
      endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address, port_value: port } } } }] }],
    },
  };
  if (tls)
    cluster['transport_socket'] = {
      name: 'envoy.transport_sockets.tls',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
        common_tls_context: {
          validation_context_sds_secret_config: sds('ROOTCA'),
          tls_certificate_sds_secret_configs: [sds('default')],
        },
      },
    };
  return { static_resources: { clusters: [cluster] } };
}

/** Where an Aeraki of some image serves its routes. */
export function xdsEndpoint(tag: string, rootNamespace: string): XdsEndpoint {
  return { address: `aeraki.${rootNamespace}`, port: 15010, tls: aerakiBuild(tag).tls };
}

/** The ConfigMap for a namespace. */
export function bootstrapConfigMap(namespace: string, endpoint: XdsEndpoint): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: bootstrapName, namespace },
    data: { [bootstrapKey]: `${JSON.stringify(bootstrapOf(endpoint), null, 2)}\n` },
  };
}

/** Whether a ConfigMap says the same as Aeraki would write now: spaces and the order of members do not count. */
export function isCurrentBootstrap(configMap: JsonObject, endpoint: XdsEndpoint): boolean {
  const text = asString(own(asObject(own(configMap, 'data')) ?? {}, bootstrapKey));
  if (text === undefined) return false;
  try {
    const value: Json = JSON.parse(text);
    return canonical(value) === canonical(bootstrapOf(endpoint));
  } catch {
    return false;
  }
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(',')}}`;
}

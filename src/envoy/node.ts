import { isObject, type JsonObject } from '../base/json.js';
import { addressOf, get, messageOf, messagesOf, numberOf, textOf, textsOf, withPort } from './fields.js';
import type { BootstrapFacts, ProxyNode } from './types.js';

/** The message that a proxy with the MetaProtocol filter lists among its extensions. */
const metaProtocolType = 'aeraki.meta_protocol_proxy.v1alpha.MetaProtocolProxy';

/** Reads the `node` of a bootstrap, or of `/server_info`. An empty message gives a node of which nothing is known. */
export function readNode(node: JsonObject): ProxyNode {
  const id = textOf(node, 'id');
  const parts = id.split('~');
  const metadata = messageOf(node, 'metadata');
  const [kind = '', ip = '', workload = ''] = parts.length === 4 ? parts : [];
  const dot = workload.lastIndexOf('.');
  const extensions = messagesOf(node, 'extensions');
  const known = extensions.length > 0;
  return {
    id,
    kind,
    pod: textOf(metadata, 'NAME') || (dot > 0 ? workload.slice(0, dot) : workload),
    namespace: textOf(metadata, 'NAMESPACE') || (dot > 0 ? workload.slice(dot + 1) : ''),
    ip,
    istioVersion: textOf(metadata, 'ISTIO_VERSION'),
    envoyVersion: buildVersion(messageOf(node, 'user_agent_build_version')),
    clusterId: textOf(metadata, 'CLUSTER_ID'),
    labels: labelsOf(messageOf(metadata, 'LABELS')),
    knowsMetaProtocol: known ? extensions.some(isMetaProtocol) : undefined,
    codecs: known
      ? extensions.flatMap((extension) =>
          textOf(extension, 'category') === 'aeraki.meta_protocol.codec' ? [textOf(extension, 'name')] : [],
        )
      : undefined,
  };
}

function isMetaProtocol(extension: JsonObject): boolean {
  return (
    textOf(extension, 'name') === 'aeraki.meta_protocol_proxy' ||
    textsOf(extension, 'type_urls').some((type) => type.endsWith(metaProtocolType))
  );
}

function buildVersion(build: JsonObject): string {
  const version = get(build, 'version');
  if (!isObject(version)) return '';
  return ['major_number', 'minor_number', 'patch'].map((part) => numberOf(version, part) ?? 0).join('.');
}

function labelsOf(labels: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** Reads what a bootstrap provides. */
export function readBootstrap(bootstrap: JsonObject, lastUpdated: string): BootstrapFacts {
  const clusters = messagesOf(messageOf(bootstrap, 'static_resources'), 'clusters');
  const [service] = messagesOf(messageOf(messageOf(bootstrap, 'dynamic_resources'), 'ads_config'), 'grpc_services');
  const ads = service === undefined ? '' : textOf(messageOf(service, 'envoy_grpc'), 'cluster_name');
  return {
    clusters: clusters.map((cluster) => textOf(cluster, 'name')),
    aerakiXds: clusters.some((cluster) => textOf(cluster, 'name') === 'aeraki-xds'),
    aerakiAddress: firstAddress(clusters, 'aeraki-xds'),
    xdsAddress: firstAddress(clusters, ads || 'xds-grpc'),
    lastUpdated,
  };
}

function firstAddress(clusters: readonly JsonObject[], name: string): string {
  const cluster = clusters.find((one) => textOf(one, 'name') === name);
  if (cluster === undefined) return '';
  const [group] = messagesOf(messageOf(cluster, 'load_assignment'), 'endpoints');
  const [endpoint] = group === undefined ? [] : messagesOf(group, 'lb_endpoints');
  if (endpoint === undefined) return '';
  const { address, port } = addressOf(messageOf(messageOf(endpoint, 'endpoint'), 'address'));
  return withPort(address, port);
}

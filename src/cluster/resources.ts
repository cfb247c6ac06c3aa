import { ClusterError } from './errors.js';
import type { Cluster, Resource } from './types.js';

const core = (plural: string, kind: string, namespaced = true): Resource => ({
  group: '',
  version: 'v1',
  plural,
  kind,
  namespaced,
});

/** The kinds this program speaks of, so that no discovery is needed for them. */
export const resources = {
  pods: core('pods', 'Pod'),
  services: core('services', 'Service'),
  secrets: core('secrets', 'Secret'),
  configMaps: core('configmaps', 'ConfigMap'),
  namespaces: core('namespaces', 'Namespace', false),
  nodes: core('nodes', 'Node', false),
  events: core('events', 'Event'),
  serviceAccounts: core('serviceaccounts', 'ServiceAccount'),
  endpointSlices: { group: 'discovery.k8s.io', version: 'v1', plural: 'endpointslices', kind: 'EndpointSlice', namespaced: true },
  deployments: { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', namespaced: true },
  replicaSets: { group: 'apps', version: 'v1', plural: 'replicasets', kind: 'ReplicaSet', namespaced: true },
  crds: {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    plural: 'customresourcedefinitions',
    kind: 'CustomResourceDefinition',
    namespaced: false,
  },
  validatingWebhooks: {
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    plural: 'validatingwebhookconfigurations',
    kind: 'ValidatingWebhookConfiguration',
    namespaced: false,
  },
  metaRouters: {
    group: 'metaprotocol.aeraki.io',
    version: 'v1alpha1',
    plural: 'metarouters',
    kind: 'MetaRouter',
    namespaced: true,
  },
  applicationProtocols: {
    group: 'metaprotocol.aeraki.io',
    version: 'v1alpha1',
    plural: 'applicationprotocols',
    kind: 'ApplicationProtocol',
    namespaced: false,
  },
  redisServices: {
    group: 'redis.aeraki.io',
    version: 'v1alpha1',
    plural: 'redisservices',
    kind: 'RedisService',
    namespaced: true,
  },
  redisDestinations: {
    group: 'redis.aeraki.io',
    version: 'v1alpha1',
    plural: 'redisdestinations',
    kind: 'RedisDestination',
    namespaced: true,
  },
  dubboAuthorizationPolicies: {
    group: 'dubbo.aeraki.io',
    version: 'v1alpha1',
    plural: 'dubboauthorizationpolicies',
    kind: 'DubboAuthorizationPolicy',
    namespaced: true,
  },
  envoyFilters: {
    group: 'networking.istio.io',
    version: 'v1alpha3',
    plural: 'envoyfilters',
    kind: 'EnvoyFilter',
    namespaced: true,
  },
  virtualServices: {
    group: 'networking.istio.io',
    version: 'v1alpha3',
    plural: 'virtualservices',
    kind: 'VirtualService',
    namespaced: true,
  },
  destinationRules: {
    group: 'networking.istio.io',
    version: 'v1alpha3',
    plural: 'destinationrules',
    kind: 'DestinationRule',
    namespaced: true,
  },
  serviceEntries: {
    group: 'networking.istio.io',
    version: 'v1alpha3',
    plural: 'serviceentries',
    kind: 'ServiceEntry',
    namespaced: true,
  },
  gateways: { group: 'networking.istio.io', version: 'v1alpha3', plural: 'gateways', kind: 'Gateway', namespaced: true },
  sidecars: { group: 'networking.istio.io', version: 'v1alpha3', plural: 'sidecars', kind: 'Sidecar', namespaced: true },
  peerAuthentications: {
    group: 'security.istio.io',
    version: 'v1beta1',
    plural: 'peerauthentications',
    kind: 'PeerAuthentication',
    namespaced: true,
  },
  authorizationPolicies: {
    group: 'security.istio.io',
    version: 'v1beta1',
    plural: 'authorizationpolicies',
    kind: 'AuthorizationPolicy',
    namespaced: true,
  },
} as const satisfies Record<string, Resource>;

/** The resource of any apiVersion and kind: one of the known, else asked of the server. */
export async function resourceOf(cluster: Cluster, apiVersion: string, kind: string): Promise<Resource> {
  throw new ClusterError('config', `not built yet: ${cluster.context} ${apiVersion} ${kind}`);
}

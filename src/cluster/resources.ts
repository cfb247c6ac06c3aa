import { asObject, isObject, type JsonObject, own } from '../base/json.js';
import { suggest } from '../base/suggest.js';
import { listAt, textAt } from '../resource/core.js';
import { ClusterError } from './errors.js';
import { requestJson } from './request.js';
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

/** Each resource that was asked of a server, so that it is asked once. */
const discovered = new WeakMap<Cluster, Map<string, Promise<JsonObject[]>>>();

/** The resource of any apiVersion and kind: one of the known, else asked of the server. Throws a {@link ClusterError} of kind `not-found` where it has none. */
export async function resourceOf(cluster: Cluster, apiVersion: string, kind: string): Promise<Resource> {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  const known = Object.values<Resource>(resources).find((resource) => resource.group === group && resource.kind === kind);
  if (known !== undefined) return { ...known, version };
  const lists = discovered.get(cluster) ?? new Map<string, Promise<JsonObject[]>>();
  discovered.set(cluster, lists);
  const listed = lists.get(apiVersion) ?? discover(cluster, apiVersion, kind);
  lists.set(apiVersion, listed);
  // A failure may be a passing one: the next time it is asked again.
  listed.catch(() => lists.delete(apiVersion));
  const served = await listed;
  const found = served.find((item) => textAt(item, 'kind') === kind && !textAt(item, 'name').includes('/'));
  if (found !== undefined)
    return { group, version, plural: textAt(found, 'name'), kind, namespaced: own(found, 'namespaced') === true };
  const like = suggest(
    kind,
    served.map((item) => textAt(item, 'kind')),
  );
  throw unknownKind(cluster, apiVersion, kind, like === undefined ? '' : `Did you mean ${like}? `);
}

async function discover(cluster: Cluster, apiVersion: string, kind: string): Promise<JsonObject[]> {
  const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  try {
    const list = await requestJson(cluster, { path });
    return listAt(asObject(list), 'resources').filter(isObject);
  } catch (error) {
    if (error instanceof ClusterError && error.kind === 'not-found') throw unknownKind(cluster, apiVersion, kind, '');
    throw error;
  }
}

function unknownKind({ context, server }: Cluster, apiVersion: string, kind: string, meant: string): ClusterError {
  return new ClusterError('not-found', `The cluster has no kind ${kind} of ${apiVersion} (context ${context}, ${server}).`, {
    fix: `${meant}Install its CustomResourceDefinition, or correct apiVersion and kind.`,
    status: 404,
  });
}

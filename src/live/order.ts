import type { ObjectName } from './objectname.js';
import { groupOf } from './objectname.js';

/**
 * Kinds in the order in which they are applied: what others stand in or refer to comes first, MetaRouters last, so that no moment has a rule whose
 * service, codec or subset is not there yet. Kinds that are not named stand in the middle.
 */
const first: readonly string[] = [
  '/Namespace',
  'apiextensions.k8s.io/CustomResourceDefinition',
  '/ServiceAccount',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'rbac.authorization.k8s.io/RoleBinding',
  '/Secret',
  '/ConfigMap',
  '/Service',
  'networking.istio.io/ServiceEntry',
];

const last: readonly string[] = [
  'networking.istio.io/Gateway',
  'networking.istio.io/Sidecar',
  'metaprotocol.aeraki.io/ApplicationProtocol',
  'networking.istio.io/DestinationRule',
  'networking.istio.io/VirtualService',
  'networking.istio.io/EnvoyFilter',
  'dubbo.aeraki.io/DubboAuthorizationPolicy',
  'redis.aeraki.io/RedisDestination',
  'redis.aeraki.io/RedisService',
  'metaprotocol.aeraki.io/MetaRouter',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
];

/** The place of a kind in the order of applying; kinds of one place keep the order in which they are given. */
export function rankOf({ apiVersion, kind }: Pick<ObjectName, 'apiVersion' | 'kind'>): number {
  const key = `${groupOf(apiVersion)}/${kind}`;
  const early = first.indexOf(key);
  if (early >= 0) return early;
  const late = last.indexOf(key);
  return late >= 0 ? first.length + 1 + late : first.length;
}

/** Whether others need an object of the kind before the server can even be asked about them: namespaces and definitions of kinds. */
export function isFirst(name: Pick<ObjectName, 'apiVersion' | 'kind'>): boolean {
  return rankOf(name) <= 1;
}

/** Items in the order in which they are applied. */
export function inApplyOrder<T extends Pick<ObjectName, 'apiVersion' | 'kind'>>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Items in the order in which they are deleted: the reverse. */
export function inDeleteOrder<T extends Pick<ObjectName, 'apiVersion' | 'kind'>>(items: readonly T[]): T[] {
  return inApplyOrder(items).reverse();
}

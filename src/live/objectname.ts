import { asObject, asString, isObject, type JsonObject, own } from '../base/json.js';
import { findKind } from '../resource/kinds.js';

/** Which object is meant, whatever version of its group it is written in. The namespace of a cluster-scoped object is the empty text. */
export interface ObjectName {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
}

/** Cluster-scoped kinds of Kubernetes that come along with mesh objects; those of Aeraki are in the registry of kinds. */
const clusterScoped = new Set([
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/StorageClass',
]);

/** The group of an apiVersion; the core's is the empty text. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Whether objects of a kind are in no namespace, as far as this program knows the kind. */
export function isClusterScoped(apiVersion: string, kind: string): boolean {
  const known = findKind(apiVersion, kind);
  if (known.status === 'known') return known.info.scope === 'Cluster';
  return clusterScoped.has(`${groupOf(apiVersion)}/${kind}`);
}

/** What an object is called; `namespace` is given to one that names none. Fields that are missing or no text are empty. */
export function nameOfObject(value: JsonObject, namespace: string): ObjectName {
  const metadata = asObject(own(value, 'metadata')) ?? {};
  const apiVersion = asString(own(value, 'apiVersion')) ?? '';
  const kind = asString(own(value, 'kind')) ?? '';
  const given = asString(own(metadata, 'namespace')) ?? '';
  return {
    apiVersion,
    kind,
    namespace: isClusterScoped(apiVersion, kind) ? '' : given === '' ? namespace : given,
    name: asString(own(metadata, 'name')) ?? '',
  };
}

/** A key that is the same for two objects exactly where a cluster holds them as one: group, kind, namespace and name. */
export function keyOfName({ apiVersion, kind, namespace, name }: ObjectName): string {
  return `${groupOf(apiVersion)}\n${kind}\n${namespace}\n${name}`;
}

/** An object's name for a person: `MetaRouter demo/thrift`, `Namespace demo`. */
export function nameInWords({ kind, namespace, name }: Pick<ObjectName, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}

/** The object in the namespace that is meant; a cluster-scoped one (the empty text) without any. */
export function inNamespace(value: JsonObject, namespace: string): JsonObject {
  const metadata = own(value, 'metadata');
  const rest = isObject(metadata) ? metadata : {};
  if (namespace !== '') return { ...value, metadata: { ...rest, namespace } };
  const { namespace: _none, ...others } = rest;
  return { ...value, metadata: others };
}

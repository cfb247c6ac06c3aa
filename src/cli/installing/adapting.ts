import { asObject, asString, isObject, type JsonObject, own } from '../../base/json.js';
import { getObject, listObjects } from '../../cluster/objects.js';
import { resources } from '../../cluster/resources.js';
import type { Cluster } from '../../cluster/types.js';
import { bootstrapConfigMap, bootstrapName, isCurrentBootstrap, xdsEndpoint } from '../../live/manifests/bootstrap.js';
import { controlPlaneName } from '../../live/manifests/controlplane.js';
import type { InstallSettings } from '../../live/manifests/settings.js';
import { listAt, objectAt, textAt, textMapAt } from '../../resource/core.js';

/** Manifests as a cluster can take them. */
export interface Adapted {
  objects: JsonObject[];
  notes: string[];
  /** Why nothing should be installed over what is there. */
  refusal?: string;
  /** Namespaces whose bootstraps are renewed. */
  restart: string[];
}

/**
 * Fits manifests to what is there: bootstraps that say the same in other words stay, stale ones of other namespaces are renewed with them (Aeraki never
 * does that), ApplicationProtocols that somebody has made stay, and a kind's scope, which cannot be changed, stays as it is.
 */
export async function adaptManifests(
  cluster: Cluster,
  manifests: readonly JsonObject[],
  settings: InstallSettings,
  signal: AbortSignal,
): Promise<Adapted> {
  const notes: string[] = [];
  const endpoint = xdsEndpoint(settings.tag, settings.namespace);
  const { items: bootstraps } = await listObjects(cluster, resources.configMaps, {
    fieldSelector: `metadata.name=${bootstrapName}`,
    signal,
  });
  const current = new Set<string>();
  const stale: string[] = [];
  for (const configMap of bootstraps) {
    const namespace = textAt(objectAt(configMap, 'metadata'), 'namespace');
    if (isCurrentBootstrap(configMap, endpoint)) current.add(namespace);
    else stale.push(namespace);
  }
  const crdName = `${resources.applicationProtocols.plural}.${resources.applicationProtocols.group}`;
  const crd = await getObject(cluster, resources.crds, crdName, undefined, { signal });
  const namespaced = crd !== undefined && textAt(objectAt(crd, 'spec'), 'scope') === 'Namespaced';
  if (namespaced)
    notes.push(
      'The kind ApplicationProtocol is namespaced here, as from the Helm chart, and stays so: only deleting its CRD, with all its objects, would change that.',
    );
  const protocols = crd === undefined ? new Set<string>() : await namesOfProtocols(cluster, settings, namespaced, signal);
  const objects = manifests.flatMap((object): JsonObject[] => {
    const kind = asString(own(object, 'kind'));
    const metadata = objectAt(object, 'metadata');
    const name = textAt(metadata, 'name');
    if (kind === 'ConfigMap' && name === bootstrapName && current.has(textAt(metadata, 'namespace'))) return [];
    if (kind === 'ApplicationProtocol') {
      if (protocols.has(name)) return [];
      return namespaced ? [{ ...object, metadata: { ...metadata, namespace: settings.namespace } }] : [object];
    }
    if (namespaced && kind === 'CustomResourceDefinition' && name === crdName)
      return [{ ...object, spec: { ...asObject(own(object, 'spec')), scope: 'Namespaced' } }];
    return [object];
  });
  const others = stale.filter((namespace) => namespace !== settings.namespace);
  objects.push(...others.map((namespace) => bootstrapConfigMap(namespace, endpoint)));
  const deployment = await getObject(cluster, resources.deployments, controlPlaneName, settings.namespace, { signal });
  const refusal = deployment === undefined ? undefined : whyNot(deployment, settings);
  if (deployment !== undefined)
    for (const object of objects) if (own(object, 'kind') === 'Deployment') fitDeployment(object, deployment);
  return { objects, notes, restart: stale.sort(), ...(refusal === undefined ? {} : { refusal }) };
}

async function namesOfProtocols(
  cluster: Cluster,
  { namespace }: InstallSettings,
  namespaced: boolean,
  signal: AbortSignal,
): Promise<Set<string>> {
  const resource = { ...resources.applicationProtocols, namespaced };
  const { items } = await listObjects(cluster, resource, { ...(namespaced ? { namespace } : {}), signal });
  return new Set(items.map((item) => textAt(objectAt(item, 'metadata'), 'name')));
}

/** The container of Aeraki in a Deployment. */
function containerOf(deployment: JsonObject): JsonObject | undefined {
  const containers = listAt(objectAt(objectAt(objectAt(deployment, 'spec'), 'template'), 'spec'), 'containers').filter(isObject);
  return containers.find((one) => textAt(one, 'name') === controlPlaneName);
}

function variablesOf(container: JsonObject): Map<string, JsonObject> {
  return new Map(
    listAt(container, 'env')
      .filter(isObject)
      .map((variable) => [textAt(variable, 'name'), variable]),
  );
}

/**
 * Fits a Deployment to the one that runs. Resources that somebody has set stay. A variable that has a value and is to come from a field must lose the value, which
 * applying does not take away by itself.
 */
function fitDeployment(wanted: JsonObject, there: JsonObject): void {
  const [container, running] = [containerOf(wanted), containerOf(there)];
  if (container === undefined || running === undefined) return;
  const set = objectAt(running, 'resources');
  if (Object.keys(set).length > 0) container['resources'] = set;
  const present = variablesOf(running);
  for (const [name, variable] of variablesOf(container))
    if (own(variable, 'valueFrom') !== undefined && own(present.get(name) ?? {}, 'value') !== undefined) variable['value'] = '';
}

/** A Deployment of Helm's is Helm's to change. */
function whyNot(deployment: JsonObject, { namespace }: InstallSettings): string | undefined {
  const labels = textMapAt(objectAt(deployment, 'metadata'), 'labels');
  if (labels['app.kubernetes.io/managed-by'] !== 'Helm') return undefined;
  const release = labels['app.kubernetes.io/instance'] ?? 'RELEASE';
  return `Aeraki was installed by Helm here (release ${release}). 'helm uninstall ${release} -n ${namespace}' removes it and keeps its CRDs; then install anew.`;
}

import { asObject, type JsonObject, own } from '../base/json.js';
import type { ManifestObject } from '../manifest/types.js';
import { objectAt, textAt } from '../resource/core.js';
import { ClusterError } from './errors.js';
import { findInstallation, type Installation, type InstallationQuery } from './installation.js';
import { getObject, listObjects } from './objects.js';
import { resources } from './resources.js';
import type { Cluster, Resource } from './types.js';

export { findInstallation, type Installation, type InstallationQuery, versionOfImage } from './installation.js';

/** All objects of a mesh, at about one moment. */
export interface MeshSnapshot {
  installation: Installation;
  /**
   * Services, Secrets that Redis objects name, the mesh ConfigMap, Aeraki's and Istio's kinds; their file is `cluster:Kind/namespace/name`. Aeraki's own EnvoyFilters and
   * VirtualServices are in it too. `metadata.managedFields` is left out.
   */
  objects: ManifestObject[];
  /** Kinds whose CRD is not installed. */
  absent: string[];
  /** Kinds that may not be read in the whole cluster, with the missing permission; `seen` is the one namespace whose objects were read all the same. */
  refused: { kind: string; message: string; seen?: string }[];
}

/** The kinds that a mesh is made of, in all namespaces; those of them that are read by name are not here. */
const listed: readonly Resource[] = [
  resources.services,
  resources.serviceEntries,
  resources.destinationRules,
  resources.virtualServices,
  resources.gateways,
  resources.envoyFilters,
  resources.sidecars,
  resources.peerAuthentications,
  resources.authorizationPolicies,
  resources.metaRouters,
  resources.applicationProtocols,
  resources.redisServices,
  resources.redisDestinations,
  resources.dubboAuthorizationPolicies,
];

/** Versions under which Istio's kinds are served, from the one that Aeraki asks for. */
const istioVersions = ['v1alpha3', 'v1beta1', 'v1'];

/** Reads what `buildMesh` and `translate` need. */
export async function readMesh(cluster: Cluster, query: InstallationQuery, signal?: AbortSignal): Promise<MeshSnapshot> {
  const snapshot: MeshSnapshot = {
    installation: await findInstallation(cluster, query, signal),
    objects: [],
    absent: [],
    refused: [],
  };
  const kinds = await Promise.all(
    listed.map(async (resource) => {
      const objects = await allowed(snapshot, resource.kind, () => listServed(cluster, resource, signal));
      if (objects !== undefined) return objects;
      const refused = snapshot.refused.find(({ kind }) => kind === resource.kind);
      if (refused === undefined) snapshot.absent.push(resource.kind);
      else if (resource.namespaced) {
        const namespace = query.namespace ?? cluster.namespace;
        const some = await allowed(snapshot, resource.kind, () => listServed(cluster, resource, signal, namespace));
        if (some !== undefined) refused.seen = namespace;
        return some ?? [];
      }
      return [];
    }),
  );
  for (const object of kinds.flat()) snapshot.objects.push(placed(object));
  const named = [
    {
      resource: resources.configMaps,
      namespace: snapshot.installation.rootNamespace,
      name: meshConfigMap(snapshot.installation),
    },
    ...secretsOf(kinds.flat()).map((secret) => ({ resource: resources.secrets, ...secret })),
  ];
  for (const { resource, namespace, name } of named) {
    const options = signal === undefined ? {} : { signal };
    const object = await allowed(snapshot, resource.kind, () => getObject(cluster, resource, name, namespace, options));
    if (object !== undefined) snapshot.objects.push(placed(object));
  }
  // In the order of the kinds, whichever answer came first.
  const order = listed.map(({ kind }) => kind);
  snapshot.absent.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  snapshot.refused.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return snapshot;
}

/** What is read, or undefined where it may not be, which is noted once a kind. */
async function allowed<T>(snapshot: MeshSnapshot, kind: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ClusterError && error.kind === 'forbidden')) throw error;
    // What is missing, without how it is granted: there may be many.
    const message = error.fix?.split(' Who may grant it')[0] ?? error.message;
    if (!snapshot.refused.some((each) => each.kind === kind)) snapshot.refused.push({ kind, message });
    return undefined;
  }
}

/** All objects of a kind in a version that is served; undefined where its CRD is not installed. */
async function listServed(
  cluster: Cluster,
  resource: Resource,
  signal: AbortSignal | undefined,
  namespace?: string,
): Promise<JsonObject[] | undefined> {
  const selection = { ...(signal === undefined ? {} : { signal }), ...(namespace === undefined ? {} : { namespace }) };
  const versions = resource.group.endsWith('.istio.io') ? new Set([resource.version, ...istioVersions]) : [resource.version];
  for (const version of versions) {
    try {
      return (await listObjects(cluster, { ...resource, version }, selection)).items;
    } catch (error) {
      if (!(error instanceof ClusterError && error.kind === 'not-found')) throw error;
    }
  }
  return undefined;
}

/** The object as one of a manifest. What its managers are makes up half of it, and concerns nobody here. */
function placed(value: JsonObject): ManifestObject {
  const metadata = objectAt(value, 'metadata');
  const slim: JsonObject = { ...metadata };
  delete slim['managedFields'];
  const place = [textAt(value, 'kind'), textAt(metadata, 'namespace'), textAt(metadata, 'name')].filter((part) => part !== '');
  return { value: { ...value, metadata: slim }, origin: { file: `cluster:${place.join('/')}`, document: 0, prefix: [] } };
}

/** Aeraki's `--istiod-configMap-name`. */
function meshConfigMap({ aeraki }: Installation): string {
  const flag = aeraki[0]?.args.find((argument) => argument.startsWith('--istiod-configMap-name='));
  return flag?.slice(flag.indexOf('=') + 1) || 'istio';
}

/** The Secrets that Redis objects take passwords from: no other Secret is ever read. */
function secretsOf(objects: readonly JsonObject[]): { namespace: string; name: string }[] {
  const found = new Map<string, { namespace: string; name: string }>();
  for (const object of objects) {
    const spec = objectAt(object, 'spec');
    const kind = textAt(object, 'kind');
    const holder =
      kind === 'RedisService'
        ? objectAt(spec, 'settings')
        : kind === 'RedisDestination'
          ? objectAt(objectAt(objectAt(spec, 'trafficPolicy'), 'connectionPool'), 'redis')
          : {};
    const secret = asObject(own(objectAt(holder, 'auth'), 'secret') ?? null);
    const name = textAt(secret, 'name');
    const namespace = textAt(objectAt(object, 'metadata'), 'namespace');
    if (name !== '') found.set(`${namespace}/${name}`, { namespace, name });
  }
  return [...found.values()];
}

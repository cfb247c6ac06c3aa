import type { Installation, MeshSnapshot } from '../cluster/snapshot.js';
import type { Cluster, Resource } from '../cluster/types.js';
import { readVersion } from '../lint/config.js';
import type { LintOptions } from '../lint/types.js';
import { nameOfObject } from '../live/objectname.js';
import type { ManifestObject } from '../manifest/types.js';
import { installationQuery } from './live.js';
import { sidecarVersion } from './liveversions.js';
import { text } from './options.js';
import type { Options } from './types.js';

/** The live mesh that files are laid over. */
export interface Surroundings {
  installation: Installation;
  objects: ManifestObject[];
  /** The options with what the cluster says where the command line says nothing: namespace, root namespace, scope, domain. */
  options: Options;
  versions: Pick<LintOptions, 'istio' | 'aeraki' | 'envoy'>;
  /** Whether every kind could be read, so that what is not there does not exist. */
  complete: boolean;
  /** Kinds that may not be read in the whole cluster. */
  refused: string[];
  /** What could not be read, for the user. */
  notes: string[];
}

/**
 * Reads what files are laid over, and what runs there. `given` are the options of the command line, `options` those with the configuration's. Kinds that may not be read in the whole cluster are read in the files' namespaces. Versions that the
 * command line names are not asked for.
 */
export async function surroundingsOf(
  cluster: Cluster,
  { options, given }: { options: Options; given: Options },
  signal: AbortSignal,
  namespaces: () => readonly string[],
): Promise<Surroundings> {
  const { readMesh } = await import('../cluster/snapshot.js');
  const { installation, objects, refused } = await readMesh(cluster, installationQuery(options), signal);
  const partly = refused.length === 0 ? nothingMore : await readPartly(cluster, refused, namespaces(), signal);
  const merged = mergedOptions(options, given, { cluster, installation });
  const envoy = text(options, 'envoy') === undefined ? await sidecarVersion(cluster, signal) : undefined;
  const { istio, aeraki } = versionsIn(installation);
  return {
    installation,
    objects: [...objects, ...partly.objects],
    options: merged,
    versions: {
      ...(istio === undefined ? {} : { istio }),
      ...(aeraki === undefined ? {} : { aeraki }),
      ...(envoy === undefined ? {} : { envoy }),
    },
    complete: refused.length === 0,
    refused: refused.map(({ kind }) => kind),
    notes: partly.notes,
  };
}

/** What the cluster says of itself counts more than a configuration file, and less than the command line. */
function mergedOptions(
  options: Options,
  given: Options,
  { cluster, installation }: { cluster: Cluster; installation: Installation },
): Options {
  const merged = new Map(options);
  const known = (name: string, value: string | true | undefined): void => {
    if (given.has(name)) return;
    if (value === undefined) merged.delete(name);
    else merged.set(name, value);
  };
  if (!merged.has('namespace')) merged.set('namespace', cluster.namespace);
  known('root-namespace', installation.rootNamespace);
  known('domain-suffix', installation.domainSuffix);
  known('namespace-scoped', installation.namespaceScoped ? true : undefined);
  known('mesh-config', undefined);
  return merged;
}

/** What may be read although not all of its kind may. */
interface Partly {
  objects: ManifestObject[];
  notes: string[];
}

const nothingMore: Partly = { objects: [], notes: [] };

/** Reads the kinds that may not be read as a whole in some namespaces. */
async function readPartly(
  cluster: Cluster,
  refused: MeshSnapshot['refused'],
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<Partly> {
  const { resources } = await import('../cluster/resources.js');
  const all: readonly Resource[] = Object.values(resources);
  const objects: ManifestObject[] = [];
  const [seen, unseen]: [string[], string[]] = [[], []];
  for (const { kind } of refused) {
    const resource = all.find((one) => one.kind === kind && one.namespaced);
    const found = resource === undefined || isSensitive(kind) ? undefined : await listIn(cluster, resource, namespaces, signal);
    (found === undefined ? unseen : seen).push(kind);
    objects.push(...(found ?? []));
  }
  const notes = [
    ...(seen.length === 0
      ? []
      : [
          `Looked at only in ${namespaces.join(', ')}, as permission to list them in the whole cluster is missing: ${seen.join(', ')}.`,
        ]),
    ...(unseen.length === 0 ? [] : [`Not looked at, as permission to read them is missing: ${unseen.join(', ')}.`]),
  ];
  return { objects, notes };
}

/** Of these only single objects are ever read. */
function isSensitive(kind: string): boolean {
  return kind === 'Secret' || kind === 'ConfigMap';
}

/** The objects of a kind in some namespaces; undefined where they may not be read there either. */
async function listIn(
  cluster: Cluster,
  resource: Resource,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<ManifestObject[] | undefined> {
  const { listObjects } = await import('../cluster/objects.js');
  const { ClusterError } = await import('../cluster/errors.js');
  if (namespaces.length === 0) return undefined;
  const objects: ManifestObject[] = [];
  for (const namespace of namespaces) {
    try {
      const { items } = await listObjects(cluster, resource, { namespace, signal });
      for (const value of items) {
        const file = `cluster:${resource.kind}/${namespace}/${nameOfObject(value, namespace).name}`;
        objects.push({ value, origin: { file, document: 0, prefix: [] } });
      }
    } catch (error) {
      if (error instanceof ClusterError && (error.kind === 'forbidden' || error.kind === 'not-found')) return undefined;
      throw error;
    }
  }
  return objects;
}

/** The versions of what an installation runs: the first of each, as tags name them. */
function versionsIn({ istiod, aeraki }: Installation): Pick<LintOptions, 'istio' | 'aeraki'> {
  const istio = readVersion(istiod[0]?.version ?? '');
  const of = readVersion(aeraki[0]?.version ?? '');
  return { ...(istio === undefined ? {} : { istio }), ...(of === undefined ? {} : { aeraki: of }) };
}

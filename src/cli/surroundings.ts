import type { Installation } from '../cluster/snapshot.js';
import type { Cluster } from '../cluster/types.js';
import { readVersion } from '../lint/config.js';
import type { LintOptions } from '../lint/types.js';
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
  /** What could not be read, for the user. */
  notes: string[];
}

/** Reads what files are laid over, and what runs there. `versions` that the command line names are not asked for. */
export async function surroundingsOf(cluster: Cluster, options: Options, signal: AbortSignal): Promise<Surroundings> {
  const { readMesh } = await import('../cluster/snapshot.js');
  const { installation, objects, refused } = await readMesh(cluster, installationQuery(options), signal);
  const merged = new Map(options);
  const known = (name: string, value: string): void => {
    if (!merged.has(name)) merged.set(name, value);
  };
  known('namespace', cluster.namespace);
  known('root-namespace', installation.rootNamespace);
  known('domain-suffix', installation.domainSuffix);
  if (installation.namespaceScoped) merged.set('namespace-scoped', true);
  const envoy = text(options, 'envoy') === undefined ? await sidecarVersion(cluster, signal) : undefined;
  const { istio, aeraki } = versionsIn(installation);
  return {
    installation,
    objects,
    options: merged,
    versions: {
      ...(istio === undefined ? {} : { istio }),
      ...(aeraki === undefined ? {} : { aeraki }),
      ...(envoy === undefined ? {} : { envoy }),
    },
    complete: refused.length === 0,
    notes: refused.map(({ kind, message }) => `Not looked at: ${kind}. ${message}`),
  };
}

/** The versions of what an installation runs: the first of each, as tags name them. */
function versionsIn({ istiod, aeraki }: Installation): Pick<LintOptions, 'istio' | 'aeraki'> {
  const istio = readVersion(istiod[0]?.version ?? '');
  const of = readVersion(aeraki[0]?.version ?? '');
  return { ...(istio === undefined ? {} : { istio }), ...(of === undefined ? {} : { aeraki: of }) };
}

import type { MeshSnapshot } from '../cluster/snapshot.js';
import type { Cluster } from '../cluster/types.js';
import { translate } from '../controlplane/translate.js';
import type { Translation } from '../controlplane/types.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import type { Mesh } from '../mesh/types.js';
import { installationQuery } from './live.js';
import { text } from './options.js';
import type { Options } from './types.js';

/** What a cluster holds, and what Aeraki should make of it. */
export interface LiveMesh {
  snapshot: MeshSnapshot;
  mesh: Mesh;
  translation: Translation;
}

/** Reads the live mesh and translates it, under what its own Aeraki is configured with. */
export async function readLiveMesh(cluster: Cluster, options: Options, signal: AbortSignal): Promise<LiveMesh> {
  const { readMesh } = await import('../cluster/snapshot.js');
  const namespace = text(options, 'namespace');
  const query = { ...installationQuery(options), ...(namespace === undefined ? {} : { namespace }) };
  const snapshot = await readMesh(cluster, query, signal);
  return { snapshot, ...translatedMesh(snapshot, snapshot.objects) };
}

/** The mesh that objects make under the configuration of a snapshot's Aeraki, and its translation. */
export function translatedMesh(
  { installation }: Pick<MeshSnapshot, 'installation'>,
  objects: ManifestObject[],
): { mesh: Mesh; translation: Translation } {
  const mesh = buildMesh(objects, {
    rootNamespace: installation.rootNamespace,
    namespaceScoped: installation.namespaceScoped,
    domainSuffix: installation.domainSuffix,
  });
  return { mesh, translation: translate(mesh) };
}

import type { ManifestObject } from '../manifest/types.js';
import { ClusterError } from './errors.js';
import type { Cluster } from './types.js';

/** What a mesh is run by, and where. */
export interface Installation {
  /** Namespaces of istiod and of Aeraki; undefined where none was found. */
  istioNamespace: string | undefined;
  aerakiNamespace: string | undefined;
  /** `app=istiod` deployments by revision: revision, image, version (from the image's tag). */
  istiod: { name: string; namespace: string; revision: string; image: string; version: string }[];
  aeraki: { name: string; namespace: string; image: string; version: string; env: Record<string, string>; args: string[] }[];
  /** Root namespace Aeraki writes global EnvoyFilters to (its env or arguments, else the Istio namespace). */
  rootNamespace: string;
  /** Aeraki runs with --enable-envoy-filter-namespace-scope. */
  namespaceScoped: boolean;
  domainSuffix: string;
}

/** Where the user says they are; what is left out is looked for. */
export interface InstallationQuery {
  istioNamespace?: string;
  aerakiNamespace?: string;
  revision?: string;
}

/** Finds Istio and Aeraki by their deployments' labels and images. */
export async function findInstallation(cluster: Cluster, query: InstallationQuery): Promise<Installation> {
  throw new ClusterError('config', `not built yet ${cluster.context} ${query.revision ?? ''}`);
}

/** All objects of a mesh, at about one moment. */
export interface MeshSnapshot {
  installation: Installation;
  /** Services, Secrets that Redis objects name, the mesh ConfigMap, Aeraki's and Istio's kinds; their file is `cluster:Kind/namespace/name`. Aeraki's own EnvoyFilters and VirtualServices are in it too. */
  objects: ManifestObject[];
  /** Kinds whose CRD is not installed. */
  absent: string[];
  /** Kinds that may not be read, with the missing permission. */
  refused: { kind: string; message: string }[];
}

/** Reads what `buildMesh` and `translate` need. */
export async function readMesh(cluster: Cluster, query: InstallationQuery, signal?: AbortSignal): Promise<MeshSnapshot> {
  throw new ClusterError('config', `not built yet ${cluster.context} ${query.revision ?? ''} ${signal === undefined}`);
}

import type { JsonObject } from '../base/json.js';
import { ClusterError } from './errors.js';
import type { Cluster } from './types.js';

/** A pod as the live commands need it. */
export interface Pod {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  phase: string;
  ready: boolean;
  /** Address of the pod; empty before it has one. */
  ip: string;
  node: string;
  /** What it belongs to: `Deployment/client`, or the owner's kind and name; empty for a pod on its own. */
  owner: string;
  /** Containers, native sidecars (init containers with restartPolicy Always) and ended init containers, in this order. */
  containers: { name: string; image: string; init: boolean; ready: boolean; restarts: number }[];
  /** Whether one of them is `istio-proxy`. */
  hasProxy: boolean;
  /** A gateway's proxy (its container's first argument is `router`), not a sidecar. */
  gateway: boolean;
  /** Time of creation, RFC 3339. */
  created: string;
  value: JsonObject;
}

/** Which pods are meant: at least one of these. */
export interface PodQuery {
  /** `name`, `name.namespace`, `deploy/name`, or an app prefix. */
  target?: string;
  /** Where to look; all namespaces where left out. */
  namespace?: string;
  labelSelector?: string;
  signal?: AbortSignal;
}

const later = (...given: unknown[]): never => {
  throw new ClusterError('config', `not built yet (${given.length})`);
};

/** Reads a Pod object. Fields that are missing or of another type count as absent. */
export function readPod(value: JsonObject): Pod {
  return later(value);
}

/**
 * The pods that a query means, best first: the exact name; else those of the workload; else those whose name begins with the prefix. Empty where none. An
 * exact name yields just that pod; the caller decides what several mean to it.
 */
export async function findPods(cluster: Cluster, query: PodQuery): Promise<Pod[]> {
  return later(cluster, query);
}

/** All pods with an istio-proxy, in a namespace or everywhere. */
export async function proxyPods(cluster: Cluster, namespace?: string): Promise<Pod[]> {
  return later(cluster, namespace);
}

import type { RouteAction } from './types.js';

/** A cluster of a split, and its share of the requests. */
export interface ClusterShare {
  cluster: string;
  weight: number;
  /** 0 to 100; 0 for all where the weights sum to 0. */
  percent: number;
}

/** The split of a route, in its order; undefined where it has no weighted clusters. Weights need not sum to 100. */
export function splitOf(action: RouteAction): ClusterShare[] | undefined {
  if (action.weightedClusters === undefined) return undefined;
  const total = totalWeight(action);
  return action.weightedClusters.map(({ name, weight }) => ({
    cluster: name,
    weight,
    percent: total === 0 ? 0 : (weight * 100) / total,
  }));
}

/** The sum of the weights. What the configuration says in `total_weight` is not looked at, as in the proxy. */
export function totalWeight(action: RouteAction): number {
  return (action.weightedClusters ?? []).reduce((sum, { weight }) => sum + weight, 0);
}

/**
 * The cluster for a request with that random number, as Envoy's `WeightedClusterUtil::pickCluster`: the number modulo the sum of
 * the weights falls into one of the intervals that the weights make in their order. `''` where the action names no cluster;
 * undefined where all weights are 0, at which a proxy divides by zero and dies.
 */
export function pickCluster(action: RouteAction, random: bigint): string | undefined {
  const clusters = action.weightedClusters;
  if (clusters === undefined || clusters.length === 0) return action.cluster ?? '';
  const total = totalWeight(action);
  if (total === 0) return undefined;
  let selected = Number(random % BigInt(total));
  for (const { name, weight } of clusters) {
    if (selected < weight) return name;
    selected -= weight;
  }
  return undefined;
}

import type { JsonObject } from '../../base/json.js';
import { field, message, messages, type Place, type Reading, refuse, text, uint32 } from '../protojson.js';
import type { RouteAction, WeightedCluster } from '../types.js';

/**
 * Reads the action of a route of Envoy's Dubbo or Thrift filter. `leastWeight` is what Envoy asks of each weight: 1 for Thrift; for
 * Dubbo, whose weights may be 0, their sum (`total_weight`) must be at least 1. [read in Envoy's protos]
 */
export function readAction(reading: Reading, route: Place<JsonObject>, leastWeight: 0 | 1): RouteAction {
  const none: RouteAction = { hashPolicy: [], mirrors: [] };
  const action = message(reading, field(route, 'route'));
  if (action === undefined) {
    refuse(reading, route.path, 'A route without an action.');
    return none;
  }
  const weighted = message(reading, field(action, 'weighted_clusters'));
  if (weighted === undefined) {
    const cluster = text(reading, field(action, 'cluster')) ?? '';
    if (cluster === '' && field(action, 'cluster_header') === undefined)
      refuse(reading, action.path, 'A route without a cluster.');
    return { ...none, cluster };
  }
  const clusters = messages(reading, field(weighted, 'clusters')).map((item): WeightedCluster => {
    const weight = uint32(reading, field(item, 'weight')) ?? 0;
    if (weight < leastWeight) refuse(reading, item.path, `A weight of ${weight}: Envoy asks for at least ${leastWeight}.`);
    return { name: text(reading, field(item, 'name')) ?? '', weight };
  });
  if (clusters.length === 0) refuse(reading, weighted.path, 'A split without clusters.');
  else if (clusters.every(({ weight }) => weight === 0))
    refuse(reading, weighted.path, 'The weights of a split sum to 0: Envoy asks for at least 1.');
  return { ...none, weightedClusters: clusters };
}

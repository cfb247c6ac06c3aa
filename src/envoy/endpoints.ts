import type { JsonObject } from '../base/json.js';
import { addressOf, messageOf, messagesOf, numberOf, textOf, withPort } from './fields.js';
import type { DumpItem } from './items.js';
import type { ClusterEndpoints, Endpoint } from './types.js';

/** Reads the endpoints of a dump made with `?include_eds`. */
export function readEndpoints(items: readonly DumpItem[]): ClusterEndpoints[] {
  return items.map(({ value, list }) => {
    const assignment = messageOf(value, 'endpoint_config');
    return {
      cluster: textOf(assignment, 'cluster_name'),
      static: list.startsWith('static'),
      endpoints: messagesOf(assignment, 'endpoints').flatMap(readLocality),
    };
  });
}

function readLocality(group: JsonObject): Endpoint[] {
  const priority = numberOf(group, 'priority') ?? 0;
  const place = messageOf(group, 'locality');
  const locality = [textOf(place, 'region'), textOf(place, 'zone'), textOf(place, 'sub_zone')].join('/').replace(/\/+$/, '');
  return messagesOf(group, 'lb_endpoints').map((endpoint) => {
    const { address, port } = addressOf(messageOf(messageOf(endpoint, 'endpoint'), 'address'));
    return {
      address: withPort(address, port),
      health: textOf(endpoint, 'health_status') || 'UNKNOWN',
      priority,
      weight: numberOf(endpoint, 'load_balancing_weight') ?? 1,
      locality,
    };
  });
}

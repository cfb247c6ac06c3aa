import type { JsonObject } from '../base/json.js';
import { addressOf, messageOf, messagesOf, numberOf, textOf, withPort } from './fields.js';
import type { DumpItem } from './items.js';
import type { ClusterEndpoints, Endpoint } from './types.js';

/** Reads the endpoints of a dump made with `?include_eds`. */
export function readEndpoints(items: readonly DumpItem[]): ClusterEndpoints[] {
  return items.map((item) => new LazyEndpoints(item));
}

/** Health at which an endpoint gets no requests. */
const unready: ReadonlySet<string> = new Set(['UNHEALTHY', 'DRAINING', 'TIMEOUT']);

/** The endpoints of a cluster, read when they are asked for. */
class LazyEndpoints implements ClusterEndpoints {
  readonly static: boolean;
  readonly #assignment: JsonObject;
  #endpoints: Endpoint[] | undefined;

  constructor({ value, list }: DumpItem) {
    this.static = list.startsWith('static');
    this.#assignment = messageOf(value, 'endpoint_config');
  }

  get cluster(): string {
    return textOf(this.#assignment, 'cluster_name');
  }

  get anyReady(): boolean {
    return messagesOf(this.#assignment, 'endpoints').some((group) =>
      messagesOf(group, 'lb_endpoints').some((endpoint) => !unready.has(textOf(endpoint, 'health_status'))),
    );
  }

  get endpoints(): Endpoint[] {
    this.#endpoints ??= messagesOf(this.#assignment, 'endpoints').flatMap(readLocality);
    return this.#endpoints;
  }
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

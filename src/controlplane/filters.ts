import { asList, asObject, asString, type Json, type JsonObject, own } from '../base/json.js';
import type { Cause, GeneratedObject } from './types.js';

/** The network filters that Aeraki writes, by the protocol that each speaks. */
const protocols = {
  'envoy.filters.network.dubbo_proxy': 'dubbo',
  'envoy.filters.network.thrift_proxy': 'thrift',
  'envoy.filters.network.redis_proxy': 'redis',
  'envoy.filters.network.kafka_broker': 'kafka',
  'envoy.filters.network.zookeeper_proxy': 'zookeeper',
  'envoy.filters.network.meta_protocol_proxy': 'metaprotocol',
} as const;

/** A protocol that a generated filter speaks. */
export type FilterProtocol = (typeof protocols)[keyof typeof protocols];

/** A network filter as a listener would have it once the generated EnvoyFilters are applied. */
export interface GeneratedFilter {
  protocol: FilterProtocol;
  host: string;
  /** Of the listener; at the server's side, of the filter chain. */
  port: number;
  at: 'client' | 'server' | 'gateway';
  /** The gateway as `namespace/name`, only there. */
  gateway?: string;
  /** The filter's configuration: what `typed_config.value` holds. */
  value: JsonObject;
  causes: Cause[];
}

function at(value: Json | undefined, ...path: string[]): Json | undefined {
  return path.reduce((inner, key) => own(asObject(inner) ?? {}, key), value);
}

function readFilter({ object, host, causes }: GeneratedObject): GeneratedFilter | undefined {
  const patch = asList(at(object, 'spec', 'configPatches')).find((item) => at(item, 'applyTo') === 'NETWORK_FILTER');
  const name = asString(at(patch, 'patch', 'value', 'name')) ?? '';
  if (!Object.hasOwn(protocols, name)) return undefined;
  const protocol = protocols[name as keyof typeof protocols];
  const value = asObject(at(patch, 'patch', 'value', 'typed_config', 'value')) ?? {};
  const listener = asString(at(patch, 'match', 'listener', 'name')) ?? '';
  const gateway = causes.find(({ role }) => role === 'gateway')?.resource;
  const common = { protocol, host, value, causes };
  if (listener === 'virtualInbound') {
    return { ...common, port: Number(at(patch, 'match', 'listener', 'filterChain', 'destinationPort')), at: 'server' };
  }
  const port = Number(listener.slice(listener.lastIndexOf('_') + 1));
  if (gateway === undefined) return { ...common, port, at: 'client' };
  return { ...common, port, at: 'gateway', gateway: `${gateway.namespace ?? ''}/${gateway.name ?? ''}` };
}

/**
 * The network filters in generated EnvoyFilters, one for each host, port and side: a service has as many equal ones as it has addresses and
 * namespaces to export to.
 */
export function generatedFilters(envoyFilters: readonly GeneratedObject[]): GeneratedFilter[] {
  const filters = new Map<string, GeneratedFilter>();
  for (const generated of envoyFilters) {
    const filter = readFilter(generated);
    if (filter === undefined) continue;
    const key = `${filter.at} ${filter.gateway ?? ''} ${filter.host} ${filter.port}`;
    if (!filters.has(key)) filters.set(key, filter);
  }
  return [...filters.values()];
}

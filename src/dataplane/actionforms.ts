import type { JsonObject } from '../base/json.js';
import { enumeration, field, ignore, message, messages, type Place, type Reading, refuse, text, uint32 } from './protojson.js';
import type { KeyValue, RequestMirrorPolicy, RouteForm, WeightedCluster } from './types.js';

/** The names of a fraction's denominators, by their numbers in Envoy's enum. */
const denominatorNames = ['HUNDRED', 'TEN_THOUSAND', 'MILLION'] as const;
const denominators = [100, 10_000, 1_000_000] as const;

/** `cluster` or `weighted_clusters`, which both forms write alike. */
export function readClusters(
  reading: Reading,
  action: Place<JsonObject>,
): { cluster?: string; weightedClusters?: WeightedCluster[] } {
  const weighted = message(reading, field(action, 'weighted_clusters'));
  const cluster = field(action, 'cluster');
  if (weighted === undefined) {
    const name = text(reading, cluster);
    return name === undefined ? {} : { cluster: name };
  }
  if (cluster !== undefined)
    refuse(reading, cluster.path, 'cluster stands beside weighted_clusters: only one of them can be given.');
  const clusters = messages(reading, field(weighted, 'clusters'));
  if (clusters.length === 0) refuse(reading, weighted.path, 'A split needs at least one cluster.');
  const total = field(weighted, 'total_weight');
  if (total !== undefined && uint32(reading, total) === 0) {
    refuse(reading, total.path, 'The weights sum to 0: Envoy wants a total_weight of at least 1.');
  }
  return {
    weightedClusters: clusters.map((entry) => {
      const name = text(reading, field(entry, 'name')) ?? '';
      if (name === '') refuse(reading, entry.path, 'A cluster of a split needs a name.');
      const weight = field(entry, 'weight');
      if (weight === undefined) refuse(reading, entry.path, 'A cluster of a split needs a weight.');
      return { name, weight: uint32(reading, weight) ?? 0 };
    }),
  };
}

/**
 * A mirror. Without a fraction all requests are copied in the proxy's own form, but none over the wire: the proxy's conversion
 * then writes a fraction of 0. It also loses the runtime key.
 */
export function readMirror(reading: Reading, policy: Place<JsonObject>, form: RouteForm): RequestMirrorPolicy {
  const cluster = text(reading, field(policy, 'cluster')) ?? '';
  if (cluster === '' && form === 'dataplane') refuse(reading, policy.path, 'A mirror needs a cluster.');
  const fraction = message(reading, field(policy, 'runtime_fraction'));
  if (fraction === undefined) {
    if (form === 'dataplane') return { cluster, numerator: 100, denominator: 100 };
    ignore(reading, policy.path, 'A mirror without a fraction copies nothing when it comes over MetaRDS: it becomes 0 %.');
    return { cluster, numerator: 0, denominator: 100 };
  }
  const value = message(reading, field(fraction, 'default_value'));
  if (value === undefined && form === 'wire') refuse(reading, fraction.path, 'A fraction needs a default_value.');
  const key = field(fraction, 'runtime_key');
  const runtimeKey = text(reading, key) ?? '';
  if (key !== undefined && form === 'wire' && runtimeKey !== '') {
    ignore(reading, key.path, 'The runtime key is lost over MetaRDS: the fraction cannot be changed while the proxy runs.');
  }
  const unit = value === undefined ? 0 : (enumeration(reading, field(value, 'denominator'), denominatorNames) ?? 0);
  return {
    cluster,
    numerator: value === undefined ? 0 : (uint32(reading, field(value, 'numerator')) ?? 0),
    denominator: denominators[unit] ?? 100,
    ...(form === 'dataplane' && runtimeKey !== '' ? { runtimeKey } : {}),
  };
}

/** A key and its value, which may be empty. */
export function readKeyValue(reading: Reading, pair: Place<JsonObject>): KeyValue {
  const key = text(reading, field(pair, 'key')) ?? '';
  const value = text(reading, field(pair, 'value')) ?? '';
  if (key === '') refuse(reading, pair.path, 'A key may not be empty.');
  for (const part of [key, value]) {
    if (part.length > 16384 || (part.length * 3 > 16384 && Buffer.byteLength(part) > 16384)) {
      refuse(reading, pair.path, 'A key or value may not be longer than 16384 bytes.');
    }
  }
  return { key, value };
}

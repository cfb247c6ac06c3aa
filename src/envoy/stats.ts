import { asList, asObject, isObject, type Json } from '../base/json.js';
import { get, messageOf, messagesOf, numberOf, textOf } from './fields.js';
import { clusterName } from './names.js';
import type { ClusterName } from './types.js';

/** One number. Labels only where the answer is in the form of Prometheus. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** A histogram since the proxy's start. Quantiles by percent: 50, 90, 99, …; none where nothing was recorded. Times are in the unit of the name. */
export interface Histogram {
  name: string;
  labels: Record<string, string>;
  quantiles: Map<number, number>;
  /** Known only in the form of Prometheus. */
  count: number | undefined;
  sum: number | undefined;
}

/** What `/stats` or `/stats/prometheus` tells. */
export interface Stats {
  samples: Sample[];
  histograms: Histogram[];
}

/** Reads the answer of `/stats` (text or `?format=json`) or `/stats/prometheus`, whichever it is. Lines of neither form are passed over. */
export function readStats(answer: string): Stats {
  const start = answer.trimStart();
  if (start.startsWith('{')) return readJson(start);
  const stats: Stats = { samples: [], histograms: [] };
  const buckets = new Map<string, Buckets>();
  const prometheus = /^# TYPE /m.test(answer) || !/^[^\n]+: /.test(start);
  for (const line of answer.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (prometheus) readPrometheusLine(line, stats, buckets);
    else readTextLine(line, stats);
  }
  for (const { name, labels, bounds, count, sum } of buckets.values())
    stats.histograms.push({ name, labels, quantiles: quantilesOf(bounds), count, sum });
  return stats;
}

/** `name: 12`, `name: "text"`, `name: P0(nan,0) P25(nan,1.05) …`. Names may hold spaces and colons, so that the last `: ` counts. */
function readTextLine(line: string, stats: Stats): void {
  const histogram = /: (?:P0\(|No recorded values)/.exec(line);
  if (histogram !== null) {
    const quantiles = new Map<number, number>();
    for (const [, percent, , total] of line.slice(histogram.index).matchAll(/P([\d.]+)\(([^,)]*),([^)]*)\)/g)) {
      const value = Number(total);
      if (Number.isFinite(value)) quantiles.set(Number(percent), value);
    }
    stats.histograms.push({ name: line.slice(0, histogram.index), labels: {}, quantiles, count: undefined, sum: undefined });
    return;
  }
  const at = line.lastIndexOf(': ');
  const value = line.slice(at + 2).trim();
  // The texts among the statistics are of no use here.
  if (at > 0 && /^\d{1,20}$/.test(value)) stats.samples.push({ name: line.slice(0, at), labels: {}, value: Number(value) });
}

interface Buckets {
  name: string;
  labels: Record<string, string>;
  bounds: [bound: number, cumulative: number][];
  count: number | undefined;
  sum: number | undefined;
}

function readPrometheusLine(line: string, stats: Stats, buckets: Map<string, Buckets>): void {
  const open = line.indexOf('{');
  const close = open < 0 ? -1 : line.lastIndexOf('}');
  const space = line.indexOf(' ', close + 1);
  if (space < 0 || (open >= 0 && close < open)) return;
  const name = line.slice(0, open < 0 ? space : open);
  const value = Number(
    line
      .slice(space + 1)
      .trim()
      .split(' ')[0],
  );
  if (!/^[A-Za-z_:][\w:]*$/.test(name) || Number.isNaN(value)) return;
  const labels = open < 0 ? {} : labelsOf(line.slice(open + 1, close));
  const part = /^(.+)_(bucket|sum|count)$/.exec(name);
  const bound = labels['le'];
  if (part === null || (part[2] === 'bucket' && bound === undefined)) {
    stats.samples.push({ name, labels, value });
    return;
  }
  const { le: _, ...others } = labels;
  const [, base = '', kind] = part;
  const key = `${base} ${JSON.stringify(others)}`;
  const held = buckets.get(key);
  if (kind !== 'bucket' && held === undefined) {
    stats.samples.push({ name, labels, value });
    return;
  }
  const into = held ?? { name: base, labels: others, bounds: [], count: undefined, sum: undefined };
  buckets.set(key, into);
  if (kind === 'bucket') into.bounds.push([bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound), value]);
  else if (kind === 'sum') into.sum = value;
  else into.count = value;
}

function labelsOf(text: string): Record<string, string> {
  const labels = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g))
    labels.set(
      name,
      value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
    );
  return Object.fromEntries(labels);
}

/** Quantiles of cumulative buckets, as Prometheus' `histogram_quantile` has them: linear within a bucket. */
function quantilesOf(bounds: readonly [number, number][]): Map<number, number> {
  const total = bounds.at(-1)?.[1] ?? 0;
  const quantiles = new Map<number, number>();
  if (total === 0) return quantiles;
  for (const percent of [50, 75, 90, 95, 99, 100]) {
    const rank = (percent / 100) * total;
    const at = bounds.findIndex(([, cumulative]) => cumulative >= rank);
    const [upper, cumulative] = bounds[at] ?? [0, 0];
    const [lower, before] = bounds[at - 1] ?? [0, 0];
    const share = cumulative === before ? 1 : (rank - before) / (cumulative - before);
    quantiles.set(percent, Number.isFinite(upper) ? lower + (upper - lower) * share : lower);
  }
  return quantiles;
}

function readJson(text: string): Stats {
  const stats: Stats = { samples: [], histograms: [] };
  let answer: Json;
  try {
    answer = JSON.parse(text);
  } catch {
    return stats;
  }
  for (const item of asList(get(asObject(answer) ?? {}, 'stats'))) {
    if (!isObject(item)) continue;
    const value = get(item, 'value');
    if (typeof value === 'number') stats.samples.push({ name: textOf(item, 'name'), labels: {}, value });
    const histograms = messageOf(item, 'histograms');
    const percents = asList(get(histograms, 'supported_quantiles'));
    for (const histogram of messagesOf(histograms, 'computed_quantiles')) {
      const quantiles = new Map<number, number>();
      for (const [index, one] of messagesOf(histogram, 'values').entries()) {
        const percent = percents[index];
        const cumulative = numberOf(one, 'cumulative');
        if (typeof percent === 'number' && cumulative !== undefined) quantiles.set(percent, cumulative);
      }
      stats.histograms.push({ name: textOf(histogram, 'name'), labels: {}, quantiles, count: undefined, sum: undefined });
    }
  }
  return stats;
}

/** The MetaProtocol statistics of one filter: of one service at one side. */
export interface MetaProtocolStats {
  /** `thrift`. */
  application: string;
  /** As the filter has it, `outbound|9090||host`; in the form of Prometheus with all but letters and digits as `_`. */
  statPrefix: string;
  /** Of a prefix that Aeraki writes. In the form of Prometheus its host has `_` for dots and dashes. */
  target?: ClusterName;
  /** By the proxy's names: `request`, `response_error`, …; 0 where left out by the proxy is not in it. */
  counters: Map<string, number>;
  /** Milliseconds from a request to its end. */
  requestTime?: Histogram;
}

/** Every statistic of a MetaProtocol filter (`stats.h` of the proxy); the longest first, since one ends with another. */
export const metaProtocolCounters: readonly string[] = [
  'request',
  'request_twoway',
  'request_oneway',
  'request_event',
  'request_stream',
  'request_decoding_success',
  'request_decoding_error',
  'request_active',
  'response',
  'response_decoding_success',
  'response_decoding_error',
  'response_success',
  'response_error',
  'response_business_exception',
  'response_error_caused_connection_close',
  'local_response_success',
  'local_response_error',
  'local_response_business_exception',
  'cx_destroy_local_with_active_rq',
  'cx_destroy_remote_with_active_rq',
  'idle_timeout',
].sort((a, b) => b.length - a.length);

/** The statistics of MetaProtocol filters, by service and side in the order in which they come. Istio hides them unless `proxyStatsMatcher` includes `meta_protocol`. */
export function metaProtocolStats(stats: Stats): MetaProtocolStats[] {
  const filters = new Map<string, MetaProtocolStats>();
  const filterOf = (application: string, statPrefix: string): MetaProtocolStats => {
    const key = `${application} ${statPrefix}`;
    const known = filters.get(key);
    if (known !== undefined) return known;
    const target = clusterName(statPrefix) ?? sanitizedTarget(statPrefix);
    const filter = { application, statPrefix, ...(target === undefined ? {} : { target }), counters: new Map<string, number>() };
    filters.set(key, filter);
    return filter;
  };
  for (const { name, value } of stats.samples) {
    const parts = partsOf(name, metaProtocolCounters);
    if (parts !== undefined) filterOf(parts.application, parts.statPrefix).counters.set(parts.statistic, value);
  }
  for (const histogram of stats.histograms) {
    const parts = partsOf(histogram.name, ['request_time_ms']);
    if (parts !== undefined) filterOf(parts.application, parts.statPrefix).requestTime = histogram;
  }
  return [...filters.values()];
}

/** `meta_protocol.<application>.<stat_prefix>.<statistic>`, or the same with `envoy_` before it and `_` for what Prometheus does not take. */
function partsOf(
  name: string,
  statistics: readonly string[],
): { application: string; statPrefix: string; statistic: string } | undefined {
  const dotted = name.startsWith('meta_protocol.');
  if (!dotted && !name.startsWith('envoy_meta_protocol_')) return undefined;
  const mark = dotted ? '.' : '_';
  const rest = name.slice(dotted ? 'meta_protocol.'.length : 'envoy_meta_protocol_'.length);
  const statistic = statistics.find((one) => rest.endsWith(`${mark}${one}`));
  if (statistic === undefined) return undefined;
  const inner = rest.slice(0, -statistic.length - 1);
  // An application protocol has no `-`, but may have `_`: the prefix begins with the direction where Aeraki wrote it.
  const direction = dotted ? -1 : inner.search(/_(?:in|out)bound_\d/);
  const at = direction < 0 ? inner.indexOf(mark) : direction;
  if (at <= 0) return undefined;
  const statPrefix = inner.slice(at + 1);
  // Statistics of the routes' subscription lie below the same prefix.
  if (dotted && /\.rds\./.test(`${statPrefix}.`)) return undefined;
  return { application: inner.slice(0, at), statPrefix, statistic };
}

function sanitizedTarget(prefix: string): ClusterName | undefined {
  const found = /^(inbound|outbound)_(\d{1,5})__(.*)$/.exec(prefix);
  if (found === null) return undefined;
  const [, direction, port, host = ''] = found;
  return { direction: direction === 'inbound' ? 'inbound' : 'outbound', port: Number(port), subset: '', host };
}

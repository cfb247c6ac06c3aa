import type { MetaProtocolStats } from '../envoy/stats.js';

/** What one proxy counted of one service, at one side. Counts since the proxy's start. */
export interface ServiceStats {
  /** Whose requests: those that the pod sends (outbound) or receives (inbound); empty where the filter's prefix does not tell. */
  direction: 'inbound' | 'outbound' | '';
  /** The host; of inbound requests none is told. Where the prefix is none of Aeraki's, the prefix. */
  host: string;
  port: number | undefined;
  protocol: string;
  requests: number;
  /** Requests and responses that could not be decoded, and errors that the proxy answered itself: no route, no healthy endpoint. */
  errors: number;
  /** Responses of the message type Error: what the application threw. */
  exceptions: number;
  /** Requests that wait for their response. */
  active: number;
  /** Milliseconds from a request to its end, since the proxy's start; undefined before the first. */
  latency: { p50: number; p90: number; p99: number } | undefined;
  /** Every counter by the proxy's name. */
  counters: Readonly<Record<string, number>>;
}

/** Counts a second, between two looks. */
export interface Rates {
  requests: number;
  errors: number;
  exceptions: number;
}

/** Counters that say that something went wrong between the proxy and one of the two sides. */
const errorCounters = [
  'request_decoding_error',
  'response_decoding_error',
  'response_error',
  'local_response_error',
  'local_response_business_exception',
];

/** What a proxy's MetaProtocol statistics tell of each service, by side, host and port. */
export function serviceStats(filters: readonly MetaProtocolStats[]): ServiceStats[] {
  const found = filters.map(({ application, statPrefix, target, counters, requestTime }): ServiceStats => {
    const count = (name: string): number => counters.get(name) ?? 0;
    const at = (percent: number): number | undefined => requestTime?.quantiles.get(percent);
    const [p50, p90, p99] = [at(50), at(90), at(99)];
    return {
      direction: target?.direction ?? '',
      host: target === undefined ? statPrefix : target.host,
      port: target?.port,
      protocol: application,
      requests: count('request'),
      errors: errorCounters.reduce((sum, name) => sum + count(name), 0),
      exceptions: count('response_business_exception'),
      active: count('request_active'),
      latency: p50 === undefined || p90 === undefined || p99 === undefined ? undefined : { p50, p90, p99 },
      counters: Object.fromEntries(counters),
    };
  });
  return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}

/** Tells the services of one proxy apart. */
export function keyOf({ direction, host, port, protocol }: ServiceStats): string {
  return `${direction} ${host} ${port ?? ''} ${protocol}`;
}

/** What was counted a second since an earlier look; undefined where there was none, or the proxy has started again. */
export function ratesSince(earlier: ServiceStats | undefined, now: ServiceStats, seconds: number): Rates | undefined {
  if (earlier === undefined || seconds <= 0 || now.requests < earlier.requests) return undefined;
  const rate = (of: 'requests' | 'errors' | 'exceptions'): number =>
    Math.round((Math.max(0, now[of] - earlier[of]) / seconds) * 1000) / 1000;
  return { requests: rate('requests'), errors: rate('errors'), exceptions: rate('exceptions') };
}

import type { Rates, ServiceStats } from '../live/servicestats.js';
import type { TextOptions } from './options.js';
import { paint } from './paint.js';
import { type Column, table } from './table.js';

/** What one proxy counted of a service, as it is shown. */
export interface ShownStats {
  namespace: string;
  pod: string;
  service: ServiceStats;
  /** Counts a second since the last look; undefined where there was none. */
  rates: Rates | undefined;
}

/** The statistics of MetaProtocol as a table, a row for each service at each side of each pod; `watching` adds what is counted a second. */
export function renderServiceStats(rows: readonly ShownStats[], watching: boolean, options: TextOptions): string {
  const colors = paint(options.color);
  const pods = new Set(rows.map(({ namespace, pod }) => `${namespace}/${pod}`));
  const namespaces = new Set(rows.map(({ namespace }) => namespace));
  const bad = (text: string): string => (/^[0-]$/.test(text) ? text : colors.error(text));
  // What nobody has anything of takes no room.
  const thrown = rows.some(({ service }) => service.exceptions > 0);
  const waiting = rows.some(({ service }) => service.active > 0);
  const right = (header: string, color?: Column['paint']): Column => ({
    header,
    align: 'right',
    ...(color === undefined ? {} : { paint: color }),
  });
  const columns: Column[] = [
    ...(pods.size > 1 ? [{ header: 'POD' }] : []),
    { header: 'SIDE' },
    { header: 'SERVICE' },
    { header: 'PROTOCOL' },
    right('REQUESTS'),
    ...(watching ? [right('/S')] : []),
    right('ERRORS', bad),
    ...(watching ? [right('/S', bad)] : []),
    ...(thrown ? [right('EXCEPTIONS', (text) => (text === '0' ? text : colors.warning(text)))] : []),
    ...(waiting ? [right('ACTIVE')] : []),
    right('P50'),
    right('P90'),
    right('P99'),
  ];
  const cells = rows.map(({ namespace, pod, service, rates }) => [
    ...(pods.size > 1 ? [namespaces.size > 1 ? `${namespace}/${pod}` : pod] : []),
    service.direction === 'inbound' ? 'in' : service.direction === 'outbound' ? 'out' : '-',
    serviceText(service),
    service.protocol,
    String(service.requests),
    ...(watching ? [rateText(rates?.requests)] : []),
    String(service.errors),
    ...(watching ? [rateText(rates?.errors)] : []),
    ...(thrown ? [String(service.exceptions)] : []),
    ...(waiting ? [String(service.active)] : []),
    ...[service.latency?.p50, service.latency?.p90, service.latency?.p99].map(millisecondsText),
  ]);
  return table(columns, cells, options);
}

/** The service as people call it: without the domain of the cluster. */
function serviceText({ host, port }: ServiceStats): string {
  const short = host.replace(/\.svc\.cluster\.local$/, '');
  return short === '' ? `port ${port}` : port === undefined ? short : `${short}:${port}`;
}

/** The same as values for `-o json` and `-o yaml`. */
export function statsRecord({ namespace, pod, service, rates }: ShownStats): object {
  const { direction, host, port, latency, ...counts } = service;
  return {
    namespace,
    pod,
    direction,
    host,
    port: port ?? null,
    ...counts,
    ...(rates === undefined ? {} : { perSecond: rates }),
    latencyMs: latency ?? null,
  };
}

function rateText(rate: number | undefined): string {
  return rate === undefined ? '-' : rate === 0 ? '0' : rate >= 100 ? String(Math.round(rate)) : rate.toFixed(1);
}

function millisecondsText(value: number | undefined): string {
  if (value === undefined) return '-';
  return value >= 10_000 ? `${(value / 1000).toFixed(1)}s` : `${Number(value.toPrecision(3))}ms`;
}

import type { KnownEndpoint, ProxyInstance, RegisteredService, StoredConfig, XdsClient } from '../live/istiodpages.js';
import type { TextOptions } from './options.js';
import { paint } from './paint.js';
import { table } from './table.js';

/** The objects of istiod's store as a table, by kind. */
export function renderStored(objects: readonly StoredConfig[], options: TextOptions): string {
  const rows = objects.map(({ kind, namespace, name, resourceVersion, created }) => [
    kind,
    namespace,
    name,
    resourceVersion,
    created,
  ]);
  return table(
    [{ header: 'KIND' }, { header: 'NAMESPACE' }, { header: 'NAME' }, { header: 'VERSION' }, { header: 'CREATED' }],
    inOrder(rows, 3),
    options,
  );
}

/** The services that istiod knows as a table. */
export function renderRegistry(services: readonly RegisteredService[], options: TextOptions): string {
  const rows = services.map(({ host, namespace, registry, address, ports, resolution }) => [
    host,
    namespace,
    ports.map(({ port, name }) => `${port}/${name}`).join(', '),
    address,
    resolution,
    registry,
  ]);
  return table(
    [
      { header: 'HOST' },
      { header: 'NAMESPACE' },
      { header: 'PORTS' },
      { header: 'ADDRESS' },
      { header: 'RESOLUTION' },
      { header: 'REGISTRY' },
    ],
    inOrder(rows, 2),
    options,
  );
}

/** The endpoints that istiod knows as a table. */
export function renderKnownEndpoints(endpoints: readonly KnownEndpoint[], options: TextOptions): string {
  const colors = paint(options.color);
  const rows = inOrder(
    endpoints.map(({ host, address, port, portName, health, workload, labels }) => [
      host,
      `${address}:${port}`,
      portName,
      health === '' ? '-' : health,
      workload === '' ? '-' : workload,
      labels['version'] ?? '-',
    ]),
    3,
  );
  const healthPaint = (text: string): string => (/^(un|dr)/.test(text) ? colors.error(text) : text);
  return table(
    [
      { header: 'HOST' },
      { header: 'ENDPOINT' },
      { header: 'PORT' },
      { header: 'HEALTH', paint: healthPaint },
      { header: 'WORKLOAD' },
      { header: 'VERSION' },
    ],
    rows,
    options,
  );
}

/** The services behind each proxy as a table. */
export function renderInstances(instances: readonly ProxyInstance[], options: TextOptions): string {
  const rows = instances.map(({ proxy, host, port, targetPort, portName }) => [
    proxy,
    host,
    String(port),
    targetPort === 0 ? '-' : String(targetPort),
    portName,
  ]);
  return table(
    [
      { header: 'PROXY' },
      { header: 'HOST' },
      { header: 'PORT', align: 'right' },
      { header: 'TARGET', align: 'right' },
      { header: 'NAME' },
    ],
    inOrder(rows, 3),
    options,
  );
}

/** The clients of istiod as a table; `now` in epoch milliseconds, for how long they have been connected. */
export function renderClients(clients: readonly (XdsClient & { istiod: string })[], now: number, options: TextOptions): string {
  const several = new Set(clients.map(({ istiod }) => istiod)).size > 1;
  const rows = clients.map(({ proxy, connectedAt, address, version, generator, watches, istiod }) => [
    proxy,
    // What is built from Istio's development tree says so.
    generator === 'api' ? 'asks for objects' : /^65536\./.test(version) ? 'development' : version,
    since(connectedAt, now),
    address,
    watches.map(({ type, names }) => (names === 0 ? type : `${type} ${names}`)).join(', '),
    ...(several ? [istiod] : []),
  ]);
  return table(
    [
      { header: 'PROXY' },
      { header: 'VERSION' },
      { header: 'CONNECTED', align: 'right' },
      { header: 'ADDRESS' },
      { header: 'WATCHES' },
      ...(several ? [{ header: 'ISTIOD' }] : []),
    ],
    inOrder(rows, 1),
    options,
  );
}

/** Rows sorted by their first columns. */
function inOrder(rows: string[][], columns: number): string[][] {
  const key = (row: string[]): string => row.slice(0, columns).join('\n');
  return rows.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** How long ago, as kubectl writes ages: `35s`, `12m`, `5h`, `3d`. */
function since(time: string, now: number): string {
  const seconds = Math.round((now - Date.parse(time)) / 1000);
  if (!Number.isFinite(seconds) || seconds < 0) return '-';
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

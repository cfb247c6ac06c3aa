import { asList, asObject, asString, isObject, type Json, type JsonObject, own } from '../../src/base/json.js';

/** Labels of a pod. */
export type Labels = Record<string, Json>;

/** Listeners and clusters of one pod's sidecar, in the names of proto JSON. */
export interface Sidecar {
  labels: Labels;
  listeners: JsonObject[];
  clusters: JsonObject[];
}

const tcpProxy = 'envoy.filters.network.tcp_proxy';

function chain(cluster: string, match?: JsonObject): JsonObject {
  const config: JsonObject = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
    statPrefix: cluster,
    cluster,
  };
  return { ...(match && { filterChainMatch: match }), filters: [{ name: tcpProxy, typedConfig: config }] };
}

function cluster(name: string): JsonObject {
  return { name, type: 'EDS', edsClusterConfig: { edsConfig: { ads: {}, resourceApiVersion: 'V3' } }, connectTimeout: '10s' };
}

/** The member at a path of names; undefined where there is none. */
function at(object: Json | undefined, ...names: string[]): Json | undefined {
  let value = object;
  for (const name of names) value = isObject(value) ? own(value, name) : undefined;
  return value;
}

interface Service {
  host: string;
  addresses: string[];
  ports: number[];
  selector: Labels;
}

/** What a sidecar needs of a Service or a ServiceEntry; undefined for other kinds. */
function service(object: JsonObject): Service | undefined {
  const strings = (value: Json | undefined): string[] => asList(value).flatMap((item) => asString(item) ?? []);
  const numbers = (name: string): number[] => asList(at(object, 'spec', 'ports')).map((port) => Number(at(port, name)));
  if (object['kind'] === 'Service') {
    const host = `${at(object, 'metadata', 'name')}.${at(object, 'metadata', 'namespace')}.svc.cluster.local`;
    const selector = asObject(at(object, 'spec', 'selector')) ?? {};
    return { host, addresses: [asString(at(object, 'spec', 'clusterIP')) ?? ''], ports: numbers('port'), selector };
  }
  if (object['kind'] !== 'ServiceEntry') return undefined;
  const [host = ''] = strings(at(object, 'spec', 'hosts'));
  const selector = asObject(at(object, 'spec', 'workloadSelector', 'labels')) ?? {};
  return { host, addresses: strings(at(object, 'spec', 'addresses')), ports: numbers('number'), selector };
}

/**
 * What Istio gives the sidecar of a pod before any EnvoyFilter: for each service's addresses and ports a TCP listener, clusters with their
 * subsets, and where a service selects the pod, `virtualInbound` with a chain for each of its ports.
 */
export function istioSidecar(objects: JsonObject[], labels: Labels): Sidecar {
  const listeners: JsonObject[] = [];
  const inbound: JsonObject[] = [];
  const clusters: JsonObject[] = [];
  const subsets = objects
    .filter((object) => object['kind'] === 'DestinationRule')
    .flatMap((rule) => asList(at(rule, 'spec', 'subsets')).map((subset) => [at(rule, 'spec', 'host'), at(subset, 'name')]));
  for (const object of objects) {
    const found = service(object);
    if (found === undefined) continue;
    for (const port of found.ports) {
      for (const address of found.addresses)
        listeners.push({ name: `${address}_${port}`, filterChains: [chain(`outbound|${port}||${found.host}`)] });
      const names = subsets.filter(([host]) => host === found.host).map(([, name]) => name);
      for (const subset of ['', ...names]) clusters.push(cluster(`outbound|${port}|${subset}|${found.host}`));
      if (!selects(found.selector, labels)) continue;
      inbound.push(chain(`inbound|${port}||`, { destinationPort: port }));
      clusters.push(cluster(`inbound|${port}||`));
    }
  }
  if (inbound.length > 0) listeners.push({ name: 'virtualInbound', filterChains: inbound });
  return { labels, listeners, clusters };
}

/** The selectors of all services: the labels of a pod behind each. */
export function selectors(objects: JsonObject[]): Labels[] {
  return objects.map((object) => service(object)?.selector).filter((selector) => selector !== undefined);
}

function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}

function patchFilters(sidecar: Sidecar, match: Json | undefined, patch: Json | undefined): number {
  const value = at(patch, 'value');
  let hits = 0;
  for (const listener of sidecar.listeners.filter((one) => one['name'] === at(match, 'listener', 'name'))) {
    for (const chain of asList(listener['filterChains']).filter(isObject)) {
      const port = at(match, 'listener', 'filterChain', 'destinationPort');
      if (port !== undefined && port !== at(chain, 'filterChainMatch', 'destinationPort')) continue;
      const filters = asList(chain['filters']);
      const index = filters.findIndex((filter) => at(filter, 'name') === at(match, 'listener', 'filterChain', 'filter', 'name'));
      if (index < 0 || value === undefined) continue;
      filters.splice(index, at(patch, 'operation') === 'REPLACE' ? 1 : 0, value);
      hits++;
    }
  }
  return hits;
}

/**
 * The sidecar after Istio applied to it the EnvoyFilters that select its pod: REPLACE and INSERT_BEFORE of network filters, REMOVE and ADD of
 * clusters. A patch that finds nothing to change is an error here, unless `lenient` is given; Istio passes over it without a word.
 */
export function applyEnvoyFilters(before: Sidecar, envoyFilters: JsonObject[], lenient = false): Sidecar {
  const sidecar = structuredClone(before);
  for (const envoyFilter of envoyFilters) {
    const selector = asObject(at(envoyFilter, 'spec', 'workloadSelector', 'labels')) ?? {};
    if (!selects(selector, before.labels)) continue;
    for (const { applyTo, match, patch } of asList(at(envoyFilter, 'spec', 'configPatches')).filter(isObject)) {
      const operation = asString(at(patch, 'operation'));
      const value = at(patch, 'value');
      let hits = 0;
      if (applyTo === 'NETWORK_FILTER' && (operation === 'REPLACE' || operation === 'INSERT_BEFORE')) {
        hits = patchFilters(sidecar, match, patch);
      } else if (applyTo === 'CLUSTER' && operation === 'REMOVE') {
        const kept = sidecar.clusters.filter((cluster) => cluster['name'] !== at(match, 'cluster', 'name'));
        hits = sidecar.clusters.length - kept.length;
        sidecar.clusters = kept;
      } else if (applyTo === 'CLUSTER' && operation === 'ADD' && isObject(value)) hits = sidecar.clusters.push(value);
      if (hits === 0 && !lenient)
        throw new Error(`${at(envoyFilter, 'metadata', 'name')}: ${applyTo} ${operation} finds nothing to patch`);
    }
  }
  return sidecar;
}

const loopback = (port: number): JsonObject => ({ socketAddress: { address: '127.0.0.1', portValue: port } });

/**
 * The sidecar as it can run on one machine: each chain becomes a listener of its own on a free loopback port (those of `virtualInbound` are
 * named `virtualInbound_PORT`), and each cluster gets the endpoints that `ports` names for it, all on the loopback address, instead of those
 * that Istio would send.
 */
export function onLoopback(sidecar: Sidecar, ports: Record<string, number[]> = {}): Sidecar {
  const listeners = sidecar.listeners.flatMap((listener) =>
    asList(listener['filterChains'])
      .filter(isObject)
      .map(({ filterChainMatch, ...chain }) => {
        const port = at(filterChainMatch, 'destinationPort');
        const name = port === undefined ? listener['name'] : `${listener['name']}_${port}`;
        return { name: name ?? null, address: loopback(0), filterChains: [chain] };
      }),
  );
  const clusters = sidecar.clusters.map(({ edsClusterConfig: _, ...cluster }) => {
    if (cluster['type'] !== 'EDS') return cluster;
    const name = asString(cluster['name']) ?? '';
    const lbEndpoints = (ports[name] ?? []).map((port) => ({ endpoint: { address: loopback(port) } }));
    return { ...cluster, type: 'STATIC', loadAssignment: { clusterName: name, endpoints: [{ lbEndpoints }] } };
  });
  return { ...sidecar, listeners, clusters };
}

/**
 * The sidecar without what only Istio's own build of Envoy knows, and with the type of a raw buffer spelled out: what an Envoy of today
 * needs before it takes the cluster patches of a RedisDestination.
 */
export function asStockEnvoyTakes(sidecar: Sidecar): Sidecar {
  const rawBuffer = { '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer' };
  const clusters = structuredClone(sidecar.clusters).map((cluster) => {
    const filters = asList(cluster['filters']).filter((filter) => at(filter, 'name') !== 'istio.metadata_exchange');
    for (const match of asList(cluster['transportSocketMatches'])) {
      const socket = asObject(at(match, 'transportSocket'));
      if (socket?.['name'] === 'envoy.transport_sockets.raw_buffer') socket['typedConfig'] = rawBuffer;
    }
    return { ...cluster, filters };
  });
  return { ...sidecar, clusters };
}

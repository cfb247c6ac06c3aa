import { formatProtoDuration } from '../base/duration.js';
import type { JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';
import { compareText } from '../mesh/hosts.js';
import { note } from '../mesh/notes.js';
import { redisKey, type ServicePort } from '../mesh/types.js';
import type { RedisConnectionPool, RedisDestination } from '../resource/redis.js';
import type { Sourced } from '../resource/source.js';
import { type GeneratorContext, withoutZeros } from './draft.js';
import { outboundCluster } from './names.js';
import { type Credentials, credentialsOf, inlineString } from './redis-auth.js';
import type { Cause } from './types.js';

/** The patches that replace a service's outbound cluster. */
export interface ClusterPatches {
  patches: JsonObject[];
  causes: Cause[];
  /** Paths inside the list of patches that hold a secret. */
  secrets: Path[];
}

const unlimited = 0xffffffff;
const poolPath = ['spec', 'trafficPolicy', 'connectionPool'];

/** Splits as Go's `net.SplitHostPort`; a text without a port gets the port of the listener. Undefined: too many colons. */
function splitEndpoint(endpoint: string, listenPort: number): { address: string; port: number } | undefined {
  const bracketed = /^\[([^[\]]*)\](?::(.*))?$/.exec(endpoint);
  const plain = /^([^:[\]]*)(?::([^:[\]]*))?$/.exec(endpoint);
  const found = bracketed ?? plain;
  if (found === null) return undefined;
  const [, address = '', port] = found;
  if (port === undefined) return { address, port: listenPort };
  return { address, port: /^\+?\d{1,9}$/.test(port) ? Number(port) : 0 };
}

function endpointJson({ address, port }: { address: string; port: number }): JsonObject {
  return { endpoint: { address: { socketAddress: { ...(address === '' ? {} : { address }), portValue: port } } } };
}

/** The first RedisDestination by name that names one of the service's hosts, in the service's own namespace. */
export function redisDestinationOf({ mesh, service }: GeneratorContext): Sourced<RedisDestination> | undefined {
  const candidates = service.hosts.flatMap(
    (host) => mesh.redisDestinationsByHost.get(redisKey(service.namespace, host))?.[0] ?? [],
  );
  return candidates.sort((a, b) => compareText(a.value.metadata.name, b.value.metadata.name))[0];
}

function clusterModeMembers(
  { notes }: GeneratorContext,
  { value, source }: Sourced<RedisDestination>,
  pool: RedisConnectionPool,
  port: ServicePort,
  name: string,
): JsonObject | undefined {
  const endpoints = pool.discoveryEndpoints.length > 0 ? pool.discoveryEndpoints : [value.host];
  const split =
    pool.discoveryEndpoints.length > 0
      ? endpoints.map((text) => splitEndpoint(text, port.number))
      : [{ address: value.host, port: port.number }];
  let usable = true;
  const path = [...poolPath, 'redis', 'discoveryEndpoints'];
  split.forEach((endpoint, index) => {
    const text = endpoints[index] ?? '';
    if (endpoint === undefined) {
      usable = false;
      notes.push(
        note(
          'AER0632',
          source,
          [...path, index],
          `${text} has too many colons: the cluster is not changed at all, and there is no cluster mode.`,
        ),
      );
    } else if (endpoint.port === 0) {
      notes.push(
        note('AER0632', source, [...path, index], `The port of ${text} is no number and becomes 0: no node is found there.`),
      );
    }
  });
  if (!usable) return undefined;
  const lbEndpoints = split.flatMap((endpoint) => (endpoint ? [endpointJson(endpoint)] : []));
  return {
    clusterType: { name: 'envoy.clusters.redis' },
    lbPolicy: 'CLUSTER_PROVIDED',
    loadAssignment: { clusterName: name, endpoints: [{ lbEndpoints }] },
  };
}

function authOptions({ username, password }: Credentials): JsonObject {
  return {
    typedExtensionProtocolOptions: {
      'envoy.filters.network.redis_proxy': {
        '@type': 'type.googleapis.com/envoy.extensions.filters.network.redis_proxy.v3.RedisProtocolOptions',
        ...(password === '' ? {} : { authPassword: inlineString(password) }),
        ...(username === '' ? {} : { authUsername: inlineString(username) }),
      },
    },
  };
}

/** What a connection pool always brings along: metadata exchange, and no mTLS. */
function poolMembers({ service }: GeneratorContext, destination: RedisDestination, port: ServicePort): JsonObject {
  return {
    filters: [
      {
        name: 'istio.metadata_exchange',
        typedConfig: {
          '@type': 'type.googleapis.com/envoy.tcp.metadataexchange.config.MetadataExchange',
          protocol: 'istio-peer-exchange',
        },
      },
    ],
    metadata: {
      filterMetadata: {
        istio: {
          default_original_port: port.number,
          services: [{ host: destination.host, name: service.name.replace(/^synthetic-/, ''), namespace: service.namespace }],
        },
      },
    },
    transportSocketMatches: [{ name: 'tlsMode-disabled', transportSocket: { name: 'envoy.transport_sockets.raw_buffer' } }],
  };
}

const noPatches: ClusterPatches = { patches: [], causes: [], secrets: [] };

/**
 * The patches of one Redis port's cluster (`internal/plugin/redis/outboundcluster.go`). Undefined: Aeraki dies. Without
 * patches: Aeraki gives the change of the cluster up.
 */
export function clusterPatches(context: GeneratorContext, port: ServicePort): ClusterPatches | undefined {
  const { host, notes } = context;
  const name = outboundCluster(host, port.number);
  const destination = redisDestinationOf(context);
  const pool = destination?.value.pool;
  const threshold: Record<string, number> = {
    maxConnections: unlimited,
    maxPendingRequests: unlimited,
    maxRequests: unlimited,
    maxRetries: unlimited,
  };
  let cluster: JsonObject = {
    name,
    connectTimeout: '10s',
    type: 'EDS',
    edsClusterConfig: { edsConfig: { ads: {}, resourceApiVersion: 'V3' } },
    lbPolicy: 'MAGLEV',
    circuitBreakers: { thresholds: [threshold] },
  };
  const causes: Cause[] = [];
  const secrets: Path[] = [];
  if (destination && pool) {
    const { source } = destination;
    causes.push({ ...source, path: poolPath, role: 'redisDestination' });
    if (pool.tcp?.keepalive) {
      const message = 'Aeraki dies of tcpKeepalive, and with it the control plane of the whole mesh.';
      notes.push(note('AER0408', source, [...poolPath, 'tcp', 'tcpKeepalive'], message));
      return undefined;
    }
    cluster = { ...cluster, ...poolMembers(context, destination.value, port) };
    if (pool.cluster) {
      const members = clusterModeMembers(context, destination, pool, port, name);
      if (members === undefined) return noPatches;
      const { type: _type, edsClusterConfig: _eds, ...rest } = cluster;
      cluster = { ...rest, ...members };
    }
    if (pool.auth) {
      const path = [...poolPath, 'redis', 'auth'];
      const credentials = credentialsOf(
        context,
        pool.auth,
        source,
        path,
        `the cluster of ${host} is not changed, so that there is neither authentication nor cluster mode.`,
      );
      if (credentials === undefined) return noPatches;
      cluster = { ...cluster, ...authOptions(credentials) };
      causes.push(...credentials.causes);
      const options = [1, 'patch', 'value', 'typedExtensionProtocolOptions', 'envoy.filters.network.redis_proxy'];
      if (credentials.password !== '') secrets.push([...options, 'authPassword', 'inlineString']);
    }
    if (pool.tcp?.connectTimeout !== undefined) cluster['connectTimeout'] = formatProtoDuration(pool.tcp.connectTimeout);
    if (pool.tcp && pool.tcp.maxConnections > 0) threshold['maxConnections'] = pool.tcp.maxConnections;
    const message = `The cluster of ${host} that Aeraki writes for this talks plain TCP: there is no mutual TLS to these pods any more.`;
    notes.push(note('AER0634', source, poolPath, message));
  }
  const patches: JsonObject[] = [
    { applyTo: 'CLUSTER', match: { cluster: { name } }, patch: { operation: 'REMOVE' } },
    { applyTo: 'CLUSTER', patch: { operation: 'ADD', value: withoutZeros(cluster) } },
  ];
  return { patches, causes, secrets };
}

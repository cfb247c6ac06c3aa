import { formatProtoDuration } from '../base/duration.js';
import type { JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';
import { note } from '../mesh/notes.js';
import { redisKey, type ServicePort } from '../mesh/types.js';
import type { RedisFault, RedisMirror, RedisService, RedisSettings, RedisTarget } from '../resource/redis.js';
import type { Sourced } from '../resource/source.js';
import { type Draft, type Generator, type GeneratorContext, type NetworkFilter, portDrafts, withoutZeros } from './draft.js';
import { millionths } from './metards.js';
import { inboundCluster, outboundCluster } from './names.js';
import { credentialsOf, inlineString, noteClearText } from './redis-auth.js';
import { checkRedisService, redisWouldDie } from './redis-checks.js';
import { clusterPatches, redisDestinationOf } from './redis-cluster.js';
import type { Cause } from './types.js';

const redisFilter: NetworkFilter = {
  name: 'envoy.filters.network.redis_proxy',
  typeUrl: 'envoy.extensions.filters.network.redis_proxy.v3.RedisProxy',
  operation: 'REPLACE',
};

/** Where Aeraki reads `PREFER_REPLICA` it writes `PREFER_MASTER`. */
const writtenPolicies = ['', 'PREFER_MASTER', 'REPLICA', 'PREFER_MASTER', 'ANY'];

function fraction(percentage: number | undefined): JsonObject {
  return { defaultValue: { ...withoutZeros({ numerator: millionths(percentage ?? 0) }), denominator: 'MILLION' } };
}

function faultJson({ type, percentage, delay, commands }: RedisFault): JsonObject {
  return withoutZeros({
    faultType: type === 'ERROR' ? type : undefined,
    faultEnabled: fraction(percentage),
    delay: delay === undefined ? undefined : formatProtoDuration(delay),
    commands,
  });
}

function settingsJson(settings: RedisSettings | undefined): JsonObject {
  return withoutZeros({
    opTimeout: settings?.opTimeout === undefined ? '60s' : formatProtoDuration(settings.opTimeout),
    enableHashtagging: settings?.enableHashtagging,
    enableRedirection: settings?.enableRedirection,
    enableCommandStats: settings?.enableCommandStats,
    maxBufferSizeBeforeFlush: settings?.maxBufferSizeBeforeFlush,
    bufferFlushTimeout: settings?.bufferFlushTimeout === undefined ? undefined : formatProtoDuration(settings.bufferFlushTimeout),
    readPolicy: writtenPolicies[settings?.readPolicy ?? 0],
  });
}

/**
 * The port of a target (`outbound.go`, `util.go`): the one given; else, of a service of the same namespace, its only port,
 * the one with the listener's number, or the one with the listener's name; else the listener's.
 */
export function targetPort({ mesh, service }: GeneratorContext, { host, port }: RedisTarget, listen: ServicePort): number {
  if (port !== 0) return port;
  const target = mesh.servicesByHost.get(host)?.find(({ namespace }) => namespace === service.namespace);
  if (target === undefined) return listen.number;
  const [only] = target.ports;
  if (only && target.ports.length === 1) return only.number;
  const same =
    target.ports.find(({ number }) => number === listen.number) ?? target.ports.find(({ name }) => name === listen.name);
  return same?.number ?? listen.number;
}

function mirrorJson({ route, percentage, excludeReadCommands }: RedisMirror, port: number): JsonObject {
  return withoutZeros({
    cluster: outboundCluster(route?.host ?? '', port),
    runtimeFraction: fraction(percentage),
    excludeReadCommands,
  });
}

function prefixRoutes(context: GeneratorContext, { routes }: RedisService, host: string, listen: ServicePort): JsonObject {
  if (routes.length === 0) return { catchAllRoute: { cluster: outboundCluster(host, listen.number) } };
  const prefixed: JsonObject[] = [];
  let catchAllRoute: JsonObject | undefined;
  for (const { key, route, mirrors } of routes) {
    if (route === undefined) continue;
    const port = targetPort(context, route, listen);
    const made = withoutZeros({
      prefix: key?.prefix,
      removePrefix: key?.removePrefix,
      cluster: outboundCluster(route.host, port),
      requestMirrorPolicy: mirrors.map((mirror) => mirrorJson(mirror, port)),
    });
    if (key) prefixed.push(made);
    else catchAllRoute = made;
  }
  return { ...(prefixed.length > 0 ? { routes: prefixed } : {}), ...(catchAllRoute ? { catchAllRoute } : {}) };
}

/** The RedisService of a service: of those in its namespace the last by name, for the first of the service's hosts that any names. */
export function redisServiceOf({ mesh, service }: GeneratorContext): { redis: Sourced<RedisService>; host: string } | undefined {
  for (const host of service.hosts) {
    const redis = mesh.redisServicesByHost.get(redisKey(service.namespace, host))?.at(-1);
    if (redis) return { redis, host };
  }
  return undefined;
}

interface Listener {
  value: JsonObject;
  causes: Cause[];
  /** Paths inside the value that hold a secret. */
  secrets: Path[];
}

function fallback(host: string, port: number): Listener {
  const cluster = outboundCluster(host, port);
  return {
    value: { statPrefix: cluster, settings: { opTimeout: '60s' }, prefixRoutes: { catchAllRoute: { cluster } } },
    causes: [],
    secrets: [],
  };
}

function outboundListener(context: GeneratorContext, listen: ServicePort): Listener {
  const found = redisServiceOf(context);
  if (found === undefined) return fallback(context.host, listen.number);
  const { redis, host } = found;
  const { value, source } = redis;
  const causes: Cause[] = [{ ...source, path: ['spec'], role: 'redisService' }];
  const secrets: Path[] = [];
  let auth: JsonObject = {};
  if (value.settings?.auth) {
    const path = ['spec', 'settings', 'auth'];
    const consequence = `Aeraki gives the whole RedisService up, and clients of ${host} need no password at all.`;
    const credentials = credentialsOf(context, value.settings.auth, source, path, consequence);
    if (credentials === undefined) return fallback(context.host, listen.number);
    const { username, password } = credentials;
    auth = {
      ...(password === '' ? {} : { downstreamAuthPassword: inlineString(password) }),
      ...(username === '' ? {} : { downstreamAuthUsername: inlineString(username) }),
    };
    if (password !== '') secrets.push(['downstreamAuthPassword', 'inlineString']);
    causes.push(...credentials.causes);
  }
  const filter = withoutZeros({
    statPrefix: outboundCluster(host, listen.number),
    faults: value.faults.map(faultJson),
    settings: settingsJson(value.settings),
    prefixRoutes: prefixRoutes(context, value, host, listen),
  });
  return { value: { ...filter, ...auth }, causes, secrets };
}

const filterValue = ['configPatches', 0, 'patch', 'value', 'typed_config', 'value'];

/**
 * The EnvoyFilters of a Redis service (`internal/plugin/redis`): each port named `tcp-redis…` makes them, but under the name and
 * the listener of the first port, so that the last stands.
 */
export const generateRedis: Generator = (context) => {
  const { service, notes } = context;
  const first = service.ports[0];
  const ports = service.ports.filter(({ name }) => name.startsWith('tcp-redis'));
  for (const port of service.ports) {
    if (port.name.split('-')[1]?.toLowerCase() !== 'redis' || port.name.startsWith('tcp-redis')) continue;
    const message = `Nothing is generated for the Redis port ${port.name}, as its name does not begin with tcp-redis.`;
    notes.push(note('AER0430', service.source, ['spec', 'ports', port.index, 'name'], message));
  }
  if (first === undefined || ports.length === 0) return [];
  for (const port of ports.slice(0, -1)) {
    const message = `The last of ${ports.length} Redis ports replaces what is generated for port ${port.number}.`;
    notes.push(note('AER0428', service.source, ['spec', 'ports', port.index, 'name'], message));
  }
  const found = redisServiceOf(context);
  if (found) checkRedisService(context, found.redis, ports);
  if (found && redisWouldDie(found.redis.value)) return undefined;
  const drafts: Draft[] = [];
  // Only the last port's objects remain, and only that one is noted.
  const listen = ports.at(-1) ?? first;
  const outbound = outboundListener(context, listen);
  const cluster = clusterPatches(context, listen);
  if (cluster === undefined) return undefined;
  const inbound = inboundCluster(first.number);
  const inboundValue = {
    statPrefix: inbound,
    settings: { opTimeout: '3600s' },
    prefixRoutes: { catchAllRoute: { cluster: inbound } },
  };
  drafts.push(
    ...portDrafts(
      context,
      first,
      redisFilter,
      { outbound: outbound.value, inbound: inboundValue },
      { outbound: [...outbound.causes, ...cluster.causes], inbound: [] },
    ),
  );
  const outgoing = drafts.filter(({ selector }) => selector === undefined);
  for (const draft of outgoing) {
    draft.patches.push(...cluster.patches);
    for (const path of outbound.secrets) draft.secrets.push([...filterValue, ...path]);
    for (const [index, ...path] of cluster.secrets) draft.secrets.push(['configPatches', Number(index) + 1, ...path]);
  }
  const names = outgoing.map(({ name }) => name);
  if (found && outbound.secrets.length > 0) noteClearText(context, found.redis.source, ['spec', 'settings', 'auth'], names);
  const destination = redisDestinationOf(context);
  if (destination && cluster.secrets.length > 0) {
    noteClearText(context, destination.source, ['spec', 'trafficPolicy', 'connectionPool', 'redis', 'auth'], names);
  }
  return drafts;
};

import type { Nanoseconds } from '../base/duration.js';
import type { JsonObject } from '../base/json.js';
import type { Metadata } from './aeraki.js';
import { readMetadata } from './core.js';
import {
  booleanField,
  type DecodeError,
  decodeSpec,
  doubleField,
  durationField,
  enumField,
  integerField,
  type Message,
  messageField,
  messageList,
  textField,
  textList,
} from './jsonpb.js';

/** Where a password comes from: written out, or a Secret of the same namespace. */
export type RedisAuth =
  | { kind: 'plain'; password: string; username: string }
  | { kind: 'secret'; name: string; passwordField: string; usernameField: string };

/** The read policies by their number. */
export const readPolicies = ['MASTER', 'PREFER_MASTER', 'REPLICA', 'PREFER_REPLICA', 'ANY'] as const;

/** Settings of a RedisService; absent texts are `''`, absent numbers 0. */
export interface RedisSettings {
  caseInsensitive: boolean;
  opTimeout?: Nanoseconds;
  enableCommandStats: boolean;
  maxBufferSizeBeforeFlush: number;
  bufferFlushTimeout?: Nanoseconds;
  maxUpstreamUnknownConnections?: number;
  enableHashtagging: boolean;
  enableRedirection: boolean;
  /** The number of the enum, which the API server's schema keeps to {@link readPolicies}. */
  readPolicy: number;
  auth?: RedisAuth;
}

/** A service that keys are sent to. `port` 0: none given. */
export interface RedisTarget {
  host: string;
  port: number;
}

/** A copy of requests. Aeraki dies where `route` or `percentage` is absent. */
export interface RedisMirror {
  route?: RedisTarget;
  percentage?: number;
  excludeReadCommands: boolean;
}

/** One route by prefix, or the catch-all if there is no `key`. Aeraki dies where `route` is absent. */
export interface RedisRoute {
  key?: { prefix: string; removePrefix: boolean };
  route?: RedisTarget;
  mirrors: RedisMirror[];
}

/** An injected fault. Aeraki dies where `percentage` is absent. */
export interface RedisFault {
  type: 'DELAY' | 'ERROR';
  percentage?: number;
  delay?: Nanoseconds;
  commands: string[];
}

/** A RedisService as Aeraki decodes it. */
export interface RedisService {
  metadata: Metadata;
  hosts: string[];
  settings?: RedisSettings;
  routes: RedisRoute[];
  faults: RedisFault[];
}

/** The connection pool of a RedisDestination. */
export interface RedisConnectionPool {
  cluster: boolean;
  auth?: RedisAuth;
  discoveryEndpoints: string[];
  tcp?: { maxConnections: number; connectTimeout?: Nanoseconds; keepalive: boolean };
}

/** A RedisDestination as Aeraki decodes it. */
export interface RedisDestination {
  metadata: Metadata;
  host: string;
  pool?: RedisConnectionPool;
}

function readAuth(holder: Message | undefined): { auth?: RedisAuth } {
  const auth = holder && messageField(holder, 'auth');
  if (auth === undefined) return {};
  const plain = messageField(auth, 'plain');
  if (plain) return { auth: { kind: 'plain', password: textField(plain, 'password'), username: textField(plain, 'username') } };
  const secret = messageField(auth, 'secret');
  if (secret === undefined) return {};
  const [name, passwordField, usernameField] = ['name', 'passwordField', 'usernameField'].map((key) => textField(secret, key));
  return { auth: { kind: 'secret', name: name ?? '', passwordField: passwordField ?? '', usernameField: usernameField ?? '' } };
}

function readTarget(holder: Message): { route?: RedisTarget } {
  const target = messageField(holder, 'route');
  return target ? { route: { host: textField(target, 'host'), port: integerField(target, 'port', 'uint32') ?? 0 } } : {};
}

function readPercentage(holder: Message): { percentage?: number } {
  const percentage = messageField(holder, 'percentage');
  return percentage ? { percentage: doubleField(percentage, 'value') } : {};
}

function readSettings(settings: Message): RedisSettings {
  const opTimeout = durationField(settings, 'opTimeout');
  const bufferFlushTimeout = durationField(settings, 'bufferFlushTimeout');
  const unknown = integerField(settings, 'maxUpstreamUnknownConnections', 'uint32');
  return {
    caseInsensitive: booleanField(settings, 'caseInsensitive'),
    enableCommandStats: booleanField(settings, 'enableCommandStats'),
    maxBufferSizeBeforeFlush: integerField(settings, 'maxBufferSizeBeforeFlush', 'uint32') ?? 0,
    enableHashtagging: booleanField(settings, 'enableHashtagging'),
    enableRedirection: booleanField(settings, 'enableRedirection'),
    readPolicy: enumField(settings, 'readPolicy', readPolicies, 'v1alpha1.RedisSettings_ReadPolicy'),
    ...(opTimeout === undefined ? {} : { opTimeout }),
    ...(bufferFlushTimeout === undefined ? {} : { bufferFlushTimeout }),
    ...(unknown === undefined ? {} : { maxUpstreamUnknownConnections: unknown }),
    ...readAuth(settings),
  };
}

function readRoute(route: Message): RedisRoute {
  const match = messageField(route, 'match');
  const key = match && messageField(match, 'key');
  return {
    ...(key ? { key: { prefix: textField(key, 'prefix'), removePrefix: booleanField(key, 'removePrefix') } } : {}),
    ...readTarget(route),
    mirrors: messageList(route, 'mirror').map((mirror) => ({
      ...readTarget(mirror),
      ...readPercentage(mirror),
      excludeReadCommands: booleanField(mirror, 'excludeReadCommands'),
    })),
  };
}

function readFault(fault: Message): RedisFault {
  const delay = durationField(fault, 'delay');
  return {
    type: enumField(fault, 'type', ['DELAY', 'ERROR'], 'v1alpha1.Fault_Type') === 1 ? 'ERROR' : 'DELAY',
    ...readPercentage(fault),
    ...(delay === undefined ? {} : { delay }),
    commands: textList(fault, 'commands'),
  };
}

/** Decodes a RedisService as Aeraki does. */
export function decodeRedisService(object: JsonObject, namespace: string): { value: RedisService } | { errors: DecodeError[] } {
  return decodeSpec(object, (spec) => {
    const settings = messageField(spec, 'settings');
    return {
      metadata: readMetadata(object, namespace),
      hosts: textList(spec, 'host'),
      ...(settings ? { settings: readSettings(settings) } : {}),
      routes: messageList(spec, 'redis').map(readRoute),
      faults: messageList(spec, 'faults').map(readFault),
    };
  });
}

function readPool(pool: Message): RedisConnectionPool {
  const redis = messageField(pool, 'redis');
  const tcp = messageField(pool, 'tcp');
  const connectTimeout = tcp && durationField(tcp, 'connectTimeout');
  const keepalive = tcp && messageField(tcp, 'tcpKeepalive');
  return {
    cluster: redis !== undefined && enumField(redis, 'mode', ['PROXY', 'CLUSTER'], 'v1alpha1.RedisSettings_Mode') === 1,
    ...readAuth(redis),
    discoveryEndpoints: redis ? textList(redis, 'discoveryEndpoints') : [],
    ...(tcp
      ? {
          tcp: {
            maxConnections: integerField(tcp, 'maxConnections', 'int32') ?? 0,
            ...(connectTimeout === undefined ? {} : { connectTimeout }),
            keepalive:
              keepalive !== undefined && ['probes', 'time', 'interval'].some((key) => Object.hasOwn(keepalive.object, key)),
          },
        }
      : {}),
  };
}

/** Decodes a RedisDestination as Aeraki does. */
export function decodeRedisDestination(
  object: JsonObject,
  namespace: string,
): { value: RedisDestination } | { errors: DecodeError[] } {
  return decodeSpec(object, (spec) => {
    const policy = messageField(spec, 'trafficPolicy');
    const pool = policy && messageField(policy, 'connectionPool');
    return {
      metadata: readMetadata(object, namespace),
      host: textField(spec, 'host'),
      ...(pool ? { pool: readPool(pool) } : {}),
    };
  });
}

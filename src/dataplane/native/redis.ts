import type { Json, JsonObject } from '../../base/json.js';
import { readMirror } from '../actionforms.js';
import { lowerAscii } from '../attributes.js';
import {
  bool,
  durationMs,
  enumeration,
  field,
  list,
  message,
  messages,
  type Place,
  type Reading,
  refuse,
  startReading,
  text,
  uint32,
} from '../protojson.js';
import type { FormProblem, RequestMirrorPolicy } from '../types.js';

/** A route of the Redis proxy: keys that begin with the prefix; the catch-all has none. */
export interface RedisRoute {
  prefix: string | undefined;
  /** Its place in the list; the catch-all stands behind all. */
  index: number;
  removePrefix: boolean;
  cluster: string;
  mirrors: (RequestMirrorPolicy & { excludeReadCommands: boolean })[];
}

/** A fault of the Redis proxy. `percent` is a whole number, as Envoy cuts it. */
export interface RedisFault {
  type: 'ERROR' | 'DELAY';
  delayMs: number;
  percent: number;
  /** As written, of 100, before Envoy cuts it. */
  written: number;
  /** In lower case; none: every command. */
  commands: string[];
}

/** A Redis listener. */
export interface RedisProxy {
  /** The name in its statistics, which Aeraki makes the cluster's. */
  name: string;
  routes: RedisRoute[];
  caseInsensitive: boolean;
  faults: RedisFault[];
  username: string;
  passwords: string[];
  readPolicy: string;
  opTimeoutMs: number;
  /** Why Envoy refuses the filter, and so the listener. */
  problems: FormProblem[];
}

const readPolicies = ['MASTER', 'PREFER_MASTER', 'REPLICA', 'PREFER_REPLICA', 'ANY'];

/** Reads Envoy's `RedisProxy`, of an EnvoyFilter or of a dump, camelCase or snake_case. */
export function readRedisProxy(value: Json): RedisProxy {
  const reading = startReading();
  const proxy = message(reading, { value, path: [] }) ?? { value: {}, path: [] };
  const name = text(reading, field(proxy, 'stat_prefix')) ?? '';
  if (name === '') refuse(reading, [], 'stat_prefix is missing.');
  const settings = message(reading, field(proxy, 'settings'));
  const opTimeoutMs = settings === undefined ? undefined : durationMs(reading, field(settings, 'op_timeout'));
  if (opTimeoutMs === undefined) refuse(reading, [], 'settings.op_timeout is missing.');
  const policy = settings === undefined ? 0 : (enumeration(reading, field(settings, 'read_policy'), readPolicies) ?? 0);
  const prefixes = message(reading, field(proxy, 'prefix_routes'));
  const passwords = [field(proxy, 'downstream_auth_password'), ...list(reading, field(proxy, 'downstream_auth_passwords'))];
  return {
    name,
    routes: prefixes === undefined ? [] : readRoutes(reading, prefixes),
    caseInsensitive: prefixes === undefined ? false : (bool(reading, field(prefixes, 'case_insensitive')) ?? false),
    faults: messages(reading, field(proxy, 'faults')).map((fault) => readFault(reading, fault)),
    username: secret(reading, field(proxy, 'downstream_auth_username')),
    passwords: passwords.map((place) => secret(reading, place)).filter((password) => password !== ''),
    readPolicy: readPolicies[policy] ?? 'MASTER',
    opTimeoutMs: opTimeoutMs ?? 0,
    problems: reading.problems,
  };
}

function readRoutes(reading: Reading, prefixes: Place<JsonObject>): RedisRoute[] {
  const routes = messages(reading, field(prefixes, 'routes')).map((route, index) =>
    readRoute(reading, route, index, text(reading, field(route, 'prefix')) ?? ''),
  );
  const known = new Set<string>();
  for (const { prefix } of routes) {
    if (prefix !== undefined && known.has(prefix)) refuse(reading, prefixes.path, `prefix \`${prefix}\` already exists.`);
    known.add(prefix ?? '');
  }
  const rest = message(reading, field(prefixes, 'catch_all_route'));
  return rest === undefined ? routes : [...routes, readRoute(reading, rest, routes.length, undefined)];
}

function readRoute(reading: Reading, route: Place<JsonObject>, index: number, prefix: string | undefined): RedisRoute {
  const cluster = text(reading, field(route, 'cluster')) ?? '';
  if (cluster === '') refuse(reading, route.path, 'A route without a cluster.');
  return {
    prefix,
    index,
    removePrefix: bool(reading, field(route, 'remove_prefix')) ?? false,
    cluster,
    mirrors: messages(reading, field(route, 'request_mirror_policy')).map((mirror) => ({
      ...readMirror(reading, mirror, 'dataplane'),
      excludeReadCommands: bool(reading, field(mirror, 'exclude_read_commands')) ?? false,
    })),
  };
}

const denominators = [100, 10_000, 1_000_000];

/** Envoy cuts the percentage of a fault to a whole number [read in its `fault_impl.cc`]: of less than 1 % nothing is left. */
function readFault(reading: Reading, fault: Place<JsonObject>): RedisFault {
  const enabled = message(reading, field(fault, 'fault_enabled'));
  const value = enabled === undefined ? undefined : message(reading, field(enabled, 'default_value'));
  const numerator = value === undefined ? 0 : (uint32(reading, field(value, 'numerator')) ?? 0);
  const unit =
    value === undefined ? 0 : (enumeration(reading, field(value, 'denominator'), ['HUNDRED', 'TEN_THOUSAND', 'MILLION']) ?? 0);
  const written = (numerator * 100) / (denominators[unit] ?? 100);
  const type = enumeration(reading, field(fault, 'fault_type'), ['DELAY', 'ERROR']) === 1 ? 'ERROR' : 'DELAY';
  const delay = field(fault, 'delay');
  const commands = list(reading, field(fault, 'commands')).map((command) => lowerAscii(text(reading, command) ?? ''));
  return {
    type,
    delayMs: delay === undefined ? 0 : (durationMs(reading, delay) ?? 0),
    percent: Math.floor(written),
    written,
    commands,
  };
}

/** The text of an Envoy data source; that of a file or a variable is not known here. */
function secret(reading: Reading, place: Place | undefined): string {
  const source = message(reading, place);
  if (source === undefined) return '';
  const inline = field(source, 'inline_string');
  return inline === undefined ? '(not known)' : (text(reading, inline) ?? '');
}

import { isObject, type Json } from '../base/json.js';
import { addressOf, get, messageOf, messagesOf, numberOf, textOf, textsOf, withPort } from './fields.js';
import { readNode } from './node.js';
import type { ProxyNode } from './types.js';

/** Levels of loggers by name, as `/logging` tells them: `trace`, `debug`, `info`, `warning`, `error`, `critical`, `off`. */
export function readLogging(answer: string): Map<string, string> {
  const levels = new Map<string, string>();
  for (const line of answer.split('\n')) {
    const found = /^\s+(\S{1,200}):\s+([a-z]+)\s*$/.exec(line);
    if (found !== null) levels.set(found[1] ?? '', found[2] ?? '');
  }
  return levels;
}

/** What `/server_info` tells. */
export interface ServerInfo {
  /** `1.40.0`; the whole text where it has another form. */
  version: string;
  /** `LIVE`, `DRAINING`, `PRE_INITIALIZING`, `INITIALIZING`. */
  state: string;
  uptimeSeconds: number;
  /** The level that it was started with. */
  logLevel: string;
  node: ProxyNode;
}

/** Reads the answer of `/server_info`; undefined where it is none. */
export function readServerInfo(json: Json): ServerInfo | undefined {
  if (!isObject(json) || get(json, 'version') === undefined) return undefined;
  const build = textOf(json, 'version');
  return {
    version: build.split('/')[1] ?? build,
    state: textOf(json, 'state') || 'LIVE',
    uptimeSeconds: Number.parseFloat(textOf(json, 'uptime_current_epoch')) || 0,
    logLevel: textOf(messageOf(json, 'command_line_options'), 'log_level'),
    node: readNode(messageOf(json, 'node')),
  };
}

/** A host of a cluster as `/clusters?format=json` tells it. */
export interface ClusterHost {
  address: string;
  healthy: boolean;
  /** Why it is not: `eds_health_status UNHEALTHY`, `failed_outlier_check`, …. */
  reasons: string[];
  weight: number;
  priority: number;
  /** Counters and gauges by name: `cx_active`, `rq_error`, …. */
  stats: Map<string, number>;
}

/** Reads the answer of `/clusters?format=json`: hosts by cluster. Undefined where it is none. */
export function readClusterHosts(json: Json): Map<string, ClusterHost[]> | undefined {
  if (!isObject(json) || !Array.isArray(get(json, 'cluster_statuses'))) return undefined;
  return new Map(
    messagesOf(json, 'cluster_statuses').map((cluster) => [
      textOf(cluster, 'name'),
      messagesOf(cluster, 'host_statuses').map((host): ClusterHost => {
        const { address, port } = addressOf(messageOf(host, 'address'));
        const health = messageOf(host, 'health_status');
        const reasons = Object.entries(health).flatMap(([name, value]) => {
          if (value === true) return [name];
          return typeof value === 'string' && value !== 'HEALTHY' && value !== 'UNKNOWN' ? [`${name} ${value}`] : [];
        });
        return {
          address: withPort(address, port),
          healthy: reasons.length === 0,
          reasons,
          weight: numberOf(host, 'weight') ?? 1,
          priority: numberOf(host, 'priority') ?? 0,
          stats: new Map(messagesOf(host, 'stats').map((stat) => [textOf(stat, 'name'), numberOf(stat, 'value') ?? 0])),
        };
      }),
    ]),
  );
}

/** A socket that a proxy listens on, as `/listeners?format=json` tells it. */
export interface OpenListener {
  name: string;
  addresses: string[];
}

/** Reads the answer of `/listeners?format=json`; undefined where it is none. */
export function readOpenListeners(json: Json): OpenListener[] | undefined {
  if (!isObject(json)) return undefined;
  return messagesOf(json, 'listener_statuses').map((listener) => ({
    name: textOf(listener, 'name'),
    addresses: [messageOf(listener, 'local_address'), ...messagesOf(listener, 'additional_local_addresses')].map((given) => {
      const { address, port } = addressOf(given);
      return withPort(address, port);
    }),
  }));
}

/** A certificate in use, as `/certs` tells it. */
export interface UsedCertificate {
  /** `chain` is the proxy's own; `trust` what it trusts. */
  role: 'chain' | 'trust';
  path: string;
  serial: string;
  names: string[];
  /** RFC 3339. */
  validFrom: string;
  validTo: string;
}

/** Reads the answer of `/certs`; undefined where it is none. */
export function readCertificates(json: Json): UsedCertificate[] | undefined {
  if (!isObject(json)) return undefined;
  return messagesOf(json, 'certificates').flatMap((entry) =>
    (['trust', 'chain'] as const).flatMap((role) =>
      messagesOf(entry, role === 'chain' ? 'cert_chain' : 'ca_cert').map((certificate) => ({
        role,
        path: textOf(certificate, 'path'),
        serial: textOf(certificate, 'serial_number'),
        names: messagesOf(certificate, 'subject_alt_names').flatMap((name) =>
          Object.values(name).filter((value) => typeof value === 'string'),
        ),
        validFrom: textOf(certificate, 'valid_from'),
        validTo: textOf(certificate, 'expiration_time'),
      })),
    ),
  );
}

/** Something that a starting proxy waits for, as `/init_dump` tells it. */
export interface UnreadyTarget {
  /** `init manager Server`, `init manager Listener-local-init-manager 10.0.0.77_9090 …`. */
  name: string;
  /** What each waits for: `target RdsRouteConfigSubscription … routes`. */
  targets: string[];
}

/** Reads the answer of `/init_dump`; empty where nothing is waited for, undefined where it is none. */
export function readInitDump(json: Json): UnreadyTarget[] | undefined {
  if (!isObject(json)) return undefined;
  return messagesOf(json, 'unready_targets_dumps').map((dump) => ({
    name: textOf(dump, 'name'),
    targets: textsOf(dump, 'target_names'),
  }));
}

import type { JsonObject } from '../../../src/base/json.js';
import { clustersOf, configDump, listenersOf, type ProxyState } from './dump.js';
import { type Answer, json, type Listening, serve } from './http.js';
import { at, mapAt, textAt } from './objects.js';

/** The proxy of a pod: a server that answers as Envoy's admin interface. */
export interface Sidecar {
  port: number;
  /** Answers `/config_dump` with this instead, byte for byte; undefined: with what the proxy holds. */
  dump: string | Buffer | undefined;
  /** From now on it keeps what it holds, whatever Aeraki sends; `thaw` lets it follow again. */
  freeze(): void;
  thaw(): void;
  /** Logger levels, as `/logging` sets them. */
  loggers: Map<string, string>;
  /** Requests counted for each MetaProtocol service; grows by `perCall` with each look at the statistics. */
  perCall: number;
  /** Answers of other paths, before its own. */
  answers: Map<string, Answer>;
  /** Requests that came: `METHOD path?query`. */
  requests: string[];
  stop(): void;
}

const loggers = (
  'admin alternate_protocols_cache assert backtrace basic_auth cache_filter client config connection conn_handler credential_injector ' +
  'decompression dns dubbo dynamic_modules envoy_bug ext_authz ext_proc file filter forward_proxy grpc hc health_checker http http2 ' +
  'hystrix init io jwt kafka key_value_store lua main matcher meta_protocol misc mongo multi_connection oauth2 pool quic ' +
  'rate_limit_quota redis router rocketmq runtime secret stats stats_sinks testing thrift tracing udp upstream wasm websocket'
).split(' ');
const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

interface Counted {
  protocol: string;
  prefix: string;
}

/** The MetaProtocol filters that the proxy took: what its statistics are counted for. */
function counted(state: ProxyState): Counted[] {
  return listenersOf(state)
    .filter((one) => one.refused === undefined)
    .flatMap(({ value }) => (Array.isArray(value['filter_chains']) ? value['filter_chains'] : []))
    .flatMap((chain) => (Array.isArray(at(chain, 'filters')) ? (at(chain, 'filters') as JsonObject[]) : []))
    .map((filter) => mapAt(filter, 'typed_config', 'value'))
    .filter((config) => textAt(config, 'applicationProtocol') !== '')
    .map((config) => ({ protocol: textAt(config, 'applicationProtocol'), prefix: textAt(config, 'statPrefix') }));
}

/** Counters and gauges by name, and histograms with their quantiles (the last interval, and all time). */
function statistics(state: ProxyState, calls: number): { values: Map<string, number>; histograms: Map<string, number[]> } {
  const values = new Map<string, number>([
    ['server.uptime', 42 + calls],
    ['server.live', 1],
    ['cluster.xds-grpc.upstream_cx_active', 1],
    ['listener_manager.listener_create_failure', listenersOf(state).filter((one) => one.refused !== undefined).length],
    ['cluster_manager.cds.update_rejected', 0],
  ]);
  const histograms = new Map<string, number[]>();
  for (const [index, { protocol, prefix }] of counted(state).entries()) {
    const name = `meta_protocol.${protocol}.${prefix.replaceAll(':', '_')}`;
    const requests = (index + 1) * calls;
    const errors = Math.floor(requests / 5);
    for (const [part, value] of Object.entries({
      request: requests,
      request_twoway: requests,
      request_oneway: 0,
      request_event: 0,
      request_decoding_success: requests,
      request_decoding_error: 0,
      request_active: 0,
      response: requests,
      response_success: requests - errors,
      response_error: errors,
      response_business_exception: 0,
      response_decoding_success: requests,
      response_decoding_error: 0,
      response_error_caused_connection_close: 0,
      local_response_success: 0,
      local_response_error: 0,
      local_response_business_exception: 0,
      cx_destroy_local_with_active_rq: 0,
      cx_destroy_remote_with_active_rq: 0,
      idle_timeout: 0,
    }))
      values.set(`${name}.${part}`, value);
    histograms.set(`${name}.request_time_ms`, [0, 1, 2, 3, 5, 6, 8, 9, 9.5, 10]);
  }
  return { values, histograms };
}

const quantiles = [0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 100];

function statsAnswer(state: ProxyState, calls: number, url: URL): Answer {
  const { values, histograms } = statistics(state, calls);
  const filter = url.searchParams.get('filter');
  const wanted = (name: string): boolean => filter === null || new RegExp(filter).test(name);
  const used = url.searchParams.has('usedonly');
  const shown = [...values]
    .filter(([name, value]) => wanted(name) && !(used && value === 0))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const timed = [...histograms].filter(([name]) => wanted(name));
  const format = url.pathname === '/stats/prometheus' ? 'prometheus' : url.searchParams.get('format');
  if (format === 'json') {
    const computed = timed.map(([name, at]) => ({
      name,
      values: at.map((value) => ({ interval: null, cumulative: value })),
    }));
    const stats: JsonObject[] = shown.map(([name, value]) => ({ name, value }));
    const histogram = { histograms: { supported_quantiles: quantiles, computed_quantiles: computed } };
    return json({ stats: timed.length === 0 ? stats : [...stats, histogram] });
  }
  if (format === 'prometheus') {
    const lines = shown.flatMap(([name, value]) => {
      const safe = `envoy_${name.replace(/[^a-zA-Z0-9_]/g, '_')}`;
      return [`# TYPE ${safe} ${/_active$|uptime|live$/.test(name) ? 'gauge' : 'counter'}`, `${safe}{} ${value}`, ''];
    });
    return { body: lines.join('\n') };
  }
  const text = shown.map(([name, value]) => `${name}: ${value}`);
  for (const [name, at] of timed) {
    text.push(`${name}: ${quantiles.map((quantile, index) => `P${quantile}(nan,${at[index]})`).join(' ')}`);
  }
  return { body: `${text.join('\n')}\n` };
}

function clustersAnswer(state: ProxyState, asJson: boolean): Answer {
  const clusters = clustersOf(state);
  if (asJson) {
    const statuses = clusters.map(({ name, endpoints }) => ({
      name,
      added_via_api: true,
      ...(endpoints.length === 0
        ? {}
        : {
            host_statuses: endpoints.map((one) => ({
              address: at(one, 'endpoint', 'address') ?? {},
              health_status: { eds_health_status: 'HEALTHY' },
              weight: 1,
              locality: {},
            })),
          }),
      observability_name: name,
    }));
    return json({ cluster_statuses: statuses });
  }
  const lines = clusters.flatMap(({ name, endpoints }) => [
    `${name}::observability_name::${name}`,
    `${name}::added_via_api::true`,
    ...endpoints.flatMap((one) => {
      const socket = mapAt(one, 'endpoint', 'address', 'socket_address');
      const host = `${name}::${textAt(socket, 'address')}:${at(socket, 'port_value')}`;
      return [`${host}::cx_active::0`, `${host}::health_flags::healthy`, `${host}::weight::1`];
    }),
  ]);
  return { body: `${lines.join('\n')}\n` };
}

function setLoggers(sidecar: Sidecar, url: URL): Answer {
  const bad = (text: string): Answer => ({ status: 400, body: `error: ${text}\n` });
  for (const [name, value] of url.searchParams) {
    const pairs = name === 'paths' ? value.split(',').map((pair) => pair.split(':')) : [[name, value]];
    for (const [logger = '', level = ''] of pairs) {
      if (!levels.includes(level)) return bad('unknown logger level');
      if (logger === 'level') for (const one of loggers) sidecar.loggers.set(one, level);
      else if (!sidecar.loggers.has(logger)) return bad('unknown logger name');
      else sidecar.loggers.set(logger, level);
    }
  }
  const lines = [...sidecar.loggers].map(([name, level]) => `  ${name}: ${level}`);
  return { body: `active loggers:\n${lines.join('\n')}\n\n` };
}

const help = `admin commands are:
  /: Admin home page
  /certs: print certs on machine
  /clusters: upstream cluster status
  /config_dump: dump current Envoy configs (experimental)
  /help: print out list of admin commands
  /listeners: print listener info
  /logging (POST): query/change logging levels
  /memory: print current allocation/heap usage
  /ready: print server state, return 200 if LIVE, otherwise return 503
  /reset_counters (POST): reset all counters to zero
  /runtime: print runtime values
  /server_info: print server version/status information
  /stats: print server stats
  /stats/prometheus: print server stats in prometheus format
`;

const certificate = {
  path: '<inline>',
  serial_number: 'ab12',
  subject_alt_names: [{ uri: 'spiffe://cluster.local/ns/default/sa/default' }],
  days_until_expiration: '0',
  valid_from: '2026-11-21T08:00:00Z',
  expiration_time: '2036-11-21T08:00:00Z',
};

/** Starts the proxy of a pod. `stateOf` tells what it holds now. */
export async function startSidecar(stateOf: () => ProxyState): Promise<Sidecar> {
  let calls = 0;
  let frozen: ProxyState | undefined;
  const answer = (method: string, url: URL): Answer => {
    const special = sidecar.answers.get(url.pathname);
    if (special !== undefined) return special;
    const state = frozen ?? stateOf();
    const asJson = url.searchParams.get('format') === 'json';
    if (['/logging', '/reset_counters', '/quitquitquit'].includes(url.pathname) && method !== 'POST')
      return { status: 405, body: 'Method Not Allowed' };
    switch (url.pathname) {
      case '/config_dump': {
        if (sidecar.dump !== undefined) return { body: sidecar.dump, type: 'application/json' };
        return json(configDump(state, url.searchParams.has('include_eds')));
      }
      case '/clusters':
        return clustersAnswer(state, asJson);
      case '/listeners': {
        const taken = listenersOf(state).filter((one) => one.refused === undefined);
        const socket = (value: JsonObject): JsonObject => mapAt(value, 'address', 'socket_address');
        if (asJson)
          return json({
            listener_statuses: taken.map(({ name, value }) => ({ name, local_address: { socket_address: socket(value) } })),
          });
        const lines = taken.map(
          ({ name, value }) => `${name}::${textAt(socket(value), 'address')}:${at(socket(value), 'port_value')}`,
        );
        return { body: `${lines.join('\n')}\n` };
      }
      case '/stats':
      case '/stats/prometheus':
        calls += sidecar.perCall;
        return statsAnswer(state, calls, url);
      case '/server_info':
        return json({
          version: `${'0'.repeat(40)}/${state.knowsFilter ? '1.26.4' : '1.28.0'}/Clean/RELEASE/BoringSSL`,
          state: 'LIVE',
          uptime_current_epoch: '42s',
          uptime_all_epochs: '42s',
          hot_restart_version: 'disabled',
          command_line_options: { concurrency: 2, log_level: 'warning', mode: 'Serve' },
          node: at(configDump(state, false), 'configs', 0, 'bootstrap', 'node') ?? {},
        });
      case '/logging':
        return setLoggers(sidecar, url);
      case '/certs':
        return json({ certificates: [{ ca_cert: [certificate], cert_chain: [certificate] }] });
      case '/ready':
        return { body: 'LIVE\n' };
      case '/help':
        return { body: help };
      case '/memory':
        return json({ allocated: '10821784', heap_size: '16777216', pageheap_unmapped: '0', pageheap_free: '2457600' });
      case '/runtime':
        return json({ layers: ['admin'], entries: {} });
      case '/init_dump':
        return json({});
      case '/reset_counters':
        calls = 0;
        return { body: 'OK\n' };
      case '/':
        return { body: '<html>Envoy Admin</html>\n', type: 'text/html; charset=UTF-8' };
      default:
        return { status: 404, body: `invalid path. ${help}` };
    }
  };
  const server: Listening = await serve(({ method, url }) => {
    sidecar.requests.push(`${method} ${url.pathname}${url.search}`);
    return answer(method, url);
  });
  const sidecar: Sidecar = {
    port: server.port,
    dump: undefined,
    freeze() {
      const now = stateOf();
      frozen = { ...now, routes: new Map(now.routes) };
    },
    thaw() {
      frozen = undefined;
    },
    loggers: new Map(loggers.map((name) => [name, 'warning'])),
    perCall: 10,
    answers: new Map(),
    requests: [],
    stop: server.stop,
  };
  return sidecar;
}

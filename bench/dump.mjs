// A large config dump: sidecar-config against JSON.parse of the same file, whole processes. node bench/dump.mjs [--megabytes 100] [--runs 5] [--json]
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inTurn, median, milliseconds, option, peakMegabytes, print, program, root, scratch } from './measure.mjs';

const type = (name) => `type.googleapis.com/${name}`;
const updated = '2026-01-12T08:52:50.298Z';

/** The access log that Istio puts into every tcp_proxy: a large part of a real dump. */
const accessLog = [
  {
    name: 'envoy.access_loggers.file',
    typed_config: {
      '@type': type('envoy.extensions.access_loggers.file.v3.FileAccessLog'),
      path: '/dev/stdout',
      log_format: {
        text_format_source: {
          inline_string:
            '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% %DURATION% "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER% %ROUTE_NAME%\n',
        },
      },
    },
  },
];

const host = (n) => `service-${n}.team-${n % 50}.svc.cluster.local`;
const address = (n) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

function secret(name) {
  const source = {
    api_config_source: {
      api_type: 'GRPC',
      grpc_services: [{ envoy_grpc: { cluster_name: 'sds-grpc' } }],
      set_node_on_first_message_only: true,
      transport_api_version: 'V3',
    },
    initial_fetch_timeout: '0s',
    resource_api_version: 'V3',
  };
  return { name, sds_config: source };
}

function cluster(n, subset) {
  const name = `outbound|9090|${subset}|${host(n)}`;
  return {
    version_info: '2026-01-12T08:52:40Z/7',
    cluster: {
      '@type': type('envoy.config.cluster.v3.Cluster'),
      name,
      type: 'EDS',
      eds_cluster_config: {
        eds_config: { ads: {}, initial_fetch_timeout: '0s', resource_api_version: 'V3' },
        service_name: name,
      },
      connect_timeout: '10s',
      lb_policy: 'LEAST_REQUEST',
      circuit_breakers: {
        thresholds: [
          { max_connections: 4294967295, max_pending_requests: 4294967295, max_requests: 4294967295, track_remaining: true },
        ],
      },
      metadata: {
        filter_metadata: {
          istio: {
            config: `/apis/networking.istio.io/v1alpha3/namespaces/team-${n % 50}/destination-rule/service-${n}`,
            subset,
            services: [{ host: host(n), name: `service-${n}`, namespace: `team-${n % 50}` }],
          },
        },
      },
      transport_socket_matches: [
        {
          name: 'tlsMode-istio',
          match: { tlsMode: 'istio' },
          transport_socket: {
            name: 'envoy.transport_sockets.tls',
            typed_config: {
              '@type': type('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext'),
              common_tls_context: {
                alpn_protocols: ['istio-peer-exchange', 'istio'],
                tls_certificate_sds_secret_configs: [secret('default')],
                combined_validation_context: {
                  default_validation_context: {},
                  validation_context_sds_secret_config: secret('ROOTCA'),
                },
              },
              sni: `outbound_.9090_.${subset || '_'}_.${host(n)}`,
            },
          },
        },
        {
          name: 'tlsMode-disabled',
          match: {},
          transport_socket: {
            name: 'envoy.transport_sockets.raw_buffer',
            typed_config: { '@type': type('envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer') },
          },
        },
      ],
    },
    last_updated: updated,
  };
}

function endpoints(n, subset) {
  return {
    endpoint_config: {
      '@type': type('envoy.config.endpoint.v3.ClusterLoadAssignment'),
      cluster_name: `outbound|9090|${subset}|${host(n)}`,
      endpoints: [
        {
          locality: { region: 'eu', zone: 'eu-a' },
          lb_endpoints: [1, 2, 3, 4].map((i) => ({
            endpoint: { address: { socket_address: { address: address(n * 7 + i), port_value: 9090 } }, health_check_config: {} },
            health_status: 'HEALTHY',
            metadata: { filter_metadata: { istio: { workload: `service-${n};team-${n % 50};service-${n};v1;Kubernetes` } } },
            load_balancing_weight: 1,
          })),
          load_balancing_weight: 4,
        },
      ],
      policy: { overprovisioning_factor: 140 },
    },
  };
}

function filters(n) {
  if (n % 4 !== 0) {
    const name = `outbound|9090||${host(n)}`;
    return [
      {
        name: 'istio.stats',
        typed_config: {
          '@type': type('udpa.type.v1.TypedStruct'),
          type_url: type('stats.PluginConfig'),
          value: { disable_host_header_fallback: true },
        },
      },
      {
        name: 'envoy.filters.network.tcp_proxy',
        typed_config: {
          '@type': type('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy'),
          stat_prefix: name,
          cluster: name,
          access_log: accessLog,
        },
      },
    ];
  }
  return [
    {
      name: 'envoy.filters.network.meta_protocol_proxy',
      typed_config: {
        '@type': type('udpa.type.v1.TypedStruct'),
        type_url: type('aeraki.meta_protocol_proxy.v1alpha.MetaProtocolProxy'),
        value: {
          applicationProtocol: 'thrift',
          codec: { name: 'aeraki.meta_protocol.codec.thrift' },
          statPrefix: `outbound|9090||${host(n)}`,
          rds: {
            routeConfigName: `${host(n)}_9090`,
            configSource: {
              apiConfigSource: {
                apiType: 'GRPC',
                transportApiVersion: 'V3',
                grpcServices: [{ envoyGrpc: { clusterName: 'aeraki-xds' } }],
              },
              resourceApiVersion: 'V3',
            },
          },
          metaProtocolFilters: [
            { name: 'aeraki.meta_protocol.filters.metadata_exchange' },
            {
              name: 'aeraki.meta_protocol.filters.istio_stats',
              config: {
                '@type': type('aeraki.meta_protocol_proxy.filters.istio_stats.v1alpha.IstioStats'),
                destinationService: host(n),
              },
            },
            { name: 'aeraki.meta_protocol.filters.router' },
          ],
        },
      },
    },
  ];
}

function listener(n) {
  const value = {
    '@type': type('envoy.config.listener.v3.Listener'),
    name: `${address(n)}_9090`,
    address: { socket_address: { address: address(n), port_value: 9090 } },
    filter_chains: [{ filters: filters(n) }],
    listener_filters_timeout: '0s',
    traffic_direction: 'OUTBOUND',
    continue_on_listener_filters_timeout: true,
    bind_to_port: false,
  };
  // Some are refused, as by a proxy without the filter; their whole configuration stands in the dump.
  if (n % 40 === 0)
    return {
      name: value.name,
      error_state: {
        failed_configuration: value,
        last_update_attempt: updated,
        details:
          "Didn't find a registered implementation for 'envoy.filters.network.meta_protocol_proxy' with type URL: 'aeraki.meta_protocol_proxy.v1alpha.MetaProtocolProxy'",
      },
    };
  return { name: value.name, active_state: { version_info: '2026-01-12T08:52:40Z/7', listener: value, last_updated: updated } };
}

function routes(n) {
  const to = (subset) => `outbound|9090|${subset}|${host(n)}`;
  return {
    version_info: '1641896797',
    route_config: {
      '@type': type('aeraki.meta_protocol_proxy.config.route.v1alpha.RouteConfiguration'),
      name: `${host(n)}_9090`,
      routes: [
        { name: 'v1', match: { metadata: [{ name: 'method', exact_match: `call${n}` }] }, route: { cluster: to('v1') } },
        {
          name: 'rest',
          route: {
            weighted_clusters: {
              clusters: [
                { name: to('v1'), weight: 20 },
                { name: to('v2'), weight: 80 },
              ],
              total_weight: 100,
            },
          },
        },
      ],
    },
    last_updated: updated,
  };
}

/** Writes a dump of about so many MB, made of entries as real proxies of a large mesh have them. */
export function writeDump(file, megabytes) {
  const bytesEach =
    ['', 'v1', 'v2'].reduce(
      (sum, s) => sum + JSON.stringify(cluster(1, s), null, 1).length + JSON.stringify(endpoints(1, s), null, 1).length,
      0,
    ) +
    JSON.stringify(listener(1), null, 1).length +
    JSON.stringify(routes(1), null, 1).length / 4;
  const services = Math.max(1, Math.round((megabytes * 1e6) / (bytesEach * 1.45)));
  const node = {
    id: 'sidecar~10.1.0.13~client-0.shop~shop.svc.cluster.local',
    metadata: { NAME: 'client-0', NAMESPACE: 'shop', ISTIO_VERSION: '1.18.0' },
  };
  const fd = openSync(file, 'w');
  const all = Array.from({ length: services }, (_, n) => n);
  const section = (name, list, items, more = {}) => {
    const head = JSON.stringify({ '@type': type(name), ...more });
    writeSync(fd, `${head.slice(0, -1)},${JSON.stringify(list)}:[`);
    let first = true;
    for (const item of items()) {
      writeSync(fd, `${first ? '' : ',\n'}${JSON.stringify(item, null, 1).replaceAll('\n', '\n    ')}`);
      first = false;
    }
    writeSync(fd, ']}');
  };
  const each = (make) =>
    function* () {
      for (const n of all) for (const subset of ['', 'v1', 'v2']) yield make(n, subset);
    };
  writeSync(fd, '{"configs":[');
  writeSync(
    fd,
    JSON.stringify({
      '@type': type('envoy.admin.v3.BootstrapConfigDump'),
      bootstrap: { node, static_resources: { clusters: [{ name: 'aeraki-xds' }] } },
    }),
  );
  writeSync(fd, ',\n');
  section('envoy.admin.v3.ClustersConfigDump', 'dynamic_active_clusters', each(cluster));
  writeSync(fd, ',\n');
  section('envoy.admin.v3.EndpointsConfigDump', 'dynamic_endpoint_configs', each(endpoints));
  writeSync(fd, ',\n');
  section(
    'envoy.admin.v3.ListenersConfigDump',
    'dynamic_listeners',
    function* () {
      for (const n of all) yield listener(n);
    },
    { version_info: '2026-01-12T08:52:40Z/7' },
  );
  writeSync(fd, ',\n');
  section('aeraki.meta_protocol_proxy.admin.v1alpha.RoutesConfigDump', 'dynamic_route_configs', function* () {
    for (const n of all) if (n % 4 === 0) yield routes(n);
  });
  writeSync(fd, ']}\n');
  closeSync(fd);
}

const parse = "JSON.parse(require('node:fs').readFileSync(process.argv[1], 'utf8'))";

export function dump({ megabytes = option('megabytes', 100), runs = option('runs', 5) } = {}) {
  const folder = scratch();
  const file = join(folder, 'dump.json');
  writeDump(file, megabytes);
  const size = statSync(file).size / 1e6;
  const node = process.execPath;
  const summary = [node, program, 'sidecar-config', '--file', file, '-o', 'text'];
  const commands = {
    parse: [node, '-e', parse, file],
    summary,
    // What the program takes whatever the size.
    small: [node, program, 'sidecar-config', '--file', join(root, 'test/fixtures/envoy/metaprotocol.json'), '-o', 'text'],
    nothing: [node, '-e', '0'],
  };
  const times = inTurn(commands, runs);
  // The parse's process starts too: what this program takes to start is told apart.
  const [parsing, taken, starting, nothing] = ['parse', 'summary', 'small', 'nothing'].map((name) => median(times[name]));
  const ratio = (taken - (starting - nothing)) / parsing;
  const rows = [
    {
      what: `\`sidecar-config --file\`, a dump of ${size.toFixed(0)} MB`,
      measured: milliseconds(taken),
      against: `node with JSON.parse alone: ${milliseconds(parsing)}`,
      ratio: `${ratio.toFixed(2)} x and ${milliseconds(starting - nothing)} to start`,
      wanted: 'at most 1.3 x, and the start-up',
      met: ratio <= 1.3,
    },
  ];
  const peak = peakMegabytes(summary, folder);
  const peakParse = peakMegabytes(commands.parse, folder);
  if (peak !== undefined && peakParse !== undefined)
    rows.push({
      what: 'peak memory of the same',
      measured: `${peak.toFixed(0)} MB`,
      against: `JSON.parse alone: ${peakParse.toFixed(0)} MB`,
      ratio: `${(peak / peakParse).toFixed(2)} x`,
      wanted: '',
    });
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(dump());

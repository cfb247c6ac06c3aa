import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json, JsonObject } from '../base/json.js';
import { camelCase } from '../dataplane/protojson.js';
import { isView, readSidecar } from './read.js';
import { readRoutes } from './routes.js';
import type { SidecarView } from './types.js';

const fixture = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`../../test/fixtures/envoy/${name}.json`, import.meta.url), 'utf8'));

function viewOf(json: Json, now?: number): SidecarView {
  const read = readSidecar(json, now === undefined ? {} : { now });
  assert.ok(isView(read), 'message' in read ? read.message : '');
  return read;
}

/** A dump of sections by their short names. */
const dump = (...configs: JsonObject[]): Json => ({
  configs: configs.map((section) => ({ ...section, '@type': `type.googleapis.com/envoy.admin.v3.${section['@type']}` })),
});

const codesOf = ({ problems }: SidecarView): string[] => problems.map(({ code, severity }) => `${severity} ${code}`);

/** The value with every name in camelCase, as protojson writes it. Types stay as they are. */
function inCamelCase(value: Json): Json {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [camelCase(key), inCamelCase(inner)]));
}

test('a refused listener is one, though Envoy lists it twice, with the reason and what was refused', () => {
  const { listeners } = viewOf(fixture('refused'));
  assert.deepEqual(
    listeners.map(({ name, state }) => [name, state]),
    [
      ['10.0.0.106_9093', 'active'],
      ['10.0.0.103_6379', 'active'],
      ['virtualOutbound', 'active'],
      ['10.0.0.102_9090', 'rejected'],
      ['10.0.0.77_9090', 'rejected'],
    ],
  );
  const refused = listeners.find(({ name }) => name === '10.0.0.77_9090');
  assert.match(refused?.refused?.reason ?? '', /type URL: 'aeraki\.meta_protocol_proxy\.v1alpha\.MetaProtocolProxy'$/);
  assert.equal(refused?.refused?.at, '2026-11-21T08:52:50.298Z');
  const filter = refused?.chains[0]?.filters[0];
  assert.equal(filter?.protocol, 'metaprotocol');
  assert.deepEqual(filter?.metaProtocol, {
    applicationProtocol: 'thrift',
    codec: 'aeraki.meta_protocol.codec.thrift',
    filters: ['metadata_exchange', 'istio_stats', 'router'],
    tracing: true,
    accessLog: false,
  });
  assert.deepEqual(filter?.routes, {
    name: 'thrift-sample-server.meta-thrift.svc.cluster.local_9090',
    by: 'received',
    from: 'aeraki-xds',
  });
});

test('what becomes of the connections of a refused listener is told from virtualOutbound', () => {
  const json = fixture('refused');
  const told = viewOf(json).problems.find(({ resource }) => resource?.name === '10.0.0.77_9090');
  assert.match(told?.message ?? '', /Connections pass as plain TCP: no routes, no mutual TLS\.$/);
  const closed = JSON.parse(JSON.stringify(json).replaceAll('PassthroughCluster', 'BlackHoleCluster'));
  const then = viewOf(closed).problems.find(({ resource }) => resource?.name === '10.0.0.77_9090');
  assert.match(then?.message ?? '', /Connections are closed\.$/);
});

test('camelCase is read as snake_case is, at every level', () => {
  for (const name of ['refused', 'waiting', 'metaprotocol']) {
    const plain = viewOf(fixture(name));
    const camel = viewOf(inCamelCase(fixture(name)));
    assert.deepEqual(
      camel.problems.map(({ message }) => message),
      plain.problems.map(({ message }) => message),
      name,
    );
    assert.deepEqual(camel.node, plain.node);
    assert.deepEqual(camel.bootstrap, plain.bootstrap);
    assert.deepEqual(
      camel.clusters.map(({ lbPolicy, secrets, destinationRule }) => ({ lbPolicy, secrets, destinationRule })),
      plain.clusters.map(({ lbPolicy, secrets, destinationRule }) => ({ lbPolicy, secrets, destinationRule })),
    );
  }
});

test('the sections of MetaProtocol are found by their type, wherever they stand', () => {
  const json = fixture('metaprotocol');
  assert.ok(typeof json === 'object' && json !== null && !Array.isArray(json) && Array.isArray(json['configs']));
  const turned = viewOf({ configs: [...json['configs']].reverse() });
  const [held] = turned.routeConfigurations;
  assert.ok(held !== undefined);
  assert.deepEqual(
    { name: held.name, protocol: held.protocol, host: held.host, port: held.port, routes: held.routeCount, by: held.listeners },
    {
      name: 'thrift-sample-server.meta-thrift.svc.cluster.local_9090',
      protocol: 'metaprotocol',
      host: 'thrift-sample-server.meta-thrift.svc.cluster.local',
      port: 9090,
      routes: 2,
      by: ['10.0.0.77_9090'],
    },
  );
  const read = readRoutes(held);
  assert.ok('value' in read);
  assert.deepEqual(read.value.routes[0]?.action.hashPolicy, ['user']);
  assert.deepEqual(
    held.clusters.map((cluster) => cluster.split('|')[2]),
    ['v1', 'v2', ''],
  );
});

test('routes that never came, clusters that are not there and policies without effect are told', () => {
  const view = viewOf(fixture('metaprotocol'));
  assert.deepEqual(codesOf(view), ['error AER1058', 'error AER1001', 'warning AER1001', 'warning AER1008']);
  const [missing, subset] = view.problems;
  assert.deepEqual(missing?.resource, { kind: 'RouteConfiguration', name: 'missing.meta-thrift.svc.cluster.local_9090' });
  assert.match(subset?.fix ?? '', /the subset v2/);
});

test('a proxy without listeners is told with what its clusters wait for', () => {
  const view = viewOf(fixture('waiting'));
  assert.deepEqual(codesOf(view), ['error AER1004', 'error AER1003', 'error AER1003', 'warning AER1002', 'warning AER1002']);
  assert.match(view.problems[0]?.message ?? '', /2 of 4 are not\./);
  assert.match(view.problems[1]?.message ?? '', /default has not come, asked of sds-grpc, which is none of its clusters/);
  assert.match(view.problems[3]?.message ?? '', /waits for the secrets default and ROOTCA/);
});

test('what a dump leaves out is not missing: parts, single sections and lists of sections are read', () => {
  const whole = fixture('metaprotocol');
  assert.ok(typeof whole === 'object' && whole !== null && !Array.isArray(whole) && Array.isArray(whole['configs']));
  const listeners = whole['configs'].find((section) => JSON.stringify(section).includes('ListenersConfigDump'));
  for (const part of [listeners, [listeners], { configs: [listeners] }] as Json[]) {
    const view = viewOf(part);
    assert.equal(view.listeners.length, 2);
    assert.deepEqual(view.problems, []);
    assert.deepEqual(view.sections, {
      bootstrap: false,
      listeners: true,
      routes: false,
      clusters: false,
      endpoints: false,
      secrets: false,
    });
  }
  const items = dump(
    { '@type': 'ListenersConfigDump.DynamicListener', name: 'a', active_state: { listener: { name: 'a' } } },
    { '@type': 'ClustersConfigDump.DynamicCluster', cluster: { name: 'outbound|80||a' } },
  );
  assert.equal(viewOf(items).listeners[0]?.name, 'a');
  assert.deepEqual(viewOf(items).clusters[0]?.path, ['configs', 1]);
});

test('an update that was refused leaves the version before it in force', () => {
  const listener = (port: number): JsonObject => ({
    name: 'a',
    address: { socket_address: { address: '10.0.0.1', port_value: port } },
    traffic_direction: 'OUTBOUND',
  });
  const view = viewOf(
    dump({
      '@type': 'ListenersConfigDump',
      dynamic_listeners: [
        {
          name: 'a',
          active_state: { version_info: '1', listener: listener(80) },
          error_state: { failed_configuration: listener(81), details: 'no good' },
        },
        { name: 'b', warming_state: { listener: listener(82) } },
        { name: 'c', active_state: { listener: listener(83) }, warming_state: { listener: listener(84) } },
        { name: 'd', draining_state: { listener: listener(85) } },
      ],
    }),
  );
  assert.deepEqual(
    view.listeners.map(({ name, state, port, refused, updating }) => ({ name, state, port, refused: refused?.reason, updating })),
    [
      { name: 'a', state: 'active', port: 80, refused: 'no good', updating: undefined },
      { name: 'b', state: 'warming', port: 82, refused: undefined, updating: undefined },
      { name: 'c', state: 'active', port: 83, refused: undefined, updating: true },
      { name: 'd', state: 'draining', port: 85, refused: undefined, updating: undefined },
    ],
  );
  assert.match(view.problems[0]?.message ?? '', /refused an update of the listener a: no good\. What it was before stays/);
});

test('the lists of Envoy before 1.13 are read', () => {
  const view = viewOf({
    configs: [
      {
        '@type': 'type.googleapis.com/envoy.admin.v2alpha.ListenersConfigDump',
        dynamic_active_listeners: [{ version_info: '1', listener: { name: 'a' } }],
        dynamic_warming_listeners: [{ version_info: '2', listener: { name: 'a' } }],
        static_listeners: [{ listener: { name: 's' } }],
      },
    ],
  });
  assert.deepEqual(
    view.listeners.map(({ name, state, static: fixed, updating }) => [name, state, fixed, updating]),
    [
      ['s', 'active', true, undefined],
      ['a', 'active', false, true],
    ],
  );
});

test('endpoints are held by health: none at all is a warning, none healthy an error', () => {
  const endpoint = (health: string): JsonObject => ({
    endpoint: { address: { socket_address: { address: '10.1.0.1', port_value: 9090 } } },
    health_status: health,
    load_balancing_weight: 3,
  });
  const cluster = (name: string): JsonObject => ({ cluster: { name: `outbound|1||${name}`, type: 'EDS' } });
  const held = (name: string, ...healths: string[]): JsonObject => ({
    endpoint_config: {
      cluster_name: `outbound|1||${name}`,
      endpoints: [{ priority: 1, locality: { region: 'eu', zone: 'a' }, lb_endpoints: healths.map(endpoint) }],
    },
  });
  const view = viewOf(
    dump(
      { '@type': 'ClustersConfigDump', dynamic_active_clusters: ['none', 'sick', 'well'].map(cluster) },
      {
        '@type': 'EndpointsConfigDump',
        dynamic_endpoint_configs: [held('none'), held('sick', 'UNHEALTHY', 'TIMEOUT'), held('well', 'UNHEALTHY', 'HEALTHY')],
      },
      {
        '@type': 'RoutesConfigDump',
        dynamic_route_configs: [
          {
            route_config: {
              '@type': 'x/aeraki.meta_protocol_proxy.config.route.v1alpha.RouteConfiguration',
              name: 'a_1',
              routes: ['none', 'sick', 'well'].map((name) => ({ route: { cluster: `outbound|1||${name}` } })),
            },
          },
        ],
      },
    ),
  );
  assert.deepEqual(codesOf(view), ['error AER1006', 'warning AER1005']);
  assert.deepEqual(view.endpoints[2]?.endpoints[1], {
    address: '10.1.0.1:9090',
    health: 'HEALTHY',
    priority: 1,
    weight: 3,
    locality: 'eu/a',
  });
});

test('tcp_proxy on a port that the proxy knows as MetaProtocol elsewhere is told', () => {
  const listener = (name: string, filter: JsonObject): JsonObject => ({
    name,
    active_state: {
      listener: {
        name,
        address: { socket_address: { address: name.slice(0, -5), port_value: 9090 } },
        traffic_direction: 'OUTBOUND',
        filter_chains: [{ filters: [filter] }],
      },
    },
  });
  const meta = {
    name: 'aeraki.meta_protocol_proxy',
    typed_config: {
      '@type': 'type.googleapis.com/aeraki.meta_protocol_proxy.v1alpha.MetaProtocolProxy',
      stat_prefix: 'outbound|9090||a.b.svc.cluster.local',
    },
  };
  const tcp = {
    name: 'envoy.filters.network.tcp_proxy',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
      cluster: 'outbound|9090||a.b.svc.cluster.local',
    },
  };
  const view = viewOf(
    dump({
      '@type': 'ListenersConfigDump',
      dynamic_listeners: [listener('10.0.0.1_9090', meta), listener('10.0.0.2_9090', tcp)],
    }),
  );
  assert.deepEqual(codesOf(view), ['error AER1052']);
  assert.match(view.problems[0]?.message ?? '', /^Listener 10\.0\.0\.2_9090 still has tcp_proxy/);
});

test('what is no dump is told by what it is', () => {
  const cases: [Json, RegExp][] = [
    [null, /This is null/],
    ['text', /This is a text/],
    [{ cluster_statuses: [] }, /answer to \/clusters\?format=json/],
    [{ unready_targets_dumps: [] }, /answer to \/init_dump/],
    [{ kind: 'Pod', apiVersion: 'v1' }, /a Pod of Kubernetes/],
    [{}, /no config dump/],
    [{ configs: [{ a: 1 }] }, /no config dump/],
    [[1, 2], /This is a list/],
  ];
  for (const [json, message] of cases) {
    const read = readSidecar(json);
    assert.ok('message' in read && message.test(read.message), JSON.stringify(json));
  }
});

test('no value makes the reader throw', () => {
  const keys = fc.constantFrom(
    '@type',
    'configs',
    'dynamic_listeners',
    'active_state',
    'listener',
    'filter_chains',
    'filters',
    'typed_config',
    'cluster',
    'name',
    '__proto__',
  );
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<Json>(null, 1, 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump', 'a|1||b', true),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.array(fc.tuple(keys, tie('json')), { maxLength: 5 }).map((members) => Object.fromEntries(members) as JsonObject),
    ),
  }));
  fc.assert(
    fc.property(json, (value) => {
      readSidecar(
        {
          configs: [value, { '@type': 'x/envoy.admin.v3.ListenersConfigDump', dynamic_listeners: [value, { listener: value }] }],
        },
        { now: 1 },
      );
    }),
    { numRuns: 300 },
  );
});

const recorded = new URL('../../../shared/recorded/dumps/', import.meta.url);
const skip = existsSync(recorded) ? false : 'the recorded dumps are not there';

test('the dumps of a mesh that ran are read', { skip }, () => {
  const read = (name: string): SidecarView => viewOf(JSON.parse(readFileSync(new URL(`${name}.json`, recorded), 'utf8')));
  const client = read('client');
  assert.deepEqual([client.listeners.length, client.listeners.filter(({ state }) => state === 'rejected').length], [15, 5]);
  assert.equal(client.node.envoyVersion, '1.40.0');
  assert.equal(client.node.knowsMetaProtocol, false);
  assert.equal(client.bootstrap.aerakiAddress, '127.0.0.1:15011');
  const inbound = read('server').problems.find(({ resource }) => resource?.name === 'virtualInbound');
  assert.match(inbound?.message ?? '', /every connection to this pod is refused/);
  assert.equal(read('redis-server').listeners.length, 15);
  const rejected = read('cluster-rejected');
  assert.equal(rejected.problems.filter(({ code }) => code === 'AER1002').length, 9);
});

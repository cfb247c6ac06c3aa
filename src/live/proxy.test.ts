import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { configDump, type ProxyState } from '../../test/e2e/mesh/dump.js';
import { isObject, type JsonObject } from '../base/json.js';
import { translate } from '../controlplane/translate.js';
import type { Translation } from '../controlplane/types.js';
import { toDataplaneRouteConfiguration } from '../dataplane/forms.js';
import type { RouteConfiguration } from '../dataplane/types.js';
import { readSidecar } from '../envoy/read.js';
import { buildMesh } from '../mesh/build.js';
import type { Mesh } from '../mesh/types.js';
import { expectedOf, type Workload } from './expected.js';
import { imageKnowsFilter, type ProxyReport, reportProxy } from './proxy.js';
import { differenceInWords } from './sync.js';

const service = `
apiVersion: v1
kind: Service
metadata: {name: orders, namespace: shop}
spec:
  clusterIP: 10.96.0.7
  selector: {app: orders}
  ports: [{name: tcp-metaprotocol-thrift, port: 9090}]
`;
const router = `
apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: MetaRouter
metadata: {name: orders, namespace: shop}
spec:
  hosts: [orders.shop.svc.cluster.local]
  routes:
  - name: canary
    match: {attributes: {method: {exact: pay}, user: {prefix: test}}}
    route:
    - {destination: {host: orders.shop.svc.cluster.local, subset: v1}, weight: 80}
    - {destination: {host: orders.shop.svc.cluster.local, subset: v2}, weight: 20}
`;
const routes = 'orders.shop.svc.cluster.local_9090';

interface World {
  objects: JsonObject[];
  mesh: Mesh;
  translation: Translation;
}

function world(...texts: string[]): World {
  const objects = parseAllDocuments(texts.join('\n---\n')).flatMap((document) => {
    const value: unknown = document.toJS();
    return isObject(value) ? [value] : [];
  });
  const mesh = buildMesh(objects.map((value, document) => ({ value, origin: { file: 'in.yaml', document, prefix: [] } })));
  return { objects, mesh, translation: translate(mesh) };
}

const client = { namespace: 'web', labels: { app: 'client' }, gateway: false };
const server = { namespace: 'shop', labels: { app: 'orders', version: 'v1' }, gateway: false };

/** What a proxy of the stand-in holds of a world, and the report on it. */
function report({ objects, mesh, translation }: World, pod: Workload, changes: Partial<ProxyState> = {}): ProxyReport {
  const about = { ...pod, name: 'pod-1', image: 'ghcr.io/aeraki-mesh/meta-protocol-proxy:1.4.2' };
  const args = ['proxy', pod.gateway ? 'router' : 'sidecar'];
  const value = {
    metadata: { name: 'pod-1', namespace: pod.namespace, labels: { ...pod.labels } },
    spec: { containers: [{ name: 'istio-proxy', args }] },
  };
  const dump = configDump(
    {
      pod: value,
      ip: '10.1.0.1',
      objects,
      envoyFilters: translation.envoyFilters.map(({ object }) => object),
      routes: held(translation.routeConfigurations.map(({ configuration }) => configuration)),
      pods: [],
      bootstrapped: true,
      knowsFilter: true,
      istioVersion: '1.18.0',
      started: '2026-11-21T08:00:00.000Z',
      ...changes,
    },
    false,
  );
  const view = readSidecar(dump);
  assert.ok(!('message' in view));
  return reportProxy(about, expectedOf(mesh, translation, pod), view);
}

function held(configurations: readonly RouteConfiguration[]): ProxyState['routes'] {
  return new Map(
    configurations.map((configuration) => [
      configuration.name,
      { configuration: toDataplaneRouteConfiguration(configuration), version: '1641896797', updated: '2026-11-21T08:00:01.000Z' },
    ]),
  );
}

const codesOf = ({ problems }: ProxyReport): string[] => problems.map(({ code }) => code);

describe('what a proxy must hold', () => {
  it('is the filter of each service it sees, and the routes that the filter asks for', () => {
    const { mesh, translation } = world(service, router);
    const { filters, routes: wanted } = expectedOf(mesh, translation, client);
    assert.deepEqual(
      filters.map(({ direction, listener, port }) => [direction, listener, port]),
      [['outbound', '10.96.0.7_9090', 9090]],
    );
    assert.deepEqual(
      wanted.map(({ name }) => name),
      [routes],
    );
  });

  it('is an inbound filter besides, at the pods of the service in its own namespace only', () => {
    const { mesh, translation } = world(service);
    const directions = (pod: Workload) => expectedOf(mesh, translation, pod).filters.map(({ direction }) => direction);
    assert.deepEqual(directions(server), ['inbound', 'outbound']);
    assert.deepEqual(directions({ ...server, namespace: 'web' }), ['outbound']);
  });

  it('is nothing of a service that is not exported to its namespace, or left out by its Sidecar', () => {
    const hidden = service.replace(
      'name: orders,',
      'annotations: {networking.istio.io/exportTo: ".,istio-system"}, name: orders,',
    );
    const sidecar = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default, namespace: web}
spec: {egress: [{hosts: ["./*", "istio-system/*"]}]}
`;
    for (const { mesh, translation } of [world(hidden), world(service, sidecar)]) {
      assert.deepEqual(expectedOf(mesh, translation, client).filters, []);
      assert.equal(expectedOf(mesh, translation, server).filters.length, 2);
    }
  });

  it('is what its namespace was given, where a MetaRouter exports to single namespaces', () => {
    const { mesh, translation } = world(service, router.replace('spec:', 'spec:\n  exportTo: [web]'));
    assert.equal(expectedOf(mesh, translation, client).filters.length, 1);
    assert.equal(expectedOf(mesh, translation, server).filters.length, 0);
  });
});

describe('a proxy', () => {
  it('is in sync whatever the version says and the order of matchers is', () => {
    const all = world(service, router);
    const turned = all.translation.routeConfigurations.map(({ configuration }) => ({
      ...configuration,
      routes: configuration.routes.map((route) => ({ ...route, match: [...route.match].reverse() })),
    }));
    const { state, sync } = report(all, client, { routes: held(turned) });
    assert.equal(state, 'in-sync');
    assert.deepEqual(
      sync?.routes.map(({ name, state: routesState }) => [name, routesState]),
      [[routes, 'in-sync']],
    );
  });

  it('is stale where its routes are of another content, and the report names the field', () => {
    const old = world(service, router.replace('weight: 80', 'weight: 50').replace('weight: 20', 'weight: 50'));
    const all = world(service, router);
    const stale = report(all, client, {
      routes: held(old.translation.routeConfigurations.map(({ configuration }) => configuration)),
    });
    assert.equal(stale.state, 'problems');
    assert.deepEqual(codesOf(stale), ['AER1059']);
    assert.deepEqual(stale.sync?.routes[0]?.differences?.map(differenceInWords), [
      'routes[0].route.weightedClusters.clusters[0].weight is 50, should be 80',
      'routes[0].route.weightedClusters.clusters[1].weight is 50, should be 20',
    ]);
  });

  it('lacks routes that never came', () => {
    assert.deepEqual(codesOf(report(world(service, router), client, { routes: new Map() })), ['AER1058']);
  });

  it('without the filter is told of once: the listeners it refuses and the routes it lacks follow from that', () => {
    const stock = report(world(service, router), server, { knowsFilter: false });
    assert.deepEqual(codesOf(stock), ['AER1050']);
    assert.deepEqual(stock.filter, { known: 'no', by: 'extensions' });
    assert.deepEqual(
      stock.sync?.filters.map(({ state }) => state),
      ['refused', 'refused'],
    );
  });

  it('without aeraki-xds is told of once, too', () => {
    const cut = report(world(service, router), client, { bootstrapped: false, routes: new Map() });
    assert.deepEqual(codesOf(cut), ['AER1051']);
  });

  it('passes bytes on where the EnvoyFilter is not there', () => {
    const without = report(world(service, router), client, { envoyFilters: [] });
    assert.deepEqual(codesOf(without), ['AER1052']);
    assert.match(without.problems[0]?.message ?? '', /10\.96\.0\.7_9090 .*\(it has envoy\.filters\.network\.tcp_proxy\)/);
  });

  it('has no listener for a ServiceEntry that has no address yet', () => {
    const entry = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: pay, namespace: shop}
spec: {hosts: [pay.example], resolution: DNS, ports: [{name: tcp-metaprotocol-dubbo, number: 20880, protocol: TCP}]}
`;
    const { problems } = report(world(entry), client);
    assert.deepEqual(
      problems.map(({ code, message }) => [code, message.slice(0, 38)]),
      [['AER1053', 'pay.example has no address, so that th']],
    );
  });

  it('has a stale filter where a rate limit is not the one of now', () => {
    const limit = (tokens: number) =>
      router.replace(
        'spec:',
        `spec:\n  localRateLimit: {tokenBucket: {maxTokens: ${tokens}, tokensPerFill: ${tokens}, fillInterval: 60s}}`,
      );
    const old = world(service, limit(5));
    const now = report(world(service, limit(9)), server, {
      envoyFilters: old.translation.envoyFilters.map(({ object }) => object),
    });
    assert.deepEqual(codesOf(now), ['AER1056']);
    assert.match(now.problems[0]?.message ?? '', /maxTokens is 5, should be 9/);
  });

  it('has nothing of Aeraki where there is no service of Aeraki', () => {
    assert.equal(report(world(service.replace('tcp-metaprotocol-thrift', 'tcp')), client).state, 'nothing');
  });

  it('of a gateway waits for ever for routes that Aeraki serves under no such name', () => {
    const gateway = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: istio-system}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {name: tcp-metaprotocol-thrift, number: 9999, protocol: TCP}, hosts: ["*"]}]
`;
    const bound = router
      .replace('spec:', 'spec:\n  gateways: [istio-system/edge]')
      .replaceAll('cluster.local, subset', 'cluster.local, port: {number: 9999}, subset');
    const pod = { namespace: 'istio-system', labels: { istio: 'ingressgateway' }, gateway: true };
    assert.deepEqual(codesOf(report(world(service, bound, gateway), pod)), ['AER1060']);
  });
});

describe('the name of an image', () => {
  const cases: [string, string][] = [
    ['ghcr.io/aeraki-mesh/meta-protocol-proxy:1.4.2', 'yes'],
    ['registry.example:5000/mesh/meta-protocol-proxy@sha256:0a', 'yes'],
    ['docker.io/istio/proxyv2:1.20.0', 'no'],
    ['istio/proxyv2:1.20.0-distroless', 'no'],
    ['registry.example/ours/proxy:7', 'unknown'],
    ['', 'unknown'],
  ];
  for (const [image, known] of cases) {
    it(`${image || 'that is not known'}: ${known}`, () => assert.equal(imageKnowsFilter(image), known));
  }
});

const recorded = new URL('../../../shared/recorded/', import.meta.url);

describe('recorded sidecars of a plain Envoy', { skip: !existsSync(recorded) }, () => {
  const read = (name: string): string => readFileSync(new URL(name, recorded), 'utf8');
  const reportOn = (name: string, pod: Workload): ProxyReport => {
    const list: unknown = parse(read('cluster/objects.yaml'));
    const items = isObject(list) && Array.isArray(list['items']) ? list['items'].filter(isObject) : [];
    const mesh = buildMesh(items.map((value) => ({ value, origin: { file: 'in.yaml', document: 0, prefix: [] } })));
    const view = readSidecar(JSON.parse(read(`dumps/${name}.json`)));
    assert.ok(!('message' in view));
    return reportProxy({ ...pod, name, image: '' }, expectedOf(mesh, translate(mesh), pod), view);
  };
  const thrift = { namespace: 'meta-thrift', labels: { app: 'thrift-sample-client' }, gateway: false };

  it('took native Dubbo, Redis and ZooKeeper, and refused the rest', () => {
    const { sync, problems } = reportOn('client', thrift);
    const short = (wanted: string) => {
      const filters = (sync?.filters ?? []).filter(({ state }) => state === wanted);
      return [...new Set(filters.map(({ expected }) => expected.filter.replace('envoy.filters.network.', '')))].sort();
    };
    assert.deepEqual(short('present'), ['dubbo_proxy', 'redis_proxy', 'zookeeper_proxy']);
    assert.deepEqual(short('refused'), ['kafka_broker', 'meta_protocol_proxy', 'thrift_proxy']);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['AER1050', 'AER1054', 'AER1054'],
    );
  });

  it('have their inbound filter, or refused it', () => {
    const inbound = (name: string, pod: Workload) =>
      reportOn(name, pod)
        .sync?.filters.filter(({ expected }) => expected.direction === 'inbound')
        .map(({ state }) => state);
    assert.deepEqual(inbound('redis-server', { namespace: 'redis', labels: { app: 'redis-single' }, gateway: false }), [
      'present',
    ]);
    assert.deepEqual(inbound('server', { ...thrift, labels: { app: 'thrift-sample-server' } }), ['refused']);
  });

  it('with no listener at all are told of once, with the reason', () => {
    const { problems } = reportOn('cluster-rejected', thrift);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['AER1050', 'AER1004'],
    );
  });
});

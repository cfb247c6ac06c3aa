import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { JsonObject } from '../../src/base/json.js';
import { callDubbo, type DubboAnswer, type DubboRequest, type DubboServer, startDubbo } from './dubbo.js';
import { bootstrap, startEnvoy, withoutEnvoy } from './envoy.js';
import { example, translate, withSpec } from './program.js';
import { applyEnvoyFilters, istioSidecar, onLoopback } from './sidecar.js';

const skip = withoutEnvoy;
const mesh = example('native-dubbo');
const host = 'org.acme.stock.stockservice';
const stock = 'org.acme.stock.StockService';

let all: DubboServer;
let v1: DubboServer;
let v2: DubboServer;

before(async () => {
  [all, v1, v2] = await Promise.all([startDubbo('all'), startDubbo('v1'), startDubbo('v2')]);
});
after(() => Promise.all([all.stop(), v1.stop(), v2.stop()]));

/** What these requests are answered through the sidecar of a client of these objects' mesh: the name of the server that they reached. */
async function answers(objects: JsonObject[], requests: DubboRequest[]): Promise<DubboAnswer[]> {
  const sidecar = applyEnvoyFilters(istioSidecar(objects, {}), translate(objects).envoyFilters);
  const ports = {
    [`outbound|20880||${host}`]: [all.port],
    [`outbound|20880|v1|${host}`]: [v1.port],
    [`outbound|20880|v2|${host}`]: [v2.port],
  };
  const envoy = await startEnvoy(bootstrap(onLoopback(sidecar, ports)));
  try {
    return await callDubbo(envoy.ports.get('240.240.0.12_20880') ?? 0, requests);
  } finally {
    await envoy.stop();
  }
}

async function reached(objects: JsonObject[], requests: DubboRequest[]): Promise<(string | undefined)[]> {
  return (await answers(objects, requests)).map(({ value }) => value);
}

/** The example with these HTTP routes in its VirtualService. */
function routes(http: JsonObject[]): JsonObject[] {
  return withSpec(mesh, 'VirtualService', (spec) => {
    spec['http'] = http;
  });
}

const to = (subset: string): JsonObject[] => [{ destination: { host, subset } }];

test('examples/native-dubbo: a method by its prefix and a header by its value, and only both together', { skip }, async () => {
  const tenant = { tenant: 'internal' };
  const requests = Array.from({ length: 20 }, () => ({ interface: stock, method: 'batchReserve', attachments: tenant }));
  assert.deepEqual(new Set(await reached(mesh, requests)), new Set(['v2']));
});

test('examples/native-dubbo: all other requests are split 90 to 10', { skip }, async () => {
  const others: DubboRequest[] = [
    { interface: stock, method: 'reserve', attachments: { tenant: 'internal' } },
    { interface: stock, method: 'batchReserve', attachments: { tenant: 'acme' } },
    { interface: stock, method: 'batchReserve' },
  ];
  const requests = Array.from({ length: 900 }, (_, i) => others[i % 3] ?? { interface: stock, method: 'reserve' });
  const servers = await reached(mesh, requests);
  const canary = servers.filter((server) => server === 'v2').length;
  assert.equal(servers.filter((server) => server === 'v1').length, 900 - canary);
  // Mean 90, standard deviation 9.
  assert.ok(canary > 40 && canary < 140, `${canary} of 900`);
});

test('exact, prefix and regular expression of a method, in the order of the routes', { skip }, async () => {
  const objects = routes([
    { match: [{ method: { exact: 'reserve' } }], route: to('v1') },
    { match: [{ method: { prefix: 're' } }], route: to('v2') },
    { match: [{ method: { regex: '^(get|list).*All$' } }], route: to('v1') },
  ]);
  const calls = ['reserve', 'reserveAll', 'release', 'listAll', 'getStockOfAll'].map((method) => ({ interface: stock, method }));
  assert.deepEqual(await reached(objects, calls), ['v1', 'v2', 'v2', 'v1', 'v1']);
});

test('exact, prefix and regular expression of a header', { skip }, async () => {
  const objects = routes([
    { match: [{ headers: { tenant: { exact: 'acme' } } }], route: to('v1') },
    { match: [{ headers: { tenant: { prefix: 'ac' } } }], route: to('v2') },
    { match: [{ headers: { tenant: { regex: '[0-9]+' }, timeZone: { exact: 'eu' } } }], route: to('v1') },
    { route: to('v2') },
  ]);
  const call = (attachments: Record<string, string>): DubboRequest => ({ interface: stock, method: 'reserve', attachments });
  const calls = [
    { tenant: 'acme' },
    { tenant: 'acorn' },
    { tenant: '42', timeZone: 'eu' },
    { tenant: '42' },
    { tenant: 'x42', timeZone: 'eu' },
  ];
  assert.deepEqual(await reached(objects, calls.map(call)), ['v1', 'v2', 'v1', 'v2', 'v2']);
});

test('a request that no route takes gets an error, and so does another interface', { skip }, async () => {
  const objects = routes([{ match: [{ method: { exact: 'reserve' } }], route: to('v1') }]);
  const calls = [
    { interface: stock, method: 'reserve' },
    { interface: stock, method: 'release' },
    { interface: 'org.acme.stock.OtherService', method: 'reserve' },
  ];
  const serviceNotFound = 60;
  const [taken, ...left] = await answers(objects, calls);
  assert.deepEqual(taken, { status: 20, value: 'v1' });
  assert.deepEqual(left, [
    { status: serviceNotFound, value: `dubbo router: no route for interface '${stock}'` },
    { status: serviceNotFound, value: "dubbo router: no route for interface 'org.acme.stock.OtherService'" },
  ]);
});

test('without a VirtualService every method goes to the service, whatever its subset', { skip }, async () => {
  const objects = mesh.filter(({ kind }) => kind !== 'VirtualService');
  assert.deepEqual(await reached(objects, [{ interface: stock, method: 'batchReserve' }]), ['all']);
});

test('the inbound listener passes every interface and method on', { skip }, async () => {
  const sidecar = applyEnvoyFilters(istioSidecar(mesh, { app: 'stock' }), translate(mesh).envoyFilters);
  const envoy = await startEnvoy(bootstrap(onLoopback(sidecar, { 'inbound|20880||': [v1.port] })));
  try {
    const calls = [
      { interface: stock, method: 'reserve' },
      { interface: 'org.acme.Other', method: 'anything' },
    ];
    const answers = await callDubbo(envoy.ports.get('virtualInbound_20880') ?? 0, calls);
    assert.deepEqual(
      answers.map(({ value }) => value),
      ['v1', 'v1'],
    );
  } finally {
    await envoy.stop();
  }
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isObject, type JsonObject } from '../../src/base/json.js';
import { type Mesh, startMesh } from './mesh/mesh.js';
import { listAt, textAt } from './mesh/objects.js';
import { type Ran, run } from './mesh/run.js';
import { withoutCluster } from './mesh/servers.js';

// sidecar-config, sidecar-route, gateway-config and simulate --pod over a real API server; the proxies are stand-ins.
const skip = withoutCluster;
let mesh: Mesh;

before(async () => {
  if (!skip) mesh = await startMesh();
});
after(() => mesh?.stop());

const aerakictl = (line: string, context?: string): Promise<Ran> =>
  run([...line.split(' '), ...(context === undefined ? [] : ['--context', context])], { kubeconfig: mesh.kubeconfig });

function parsed({ stdout }: Ran): JsonObject {
  const value: unknown = JSON.parse(stdout);
  assert.ok(isObject(value));
  return value;
}

test('an app prefix and a namespace name the pod, and what it accepted is told', { skip }, async () => {
  const { status, stdout } = await aerakictl('sidecar-config thrift-client meta-thrift -o text');
  assert.equal(status, 0);
  assert.match(stdout, /^thrift-client-0\.meta-thrift: sidecar, Istio 1\.20\.0, .* with MetaProtocol, aeraki-xds\n/);
  assert.match(stdout, /metaprotocol \(thrift\) {2}10\.0\.0\.77:9090 thrift-sample-server\.meta-thrift\n/);
});

test('piped, a section is the element of the dump itself', { skip }, async () => {
  const section = parsed(await aerakictl('sidecar-config thrift-client meta-thrift clusters'));
  assert.equal(textAt(section, '@type'), 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump');
  const routes = parsed(await aerakictl('sidecar-route thrift-client meta-thrift'));
  assert.match(textAt(routes, '@type'), /aeraki\.meta_protocol_proxy\.admin\.v1alpha\.RoutesConfigDump$/);
});

test('routes are linked to the place in the MetaRouter that they came from', { skip }, async () => {
  const { stdout } = await aerakictl('sidecar-route thrift-client meta-thrift -o text');
  assert.match(stdout, /from MetaRouter meta-thrift\/test-metaprotocol-thrift-route\n/);
  assert.match(stdout, /subset v1 20%, subset v2 80% +spec\.routes\[0\]\n/);
  const value = parsed(await aerakictl('sidecar-config thrift-client meta-thrift routes -o json'));
  const held = listAt(value, 'routeConfigurations').find((one) =>
    textAt(one, 'name').startsWith('thrift-sample-server.meta-thrift'),
  );
  assert.equal(textAt(held ?? {}, 'router'), 'meta-thrift/test-metaprotocol-thrift-route');
});

test('several pods are listed, and a word that is nearly a section is asked about', { skip }, async () => {
  const several = await aerakictl('sidecar-config thrift-server meta-thrift');
  assert.equal(several.status, 2);
  assert.match(several.stderr, /2 pods fit thrift-server: thrift-server-v1-0\.meta-thrift, thrift-server-v2-0\.meta-thrift/);
  const any = await aerakictl('sidecar-config thrift-client listner');
  assert.equal(any.status, 2);
  assert.match(any.stderr, /Did you mean the section listener\?/);
});

test('a pod without a proxy is told so', { skip }, async () => {
  const { status, stderr } = await aerakictl('sidecar-config kafka-client kafka');
  assert.equal(status, 2);
  assert.match(stderr, /is no pod with a proxy/);
});

test('a proxy without MetaProtocol shows what it refused before anything else', { skip }, async () => {
  const { stdout } = await aerakictl('sidecar-config thrift-sample-client thrift -o text');
  const refused = stdout.indexOf('error AER1054');
  assert.ok(refused > 0 && refused < stdout.indexOf('accepted:'), stdout);
});

test('the only gateway needs no name', { skip }, async () => {
  const { status, stdout } = await aerakictl('gateway-config -o text');
  assert.equal(status, 0);
  assert.match(stdout, /^istio-ingressgateway-\S+: gateway/);
});

test('simulate --pod decides on what the sidecar holds', { skip }, async () => {
  const host = 'thrift-sample-server.meta-thrift.svc.cluster.local';
  const value = parsed(
    await aerakictl(`simulate --pod thrift-client.meta-thrift --host ${host} -a method=sayHello --random 1 -o json`),
  );
  const [decision] = listAt(value, 'decisions');
  assert.equal(textAt(decision ?? {}, 'cluster'), `outbound|9090|v1|${host}`);
});

test('who may not read the mesh still sees the proxy, with names alone', { skip }, async () => {
  const { status, stdout, stderr } = await aerakictl('sidecar-route thrift-client meta-thrift -o text', 'team');
  assert.equal(status, 0, stderr);
  assert.match(stdout, /thrift-sample-server\.meta-thrift\.svc\.cluster\.local_9090/);
  assert.match(stderr, /^note: /m);
});

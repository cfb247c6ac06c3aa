import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isObject, type JsonObject } from '../../src/base/json.js';
import { type Mesh, startMesh } from './mesh/mesh.js';
import { keyOf, listAt, textAt } from './mesh/objects.js';
import { type Ran, run, start } from './mesh/run.js';
import { withoutCluster } from './mesh/servers.js';
import { deployment } from './mesh/workloads.js';
import { eventually } from './process.js';

const skip = withoutCluster;
let mesh: Mesh;

before(async () => {
  if (!skip) mesh = await startMesh();
});
after(() => mesh?.stop());

const aerakictl = (...args: string[]): Promise<Ran> => run(args, { kubeconfig: mesh.kubeconfig });

const router = (namespace: string, name: string): JsonObject => ({
  apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
  kind: 'MetaRouter',
  metadata: { namespace, name },
  spec: {
    hosts: [`${name}.${namespace}.svc.cluster.local`],
    routes: [{ name: 'all', route: [{ destination: { host: `${name}.${namespace}.svc.cluster.local` } }] }],
  },
});

/** The objects of standard output, one a line. */
const objects = (stdout: string): JsonObject[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
    .filter(isObject);

test('a token that the server does not take ends every command with status 2, the context and a remedy', { skip }, async () => {
  for (const command of [
    ['get', 'metarouters', '-A'],
    ['proxy-status', '-A'],
    ['check'],
    ['app-log', 'thrift-client-0', 'meta-thrift'],
  ]) {
    const { status, stdout, stderr } = await aerakictl(...command, '--context', 'wrong-token');
    assert.equal(status, 2, `${command.join(' ')}: ${stdout}${stderr}`);
    assert.match(`${stdout}${stderr}`, /wrong-token/);
    assert.doesNotMatch(stderr, /\n {4}at /, 'no stack trace');
  }
});

test('what may not be read is told with the verb and the resource', { skip }, async () => {
  const all = await aerakictl('get', 'metarouters', '-A', '--context', 'team');
  assert.equal(all.status, 2);
  assert.match(all.stderr, /list/);
  assert.match(all.stderr, /metarouters/);
  const logs = await aerakictl('app-log', 'thrift-client-0', 'meta-thrift', '--context', 'viewer');
  assert.equal(logs.status, 2);
  assert.match(logs.stderr, /pods\/log/);
});

test('a user of one namespace sees that namespace', { skip }, async () => {
  const { status, stdout, stderr } = await aerakictl('get', 'metarouters', '--context', 'team');
  assert.equal(status, 0, stderr);
  assert.match(stdout, /test-metaprotocol-thrift-route/);
});

test('a proxy is reached by exec where port-forward is not allowed', { skip }, async () => {
  const before = (await mesh.kubelet.seen()).length;
  const { status, stdout, stderr } = await aerakictl(
    ...['sidecar-config', 'thrift-server-v1-0', 'meta-thrift', '-o', 'json', '--context', 'execonly'],
  );
  assert.equal(status, 0, stderr);
  const dump: unknown = JSON.parse(stdout);
  assert.ok(isObject(dump) && listAt(dump, 'listeners').length > 5);
  const seen = (await mesh.kubelet.seen()).slice(before);
  assert.ok(seen.some((line) => line.includes('/exec/meta-thrift/thrift-server-v1-0/istio-proxy')));
  assert.ok(!seen.some((line) => line.includes('/portForward/')));
});

test('a native sidecar is found among the init containers', { skip }, async () => {
  const [pod = ''] = await mesh.pods('meta-dubbo', 'dubbo-sample-consumer');
  const config = await aerakictl('sidecar-config', pod, 'meta-dubbo', '-o', 'json');
  assert.equal(config.status, 0, config.stderr);
  const log = await aerakictl('sidecar-log', pod, 'meta-dubbo', '-o', 'raw');
  assert.equal(log.status, 0, log.stderr);
  assert.match(log.stdout, /Envoy proxy is ready/);
});

test('a storm of 429 is waited out, or told as such', { skip, timeout: 120_000 }, async () => {
  mesh.front.answer(429, 4, { retryAfter: 1 });
  const short = await aerakictl('get', 'metarouters', '-A', '--context', 'front');
  assert.equal(short.status, 0, short.stderr);
  assert.match(short.stdout, /test-metaprotocol-thrift-route/);
  mesh.front.answer(429, 100_000);
  const long = await aerakictl('get', 'metarouters', '-A', '--context', 'front');
  mesh.front.answer(429, 0);
  assert.equal(long.status, 2);
  assert.match(long.stderr, /429|too many requests/i);
});

test('get --watch goes on when the server is killed and started again, and Ctrl-C ends it with 130', {
  skip,
  timeout: 120_000,
}, async () => {
  const watching = start(['get', 'metarouters', '-n', 'shop', '-w', '-o', 'json'], { kubeconfig: mesh.kubeconfig, seconds: 100 });
  await sleep(3000);
  await mesh.apply([router('shop', 'before')]);
  await watching.until('"before"');
  await mesh.server.kill();
  await sleep(1000);
  await mesh.server.restart();
  await mesh.apply([router('shop', 'after')]);
  await watching.until('"after"');
  const { status, stdout, stderr } = await watching.interrupt();
  assert.equal(status, 130, stderr);
  assert.ok(objects(stdout).length >= 2, 'each line is a JSON object');
});

test('a pod that dies while its proxy is asked is told by name', { skip, timeout: 60_000 }, async () => {
  const [pod = ''] = await mesh.pods('kafka', 'my-release-kafka');
  const sidecar = mesh.sidecar('kafka', pod);
  sidecar.answers.set('/config_dump', { body: `{"configs": [${' '.repeat(8_000_000)}`, type: 'application/json' });
  const asking = start(['sidecar-config', pod, 'kafka', '-o', 'json'], { kubeconfig: mesh.kubeconfig });
  await eventually('the proxy is asked', () => sidecar.requests.some((line) => line.includes('config_dump')));
  await mesh.api.remove({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'kafka', name: pod } });
  const { status, stderr } = await asking.end();
  assert.equal(status, 2, stderr);
  assert.ok(stderr.includes(pod), stderr);
});

test('proxy-status asks 500 proxies', { skip, timeout: 300_000 }, async () => {
  await mesh.apply([deployment({ namespace: 'search', name: 'many', labels: { app: 'many' }, replicas: 500 })]);
  await eventually('500 pods', async () => (await mesh.pods('search', 'many')).length === 500);
  await mesh.settled();
  const { status, stdout, stderr } = await run(['proxy-status', '-n', 'search', '-o', 'json'], {
    kubeconfig: mesh.kubeconfig,
    seconds: 120,
  });
  assert.equal(status, 0, stderr);
  const names = new Set(stdout.match(/many-[0-9a-f]{5}0{5}-[0-9a-f]{5}/g));
  assert.equal(names.size, 500);
  await mesh.api.remove({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'search', name: 'many' } });
});

test('5,000 MetaRouters are listed', { skip, timeout: 300_000 }, async () => {
  await mesh.api.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'many' } }]);
  if (mesh.aeraki !== undefined) mesh.aeraki.deaf = true;
  const many = Array.from({ length: 5000 }, (_, index) => router('many', `r-${String(index).padStart(4, '0')}`));
  let next = 0;
  const path = '/apis/metaprotocol.aeraki.io/v1alpha1/namespaces/many/metarouters';
  const worker = async (): Promise<void> => {
    for (let object = many[next++]; object !== undefined; object = many[next++]) {
      const { status } = await mesh.api.send('POST', path, object);
      assert.equal(status, 201);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  const { status, stdout, stderr } = await run(['get', 'metarouters', '-n', 'many', '-o', 'json'], {
    kubeconfig: mesh.kubeconfig,
    seconds: 120,
  });
  assert.equal(status, 0, stderr);
  const list: unknown = JSON.parse(stdout);
  assert.ok(isObject(list));
  const names = listAt(list, 'items').map((item) => textAt(item, 'metadata', 'name'));
  assert.equal(new Set(names).size, 5000, keyOf(many[0] ?? {}));
});

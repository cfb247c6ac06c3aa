import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isObject, type JsonObject } from '../../src/base/json.js';
import { withoutEnvoy } from './envoy.js';
import { type Mesh, recordedDump, startMesh } from './mesh/mesh.js';
import { listAt, textAt } from './mesh/objects.js';
import { run, start } from './mesh/run.js';
import { withoutCluster } from './mesh/servers.js';
import { eventually } from './process.js';

// A real Envoy without MetaProtocol as the proxy of one pod, reached through a real API server.
const skip = withoutEnvoy || withoutCluster;
const namespace = 'thrift';
let mesh: Mesh;
let pod = '';

before(async () => {
  if (skip) return;
  mesh = await startMesh({ envoys: ['thrift/thrift-sample-client'] });
  [pod = ''] = await mesh.pods(namespace, 'thrift-sample-client');
  await eventually('Envoy has its listeners', async () => (await admin('/listeners')).includes('10.0.0.104_6380'));
});
after(() => mesh?.stop());

async function aerakictl(...args: string[]): Promise<{ status: number; stdout: string }> {
  const { status, stdout, stderr } = await run(args, {
    kubeconfig: mesh.kubeconfig,
    env: { XDG_STATE_HOME: mesh.server.folder },
  });
  assert.ok(status === 0 || status === 1, `${args.join(' ')}: ${status} ${stderr}`);
  return { status, stdout };
}

async function json(...args: string[]): Promise<JsonObject> {
  const value: unknown = JSON.parse((await aerakictl(...args)).stdout);
  assert.ok(isObject(value));
  return value;
}

/** What Envoy itself answers. */
const admin = async (path: string, ...more: string[]): Promise<string> =>
  (await aerakictl('sidecar-admin', pod, namespace, path, ...more)).stdout;

test("piped, sidecar-config is Envoy's own dump with all its sections", { skip }, async () => {
  const dump = await json('sidecar-config', pod, namespace);
  const types = listAt(dump, 'configs').map((section) => textAt(section, '@type').split('.').at(-1));
  assert.deepEqual(types.slice(0, 2), ['BootstrapConfigDump', 'ClustersConfigDump']);
  for (const type of ['ListenersConfigDump', 'EndpointsConfigDump', 'SecretsConfigDump']) assert.ok(types.includes(type), type);
});

test('listeners that this Envoy refused are told with its reason', { skip }, async () => {
  const { stdout } = await aerakictl('sidecar-config', pod, namespace, '-o', 'text');
  assert.match(stdout, /5 of \d+ listeners refused/);
  assert.match(stdout, /10\.0\.0\.77:9090/);
  assert.match(stdout, /Didn't find a registered implementation for 'envoy\.filters\.network\.meta_protocol_proxy'/);
  assert.match(stdout, /Envoy 1\.40\.0 without\s+MetaProtocol/);
});

test('proxy-status holds it against what Aeraki gave: the proxy image is the cause', { skip }, async () => {
  const { status, stdout } = await aerakictl('proxy-status', pod, '-n', namespace);
  assert.equal(status, 1);
  assert.match(stdout, /AER1050/);
  assert.match(stdout, /10\.0\.0\.104_6380 .*redis_proxy +present/);
  assert.match(stdout, /10\.0\.0\.77_9090 [\s\S]*meta_protocol_proxy +REFUSED/);
});

test('sidecar-debug raises the levels of its loggers and puts them back', { skip }, async () => {
  const level = async (logger: string): Promise<string | undefined> =>
    new RegExp(`^ *${logger}: (\\w+)`, 'm').exec(await admin('/logging', '--post'))?.[1];
  await admin('/logging?redis=info', '--post');
  const before = [await level('redis'), await level('dubbo')];
  assert.deepEqual(before, ['info', 'error']);
  await aerakictl('sidecar-debug', 'on', pod, namespace);
  assert.deepEqual([await level('redis'), await level('dubbo')], ['debug', 'debug']);
  await aerakictl('sidecar-debug', 'off', pod, namespace);
  assert.deepEqual([await level('redis'), await level('dubbo')], before);
});

test('Ctrl-C puts the levels back too', { skip }, async () => {
  const debugging = start(['sidecar-debug', 'trace', pod, namespace, '--for', '5m'], {
    kubeconfig: mesh.kubeconfig,
    env: { XDG_STATE_HOME: mesh.server.folder },
  });
  await eventually('trace', async () => /^ *redis: trace/m.test(await admin('/logging', '--post')));
  const { status } = await debugging.interrupt();
  assert.equal(status, 130);
  assert.match(await admin('/logging', '--post'), /^ *redis: info/m);
});

test('a change of the mesh reaches it, and is seen', { skip }, async () => {
  await mesh.apply([
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'redis', name: 'redis-third' },
      spec: { clusterIP: '10.0.0.150', selector: { app: 'redis-third' }, ports: [{ name: 'tcp-redis', port: 6381 }] },
    },
  ]);
  await eventually('Envoy has the new listener', async () => (await admin('/listeners')).includes('10.0.0.150_6381'));
  const { stdout } = await aerakictl('sidecar-config', pod, namespace, 'listeners', '-o', 'text');
  assert.match(stdout, /10\.0\.0\.150[:_]6381/);
});

test('a recorded dump is the same from a pod and from a file', {
  skip: skip || (recordedDump('client') === undefined && 'no recordings beside the checkout'),
}, async () => {
  for (const name of ['client', 'server', 'cluster-rejected', 'redis-server'] as const) {
    const dump = recordedDump(name);
    assert.ok(dump !== undefined);
    mesh.sidecar('meta-thrift', 'thrift-client-0').dump = dump;
    const { stdout } = await aerakictl('sidecar-config', 'thrift-client-0', 'meta-thrift');
    const { stdout: fromFile } = await run(['sidecar-config', '--file', '-'], { input: dump.toString() });
    assert.equal(stdout, fromFile, name);
    assert.ok(stdout.length > 100_000);
  }
});

import assert from 'node:assert/strict';
import { createSign } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import type { JsonObject } from '../../src/base/json.js';
import { connect } from '../../src/cluster/connect.js';
import { ClusterError } from '../../src/cluster/errors.js';
import { applyObject, listObjects, watchObjects } from '../../src/cluster/objects.js';
import { resources } from '../../src/cluster/resources.js';
import { openPort, podRequest, readLog } from '../../src/cluster/streams.js';
import type { Cluster } from '../../src/cluster/types.js';
import { type Mesh, startMesh } from './mesh/mesh.js';
import { textAt } from './mesh/objects.js';
import { withoutCluster } from './mesh/servers.js';
import { eventually } from './process.js';

const skip = withoutCluster;
let mesh: Mesh;
const open: Cluster[] = [];

before(async () => {
  if (!skip) mesh = await startMesh();
});
after(async () => {
  for (const cluster of open) cluster.close();
  await mesh?.stop();
});

async function enter(context: string, options: { kubeconfig?: string; requestTimeoutMs?: number } = {}): Promise<Cluster> {
  const cluster = await connect({ kubeconfig: mesh.kubeconfig, context, env: process.env, requestTimeoutMs: 20_000, ...options });
  open.push(cluster);
  return cluster;
}

/** The error of a request that must fail. */
async function failure(work: Promise<unknown>): Promise<ClusterError> {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(error instanceof ClusterError, `not a ClusterError: ${error}`);
  return error;
}

const router = (name: string): JsonObject => ({
  apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
  kind: 'MetaRouter',
  metadata: { namespace: 'shop', name },
  spec: { hosts: [`${name}.shop.svc.cluster.local`] },
});

/** The names of objects that a watch tells of, in the order told; ends with the signal. */
function watchNames(cluster: Cluster, signal: AbortSignal): { told: string[]; synced: Promise<void>; done: Promise<void> } {
  const told: string[] = [];
  let sync = (): void => undefined;
  const synced = new Promise<void>((resolve) => {
    sync = resolve;
  });
  const done = (async () => {
    for await (const event of watchObjects(cluster, resources.metaRouters, { namespace: 'shop', signal })) {
      if (event.type === 'SYNCED') sync();
      else told.push(`${event.type} ${textAt(event.object, 'metadata', 'name')}`);
    }
  })();
  return { told, synced, done };
}

/** The lines of a log that is followed, until the signal. */
function followLog(cluster: Cluster, pod: string, signal: AbortSignal): { lines: string[]; done: Promise<void> } {
  const lines: string[] = [];
  const done = (async () => {
    const container = { namespace: 'meta-thrift', pod, container: 'app' };
    for await (const { text } of readLog(cluster, container, { follow: true, tailLines: 0, signal })) lines.push(text.toString());
  })();
  return { lines, done };
}

const numbered = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, index) => `line ${from + index}`);

test('an expired token is told as such, with the context that it belongs to', { skip }, async () => {
  const kubeconfig = join(mesh.server.folder, 'expired.yaml');
  const config = parse(readFileSync(mesh.kubeconfig, 'utf8'));
  config.users.push({ name: 'expired', user: { token: serviceAccountToken(-60) } });
  config.contexts.push({ name: 'expired', context: { cluster: 'mesh', user: 'expired' } });
  writeFileSync(kubeconfig, stringify(config));
  const cluster = await enter('expired', { kubeconfig });
  const error = await failure(listObjects(cluster, resources.pods));
  assert.equal(error.kind, 'unauthorized');
  assert.equal(error.status, 401);
  assert.match(`${error.message} ${error.fix}`, /expired/);
});

test('a credential plugin is asked again when the server does not take its token', { skip }, async () => {
  const folder = mesh.server.folder;
  const credential = (token: string): string =>
    JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } });
  writeFileSync(join(folder, 'first.json'), credential('no-longer-valid'));
  writeFileSync(join(folder, 'later.json'), credential('admin-token'));
  const script = 'if [ -e asked ]; then cat later.json; else touch asked; cat first.json; fi';
  writeFileSync(join(folder, 'plugin.sh'), `#!/bin/sh\ncd ${folder}\n${script}\n`, { mode: 0o755 });
  const kubeconfig = join(folder, 'plugin.yaml');
  const config = parse(readFileSync(mesh.kubeconfig, 'utf8'));
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: join(folder, 'plugin.sh'), interactiveMode: 'Never' };
  config.users.push({ name: 'plugin', user: { exec } });
  config.contexts.push({ name: 'plugin', context: { cluster: 'mesh', user: 'plugin' } });
  writeFileSync(kubeconfig, stringify(config));
  const { items } = await listObjects(await enter('plugin', { kubeconfig }), resources.metaRouters);
  assert.equal(items.length, 2);
});

test('without permission the error names the verb, the resource and the namespace', { skip }, async () => {
  const team = await enter('team');
  assert.equal((await listObjects(team, resources.metaRouters, { namespace: 'meta-thrift' })).items.length, 1);
  const error = await failure(listObjects(team, resources.metaRouters, { namespace: 'redis' }));
  assert.equal(error.kind, 'forbidden');
  const said = `${error.message} ${error.fix}`;
  for (const word of ['list', 'metarouters', 'redis', 'team']) assert.ok(said.includes(word), `${word}: ${said}`);
  const everywhere = await failure(listObjects(team, resources.metaRouters));
  assert.equal(everywhere.kind, 'forbidden');
});

test('a burst of 429 is waited out as Retry-After says', { skip }, async () => {
  const cluster = await enter('front');
  mesh.front.answer(429, 3, { match: /metarouters/, retryAfter: 1 });
  const begun = Date.now();
  assert.equal((await listObjects(cluster, resources.metaRouters)).items.length, 2);
  assert.ok(Date.now() - begun >= 2900, 'three answers, each with a second to wait');
});

test('a storm of 429 without end is an error, in bounded time', { skip }, async () => {
  const cluster = await enter('front');
  mesh.front.answer(429, 1000, { match: /metarouters/ });
  const error = await failure(listObjects(cluster, resources.metaRouters));
  mesh.front.answer(429, 0);
  assert.equal(error.kind, 'throttled');
  assert.equal(error.status, 429);
});

test('5,000 objects are read in pages; a page that is too old begins anew', { skip, timeout: 240_000 }, async () => {
  await mesh.api.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'many' } }]);
  const names = Array.from({ length: 5000 }, (_, index) => `map-${String(index).padStart(4, '0')}`);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let name = names[next++]; name !== undefined; name = names[next++]) {
      const { status } = await mesh.api.send('POST', '/api/v1/namespaces/many/configmaps', {
        metadata: { name },
        data: { key: name },
      });
      assert.equal(status, 201);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));

  const cluster = await enter('front');
  mesh.front.requests.length = 0;
  const { items } = await listObjects(cluster, resources.configMaps, { namespace: 'many' });
  assert.deepEqual(
    items.map((item) => textAt(item, 'metadata', 'name')),
    names,
  );
  assert.equal(textAt(items[0], 'kind'), 'ConfigMap');
  const pages = mesh.front.requests.filter((line) => line.includes('/configmaps'));
  assert.equal(pages.length, 10);
  assert.ok(pages.every((line) => line.includes('limit=500')));

  // The third page is refused as the server does once the list's version is compacted.
  let page = 0;
  mesh.front.onRequest = (line) => {
    if (line.includes('/configmaps') && ++page === 2) mesh.front.answer(410, 1, { match: /configmaps/ });
  };
  const again = await listObjects(cluster, resources.configMaps, { namespace: 'many' });
  mesh.front.onRequest = undefined;
  assert.equal(again.items.length, 5000);
  assert.equal(new Set(again.items.map((item) => textAt(item, 'metadata', 'name'))).size, 5000);
});

test('a watch goes on after a cut connection, a pause and a restart of the server: nothing is lost or told twice', {
  skip,
  timeout: 120_000,
}, async () => {
  const cluster = await enter('front');
  const stop = new AbortController();
  const { told, synced, done } = watchNames(cluster, stop.signal);
  await synced;
  assert.deepEqual(told, []);
  await mesh.api.apply([router('one')]);
  await eventually('one is told', () => told.length === 1);

  mesh.front.cut();
  await mesh.api.apply([router('two')]);
  await eventually('two is told after a cut', () => told.length === 2);

  mesh.server.pause();
  await sleep(1500);
  mesh.server.resume();
  await mesh.api.apply([router('three')]);
  await eventually('three is told after a pause', () => told.length === 3);

  await mesh.server.kill();
  await sleep(1000);
  await mesh.server.restart();
  await mesh.api.apply([router('four')]);
  await mesh.api.remove(router('one'));
  await eventually('four is told after a restart', () => told.length === 5);

  stop.abort();
  await done;
  assert.deepEqual(told, ['ADDED one', 'ADDED two', 'ADDED three', 'ADDED four', 'DELETED one']);
});

test('a followed log goes on after cuts and a restart of the server, without loss or repetition', {
  skip,
  timeout: 120_000,
}, async () => {
  const pod = 'thrift-server-v1-0';
  const cluster = await enter('front');
  const stop = new AbortController();
  const { lines, done } = followLog(cluster, pod, stop.signal);
  await eventually('the log is asked for', async () => (await mesh.kubelet.seen()).some((line) => line.includes(`${pod}/app`)));
  const write = (from: number, to: number): void => mesh.node.log('meta-thrift', pod, 'app', numbered(from, to));
  write(0, 5);
  await eventually('5 lines', () => lines.length === 5);

  // Many lines within one second, so that the second from which it goes on holds some that were told and some that were not.
  mesh.front.cut();
  write(5, 20);
  await eventually('20 lines', () => lines.length === 20);

  await mesh.kubelet.cut('meta-thrift', pod);
  write(20, 40);
  await eventually('40 lines', () => lines.length === 40);

  await mesh.server.kill();
  write(40, 60);
  await mesh.server.restart();
  await eventually('60 lines', () => lines.length >= 60);
  await sleep(300);
  stop.abort();
  await done;
  assert.deepEqual(lines, numbered(0, 60));
});

test('lines of the same time are each told once after a cut', { skip, timeout: 60_000 }, async () => {
  const pod = 'thrift-server-v2-0';
  const cluster = await enter('front');
  const stop = new AbortController();
  const { lines, done } = followLog(cluster, pod, stop.signal);
  await eventually('the log is asked for', async () => (await mesh.kubelet.seen()).some((line) => line.includes(`${pod}/app`)));
  const time = new Date(Date.now() + 1000).toISOString().replace('Z', '000000Z');
  mesh.node.log('meta-thrift', pod, 'app', [
    { text: 'same', time },
    { text: 'same', time },
  ]);
  await eventually('2 lines', () => lines.length === 2);
  mesh.front.cut();
  mesh.node.log('meta-thrift', pod, 'app', [
    { text: 'same', time },
    { text: 'other', time },
  ]);
  await eventually('4 lines', () => lines.length >= 4);
  await sleep(300);
  stop.abort();
  await done;
  assert.deepEqual(lines, ['same', 'same', 'same', 'other']);
});

test('a container that ends while its log is followed gives its last lines, then the log ends', {
  skip,
  timeout: 60_000,
}, async () => {
  const pod = 'thrift-client-0';
  const cluster = await enter('admin');
  const { lines, done } = followLog(cluster, pod, AbortSignal.timeout(30_000));
  await eventually('the log is asked for', async () => (await mesh.kubelet.seen()).some((line) => line.includes(`${pod}/app`)));
  mesh.node.log('meta-thrift', pod, 'app', ['last words']);
  await mesh.api.remove({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'meta-thrift', name: pod } });
  await done;
  assert.deepEqual(lines, ['last words']);
});

test('a pod that dies during a port-forward ends it at once', { skip, timeout: 60_000 }, async () => {
  const [pod = ''] = await mesh.pods('meta-dubbo', 'dubbo-sample-provider-v2');
  const cluster = await enter('admin');
  assert.match(
    (await podRequest(cluster, { namespace: 'meta-dubbo', name: pod }, 15000, { path: '/ready' })).body.toString(),
    /LIVE/,
  );
  const stream = await openPort(cluster, 'meta-dubbo', pod, 15000);
  stream.write('GET /ready HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(stream, 'data');
  const errors: unknown[] = [];
  stream.on('error', (error) => errors.push(error));
  stream.resume();
  await mesh.api.remove({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'meta-dubbo', name: pod } });
  await once(stream, 'close');
  for (const error of errors) assert.ok(error instanceof ClusterError, String(error));
  await mesh.settled();
  const gone = await failure(podRequest(cluster, { namespace: 'meta-dubbo', name: pod }, 15000, { path: '/ready' }));
  assert.equal(gone.kind, 'not-found');
});

test('a port on which nothing listens is told with the port and the pod', { skip, timeout: 60_000 }, async () => {
  const cluster = await enter('admin');
  const error = await failure(podRequest(cluster, { namespace: 'redis', name: 'redis-0' }, 9999, { path: '/' }));
  assert.match(error.message, /9999/);
  assert.match(error.message, /redis-0/);
});

test('a write whose answer is lost is made again and holds once', { skip }, async () => {
  const cluster = await enter('front');
  await listObjects(cluster, resources.metaRouters);
  mesh.front.lose(1, /PATCH .*metarouters/);
  await applyObject(cluster, resources.metaRouters, router('lost'), {});
  assert.equal(textAt(await mesh.api.get(await mesh.api.path(router('lost'))), 'metadata', 'name'), 'lost');
});

test('a server that does not answer is given up after the request timeout', { skip, timeout: 60_000 }, async () => {
  const cluster = await enter('admin', { requestTimeoutMs: 1000 });
  mesh.server.pause();
  const error = await failure(listObjects(cluster, resources.metaRouters));
  mesh.server.resume();
  assert.equal(error.kind, 'timeout');
});

test('the stand-ins met no error of their own', { skip }, () => {
  assert.deepEqual(
    mesh.errors().filter((error) => !/ECONNREFUSED|ECONNRESET|socket hang up/.test(error)),
    [],
  );
});

/** A token of a service account that the API server itself could have signed, and that expires in so many seconds. */
function serviceAccountToken(expiresInSeconds: number): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const issuer = 'https://kubernetes.default.svc';
  const claims = {
    iss: issuer,
    aud: [issuer],
    sub: 'system:serviceaccount:default:default',
    iat: now - 3600,
    nbf: now - 3600,
    exp: now + expiresInSeconds,
    'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'default', uid: '0' } },
  };
  const content = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  const key = readFileSync(join(mesh.server.folder, 'sa.key'), 'utf8');
  return `${content}.${createSign('RSA-SHA256').update(content).sign(key, 'base64url')}`;
}

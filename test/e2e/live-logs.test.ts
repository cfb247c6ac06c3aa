import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../src/base/json.js';
import { type Mesh, startMesh } from './mesh/mesh.js';
import { mapAt } from './mesh/objects.js';
import { type Ran, type Running, run, start } from './mesh/run.js';
import { withoutCluster } from './mesh/servers.js';
import { eventually } from './process.js';

const skip = withoutCluster;
let mesh: Mesh;
let kubeconfig: string;

before(async () => {
  if (skip) return;
  mesh = await startMesh();
  kubeconfig = mesh.kubeconfig;
  await mesh.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }]);
});
after(() => mesh?.stop());

const pod = (name: string, app: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app } },
  spec: { nodeName: 'node1', containers: [{ name: 'app', image: 'shop:1' }] },
});

const aerakictl = (line: string, options: Parameters<typeof run>[1] = {}): Promise<Ran> =>
  run(line.split(' '), { kubeconfig, ...options });
const follow = (line: string, options: Parameters<typeof start>[1] = {}): Running =>
  start(line.split(' '), { kubeconfig, ...options });

/** Numbered lines, so that a lost or a repeated one shows. */
const numbered = (from: number, to: number, of = ''): string[] =>
  Array.from({ length: to - from }, (_, index) => `line ${of}${from + index}`);

/** The lines of a program's output that are numbered, as they were written. */
const numbers = (output: string): string[] => [...output.matchAll(/line \S+/g)].map(([line]) => line);

const removed = (name: string): Promise<unknown> =>
  mesh.api.remove({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'shop', name } });

/** Changes the mesh's configuration; what it was before. */
async function meshConfig(text: string): Promise<JsonObject[]> {
  const { body } = await mesh.api.send('GET', '/api/v1/namespaces/istio-system/configmaps/istio');
  const metadata = { name: 'istio', namespace: 'istio-system' };
  await mesh.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { mesh: text } }]);
  return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: mapAt(body, 'data') }];
}

test('the logs of many pods are one by time, each line behind its pod and container', { skip }, async () => {
  await mesh.apply([pod('merge-a', 'merge'), pod('merge-b', 'merge')]);
  // After the first line that every container writes.
  const now = Math.floor(Date.now() / 1000) * 1000 + 60_000;
  const at = (second: number, text: string) => ({ text, time: new Date(now + second * 1000).toISOString() });
  mesh.node.log('shop', 'merge-a', 'app', [at(1, 'one'), at(4, 'four')]);
  mesh.node.log('shop', 'merge-b', 'app', [at(2, 'two'), at(3, 'three \x1b[31mred\x1b[0m\x07')]);
  const { status, stdout, stderr } = await aerakictl('app-log merge shop --exclude ^started$');
  assert.deepEqual([status, stderr], [0, '']);
  assert.equal(stdout, 'merge-a app one\nmerge-b app two\nmerge-b app three red\\x07\nmerge-a app four\n');
  const some = await aerakictl('app-log -l app=merge -n shop --include ^t --exclude (?i)RED');
  assert.equal(some.stdout, 'merge-b app two\n');
  const raw = await aerakictl('app-log merge-b shop --tail 1 -o raw');
  assert.equal(raw.stdout, 'three \x1b[31mred\x1b[0m\x07\n');
  const records = await aerakictl('app-log merge-b shop --tail 1 -o ndjson');
  const { time, ...record } = JSON.parse(records.stdout);
  assert.equal(Date.parse(time), now + 3000);
  assert.deepEqual(record, {
    namespace: 'shop',
    pod: 'merge-b',
    container: 'app',
    line: 'three \x1b[31mred\x1b[0m\x07',
  });
});

test('while following, pods that come and containers that start again are picked up', { skip }, async () => {
  await mesh.apply([pod('grow-a', 'grow')]);
  mesh.node.log('shop', 'grow-a', 'app', ['old']);
  const logs = follow('app-log -l app=grow -n shop -f --tail 0');
  await eventually('it follows', async () => (await mesh.kubelet.seen()).some((line) => line.includes('/grow-a/')));
  mesh.node.log('shop', 'grow-a', 'app', ['line a0']);
  await logs.until('line a0');
  await mesh.apply([pod('grow-b', 'grow')]);
  mesh.node.log('shop', 'grow-b', 'app', ['line b0']);
  await logs.until('line b0');
  mesh.node.log('shop', 'grow-a', 'app', ['line a1']);
  await mesh.node.restart('shop', 'grow-a', 'app');
  mesh.node.log('shop', 'grow-a', 'app', ['line a2']);
  await logs.until('line a2');
  await removed('grow-b');
  mesh.node.log('shop', 'grow-a', 'app', ['line a3']);
  await logs.until('line a3');
  const { status, stdout, stderr } = await logs.interrupt();
  assert.equal(status, 130);
  assert.deepEqual(numbers(stdout).sort(), ['line a0', 'line a1', 'line a2', 'line a3', 'line b0']);
  assert.match(stderr, /^\+ grow-b app$/m);
  const previous = await aerakictl('app-log grow-a shop --previous -o raw');
  assert.equal(previous.stdout, 'started\nold\nline a0\nline a1\n');
});

test('nothing is lost or repeated when connections break and the server is killed, paused or busy', { skip }, async () => {
  await mesh.apply([pod('steady-a', 'steady'), pod('steady-b', 'steady')]);
  mesh.node.log('shop', 'steady-a', 'app', numbered(0, 200, 'a'));
  mesh.node.log('shop', 'steady-b', 'app', numbered(0, 200, 'b'));
  const logs = follow('app-log steady shop -f --context front');
  await logs.until('line b199');
  const later = async (from: number, fault: () => Promise<void> | void, cure: () => Promise<void> | void): Promise<void> => {
    mesh.node.log('shop', 'steady-a', 'app', numbered(from, from + 100, 'a'));
    await fault();
    mesh.node.log('shop', 'steady-a', 'app', numbered(from + 100, from + 200, 'a'));
    mesh.node.log('shop', 'steady-b', 'app', numbered(from, from + 200, 'b'));
    await cure();
    await logs.until(`line a${from + 199}`);
    await logs.until(`line b${from + 199}`);
  };
  await later(
    200,
    () => mesh.kubelet.cut('shop'),
    () => undefined,
  );
  await later(
    400,
    () => mesh.front.cut(),
    () => undefined,
  );
  await later(
    600,
    () => {
      mesh.front.answer(429, 6, { match: /log/, retryAfter: 1 });
      mesh.front.cut();
    },
    () => undefined,
  );
  await later(
    800,
    () => mesh.server.pause(),
    async () => {
      await sleep(500);
      mesh.server.resume();
    },
  );
  await later(
    1000,
    () => mesh.server.kill(),
    () => mesh.server.restart(),
  );
  const { status, stdout } = await logs.interrupt();
  assert.equal(status, 130);
  for (const of of ['a', 'b'])
    assert.deepEqual(
      numbers(stdout).filter((line) => line.startsWith(`line ${of}`)),
      numbered(0, 1200, of),
    );
});

test('where no pod is meant yet, following waits for one', { skip }, async () => {
  const logs = follow('app-log deploy/late -n shop -f');
  await eventually('it waits', () => logs.stderr().includes('waiting'));
  const late = pod('late-5d9f-abcde', 'late');
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'late-5d9f', uid: 'a8ae9fc8-ea1d-4ecd-9877-a69f977b0905' };
  await mesh.apply([
    {
      ...late,
      metadata: {
        name: 'late-5d9f-abcde',
        namespace: 'shop',
        labels: { 'pod-template-hash': '5d9f' },
        ownerReferences: [{ ...owner, controller: true }],
      },
    },
  ]);
  mesh.node.log('shop', 'late-5d9f-abcde', 'app', ['line first']);
  await logs.until('line first');
  assert.equal((await logs.interrupt()).status, 130);
});

test('a slow reader slows the logs down instead of filling the memory', { skip }, async () => {
  await mesh.apply([pod('fast-a', 'fast')]);
  const filling = 'x'.repeat(1000);
  const count = 60_000;
  for (let from = 0; from < count; from += 10_000)
    mesh.node.log(
      'shop',
      'fast-a',
      'app',
      numbered(from, from + 10_000).map((line) => `${line} ${filling}`),
    );
  const logs = follow('app-log fast-a shop -o raw');
  await logs.until('line 10 ');
  logs.child.stdout?.pause();
  const resident = (): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${logs.child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  await sleep(1000);
  const first = resident();
  await sleep(2000);
  assert.ok(resident() < first + 30, `${resident()} MB after ${first} MB while nobody reads`);
  logs.child.stdout?.resume();
  const { status, stdout } = await logs.end();
  assert.equal(status, 0);
  assert.equal(numbers(stdout).length, count);
});

test('a pod by its name is followed to its end, and no longer', { skip }, async () => {
  await mesh.apply([pod('single', 'single')]);
  const logs = follow('app-log single shop -f');
  mesh.node.log('shop', 'single', 'app', ['line last']);
  await logs.until('line last');
  await removed('single');
  const { status } = await logs.end();
  assert.equal(status, 0);
});

test('what is not there, not allowed or not clear is told with the way out', { skip }, async () => {
  const typo = await aerakictl('app-log thrift-clent-0 meta-thrift');
  assert.deepEqual([typo.status, typo.stdout], [2, '']);
  assert.match(typo.stderr, /Did you mean thrift-client-0\?/);
  const container = await aerakictl('app-log thrift-client-0 meta-thrift -c ap');
  assert.match(container.stderr, /Did you mean app\?/);
  const refused = await aerakictl('app-log thrift-client-0 meta-thrift --context viewer');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /pods\/log/);
  const pattern = await aerakictl('app-log thrift-client-0 meta-thrift --include (');
  assert.equal(pattern.status, 2);
  assert.match(pattern.stderr, /missing closing \)/);
});

test('the logs of proxies and control planes are found by themselves, and shown in columns', { skip }, async () => {
  mesh.node.log('meta-thrift', 'thrift-client-0', 'istio-proxy', [
    '[2026-11-21T08:51:30.777Z] thrift 1 no_healthy_upstream - "-" 0 0 12  "-" "6b1c-8" outbound|9090||thrift-sample-server.meta-thrift.svc.cluster.local - 10.0.0.77:9090 10.1.0.4:51234 -',
  ]);
  const sidecar = await aerakictl('sidecar-log thrift-client-0 meta-thrift --tail 1');
  assert.match(
    sidecar.stdout,
    /^thrift-client-0 istio-proxy 2026-11-21 08:51:30\.777 1 {3}thrift 12ms no_healthy_upstream outbound\|9090/,
  );
  // The mesh may set another format.
  const [config] = await meshConfig('accessLogFile: /dev/stdout\naccessLogFormat: "%RESPONSE_CODE% after %DURATION% ms\\n"\n');
  mesh.node.log('meta-thrift', 'thrift-client-0', 'istio-proxy', ['0 after 7 ms']);
  const own = await aerakictl('sidecar-log thrift-client-0 meta-thrift --tail 1 -o ndjson');
  assert.deepEqual(JSON.parse(own.stdout).fields, { response_code: 0, duration: 7 });
  await mesh.apply([config ?? {}]);
  const aeraki = await aerakictl('aeraki-log -o ndjson');
  const [record] = aeraki.stdout.split('\n').map((line) => JSON.parse(line || '{}'));
  assert.deepEqual([aeraki.status, record.namespace, record.form, record.level], [0, 'istio-system', 'istio', 'info']);
  for (const command of ['istiod-log', 'gateway-log']) {
    const { status, stdout } = await aerakictl(`${command} --tail 1`);
    assert.deepEqual([status, stdout.split('\n').length], [0, 2], command);
  }
});

test('statistics per service, once and again', { skip }, async () => {
  const { status, stdout } = await aerakictl('sidecar-stats thrift-client-0 meta-thrift -o json');
  assert.equal(status, 0);
  const { services } = JSON.parse(stdout);
  const thrift = services.find(({ host }: { host: string }) => host.startsWith('thrift-sample-server.meta-thrift'));
  assert.equal(thrift.direction, 'outbound');
  assert.equal(typeof thrift.latencyMs.p99, 'number');
  const raw = await aerakictl('sidecar-stats thrift-client-0 meta-thrift');
  assert.match(raw.stdout, /^# TYPE envoy_/m);
  const watching = follow('sidecar-stats -l app=thrift-sample-client -A -o json --watch --interval 200ms');
  await watching.until(/"perSecond"/);
  assert.equal((await watching.interrupt()).status, 130);
  for (const line of watching.stdout().trimEnd().split('\n')) assert.ok(Array.isArray(JSON.parse(line).services));
});

test("a proxy's admin interface: its paths, its answers, and what ends it only when meant", { skip }, async () => {
  const list = await aerakictl('sidecar-admin thrift-client-0 meta-thrift');
  assert.match(list.stdout, /^\/config_dump /m);
  const { stdout } = await aerakictl('sidecar-admin thrift-client-0 meta-thrift server_info');
  assert.equal(JSON.parse(stdout).state, 'LIVE');
  const unknown = await aerakictl('sidecar-admin thrift-client-0 meta-thrift clustrs');
  assert.match(unknown.stderr, /Did you mean \/clusters\?/);
  const danger = await aerakictl('sidecar-admin thrift-client-0 meta-thrift quitquitquit --post');
  assert.equal(danger.status, 2);
  assert.match(danger.stderr, /--yes/);
});

test('loggers are raised and put back: by off, after a while, and with Ctrl-C', { skip }, async () => {
  const { loggers } = mesh.sidecar('meta-thrift', 'thrift-client-0');
  const env = { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'state-')) };
  const who = 'thrift-client-0 meta-thrift';
  loggers.set('router', 'info');
  const before = new Map(loggers);
  assert.equal((await aerakictl(`sidecar-debug on ${who}`, { env })).status, 0);
  assert.deepEqual([loggers.get('router'), loggers.get('filter'), loggers.get('admin')], ['debug', 'debug', before.get('admin')]);
  // Raised twice, they go back to what they were at first.
  assert.equal((await aerakictl(`sidecar-debug trace ${who} --logger router`, { env })).status, 0);
  assert.equal(loggers.get('router'), 'trace');
  assert.equal((await aerakictl(`sidecar-debug off ${who}`, { env })).status, 0);
  assert.deepEqual(new Map(loggers), before);

  const timed = await aerakictl(`sidecar-debug on ${who} --for 300ms`, { env });
  assert.equal(timed.status, 0);
  assert.deepEqual(new Map(loggers), before);

  const interrupted = follow(`sidecar-debug on ${who} --for 5m`, { env });
  await interrupted.until(/at debug/);
  assert.equal(loggers.get('router'), 'debug');
  assert.equal((await interrupted.interrupt()).status, 130);
  assert.deepEqual(new Map(loggers), before);

  // Killed, it cannot put them back; what it wrote down can.
  const killed = follow(`sidecar-debug on ${who} --for 5m`, { env });
  await killed.until(/at debug/);
  killed.child.kill('SIGKILL');
  await killed.end();
  assert.equal((await aerakictl(`sidecar-debug off ${who}`, { env })).status, 0);
  assert.deepEqual(new Map(loggers), before);

  const typo = await aerakictl(`sidecar-debug on ${who} --logger ruter`, { env });
  assert.match(typo.stderr, /Did you mean router\?/);
});

test("istiod's pages as tables, as JSON and as they are", { skip }, async () => {
  const clients = await aerakictl('istiod-ads -o text');
  assert.equal(clients.status, 0);
  assert.match(clients.stdout, /^aeraki-\S+\.istio-system +asks for objects/m);
  const services = await aerakictl('istiod-registry');
  assert.ok(Array.isArray(JSON.parse(services.stdout)));
  for (const command of ['istiod-config', 'istiod-endpoint', 'istiod-instances']) {
    const { status, stdout } = await aerakictl(`${command} -o text`);
    assert.equal(status, 0, command);
    assert.ok(stdout.split('\n').length > 3, stdout);
  }
  const pages = await aerakictl('istiod-debug');
  assert.match(pages.stdout, /^syncz$/m);
  assert.ok(JSON.parse((await aerakictl('istiod-debug syncz')).stdout));
  const unknown = await aerakictl('istiod-debug synz');
  assert.deepEqual([unknown.status, /Did you mean syncz\?/.test(unknown.stderr)], [2, true]);
});

test('a Deployment and a pod are started again, when that is meant', { skip }, async () => {
  const asked = await aerakictl('restart aeraki');
  assert.equal(asked.status, 2);
  assert.match(asked.stderr, /--yes/);
  const [old] = await mesh.pods('istio-system', 'aeraki-');
  assert.equal((await aerakictl('restart aeraki --yes')).status, 0);
  await eventually('another pod runs', async () => {
    const [now, ...more] = await mesh.pods('istio-system', 'aeraki-');
    return now !== undefined && more.length === 0 && now !== old;
  });
  await mesh.apply([pod('again', 'again')]);
  assert.equal((await aerakictl('restart again shop --yes')).status, 0);
  await eventually('the pod is gone', async () => (await mesh.pods('shop', 'again')).length === 0);
});

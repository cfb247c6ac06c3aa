import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../src/base/json.js';
import { type Mesh, startMesh } from './mesh/mesh.js';
import { type Ran, run, start } from './mesh/run.js';
import { withoutCluster } from './mesh/servers.js';

/** A value of the program's JSON, whose shape the tests are about. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads what it asserts
type Any = any;

describe('get, describe and envoyfilter on a live mesh', { skip: withoutCluster }, () => {
  let mesh: Mesh;
  before(async () => {
    mesh = await startMesh();
  });
  after(() => mesh?.stop());

  const ask = (...args: string[]): Promise<Ran> => run(args, { kubeconfig: mesh.kubeconfig });
  const json = async (...args: string[]): Promise<{ status: number; value: Any }> => {
    const { status, stdout, stderr } = await ask(...args, '-o', 'json');
    assert.notEqual(stdout, '', stderr);
    return { status, value: JSON.parse(stdout) };
  };
  const host = 'thrift-sample-server.meta-thrift.svc.cluster.local';
  const subsets = (v2: string): JsonObject => ({
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'DestinationRule',
    metadata: { name: 'thrift-sample-server', namespace: 'meta-thrift' },
    spec: {
      host,
      subsets: [
        { name: 'v1', labels: { version: 'v1' } },
        { name: 'v2', labels: { version: v2 } },
      ],
    },
  });

  test('get lists routers with hosts, routes, destinations and problems', async () => {
    const { status, stdout, stderr } = await ask('get', 'metarouters', '-A');
    assert.equal(status, 0, stderr);
    const [head, dubbo, thrift] = stdout.split('\n').map((line) => line.trim().split(/ {3,}/));
    assert.deepEqual(head, ['NAMESPACE', 'NAME', 'HOST', 'PROTOCOL', 'ROUTES', 'DESTINATIONS', 'PROBLEMS', 'AGE']);
    assert.deepEqual(dubbo?.slice(0, 7), [
      'meta-dubbo',
      'test-metaprotocol-dubbo-route',
      'org.apache.dubbo.samples.basic.api.demoservice',
      'dubbo',
      '1',
      'v1',
      '1 warning',
    ]);
    assert.deepEqual(thrift?.slice(3, 6), ['thrift', '1', 'v1, v2']);
  });

  test('get -o json is a List with a state for each item', async () => {
    const { value } = await json('get', 'mr', '-n', 'meta-thrift');
    assert.equal(value.kind, 'List');
    assert.deepEqual(
      value.items.map(({ kind, metadata }: Any) => [kind, metadata.name]),
      value.states.map(({ kind, name }: Any) => [kind, name]),
    );
    assert.deepEqual(value.states[0].problems, { errors: 0, warnings: 1, infos: 0 });
    assert.deepEqual(
      value.states[0].destinations.map(({ subset }: Any) => subset),
      ['v1', 'v2'],
    );
  });

  test('get takes names, labels, and says what is not there', async () => {
    assert.equal((await ask('get', 'svc', '-n', 'meta-thrift', '-o', 'name')).stdout, 'service/thrift-sample-server\n');
    const missing = await ask('get', 'mr/test-metaprotocol-thrift-rout', '-n', 'meta-thrift');
    assert.equal(missing.status, 1);
    assert.match(missing.stderr, /not found in namespace meta-thrift\. Did you mean test-metaprotocol-thrift-route\?/);
    const labelled = await ask('get', 'mr', '-A', '-l', 'app=nothing');
    assert.deepEqual([labelled.status, labelled.stdout], [0, '']);
    const unknown = await ask('get', 'metaruters');
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /Did you mean metarouters?\?/);
  });

  test('get of what may not be listed names the missing permission', async () => {
    const { status, stderr } = await ask('get', 'mr', '--context', 'nobody', '-n', 'meta-thrift');
    assert.equal(status, 2);
    assert.match(stderr, /may not list metarouters/);
    const own = await ask('get', 'mr', '--context', 'team');
    assert.equal(own.status, 0, own.stderr);
    assert.match(own.stdout, /test-metaprotocol-thrift-route/);
  });

  test('get -w prints a row also when another object changes its state', async () => {
    const watch = start(['get', 'mr', '-n', 'meta-thrift', '-w', '-o', 'json'], { kubeconfig: mesh.kubeconfig });
    try {
      await watch.until('"type":"ADDED"');
      await mesh.apply([{ ...subsets('v2'), spec: { host, subsets: [{ name: 'v1', labels: { version: 'v1' } }] } }]);
      await watch.until('"type":"MODIFIED"');
      const { status, stdout } = await watch.interrupt();
      assert.equal(status, 130);
      const events: Any[] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const last = events.at(-1);
      assert.equal(last.object.metadata.name, 'test-metaprotocol-thrift-route');
      assert.ok(last.state.findings.some(({ code }: Any) => code === 'AER0301'));
    } finally {
      await mesh.apply([subsets('v2')]);
    }
  });

  test('get services tells what Aeraki manages and generated', async () => {
    const { value } = await json('get', 'services', '-A');
    const of = (name: string): Any => value.states.find((state: Any) => `${state.namespace}/${state.name}` === name);
    assert.deepEqual(of('meta-thrift/thrift-sample-server').generated, { expected: 2, inSync: 2 });
    assert.equal(of('default/kubernetes').protocol, '');
    assert.equal(of('redis/redis-cluster').protocol, 'redis');
  });

  test('describe follows a host to its endpoints', async () => {
    const { status, value } = await json('describe', host);
    assert.equal(status, 0);
    const [chain] = value.hosts;
    assert.deepEqual([chain.verdict.state, chain.verdict.step], ['warning', 'routes']);
    assert.deepEqual(
      chain.ports[0].clusters.map(({ subset, rule, endpoints }: Any) => [
        subset,
        rule,
        endpoints.map(({ pod, ready }: Any) => [pod, ready]),
      ]),
      [
        ['v1', 'DestinationRule meta-thrift/thrift-sample-server', [['meta-thrift/thrift-server-v1-0', true]]],
        ['v2', 'DestinationRule meta-thrift/thrift-sample-server', [['meta-thrift/thrift-server-v2-0', true]]],
      ],
    );
  });

  test('describe says where the chain breaks, why, and what to do', async () => {
    await mesh.apply([subsets('v3')]);
    try {
      const { stdout } = await ask('describe', 'svc', 'thrift-sample-server', '-n', 'meta-thrift');
      assert.match(stdout, /State +broken at endpoints of port 9090\n +The subset v2 of thrift-sample-server/);
      assert.match(stdout, /= fix: Start pods with the subset's labels/);
    } finally {
      await mesh.apply([subsets('v2')]);
    }
  });

  test('describe of a pod asks its proxy', async () => {
    const { value } = await json('describe', 'pod', 'thrift-client-0', '-n', 'meta-thrift');
    assert.deepEqual([value.kind, value.state, value.aerakiXds], ['sidecar', 'ok', true]);
    const link = value.calls.find((each: Any) => each.host === host);
    assert.deepEqual(
      [link.listener, link.generated, link.held, link.routes.state],
      ['10.0.0.77_9090', 'in sync', 'present', 'in-sync'],
    );
    const stock = await ask('describe', 'pod', 'deploy/thrift-sample-client', '-n', 'thrift');
    assert.match(stock.stdout, /error AER1050 proxy-without-metaprotocol/);
    assert.match(stock.stdout, /10\.0\.0\.77_9090 +meta_protocol_proxy +in sync +refused/);
    const bare = await ask('describe', 'pod', 'kafka-client', '-n', 'kafka');
    assert.match(bare.stdout, /has no istio-proxy: nothing of Aeraki takes effect/);
  });

  test('describe --from shows how a client holds a host', async () => {
    const { value } = await json('describe', host, '--from', 'thrift-client-0.meta-thrift');
    assert.deepEqual(
      value.from.calls.map(({ listener, state }: Any) => [listener, state]),
      [['10.0.0.77_9090', 'ok']],
    );
  });

  test('describe of what is not there ends with 1', async () => {
    const { status, stderr } = await ask('describe', 'host', 'thrift-sample-server.meta-thrft.svc.cluster.local');
    assert.equal(status, 1);
    assert.match(stderr, /Did you mean thrift-sample-server\.meta-thrift\.svc\.cluster\.local\?/);
  });

  test('envoyfilter list and diff find nothing amiss in a healthy mesh', async () => {
    const { status, value } = await json('envoyfilter', 'diff');
    assert.equal(status, 0, JSON.stringify(value.findings));
    assert.deepEqual([value.summary.objects, value.summary.inSync], [17, 17]);
    const { stdout } = await ask('envoyfilter', 'list', '--service', host);
    assert.match(stdout, /^HOST +LISTENER +NAMESPACE +STATE +AGE\n/);
    assert.match(stdout, /10\.0\.0\.77_9090 +istio-system +in sync/);
  });

  test('envoyfilter show decodes, and shows no password', async () => {
    const { stdout } = await ask('envoyfilter', 'show', 'redis-cluster.redis.svc.cluster.local');
    assert.match(stdout, /downstreamAuthPassword:\n +inlineString: "?<redacted>/);
    assert.match(stdout, /does +redis_proxy in place of tcp_proxy in the listener 10\.0\.0\.103_6379/);
    for (const format of ['json', 'yaml']) {
      const machine = await ask('envoyfilter', 'show', 'redis-cluster.redis.svc.cluster.local', '-o', format);
      assert.match(machine.stdout, /<redacted>/);
    }
  });

  test('envoyfilter diff explains what Aeraki does not follow', async () => {
    const { aeraki } = mesh;
    assert.ok(aeraki !== undefined);
    aeraki.deaf = true;
    const service: JsonObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'late', namespace: 'meta-thrift' },
      spec: { selector: { app: 'late' }, ports: [{ name: 'tcp-metaprotocol-thrift', port: 9090 }] },
    };
    const outbound = `aeraki-outbound-${host}-10.0.0.77-9090`;
    try {
      await mesh.api.apply([service]);
      const path = `/apis/networking.istio.io/v1alpha3/namespaces/istio-system/envoyfilters/${outbound}`;
      const patch = [{ op: 'replace', path: '/spec/configPatches/0/match/listener/name', value: 'elsewhere_9090' }];
      const patched = await mesh.api.send(
        'PATCH',
        `${path}?fieldManager=kubectl-edit`,
        patch as Any,
        'application/json-patch+json',
      );
      assert.equal(patched.status, 200);
      const { status, value } = await json('envoyfilter', 'diff');
      assert.equal(status, 1);
      const edited = value.objects.find(({ name }: Any) => name === outbound);
      assert.equal(edited.state, 'differs');
      assert.match(edited.reasons[0], /^kubectl-edit wrote it last, \d+s ago, not Aeraki\.$/);
      assert.deepEqual(
        edited.fields.map(({ from, to, by }: Any) => [from, to, by]),
        [['elsewhere_9090', '10.0.0.77_9090', 'Service meta-thrift/thrift-sample-server, spec.ports[0]']],
      );
      const missing = value.objects.filter(({ state }: Any) => state === 'missing');
      assert.deepEqual(
        missing.map(({ host: of, side }: Any) => [of, side]),
        [
          ['late.meta-thrift.svc.cluster.local', 'inbound'],
          ['late.meta-thrift.svc.cluster.local', 'outbound'],
        ],
      );
      assert.match(missing[0].reasons[0], /^Service meta-thrift\/late changed \d+s ago: Aeraki has not followed yet\.$/);
      const described = await json('describe', 'late.meta-thrift.svc.cluster.local');
      assert.deepEqual([described.value.hosts[0].verdict.state, described.value.hosts[0].verdict.step], ['broken', 'filter']);
    } finally {
      aeraki.deaf = false;
      await mesh.api.remove(service);
      await mesh.apply([subsets('v2')]);
    }
    for (let i = 0; i < 50 && (await ask('envoyfilter', 'diff')).status !== 0; i++) await sleep(100);
    assert.equal((await ask('envoyfilter', 'diff')).status, 0);
  });

  test('what was saved with kubectl is looked at without a cluster', async () => {
    const { stdout } = await ask('get', 'mr', '-A', '-o', 'json');
    const saved = await run(['get', 'mr', '-f', '-'], { kubeconfig: '/nowhere', input: stdout });
    assert.equal(saved.status, 0, saved.stderr);
    assert.match(saved.stdout, /meta-thrift +test-metaprotocol-thrift-route/);
  });
});

describe('a cluster without Aeraki', { skip: withoutCluster }, () => {
  let mesh: Mesh;
  before(async () => {
    mesh = await startMesh({ content: 'empty' });
  });
  after(() => mesh?.stop());

  test('has none of its kinds: get says so, and how to install them', async () => {
    const { status, stdout, stderr } = await run(['get', 'metarouters'], { kubeconfig: mesh.kubeconfig });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /MetaRouter is not installed in this cluster: it has no CRD metarouters\.metaprotocol\.aeraki\.io/);
    const all = await run(['get', 'all', '-A'], { kubeconfig: mesh.kubeconfig });
    assert.equal(all.status, 0, all.stderr);
    assert.match(all.stderr, /No resources found/);
  });

  test('has services that nobody manages', async () => {
    const { status, stdout } = await run(['describe', 'svc/kubernetes', '-n', 'default'], { kubeconfig: mesh.kubeconfig });
    assert.equal(status, 0);
    assert.match(stdout, /Managed by {3}nobody: Aeraki leaves it alone/);
  });
});

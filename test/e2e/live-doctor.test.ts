import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { asList, isObject, type JsonObject } from '../../src/base/json.js';
import { aerakiDefinitions, install as define, istioDefinitions } from './mesh/crds.js';
import { type Mesh, startMesh } from './mesh/mesh.js';
import { listAt, mapAt, textAt } from './mesh/objects.js';
import { type Ran, run, start } from './mesh/run.js';
import { withoutCluster } from './mesh/servers.js';
import { controlPlane } from './mesh/workloads.js';

const skip = withoutCluster;
let mesh: Mesh;

before(async () => {
  if (!skip) mesh = await startMesh();
});
after(() => mesh?.stop());

/** Runs the program against the mesh. */
function ak(args: string[], context = 'admin'): Promise<Ran> {
  return run([...args, '--context', context], { kubeconfig: mesh.kubeconfig });
}

function json({ stdout }: Ran): JsonObject {
  const value: unknown = JSON.parse(stdout);
  assert.ok(isObject(value), stdout);
  return value;
}

/** A check of `check -o json`, by its name. */
function checkOf(ran: Ran, id: string): JsonObject {
  const found = listAt(json(ran), 'checks').find((check) => check['id'] === id);
  assert.ok(found, `${id} is among ${ran.stdout}`);
  return found;
}

const client = ['thrift-client-0', 'meta-thrift'];

describe('proxy-status', { skip }, () => {
  test('tells the sidecars in sync from the one with Istio’s own image', async () => {
    const ran = await ak(['proxy-status', '-A']);
    assert.equal(ran.status, 1, ran.stderr);
    assert.match(ran.stdout, /^meta-thrift +thrift-client-0 +aeraki +yes +(\d+)\/\1 +(\d+)\/\2 +in sync$/m);
    assert.match(ran.stdout, /^thrift +thrift-sample-client\S* +stock +no /m);
    assert.match(ran.stdout, /^error\[AER1050\]/m);
    assert.match(ran.stdout, /docs\/codes\/AER1050\.md/);
    assert.equal(ran.stderr, '');
  });

  test('finds routes that a sidecar did not get, field by field, and that it got them later', async () => {
    const path = '/apis/metaprotocol.aeraki.io/v1alpha1/namespaces/meta-thrift/metarouters/test-metaprotocol-thrift-route';
    const { body } = await mesh.api.send('GET', path);
    const { managedFields: _, resourceVersion: __, ...metadata } = mapAt(body, 'metadata');
    const [route = {}] = listAt(body, 'spec', 'routes');
    const [first = {}, second = {}] = listAt(route, 'route');
    const changed = {
      ...body,
      metadata,
      spec: {
        ...mapAt(body, 'spec'),
        routes: [
          {
            ...route,
            route: [
              { ...first, weight: 55 },
              { ...second, weight: 45 },
            ],
          },
        ],
      },
    };
    const sidecar = mesh.sidecar('meta-thrift', 'thrift-client-0');
    sidecar.freeze();
    try {
      await mesh.apply([changed]);
      const stale = await ak(['proxy-status', ...client, '-o', 'json']);
      assert.equal(stale.status, 1, stale.stderr);
      const [proxy = {}] = listAt(json(stale), 'proxies');
      const wrong = listAt(proxy, 'routeConfigurations').filter(({ state }) => state !== 'in-sync');
      assert.deepEqual(
        wrong.map(({ name, state }) => [name, state]),
        [['thrift-sample-server.meta-thrift.svc.cluster.local_9090', 'stale']],
      );
      assert.deepEqual(
        asList(wrong[0]?.['differences']).map((one) => isObject(one) && [one['held'], one['expected']]),
        [
          [20, 55],
          [80, 45],
        ],
      );
      assert.match((await ak(['proxy-status', ...client])).stdout, /weight +20 +55/);
    } finally {
      sidecar.thaw();
    }
    assert.equal((await ak(['proxy-status', ...client])).status, 0);
  });

  test('says of a proxy that does not answer that it was not asked, and goes on with the others', async () => {
    const sidecar = mesh.sidecar('meta-thrift', 'thrift-server-v1-0');
    sidecar.answers.set('/config_dump', { status: 503, body: 'no' });
    try {
      const ran = await ak(['proxy-status', '-n', 'meta-thrift', '-o', 'json']);
      assert.equal(ran.status, 1, ran.stderr);
      assert.deepEqual(
        listAt(json(ran), 'proxies').map(({ name, state }) => [name, state]),
        [
          ['thrift-client-0', 'in-sync'],
          ['thrift-server-v1-0', 'not-asked'],
          ['thrift-server-v2-0', 'in-sync'],
        ],
      );
    } finally {
      sidecar.answers.delete('/config_dump');
    }
  });

  test('without a way into pods says which permission is missing, once for all pods; by exec alone it answers', async () => {
    const refused = await ak(['proxy-status', '-n', 'meta-thrift'], 'viewer');
    assert.equal(refused.status, 2, refused.stderr);
    assert.equal(refused.stdout.match(/warning\[AER1062\]/g)?.length, 1);
    const executed = await ak(['proxy-status', '-n', 'meta-thrift'], 'execonly');
    assert.equal(executed.status, 0, executed.stdout + executed.stderr);
  });

  test('of a pod that is not there says what is near', async () => {
    const { status, stderr } = await ak(['proxy-status', 'thrift-cleint', 'meta-thrift']);
    assert.equal(status, 2);
    assert.match(stderr, /Did you mean thrift-client-0\?/);
  });
});

describe('check', { skip }, () => {
  test('tells what is true of the mesh', async () => {
    const ran = await ak(['check', '-o', 'json']);
    assert.equal(ran.status, 1, ran.stderr);
    const verdicts = Object.fromEntries(listAt(json(ran), 'checks').map(({ id, verdict }) => [id, verdict]));
    const well = [
      'kubernetes-version',
      'istio-found',
      'istio-ready',
      'istio-compatible',
      'istio-kinds',
      'aeraki-found',
      'aeraki-ready',
      'aeraki-version',
      'aeraki-settings',
      'aeraki-connected',
      'aeraki-served',
      'crds-installed',
      'crds-shape',
      'crds-scope',
      'webhook-registered',
      'webhook-reachable',
      'webhook-shape',
      'mesh-config',
      'bootstrap-current',
      'proxies-asked',
      'generated',
      'permissions',
    ];
    for (const id of well) assert.equal(verdicts[id], 'ok', `${id}: ${JSON.stringify(checkOf(ran, id))}`);
    assert.equal(verdicts['proxies-in-sync'], 'failed');
    // The recorded mesh configuration has neither.
    assert.equal(verdicts['dns-capture'], 'warning');
    assert.equal(verdicts['statistics'], 'warning');
    assert.match(textAt(checkOf(ran, 'aeraki-connected'), 'message'), /^aeraki-\S+istio-system\S*, since \d+ (s|min)$/);
  });

  test('in text marks each check, with remedy and page for what is not well', async () => {
    const { stdout } = await ak(['check']);
    assert.match(stdout, /^[√+] istiod is installed: istiod 1\.20\.0 in istio-system$/m);
    assert.match(stdout, /^[×x] Every proxy holds what it should\n {4}\d+ of \d+ proxies/m);
    assert.match(stdout, /^ {4}fix: 'aerakictl proxy-status'/m);
    assert.match(stdout, /^ {4}see docs\/codes\/AER1161\.md for hints$/m);
  });

  test('as JUnit has a case a check', async () => {
    const { stdout } = await ak(['check', '-o', 'junit']);
    assert.match(stdout, /<testsuite name="istio" tests="4" failures="0"/);
    assert.match(stdout, /<failure type="AER1161"/);
  });

  test('of an Aeraki that lost its istiod says so', async () => {
    assert.ok(mesh.aeraki);
    mesh.aeraki.deaf = true;
    try {
      const ran = await ak(['check', '-o', 'json']);
      assert.equal(checkOf(ran, 'aeraki-connected')['verdict'], 'failed');
    } finally {
      mesh.aeraki.deaf = false;
    }
  });

  test('finds the fields that the CRD of the Helm chart lacks', async () => {
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/metarouters.metaprotocol.aeraki.io';
    const { body } = await mesh.api.send('GET', path);
    const published = structuredClone(body);
    const [version = {}] = listAt(body, 'spec', 'versions');
    const properties = mapAt(version, 'schema', 'openAPIV3Schema', 'properties', 'spec', 'properties');
    delete properties['exportTo'];
    delete properties['gateways'];
    await mesh.api.send('PUT', path, body);
    try {
      const shape = checkOf(await ak(['check', '-o', 'json']), 'crds-shape');
      assert.equal(shape['verdict'], 'failed');
      assert.match(String(asList(shape['details'])[0]), /^MetaRouter lacks .*spec\.exportTo/);
    } finally {
      const now = await mesh.api.send('GET', path);
      const { resourceVersion } = mapAt(now.body, 'metadata');
      await mesh.api.send('PUT', path, {
        ...published,
        metadata: { ...mapAt(published, 'metadata'), resourceVersion: resourceVersion ?? '' },
      });
    }
  });

  test('without permissions says what it did not check, and claims nothing', async () => {
    const ran = await ak(['check', '-o', 'json'], 'nobody');
    assert.equal(ran.status, 2);
    const verdicts = listAt(json(ran), 'checks').map(({ id, verdict }) => [id, verdict]);
    for (const [id, verdict] of verdicts) {
      if (id === 'kubernetes-version') continue;
      assert.notEqual(verdict, 'ok', String(id));
    }
    assert.equal(checkOf(ran, 'istio-found')['verdict'], 'unknown');
    assert.equal(checkOf(ran, 'permissions')['verdict'], 'warning');
  });
});

describe('check of other clusters', { skip }, () => {
  test('says loudly that Istio 1.24 answers Aeraki with nothing', async (context) => {
    const newer = await startMesh({ istioVersion: '1.24.1', aeraki: false });
    context.after(() => newer.stop());
    const { status, stdout } = await run(['check'], { kubeconfig: newer.kubeconfig });
    assert.equal(status, 1);
    assert.match(stdout.replace(/\s+/g, ' '), /ISTIO 1\.24\.1 ANSWERS AERAKI WITH NOTHING/);
    assert.match(stdout, /AER1107/);
  });

  test('--pre tells whether a cluster is ready for Aeraki, and --wait until it is', async (context) => {
    const bare = await startMesh({ content: 'empty' });
    context.after(() => bare.stop());
    const { kubeconfig } = bare;
    const without = await run(['check', '--pre', '-o', 'json'], { kubeconfig });
    assert.equal(without.status, 1, without.stderr);
    assert.equal(checkOf(without, 'istio-found')['verdict'], 'failed');
    assert.equal(checkOf(without, 'install-permissions')['verdict'], 'ok');

    const waiting = start(['check', '--pre', '--wait', '--timeout', '50s', '-o', 'json'], { kubeconfig });
    await define(bare.api, [...istioDefinitions(), ...aerakiDefinitions()]);
    await bare.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } }]);
    await bare.apply(controlPlane('1.18.1').filter((object) => textAt(object, 'metadata', 'name').startsWith('istiod')));
    const ready = await waiting.end();
    assert.equal(ready.status, 0, ready.stdout + ready.stderr);
    assert.equal(checkOf(ready, 'istio-compatible')['verdict'], 'ok');
  });
});

describe('version', { skip }, () => {
  test('tells what runs', async () => {
    const ran = await ak(['version', '-o', 'json']);
    assert.equal(ran.status, 0, ran.stderr);
    const { kubernetes, istio, aeraki, proxies } = json(ran);
    assert.match(textAt(isObject(kubernetes) ? kubernetes : {}, 'version'), /^v1\.\d+/);
    assert.deepEqual(
      [...asList(istio), ...asList(aeraki)].map((plane) => isObject(plane) && [plane['name'], plane['version']]),
      [
        ['istiod', '1.20.0'],
        ['aeraki', '1.4.2'],
      ],
    );
    assert.ok(asList(proxies).length >= 2);
  });

  test('--client needs no cluster', async () => {
    const { status, stdout } = await run(['version', '--client'], { kubeconfig: '/nowhere' });
    assert.equal(status, 0);
    assert.match(stdout, /^aerakictl: +\S+\n$/);
  });
});

test('a shell is offered the contexts, namespaces and pods that there are', { skip }, async () => {
  const offered = async (...words: string[]): Promise<string[]> => {
    const { stdout } = await run(['__complete', '--', ...words], { kubeconfig: mesh.kubeconfig });
    return stdout.split('\n').filter((line) => line !== '');
  };
  assert.deepEqual(await offered('proxy-status', '--context', 'exec'), ['execonly']);
  assert.deepEqual(await offered('proxy-status', '-n', 'meta-th'), ['meta-thrift']);
  assert.deepEqual(await offered('proxy-status', '-n', 'meta-thrift', 'thrift-c'), ['thrift-client-0']);
  assert.deepEqual(await offered('proxy-status', '--context', 'wrong-token', 'thrift'), []);
});

const kubectl = await new Promise<boolean>((resolve) =>
  execFile('kubectl', ['version', '--client'], (error) => resolve(error === null)),
);

test('kubectl completes the words of kubectl aeraki', { skip: kubectl ? false : 'there is no kubectl' }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-'));
  context.after(() => rmSync(folder, { recursive: true }));
  // kubectl completes only plugins that it finds.
  for (const name of ['kubectl-aeraki', 'kubectl_complete-aeraki']) {
    const script = fileURLToPath(new URL(`../../bin/${name}.js`, import.meta.url));
    writeFileSync(join(folder, name), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const stdout = await new Promise<string>((resolve, reject) => {
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
    execFile('kubectl', ['__complete', 'aeraki', 'proxy-status', '--out'], { env }, (error, text) =>
      error === null ? resolve(text) : reject(error),
    );
  });
  assert.match(stdout, /^--output\tForm of the result$/m);
  assert.match(stdout, /^:4$/m);
});

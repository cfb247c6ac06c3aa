import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { asList, asObject, type JsonObject } from '../../src/base/json.js';
import { install as define, istioDefinitions } from './mesh/crds.js';
import { type Mesh, startMesh } from './mesh/mesh.js';
import { textAt } from './mesh/objects.js';
import { run, start } from './mesh/run.js';
import { withoutCluster } from './mesh/servers.js';
import { controlPlane } from './mesh/workloads.js';
import { eventually } from './process.js';
import { parseObjects } from './program.js';

const skip = withoutCluster;
const namespace = (name: string, labels: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

/** istiod of a version, and nothing else. */
async function istioOnly(version: string): Promise<Mesh> {
  const mesh = await startMesh({ content: 'empty', istioVersion: version });
  await define(mesh.api, istioDefinitions());
  await mesh.apply([namespace('istio-system')]);
  await mesh.apply(controlPlane(version).filter((object) => textAt(object, 'metadata', 'name').startsWith('istiod')));
  return mesh;
}

async function objectsOf(mesh: Mesh, path: string): Promise<string[]> {
  const { body } = await mesh.api.send('GET', path);
  return asList(body['items']).map((item) => {
    const metadata = asObject(asObject(item)?.['metadata']) ?? {};
    return [metadata['namespace'], metadata['name']].filter((part) => part !== undefined).join('/');
  });
}

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

test('install into a cluster with Istio alone: everything is there, and a second time nothing changes', {
  skip,
}, async (context) => {
  const mesh = await istioOnly('1.20.0');
  context.after(() => mesh.stop());
  const { kubeconfig } = mesh;
  const looked = await run(['install', '--dry-run=server'], { kubeconfig });
  assert.equal(looked.status, 0, looked.stderr);
  assert.match(looked.stdout, /^\+ CustomResourceDefinition metarouters\.metaprotocol\.aeraki\.io$/m);
  assert.match(looked.stdout, /^\+ Deployment istio-system\/aeraki$/m);
  assert.deepEqual(
    (await objectsOf(mesh, crds)).filter((name) => name.endsWith('aeraki.io')),
    [],
  );

  const first = await run(['install', '--yes'], { kubeconfig });
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /^15 created$/m);
  assert.equal((await objectsOf(mesh, crds)).filter((name) => name.endsWith('aeraki.io')).length, 5);
  const deployment = await mesh.api.get('/apis/apps/v1/namespaces/istio-system/deployments/aeraki');
  assert.ok(deployment !== undefined);
  assert.match(JSON.stringify(deployment), /ghcr\.io\/aeraki-mesh\/aeraki:1\.4\.1/);

  const again = await run(['install', '--yes', '-o', 'json'], { kubeconfig });
  assert.equal(again.status, 0, again.stderr);
  const result = JSON.parse(again.stdout);
  assert.equal(result.result, 'unchanged');
  assert.deepEqual([...new Set(result.objects.map(({ outcome }: { outcome: string }) => outcome))], ['unchanged']);

  const scoped = await run(['install', '--yes', '--envoyfilters-in', 'services'], { kubeconfig });
  assert.equal(scoped.status, 0, scoped.stderr);
  assert.match(scoped.stdout, /^~ Deployment istio-system\/aeraki$/m);
  const kept = await run(['install', '--yes', '--log-level', 'all:debug'], { kubeconfig });
  assert.doesNotMatch(kept.stdout, /namespace-scope/, 'settings that are not given stay as they run');
  const second = await run(['install', '--yes', '--aeraki-namespace', 'other'], { kubeconfig });
  assert.equal(second.status, 1);
  assert.match(second.stderr, /Aeraki runs in istio-system already/);
});

test('install waits until Aeraki is ready, and says what it lacks', { skip }, async (context) => {
  const mesh = await istioOnly('1.20.0');
  context.after(() => mesh.stop());
  const { status, stderr } = await run(['install', '--yes', '--wait', '--timeout', '3s'], { kubeconfig: mesh.kubeconfig });
  assert.equal(status, 1);
  assert.match(stderr, /error: Aeraki is not ready: it has not made its webhook aeraki-istio-system yet/);
});

test('install refuses an Istio that answers Aeraki with nothing, unless it is forced', { skip }, async (context) => {
  const mesh = await istioOnly('1.24.0');
  context.after(() => mesh.stop());
  const { status, stderr } = await run(['install', '--yes'], { kubeconfig: mesh.kubeconfig });
  assert.equal(status, 1);
  assert.match(stderr, /ISTIO 1\.24 ANSWERS AERAKI WITH NOTHING/);
  assert.match(stderr, /Nothing was installed/);
  assert.deepEqual(
    (await objectsOf(mesh, crds)).filter((name) => name.endsWith('aeraki.io')),
    [],
  );
  const forced = await run(['install', '--yes', '--force'], { kubeconfig: mesh.kubeconfig });
  assert.equal(forced.status, 0, forced.stderr);
});

test('the manifests of a client dry run are what the cluster takes, and need none', { skip }, async (context) => {
  const printed = await run(['install', '--dry-run=client', '--aeraki', '1.4.0'], { kubeconfig: '/nonexistent' });
  assert.equal(printed.status, 0, printed.stderr);
  const mesh = await startMesh({ content: 'empty' });
  context.after(() => mesh.stop());
  await mesh.apply([namespace('istio-system')]);
  const objects = parseObjects(printed.stdout);
  const definitions = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
  await define(mesh.api, definitions);
  await mesh.api.apply(objects.filter((object) => !definitions.includes(object)));
  assert.deepEqual(await objectsOf(mesh, '/apis/metaprotocol.aeraki.io/v1alpha1/applicationprotocols'), ['dubbo', 'thrift']);
});

let mesh: Mesh;
before(async () => {
  if (!skip) mesh = await startMesh();
});
after(async () => {
  await mesh?.stop();
});

const archives = mkdtempSync(join(tmpdir(), 'aerakictl-e2e-report-'));
after(() => rmSync(archives, { recursive: true }));

test('bug-report: one archive with everything, and none of the secrets that are in the mesh', { skip }, async () => {
  const planted = ['testredis', 'planted.bearer-token', 'planted-env-password'];
  mesh.node.log('meta-thrift', 'thrift-client-0', 'istio-proxy', [
    'request with authorization: Bearer planted.bearer-token',
    'AUTH testredis refused',
    'REDIS_PASSWORD=planted-env-password',
  ]);
  const file = join(archives, 'report.tar.gz');
  const { status, stdout, stderr } = await run(['bug-report', '--file', file, '-o', 'json'], { kubeconfig: mesh.kubeconfig });
  assert.equal(status, 0, stderr);
  const { files, leftOut } = JSON.parse(stdout);
  const paths = files.map(({ path }: { path: string }) => path);
  for (const path of [
    'versions.json',
    'check.json',
    'mesh/MetaRouter.yaml',
    'mesh/EnvoyFilter.yaml',
    'mesh/Secret.yaml',
    'translation/drift.json',
    'kubernetes/webhooks.yaml',
    'proxies/meta-thrift/thrift-client-0/config_dump.json',
    'proxies/meta-thrift/thrift-client-0/istio-proxy.log',
  ])
    assert.ok(paths.includes(path), `${path} is lacking`);
  assert.ok(paths.some((path: string) => /^control-plane\/istiod\/.*\/debug\/syncz\.json$/.test(path)));
  assert.deepEqual(leftOut, []);
  const all = gunzipSync(readFileSync(file)).toString('latin1');
  for (const secret of planted) {
    const forms = [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')];
    for (const form of forms) assert.equal(all.includes(form), false, `${form} is in the archive`);
  }
  const key = readFileSync(mesh.kubeconfig, 'utf8').match(/token: (\S+)/)?.[1] ?? 'admin-token';
  assert.equal(all.includes(key), false, 'the token of the kubeconfig is in the archive');
  assert.deepEqual(
    execFileSync('tar', ['-tzf', file], { encoding: 'utf8' }).trim().split('\n').at(-1)?.endsWith('/README.txt'),
    true,
  );
  const shown = join(archives, 'with-secrets.tar.gz');
  const open = await run(['bug-report', '--file', shown, '--include-secrets', '-n', 'meta-thrift'], {
    kubeconfig: mesh.kubeconfig,
  });
  assert.equal(open.status, 0, open.stderr);
  assert.match(open.stdout, /Secrets are NOT hidden/);
  assert.ok(gunzipSync(readFileSync(shown)).toString('latin1').includes('planted.bearer-token'));
});

test('bug-report: what may not be read is named, and the rest is there', { skip }, async () => {
  const file = join(archives, 'viewer.tar.gz');
  const { status, stdout, stderr } = await run(
    ['bug-report', '--file', file, '-o', 'json', '--context', 'viewer', '-n', 'meta-thrift'],
    {
      kubeconfig: mesh.kubeconfig,
    },
  );
  assert.equal(status, 0, stderr);
  const { files, leftOut } = JSON.parse(stdout);
  assert.ok(files.some(({ path }: { path: string }) => path === 'mesh/MetaRouter.yaml'));
  const log = leftOut.find(({ path }: { path: string }) => path === 'proxies/meta-thrift/thrift-client-0/istio-proxy.log');
  assert.match(log?.why ?? '', /pods\/log/);
});

test('bug-report: time and size are kept to, and Ctrl-C leaves nothing behind', { skip }, async () => {
  const small = join(archives, 'small.tar.gz');
  const { status, stdout } = await run(['bug-report', '--file', small, '--max-size', '100Ki', '-o', 'json'], {
    kubeconfig: mesh.kubeconfig,
  });
  assert.equal(status, 0);
  assert.ok(JSON.parse(stdout).leftOut.some(({ why }: { why: string }) => /too large/.test(why)));
  assert.ok(readFileSync(small).length <= 100 * 1024);
  execFileSync('gzip', ['-t', small]);

  const proxy = mesh.sidecar('meta-thrift', 'thrift-client-0');
  proxy.answers.set('/config_dump', 'hang' as never);
  const before = readdirSync(archives).sort();
  const running = start(['bug-report', '--file', join(archives, 'never.tar.gz'), '-n', 'meta-thrift'], {
    kubeconfig: mesh.kubeconfig,
  });
  await eventually('the archive is begun', () => readdirSync(archives).some((name) => name.endsWith('.partial')));
  const { status: interrupted, stderr: said } = await running.interrupt();
  assert.match(said, /No archive was written/);
  proxy.answers.clear();
  assert.equal(interrupted, 130);
  assert.deepEqual(readdirSync(archives).sort(), before);
});

test('install over what runs keeps it, and renews bootstraps that do not fit the version', { skip }, async () => {
  const { kubeconfig } = mesh;
  const { status, stdout, stderr } = await run(['install', '--dry-run=server'], { kubeconfig });
  assert.equal(status, 0, stderr);
  assert.match(stderr, /Aeraki 1\.4\.2 runs already, which is newer than 1\.4\.1: it stays/);
  assert.doesNotMatch(stdout, /aeraki-bootstrap-config/, 'they are what 1.4.2 needs');
  const down = await run(['install', '--yes', '--aeraki', '1.4.1'], { kubeconfig });
  assert.equal(down.status, 0, down.stderr);
  assert.match(down.stdout, /^~ ConfigMap meta-thrift\/aeraki-bootstrap-config\n {4}data\S*transport_socket\.name$/m);
  assert.match(down.stderr, /bootstraps of \d+ namespaces were renewed/);
});

test('uninstall: plan, dry run, then everything of Aeraki goes and the rules stay', { skip }, async () => {
  const { kubeconfig } = mesh;
  const unasked = await run(['uninstall'], { kubeconfig });
  assert.equal(unasked.status, 2);
  const looked = await run(['uninstall', '--dry-run=server'], { kubeconfig });
  assert.equal(looked.status, 0, looked.stderr);
  assert.match(looked.stdout, /^- Deployment istio-system\/aeraki$/m);
  assert.match(
    looked.stdout,
    /New pods of dubbo\/Deployment\/dubbo-sample-consumer,.* will\s+not\s+start\s+without\s+the\s+ConfigMap\s+aeraki-bootstrap-config/s,
  );
  const filters = '/apis/networking.istio.io/v1alpha3/envoyfilters';
  assert.ok((await objectsOf(mesh, filters)).length > 10);

  const refused = await run(['uninstall', '--yes', '--context', 'viewer'], { kubeconfig });
  assert.equal(refused.status, 2, 'a plan with gaps would be none');
  // What is read is read at once: any of the kinds that a viewer may not read can be the first to be refused.
  assert.match(refused.stderr, /^The permission to \w+ \S+ .*is missing/m);

  // One filter is refused, and in the middle of the rest the API server dies.
  mesh.front.answer(403, 1, { match: /^DELETE .*\/envoyfilters\// });
  mesh.front.onRequest = (line) => {
    if (!/^DELETE .*\/configmaps\/aeraki-bootstrap-config/.test(line)) return;
    mesh.front.onRequest = undefined;
    void mesh.server.kill();
  };
  const removing = start(['uninstall', '--yes', '--context', 'front'], { kubeconfig, seconds: 120 });
  // Kubernetes' garbage collector, which is not here, takes the pods of a Deployment that is gone.
  const deployment = '/apis/apps/v1/namespaces/istio-system/deployments/aeraki';
  await eventually('the Deployment is gone', async () => (await mesh.api.get(deployment)) === undefined);
  assert.ok((await objectsOf(mesh, filters)).length > 10, 'nothing else goes while Aeraki runs');
  await mesh.aeraki?.stop();
  for (const path of ['/apis/apps/v1/namespaces/istio-system/replicasets', '/api/v1/namespaces/istio-system/pods'])
    await mesh.api.send('DELETE', `${path}?labelSelector=app%3Daeraki`);
  const broken = await removing.end();
  assert.equal(broken.status, 1, `${broken.stdout}\n${broken.stderr}`);
  // The request at which the server is killed may just get through.
  assert.match(broken.stdout, /^\d+ deleted, \d+ not removed, 1 failed(?:, 1 unknown)?$/m);
  assert.match(broken.stderr, /Run it again/);
  await mesh.server.restart();

  const { status, stdout, stderr } = await run(['uninstall', '--yes'], { kubeconfig });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  assert.deepEqual(await objectsOf(mesh, filters), []);
  assert.deepEqual(
    (await objectsOf(mesh, '/api/v1/configmaps')).filter((name) => name.includes('aeraki')),
    [],
  );
  assert.deepEqual(await objectsOf(mesh, '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'), []);
  assert.deepEqual(
    (await objectsOf(mesh, '/apis/rbac.authorization.k8s.io/v1/clusterroles')).filter((name) => name === 'aeraki'),
    [],
  );
  assert.equal((await objectsOf(mesh, '/apis/metaprotocol.aeraki.io/v1alpha1/metarouters')).length, 2);
});

test('uninstall --crds: the rules go too, and then there is nothing left to remove', { skip }, async () => {
  const { kubeconfig } = mesh;
  const { status, stdout, stderr } = await run(['uninstall', '--crds', '--yes'], { kubeconfig });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /With the CRDs .*2 MetaRouters/);
  const again = await run(['uninstall', '--crds', '--yes'], { kubeconfig });
  assert.equal(again.status, 0);
  assert.match(again.stderr, /There is nothing of Aeraki to remove/);
});

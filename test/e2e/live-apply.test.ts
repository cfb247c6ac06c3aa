import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { asList, asObject, isObject, type JsonObject, own } from '../../src/base/json.js';
import { type Mesh, startMesh } from './mesh/mesh.js';
import { listAt, textAt } from './mesh/objects.js';
import { type Ran, run, start } from './mesh/run.js';
import { withoutCluster } from './mesh/servers.js';

const skip = withoutCluster;
let mesh: Mesh;

before(async () => {
  if (!skip) mesh = await startMesh();
});
after(() => mesh?.stop());
beforeEach(() => {
  if (mesh === undefined) return;
  mesh.webhook.verdict = 'accept';
  mesh.front.onRequest = undefined;
  mesh.front.requests.length = 0;
});

const aeraki = 'metaprotocol.aeraki.io/v1alpha1';

function namespace(name: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** A MetaRouter whose only route is called `route`. */
function router(space: string, name: string, route = 'first', labels: JsonObject = {}): JsonObject {
  const host = `${name}.${space}.svc.cluster.local`;
  return {
    apiVersion: aeraki,
    kind: 'MetaRouter',
    metadata: { namespace: space, name, labels },
    spec: {
      hosts: [host],
      routes: [{ name: route, match: { attributes: { method: { exact: route } } }, route: [{ destination: { host } }] }],
    },
  };
}

const routers = (space: string, names: string, route?: string): JsonObject[] =>
  [...names].map((name) => router(space, name, route));

const asInput = (objects: JsonObject[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });

/** Runs the program on objects given on standard input. */
function ak(args: string[], objects: JsonObject[] = [], context = 'admin'): Promise<Ran> {
  const files = objects.length === 0 ? [] : ['-f', '-'];
  return run([...args, ...files, '--context', context], { kubeconfig: mesh.kubeconfig, input: asInput(objects) });
}

function json(stdout: string): JsonObject {
  const value: unknown = JSON.parse(stdout);
  assert.ok(isObject(value), stdout);
  return value;
}

/** `name: outcome` of each object of a result. */
function outcomes(stdout: string): string[] {
  return listAt(json(stdout), 'objects').map(
    (object) => `${textAt(object, 'name')}: ${textAt(object, 'outcome') || textAt(object, 'action')}`,
  );
}

function live(space: string, name: string, plural = 'metarouters', version = aeraki): Promise<JsonObject | undefined> {
  return mesh.api.get(`/apis/${version}/namespaces/${space}/${plural}/${name}`);
}

/** The name of the first route of a MetaRouter; '' where there is no such object. */
async function routeOf(space: string, name: string): Promise<string> {
  const object = await live(space, name);
  const [route] = object === undefined ? [] : listAt(object, 'spec', 'routes');
  return route === undefined ? '' : textAt(route, 'name');
}

/** Requests that changed something, as the front saw them. */
const writes = (): string[] =>
  mesh.front.requests.filter((line) => /^(?:PATCH|POST|PUT|DELETE) /.test(line) && !line.includes('dryRun='));

/** Whether a request is the real apply of a MetaRouter. */
const isApplyOf = (line: string, name: string): boolean =>
  line.startsWith('PATCH ') && line.includes(`/metarouters/${name}?`) && !line.includes('dryRun=');

describe('apply', { skip }, () => {
  test('creates kinds in the order in which they need each other, in a namespace that it creates itself; then nothing is left to do', async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'anew', name: 'orders' },
      spec: { selector: { app: 'orders' }, ports: [{ name: 'tcp-metaprotocol-thrift', port: 9090 }] },
    };
    const objects = [router('anew', 'orders'), service, namespace('anew')];
    const first = await ak(['apply', '-o', 'json'], objects, 'front');
    assert.equal(first.status, 0, first.stderr);
    assert.equal(json(first.stdout)['result'], 'applied');
    assert.deepEqual(outcomes(first.stdout), ['anew: created', 'orders: created', 'orders: created']);
    assert.deepEqual(
      writes().map((line) => line.replace(/\?.*/, '')),
      [
        'PATCH /api/v1/namespaces/anew',
        'PATCH /api/v1/namespaces/anew/services/orders',
        `PATCH /apis/${aeraki}/namespaces/anew/metarouters/orders`,
      ],
    );
    const managers = listAt((await live('anew', 'orders')) ?? {}, 'metadata', 'managedFields').map((entry) =>
      own(entry, 'manager'),
    );
    assert.ok(managers.includes('aerakictl'));
    mesh.front.requests.length = 0;
    const second = await ak(['apply', '-o', 'json'], objects, 'front');
    assert.equal(second.status, 0, second.stderr);
    assert.equal(json(second.stdout)['result'], 'unchanged');
    assert.deepEqual(writes(), []);
  });

  test('a dry run on the server shows what would change, and changes nothing', async () => {
    await ak(['apply'], [namespace('dry'), router('dry', 'a')]);
    const { status, stdout, stderr } = await ak(
      ['apply', '--dry-run=server'],
      [router('dry', 'a', 'second'), router('dry', 'b')],
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^\+ MetaRouter dry\/b$/m);
    assert.match(stdout, /^~ MetaRouter dry\/a$/m);
    assert.match(stdout, /spec\.routes\[0\]\.name\n +- "first"\n +\+ "second"/);
    assert.match(stderr, /nothing was applied/);
    assert.deepEqual([await routeOf('dry', 'a'), await routeOf('dry', 'b')], ['first', '']);
  });

  test('applies nothing where the webhook would refuse one object, and says which', async () => {
    await ak(['apply'], [namespace('refused')]);
    mesh.webhook.verdict = (object) => (textAt(object, 'metadata', 'name') === 'b' ? { refuse: 'b is not wanted' } : 'accept');
    const { status, stdout } = await ak(['apply', '-o', 'json'], routers('refused', 'abc'), 'front');
    assert.equal(status, 1);
    const [finding] = listAt(json(stdout), 'findings').filter((one) => own(one, 'severity') === 'error');
    assert.equal(own(finding ?? {}, 'code'), 'AER1301');
    assert.match(textAt(finding ?? {}, 'message'), /b is not wanted/);
    assert.equal(textAt(finding ?? {}, 'resource', 'name'), 'b');
    assert.equal(await routeOf('refused', 'a'), '');
    assert.deepEqual(writes(), []);
  });

  test('applies nothing where the webhook hangs, and names it', async () => {
    await ak(['apply'], [namespace('hangs')]);
    mesh.webhook.verdict = 'hang';
    const { status, stderr } = await ak(['apply'], routers('hangs', 'a'));
    assert.equal(status, 1, stderr);
    assert.match(stderr, /validation\.aeraki\.io/);
    assert.match(stderr, /Nothing was applied/);
    assert.equal(await routeOf('hangs', 'a'), '');
  });

  test('what validate refuses stops it before the server is asked', async () => {
    const bad = { ...router('default', 'bad'), spec: { hosts: [] } };
    const { status, stderr } = await ak(['apply'], [bad], 'front');
    assert.equal(status, 1);
    assert.match(stderr, /AER02\d\d/);
    assert.deepEqual(
      mesh.front.requests.filter((line) => line.startsWith('PATCH')),
      [],
    );
  });

  test('of a file that is not there nothing else is told', async () => {
    const { status, stdout } = await ak(['apply', '-f', 'nowhere.yaml', '-o', 'json']);
    const codes = listAt(JSON.parse(stdout), 'findings').map((finding) => isObject(finding) && finding['code']);
    assert.deepEqual([status, codes], [2, ['AER0001']]);
  });

  test('names the other manager and the field of a conflict; --force-conflicts takes it over', async () => {
    await ak(['apply'], [namespace('conflict'), router('conflict', 'a')]);
    const path = `/apis/${aeraki}/namespaces/conflict/metarouters/a`;
    const { status: edited } = await mesh.api.send(
      'PATCH',
      `${path}?fieldManager=kubectl-edit`,
      [{ op: 'replace', path: '/spec/routes/0/name', value: 'edited' }],
      'application/json-patch+json',
    );
    assert.equal(edited, 200);
    const refused = await ak(['apply'], [router('conflict', 'a')]);
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /AER1302[^:]*: kubectl-edit owns spec\.routes of MetaRouter\s+conflict\/a/);
    assert.match(refused.stderr, /--force-conflicts/);
    assert.equal(await routeOf('conflict', 'a'), 'edited');
    const forced = await ak(['apply', '--force-conflicts'], [router('conflict', 'a')]);
    assert.equal(forced.status, 0, forced.stderr);
    assert.equal(await routeOf('conflict', 'a'), 'first');
  });

  test('a missing namespace and a kind that is not installed are findings of their own', async () => {
    const widget = { apiVersion: 'shop.example.com/v1', kind: 'Widget', metadata: { name: 'w' } };
    const { status, stdout } = await ak(['apply', '-o', 'json'], [router('nowhere', 'a'), widget]);
    assert.equal(status, 1);
    const codes = listAt(json(stdout), 'findings').map((finding) => own(finding, 'code'));
    assert.ok(codes.includes('AER1303') && codes.includes('AER1304'), codes.join());
  });

  test('--prune deletes what it applied before, by label, and nothing of others', async () => {
    const labels = { app: 'pruned' };
    await ak(['apply'], [namespace('prune'), router('prune', 'a', 'first', labels), router('prune', 'b', 'first', labels)]);
    await mesh.api.apply([router('prune', 'foreign', 'first', labels)], 'helm');
    const { status, stdout, stderr } = await ak(
      ['apply', '--prune', '-l', 'app=pruned'],
      [router('prune', 'a', 'first', labels)],
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^MetaRouter prune\/b deleted$/m);
    assert.deepEqual(
      [await routeOf('prune', 'a'), await routeOf('prune', 'b'), await routeOf('prune', 'foreign')],
      ['first', '', 'first'],
    );
  });

  test('an answer that is lost is asked for again: the account is exact', async () => {
    await ak(['apply'], [namespace('lost')]);
    mesh.front.lose(1, /PATCH .*\/metarouters\/b\?(?!.*dryRun)/);
    const { status, stdout, stderr } = await ak(['apply', '-o', 'json'], routers('lost', 'abc'), 'front');
    assert.equal(status, 0, stderr);
    assert.deepEqual(outcomes(stdout), ['a: created', 'b: created', 'c: created']);
  });

  test('an answer that never comes is looked up: created, and the rest not applied', async () => {
    await ak(['apply'], [namespace('looked')]);
    mesh.front.lose(99, /PATCH .*\/metarouters\/b\?(?!.*dryRun)/);
    const { status, stdout } = await ak(['apply', '-o', 'json'], routers('looked', 'abc'), 'front');
    mesh.front.lose(0);
    assert.equal(status, 1);
    assert.deepEqual(outcomes(stdout), ['a: created', 'b: created', 'c: notApplied']);
    assert.deepEqual([await routeOf('looked', 'b'), await routeOf('looked', 'c')], ['first', '']);
  });

  test('--rollback-on-failure deletes what it created and restores what it changed', async () => {
    await ak(['apply'], [namespace('back'), router('back', 'a', 'old')]);
    const before = await live('back', 'a');
    const asked = new Map<string, number>();
    // The dry run is the first question about an object, the real one the second.
    mesh.webhook.verdict = (object) => {
      const name = textAt(object, 'metadata', 'name');
      asked.set(name, (asked.get(name) ?? 0) + 1);
      return name === 'c' && (asked.get(name) ?? 0) > 1 ? { refuse: 'changed my mind' } : 'accept';
    };
    const { status, stdout, stderr } = await ak(
      ['apply', '-o', 'json', '--rollback-on-failure'],
      [router('back', 'a', 'new'), ...routers('back', 'bcd')],
    );
    assert.equal(status, 1, stderr);
    assert.equal(json(stdout)['result'], 'rolledBack');
    assert.deepEqual(outcomes(stdout), ['a: restored', 'b: restored', 'c: failed', 'd: notApplied']);
    assert.match(stderr, /Everything is as it was before/);
    assert.deepEqual(asObject(own((await live('back', 'a')) ?? {}, 'spec')), asObject(own(before ?? {}, 'spec')));
    assert.equal(await live('back', 'b'), undefined);
  });

  test('Ctrl-C in the middle: what was sent is waited for, the rest is not sent, status 130', async () => {
    await ak(['apply'], [namespace('ctrlc')]);
    mesh.front.onRequest = (line) => {
      if (!isApplyOf(line, 'b')) return;
      mesh.front.pause();
      running.child.kill('SIGINT');
      setTimeout(() => mesh.front.resume(), 1_000);
    };
    const running = start(['apply', '-f', '-', '-o', 'json', '--context', 'front'], {
      kubeconfig: mesh.kubeconfig,
      input: asInput(routers('ctrlc', 'abc')),
    });
    const { status, stdout } = await running.end();
    assert.equal(status, 130);
    assert.equal(json(stdout)['result'], 'interrupted');
    assert.deepEqual(outcomes(stdout), ['a: created', 'b: created', 'c: notApplied']);
    assert.equal(await routeOf('ctrlc', 'c'), '');
  });

  test('--wait ends when the sidecars hold the routes by content, and tells which do not', async () => {
    const [client = ''] = await mesh.pods('meta-thrift', 'thrift-client');
    const host = 'thrift-sample-server.meta-thrift.svc.cluster.local';
    const changed = async (route: string): Promise<JsonObject> => {
      const present = (await mesh.api.send('GET', `/apis/${aeraki}/namespaces/meta-thrift/metarouters`)).body;
      const name = listAt(present, 'items').find((item) =>
        asList(own(asObject(own(item, 'spec')) ?? {}, 'hosts')).includes(host),
      );
      const object = router('meta-thrift', name === undefined ? 'waited' : textAt(name, 'metadata', 'name'), route);
      return {
        ...object,
        spec: {
          hosts: [host],
          routes: [{ name: route, match: { attributes: { method: { exact: route } } }, route: [{ destination: { host } }] }],
        },
      };
    };
    const done = await ak(['apply', '--force-conflicts', '--wait', '--timeout', '30s', '-o', 'json'], [await changed('one')]);
    assert.equal(done.status, 0, done.stderr);
    assert.equal(asObject(own(json(done.stdout), 'wait'))?.['done'], true);
    mesh.sidecar('meta-thrift', client).freeze();
    const late = await ak(['apply', '--force-conflicts', '--wait', '--timeout', '4s', '-o', 'json'], [await changed('two')]);
    assert.equal(late.status, 1, late.stderr);
    const lacking = listAt(json(late.stdout), 'wait', 'sidecars');
    assert.deepEqual(
      lacking.map((one) => textAt(one, 'pod')),
      [client],
    );
    assert.match(JSON.stringify(lacking), new RegExp(`The routes ${host}_9090 are not those`));
    const back = await ak(
      ['apply', '--force-conflicts', '--wait', '--timeout', '4s', '--rollback-on-failure', '-o', 'json'],
      [await changed('three')],
    );
    assert.equal(back.status, 1, back.stderr);
    assert.equal(json(back.stdout)['result'], 'rolledBack');
    const name = textAt(listAt(json(back.stdout), 'objects')[0] ?? {}, 'name');
    assert.equal(await routeOf('meta-thrift', name), 'two');
    mesh.sidecar('meta-thrift', client).thaw();
  });
});

describe('apply with few rights', { skip }, () => {
  test('rights in one namespace are enough there; what could not be seen is said', async () => {
    const { status, stdout, stderr } = await ak(['apply'], [router('meta-thrift', 'ours')], 'team');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^MetaRouter meta-thrift\/ours created$/m);
    assert.match(stderr, /Looked at only in meta-thrift/);
    const waited = await ak(['apply', '--wait'], [router('meta-thrift', 'theirs')], 'team');
    assert.equal(waited.status, 2);
    assert.match(waited.stderr, /--wait needs to read the whole mesh/);
    assert.equal(await routeOf('meta-thrift', 'theirs'), '');
    await ak(['delete', 'metarouter', 'ours'], [], 'team');
    assert.equal(await routeOf('meta-thrift', 'ours'), '');
  });

  test('without the right to patch nothing is applied, and the role that is missing is named', async () => {
    const { status, stderr } = await ak(['apply'], [router('meta-thrift', 'ours')], 'viewer');
    assert.equal(status, 1);
    assert.match(stderr, /AER1301/);
    assert.match(stderr.replace(/\s+/g, ' '), /kubectl create role patch-metarouters --verb=patch/);
  });
});

describe('diff', { skip }, () => {
  test('0 where nothing differs, 1 where something does, 2 where it cannot be told; secrets are not shown', async () => {
    const secret = (value: string): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: 'compared', name: 'pw' },
      stringData: { password: value },
    });
    await ak(['apply'], [namespace('compared'), router('compared', 'a'), secret('hunter2')]);
    const same = await ak(['diff'], [router('compared', 'a'), secret('hunter2')]);
    assert.deepEqual([same.status, same.stdout], [0, '']);
    const other = await ak(['diff'], [router('compared', 'a', 'second'), secret('hunter3')]);
    assert.equal(other.status, 1, other.stderr);
    assert.match(other.stdout, /^- +name: first$/m);
    assert.match(other.stdout, /^\+ +name: second$/m);
    assert.match(other.stdout, /^- +password: "<redacted> \(before\)"$/m);
    assert.doesNotMatch(other.stdout, /hunter|aHVudGVy|managedFields|resourceVersion/);
    const refused = await ak(['diff', '-o', 'json'], [router('nowhere', 'a')]);
    assert.equal(refused.status, 2);
    assert.equal(json(refused.stdout)['complete'], false);
  });
});

describe('delete', { skip }, () => {
  test('says what traffic loses, suggests the name that was meant, and deletes', async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'gone', name: 'orders' },
      spec: { selector: { app: 'orders' }, ports: [{ name: 'tcp-metaprotocol-thrift', port: 9090 }] },
    };
    await ak(['apply'], [namespace('gone'), service, router('gone', 'orders')]);
    const typo = await ak(['delete', 'metarouter', 'order', '-n', 'gone']);
    assert.equal(typo.status, 1);
    assert.match(typo.stderr, /MetaRouter gone\/order does not exist\. Did you mean orders\?/);
    const dry = await ak(['delete', 'metarouter', 'orders', '-n', 'gone', '--dry-run=server']);
    assert.equal(dry.status, 0, dry.stderr);
    assert.match(dry.stdout, /orders\.gone\.svc\.cluster\.local:9090: without route first/);
    assert.equal(await routeOf('gone', 'orders'), 'first');
    const done = await ak(['delete', 'metarouter/orders', '-n', 'gone', '--wait']);
    assert.equal(done.status, 0, done.stderr);
    assert.equal(await routeOf('gone', 'orders'), '');
    const again = await ak(['delete', '--ignore-not-found'], [router('gone', 'orders')]);
    assert.equal(again.status, 0, again.stderr);
  });
});

describe('lint --live', { skip }, () => {
  test('the subset that a file needs is looked for in the live DestinationRule; live objects count only where the file breaks them', async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'linted', name: 'orders' },
      spec: { selector: { app: 'orders' }, ports: [{ name: 'tcp-metaprotocol-thrift', port: 9090 }] },
    };
    const host = 'orders.linted.svc.cluster.local';
    const rule = (subset: string): JsonObject => ({
      apiVersion: 'networking.istio.io/v1alpha3',
      kind: 'DestinationRule',
      metadata: { namespace: 'linted', name: 'orders' },
      spec: { host, subsets: [{ name: subset, labels: { version: subset } }] },
    });
    const subsetOf = (subset: string): JsonObject => {
      const object = router('linted', 'orders');
      return { ...object, spec: { hosts: [host], routes: [{ name: 'r', route: [{ destination: { host, subset } }] }] } };
    };
    await ak(['apply'], [namespace('linted'), service, rule('v1')]);
    const codesOf = ({ stdout }: Ran): unknown[] => listAt(json(stdout), 'findings').map((finding) => own(finding, 'code'));
    const known = await ak(['lint', '--live', '-o', 'json'], [subsetOf('v1')]);
    assert.equal(known.status, 0, known.stdout);
    const unknown = await ak(['lint', '--live', '-o', 'json'], [subsetOf('v9')]);
    const missing = codesOf(unknown).filter((code) => !codesOf(known).includes(code));
    assert.ok(missing.length > 0, unknown.stdout);
    await ak(['apply'], [subsetOf('v1')]);
    // The file takes the subset away that the live MetaRouter names.
    const breaking = await ak(['lint', '--live', '-o', 'json'], [rule('v2')]);
    const [broken] = listAt(json(breaking.stdout), 'findings').filter(
      (finding) => textAt(finding, 'resource', 'kind') === 'MetaRouter',
    );
    assert.equal(textAt(broken ?? {}, 'resource', 'name'), 'orders', breaking.stdout);
  });
});

// These stop the API server, so they come last.
describe('the API server stops in the middle of apply', { skip }, () => {
  test('killed: what was applied, what is unknown, what was not sent; status 1, one JSON value', async () => {
    await ak(['apply'], [namespace('killed')]);
    let killed: Promise<void> | undefined;
    mesh.front.onRequest = (line) => {
      if (isApplyOf(line, 'c')) killed ??= mesh.server.kill();
    };
    const { status, stdout, stderr } = await ak(['apply', '-o', 'json'], routers('killed', 'abcde'), 'front');
    await killed;
    await mesh.server.restart();
    assert.equal(status, 1, stderr);
    // The request that ended it may still have got through: then the next one has no answer.
    const told = outcomes(stdout).map((line) => line.split(': ')[1] ?? '');
    assert.match(told.join(' '), /^created created (?:created )?unknown(?: notApplied)+$/);
    const held = await Promise.all([...'abcde'].map((name) => routeOf('killed', name)));
    for (const [index, outcome] of told.entries())
      if (outcome !== 'unknown') assert.equal(held[index], outcome === 'created' ? 'first' : '', 'abcde'[index]);
  });

  test('killed and back in time: what got no answer is looked up', async () => {
    await ak(['apply'], [namespace('returns')]);
    let back: Promise<void> | undefined;
    mesh.front.onRequest = (line) => {
      if (isApplyOf(line, 'b')) back ??= mesh.server.kill().then(() => mesh.server.restart());
    };
    const { status, stdout } = await ak(['apply', '-o', 'json'], routers('returns', 'abc'), 'front');
    await back;
    const held = await Promise.all(['a', 'b', 'c'].map((name) => routeOf('returns', name)));
    const told = outcomes(stdout);
    assert.deepEqual(
      held.map((route, index) => `${'abc'[index]}: ${route === 'first' ? 'created' : 'notApplied'}`),
      told,
    );
    assert.equal(status, told.every((line) => line.endsWith('created')) ? 0 : 1);
  });

  test('--rollback-on-failure waits for a server that comes back, and puts everything back', async () => {
    await ak(['apply'], [namespace('rolled'), router('rolled', 'a', 'old')]);
    let back: Promise<void> | undefined;
    mesh.front.onRequest = (line) => {
      if (!isApplyOf(line, 'c')) return;
      back ??= mesh.server
        .kill()
        .then(() => sleep(8_000))
        .then(() => mesh.server.restart());
    };
    const { status, stdout, stderr } = await ak(
      ['apply', '-o', 'json', '--rollback-on-failure'],
      [router('rolled', 'a', 'new'), ...routers('rolled', 'bcd')],
      'front',
    );
    await back;
    assert.equal(status, 1, stderr);
    assert.equal(json(stdout)['result'], 'rolledBack', stdout);
    assert.deepEqual(await Promise.all([...'abcd'].map((name) => routeOf('rolled', name))), ['old', '', '', '']);
  });

  test('paused: a time limit ends it, and what was sent is unknown or looked up', async () => {
    await ak(['apply'], [namespace('paused')]);
    mesh.front.onRequest = (line) => {
      if (!isApplyOf(line, 'b')) return;
      mesh.server.pause();
      setTimeout(() => mesh.server.resume(), 4_000);
    };
    const { status, stdout } = await ak(['apply', '-o', 'json', '--request-timeout', '2s'], routers('paused', 'abc'), 'front');
    assert.equal(status, 1, stdout);
    await sleep(1_000);
    const told = outcomes(stdout);
    assert.deepEqual([told[0], told[2]], ['a: created', 'c: notApplied']);
    assert.ok(['b: created', 'b: notApplied', 'b: unknown'].includes(told[1] ?? ''), told[1]);
    if (told[1] !== 'b: unknown') assert.equal(told[1], `b: ${(await routeOf('paused', 'b')) === '' ? 'notApplied' : 'created'}`);
    assert.equal(await routeOf('paused', 'c'), '');
  });
});

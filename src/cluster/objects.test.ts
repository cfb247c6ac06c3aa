import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { answer, bodyOf, refuse, rejection, startTestServer, type TestServer } from '../../test/support/apiserver.js';
import type { Json, JsonObject } from '../base/json.js';
import { ClusterError } from './errors.js';
import {
  applyObject,
  deleteObject,
  getObject,
  listObjects,
  patchObject,
  restoreObject,
  type WatchEvent,
  watchObjects,
} from './objects.js';
import { resourceOf, resources } from './resources.js';

async function started(context: TestContext, handle: Parameters<typeof startTestServer>[0]): Promise<TestServer> {
  const server = await startTestServer(handle);
  context.after(() => server.close());
  return server;
}

function router(name: string, resourceVersion: string): JsonObject {
  return { metadata: { name, namespace: 'x', resourceVersion } };
}

function named(router: JsonObject): JsonObject {
  return { apiVersion: 'metaprotocol.aeraki.io/v1alpha1', kind: 'MetaRouter', ...router };
}

/** The query of a request. */
function query(url: string | undefined): URLSearchParams {
  return new URL(url ?? '', 'http://localhost').searchParams;
}

function list(response: ServerResponse, items: Json[], metadata: JsonObject): void {
  answer(response, { kind: 'MetaRouterList', metadata, items });
}

test('a list is read page by page, and each item has its kind', async (t) => {
  const server = await started(t, (request, response) => {
    const from = Number(query(request.url).get('continue') ?? 0);
    const items = [router(`r${from}`, '1'), router(`r${from + 1}`, '2')];
    list(response, items, from < 4 ? { resourceVersion: '9', continue: String(from + 2) } : { resourceVersion: '9' });
  });
  const { items, resourceVersion } = await listObjects(await server.connect(), resources.metaRouters, { labelSelector: 'a=b c' });
  assert.equal(resourceVersion, '9');
  assert.deepEqual(
    items.map((item) => [item['kind'], item['apiVersion']]),
    Array(6).fill(['MetaRouter', 'metaprotocol.aeraki.io/v1alpha1']),
  );
  assert.deepEqual(server.seen, [
    'GET /apis/metaprotocol.aeraki.io/v1alpha1/metarouters?limit=500&labelSelector=a%3Db+c',
    'GET /apis/metaprotocol.aeraki.io/v1alpha1/metarouters?limit=500&continue=2&labelSelector=a%3Db+c',
    'GET /apis/metaprotocol.aeraki.io/v1alpha1/metarouters?limit=500&continue=4&labelSelector=a%3Db+c',
  ]);
});

test('a list that grows too old between two pages is read anew in one piece', async (t) => {
  const server = await started(t, (request, response) => {
    const given = query(request.url);
    if (given.get('continue') !== null) refuse(response, 410, 'The provided continue parameter is too old');
    else if (given.get('limit') !== null) list(response, [router('old', '1')], { resourceVersion: '1', continue: 'c' });
    else list(response, [router('a', '2'), router('b', '3')], { resourceVersion: '3' });
  });
  const { items, resourceVersion } = await listObjects(await server.connect(), resources.metaRouters, { namespace: 'x' });
  assert.deepEqual([resourceVersion, items], ['3', [named(router('a', '2')), named(router('b', '3'))]]);
});

test('an object that is not there is undefined', async (t) => {
  const server = await started(t, (request, response) =>
    request.url?.endsWith('/there')
      ? answer(response, named(router('there', '1')))
      : refuse(response, 404, 'pods "gone" not found'),
  );
  const cluster = await server.connect();
  assert.deepEqual(await getObject(cluster, resources.metaRouters, 'there', 'x'), named(router('there', '1')));
  assert.equal(await getObject(cluster, resources.metaRouters, 'gone', 'x'), undefined);
});

/** Reads events until there are as many, then ends the watch. */
async function watched(server: TestServer, most: number): Promise<string[]> {
  const stop = new AbortController();
  const told: string[] = [];
  const selection = { namespace: 'x', signal: stop.signal };
  for await (const event of watchObjects(await server.connect(), resources.metaRouters, selection)) {
    told.push(wordsOf(event));
    if (told.length === most) stop.abort();
  }
  return told;
}

function wordsOf(event: WatchEvent): string {
  if (event.type === 'SYNCED') return event.type;
  const metadata = event.object['metadata'];
  return `${event.type} ${JSON.stringify(metadata).replace(/.*"name":"(\w+)".*"resourceVersion":"(\w+)".*/, '$1@$2')}`;
}

function told(type: string, name: string, version: string): string {
  return `${JSON.stringify({ type, object: named(router(name, version)) })}\n`;
}

test('a watch goes on from the last version it was told, also by a bookmark, when its connection breaks', async (t) => {
  const versions: unknown[] = [];
  const server = await started(t, (request, response) => {
    const given = query(request.url);
    if (given.get('watch') === null) {
      list(response, [router('a', '1')], { resourceVersion: '5' });
      return;
    }
    versions.push(given.get('resourceVersion'));
    const event = told('MODIFIED', 'a', '7');
    switch (versions.length) {
      case 1:
        response.write(told('ADDED', 'b', '6'));
        // Half an event, and the connection breaks.
        response.write(event.slice(0, 20));
        setTimeout(() => request.socket.destroy(), 20);
        break;
      case 2:
        response.write(event.slice(0, 20));
        setTimeout(
          () =>
            response.end(
              `${event.slice(20)}${JSON.stringify({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '8' } } })}\n`,
            ),
          20,
        );
        break;
      default:
        response.write(told('DELETED', 'b', '9'));
    }
  });
  assert.deepEqual(await watched(server, 5), ['ADDED a@1', 'SYNCED', 'ADDED b@6', 'MODIFIED a@7', 'DELETED b@9']);
  assert.deepEqual(versions, ['5', '6', '8']);
});

test('a watch whose version is too old lists anew and tells what has changed', async (t) => {
  let lists = 0;
  const server = await started(t, (request, response) => {
    const given = query(request.url);
    if (given.get('watch') === null) {
      lists++;
      if (lists === 1)
        list(response, [router('kept', '1'), router('changed', '2'), router('gone', '3')], { resourceVersion: '3' });
      else list(response, [router('kept', '1'), router('changed', '8'), router('new', '9')], { resourceVersion: '9' });
    } else if (given.get('resourceVersion') === '3')
      response.end(
        `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old resource version' } })}\n`,
      );
    else response.write(told('MODIFIED', 'new', '10'));
  });
  assert.deepEqual(await watched(server, 8), [
    'ADDED kept@1',
    'ADDED changed@2',
    'ADDED gone@3',
    'SYNCED',
    'MODIFIED changed@8',
    'ADDED new@9',
    'DELETED gone@3',
    'MODIFIED new@10',
  ]);
});

test('a watch that may not be made throws the refusal', async (t) => {
  const server = await started(t, (_request, response) =>
    refuse(response, 403, 'User "jane" cannot list resource "pods" in API group ""'),
  );
  const error = await rejection(watched(server, 1));
  assert.ok(error instanceof ClusterError);
  assert.equal(error.kind, 'forbidden');
});

test('an object is applied strictly, without the managed fields it was read with', async (t) => {
  const server = await started(t, async (request, response) => {
    assert.equal(request.headers['content-type'], 'application/apply-patch+yaml');
    answer(response, await bodyOf(request), 200, { warning: '299 - "old field"' });
  });
  const warnings: string[] = [];
  const object = named({ metadata: { name: 'a', namespace: 'x', managedFields: [{}] }, spec: { hosts: ['h'] } });
  const cluster = await server.connect();
  const options = { dryRun: true, force: true, onWarning: (text: string): unknown => warnings.push(text) };
  const applied = await applyObject(cluster, resources.metaRouters, object, options);
  assert.deepEqual(applied, named({ metadata: { name: 'a', namespace: 'x' }, spec: { hosts: ['h'] } }));
  assert.deepEqual(server.seen, [
    'PATCH /apis/metaprotocol.aeraki.io/v1alpha1/namespaces/x/metarouters/a?fieldManager=aerakictl&dryRun=All&fieldValidation=Strict&force=true',
  ]);
  assert.deepEqual(warnings, ['old field']);
});

test('an object without a name cannot be applied', async (t) => {
  const server = await started(t, (_request, response) => answer(response, {}));
  const object = named({ metadata: { generateName: 'a-' } });
  const error = await rejection(server.connect().then((cluster) => applyObject(cluster, resources.metaRouters, object)));
  assert.match(error.message, /without metadata\.name/);
  assert.deepEqual(server.seen, []);
});

test('an object is restored by replacing what is there, also where somebody writes in between', async (t) => {
  let present = 7;
  const written: Json[] = [];
  const server = await started(t, async (request, response) => {
    if (request.method === 'GET') {
      answer(response, named({ metadata: { name: 'a', namespace: 'x', uid: 'new', resourceVersion: String(present) } }));
      return;
    }
    const body = await bodyOf(request);
    written.push(body);
    if (present === 7) {
      present = 8;
      refuse(response, 409, 'the object has been modified', { reason: 'Conflict' });
    } else answer(response, body);
  });
  const before = named({
    metadata: {
      name: 'a',
      namespace: 'x',
      uid: 'old',
      resourceVersion: '3',
      creationTimestamp: '2020-01-01T00:00:00Z',
      labels: { a: 'b' },
    },
    spec: { hosts: ['h'] },
  });
  await restoreObject(await server.connect(), resources.metaRouters, before);
  const body = (resourceVersion: string): JsonObject =>
    named({ metadata: { name: 'a', namespace: 'x', labels: { a: 'b' }, resourceVersion, uid: 'new' }, spec: { hosts: ['h'] } });
  assert.deepEqual(written, [body('7'), body('8')]);
});

test('an object that is gone is restored by making it anew', async (t) => {
  const written: Json[] = [];
  const server = await started(t, async (request, response) => {
    if (request.method === 'GET') refuse(response, 404, 'metarouters "a" not found');
    else {
      written.push(await bodyOf(request));
      answer(response, {}, 201);
    }
  });
  const metadata = { name: 'a', namespace: 'x', uid: 'old', resourceVersion: '3', managedFields: [], generation: 4 };
  await restoreObject(await server.connect(), resources.metaRouters, named({ metadata, spec: {} }));
  assert.deepEqual(written, [named({ metadata: { name: 'a', namespace: 'x' }, spec: {} })]);
  assert.equal(server.seen[1], 'POST /apis/metaprotocol.aeraki.io/v1alpha1/namespaces/x/metarouters?fieldManager=aerakictl');
});

test('a subresource is patched', async (t) => {
  const server = await started(t, async (request, response) => {
    assert.equal(request.headers['content-type'], 'application/merge-patch+json');
    answer(response, { patched: await bodyOf(request) });
  });
  const cluster = await server.connect();
  const patch = { spec: { replicas: 2 } };
  assert.deepEqual(await patchObject(cluster, resources.deployments, 'a', 'x', patch, { subresource: 'scale' }), {
    patched: patch,
  });
  assert.deepEqual(server.seen, ['PATCH /apis/apps/v1/namespaces/x/deployments/a/scale?fieldManager=aerakictl']);
});

test('deleting tells whether there was anything, also where the answer was lost', async (t) => {
  let gone = true;
  const server = await started(t, async (request, response) => {
    if (request.method === 'GET') {
      answer(response, {});
      return;
    }
    assert.deepEqual(await bodyOf(request), {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: 'Background',
      preconditions: { uid: 'u' },
    });
    if (gone) refuse(response, 404, 'metarouters "a" not found');
    else {
      gone = true;
      request.socket.destroy();
    }
  });
  const cluster = await server.connect();
  assert.equal(await deleteObject(cluster, resources.metaRouters, 'a', 'x', { uid: 'u' }), false);
  gone = false;
  assert.equal(await deleteObject(cluster, resources.metaRouters, 'a', 'x', { uid: 'u' }), true);
});

test('a kind that the program does not know is asked of the server, once', async (t) => {
  const server = await started(t, (request, response) => {
    if (request.url !== '/apis/batch/v1') refuse(response, 404, '404 page not found');
    else
      answer(response, {
        kind: 'APIResourceList',
        resources: [
          { name: 'cronjobs', kind: 'CronJob', namespaced: true },
          { name: 'cronjobs/status', kind: 'CronJob', namespaced: true },
        ],
      });
  });
  const cluster = await server.connect();
  const cronJob = { group: 'batch', version: 'v1', plural: 'cronjobs', kind: 'CronJob', namespaced: true };
  assert.deepEqual(await resourceOf(cluster, 'batch/v1', 'CronJob'), cronJob);
  assert.deepEqual(await resourceOf(cluster, 'networking.istio.io/v1', 'Gateway'), { ...resources.gateways, version: 'v1' });
  const unknown = await rejection(resourceOf(cluster, 'batch/v1', 'CronJop'));
  assert.ok(unknown instanceof ClusterError);
  assert.match(unknown.fix ?? '', /Did you mean CronJob\?/);
  assert.match(
    (await rejection(resourceOf(cluster, 'nope.io/v1', 'Thing'))).message,
    /^The cluster has no kind Thing of nope\.io\/v1 \(context test/,
  );
  assert.deepEqual(server.seen, ['GET /apis/batch/v1', 'GET /apis/nope.io/v1']);
});

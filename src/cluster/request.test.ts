import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { answer, bodyOf, refuse, rejection, startTestServer, type TestServer } from '../../test/support/apiserver.js';
import { ClusterError } from './errors.js';
import { requestJson, requestStream, requestText } from './request.js';

/** Runs a test against a server, which is closed however it ends. */
async function withServer(
  handle: Parameters<typeof startTestServer>[0],
  work: (server: TestServer) => Promise<void>,
): Promise<void> {
  const server = await startTestServer(handle);
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

async function refusalOf(promise: Promise<unknown>): Promise<ClusterError> {
  const error = await rejection(promise);
  assert.ok(error instanceof ClusterError, error.stack);
  return error;
}

test('an answer is the JSON that the server sends, packed or not', async () => {
  await withServer(
    (request, response) => {
      assert.equal(request.headers['accept-encoding'], 'gzip');
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify({ items: ['π'.repeat(100_000)] })));
    },
    async (server) => {
      assert.deepEqual(await requestJson(await server.connect(), { path: '/api/v1/pods' }), { items: ['π'.repeat(100_000)] });
    },
  );
});

test('a request is made again while the server has too much to do', async () => {
  await withServer(
    (_request, response) => {
      if (server.seen.length < 4) {
        response.setHeader('retry-after', '0');
        refuse(response, 429, 'too many requests');
      } else answer(response, { done: true });
    },
    async (started) => {
      server = started;
      assert.deepEqual(await requestJson(await started.connect(), { path: '/api/v1/pods' }), { done: true });
      assert.equal(started.seen.length, 4);
    },
  );
});

let server: TestServer;

test('a storm of 429 ends after a few tries, and says so', async () => {
  await withServer(
    (_request, response) => refuse(response, 429, 'the server has received too many requests'),
    async (started) => {
      const error = await refusalOf(requestJson(await started.connect(), { path: '/api/v1/pods' }));
      assert.equal(error.kind, 'throttled');
      assert.equal(error.status, 429);
      assert.match(
        error.message,
        /^Could not list pods in the whole cluster: the server has received too many requests\. \(context test, http:\/\/127/,
      );
      assert.equal(started.seen.length, 5);
    },
  );
});

test('whoever is told to come back in minutes is not made to wait', async () => {
  await withServer(
    (_request, response) => {
      response.setHeader('retry-after', '600');
      refuse(response, 429, 'later');
    },
    async (started) => {
      await refusalOf(requestJson(await started.connect(), { path: '/api/v1/pods' }));
      assert.equal(started.seen.length, 1);
    },
  );
});

test('a connection that breaks, before the answer or in its middle, is made again for a GET', async () => {
  await withServer(
    (request, response) => {
      if (server.seen.length === 2) request.socket.destroy();
      else if (server.seen.length === 3) {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"cut":');
        setTimeout(() => request.socket.destroy(), 20);
      } else if (server.seen.length === 4) {
        const packed = gzipSync(JSON.stringify({ cut: 'x'.repeat(100_000) }));
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.write(packed.subarray(0, packed.length / 2));
        setTimeout(() => request.socket.destroy(), 20);
      } else answer(response, { done: server.seen.length });
    },
    async (started) => {
      server = started;
      const cluster = await started.connect();
      await requestJson(cluster, { path: '/api/v1/pods' });
      assert.deepEqual(await requestJson(cluster, { path: '/api/v1/pods' }), { done: 5 });
    },
  );
});

test('a POST whose answer is lost is not made again, unless it is said to do no harm', async () => {
  await withServer(
    (request, response) => {
      if (server.seen.length === 1 || server.seen.length > 3) answer(response, { done: true });
      else request.socket.destroy();
    },
    async (started) => {
      server = started;
      const cluster = await started.connect();
      await requestJson(cluster, { path: '/version' });
      const post = { method: 'POST', path: '/api/v1/namespaces/x/pods', body: { kind: 'Pod' } } as const;
      const error = await refusalOf(requestJson(cluster, post));
      assert.equal(error.kind, 'unreachable');
      assert.match(error.message, /^Could not create pods in namespace x: the connection to 127\.0\.0\.1:\d+ broke\./);
      assert.equal(started.seen.length, 2);
      assert.deepEqual(await requestJson(cluster, { ...post, repeatable: true }), { done: true });
    },
  );
});

test('a POST that was refused by 429 was not taken, and is made again', async () => {
  await withServer(
    async (request, response) => {
      const body = await bodyOf(request);
      if (server.seen.length === 1) refuse(response, 429, 'later');
      else answer(response, { got: body });
    },
    async (started) => {
      server = started;
      const request = { method: 'POST', path: '/api/v1/namespaces/x/pods', body: { a: 1 } } as const;
      assert.deepEqual(await requestJson(await started.connect(), request), { got: { a: 1 } });
    },
  );
});

test('a write that fails with 500 may be done and is not made again; 503 is', async () => {
  await withServer(
    (_request, response) => {
      if (server.seen.length === 1) refuse(response, 500, 'boom');
      else if (server.seen.length === 2) refuse(response, 503, 'starting');
      else answer(response, {});
    },
    async (started) => {
      server = started;
      const cluster = await started.connect();
      const patch = { method: 'PATCH', path: '/api/v1/namespaces/x/pods/y?force=false', body: {} } as const;
      const error = await refusalOf(requestJson(cluster, patch));
      assert.equal(error.kind, 'server');
      assert.match(error.message, /^Could not apply pod y in namespace x: boom\./);
      assert.equal(started.seen.length, 1);
      await requestJson(cluster, patch);
      assert.equal(started.seen.length, 3);
    },
  );
});

test('a server that does not answer in time is told apart from one that is away', async () => {
  await withServer(
    () => {},
    async (started) => {
      const slow = await refusalOf(requestJson(await started.connect({ requestTimeoutMs: 50 }), { path: '/version' }));
      assert.equal(slow.kind, 'timeout');
      assert.match(slow.fix ?? '', /--request-timeout/);
      const cluster = await started.connect();
      await started.close();
      const away = await refusalOf(requestJson(cluster, { path: '/version' }));
      assert.equal(away.kind, 'unreachable');
      assert.match(away.message, /^Could not read \/version: nothing listens at 127\.0\.0\.1:\d+\. \(context test/);
    },
  );
});

test('a timeout of 0 is none', async () => {
  await withServer(
    (_request, response) => void setTimeout(() => answer(response, {}), 100),
    async (started) =>
      assert.deepEqual(await requestJson(await started.connect({ requestTimeoutMs: 0 }), { path: '/version' }), {}),
  );
});

test('a request that is interrupted ends at once, also while it waits to be made again', async () => {
  await withServer(
    (_request, response) => {
      response.setHeader('retry-after', '20');
      refuse(response, 429, 'later');
    },
    async (started) => {
      const stop = new AbortController();
      const error = refusalOf(
        requestJson(await started.connect(), { path: '/version', signal: stop.signal, onRetry: () => stop.abort() }),
      );
      assert.equal((await error).kind, 'interrupted');
      assert.equal(started.seen.length, 1);
    },
  );
});

test('one signal for many requests at once is no reason for a warning of Node', async (t) => {
  const warnings: string[] = [];
  const note = (warning: Error): unknown => warnings.push(warning.name);
  process.on('warning', note);
  t.after(() => process.off('warning', note));
  await withServer(
    (_request, response) => void setTimeout(() => answer(response, {}), 50),
    async (started) => {
      const cluster = await started.connect();
      const { signal } = new AbortController();
      await Promise.all(Array.from({ length: 20 }, () => requestJson(cluster, { path: '/version', signal })));
    },
  );
  assert.deepEqual(warnings, []);
});

test('a missing permission is told with the commands that grant it', async () => {
  const messages = [
    'metarouters.metaprotocol.aeraki.io is forbidden: User "jane" cannot list resource "metarouters" in API group "metaprotocol.aeraki.io" in the namespace "x"',
    'pods "p" is forbidden: User "system:serviceaccount:ci:bot" cannot create resource "pods/exec" in API group "" in the namespace "x"',
    'nodes is forbidden: User "jo smith" cannot list resource "nodes" in API group "" at the cluster scope',
  ];
  await withServer(
    (_request, response) => refuse(response, 403, messages[server.seen.length - 1] ?? ''),
    async (started) => {
      server = started;
      const cluster = await started.connect();
      const fixes: (string | undefined)[] = [];
      for (const path of [
        '/apis/metaprotocol.aeraki.io/v1alpha1/namespaces/x/metarouters',
        '/api/v1/namespaces/x/pods/p/exec',
        '/api/v1/nodes',
      ]) {
        const error = await refusalOf(requestJson(cluster, { path }));
        assert.equal(error.kind, 'forbidden');
        fixes.push(error.fix?.slice(error.fix.indexOf('kubectl')));
      }
      assert.deepEqual(fixes, [
        'kubectl create role list-metarouters --verb=list --resource=metarouters.metaprotocol.aeraki.io -n x && kubectl create rolebinding list-metarouters --role=list-metarouters --user=jane -n x',
        'kubectl create role create-pods-exec --verb=create --resource=pods/exec -n x && kubectl create rolebinding create-pods-exec --role=create-pods-exec --serviceaccount=ci:bot -n x',
        "kubectl create clusterrole list-nodes --verb=list --resource=nodes && kubectl create clusterrolebinding list-nodes --clusterrole=list-nodes --user='jo smith'",
      ]);
    },
  );
});

test('a webhook that refuses is told apart from one that cannot be called', async () => {
  const answers: [number, string][] = [
    [400, 'admission webhook "validation.aeraki.io" denied the request: configuration is invalid: hosts is empty'],
    [
      500,
      'Internal error occurred: failed calling webhook "validation.aeraki.io": failed to call webhook: Post "https://aeraki": context deadline exceeded',
    ],
    [
      500,
      'Internal error occurred: failed calling webhook "validation.aeraki.io": failed to call webhook: Post "https://aeraki": dial tcp: connection refused',
    ],
    [403, 'pods "x" is forbidden: violates PodSecurity "restricted:latest"'],
  ];
  await withServer(
    (_request, response) => refuse(response, ...(answers[server.seen.length - 1] ?? [500, ''])),
    async (started) => {
      server = started;
      const cluster = await started.connect();
      const fixes: string[] = [];
      for (const _ of answers) {
        const error = await refusalOf(requestJson(cluster, { method: 'PATCH', path: '/api/v1/namespaces/x/pods/y', body: {} }));
        assert.equal(error.kind, 'denied');
        fixes.push(error.fix ?? '');
      }
      assert.match(fixes[0] ?? '', /The webhook validation\.aeraki\.io refuses it/);
      assert.match(fixes[1] ?? '', /did not answer in time/);
      assert.match(fixes[2] ?? '', /could not be reached/);
      assert.match(fixes[3] ?? '', /admission plugin/);
      assert.equal(started.seen.length, 4);
    },
  );
});

test('a conflict carries the managers of the fields', async () => {
  const causes = [{ reason: 'FieldManagerConflict', message: 'conflict with "kubectl" using v1', field: '.spec.hosts' }];
  await withServer(
    (_request, response) => refuse(response, 409, 'Apply failed with 1 conflict', { reason: 'Conflict', details: { causes } }),
    async (started) => {
      const error = await refusalOf(requestJson(await started.connect(), { method: 'PATCH', path: '/api/v1/pods/y', body: {} }));
      assert.equal(error.kind, 'conflict');
      assert.deepEqual(error.causes, causes);
      assert.match(error.fix ?? '', /--force-conflicts/);
    },
  );
});

test('a kind that is not installed is told apart from an object that is missing', async () => {
  await withServer(
    (request, response) =>
      request.url?.endsWith('/gone')
        ? refuse(response, 404, 'metarouters.metaprotocol.aeraki.io "gone" not found', { details: { name: 'gone' } })
        : response.writeHead(404).end('404 page not found'),
    async (started) => {
      const cluster = await started.connect();
      const path = '/apis/metaprotocol.aeraki.io/v1alpha1/namespaces/x/metarouters';
      assert.match(
        (await refusalOf(requestJson(cluster, { path }))).fix ?? '',
        /kind metarouters\.metaprotocol\.aeraki\.io is not installed/,
      );
      const missing = await refusalOf(requestJson(cluster, { path: `${path}/gone` }));
      assert.equal(missing.kind, 'not-found');
      assert.equal(missing.fix, undefined);
    },
  );
});

test('warnings of the server are handed on', async () => {
  await withServer(
    (_request, response) => answer(response, {}, 200, { warning: '299 - "spec.a is \\"old\\"", 299 - "second, of two"' }),
    async (started) => {
      const warnings: string[] = [];
      await requestJson(await started.connect(), { path: '/version', onWarning: (text) => warnings.push(text) });
      assert.deepEqual(warnings, ['spec.a is "old"', 'second, of two']);
    },
  );
});

test('what is not JSON, and what is larger than it may be, is refused', async () => {
  await withServer(
    (_request, response) => response.end('<html>log in</html>'.repeat(1000)),
    async (started) => {
      const cluster = await started.connect();
      assert.match(
        (await refusalOf(requestJson(cluster, { path: '/version' }))).message,
        /answers with something that is not JSON/,
      );
      assert.match((await refusalOf(requestText(cluster, { path: '/readyz' }, 2 ** 10))).message, /larger than/);
    },
  );
});

test('a server that speaks no HTTP is told as that', async () => {
  const odd = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
  const address = odd.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  await withServer(
    () => {},
    async (started) => {
      const cluster = await started.connect({}, { cluster: { server: `http://127.0.0.1:${port}` } });
      assert.match((await refusalOf(requestJson(cluster, { path: '/version' }))).message, /does not answer in HTTP/);
    },
  );
  odd.close();
});

test('a stream is not bound by the timeout once it is open', async () => {
  await withServer(
    (_request, response) => {
      response.write('one\n');
      setTimeout(() => response.end('two\n'), 300);
    },
    async (started) => {
      const stream = await requestStream(await started.connect({ requestTimeoutMs: 150 }), { path: '/log' });
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      assert.equal(Buffer.concat(chunks).toString(), 'one\ntwo\n');
    },
  );
});

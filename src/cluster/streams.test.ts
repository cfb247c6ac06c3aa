import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';
import { answer, refuse, rejection, startTestServer, type TestServer } from '../../test/support/apiserver.js';
import type { JsonObject } from '../base/json.js';
import { ClusterError } from './errors.js';
import { execute, forEachLimited, type LogOptions, openPort, podRequest, proxyAdmin, readLog } from './streams.js';

async function started(context: TestContext, handle: Parameters<typeof startTestServer>[0]): Promise<TestServer> {
  const server = await startTestServer(handle);
  context.after(() => server.close());
  return server;
}

const container = { namespace: 'x', pod: 'p', container: 'app' };

/** A kubelet's log of one container: lines with their times, and what has become of the container. */
interface Log {
  lines: string[];
  state: JsonObject;
  /** Of each stream: after how many bytes its connection breaks, or that it stays open; it ends well where left out. */
  streams: (number | 'open')[];
}

/** Serves a log as the kubelet does: `sinceTime` counts in whole seconds. */
function serve(log: Log): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    if (!url.pathname.endsWith('/log')) {
      answer(response, { kind: 'Pod', status: { containerStatuses: [{ name: 'app', state: log.state }] } });
      return;
    }
    assert.equal(url.searchParams.get('timestamps'), 'true');
    const since = url.searchParams.get('sinceTime');
    const from = since === null ? '' : since.replace(/(?:\.\d+)?Z$/, '');
    const wanted = log.lines.filter((line) => line.slice(0, 19) >= from);
    const tail = Number(url.searchParams.get('tailLines') ?? wanted.length);
    const text = Buffer.from(
      wanted
        .slice(wanted.length - tail)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const end = log.streams.shift();
    response.writeHead(200);
    response.write(text.subarray(0, typeof end === 'number' ? end : text.length));
    if (typeof end === 'number') setTimeout(() => request.socket.destroy(), 10);
    else if (end === undefined) response.end();
  };
}

async function linesOf(server: TestServer, options: LogOptions = {}): Promise<string[]> {
  const lines: string[] = [];
  for await (const { time, text } of readLog(await server.connect(), container, options))
    lines.push(`${time} ${text.toString()}`);
  return lines;
}

const running = { running: { startedAt: '2020-01-01T00:00:00Z' } };
const ended = { terminated: { exitCode: 0 } };
const lines = [
  '2024-05-01T10:00:00.000000001Z one',
  '2024-05-01T10:00:00.900000000Z two',
  '2024-05-01T10:00:01.100000000Z the same',
  '2024-05-01T10:00:01.100000000Z the same',
  '2024-05-01T10:00:01.100000000Z another at the same time',
  '2024-05-01T10:00:01.099999999Z out of order',
  '2024-05-01T10:00:07.000000000Z ',
  '2024-05-01T10:00:07.000000001Z last é',
];

test('the lines of a log come with their times, without line breaks', async (t) => {
  const log = { lines: [...lines, '2024-05-01T10:00:08.000000000Z windows\r', 'no time at all'], state: ended, streams: [] };
  const server = await started(t, serve(log));
  assert.deepEqual(await linesOf(server, { tailLines: 3 }), [
    '2024-05-01T10:00:07.000000001Z last é',
    '2024-05-01T10:00:08.000000000Z windows',
    ' no time at all',
  ]);
});

test('wherever a stream breaks, no line is lost and none comes twice', async (t) => {
  const bytes = Buffer.byteLength(`${lines.join('\n')}\n`);
  await Promise.all(
    Array.from({ length: bytes / 7 }, async (_, index) => {
      const log: Log = { lines, state: running, streams: [index * 7, 40, 3 * index] };
      const server = await started(t, (request, response) => {
        // By the time the last stream ends, so has the container.
        if (log.streams.length === 0) log.state = ended;
        serve(log)(request, response);
      });
      // The very first stream has to open well: an empty one breaks while it does.
      assert.deepEqual(await linesOf(server, { follow: true }), lines);
    }),
  );
});

test('a log that is not followed is read to its end too where its stream breaks', async (t) => {
  const server = await started(t, serve({ lines, state: ended, streams: [100, 150] }));
  assert.deepEqual(await linesOf(server), lines);
});

test('lines before those asked for do not come when a stream is resumed', async (t) => {
  const log: Log = { lines, state: running, streams: [45] };
  const server = await started(t, (request, response) => {
    if (log.streams.length === 0) log.state = ended;
    serve(log)(request, response);
  });
  assert.deepEqual(await linesOf(server, { follow: true, tailLines: 4 }), lines.slice(4));
});

test('with no lines asked for, those written while the stream was broken come', async (t) => {
  const log: Log = { lines: [...lines], state: running, streams: ['open'] };
  const server = await started(t, (request, response) => {
    const first = log.streams.length > 0;
    serve(log)(request, response);
    if (!first) return;
    setTimeout(() => {
      log.lines.push(`${new Date().toISOString().replace('Z', '000000Z')} new`);
      log.state = ended;
      request.socket.destroy();
    }, 50);
  });
  assert.deepEqual(
    (await linesOf(server, { follow: true, tailLines: 0 })).map((line) => line.slice(31)),
    ['new'],
  );
});

test('following ends when the container does, and when it was restarted, not when the connection does', async (t) => {
  for (const state of [ended, { running: { startedAt: '2024-05-01T10:00:30Z' } }, { waiting: {} }]) {
    const server = await started(t, serve({ lines, state, streams: [] }));
    assert.deepEqual(await linesOf(server, { follow: true }), lines);
    assert.equal(server.seen.filter((line) => line.includes('/log')).length, 1);
  }
});

test('what a container wrote last before it was restarted is read from the one before', async (t) => {
  const log: Log = { lines, state: { running: { startedAt: '2024-05-01T10:00:30Z' } }, streams: [100] };
  const server = await started(t, serve(log));
  assert.deepEqual(await linesOf(server, { follow: true }), lines);
  assert.match(server.seen.at(-1) ?? '', /previous=true/);
});

test('a followed log ends at once and without an error when it is interrupted', async (t) => {
  const server = await started(t, serve({ lines, state: running, streams: ['open'] }));
  const stop = new AbortController();
  const told: string[] = [];
  for await (const { text } of readLog(await server.connect(), container, { follow: true, signal: stop.signal })) {
    told.push(text.toString());
    if (told.length === lines.length) stop.abort();
  }
  assert.equal(told.length, lines.length);
});

test('a very long line comes in pieces of one time', async (t) => {
  const long = `2024-05-01T10:00:00.000000000Z ${'x'.repeat(9 * 1024 * 1024)}`;
  const server = await started(t, serve({ lines: [long, lines[7] ?? ''], state: ended, streams: [] }));
  const told = await linesOf(server);
  assert.equal(told.map((line) => line.slice(31)).join(''), `${long.slice(31)}last é`);
  assert.ok(told.length > 2 && told.every((line) => line.length < 5 * 1024 * 1024));
});

test('a container that has no log yet is a refusal', async (t) => {
  const message = 'container "app" in pod "p" is waiting to start: ContainerCreating';
  const server = await started(t, (_request, response) => refuse(response, 400, message));
  const error = await rejection(linesOf(server, { follow: true }));
  assert.ok(error instanceof ClusterError);
  assert.equal(error.kind, 'invalid');
  assert.equal(error.message.split(' (context')[0], `Could not read the log of pod p in namespace x: ${message}.`);
});

/** An API server that answers WebSockets as the kubelet does behind it. */
async function sockets(
  context: TestContext,
  accept: (socket: WebSocket, url: URL) => void,
  refusal?: (url: URL) => string | undefined,
): Promise<TestServer> {
  const server = await started(context, (_request, response) => refuse(response, 404, 'pods "p" not found'));
  const upgrades = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false });
  server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    server.seen.push(url.pathname);
    const refused = refusal?.(url);
    if (refused === undefined) upgrades.handleUpgrade(request, socket, head, (opened) => accept(opened, url));
    else {
      const body = JSON.stringify({ kind: 'Status', message: refused, code: 403 });
      socket.end(`HTTP/1.1 403 Forbidden\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    }
  });
  return server;
}

const channel = (number: number, text: string | Buffer): Buffer => Buffer.concat([Buffer.from([number]), Buffer.from(text)]);

test('a command in a container tells what it prints and its exit code', async (t) => {
  const statuses: JsonObject[] = [
    { status: 'Success' },
    { status: 'Failure', reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: '137' }] } },
  ];
  const commands: string[][] = [];
  const server = await sockets(t, (socket, url) => {
    assert.deepEqual([socket.protocol, url.searchParams.get('container')], ['v5.channel.k8s.io', 'app']);
    commands.push(url.searchParams.getAll('command'));
    socket.send(channel(1, 'out'));
    socket.send(channel(2, 'err'));
    socket.send(channel(1, 'put'));
    socket.send(channel(3, JSON.stringify(statuses.shift())));
    socket.close();
  });
  const cluster = await server.connect();
  const printed = { stdout: Buffer.from('output'), stderr: Buffer.from('err') };
  assert.deepEqual(await execute(cluster, container, ['sh', '-c', 'a & b']), { ...printed, exitCode: 0 });
  assert.deepEqual(await execute(cluster, container, ['x']), { ...printed, exitCode: 137 });
  assert.deepEqual(commands, [['sh', '-c', 'a & b'], ['x']]);
});

test('a command that could not be run, broke off, hung or printed too much is an error', async (t) => {
  const server = await sockets(t, (socket, url) => {
    const word = url.searchParams.get('command');
    if (word === 'missing') socket.send(channel(3, JSON.stringify({ status: 'Failure', message: 'exec: "missing": not found' })));
    if (word === 'flood') socket.send(channel(1, Buffer.alloc(2000)));
    if (word !== 'hang') socket.close();
  });
  const cluster = await server.connect({ requestTimeoutMs: 500 });
  const kinds: [string, string, RegExp][] = [
    ['missing', 'server', /Could not run a command in pod p in namespace x, container app .*: exec: "missing": not found\.$/],
    ['broken', 'unreachable', /the connection broke before the command ended/],
    ['flood', 'invalid', /prints more than 1000 bytes/],
    ['hang', 'timeout', /no full answer within 0\.5 s/],
  ];
  for (const [word, kind, message] of kinds) {
    const error = await rejection(execute(cluster, container, [word], { most: 1000 }));
    assert.ok(error instanceof ClusterError);
    assert.equal(error.kind, kind);
    assert.match(error.message, message);
  }
});

/** Sends the port first on both channels, then gives what is sent on the first to `serveBytes`, as the kubelet does. */
function forwarded(socket: WebSocket, port: number, serveBytes: (connection: Duplex) => void): void {
  const head = Buffer.from([port & 0xff, port >> 8]);
  socket.send(channel(0, head));
  socket.send(channel(1, head));
  const connection = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _encoding, done) => socket.send(channel(0, chunk), () => done()),
    final: (done) => {
      socket.close();
      done();
    },
  });
  socket.on('message', (data: Buffer) => connection.push(data.subarray(1)));
  socket.on('close', () => connection.push(null));
  serveBytes(connection);
}

/** An HTTP answer to each request on a connection, by its first line and body. */
function http(reply: (first: string, body: string) => string): (connection: Duplex) => void {
  return (connection) => {
    let text = '';
    connection.on('data', (data: Buffer) => {
      text += data.toString();
      const [head = '', body = ''] = text.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
      if (text.includes('\r\n\r\n') && body.length >= length) connection.end(reply(head.split('\r\n')[0] ?? '', body));
    });
  };
}

const ok = (body: string): string => `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

test('a request reaches a port inside a pod', async (t) => {
  const server = await sockets(t, (socket, url) => {
    assert.equal(url.pathname, '/api/v1/namespaces/x/pods/p/portforward');
    forwarded(
      socket,
      Number(url.searchParams.get('ports')),
      http((first, body) => ok(`${first} ${body}`)),
    );
  });
  const cluster = await server.connect();
  const pod = { namespace: 'x', name: 'p' };
  const got = await podRequest(cluster, pod, 15_000, { path: '/config_dump?include_eds' });
  assert.deepEqual([got.status, got.body.toString()], [200, 'GET /config_dump?include_eds HTTP/1.1 ']);
  const posted = await podRequest(cluster, pod, 8080, { method: 'POST', path: 'logging', body: 'level=debug' });
  assert.equal(posted.body.toString(), 'POST /logging HTTP/1.1 level=debug');
});

test('a large answer comes whole through a port-forward', async (t) => {
  const body = Buffer.alloc(20 * 1024 * 1024, 'abc');
  const server = await sockets(t, (socket) =>
    forwarded(
      socket,
      15_000,
      http(() => ok(body.toString())),
    ),
  );
  const { body: got } = await podRequest(await server.connect(), { namespace: 'x', name: 'p' }, 15_000, { path: '/' });
  assert.ok(got.equals(body));
});

test('a port on which nothing listens, and a pod that dies meanwhile, are told', async (t) => {
  const server = await sockets(t, (socket, url) => {
    const port = Number(url.searchParams.get('ports'));
    if (port === 1)
      forwarded(socket, port, () => socket.send(channel(1, 'error forwarding port 1 to pod p: connect: connection refused')));
    else forwarded(socket, port, (connection) => connection.once('data', () => socket.terminate()));
  });
  const cluster = await server.connect();
  const pod = { namespace: 'x', name: 'p' };
  const refused = await rejection(podRequest(cluster, pod, 1, { path: '/' }));
  assert.ok(refused instanceof ClusterError);
  assert.equal(
    refused.message,
    'Could not reach port 1 of pod p in namespace x: error forwarding port 1 to pod p: connect: connection refused',
  );
  const died = await rejection(podRequest(cluster, pod, 2, { path: '/' }));
  assert.ok(died instanceof ClusterError);
  assert.match(died.message, /^Could not GET \/ on port 2 of pod p in namespace x: the connection broke: socket hang up\./);
  // A GET was tried again.
  assert.equal(server.seen.length, 4);
});

test('a connection to a port is interrupted with the program', async (t) => {
  const server = await sockets(t, (socket) => forwarded(socket, 9, () => {}));
  const stop = new AbortController();
  const connection = await openPort(await server.connect(), 'x', 'p', 9, stop.signal);
  const broken = new Promise<Error>((resolve) => connection.once('error', resolve));
  stop.abort();
  const error = await broken;
  assert.ok(error instanceof ClusterError && error.kind === 'interrupted');
});

test("a proxy's admin interface is asked by pilot-agent where a port-forward is refused", async (t) => {
  const server = await sockets(
    t,
    (socket, url) => {
      socket.send(channel(1, `${url.searchParams.get('container')}: ${url.searchParams.getAll('command').join(' ')}`));
      socket.send(channel(3, JSON.stringify({ status: 'Success' })));
      socket.close();
    },
    (url) =>
      url.pathname.endsWith('/portforward') ? 'User "jane" cannot get resource "pods/portforward" in API group ""' : undefined,
  );
  const answered = await proxyAdmin(
    await server.connect(),
    { namespace: 'x', name: 'p' },
    { method: 'POST', path: '/logging?level=debug' },
  );
  assert.equal(answered.toString(), 'istio-proxy: pilot-agent request POST logging?level=debug');
});

test('where exec is refused too, what is to be put right is the port-forward', async (t) => {
  const server = await sockets(
    t,
    () => {},
    (url) => `User "jane" cannot get resource "pods/${url.pathname.split('/').at(-1)}" in API group "" in the namespace "x"`,
  );
  const error = await rejection(proxyAdmin(await server.connect(), { namespace: 'x', name: 'p' }, { path: '/' }));
  assert.ok(error instanceof ClusterError);
  assert.equal(error.kind, 'forbidden');
  assert.match(error.message, /pods\/portforward.* Nor by exec: .*pods\/exec/);
  assert.match(error.fix ?? '', /--verb=get,create --resource=pods\/portforward -n x/);
});

test("a proxy's answer other than 200 is an error with its status", async (t) => {
  const server = await sockets(t, (socket) =>
    forwarded(
      socket,
      15_000,
      http(() => 'HTTP/1.1 503 No\r\ncontent-length: 4\r\n\r\nlate'),
    ),
  );
  const error = await rejection(proxyAdmin(await server.connect(), { namespace: 'x', name: 'p' }, { path: '/ready' }));
  assert.ok(error instanceof ClusterError);
  assert.deepEqual(
    [error.status, error.message],
    [503, 'The proxy of pod p in namespace x answers /ready with status 503: late'],
  );
});

test('work on many is limited, keeps their order, and ends with the first error', async () => {
  let now = 0;
  let most = 0;
  const doubled = await forEachLimited([1, 2, 3, 4, 5], 2, async (item) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 10 - item));
    now--;
    return item * 2;
  });
  assert.deepEqual([doubled, most], [[2, 4, 6, 8, 10], 2]);
  const begun: number[] = [];
  const failing = forEachLimited([1, 2, 3, 4], 2, async (item) => {
    begun.push(item);
    await Promise.resolve();
    if (item === 1) throw new Error('no');
    await new Promise((resolve) => setTimeout(resolve, 10));
  });
  await assert.rejects(failing, /no/);
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual(begun, [1, 2]);
});

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer as createTcp } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { answer, pem, refuse, rejection, startTestServer, type TestServer, tlsFixture } from '../../test/support/apiserver.js';
import { connect } from './connect.js';
import { ClusterError } from './errors.js';
import { requestJson } from './request.js';
import type { ConnectOptions } from './types.js';

const tls = { key: pem('server.key'), cert: pem('server.pem') };
const trusted = { 'certificate-authority': tlsFixture('ca.pem') };

async function started(context: TestContext, ...given: Parameters<typeof startTestServer>): Promise<TestServer> {
  const server = await startTestServer(...given);
  context.after(() => server.close());
  return server;
}

async function refusalOf(promise: Promise<unknown>): Promise<ClusterError> {
  const error = await rejection(promise);
  assert.ok(error instanceof ClusterError, error.stack);
  return error;
}

/** A server that answers with the headers it was sent. */
async function mirror(context: TestContext): Promise<TestServer> {
  return await started(context, (request, response) => {
    const { authorization = null } = request.headers;
    const impersonated = Object.entries(request.headers).filter(([name]) => name.startsWith('impersonate'));
    answer(response, { authorization, impersonated: impersonated.map(([name, value]) => [name, String(value)]) });
  });
}

function file(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const config = (server: string, more = ''): string => `
apiVersion: v1
kind: Config
current-context: one
clusters:
- {name: c, cluster: {server: "${server}"}}
contexts:
- {name: one, context: {cluster: c, user: u, namespace: meta-thrift}}
- {name: two, context: {cluster: c, user: missing}}
users:
- name: u
  user: {token: first}
${more}`;

test('of several kubeconfigs the first entry of a name stands, and files that are missing are skipped', async (t) => {
  const server = await mirror(t);
  const first = file(server.folder, 'a', 'users: [{name: u, user: {token: chosen}}]\n');
  const second = file(server.folder, 'b', config(server.url));
  const env = { KUBECONFIG: `${join(server.folder, 'none')}:${first}:${second}` };
  const cluster = await connect({ env });
  assert.deepEqual([cluster.context, cluster.namespace, cluster.server], ['one', 'meta-thrift', server.url]);
  assert.deepEqual(await requestJson(cluster, { path: '/' }), { authorization: 'Bearer chosen', impersonated: [] });
  cluster.close();
});

test('without a kubeconfig named, that of the home folder is read', async (t) => {
  const server = await mirror(t);
  file(server.folder, '.kube/config', config(server.url));
  assert.equal((await connect({ env: { HOME: server.folder } })).context, 'one');
});

test('what is wrong with a kubeconfig is told with its file and a remedy, and without what it holds', async (t) => {
  const { folder } = await mirror(t);
  const none = join(folder, 'none');
  const cases: [Partial<ConnectOptions>, RegExp, RegExp][] = [
    [{ env: { HOME: none } }, /There is no cluster to talk to: .*none\/\.kube\/config is missing or empty/, /--kubeconfig/],
    [{ kubeconfig: none }, /none cannot be read: there is no such file/, /--kubeconfig/],
    [{ kubeconfig: folder }, /cannot be read: it is a folder/, /Correct the file/],
    [{ kubeconfig: file(folder, 'y', 'users:\n- {name: u, user: {token: s3cret}\n') }, /line \d+ is not valid YAML/, /Correct/],
    [{ kubeconfig: file(folder, 'z', 's3cret\0') }, /it is a binary file/, /Correct/],
    [{ kubeconfig: file(folder, 'l', '[s3cret]') }, /holds no object/, /Correct/],
    [{ kubeconfig: file(folder, 'm', 'users: s3cret') }, /"users" is not a list/, /Correct/],
    [{ kubeconfig: file(folder, 'd', 'users: [{name: u}, {name: u}]') }, /two entries with the name "u"/, /Correct/],
    [{ kubeconfig: '/dev/zero' }, /larger than 32 MiB/, /Correct/],
    [
      { kubeconfig: file(folder, 'k', config('https://x')), context: 'onne' },
      /There is no context "onne" in/,
      /Did you mean "one"\? There are: one, two\./,
    ],
    [
      { kubeconfig: file(folder, 'k', config('https://x')), context: 'two' },
      /names the user "missing", which is not there/,
      /Correct the context/,
    ],
    [
      { kubeconfig: file(folder, 'n', config('https://x').replace('one\n', '\n')) },
      /No context is chosen/,
      /--context.*: one, two/,
    ],
    [{ kubeconfig: file(folder, 's', config('ftp://x')) }, /no http or https address/, /https:\/\/host:port/],
    [
      { kubeconfig: file(folder, 'p', config('https://x').replace('server:', 'proxy-url: "gopher://u:s3cret@x", server:')) },
      /no address of a proxy/,
      /socks5/,
    ],
    [
      { kubeconfig: file(folder, 'k', config('https://x')), asGroups: ['g'] },
      /group is to be impersonated without a user/,
      /--as USER/,
    ],
  ];
  for (const [options, message, fix] of cases) {
    const reached = connect({ env: {}, ...options }).then((cluster) => requestJson(cluster, { path: '/' }));
    const error = await refusalOf(reached);
    assert.equal(error.kind, 'config');
    assert.match(error.message, message);
    assert.match(error.fix ?? '', fix);
    assert.doesNotMatch(`${error.message} ${error.fix}`, /s3cret/);
  }
});

test('a user is impersonated as --as, --as-group or the kubeconfig say', async (t) => {
  const server = await mirror(t);
  const flags = await server.connect({ as: 'jane', asGroups: ['a', 'b'] }, { user: { as: 'other' } });
  assert.deepEqual(await requestJson(flags, { path: '/' }), {
    authorization: null,
    impersonated: [
      ['impersonate-user', 'jane'],
      ['impersonate-group', 'a, b'],
    ],
  });
  const written = await server.connect({}, { user: { as: 'other', 'as-groups': ['g'], 'as-user-extra': { Reason: ['why'] } } });
  assert.deepEqual(await requestJson(written, { path: '/' }), {
    authorization: null,
    impersonated: [
      ['impersonate-user', 'other'],
      ['impersonate-group', 'g'],
      ['impersonate-extra-reason', 'why'],
    ],
  });
});

test('a token file is read relative to the kubeconfig, and read again once the server refuses the token', async (t) => {
  const tokens: unknown[] = [];
  const server = await started(t, (request, response) => {
    tokens.push(request.headers.authorization);
    if (request.headers.authorization === 'Bearer new') answer(response, {});
    else {
      file(server.folder, 'token', 'new\n');
      refuse(response, 401, 'Unauthorized');
    }
  });
  file(server.folder, 'token', 'old\n');
  const cluster = await server.connect({}, { user: { tokenFile: 'token', token: 'unused' } });
  await requestJson(cluster, { path: '/' });
  assert.deepEqual(tokens, ['Bearer old', 'Bearer new']);
});

test('an expired token is told as that', async (t) => {
  const server = await started(t, (_request, response) => refuse(response, 401, 'Unauthorized'));
  const token = `x.${Buffer.from(JSON.stringify({ exp: 1_600_000_000 })).toString('base64url')}.s3cret`;
  const error = await refusalOf(requestJson(await server.connect({}, { user: { token } }), { path: '/api/v1/pods' }));
  assert.equal(error.kind, 'unauthorized');
  assert.match(error.fix ?? '', /the token in .*kubeconfig, expired at 2020-09-13T12:26:40\.000Z/);
  assert.doesNotMatch(`${error.message} ${error.fix}`, /s3cret/);
  assert.equal(server.seen.length, 1);
});

/** A credential plugin as a script of Node, run by the path of its file. */
function plugin(server: TestServer, script: string): string {
  const path = file(server.folder, 'plugin', `#!${process.execPath}\n${script}`);
  chmodSync(path, 0o755);
  return './plugin';
}

const version = 'client.authentication.k8s.io/v1';

test('a credential plugin runs once while its answer holds, with its arguments and environment', async (t) => {
  const server = await mirror(t);
  const command = plugin(
    server,
    `const { spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
     require('node:fs').appendFileSync(${JSON.stringify(join(server.folder, 'runs'))}, 'x');
     console.log(JSON.stringify({ apiVersion: ${JSON.stringify(version)}, kind: 'ExecCredential',
       status: { token: [process.argv[2], process.env.EXTRA, spec.interactive, spec.cluster.server].join() } }));`,
  );
  const exec = {
    apiVersion: version,
    command,
    args: ['login'],
    env: [{ name: 'EXTRA', value: 'more' }],
    provideClusterInfo: true,
  };
  const cluster = await server.connect({}, { user: { exec } });
  await Promise.all([requestJson(cluster, { path: '/' }), requestJson(cluster, { path: '/' })]);
  assert.deepEqual(await requestJson(cluster, { path: '/' }), {
    authorization: `Bearer login,more,false,${server.url}`,
    impersonated: [],
  });
  assert.equal(readFileSync(join(server.folder, 'runs'), 'utf8'), 'x');
});

test('a credential plugin whose answer has expired or is refused runs again', async (t) => {
  const server = await started(t, (request, response) => {
    if (server.seen.length === 2) refuse(response, 401, 'Unauthorized');
    else answer(response, { token: request.headers.authorization ?? null });
  });
  const runs = join(server.folder, 'runs');
  const command = plugin(
    server,
    `const fs = require('node:fs'); fs.appendFileSync(${JSON.stringify(runs)}, 'x');
     const count = fs.readFileSync(${JSON.stringify(runs)}).length;
     console.log(JSON.stringify({ apiVersion: ${JSON.stringify(version)}, kind: 'ExecCredential',
       status: { token: 'run' + count, expirationTimestamp: count === 1 ? undefined : count === 2 ? '2020-01-01T00:00:00Z' : '2100-01-01T00:00:00Z' } }));`,
  );
  const cluster = await server.connect({}, { user: { exec: { apiVersion: version, command } } });
  const told: unknown[] = [];
  for (let count = 0; count < 4; count++) told.push(await requestJson(cluster, { path: '/' }));
  // The second answer is refused at first; what the second run gave has expired once it is there.
  assert.deepEqual(told, [
    { token: 'Bearer run1' },
    { token: 'Bearer run2' },
    { token: 'Bearer run3' },
    { token: 'Bearer run3' },
  ]);
});

test('a credential plugin that fails is told with its command and what it says, without secrets', async (t) => {
  const server = await mirror(t);
  const scripts: [string, RegExp][] = [
    [
      "console.error('session expired: run sso login'); process.exit(3)",
      /failed with exit status 3\. It says: session expired: run sso login$/,
    ],
    ["console.log('s3cret')", /does not answer with JSON\.$/],
    ['', /answers with nothing\.$/],
    [
      `console.log(JSON.stringify({ apiVersion: 'v9', kind: 'ExecCredential', status: { token: 's3cret' } }))`,
      /answers in the version "v9"/,
    ],
    [
      `console.log(JSON.stringify({ apiVersion: '${version}', kind: 'ExecCredential', status: {} }))`,
      /neither a token nor a client certificate/,
    ],
  ];
  for (const [script, message] of scripts) {
    const exec = {
      apiVersion: version,
      command: plugin(server, script),
      args: ['get', '--token', 's3cret', '--password=s3cret'],
    };
    const error = await refusalOf(requestJson(await server.connect({}, { user: { exec } }), { path: '/' }));
    assert.equal(error.kind, 'config');
    assert.match(error.message, /^The credential plugin `\S+\/plugin get --token \*\*\* --password=\*\*\*` of \S+kubeconfig /);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /s3cret/);
  }
  const exec = { apiVersion: version, command: 'aerakictl-test-no-such-program', installHint: 'Install it from over there.' };
  const error = await refusalOf(requestJson(await server.connect({}, { user: { exec } }), { path: '/' }));
  assert.match(error.message, /there is no such program on the PATH/);
  assert.equal(error.fix, 'Install it from over there.');
  assert.deepEqual(server.seen, []);
});

test('what a plugin writes is told as it comes, where somebody listens', async (t) => {
  const server = await mirror(t);
  const command = plugin(
    server,
    `process.stderr.write('open https://login'); console.log(JSON.stringify({ apiVersion: '${version}', kind: 'ExecCredential', status: { token: 't' } }))`,
  );
  const told: string[] = [];
  const cluster = await server.connect(
    { onPluginOutput: (text) => told.push(text) },
    { user: { exec: { apiVersion: version, command } } },
  );
  await requestJson(cluster, { path: '/' });
  assert.deepEqual(told, ['open https://login']);
});

test('a client certificate is shown to the server', async (t) => {
  const server = await started(
    t,
    (request, response) =>
      answer(response, {
        name: request.socket instanceof TLSSocket ? String(request.socket.getPeerCertificate().subject.CN) : null,
      }),
    { ...tls, ca: pem('ca.pem'), requestCert: true, rejectUnauthorized: true },
  );
  const user = {
    'client-certificate-data': Buffer.from(pem('client.pem')).toString('base64'),
    'client-key': tlsFixture('client.key'),
  };
  assert.deepEqual(await requestJson(await server.connect({}, { cluster: trusted, user }), { path: '/' }), { name: 'jane' });
  const error = await refusalOf(requestJson(await server.connect({}, { cluster: trusted }), { path: '/' }));
  assert.match(error.message, /refuses the client certificate|the connection to .* broke/);
});

test("a server's certificate that is not trusted, for another name or expired is told apart", async (t) => {
  const cases = [
    ['server', {}, /signed by an authority that the kubeconfig does not trust/],
    ['named', trusted, /is for other names: DNS:kubernetes\.test/],
    ['expired', trusted, /has expired/],
  ] as const;
  for (const [name, cluster, message] of cases) {
    const server = await started(t, (_request, response) => answer(response, {}), {
      key: pem(`${name}.key`),
      cert: pem(`${name}.pem`),
    });
    const error = await refusalOf(requestJson(await server.connect({}, { cluster }), { path: '/' }));
    assert.equal(error.kind, 'certificate');
    assert.match(error.message, message);
    for (const accepted of [
      { 'insecure-skip-tls-verify': true },
      ...(name === 'named' ? [{ ...trusted, 'tls-server-name': 'kubernetes.test' }] : []),
    ])
      assert.deepEqual(await requestJson(await server.connect({}, { cluster: accepted }), { path: '/' }), {});
  }
});

test('an https server that is written as http is told as that', async (t) => {
  const server = await started(t, (_request, response) => answer(response, {}));
  const error = await refusalOf(
    requestJson(await server.connect({}, { cluster: { server: server.url.replace('http:', 'https:') } }), { path: '/' }),
  );
  assert.match(error.message, /does not speak TLS as expected/);
});

/** A proxy that opens tunnels, and notes what was asked of it. */
async function tunnelling(t: TestContext): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const proxy = await startTestServer(() => {});
  t.after(() => proxy.close());
  proxy.server.on('connect', (request, socket, head) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
    const [host, port] = String(request.url).split(':');
    const onward = connectTcp(Number(port), host === 'kubernetes.test' ? '127.0.0.1' : host);
    onward.once('connect', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const side of [onward, socket]) side.on('error', () => onward.destroy());
  });
  return { port: proxy.port, asked };
}

test('a proxy of the kubeconfig or of the environment is used, unless NO_PROXY excepts the server', async (t) => {
  const proxy = await tunnelling(t);
  const server = await started(t, (_request, response) => answer(response, {}), {
    key: pem('named.key'),
    cert: pem('named.pem'),
  });
  const named = { ...trusted, server: `https://kubernetes.test:${server.port}` };
  const address = `http://user:s3cret@127.0.0.1:${proxy.port}`;
  const login = `Basic ${Buffer.from('user:s3cret').toString('base64')}`;
  await requestJson(await server.connect({}, { cluster: { ...named, 'proxy-url': address } }), { path: '/' });
  await requestJson(await server.connect({ env: { HTTPS_PROXY: address } }, { cluster: named }), { path: '/' });
  assert.deepEqual(proxy.asked, Array(2).fill(`kubernetes.test:${server.port} ${login}`));
  for (const NO_PROXY of ['kubernetes.test', 'a,.test', `*.test:${server.port}`, '*']) {
    const cluster = await server.connect({ env: { HTTPS_PROXY: address, NO_PROXY } }, { cluster: named });
    assert.equal((await refusalOf(requestJson(cluster, { path: '/' }))).kind, 'unreachable');
  }
  assert.equal(proxy.asked.length, 2);
});

test('a proxy that refuses is told without its password', async (t) => {
  const proxy = await startTestServer(() => {});
  t.after(() => proxy.close());
  proxy.server.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
  const cluster = await proxy.connect(
    {},
    { cluster: { server: 'https://kubernetes.test', 'proxy-url': `http://u:s3cret@127.0.0.1:${proxy.port}` } },
  );
  const error = await refusalOf(requestJson(cluster, { path: '/' }));
  assert.match(
    error.message,
    /: the proxy refuses a tunnel to kubernetes\.test with HTTP status 407\. \(context \S+, https:\/\/kubernetes\.test through the proxy http:\/\/127\.0\.0\.1:\d+\)$/,
  );
});

test('a SOCKS proxy is asked for the name of the server', async (t) => {
  const server = await started(t, (_request, response) => answer(response, {}), {
    key: pem('named.key'),
    cert: pem('named.pem'),
  });
  const asked: string[] = [];
  const proxy = createTcp((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', (request) => {
        asked.push(request.toString('latin1', 5, 5 + (request[4] ?? 0)));
        const onward = connectTcp(server.port, '127.0.0.1');
        onward.once('connect', () => {
          socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          onward.pipe(socket).pipe(onward);
        });
        for (const side of [onward, socket]) side.on('error', () => onward.destroy());
      });
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.after(() => proxy.close());
  const address = proxy.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const cluster = { ...trusted, server: `https://kubernetes.test:${server.port}`, 'proxy-url': `socks5://127.0.0.1:${port}` };
  assert.deepEqual(await requestJson(await server.connect({}, { cluster }), { path: '/' }), {});
  assert.deepEqual(asked, ['kubernetes.test']);
});

test('a server behind a path is asked below it', async (t) => {
  const server = await started(t, (_request, response) => answer(response, {}));
  await requestJson(await server.connect({}, { cluster: { server: `${server.url}/k8s/clusters/c-1/` } }), {
    path: '/api/v1/pods',
  });
  assert.deepEqual(server.seen, ['GET /k8s/clusters/c-1/api/v1/pods']);
});

test('whatever a kubeconfig holds, it is read or refused as one', async (t) => {
  const { folder } = await mirror(t);
  const kubeconfig = join(folder, 'fuzz');
  const whole = config('https://127.0.0.1:1', '  # and a list\nextensions: [{name: e, extension: {}}]\n');
  const mutated = fc.tuple(fc.nat(whole.length), fc.nat(20), fc.string({ unit: 'binary', maxLength: 8 })).map(
    // A part of it is another text.
    ([start, length, text]) => whole.slice(0, start) + text + whole.slice(start + length),
  );
  const values = fc
    .json()
    .map((value) => `{"contexts": ${value}, "users": [${value}], "clusters": ${value}, "current-context": ${value}}`);
  await fc.assert(
    fc.asyncProperty(fc.oneof(mutated, values, fc.string({ unit: 'binary' })), async (text) => {
      writeFileSync(kubeconfig, text);
      await connect({ kubeconfig, env: {} }).then(
        (cluster) => cluster.authorize({}).catch((error) => assert.ok(error instanceof ClusterError, error.stack)),
        (error) => assert.ok(error instanceof ClusterError, error.stack),
      );
    }),
    { numRuns: 300 },
  );
});

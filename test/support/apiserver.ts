import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json, JsonObject } from '../../src/base/json.js';
import { connect } from '../../src/cluster/connect.js';
import type { Cluster, ConnectOptions } from '../../src/cluster/types.js';

/** A file of `test/fixtures/tls`. */
export function tlsFixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
}

/** The text of a file of `test/fixtures/tls`. */
export function pem(name: string): string {
  return readFileSync(tlsFixture(name), 'utf8');
}

/** A server of the test's own that answers as an API server might, over real sockets. */
export interface TestServer {
  url: string;
  port: number;
  server: Server;
  /** `METHOD path` of each request so far. */
  seen: string[];
  folder: string;
  /** Writes a kubeconfig with one context, `test`, and returns its path. */
  kubeconfig(more?: { cluster?: JsonObject; user?: JsonObject; context?: JsonObject }): string;
  /** Connects with such a kubeconfig and a short timeout. */
  connect(options?: Partial<ConnectOptions>, more?: { cluster?: JsonObject; user?: JsonObject }): Promise<Cluster>;
  close(): Promise<void>;
}

/** Starts a server on a free port; with `tls`, one that speaks TLS. */
export async function startTestServer(handle: RequestListener, tls?: ServerOptions): Promise<TestServer> {
  const seen: string[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    seen.push(`${request.method} ${request.url}`);
    handle(request, response);
  };
  const server = tls === undefined ? createHttp(listener) : createHttps(tls, listener);
  // A server forgets connections that became tunnels or WebSockets.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`;
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-cluster-'));
  const clusters: Cluster[] = [];
  const kubeconfig: TestServer['kubeconfig'] = (more = {}) => {
    const file = join(folder, 'kubeconfig');
    const value = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'c', cluster: { server: url, ...more.cluster } }],
      users: [{ name: 'u', user: { ...more.user } }],
      contexts: [{ name: 'test', context: { cluster: 'c', user: 'u', ...more.context } }],
    };
    writeFileSync(file, JSON.stringify(value));
    return file;
  };
  return {
    url,
    port: address.port,
    server,
    seen,
    folder,
    kubeconfig,
    async connect(options = {}, more = {}) {
      const cluster = await connect({ kubeconfig: kubeconfig(more), env: {}, requestTimeoutMs: 20_000, ...options });
      clusters.push(cluster);
      return cluster;
    },
    async close() {
      for (const cluster of clusters) cluster.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Answers with JSON. */
export function answer(response: ServerResponse, value: Json, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

/** Answers with a Status of Kubernetes. */
export function refuse(response: ServerResponse, code: number, message: string, more: JsonObject = {}): void {
  answer(response, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code, ...more }, code);
}

/** The body of a request, read as JSON. */
export async function bodyOf(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const value: Json = JSON.parse(Buffer.concat(chunks).toString());
  return value;
}

/** The error that a promise is rejected with; fails where it is not. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it was not rejected with an error');
}

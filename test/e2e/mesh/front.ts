import { readFileSync } from 'node:fs';
import type { IncomingMessage, request, ServerResponse } from 'node:http';
import { Agent, createServer, request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { ApiServer } from './servers.js';

/** A reverse proxy in front of the API server, for faults of the way there and of a server under load. */
export interface Front {
  url: string;
  /** Nothing moves any more in either direction; connections stay open, new ones are taken and get no answer. */
  pause(): void;
  resume(): void;
  /** Breaks every connection that is open, once. */
  cut(): void;
  /** Refuses connections until `listen`. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  /** Answers the next `times` requests whose `METHOD path` matches with this status instead of asking the server; `retryAfter` in seconds. */
  answer(status: number, times: number, options?: { match?: RegExp; retryAfter?: number }): void;
  /** Breaks the connection of the next `times` matching requests after the server answered: the client cannot know what became of them. */
  lose(times: number, match?: RegExp): void;
  /** Called with `METHOD path` before a request goes on to the server. */
  onRequest: ((line: string) => void) | undefined;
  /** The requests that came: `METHOD path?query`. */
  requests: string[];
  stop(): Promise<void>;
}

/** Starts a {@link Front} on a free loopback port, with the server's own certificate. */
export async function startFront(server: ApiServer): Promise<Front> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64, ca: server.ca });
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  let paused = false;
  let refused: { status: number; times: number; match: RegExp; retryAfter: number | undefined } | undefined;
  let lost: { times: number; match: RegExp } | undefined;

  const open = (message: IncomingMessage): ReturnType<typeof request> =>
    secureRequest({
      host: '127.0.0.1',
      port: server.port,
      ca: server.ca,
      method: message.method,
      path: message.url,
      headers: message.headers,
      agent: message.headers.upgrade === undefined ? agent : false,
    });
  const whenRunning = (go: () => void): void => {
    if (paused) waiting.push(go);
    else go();
  };

  const pass = (message: IncomingMessage, response: ServerResponse, line: string): void => {
    const call = open(message);
    call.on('response', (answer) => {
      if (lost !== undefined && lost.times > 0 && lost.match.test(line)) {
        lost.times--;
        answer.resume();
        answer.on('end', () => message.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.on('data', (part: Buffer) => whenRunning(() => response.write(part)));
      answer.on('end', () => whenRunning(() => response.end()));
      answer.on('error', () => message.socket.destroy());
      answer.on('close', () => !answer.complete && message.socket.destroy());
    });
    call.on('error', () => message.socket.destroy());
    response.on('close', () => call.destroy());
    message.pipe(call);
  };

  const https = createServer({
    key: readFileSync(join(server.folder, 'server.key')),
    cert: readFileSync(join(server.folder, 'server.crt')),
  });
  https.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  https.on('request', (message: IncomingMessage, response: ServerResponse) => {
    const line = `${message.method} ${message.url}`;
    front.requests.push(line);
    whenRunning(() => {
      if (refused !== undefined && refused.times > 0 && refused.match.test(line)) {
        refused.times--;
        const after = refused.retryAfter === undefined ? {} : { 'retry-after': String(refused.retryAfter) };
        response.writeHead(refused.status, { 'content-type': 'text/plain', ...after });
        response.end(refused.status === 429 ? 'Too many requests, please try again later.\n' : 'a fault of the tests\n');
        message.resume();
        return;
      }
      front.onRequest?.(line);
      pass(message, response, line);
    });
  });
  https.on('upgrade', (message: IncomingMessage, socket: Socket, head: Buffer) => {
    front.requests.push(`${message.method} ${message.url}`);
    const call = open(message);
    call.on('upgrade', (answer, upstream: Socket, first: Buffer) => {
      const names = answer.rawHeaders;
      let text = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n`;
      for (let i = 0; i < names.length; i += 2) text += `${names[i]}: ${names[i + 1]}\r\n`;
      socket.write(`${text}\r\n`);
      socket.write(first);
      upstream.write(head);
      upstream.on('data', (part: Buffer) => whenRunning(() => socket.write(part)));
      socket.on('data', (part: Buffer) => whenRunning(() => upstream.write(part)));
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
      upstream.on('close', () => socket.destroy());
      socket.on('close', () => upstream.destroy());
    });
    call.on('response', (answer) => {
      let text = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nconnection: close\r\n`;
      for (const name of ['content-type', 'content-length']) {
        if (answer.headers[name] !== undefined) text += `${name}: ${answer.headers[name]}\r\n`;
      }
      socket.write(`${text}\r\n`);
      answer.pipe(socket);
    });
    call.on('error', () => socket.destroy());
    call.end();
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      https.once('error', reject);
      https.listen(port, '127.0.0.1', () => resolve());
    });
  await listen(0);
  const address = https.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      https.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  const front: Front = {
    url: `https://127.0.0.1:${port}`,
    requests: [],
    onRequest: undefined,
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      for (const go of waiting.splice(0)) go();
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    refuse: close,
    listen: () => listen(port),
    answer(status, times, { match = /./, retryAfter } = {}) {
      refused = { status, times, match, retryAfter };
    },
    lose(times, match = /./) {
      lost = { times, match };
    },
    async stop() {
      front.resume();
      agent.destroy();
      await close();
    },
  };
  return front;
}

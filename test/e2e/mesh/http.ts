import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';

/** A server in this process. */
export interface Listening {
  port: number;
  stop(): void;
}

/** What a server says to a request. */
export interface Answer {
  status?: number;
  body: string | Buffer;
  type?: string;
}

/** Serves on a free port of the loopback address (`host` for others). A handler that answers undefined leaves the request without an answer. */
export async function serve(
  handler: (request: { method: string; url: URL; body: string }) => Promise<Answer | undefined> | Answer | undefined,
  options: { tls?: { key: string; cert: string }; host?: string } = {},
): Promise<Listening> {
  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    const parts: Buffer[] = [];
    message.on('data', (part: Buffer) => parts.push(part));
    message.on('error', () => undefined);
    message.on('end', async () => {
      const url = new URL(`http://local${(message.url ?? '/').replace(/^\/+/, '/')}`);
      let answer: Answer | undefined;
      try {
        answer = await handler({ method: message.method ?? 'GET', url, body: Buffer.concat(parts).toString('utf8') });
      } catch (error) {
        answer = { status: 500, body: error instanceof Error ? (error.stack ?? error.message) : String(error) };
      }
      if (answer === undefined) return;
      response.writeHead(answer.status ?? 200, {
        'content-type': answer.type ?? 'text/plain; charset=UTF-8',
        'content-length': Buffer.byteLength(answer.body),
      });
      response.end(answer.body);
    });
  };
  const server: HttpServer = options.tls === undefined ? createServer(listener) : createSecure(options.tls, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, options.host ?? '127.0.0.1', () => resolve());
  });
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A JSON answer, indented as Envoy and istiod write it. */
export function json(value: unknown): Answer {
  return { body: `${JSON.stringify(value, null, 1)}\n`, type: 'application/json' };
}

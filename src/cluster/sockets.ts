import type { IncomingMessage } from 'node:http';
import type WebSocket from 'ws';
import { connectionFailure, interrupted, refusal } from './failure.js';
import { tried } from './request.js';
import { collect, optionsFor } from './transport.js';
import type { Cluster } from './types.js';
import { meaningOf } from './wording.js';

/** Of a refusal only so much is read. */
const mostRefusal = 64 * 1024;

/**
 * Opens a WebSocket to the API server, which speaks one of the protocols. `listen` is called as soon as it is there, before anything can have come. A handshake that
 * is refused is a {@link ClusterError}.
 */
export async function openSocket(
  cluster: Cluster,
  path: string,
  protocols: string[],
  options: { repeatable: boolean; signal?: AbortSignal },
  listen: (socket: WebSocket) => void,
): Promise<WebSocket> {
  return await tried(cluster, { path, ...options }, async (meaning, signal) => {
    // Only what opens a WebSocket pays for the library.
    const { WebSocket: Socket } = await import('ws');
    const { protocol, host, port, path: full, headers, agent } = await optionsFor(cluster, path, {}, true);
    const name = `${host}`.includes(':') ? `[${host}]` : host;
    const url = `${protocol === 'https:' ? 'wss' : 'ws'}://${name}:${port}${full}`;
    const socket = new Socket(url, protocols, {
      headers: Object.fromEntries(Object.entries(headers ?? {})),
      agent,
      perMessageDeflate: false,
    });
    return await new Promise<WebSocket>((resolve, reject) => {
      const stop = (): void => {
        reject(interrupted(meaning));
        socket.terminate();
      };
      signal.addEventListener('abort', stop, { once: true });
      const settled = (): void => signal.removeEventListener('abort', stop);
      socket.once('open', () => {
        settled();
        resolve(socket);
      });
      socket.once('unexpected-response', (_request, response: IncomingMessage) => {
        settled();
        collect(response, mostRefusal, () => undefined)
          .then((body) => reject(refusal(cluster, meaning, response.statusCode ?? 0, body.toString())))
          .catch(reject)
          .finally(() => socket.terminate());
      });
      // Errors after this one, such as that of a terminated handshake, have been told.
      socket.on('error', (error) => {
        settled();
        reject(error);
      });
      listen(socket);
    });
  });
}

/** An error of an open socket in words. */
export function socketFailure(cluster: Cluster, path: string, error: unknown): Error {
  return connectionFailure(cluster, meaningOf('GET', path), error);
}

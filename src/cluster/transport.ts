import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Json } from '../base/json.js';
import type { Cluster } from './types.js';

/** One request to the API server. */
export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path from the server's root, with its query: `/api/v1/pods?limit=500`. */
  path: string;
  body?: Json;
  /** Content type of the body; `application/json` where left out. */
  contentType?: string;
  /** What is wished for; `application/json` where left out. */
  accept?: string;
  /** Whether a second one does no harm, where the method does not tell: an access review is a POST. */
  repeatable?: boolean;
  /** Told each warning of the server, such as a field that is deprecated. */
  onWarning?: (text: string) => void;
  /** Told each time that the request is about to be made again. */
  onRetry?: () => void;
  signal?: AbortSignal;
}

/** How the program calls itself in the API server's audit log. */
const userAgent = 'aerakictl';

/**
 * The options of a request to a path of a cluster's API server, with credentials. The server's own path (as a gateway has one) comes first. `single`: on a connection of its
 * own, so that a request that must not be made twice does not meet one that is just being closed.
 */
export async function optionsFor(
  cluster: Cluster,
  path: string,
  headers: RequestOptions['headers'],
  single: boolean,
): Promise<RequestOptions> {
  const server = new URL(cluster.server);
  const options: RequestOptions = {
    protocol: server.protocol,
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: server.port || (server.protocol === 'https:' ? 443 : 80),
    path: `${server.pathname.replace(/\/$/, '')}${path}`,
    headers: { 'user-agent': userAgent, ...headers },
    ...(single ? { agent: false } : {}),
  };
  await cluster.authorize(options);
  return options;
}

/** Sends a request once; resolves with the head of the answer. The signal also ends the reading of its body. */
export async function send(
  cluster: Cluster,
  request: ApiRequest,
  signal: AbortSignal,
  compressed: boolean,
): Promise<IncomingMessage> {
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const headers = {
    accept: request.accept ?? 'application/json',
    ...(compressed ? { 'accept-encoding': 'gzip' } : {}),
    ...(body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json', 'content-length': body.length }),
  };
  const options = await optionsFor(cluster, request.path, headers, request.method === 'POST' && request.repeatable !== true);
  options.method = request.method ?? 'GET';
  if (signal.aborted) throw new Error('aborted');
  return await new Promise((resolve, reject) => {
    const outgoing = options.protocol === 'https:' ? httpsRequest(options) : httpRequest(options);
    const stop = (): void => {
      const connecting = outgoing.socket === null || outgoing.socket?.connecting !== false;
      outgoing.destroy(connecting ? Object.assign(new Error('aborted'), { code: 'ERR_CONNECTING' }) : new Error('aborted'));
    };
    signal.addEventListener('abort', stop, { once: true });
    outgoing.once('close', () => signal.removeEventListener('abort', stop));
    outgoing.once('error', reject);
    outgoing.once('response', resolve);
    outgoing.end(body);
  });
}

/** The body of an answer, unpacked. From `most` bytes on: the error of `tooLarge`, or, where it gives none, the beginning. */
export function collect(response: IncomingMessage, most: number, tooLarge: () => Error | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let source: Readable = response;
    if (response.headers['content-encoding'] === 'gzip') {
      source = response.pipe(createGunzip());
      response.once('error', (error) => source.destroy(error));
      response.once('aborted', () => source.destroy(Object.assign(new Error('the answer broke off'), { code: 'ECONNRESET' })));
    }
    const chunks: Buffer[] = [];
    let size = 0;
    source.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= most) return;
      const error = tooLarge();
      if (error === undefined) resolve(Buffer.concat(chunks));
      else reject(error);
      source.destroy();
      response.destroy();
    });
    source.once('end', () => resolve(Buffer.concat(chunks, size)));
    source.once('error', reject);
    source.once('close', () => reject(Object.assign(new Error('the answer broke off'), { code: 'ECONNRESET' })));
  });
}

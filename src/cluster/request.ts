import type { Readable } from 'node:stream';
import type { Json } from '../base/json.js';
import { ClusterError } from './errors.js';
import type { Cluster } from './types.js';

/** One request to the API server. */
export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path from the server's root, with its query: `/api/v1/pods?limit=500`. */
  path: string;
  body?: Json;
  /** Content type of the body; `application/json` where left out. */
  contentType?: string;
  signal?: AbortSignal;
}

/**
 * Makes a request and returns its JSON. Retried with backoff on 429, 5xx and broken connections where the method is safe to repeat (GET, server-side apply,
 * DELETE), honouring Retry-After. Throws a {@link ClusterError}.
 */
export async function requestJson(cluster: Cluster, request: ApiRequest): Promise<Json> {
  throw new ClusterError('config', `not built yet: ${cluster.context} ${request.path}`);
}

/** Makes a request whose answer is text, such as `/readyz?verbose`; refused from `most` bytes on. */
export async function requestText(cluster: Cluster, request: ApiRequest, most?: number): Promise<string> {
  throw new ClusterError('config', `not built yet: ${cluster.context} ${request.path} ${most ?? 0}`);
}

/** Opens a stream (logs, a watch); the caller reads it to its end or destroys it. Not retried here. */
export async function requestStream(cluster: Cluster, request: ApiRequest): Promise<Readable> {
  throw new ClusterError('config', `not built yet: ${cluster.context} ${request.path}`);
}

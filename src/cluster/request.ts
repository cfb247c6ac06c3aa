import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Json } from '../base/json.js';
import { ClusterError } from './errors.js';
import { connectionFailure, interrupted, isBeforeSending, isBroken, refusal, retryAfterMs, timedOut } from './failure.js';
import { type ApiRequest, collect, send } from './transport.js';
import type { Cluster } from './types.js';
import { meaningOf, type RequestMeaning } from './wording.js';

export type { ApiRequest };

/** A string of JavaScript holds some more than this. */
const mostJson = 500 * 1024 * 1024;
const mostText = 64 * 1024 * 1024;
/** Of a refusal only so much is read. */
const mostRefusal = 1024 * 1024;

const mostTries = 5;
const firstDelayMs = 200;
const mostDelayMs = 5_000;
/** Who is told to wait longer than this is better told so. */
const mostRetryAfterMs = 30_000;

/** Clusters that have answered: a connection refused by them later is one that broke. */
const reached = new WeakSet<Cluster>();

/**
 * Makes a request and returns its JSON. Retried with backoff on 429, 5xx and broken connections where the method is safe to repeat (GET, server-side apply,
 * DELETE), honouring Retry-After. Throws a {@link ClusterError}.
 */
export async function requestJson(cluster: Cluster, request: ApiRequest): Promise<Json> {
  return await tried(cluster, request, async (meaning, signal) => {
    const response = await answered(cluster, request, meaning, signal);
    const body = await collect(response, mostJson, () => tooLarge(meaning, mostJson));
    try {
      const value: Json = JSON.parse(body.toString());
      return value;
    } catch {
      throw new ClusterError('server', `Could not ${meaning.words}: ${cluster.server} answers with something that is not JSON.`, {
        fix: 'Is the server of the kubeconfig an API server of Kubernetes, or a proxy that wants a login?',
        status: response.statusCode ?? 0,
      });
    }
  });
}

/** Makes a request whose answer is text, such as `/readyz?verbose`; refused from `most` bytes on. */
export async function requestText(cluster: Cluster, request: ApiRequest, most = mostText): Promise<string> {
  return await tried(cluster, { accept: '*/*', ...request }, async (meaning, signal) => {
    const response = await answered(cluster, { accept: '*/*', ...request }, meaning, signal);
    return (await collect(response, most, () => tooLarge(meaning, most))).toString();
  });
}

/** Opens a stream (logs, a watch); the caller reads it to its end or destroys it. Once it is open it is bound by no timeout, and not retried here. */
export async function requestStream(cluster: Cluster, request: ApiRequest): Promise<Readable> {
  const stream = await tried(cluster, request, async (meaning, signal) => {
    return await answered(cluster, { ...request, accept: request.accept ?? '*/*' }, meaning, signal, true);
  });
  const stop = (): void => void stream.destroy();
  request.signal?.addEventListener('abort', stop, { once: true });
  stream.once('close', () => request.signal?.removeEventListener('abort', stop));
  if (request.signal?.aborted) stop();
  return stream;
}

function tooLarge(meaning: RequestMeaning, most: number): ClusterError {
  return new ClusterError(
    'invalid',
    `Could not ${meaning.words}: the answer is larger than ${Math.round(most / 1024 / 1024)} MiB.`,
    {
      fix: 'Ask for less: one namespace, or a label selector.',
    },
  );
}

/** The answer, if it is a success; its headers are read, its body is not. */
async function answered(
  cluster: Cluster,
  request: ApiRequest,
  meaning: RequestMeaning,
  signal: AbortSignal,
  stream = false,
): Promise<IncomingMessage> {
  const response = await send(cluster, request, signal, !stream);
  reached.add(cluster);
  const code = response.statusCode ?? 0;
  for (const warning of warningsOf(response.headers['warning'])) request.onWarning?.(warning);
  if (code >= 200 && code < 300) return response;
  const body = (await collect(response, mostRefusal, () => undefined)).toString();
  const error = refusal(cluster, meaning, code, body);
  waits.set(error, retryAfterMs(response.headers['retry-after'], body));
  throw error;
}

/** What a refusal says of when to try again. */
const waits = new WeakMap<ClusterError, number | undefined>();

/** The texts of `Warning` headers (RFC 7234): `299 - "text"`, joined by commas. */
function warningsOf(header: string | undefined): string[] {
  return [...(header ?? '').matchAll(/\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => (text ?? '').replace(/\\(.)/g, '$1'));
}

/** Tries a request until it is answered, or trying again makes no sense. Each try may take as long as a request may; `once` is given a signal for that. */
export async function tried<T>(
  cluster: Cluster,
  request: ApiRequest,
  once: (meaning: RequestMeaning, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const meaning = meaningOf(request.method ?? 'GET', request.path);
  // One signal ends hundreds of requests at once, which Node would take for a leak and warn of.
  if (request.signal !== undefined) setMaxListeners(0, request.signal);
  let renewed = false;
  let isSent = false;
  for (let tries = 1; ; tries++) {
    if (request.signal?.aborted) throw interrupted(meaning);
    const stop = new AbortController();
    const interrupt = (): void => stop.abort();
    request.signal?.addEventListener('abort', interrupt, { once: true });
    let late = false;
    const timeout = (): void => {
      late = true;
      stop.abort();
    };
    const timer = cluster.requestTimeoutMs > 0 ? setTimeout(timeout, cluster.requestTimeoutMs) : undefined;
    try {
      return await once(meaning, stop.signal);
    } catch (error) {
      if (request.signal?.aborted) throw interrupted(meaning);
      if (late) throw timedOut(cluster, meaning, cluster.requestTimeoutMs, error);
      if (error instanceof ClusterError && error.status === 401 && !renewed && cluster.renew?.() === true) {
        renewed = true;
        continue;
      }
      isSent ||= !isBeforeSending(error);
      const wait = tries >= mostTries ? undefined : waitBefore(cluster, request, error, tries);
      if (wait === undefined) {
        if (isOwnMistake(cluster, error)) throw error;
        const failure = connectionFailure(cluster, meaning, error);
        if (!isSent) unsent.add(failure);
        throw failure;
      }
      request.onRetry?.();
      await pause(wait, request.signal);
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', interrupt);
    }
  }
}

/** Failed requests of which no byte reached the server. */
const unsent = new WeakSet<Error>();

/** Whether a request that failed never reached the server, at no try, so that it cannot have been carried out. */
export function wasNeverSent(error: ClusterError): boolean {
  return unsent.has(error);
}

/** How long to wait before the next try, in milliseconds; undefined where another try is of no use or might do a thing twice. */
function waitBefore(cluster: Cluster, request: ApiRequest, error: unknown, tries: number): number | undefined {
  const method = request.method ?? 'GET';
  const repeatable = request.repeatable ?? method !== 'POST';
  const backoff = Math.min(mostDelayMs, firstDelayMs * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);
  if (!(error instanceof ClusterError)) {
    const refused = isBeforeSending(error);
    // Where nothing has ever listened, nothing will soon.
    if (!isBroken(error) || (refused && !reached.has(cluster))) return undefined;
    return repeatable || refused ? backoff : undefined;
  }
  const code = error.status ?? 0;
  const after = waits.get(error);
  if (after !== undefined && after > mostRetryAfterMs) return undefined;
  // 429, and a 503 that says when to come again, are given before anything is done.
  if (code === 429) return Math.max(backoff, after ?? 0);
  if (code < 500 || error.kind === 'denied') return undefined;
  if (after !== undefined && (repeatable || code === 503)) return Math.max(backoff, after);
  // A write that fails with 500 may be done; the kubelet says 500 for whatever it will not do (logs, exec, port-forward).
  const plain = method === 'GET' && !/\/(?:log|exec|portforward)(?:\?|$)/.test(request.path);
  return repeatable && (plain || (code !== 500 && code !== 501)) ? backoff : undefined;
}

/** Errors of the network and of protocols have a code, but for those of proxies' agents; what has none is a bug of this program and must look like one. */
function isOwnMistake({ proxy }: Cluster, error: unknown): boolean {
  return proxy === undefined && !(error instanceof ClusterError) && !(error instanceof Error && 'code' in error);
}

/** Waits, but not longer than until the signal is given. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

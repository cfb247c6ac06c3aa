import type { Duplex } from 'node:stream';
import { ClusterError } from './errors.js';
import type { Cluster } from './types.js';

/** A container of a pod. */
export interface ContainerRef {
  namespace: string;
  pod: string;
  container: string;
}

/** What part of a container's log. */
export interface LogOptions {
  follow?: boolean;
  tailLines?: number;
  /** Seconds back from now. */
  sinceSeconds?: number;
  /** RFC 3339. */
  sinceTime?: string;
  previous?: boolean;
  signal?: AbortSignal;
}

/** A line of a log with the time the kubelet gave it (RFC 3339, nanoseconds), as bytes without the line break. */
export interface LogLine {
  time: string;
  text: Buffer;
}

/** What a command in a container ended with. */
export interface Executed {
  stdout: Buffer;
  stderr: Buffer;
  exitCode: number;
}

/** An answer over HTTP from a process in a pod. */
export interface PodAnswer {
  status: number;
  body: Buffer;
}

const later = (...given: unknown[]): never => {
  throw new ClusterError('config', `not built yet (${given.length})`);
};

/**
 * The lines of a container's log in order. When following, a broken stream is resumed from the last line's time, without loss or repetition, until the
 * container ends or the signal is given.
 */
export async function* readLog(cluster: Cluster, container: ContainerRef, options: LogOptions = {}): AsyncGenerator<LogLine> {
  yield later(cluster, container, options);
}

/** Runs a command in a container and collects what it prints, at most `most` bytes. */
export async function execute(
  cluster: Cluster,
  container: ContainerRef,
  command: readonly string[],
  options: { signal?: AbortSignal; most?: number } = {},
): Promise<Executed> {
  return later(cluster, container, command, options);
}

/** A connection to a port inside a pod, as `kubectl port-forward` makes one. */
export async function openPort(
  cluster: Cluster,
  namespace: string,
  pod: string,
  port: number,
  signal?: AbortSignal,
): Promise<Duplex> {
  return later(cluster, namespace, pod, port, signal);
}

/** One HTTP request to a port inside a pod, through a port-forward. */
export async function podRequest(
  cluster: Cluster,
  pod: { namespace: string; name: string },
  port: number,
  request: { method?: 'GET' | 'POST'; path: string; body?: string; most?: number; signal?: AbortSignal },
): Promise<PodAnswer> {
  return later(cluster, pod, port, request);
}

/**
 * One request to a proxy's admin interface (port 15000): through a port-forward; where that is refused, by `pilot-agent request` in the container. A status
 * other than 200 is a {@link ClusterError}.
 */
export async function proxyAdmin(
  cluster: Cluster,
  pod: { namespace: string; name: string },
  request: { method?: 'GET' | 'POST'; path: string; signal?: AbortSignal },
): Promise<Buffer> {
  return later(cluster, pod, request);
}

/** Does `work` for each item, at most `limit` at once; results in the items' order. The first error that `work` throws ends all. */
export async function forEachLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      const item = items[index];
      if (item !== undefined) results[index] = await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

import type WebSocket from 'ws';
import { asObject, asString, isObject, type JsonObject, own } from '../base/json.js';
import { listAt, textAt } from '../resource/core.js';
import { ClusterError } from './errors.js';
import { interrupted, sentence, timedOut } from './failure.js';
import type { ContainerRef } from './logs.js';
import { pathOf } from './objects.js';
import { resources } from './resources.js';
import { openSocket, socketFailure } from './sockets.js';
import type { Cluster } from './types.js';
import { meaningOf } from './wording.js';

/** What a command in a container ended with. */
export interface Executed {
  stdout: Buffer;
  stderr: Buffer;
  exitCode: number;
}

const mostOutput = 500 * 1024 * 1024;

/** The protocols of `kubectl exec`: binary messages, the first byte of which is the channel; the status is a JSON object. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const channels = { stdout: 1, stderr: 2, status: 3 };

/**
 * Runs a command in a container and collects what it prints, at most `most` bytes. It may take as long as a request may. Throws a {@link ClusterError} where it could
 * not be run; a command that fails is an exit code.
 */
export async function execute(
  cluster: Cluster,
  container: ContainerRef,
  command: readonly string[],
  options: { signal?: AbortSignal; most?: number } = {},
): Promise<Executed> {
  const query = new URLSearchParams({ container: container.container, stdout: 'true', stderr: 'true' });
  for (const word of command) query.append('command', word);
  const path = `${pathOf(resources.pods, container.namespace, container.pod, 'exec')}?${query}`;
  const collector = new Collector(options.most ?? mostOutput);
  const { signal } = options;
  let closed = false;
  const socket = await openSocket(cluster, path, protocols, { repeatable: false, ...(signal ? { signal } : {}) }, (opened) => {
    opened.on('message', (data: WebSocket.RawData) => collector.take(data, opened));
    opened.once('close', () => {
      closed = true;
    });
  });
  const words = meaningOf('GET', path);
  return await new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(error);
      socket.terminate();
    };
    const stop = (): void => fail(interrupted(words));
    const late = (): void => fail(timedOut(cluster, words, cluster.requestTimeoutMs));
    const timer = cluster.requestTimeoutMs > 0 ? setTimeout(late, cluster.requestTimeoutMs) : undefined;
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    socket.once('error', (error) => fail(socketFailure(cluster, path, error)));
    const ended = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      try {
        resolve(
          collector.result(`${words.words}, container ${container.container} (context ${cluster.context}, ${cluster.server})`),
        );
      } catch (error) {
        reject(error);
      }
    };
    if (closed) ended();
    else socket.once('close', ended);
  });
}

/** What comes on the channels of one execution. */
class Collector {
  readonly #most: number;
  readonly #stdout: Buffer[] = [];
  readonly #stderr: Buffer[] = [];
  readonly #status: Buffer[] = [];
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  take(data: WebSocket.RawData, socket: WebSocket): void {
    const message = bytesOf(data);
    const channel = message[0];
    const target =
      channel === channels.stdout
        ? this.#stdout
        : channel === channels.stderr
          ? this.#stderr
          : channel === channels.status
            ? this.#status
            : undefined;
    target?.push(message.subarray(1));
    this.#size += message.length;
    if (this.#size > this.#most) socket.terminate();
  }

  result(what: string): Executed {
    if (this.#size > this.#most) throw new ClusterError('invalid', `Could not ${what}: it prints more than ${this.#most} bytes.`);
    const exitCode = exitCodeOf(Buffer.concat(this.#status).toString(), what);
    return { stdout: Buffer.concat(this.#stdout), stderr: Buffer.concat(this.#stderr), exitCode };
  }
}

/** The bytes of a message, in whatever form it came. */
export function bytesOf(data: WebSocket.RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

/** The exit code of a Status: 0 for a success, the cause `ExitCode` of a failure with the reason NonZeroExitCode. */
function exitCodeOf(text: string, what: string): number {
  if (text === '')
    throw new ClusterError('unreachable', `Could not ${what}: the connection broke before the command ended.`, {
      fix: 'Look whether the pod still runs, and try again.',
    });
  let status: JsonObject = {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) status = value;
  } catch {
    // Not JSON: told below, as it came.
  }
  if (textAt(status, 'status') === 'Success') return 0;
  const causes = listAt(asObject(own(status, 'details') ?? null), 'causes').filter(isObject);
  const code = asString(own(causes.find((cause) => textAt(cause, 'reason') === 'ExitCode') ?? {}, 'message'));
  if (textAt(status, 'reason') === 'NonZeroExitCode' && code !== undefined && /^-?\d{1,10}$/.test(code)) return Number(code);
  throw new ClusterError('server', `Could not ${what}: ${sentence(textAt(status, 'message') || text.slice(0, 500))}`, {
    fix: 'The container may not run, or not hold the program that was asked for.',
  });
}

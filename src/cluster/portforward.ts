import { Duplex } from 'node:stream';
import type WebSocket from 'ws';
import { ClusterError } from './errors.js';
import { bytesOf } from './exec.js';
import { pathOf } from './objects.js';
import { resources } from './resources.js';
import { openSocket, socketFailure } from './sockets.js';
import type { Cluster } from './types.js';

/**
 * The kubelet's protocol over a WebSocket: channel 0 holds data, channel 1 errors; the first message of each is the port (two bytes, little-endian). One port a
 * connection, so that each ends by itself.
 */
const protocols = ['v4.channel.k8s.io'];
const portBytes = 2;

/**
 * A connection to a port inside a pod, as `kubectl port-forward` makes one. What breaks it later (the pod dies, nothing listens there) is a {@link ClusterError} on the
 * stream.
 */
export async function openPort(
  cluster: Cluster,
  namespace: string,
  pod: string,
  port: number,
  signal?: AbortSignal,
): Promise<Duplex> {
  const path = `${pathOf(resources.pods, namespace, pod, 'portforward')}?ports=${port}`;
  const what = `port ${port} of pod ${pod} in namespace ${namespace}`;
  let stream: PortStream | undefined;
  const options = { repeatable: true, ...(signal === undefined ? {} : { signal }) };
  await openSocket(cluster, path, protocols, options, (socket) => {
    stream = new PortStream(socket, what, (error) => socketFailure(cluster, path, error));
  });
  if (stream === undefined) throw new Error('a socket was opened without its stream');
  const opened = stream;
  const stop = (): void => void opened.destroy(new ClusterError('interrupted', `Interrupted: ${what}.`));
  signal?.addEventListener('abort', stop, { once: true });
  opened.once('close', () => signal?.removeEventListener('abort', stop));
  if (signal?.aborted) stop();
  // What breaks it may have come together with the opening.
  if (opened.errored !== null) throw opened.errored;
  return opened;
}

class PortStream extends Duplex {
  readonly #socket: WebSocket;
  readonly #what: string;
  /** Bytes of the port that are still to come on each channel. */
  readonly #head = [portBytes, portBytes];

  constructor(socket: WebSocket, what: string, inWords: (error: unknown) => Error) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    this.#what = what;
    socket.on('message', (data: WebSocket.RawData) => this.#take(bytesOf(data)));
    socket.once('close', () => {
      if (!this.destroyed) this.push(null);
      if (!this.writableEnded) this.end();
    });
    // Whoever has it looks for what broke it once they are there: until then it must not end the program.
    this.on('error', () => {});
    let open = false;
    socket.once('open', () => {
      open = true;
    });
    // Those of the handshake are told to whoever opens.
    socket.on('error', (error) => {
      if (open) this.destroy(inWords(error));
    });
  }

  #take(message: Buffer): void {
    const channel = message[0];
    if (channel !== 0 && channel !== 1) return;
    const skipped = Math.min(this.#head[channel] ?? 0, message.length - 1);
    this.#head[channel] = (this.#head[channel] ?? 0) - skipped;
    const data = message.subarray(1 + skipped);
    if (data.length === 0 || this.destroyed) return;
    if (channel === 0) {
      if (!this.push(data)) this.#socket.pause();
      return;
    }
    const refused = /refused/.test(data.toString()) ? ' Nothing listens on it.' : '';
    this.destroy(
      new ClusterError('unreachable', `Could not reach ${this.#what}: ${data.toString().trim().slice(0, 500)}`, {
        fix: `Look whether the pod runs and is ready.${refused}`,
      }),
    );
  }

  override _read(): void {
    if (this.#socket.isPaused) this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.send(Buffer.concat([Buffer.from([0]), chunk]), (error) => done(error ?? null));
  }

  // The protocol cannot close one direction only: the connection stays until its reader is done with it.
  override _final(done: () => void): void {
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.terminate();
    done(error);
  }
}

import { appendFileSync, mkdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { type Server, startServer, untilReady } from '../process.js';
import { part } from './servers.js';

/** What the kubelet is told of a pod: which local port each of its ports is, and its containers. */
export interface PodOnNode {
  ports: Record<string, number>;
  containers: Record<string, { running: boolean; restarts: number; commands: Record<string, string> }>;
}

/** A line of a log, with the time that the container runtime gave it. */
export interface LoggedLine {
  text: string;
  time?: string;
  stream?: 'stdout' | 'stderr';
}

/** The tests' kubelet (`test/e2e/kubelet`), which serves logs, exec and port-forward behind the API server. */
export interface Kubelet {
  port: number;
  put(namespace: string, name: string, pod: PodOnNode): Promise<void>;
  /** The pod dies: what streams from it breaks. */
  remove(namespace: string, name: string): Promise<void>;
  /** Breaks the connections to a pod, or to all; the pods live on. */
  cut(namespace?: string, name?: string): Promise<void>;
  /** The requests that reached the kubelet: `METHOD path?query protocol`. */
  seen(): Promise<string[]>;
  /** Adds lines to the log of a container's run: the first run is 0, each restart one more. */
  log(namespace: string, name: string, container: string, lines: readonly (string | LoggedLine)[], run?: number): void;
  stop(): Promise<void>;
}

let last = 0n;

/** The time with nanoseconds, later than any that was given before: RFC 3339. */
export function nanoTime(): string {
  const now = BigInt(Date.now()) * 1_000_000n;
  last = now > last ? now : last + 1n;
  const second = new Date(Number(last / 1_000_000n)).toISOString().slice(0, 19);
  return `${second}.${String(last % 1_000_000_000n).padStart(9, '0')}Z`;
}

function ask(port: number, method: string, path: string, body?: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, method, path }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => (answer.statusCode === 200 ? resolve(text) : reject(new Error(`${method} ${path}: ${text}`))));
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Starts the kubelet; `folder` holds its certificates and gets the logs. */
export async function startKubelet(folder: string): Promise<Kubelet> {
  const server: Server = startServer(part('TEST_KUBELET'), () => ['serve', folder]);
  const { port, control } = await untilReady(server, () =>
    Promise.resolve().then(() => JSON.parse(server.log().split('\n')[0] ?? '') as { port: number; control: number }),
  );
  return {
    port,
    async put(namespace, name, pod) {
      await ask(control, 'PUT', `/pods/${namespace}/${name}`, pod);
    },
    async remove(namespace, name) {
      await ask(control, 'DELETE', `/pods/${namespace}/${name}`);
    },
    async cut(namespace, name) {
      await ask(control, 'POST', namespace === undefined ? '/cut' : `/cut/${namespace}/${name}`);
    },
    seen: async () => JSON.parse(await ask(control, 'GET', '/seen')) as string[],
    log(namespace, name, container, lines, run = 0) {
      const place = join(folder, 'logs', `${namespace}_${name}`, container);
      mkdirSync(place, { recursive: true });
      const written = lines.map((line) => {
        const { text, time = nanoTime(), stream = 'stdout' } = typeof line === 'string' ? { text: line } : line;
        return `${time} ${stream} F ${text}\n`;
      });
      appendFileSync(join(place, `${run}.log`), written.join(''));
    },
    stop: () => server.stop(),
  };
}

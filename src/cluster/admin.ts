import { request as httpRequest } from 'node:http';
import { ClusterError } from './errors.js';
import { execute } from './exec.js';
import { interrupted, isBroken, timedOut } from './failure.js';
import { openPort } from './portforward.js';
import { pause } from './request.js';
import { collect } from './transport.js';
import type { Cluster } from './types.js';
import { meaningOf } from './wording.js';

/** An answer over HTTP from a process in a pod. */
export interface PodAnswer {
  status: number;
  body: Buffer;
}

/** One request to a process in a pod. */
export interface PodRequest {
  method?: 'GET' | 'POST';
  path: string;
  body?: string;
  most?: number;
  signal?: AbortSignal;
}

const mostBody = 500 * 1024 * 1024;
const adminPort = 15_000;
const tries = 3;

/**
 * One HTTP request to a port inside a pod, through a port-forward. It ends where nothing comes for as long as a request may take: a large dump may take longer as a whole.
 * A GET is made again where the connection breaks.
 */
export async function podRequest(
  cluster: Cluster,
  pod: { namespace: string; name: string },
  port: number,
  request: PodRequest,
): Promise<PodAnswer> {
  for (let count = 1; ; count++) {
    try {
      return await onceInPod(cluster, pod, port, request);
    } catch (error) {
      if (request.signal?.aborted) throw interrupted(meaningInPod(pod, port, request));
      if (error instanceof ClusterError) throw error;
      if (request.method !== 'POST' && isBroken(error) && count < tries) {
        await pause(200 * count, request.signal);
        continue;
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw new ClusterError(
        'unreachable',
        `Could not ${meaningInPod(pod, port, request).words}: the connection broke: ${reason}. (context ${cluster.context}, ${cluster.server})`,
        { fix: 'Look whether the pod still runs, and try again.', cause: error },
      );
    }
  }
}

function meaningInPod(pod: { namespace: string; name: string }, port: number, request: PodRequest): ReturnType<typeof meaningOf> {
  const words = `${request.method ?? 'GET'} ${request.path} on port ${port} of pod ${pod.name} in namespace ${pod.namespace}`;
  return { ...meaningOf('GET', ''), words };
}

async function onceInPod(
  cluster: Cluster,
  pod: { namespace: string; name: string },
  port: number,
  request: PodRequest,
): Promise<PodAnswer> {
  const connection = await openPort(cluster, pod.namespace, pod.name, port, request.signal);
  const body = request.body === undefined ? undefined : Buffer.from(request.body);
  // What breaks the connection says more than what breaks the request on it.
  let cause: unknown = connection.errored;
  if (connection.destroyed) throw cause ?? new Error('it was closed');
  connection.once('error', (error) => {
    cause = error;
  });
  let timer: NodeJS.Timeout | undefined;
  const alive = (): void => {
    clearTimeout(timer);
    if (cluster.requestTimeoutMs <= 0) return;
    const late = (): void =>
      void connection.destroy(timedOut(cluster, meaningInPod(pod, port, request), cluster.requestTimeoutMs));
    timer = setTimeout(late, cluster.requestTimeoutMs);
  };
  try {
    return await new Promise<PodAnswer>((resolve, reject) => {
      const outgoing = httpRequest({
        method: request.method ?? 'GET',
        host: 'localhost',
        port,
        path: request.path.startsWith('/') ? request.path : `/${request.path}`,
        headers: { connection: 'close', ...(body === undefined ? {} : { 'content-length': body.length }) },
        createConnection: () => connection,
      });
      alive();
      connection.on('data', alive);
      outgoing.once('error', reject);
      outgoing.once('response', (response) => {
        const most = request.most ?? mostBody;
        const tooLarge = (): ClusterError =>
          new ClusterError(
            'invalid',
            `Could not ${meaningInPod(pod, port, request).words}: the answer is larger than ${most} bytes.`,
          );
        collect(response, most, tooLarge).then((bytes) => resolve({ status: response.statusCode ?? 0, body: bytes }), reject);
      });
      outgoing.end(body);
    });
  } catch (error) {
    throw cause ?? error;
  } finally {
    clearTimeout(timer);
    connection.destroy();
  }
}

/**
 * One request to a proxy's admin interface (port 15000): through a port-forward; where that is refused, by `pilot-agent request` in the container. A status
 * other than 200 is a {@link ClusterError}.
 */
export async function proxyAdmin(
  cluster: Cluster,
  pod: { namespace: string; name: string },
  request: Pick<PodRequest, 'method' | 'path' | 'signal'>,
): Promise<Buffer> {
  let answer: PodAnswer;
  try {
    answer = await podRequest(cluster, pod, adminPort, request);
  } catch (error) {
    if (!(error instanceof ClusterError) || !/^(?:forbidden|denied|unreachable|server|invalid)$/.test(error.kind)) throw error;
    return await byAgent(cluster, pod, request, error);
  }
  if (answer.status === 200) return answer.body;
  const said = answer.body.toString('utf8', 0, 500).trim();
  throw new ClusterError(
    answer.status === 404 ? 'not-found' : 'server',
    `The proxy of pod ${pod.name} in namespace ${pod.namespace} answers ${request.path} with status ${answer.status}: ${said}`,
    { status: answer.status },
  );
}

/** Asks by the program that runs beside Envoy in its container. `first` is why the port-forward did not do. */
async function byAgent(
  cluster: Cluster,
  pod: { namespace: string; name: string },
  request: Pick<PodRequest, 'method' | 'path' | 'signal'>,
  first: ClusterError,
): Promise<Buffer> {
  const container = { namespace: pod.namespace, pod: pod.name, container: 'istio-proxy' };
  const command = ['pilot-agent', 'request', request.method ?? 'GET', request.path.replace(/^\/+/, '')];
  try {
    const signal = request.signal === undefined ? {} : { signal: request.signal };
    const { stdout, stderr, exitCode } = await execute(cluster, container, command, signal);
    if (exitCode === 0) return stdout;
    const said = stderr.toString('utf8', 0, 500).trim() || stdout.toString('utf8', 0, 500).trim();
    throw new ClusterError('server', `\`${command.join(' ')}\` fails with exit status ${exitCode}: ${said}`);
  } catch (error) {
    if (!(error instanceof ClusterError) || error.kind === 'interrupted') throw error;
    // The first way is the one to be put right; that the second fails too is told beside it.
    throw new ClusterError(first.kind, `${first.message} Nor by exec: ${error.message}`, {
      causes: first.causes,
      cause: error,
      ...(first.fix === undefined ? {} : { fix: first.fix }),
      ...(first.status === undefined ? {} : { status: first.status }),
    });
  }
}

import { ClusterError } from '../cluster/errors.js';
import type { Pod } from '../cluster/pods.js';
import type { Cluster } from '../cluster/types.js';
import type { Translation } from '../controlplane/types.js';
import { type Expected, expectedOf } from '../live/expected.js';
import { type ProxyPod, type ProxyReport, reportProxy, unaskedProxy } from '../live/proxy.js';
import type { Mesh } from '../mesh/types.js';
import { milliseconds } from './live.js';
import { text, wholeNumber } from './options.js';
import type { Io, OptionDeclaration, Options } from './types.js';

/** Options of the commands that ask many proxies. */
export const proxyOptions: readonly OptionDeclaration[] = [
  { long: 'concurrency', value: 'N', default: '32', summary: 'Proxies asked at once' },
  { long: 'proxy-timeout', value: 'DURATION', default: '10s', summary: 'Time that one proxy may take to answer' },
];

/** How proxies are asked. */
export interface Asking {
  /** At once. */
  limit: number;
  /** For each, in milliseconds. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Told how many have answered, or not, of how many. */
  onProgress?: (done: number, all: number) => void;
}

/** What {@link proxyOptions} say. */
export function askingOf(options: Options, io: Pick<Io, 'stderr'>, signal: AbortSignal): Asking {
  return {
    limit: wholeNumber(options, 'concurrency', 1, 256) ?? 32,
    timeoutMs: milliseconds(text(options, 'proxy-timeout') ?? '10s', 'proxy-timeout'),
    signal,
    ...(io.stderr.isTTY === true ? { onProgress: progressOn(io.stderr) } : {}),
  };
}

/** Draws progress in one line of a terminal, and takes it away at the end. */
function progressOn(stderr: Io['stderr']): NonNullable<Asking['onProgress']> {
  let drawn = 0;
  return (done, all) => {
    const now = Date.now();
    if (done < all && now - drawn < 100) return;
    drawn = now;
    stderr.write(done < all ? `\r${done} of ${all} proxies asked\x1b[K` : '\r\x1b[K');
  };
}

/** What of a pod a report needs. */
export function proxyPodOf(pod: Pod): ProxyPod {
  const proxy = pod.containers.find(({ name }) => name === 'istio-proxy');
  return { name: pod.name, namespace: pod.namespace, labels: pod.labels, gateway: pod.gateway, image: proxy?.image ?? '' };
}

/** Asks every proxy what it holds and says how it stands. In the order of the pods; a proxy that does not answer is reported, and ends nothing. */
export async function askProxies(
  cluster: Cluster,
  pods: readonly Pod[],
  { mesh, translation }: { mesh: Mesh; translation: Translation },
  asking: Asking,
): Promise<ProxyReport[]> {
  const [{ forEachLimited, proxyAdmin }, { readSidecar }] = await Promise.all([
    import('../cluster/streams.js'),
    import('../envoy/read.js'),
  ]);
  const known = new Map<string, Expected>();
  const expectedFor = (pod: ProxyPod): Expected => {
    const key = JSON.stringify([pod.namespace, pod.gateway, Object.entries(pod.labels).sort()]);
    const expected = known.get(key) ?? expectedOf(mesh, translation, pod);
    known.set(key, expected);
    return expected;
  };
  let done = 0;
  asking.onProgress?.(0, pods.length);
  const ask = async (pod: Pod): Promise<ProxyReport> => {
    const about = proxyPodOf(pod);
    const expected = expectedFor(about);
    if (pod.phase !== 'Running') return unaskedProxy(about, expected, `the pod is ${pod.phase || 'of no phase'}, not Running.`);
    const limit = AbortSignal.timeout(asking.timeoutMs);
    try {
      const dump = await proxyAdmin(cluster, pod, { path: '/config_dump', signal: AbortSignal.any([asking.signal, limit]) });
      const view = readSidecar(JSON.parse(dump.toString()));
      return 'message' in view ? unaskedProxy(about, expected, view.message) : reportProxy(about, expected, view);
    } catch (error) {
      asking.signal.throwIfAborted();
      if (limit.aborted) return unaskedProxy(about, expected, `it did not answer within ${asking.timeoutMs / 1000} s.`);
      return unaskedProxy(about, expected, whyUnasked(error, pod));
    }
  };
  return await forEachLimited(pods, asking.limit, async (pod) => {
    const report = await ask(pod);
    asking.onProgress?.(++done, pods.length);
    return report;
  });
}

/** Why a proxy did not answer. A permission that is missing is missing for all pods of a namespace, so that it is said alike of all. */
function whyUnasked(error: unknown, { namespace }: Pod): string {
  if (error instanceof ClusterError && error.kind === 'forbidden')
    return `you may neither forward ports of pods in namespace ${namespace} nor run commands in them.`;
  return error instanceof Error ? error.message : String(error);
}

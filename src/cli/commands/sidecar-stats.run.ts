import type { Pod } from '../../cluster/pods.js';
import type { Cluster } from '../../cluster/types.js';
import { metaProtocolStats, readStats } from '../../envoy/stats.js';
import { keyOf, ratesSince, type ServiceStats, serviceStats } from '../../live/servicestats.js';
import { toJson } from '../../report/json.js';
import { sanitize } from '../../report/sanitize.js';
import { renderServiceStats, type ShownStats, statsRecord } from '../../report/servicestats.js';
import { toYaml } from '../../report/yaml.js';
import { CliError, errorTeller } from '../errors.js';
import { listOptions, textOptions, write } from '../io.js';
import { milliseconds, withCluster } from '../live.js';
import { flag, text } from '../options.js';
import { findPodSet, nothingFound, running, wantedPods } from '../podsets.js';
import type { Handler, Invocation } from '../types.js';

/** Proxies asked at once. */
const atOnce = 32;

/** What one proxy told at one look. */
interface Look {
  pod: Pod;
  services: ServiceStats[];
}

/** Runs `sidecar-stats`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  const output = text(options, 'output') ?? (io.stdout.isTTY === true ? 'text' : 'raw');
  const watching = flag(options, 'watch');
  const interval = milliseconds(text(options, 'interval') ?? '2s', 'interval');
  if (watching && text(options, 'output') === 'raw')
    throw new CliError('-o raw and --watch: rates are told of services only', 'Leave one of them out.');
  if (interval < 100) throw new CliError('--interval: at least 100ms');
  return await withCluster(invocation, async (cluster, signal) => {
    const wanted = wantedPods(invocation, cluster);
    const { pods } = await findPodSet(cluster, wanted, running.which, signal);
    if (pods.length === 0) throw await nothingFound(cluster, wanted, running, signal);
    if (output === 'raw' && !watching) return await writeRaw(cluster, pods, invocation, signal);
    let before = new Map<string, ServiceStats>();
    let beforeAt = 0;
    for (let first = true; !signal.aborted; first = false) {
      const { looks, failed } = await lookAt(cluster, pods, invocation, signal);
      if (signal.aborted) return 130;
      if (looks.length === 0 && first) {
        // Whoever reads JSON gets JSON, whatever happened.
        if (output === 'json') await print([], watching, output, invocation);
        return 2;
      }
      const now = performance.now();
      const rows = looks.flatMap(({ pod, services }) =>
        services.map((service): ShownStats => {
          const earlier = before.get(`${pod.namespace}/${pod.name} ${keyOf(service)}`);
          const rates = watching ? ratesSince(earlier, service, (now - beforeAt) / 1000) : undefined;
          return { namespace: pod.namespace, pod: pod.name, service, rates };
        }),
      );
      if (rows.length === 0 && first && looks.length > 0) io.stderr.write(nothingCounted);
      await print(rows, watching, output, invocation);
      if (!watching) return failed ? 2 : 0;
      before = new Map(
        looks.flatMap(({ pod, services }) =>
          services.map((service) => [`${pod.namespace}/${pod.name} ${keyOf(service)}`, service] as const),
        ),
      );
      beforeAt = now;
      if (!signal.aborted) await (await import('../../cluster/request.js')).pause(interval, signal);
    }
    return 130;
  });
};

const nothingCounted =
  "No MetaProtocol statistics: either no request has come yet, or Istio leaves them out, as it does unless the mesh's proxyStatsMatcher includes meta_protocol.\n";

/** Asks the proxies; one that does not answer is told of. */
async function lookAt(
  cluster: Cluster,
  pods: readonly Pod[],
  { io }: Invocation,
  signal: AbortSignal,
): Promise<{ looks: Look[]; failed: boolean }> {
  const { forEachLimited, proxyAdmin } = await import('../../cluster/streams.js');
  let failed = false;
  const tellError = errorTeller(io.stderr);
  const looks = await forEachLimited(pods, atOnce, async (pod): Promise<Look[]> => {
    try {
      const answer = await proxyAdmin(cluster, pod, { path: '/stats?filter=meta_protocol', signal });
      return [{ pod, services: serviceStats(metaProtocolStats(readStats(answer.toString()))) }];
    } catch (error) {
      if (!signal.aborted) tellError(error);
      failed = true;
      return [];
    }
  });
  return { looks: looks.flat(), failed };
}

async function print(rows: readonly ShownStats[], watching: boolean, output: string, { io, options }: Invocation): Promise<void> {
  const terminal = io.stdout.isTTY === true;
  if (output === 'json') {
    const services = rows.map(statsRecord);
    const value = { ...(watching ? { at: new Date().toISOString() } : {}), services };
    await write(io.stdout, `${toJson(value, watching ? 0 : 2)}\n`);
  } else if (output === 'yaml')
    await write(io.stdout, `${watching ? '---\n' : ''}${toYaml({ services: rows.map(statsRecord) })}`);
  else {
    const drawn = renderServiceStats(rows, watching, terminal ? textOptions(io, options) : listOptions(io, options));
    // Drawn over what was there: each line is cleared to its end, and below the last whatever is left.
    const again = watching && terminal ? `\x1b[H${drawn.replaceAll('\n', '\x1b[K\n')}\x1b[J` : `${drawn}${watching ? '\n' : ''}`;
    await write(io.stdout, again);
  }
}

/** The proxies' own text, in the form of Prometheus; of several, each under a comment with its name. */
async function writeRaw(cluster: Cluster, pods: readonly Pod[], { io }: Invocation, signal: AbortSignal): ReturnType<Handler> {
  const { proxyAdmin } = await import('../../cluster/streams.js');
  for (const pod of pods) {
    const answer = await proxyAdmin(cluster, pod, { path: '/stats/prometheus', signal });
    if (pods.length > 1) await write(io.stdout, `# pod ${pod.name} in namespace ${pod.namespace}\n`);
    await write(io.stdout, io.stdout.isTTY === true ? `${answer.toString().split('\n').map(sanitize).join('\n')}` : answer);
  }
  return 0;
}

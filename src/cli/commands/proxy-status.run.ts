import { ClusterError } from '../../cluster/errors.js';
import type { Pod } from '../../cluster/pods.js';
import type { Installation } from '../../cluster/snapshot.js';
import type { Cluster } from '../../cluster/types.js';
import type { ProxyReport } from '../../live/proxy.js';
import { toJson } from '../../report/json.js';
import { proxyStatusJson, renderProxies, renderProxy } from '../../report/proxystatus.js';
import { sanitize } from '../../report/sanitize.js';
import { toYaml } from '../../report/yaml.js';
import { asCalled } from '../errors.js';
import { listOptions, textOptions, write } from '../io.js';
import { withCluster } from '../live.js';
import { type LiveMesh, readLiveMesh } from '../livemesh.js';
import { text } from '../options.js';
import { findPodSet, nothingFound, proxied, type WantedPods, wantedPods } from '../podsets.js';
import { askingOf, askProxies } from '../proxies.js';
import type { ExitStatus, Handler, Io } from '../types.js';

/** Runs `proxy-status`. */
export const run: Handler = async (invocation) => {
  const { options, io, arguments: words } = invocation;
  // Read before the cluster is, so that a wrong option is told first.
  const said = askingOf(options, io, new AbortController().signal);
  return await withCluster(invocation, async (cluster, signal) => {
    const [target] = words;
    const everything = target === undefined && !['namespace', 'all-namespaces', 'selector'].some((name) => options.has(name));
    const inContext = wantedPods(invocation, cluster, true);
    const [{ wanted, pods }, live] = await Promise.all([
      everything ? everyProxy(cluster, inContext, io, signal) : proxiesOf(cluster, inContext, signal),
      readLiveMesh(cluster, options, signal),
    ]);
    if (pods.length === 0 && (target !== undefined || wanted.labelSelector !== undefined))
      throw await nothingFound(cluster, wanted, proxied, signal);
    const certain = await warn(live, io);
    const reports = await askProxies(cluster, pods, live, { ...said, signal });
    const output = text(options, 'output') ?? 'text';
    if (output === 'text') {
      const drawn = { ...textOptions(io, options), tableWidth: listOptions(io, options).width };
      const where = wanted.namespace === undefined ? 'the cluster' : `namespace ${wanted.namespace}`;
      const detailed = target !== undefined && reports.length <= 5;
      const texts = detailed ? reports.map((report) => renderProxy(report, drawn)) : [renderProxies(reports, where, drawn)];
      await write(io.stdout, asCalled(texts.join('\n'), invocation.program));
    } else {
      const result = proxyStatusJson(reports);
      await write(io.stdout, output === 'yaml' ? toYaml(result) : `${toJson(result, 2)}\n`);
    }
    return certain ? statusOf(reports) : 2;
  });
};

/** The pods that are meant, and how they are meant. */
interface Proxies {
  wanted: WantedPods;
  pods: readonly Pod[];
}

async function proxiesOf(cluster: Cluster, wanted: WantedPods, signal: AbortSignal): Promise<Proxies> {
  return { wanted, pods: (await findPodSet(cluster, wanted, proxied.which, signal)).pods };
}

/** Every proxy of the mesh; those of the context's namespace, said so, for whoever may not look everywhere. */
async function everyProxy(cluster: Cluster, inContext: WantedPods, io: Io, signal: AbortSignal): Promise<Proxies> {
  try {
    return await proxiesOf(cluster, {}, signal);
  } catch (error) {
    if (!(error instanceof ClusterError) || error.kind !== 'forbidden') throw error;
    const found = await proxiesOf(cluster, inContext, signal);
    await write(
      io.stderr,
      `warning: only proxies in namespace ${sanitize(inContext.namespace ?? '')} are looked at: you may not list pods in the whole cluster.\n`,
    );
    return found;
  }
}

/** 1 where a proxy is not as it should be, or could not be asked; 2 where none could. */
function statusOf(reports: readonly ProxyReport[]): ExitStatus {
  const states = reports.map(({ state }) => state);
  if (states.length > 0 && states.every((state) => state === 'not-asked')) return 2;
  return states.some((state) => state === 'problems' || state === 'not-asked') ? 1 : 0;
}

/** Tells of what makes the expectation less than certain. False: what the proxies should hold cannot be known. */
async function warn({ snapshot }: LiveMesh, io: Io): Promise<boolean> {
  // Secrets are read for passwords of Redis only, which no comparison here depends on.
  const refused = snapshot.refused.filter(({ kind }) => kind !== 'Secret');
  const [first] = refused;
  if (first !== undefined) {
    const kinds = refused.map(({ kind }) => kind).join(', ');
    const follows =
      first.seen === undefined
        ? 'so that it is not known what the proxies should hold'
        : `so that only what namespace ${first.seen} brings about is compared`;
    await write(
      io.stderr,
      `warning: ${sanitize(kinds)} cannot be read in the whole cluster, ${sanitize(follows)}: ${sanitize(first.message)}\n`,
    );
  }
  // Whoever may not look everywhere does not know whether there is one.
  if (first === undefined) await write(io.stderr, withoutAeraki(snapshot.installation));
  return refused.every(({ seen }) => seen !== undefined);
}

function withoutAeraki({ aerakiNamespace }: Installation): string {
  if (aerakiNamespace !== undefined) return '';
  return 'warning: no Aeraki was found in this cluster: the proxies are held against what it would give them if it ran. --aeraki-namespace names its namespace.\n';
}

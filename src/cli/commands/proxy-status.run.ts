import type { Installation } from '../../cluster/snapshot.js';
import type { ProxyReport } from '../../live/proxy.js';
import { toJson } from '../../report/json.js';
import { proxyStatusJson, renderProxies, renderProxy } from '../../report/proxystatus.js';
import { sanitize } from '../../report/sanitize.js';
import { toYaml } from '../../report/yaml.js';
import { textOptions, write } from '../io.js';
import { withCluster } from '../live.js';
import { type LiveMesh, readLiveMesh } from '../livemesh.js';
import { text } from '../options.js';
import { findPodSet, nothingFound, wantedPods } from '../podsets.js';
import { askingOf, askProxies } from '../proxies.js';
import type { ExitStatus, Handler, Io } from '../types.js';

/** Runs `proxy-status`. */
export const run: Handler = async (invocation) => {
  const { options, io, arguments: words } = invocation;
  // Read before the cluster is, so that a wrong option is told first.
  const said = askingOf(options, io, new AbortController().signal);
  return await withCluster(invocation, async (cluster, signal) => {
    const wanted = wantedPods(invocation, cluster, true);
    const [{ pods }, live] = await Promise.all([
      findPodSet(cluster, wanted, ({ hasProxy }) => hasProxy, signal),
      readLiveMesh(cluster, options, signal),
    ]);
    const [target] = words;
    if (pods.length === 0 && (target !== undefined || wanted.labelSelector !== undefined))
      throw await nothingFound(cluster, wanted, 'pod with a proxy', signal);
    const certain = await warn(live, io);
    const reports = await askProxies(cluster, pods, live, { ...said, signal });
    const output = text(options, 'output') ?? 'text';
    if (output === 'text') {
      const drawn = textOptions(io, options);
      const where = wanted.namespace === undefined ? 'the cluster' : `namespace ${wanted.namespace}`;
      const detailed = target !== undefined && reports.length <= 5;
      const texts = detailed ? reports.map((report) => renderProxy(report, drawn)) : [renderProxies(reports, where, drawn)];
      await write(io.stdout, texts.join('\n'));
    } else {
      const result = proxyStatusJson(reports);
      await write(io.stdout, output === 'yaml' ? toYaml(result) : `${toJson(result, 2)}\n`);
    }
    return certain ? statusOf(reports) : 2;
  });
};

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

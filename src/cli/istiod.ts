import type { Pod } from '../cluster/pods.js';
import type { Cluster } from '../cluster/types.js';
import { CliError } from './errors.js';
import { installationQuery } from './live.js';
import { text } from './options.js';
import type { Options } from './types.js';

/** Ports at which istiod serves its debug pages: that of monitoring, and the plain one of older installations. */
const debugPorts = [15_014, 8_080];

/** More than a page of the largest mesh has, in bytes. */
const most = 512 * 1024 * 1024;

/** The pods of istiod that can be asked, the first ready one first. Throws where there is none. */
export async function istiodPods(cluster: Cluster, options: Options, signal: AbortSignal): Promise<Pod[]> {
  const [{ findInstallation }, { findPods }] = await Promise.all([
    import('../cluster/snapshot.js'),
    import('../cluster/pods.js'),
  ]);
  const { istiod, refused } = await findInstallation(cluster, installationQuery(options), signal);
  const found = await Promise.all(
    istiod.map(({ name, namespace }) => findPods(cluster, { target: `deploy/${name}`, namespace, signal })),
  );
  const running = found.flat().filter(({ phase }) => phase === 'Running');
  const named = text(options, 'pod');
  const pods = named === undefined ? running : running.filter(({ name }) => name === named);
  if (pods.length > 0) return pods.sort((a, b) => Number(b.ready) - Number(a.ready));
  if (named !== undefined && running.length > 0)
    throw new CliError(`istiod has no pod ${named}`, `There are ${running.map(({ name }) => name).join(', ')}.`);
  if (istiod.length === 0 && refused !== undefined) throw refused;
  const given = text(options, 'istio-namespace');
  throw new CliError(
    `no pod of istiod runs in ${given === undefined ? 'this cluster' : `namespace ${given}`} (context ${cluster.context})`,
    istiod.length > 0
      ? "Look at 'aerakictl check'."
      : given === undefined
        ? 'Say where it is with -i NAMESPACE.'
        : 'Without -i, it is looked for in all namespaces.',
  );
}

/** A page below `/debug` of a pod of istiod as text; undefined where this version has no such page. */
export async function istiodPage(cluster: Cluster, pod: Pod, page: string, signal: AbortSignal): Promise<string | undefined> {
  const [{ podRequest }, { ClusterError }] = await Promise.all([import('../cluster/streams.js'), import('../cluster/errors.js')]);
  let failure: unknown;
  for (const port of debugPorts) {
    try {
      const path = page === '' ? '/debug' : `/debug/${page}`;
      const { status, body } = await podRequest(cluster, pod, port, { path, most, signal });
      if (status === 200) return body.toString();
      if (status === 404) return undefined;
      throw new CliError(
        `istiod (pod ${pod.name}) refused /debug/${page}: HTTP status ${status}`,
        body.toString().trim().slice(0, 300) || undefined,
      );
    } catch (error) {
      // Nobody listens at this port: perhaps at the next.
      if (!(error instanceof ClusterError) || error.kind !== 'unreachable' || signal.aborted) throw error;
      failure ??= error;
    }
  }
  throw failure;
}

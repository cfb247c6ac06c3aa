import { isObject } from '../../base/json.js';
import { ClusterError } from '../../cluster/errors.js';
import { type Pod, proxyPods } from '../../cluster/pods.js';
import { requestJson } from '../../cluster/request.js';
import { findInstallation } from '../../cluster/snapshot.js';
import type { Cluster } from '../../cluster/types.js';
import { toJson } from '../../report/json.js';
import { renderVersions, type Versions } from '../../report/versions.js';
import { toYaml } from '../../report/yaml.js';
import { textAt } from '../../resource/core.js';
import { ask, then } from '../doctor/asked.js';
import { planesOf } from '../doctor/controlplanes.js';
import { errorText } from '../errors.js';
import { textOptions, write } from '../io.js';
import { installationQuery, withCluster } from '../live.js';
import { flag, text } from '../options.js';
import type { Handler, Invocation, Options } from '../types.js';
import { version } from '../version.js';

/** Runs `version`. */
export const run: Handler = async (invocation) => {
  const client = { version, node: process.version, platform: `${process.platform}-${process.arch}` };
  if (flag(invocation.options, 'client')) {
    await print({ client }, invocation);
    return 0;
  }
  try {
    return await withCluster(invocation, async (cluster, signal) => {
      await print({ client, ...(await versionsIn(cluster, invocation.options, signal)) }, invocation);
      return 0;
    });
  } catch (error) {
    if (!(error instanceof ClusterError) || error.kind === 'interrupted') throw error;
    const { message, fix } = error;
    await print({ client, error: fix === undefined ? { message } : { message, fix } }, invocation);
    invocation.io.stderr.write(errorText(error, invocation.io.stderr));
    return 2;
  }
};

async function print(versions: Versions, { options, io }: Invocation): Promise<void> {
  const output = text(options, 'output') ?? 'text';
  if (output === 'text') await write(io.stdout, renderVersions(versions, textOptions(io, options)));
  else await write(io.stdout, output === 'yaml' ? toYaml(versions) : `${toJson(versions, 2)}\n`);
}

/** What runs in the cluster. What may not be read is told with the reason; only a cluster that does not answer at all is an error. */
async function versionsIn(cluster: Cluster, options: Options, signal: AbortSignal): Promise<Omit<Versions, 'client'>> {
  const server = await requestJson(cluster, { path: '/version', signal });
  const [installation, pods] = await Promise.all([
    ask(signal, () => findInstallation(cluster, installationQuery(options))),
    ask(signal, () => proxyPods(cluster, undefined, signal)),
  ]);
  const versionsOf = (which: 'istiod' | 'aeraki') =>
    then(installation, signal, async (found) => {
      const { planes } = await planesOf(cluster, found, which, signal);
      return planes.map(({ name, namespace, version, revision, image }) => ({ name, namespace, version, revision, image }));
    });
  const [istio, aeraki] = await Promise.all([versionsOf('istiod'), versionsOf('aeraki')]);
  const unknown = (asked: typeof istio | typeof pods): string | undefined => ('unknown' in asked ? asked.unknown : undefined);
  const notes = Object.entries({ istio: unknown(istio), aeraki: unknown(aeraki), proxies: unknown(pods) });
  return {
    kubernetes: { version: isObject(server) ? textAt(server, 'gitVersion') : '' },
    istio: 'value' in istio ? istio.value : null,
    aeraki: 'value' in aeraki ? aeraki.value.map(({ revision: _, ...plane }) => plane) : null,
    proxies: 'value' in pods ? imagesOf(pods.value) : null,
    unknown: Object.fromEntries(notes.filter((entry): entry is [string, string] => entry[1] !== undefined)),
  };
}

/** The images of the proxies with how many pods run each, the most frequent first. */
function imagesOf(pods: readonly Pod[]): { image: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { containers } of pods) {
    const image = containers.find(({ name }) => name === 'istio-proxy')?.image ?? '';
    counts.set(image, (counts.get(image) ?? 0) + 1);
  }
  return [...counts]
    .map(([image, count]) => ({ image, count }))
    .sort((a, b) => b.count - a.count || (a.image < b.image ? -1 : 1));
}

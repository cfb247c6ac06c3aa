import { asObject, asString, own } from '../base/json.js';
import type { Cluster } from '../cluster/types.js';
import { readVersion } from '../lint/config.js';
import type { Version } from '../lint/types.js';

/** So many sidecars are asked for their version at most, and so long they may take, in milliseconds. */
const asked = 3;
const patienceMs = 4_000;

/**
 * The version of Envoy in the sidecars: the newest of a few that answer, since it is newer ones that refuse what Aeraki generates. Undefined where none
 * answers: then nothing is said that depends on it.
 */
export async function sidecarVersion(cluster: Cluster, signal: AbortSignal): Promise<Version | undefined> {
  const { proxyPods } = await import('../cluster/pods.js');
  const { proxyAdmin } = await import('../cluster/streams.js');
  const within = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  try {
    const pods = (await proxyPods(cluster, undefined, within)).filter(({ ready, gateway }) => ready && !gateway).slice(0, asked);
    const versions = await Promise.all(
      pods.map(async (pod) => {
        try {
          return versionOf(await proxyAdmin(cluster, pod, { path: '/server_info', signal: within }));
        } catch {
          return undefined;
        }
      }),
    );
    return versions.reduce(newer, undefined);
  } catch {
    // Pods may not be readable: the version stays unknown.
    return undefined;
  }
}

/** Reads `version` of `/server_info`: `<commit>/1.40.0/Clean/RELEASE/BoringSSL`. */
function versionOf(answer: Buffer): Version | undefined {
  const info = asObject(JSON.parse(answer.toString()));
  const [, version = ''] = (asString(info && own(info, 'version')) ?? '').split('/');
  return readVersion(version);
}

function newer(one: Version | undefined, other: Version | undefined): Version | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const order = one.major - other.major || one.minor - other.minor || one.patch - other.patch;
  return order < 0 ? other : one;
}

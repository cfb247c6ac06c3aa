import type { Json, JsonObject } from '../../base/json.js';
import type { Pod } from '../../cluster/pods.js';
import { resources } from '../../cluster/resources.js';
import type { Cluster } from '../../cluster/types.js';
import type { CheckResult } from '../../live/doctor/types.js';
import { driftOf } from '../../live/drift.js';
import { checksJson, renderChecks } from '../../report/check.js';
import { toJsonFinding } from '../../report/diagnostics/json.js';
import { toJsonGenerated } from '../../report/drift.js';
import { objectAt, textAt } from '../../resource/core.js';
import type { LiveMesh } from '../livemesh.js';
import { version } from '../version.js';
import { adminPieces, eventsPiece, folderOf, istiodPieces, listPiece, logPieces, podPiece, withoutNoise } from './cluster.js';
import type { Found } from './looking.js';
import type { Piece } from './pieces.js';
import type { Wanted } from './wanted.js';

/** Every file of a report, in the order in which they matter. `kubernetes` is what the API server says of its version. */
export function piecesOf(
  cluster: Cluster,
  { live, istiod, aeraki, proxies }: Found,
  asked: Wanted,
  { kubernetes, now, check }: { kubernetes: Json; now: Date; check: (signal: AbortSignal) => Promise<CheckResult[]> },
): Piece[] {
  const limits = { most: asked.maxLogSize, ...(asked.sinceSeconds === undefined ? {} : { sinceSeconds: asked.sinceSeconds }) };
  const proxyFolder = (pod: Pod): string => `proxies/${folderOf(pod)}`;
  const planes = [
    ...istiod.map((pod) => ({ pod, folder: `control-plane/istiod/${pod.name}` })),
    ...aeraki.map((pod) => ({ pod, folder: `control-plane/aeraki/${pod.name}` })),
  ];
  const namespaces = new Set([...istiod, ...aeraki, ...proxies].map(({ namespace }) => namespace));
  return [
    {
      path: 'versions.json',
      about: 'Versions of this program, Kubernetes, Istio, Aeraki and the proxies',
      collect: async () => await Promise.resolve({ json: versionsOf(kubernetes, live, proxies) }),
    },
    ...checkPieces(check),
    ...(live === undefined ? [] : meshPieces(live, now)),
    listPiece(cluster, 'kubernetes/webhooks', 'Webhooks of Aeraki and Istio', resources.validatingWebhooks, {}, concerns),
    listPiece(cluster, 'kubernetes/crds', "CRDs of Aeraki's kinds", resources.crds, {}, ofAeraki),
    listPiece(cluster, 'kubernetes/bootstraps', 'Bootstraps of sidecars, of all namespaces', resources.configMaps, {
      fieldSelector: 'metadata.name=aeraki-bootstrap-config',
    }),
    listPiece(cluster, 'kubernetes/namespaces', 'Namespaces', resources.namespaces),
    ...[...new Set([...istiod, ...aeraki].map(({ namespace }) => namespace))].map((namespace) =>
      listPiece(cluster, `kubernetes/deployments-${namespace}`, `Deployments of ${namespace}`, resources.deployments, {
        namespace,
      }),
    ),
    ...planes.map(({ pod, folder }) => podPiece(folder, pod)),
    ...proxies.map((pod) => podPiece(proxyFolder(pod), pod)),
    ...[...namespaces].sort().map((namespace) => eventsPiece(cluster, namespace)),
    ...istiod.flatMap((pod) => istiodPieces(cluster, `control-plane/istiod/${pod.name}`, pod)),
    ...proxies.flatMap((pod) => adminPieces(cluster, proxyFolder(pod), pod)),
    ...planes.flatMap(({ pod, folder }) =>
      logPieces(
        cluster,
        folder,
        pod,
        pod.containers.map(({ name }) => name),
        limits,
      ),
    ),
    ...proxies.flatMap((pod) => logPieces(cluster, proxyFolder(pod), pod, ['istio-proxy', 'istio-init'], limits)),
  ];
}

/** What the doctor says, for people and for programs. */
function checkPieces(check: (signal: AbortSignal) => Promise<CheckResult[]>): Piece[] {
  let results: Promise<CheckResult[]> | undefined;
  const once = (signal: AbortSignal): Promise<CheckResult[]> => {
    results ??= check(signal);
    return results;
  };
  return [
    {
      path: 'check.txt',
      about: "The doctor's checks",
      collect: async (signal) => ({ text: renderChecks(await once(signal), { color: false, width: 120, unicode: true }) }),
    },
    {
      path: 'check.json',
      about: "The doctor's checks, for programs",
      collect: async (signal) => ({ json: checksJson(await once(signal)) }),
    },
  ];
}

function nameOf(object: JsonObject): string {
  return textAt(objectAt(object, 'metadata'), 'name');
}

function concerns(webhook: JsonObject): boolean {
  return /aeraki|istio/.test(nameOf(webhook));
}

function ofAeraki(crd: JsonObject): boolean {
  return nameOf(crd).endsWith('.aeraki.io');
}

function versionsOf(kubernetes: Json, live: LiveMesh | undefined, proxies: readonly Pod[]): Json {
  const images = new Map<string, number>();
  for (const { containers } of proxies) {
    const image = containers.find(({ name }) => name === 'istio-proxy')?.image ?? '';
    images.set(image, (images.get(image) ?? 0) + 1);
  }
  const installation = live?.snapshot.installation;
  return {
    aerakictl: version,
    kubernetes,
    istio: (installation?.istiod ?? []).map(({ name, namespace, revision, image, version: known }) => ({
      name,
      namespace,
      revision,
      image,
      version: known,
    })),
    aeraki: (installation?.aeraki ?? []).map(({ name, namespace, image, version: known, args }) => ({
      name,
      namespace,
      image,
      version: known,
      args,
    })),
    proxyImages: Object.fromEntries(images),
  };
}

/** The mesh's objects, what Aeraki should make of them, and how that differs from what is there. */
function meshPieces({ snapshot, mesh, translation }: LiveMesh, now: Date): Piece[] {
  const kinds = new Map<string, JsonObject[]>();
  for (const { value } of snapshot.objects) {
    const kind = String(value['kind']);
    kinds.set(kind, [...(kinds.get(kind) ?? []), value]);
  }
  const ready = async <T>(value: T): Promise<T> => await Promise.resolve(value);
  return [
    ...[...kinds].map(
      ([kind, objects]): Piece => ({
        path: `mesh/${kind}`,
        about: kind === 'Secret' ? 'Secrets that Redis objects name, without their data' : `Objects of kind ${kind}`,
        collect: async () => await ready({ objects: objects.map(withoutNoise) }),
      }),
    ),
    {
      path: 'translation/expected',
      about: 'EnvoyFilters and VirtualServices that Aeraki should have generated',
      collect: async () =>
        await ready({ objects: [...translation.envoyFilters, ...translation.virtualServices].map(({ object }) => object) }),
    },
    {
      path: 'translation/drift.json',
      about: 'How what Aeraki generated differs from that, and why',
      collect: async () => {
        const states = driftOf({
          objects: snapshot.objects,
          mesh,
          translation,
          controlPlane: snapshot.installation,
          unread: snapshot.refused.map(({ kind }) => kind),
          now: now.getTime(),
        });
        const json: Json = JSON.parse(JSON.stringify(states.map(toJsonGenerated)));
        return await ready({ json });
      },
    },
    {
      path: 'translation/notes.json',
      about: 'What Aeraki drops, guesses or crashes on',
      collect: async () => {
        const json: Json = JSON.parse(JSON.stringify(translation.notes.map(toJsonFinding)));
        return await ready({ json });
      },
    },
  ];
}

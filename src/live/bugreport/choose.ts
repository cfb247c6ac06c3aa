import { imageKnowsFilter } from '../proxy.js';

/** What of a pod with a proxy decides whether a report looks at it. */
export interface ReportedPod {
  name: string;
  namespace: string;
  annotations: Readonly<Record<string, string>>;
  ready: boolean;
  gateway: boolean;
  owner: string;
  containers: readonly { name: string; image: string; restarts: number }[];
}

/** Whether a proxy is made for Aeraki: by its image, by its bootstrap, or as it is a gateway. */
export function isForAeraki({ annotations, gateway, containers }: ReportedPod): boolean {
  const image = containers.find(({ name }) => name === 'istio-proxy')?.image ?? '';
  return gateway || (annotations['sidecar.istio.io/bootstrapOverride'] ?? '') !== '' || imageKnowsFilter(image) === 'yes';
}

/**
 * The pods that a report looks at, at most `most`, those that tell most first: one of each workload before the second of any, those that are not ready or
 * were restarted before the others.
 */
export function choosePods<Pod extends ReportedPod>(pods: readonly Pod[], most: number): { chosen: Pod[]; left: Pod[] } {
  const trouble = ({ ready, containers }: Pod): number =>
    (ready ? 0 : 1_000_000) + Math.max(0, ...containers.map(({ restarts }) => restarts));
  const byTrouble = pods.toSorted((a, b) => trouble(b) - trouble(a) || compare(placeOf(a), placeOf(b)));
  const seen = new Map<string, number>();
  const ranked = byTrouble.map((pod) => {
    const workload = `${pod.namespace}/${pod.owner === '' ? pod.name : pod.owner}`;
    const rank = seen.get(workload) ?? 0;
    seen.set(workload, rank + 1);
    return { pod, rank };
  });
  const sorted = ranked.toSorted((a, b) => a.rank - b.rank).map(({ pod }) => pod);
  return { chosen: sorted.slice(0, most), left: sorted.slice(most) };
}

function placeOf({ namespace, name }: ReportedPod): string {
  return `${namespace}/${name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import type { Finding } from '../../base/finding.js';
import { asObject, type JsonObject, own } from '../../base/json.js';
import { ClusterError } from '../../cluster/errors.js';
import { listObjects } from '../../cluster/objects.js';
import { type Pod, proxyPods } from '../../cluster/pods.js';
import { pause } from '../../cluster/request.js';
import { resources } from '../../cluster/resources.js';
import { forEachLimited, proxyAdmin } from '../../cluster/streams.js';
import type { Cluster, Resource } from '../../cluster/types.js';
import { comparedName, compareObjects } from '../../controlplane/compare.js';
import type { Translation } from '../../controlplane/types.js';
import { readSidecar } from '../../envoy/read.js';
import { affectedHosts, ofHosts } from '../../live/affected.js';
import { type Expected, expectedOf } from '../../live/expected.js';
import { nameInWords, type ObjectName } from '../../live/objectname.js';
import { reportProxy } from '../../live/proxy.js';
import { managerLabel } from '../../mesh/build.js';
import type { Mesh } from '../../mesh/types.js';
import type { Lacking } from '../../report/plan.js';
import type { Progress } from './progress.js';

/** How waiting ended. */
export interface Waited extends Lacking {
  done: boolean;
  /** The hosts whose routes were waited for. */
  hosts: string[];
  /** How many sidecars and gateways have to hold something of them. */
  proxies: number;
  /** Proxies that can never hold it, as they do not know MetaProtocol or Aeraki: they are not waited for. */
  unable: { pod: string; namespace: string; reason: string }[];
  seconds: number;
}

/** What is waited for. */
export interface WaitFor {
  /** Of the mesh before the change; what it has and the other has not must go. */
  before: Translation;
  mesh: Mesh;
  after: Translation;
  /** The objects that were applied or deleted. */
  names: readonly ObjectName[];
  timeoutMs: number;
  signal: AbortSignal;
  progress: Progress;
}

/** Proxies that are asked at once. */
const proxiesAtOnce = 16;
const intervalMs = 1_000;

/**
 * Waits until Aeraki has written what it should for the hosts in question, and every proxy that must hold their filters and routes holds them, by content. Asks
 * again those that do not, until the time is up or the signal comes; what is then lacking is told of each.
 */
export async function waitForMesh(
  cluster: Cluster,
  { before, mesh, after, names, timeoutMs, signal, progress }: WaitFor,
): Promise<Waited> {
  const start = Date.now();
  const hosts = affectedHosts(before, after, names);
  const wanted = ofHosts(after, hosts);
  const former = ofHosts(before, hosts);
  const inSync = new Set<string>();
  const unable = new Map<string, Waited['unable'][number]>();
  const lacking: { generated: Lacking['generated']; sidecars: Lacking['sidecars'] } = { generated: [], sidecars: [] };
  const result = (done: boolean, proxies: number): Waited => ({
    ...lacking,
    done,
    hosts: [...hosts].sort(),
    proxies: proxies - unable.size,
    unable: [...unable.values()],
    seconds: Math.round((Date.now() - start) / 1000),
  });
  if (hosts.size === 0) return result(true, 0);
  for (;;) {
    let proxies = 0;
    try {
      lacking.generated = await lackingObjects(cluster, former, wanted, signal);
      const holders = await holdersOf(cluster, mesh, wanted, signal);
      proxies = holders.length;
      const open = holders.filter(({ pod }) => !inSync.has(keyOf(pod)) && !unable.has(keyOf(pod)));
      const states = await forEachLimited(open, proxiesAtOnce, async ({ pod, expected }) => {
        const { name, namespace } = pod;
        const { lacks, never } = await lacksOf(cluster, pod, expected, signal);
        if (never !== undefined) unable.set(keyOf(pod), { pod: name, namespace, reason: never });
        else if (lacks.length === 0) inSync.add(keyOf(pod));
        return { pod: name, namespace, lacks: never === undefined ? lacks : [] };
      });
      lacking.sidecars = states.filter(({ lacks }) => lacks.length > 0);
      if (lacking.generated.length === 0 && lacking.sidecars.length === 0) return result(true, proxies);
    } catch (error) {
      // A missing permission does not come by waiting.
      if (!(error instanceof ClusterError) || error.kind === 'forbidden') throw error;
      if (signal.aborted || Date.now() - start >= timeoutMs) return { ...result(false, proxies), ...unreachable(lacking, error) };
    }
    if (signal.aborted || Date.now() - start >= timeoutMs) return result(false, proxies);
    progress.say(
      lacking.generated.length > 0
        ? `Waiting for Aeraki: ${lacking.generated.length} generated objects are not there yet`
        : `Waiting: ${inSync.size} of ${proxies - unable.size} sidecars hold the routes`,
    );
    await pause(intervalMs, signal);
  }
}

const keyOf = ({ namespace, name }: Pick<Pod, 'namespace' | 'name'>): string => `${namespace}/${name}`;

/** A cluster that does not answer is what lacks. */
function unreachable(known: Pick<Waited, 'generated' | 'sidecars'>, error: ClusterError): Pick<Waited, 'generated' | 'sidecars'> {
  return { ...known, sidecars: [...known.sidecars, { pod: '(cluster)', namespace: '', lacks: [error.message] }] };
}

/** What Aeraki should have written, changed or deleted by now and has not. */
async function lackingObjects(
  cluster: Cluster,
  former: Translation,
  wanted: Translation,
  signal: AbortSignal,
): Promise<Lacking['generated']> {
  const objectsOf = ({ envoyFilters, virtualServices }: Translation): JsonObject[] =>
    [...envoyFilters, ...virtualServices].map(({ object }) => object);
  const names = new Set([...objectsOf(former), ...objectsOf(wanted)].map(wordsOf));
  const live = [
    ...(await written(cluster, resources.envoyFilters, signal)),
    ...(await written(cluster, resources.virtualServices, signal)),
  ].filter((object) => names.has(wordsOf(object)));
  const { added, removed, changed } = compareObjects(live, objectsOf(wanted));
  return [
    ...added.map((name) => ({ name: nameInWords(name), state: 'missing' as const })),
    ...changed.map((name) => ({ name: nameInWords(name), state: 'differs' as const })),
    ...removed.map((name) => ({ name: nameInWords(name), state: 'left over' as const })),
  ];
}

const wordsOf = (object: JsonObject): string => nameInWords(comparedName(object));

async function written(cluster: Cluster, resource: Resource, signal: AbortSignal): Promise<JsonObject[]> {
  try {
    const labelSelector = `${managerLabel.key}=${managerLabel.value}`;
    const { items } = await listObjects(cluster, resource, { labelSelector, signal });
    return items.filter((item) => own(asObject(own(item, 'metadata')) ?? {}, 'deletionTimestamp') === undefined);
  } catch (error) {
    if (error instanceof ClusterError && error.kind === 'not-found') return [];
    throw error;
  }
}

interface Holder {
  pod: Pod;
  expected: Expected;
}

/** The running proxies that must hold something of the translation. */
async function holdersOf(cluster: Cluster, mesh: Mesh, wanted: Translation, signal: AbortSignal): Promise<Holder[]> {
  const pods = await proxyPods(cluster, undefined, signal);
  return pods
    .filter(({ phase }) => phase === 'Running')
    .map((pod) => ({ pod, expected: expectedOf(mesh, wanted, pod) }))
    .filter(({ expected }) => expected.filters.length > 0);
}

/** What a proxy lacks, in sentences; empty where it holds everything. `never`: why it cannot hold it at all. */
async function lacksOf(
  cluster: Cluster,
  pod: Pod,
  expected: Expected,
  signal: AbortSignal,
): Promise<{ lacks: string[]; never?: string }> {
  try {
    const dump = await proxyAdmin(cluster, pod, { path: '/config_dump', signal });
    const view = readSidecar(JSON.parse(dump.toString()));
    if (!('listeners' in view)) return { lacks: [view.message] };
    const image = pod.containers.find(({ name }) => name === 'istio-proxy')?.image ?? '';
    const { sync, problems, needsMetaProtocol, filter, aerakiXds } = reportProxy({ ...pod, image }, expected, view);
    if (sync?.inSync === true) return { lacks: [] };
    const said = problems.filter((problem) => isAbout(problem, expected)).map(({ message }) => message);
    const lacks = said.length === 0 ? ['It does not hold what it should.'] : said;
    if (needsMetaProtocol && filter.known === 'no') return { lacks, never: `its proxy (${image}) does not know MetaProtocol` };
    if (needsMetaProtocol && aerakiXds === false) return { lacks, never: 'its bootstrap lacks aeraki-xds' };
    return { lacks };
  } catch (error) {
    if (error instanceof ClusterError) return { lacks: [error.message] };
    if (error instanceof SyntaxError) return { lacks: ['Its config dump is not JSON.'] };
    throw error;
  }
}

/** Whether a problem of a proxy has to do with what is waited for: refused listeners of other hosts have not. */
function isAbout({ code, message }: Finding, { filters }: Expected): boolean {
  return code !== 'AER1054' || filters.some(({ host, listener }) => message.includes(host) || message.includes(listener));
}

import { asObject, type Json, type JsonObject } from '../../base/json.js';
import { ClusterError } from '../../cluster/errors.js';
import { listObjects } from '../../cluster/objects.js';
import type { Pod } from '../../cluster/pods.js';
import { requestJson } from '../../cluster/request.js';
import { resources } from '../../cluster/resources.js';
import { podRequest, proxyAdmin, readLog } from '../../cluster/streams.js';
import type { Cluster, Resource } from '../../cluster/types.js';
import type { Content, Piece } from './pieces.js';

/** How logs are read. */
export interface LogLimits {
  /** Bytes that are kept of one log: its end. */
  most: number;
  sinceSeconds?: number;
}

/** Lines that are asked for where no time is named, so that a log of years is not read to its end. */
const tailLines = 50_000;

/** Paths of Envoy's admin interface that a report holds, with what each is. */
const adminPages: readonly { file: string; path: string; about: string }[] = [
  { file: 'server_info.json', path: '/server_info', about: 'Version and command line of Envoy' },
  { file: 'config_dump.json', path: '/config_dump?include_eds', about: 'What the proxy holds' },
  { file: 'clusters.json', path: '/clusters?format=json', about: 'Endpoints and their health' },
  { file: 'listeners.json', path: '/listeners?format=json', about: 'Addresses it listens on' },
  { file: 'certs.json', path: '/certs', about: 'How long its certificates hold' },
  { file: 'stats.txt', path: '/stats', about: 'Statistics' },
  { file: 'logging.txt', path: '/logging?', about: 'Levels of its loggers' },
];

/** Pages of istiod that a report holds. */
const istiodPages = ['syncz', 'adsz', 'connections', 'registryz', 'endpointz', 'configz', 'mesh', 'instancesz'];

/** Where the files of a pod are. */
export function folderOf({ namespace, name }: Pick<Pod, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/** The object of a pod. */
export function podPiece(folder: string, pod: Pod): Piece {
  return {
    path: `${folder}/pod`,
    about: `Pod ${folderOf(pod)}`,
    collect: async () => await Promise.resolve({ objects: [withoutNoise(pod.value)] }),
  };
}

/** The logs of some containers of a pod, and of those that were started again the log before. */
export function logPieces(cluster: Cluster, folder: string, pod: Pod, containers: readonly string[], limits: LogLimits): Piece[] {
  return pod.containers
    .filter(({ name }) => containers.includes(name))
    .flatMap(({ name, restarts }) =>
      [false, ...(restarts > 0 ? [true] : [])].map((previous): Piece => {
        const file = `${name}${previous ? '.previous' : ''}.log`;
        return {
          path: `${folder}/${file}`,
          about: `Log of ${name}${previous ? ' before it was started again' : ''}`,
          collect: async (signal) => await readTail(cluster, pod, name, previous, limits, signal),
        };
      }),
    );
}

/** The end of a log. */
async function readTail(
  cluster: Cluster,
  pod: Pod,
  container: string,
  previous: boolean,
  { most, sinceSeconds }: LogLimits,
  signal: AbortSignal,
): Promise<Content | undefined> {
  const kept: string[] = [];
  let first = 0;
  let size = 0;
  const lines = readLog(
    cluster,
    { namespace: pod.namespace, pod: pod.name, container },
    {
      signal,
      previous,
      ...(sinceSeconds === undefined ? { tailLines } : { sinceSeconds }),
    },
  );
  try {
    for await (const { time, text } of lines) {
      const line = `${time} ${text.toString('utf8')}`;
      kept.push(line);
      size += line.length + 1;
      for (; size > most && first < kept.length - 1; first++) {
        size -= (kept[first]?.length ?? 0) + 1;
        kept[first] = '';
      }
    }
  } catch (error) {
    // The container may never have run, or nothing be left of its former life.
    if (previous && error instanceof ClusterError && (error.kind === 'invalid' || error.kind === 'not-found')) return undefined;
    throw error;
  }
  const text = kept
    .slice(first)
    .map((line) => `${line}\n`)
    .join('');
  return first === 0 ? { text } : { text, cut: `only its end: ${first} lines before it are left out` };
}

/** What Envoy's admin interface tells. */
export function adminPieces(cluster: Cluster, folder: string, pod: Pod): Piece[] {
  return adminPages.map(({ file, path, about }) => ({
    path: `${folder}/${file}`,
    about,
    asks: `the proxy of ${folderOf(pod)}`,
    collect: async (signal) => {
      // A bare GET of /logging is refused by newer Envoys, and by older ones answered.
      const method = file === 'logging.txt' ? 'POST' : 'GET';
      const request = { method, path: path.replace(/\?$/, ''), signal } as const;
      return parsed(await proxyAdmin(cluster, { namespace: pod.namespace, name: pod.name }, request), file);
    },
  }));
}

/** What istiod's debug pages tell. */
export function istiodPieces(cluster: Cluster, folder: string, pod: Pod): Piece[] {
  return istiodPages.map((page) => ({
    path: `${folder}/debug/${page}.json`,
    about: `istiod's /debug/${page}`,
    asks: `istiod ${folderOf(pod)}`,
    collect: async (signal) => {
      const path = `/debug/${page}`;
      const { status, body } = await podRequest(cluster, { namespace: pod.namespace, name: pod.name }, 15014, { path, signal });
      if (status !== 200) throw new ClusterError('server', `istiod answers ${path} with status ${status}`);
      return parsed(body, `${page}.json`);
    },
  }));
}

/** JSON where it is some, else text: then its secrets are still looked for. */
function parsed(bytes: Buffer, file: string): Content {
  const text = bytes.toString('utf8');
  if (!file.endsWith('.json')) return { text };
  try {
    const json: Json = JSON.parse(text);
    return { json };
  } catch {
    return { text };
  }
}

/** The objects of a kind. */
export function listPiece(
  cluster: Cluster,
  path: string,
  about: string,
  resource: Resource,
  selection: { namespace?: string; fieldSelector?: string } = {},
  which: (object: JsonObject) => boolean = () => true,
): Piece {
  return {
    path,
    about,
    collect: async (signal) => {
      const { items } = await listObjects(cluster, resource, { ...selection, signal });
      const chosen = items.filter(which).map(withoutNoise);
      return chosen.length === 0 ? undefined : { objects: chosen };
    },
  };
}

/** The events of a namespace. */
export function eventsPiece(cluster: Cluster, namespace: string): Piece {
  return listPiece(cluster, `events/${namespace}`, `Events of namespace ${namespace}`, resources.events, { namespace });
}

/** What the API server is. */
export async function serverVersion(cluster: Cluster, signal: AbortSignal): Promise<Json> {
  return await requestJson(cluster, { path: '/version', signal });
}

/** An object without what only the API server needs. */
export function withoutNoise(object: JsonObject): JsonObject {
  const metadata = Object.entries(asObject(object['metadata']) ?? {}).filter(([key]) => key !== 'managedFields');
  return { ...object, metadata: Object.fromEntries(metadata) };
}

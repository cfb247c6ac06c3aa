import { setMaxListeners } from 'node:events';
import { asList, asNumber, asObject, asString, type JsonObject, own } from '../base/json.js';
import { ClusterError } from './errors.js';
import { type ContainerRef, type LogOptions, readLog } from './logs.js';
import { merging, timeKey } from './merging.js';
import { watchObjects } from './objects.js';
import { type Pod, readPod } from './pods.js';
import { resources } from './resources.js';
import type { Cluster } from './types.js';

/** A line of one container's log. */
export interface LogEntry {
  namespace: string;
  pod: string;
  container: string;
  /** When the kubelet read it, RFC 3339. */
  time: string;
  /** The line as bytes, without its line break. */
  text: Buffer;
}

/** Which pods are followed, beyond those that are there at the start. */
export interface Following {
  /** What is watched: nothing else can become one of the pods. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Whether a pod that is there by now, or has changed, is one of them. */
  includes(pod: Pod): boolean;
  /** The pods are one by name: when it is gone or has finished, so has the log. */
  single: boolean;
}

/** What happens beside the lines, for a person to know. `began` tells of what was picked up after the start. */
export type LogNotice =
  | { kind: 'began' | 'ended'; of: ContainerRef }
  | { kind: 'not-started'; of: ContainerRef; reason: string }
  | { kind: 'failed'; of: ContainerRef; error: unknown }
  | { kind: 'not-watched'; error: unknown };

/** How logs are read. */
export interface LogsRequest {
  /** The pods that are there, best known from looking for them. */
  pods: readonly Pod[];
  /** Names of the containers of a pod whose logs are wanted. */
  containersOf(pod: Pod): string[];
  /** Which part of the logs that are there at the start; pods and containers that come later are read from their beginning. */
  log: Omit<LogOptions, 'signal' | 'follow'>;
  /** Left out: what is there, in the order of time. */
  follow?: Following;
  /** How many logs may be open at once. */
  most: number;
  tell(notice: LogNotice): void;
  signal: AbortSignal;
}

/** How long a line waits for lines of other containers that may come before it, in milliseconds. */
const patience = 150;

/** An entry with the key by which it sorts. */
interface KeyedEntry extends LogEntry {
  key: string;
}

/** A container's log that is or was open. */
interface ContainerLog {
  of: ContainerRef;
  open: boolean;
  /** How often the container had been started again when this was last known. */
  restarts: number;
  /** The container has started again since its log was opened. */
  again: boolean;
  /** Time of the last line given on, as a key, and how many lines of that very time were. */
  last: { key: string; count: number } | undefined;
}

/**
 * The lines of the logs of many containers: each container's own in their order, and all of them by time, as far as that can be told while following. Then
 * pods that come and containers that start again are picked up, from what they write first to the last, nothing twice. A container whose log
 * cannot be read is told of, and the others are read on.
 */
export async function* readLogs(cluster: Cluster, request: LogsRequest): AsyncGenerator<LogEntry> {
  const { follow } = request;
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  // Every log listens to it.
  setMaxListeners(0, signal);
  const merge = merging<KeyedEntry>(({ key }) => key, follow === undefined ? Infinity : patience);
  /** By the pod's UID and the container's name: a pod of the same name is another one. */
  const logs = new Map<string, ContainerLog>();
  /** UIDs of the pods that may still write. */
  const alive = new Set(request.pods.filter((pod) => !hasFinished(pod)).map(uidOf));
  let starting = true;
  let watched: 'not yet' | 'yes' | 'no' = 'not yet';

  const openCount = (): number => [...logs.values()].filter(({ open }) => open).length;
  const sealIfOver = (): void => {
    const over = watched === 'no' || (watched === 'yes' && follow?.single === true && alive.size === 0);
    if (over && openCount() === 0) merge.seal();
  };

  const read = (key: string, log: ContainerLog, part: LogOptions | undefined): void => {
    if (openCount() >= request.most) {
      const message = `${request.most} logs are open already`;
      const error = new ClusterError('config', message, { fix: 'Name fewer pods, or raise --max-log-requests.' });
      request.tell({ kind: 'failed', of: log.of, error });
      return;
    }
    log.open = true;
    logs.set(key, log);
    if (!starting) request.tell({ kind: 'began', of: log.of });
    merge.add(linesOf(cluster, log, part, signal), (error) => {
      log.open = false;
      if (log.again && error === undefined && !signal.aborted) return read(key, log, undefined);
      if (!signal.aborted)
        request.tell(error === undefined ? { kind: 'ended', of: log.of } : { kind: 'failed', of: log.of, error });
      sealIfOver();
    });
  };

  const openAll = (pod: Pod, part: LogOptions | undefined): void => {
    for (const container of request.containersOf(pod)) {
      const key = `${uidOf(pod)}/${container}`;
      const { started, restarts, reason } = stateOf(pod.value, container);
      const known = logs.get(key);
      if (known !== undefined && restarts > known.restarts) {
        known.restarts = restarts;
        // A log that is open ends with its container; what comes after it is read then.
        known.again = true;
        if (!known.open) read(key, known, undefined);
      } else if (known === undefined) {
        const of = { namespace: pod.namespace, pod: pod.name, container };
        const whole = follow === undefined ? {} : { follow: true };
        if (started || request.log.previous === true)
          read(key, { of, open: true, restarts, again: false, last: undefined }, part ?? whole);
        else if (part !== undefined) request.tell({ kind: 'not-started', of, reason });
      }
    }
  };

  const watch = async (following: Following): Promise<void> => {
    const { single: _single, includes, ...selection } = following;
    for await (const event of watchObjects(cluster, resources.pods, { ...selection, signal })) {
      if (event.type === 'SYNCED') watched = 'yes';
      else {
        const pod = readPod(event.object);
        if (!includes(pod)) continue;
        const gone = event.type === 'DELETED';
        if (gone || hasFinished(pod)) alive.delete(uidOf(pod));
        else alive.add(uidOf(pod));
        if (!gone) openAll(pod, undefined);
        else for (const [key, log] of logs) if (!log.open && key.startsWith(`${uidOf(pod)}/`)) logs.delete(key);
      }
      sealIfOver();
    }
  };

  for (const pod of request.pods) openAll(pod, { ...request.log, ...(follow === undefined ? {} : { follow: true }) });
  starting = false;
  if (follow === undefined) merge.seal();
  else
    void watch(follow).catch((error: unknown) => {
      if (signal.aborted) return;
      request.tell({ kind: 'not-watched', error });
      watched = 'no';
      sealIfOver();
    });
  signal.addEventListener('abort', merge.end, { once: true });
  if (signal.aborted) merge.end();
  try {
    yield* merge.items();
  } finally {
    stop.abort();
  }
}

/** The lines of a container: the part asked for (where undefined, none), then of every start after it what has not been given on. */
async function* linesOf(
  cluster: Cluster,
  log: ContainerLog,
  part: LogOptions | undefined,
  signal: AbortSignal,
): AsyncGenerator<KeyedEntry> {
  if (part !== undefined) yield* linesSince(cluster, log, { ...part, signal });
  while (log.again) {
    log.again = false;
    yield* linesSince(cluster, log, { follow: true, signal });
  }
}

/** The lines of one request that are later than the last one given on. */
async function* linesSince(cluster: Cluster, log: ContainerLog, options: LogOptions): AsyncGenerator<KeyedEntry> {
  // A log that was resumed while its container started again has told the beginning of the new one already.
  const from = log.last === undefined ? undefined : { ...log.last };
  let same = 0;
  const { namespace, pod, container } = log.of;
  for await (const { time, text } of readLog(cluster, log.of, options)) {
    const key = timeKey(time);
    if (from !== undefined && key !== '' && (key < from.key || (key === from.key && ++same <= from.count))) continue;
    if (log.last === undefined || key > log.last.key) log.last = { key, count: 1 };
    else if (key === log.last.key) log.last.count++;
    yield { namespace, pod, container, time, text, key };
  }
}

function uidOf({ value, namespace, name }: Pod): string {
  return asString(own(asObject(own(value, 'metadata')) ?? {}, 'uid')) ?? `${namespace}/${name}`;
}

function hasFinished({ phase }: Pod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Whether a container has been started, how often again, and where it has not, why. */
function stateOf(pod: JsonObject, container: string): { started: boolean; restarts: number; reason: string } {
  const status = asObject(own(pod, 'status')) ?? {};
  const all = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'].flatMap((list) =>
    asList(own(status, list)),
  );
  const found = all.map(asObject).find((one) => one !== undefined && own(one, 'name') === container) ?? {};
  const state = asObject(own(found, 'state')) ?? {};
  const waiting = asObject(own(state, 'waiting'));
  const ended = asObject(own(asObject(own(found, 'lastState')) ?? {}, 'terminated'));
  const isOrWas = own(state, 'running') !== undefined || own(state, 'terminated') !== undefined || ended !== undefined;
  return {
    started: isOrWas,
    restarts: asNumber(own(found, 'restartCount')) ?? 0,
    reason: asString(own(waiting ?? {}, 'reason')) ?? (asString(own(status, 'phase')) || 'not started'),
  };
}

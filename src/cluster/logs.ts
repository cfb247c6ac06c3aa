import type { Readable } from 'node:stream';
import { isObject, type JsonObject, own } from '../base/json.js';
import { listAt, objectAt, textAt } from '../resource/core.js';
import { ClusterError } from './errors.js';
import { linesOfStream } from './lines.js';
import { getObject, pathOf, queryOf } from './objects.js';
import { pause, requestStream } from './request.js';
import { resources } from './resources.js';
import { SeenLines } from './seenlines.js';
import type { Cluster, LogLine } from './types.js';

/** A container of a pod. */
export interface ContainerRef {
  namespace: string;
  pod: string;
  container: string;
}

/** What part of a container's log. */
export interface LogOptions {
  follow?: boolean;
  tailLines?: number;
  /** Seconds back from now. */
  sinceSeconds?: number;
  /** RFC 3339. */
  sinceTime?: string;
  previous?: boolean;
  signal?: AbortSignal;
}

/** A line is given in pieces of this size, so that a log without line breaks does not fill the memory. */
const mostLineBytes = 4 * 1024 * 1024;
/** How long the API server may be away before reading ends with an error. */
const awayMs = 60_000;

/** How a stream is to be resumed. */
interface Part {
  follow: boolean;
  previous: boolean;
  query: Record<string, string>;
}

/**
 * The lines of a container's log in order. When following, a broken stream is resumed from the last line's time, without loss or repetition, until the
 * container ends or the signal is given; then it ends without an error. Throws a {@link ClusterError} where the log cannot be had, or no longer.
 */
export async function* readLog(cluster: Cluster, container: ContainerRef, options: LogOptions = {}): AsyncGenerator<LogLine> {
  const { signal } = options;
  const seen = new SeenLines();
  let part = firstPart(options);
  let opened: number | undefined;
  let lastGood = Date.now();
  for (let failures = 0; signal?.aborted !== true; failures++) {
    const repeats = seen.repeats();
    let half: LogLine | undefined;
    let failure: unknown;
    let isOpen = false;
    try {
      const stream = await openLog(cluster, container, part, signal);
      isOpen = true;
      opened ??= secondsOf(stream);
      lastGood = Date.now();
      for await (const { line, broken } of timedLines(stream)) {
        failures = 0;
        lastGood = Date.now();
        if (broken) half = line;
        else if (!repeats(line)) {
          seen.add(line);
          yield line;
        }
      }
    } catch (error) {
      if (signal?.aborted) return;
      // A log may be silent for long: what breaks has been there until now.
      if (isOpen) lastGood = Date.now();
      if (opened === undefined || !isPassing(error) || Date.now() - lastGood > awayMs) throw error;
      failure = error;
    }
    const next = await nextPart(cluster, container, part, { failure, seen, opened, options });
    if (next === undefined) {
      if (half !== undefined && !repeats(half)) yield half;
      return;
    }
    part = next;
    await pause(Math.min(5000, 100 * 2 ** failures) * (0.5 + Math.random() / 2), signal);
  }
}

function firstPart({ follow, previous, tailLines, sinceSeconds, sinceTime }: LogOptions): Part {
  const query: Record<string, string> = {};
  if (tailLines !== undefined) query['tailLines'] = String(tailLines);
  // The server refuses both, and counts in whole seconds from one on.
  if (sinceTime !== undefined) query['sinceTime'] = sinceTime;
  else if (sinceSeconds !== undefined) query['sinceSeconds'] = String(Math.max(1, Math.ceil(sinceSeconds)));
  return { follow: follow === true, previous: previous === true, query };
}

async function openLog(
  cluster: Cluster,
  { namespace, pod, container }: ContainerRef,
  { follow, previous, query }: Part,
  signal: AbortSignal | undefined,
): Promise<Readable> {
  const flags = { ...(follow ? { follow: 'true' } : {}), ...(previous ? { previous: 'true' } : {}) };
  const path = pathOf(resources.pods, namespace, pod, 'log') + queryOf({}, { container, timestamps: 'true', ...flags, ...query });
  return await requestStream(cluster, { path, ...(signal === undefined ? {} : { signal }) });
}

/** The server's time when it began to answer, in seconds since 1970; this machine's where it does not say. */
function secondsOf(stream: Readable): number {
  const headers = 'headers' in stream && isObject(stream.headers) ? stream.headers : {};
  const date = Date.parse(textAt(headers, 'date'));
  return Math.floor((Number.isNaN(date) ? Date.now() : date) / 1000);
}

/** The lines with the kubelet's time parted from them. The pieces of a very long line all have its time. */
async function* timedLines(stream: Readable): AsyncGenerator<{ line: LogLine; broken: boolean }> {
  let time = '';
  try {
    for await (const { line, broken, continued } of linesOfStream(stream, mostLineBytes)) {
      const end = line.at(-1) === 0x0d ? line.length - 1 : line.length;
      let start = 0;
      if (!continued) {
        const head = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)(?: |\r?$)/.exec(line.toString('latin1', 0, 40))?.[0] ?? '';
        time = head.trimEnd();
        start = Math.min(head.length, end);
      }
      yield { line: { time, text: line.subarray(start, end) }, broken };
    }
  } finally {
    stream.destroy();
  }
}

/** Whether trying again may help: the server is away or busy, or the connection broke. */
function isPassing(error: unknown): boolean {
  return error instanceof ClusterError
    ? /^(?:unreachable|timeout|throttled|server)$/.test(error.kind)
    : error instanceof Error && 'code' in error;
}

interface Ending {
  /** What broke the stream; undefined where it ended by itself. */
  failure: unknown;
  seen: SeenLines;
  opened: number | undefined;
  options: LogOptions;
}

/** How to go on after a stream has ended; undefined where the log has. */
async function nextPart(
  cluster: Cluster,
  container: ContainerRef,
  part: Part,
  { failure, seen, opened, options }: Ending,
): Promise<Part | undefined> {
  const broken = failure !== undefined;
  if (!part.follow) return broken ? resumed(part, seen, opened, options) : undefined;
  let state: 'running' | 'restarted' | 'ended' | 'gone';
  try {
    state = await stateOf(cluster, container, seen.latest ?? opened ?? 0, options.signal);
  } catch (error) {
    if (!isPassing(error)) throw error;
    return resumed(part, seen, opened, options);
  }
  if (state === 'running') return resumed(part, seen, opened, options);
  if (!broken || state === 'gone') return undefined;
  // The container has ended while nobody listened: what it wrote last is still to be had.
  return resumed({ ...part, follow: false, previous: part.previous || state === 'restarted' }, seen, opened, options);
}

function resumed(part: Part, seen: SeenLines, opened: number | undefined, options: LogOptions): Part {
  const from = seen.since ?? (options.tailLines === 0 ? opened : undefined);
  return from === undefined ? part : { ...part, query: { sinceTime: new Date(from * 1000).toISOString().replace('.000Z', 'Z') } };
}

/** What has become of a container since a second in which it ran. */
async function stateOf(
  cluster: Cluster,
  { namespace, pod, container }: ContainerRef,
  second: number,
  signal: AbortSignal | undefined,
): Promise<'running' | 'restarted' | 'ended' | 'gone'> {
  const value = await getObject(cluster, resources.pods, pod, namespace, signal === undefined ? {} : { signal });
  if (value === undefined) return 'gone';
  const status = objectAt(value, 'status');
  const states = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'].flatMap((key) =>
    listAt(status, key),
  );
  const found = states.find((item): item is JsonObject => isObject(item) && textAt(item, 'name') === container);
  const running = own(objectAt(found, 'state'), 'running');
  if (!isObject(running)) return 'ended';
  const started = Date.parse(textAt(running, 'startedAt'));
  return !Number.isNaN(started) && Math.floor(started / 1000) > second ? 'restarted' : 'running';
}

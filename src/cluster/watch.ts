import type { Readable } from 'node:stream';
import { asNumber, asString, isObject, type JsonObject, own } from '../base/json.js';
import { objectAt, textAt } from '../resource/core.js';
import { ClusterError } from './errors.js';
import { linesOfStream } from './lines.js';
import { listObjects, pathOf, queryOf, type Selection } from './list.js';
import { pause, requestStream } from './request.js';
import type { Cluster, Resource } from './types.js';

/** What a watch reports. `SYNCED` once all objects that were there have been told. */
export type WatchEvent = { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: JsonObject } | { type: 'SYNCED' };

/** The server ends a watch after so long; it is then resumed. */
const watchSeconds = 300;
/** Bookmarks come about every minute: a server that is silent for longer has forgotten us. */
const silentMs = 100_000;
/** How long a server may be away before it is an error. */
const awayMs = 60_000;
const mostEventBytes = 64 * 1024 * 1024;

/** Objects that were told, by namespace and name. */
type Told = Map<string, JsonObject>;

function keyOf(object: JsonObject): string {
  const metadata = objectAt(object, 'metadata');
  return `${textAt(metadata, 'namespace')}/${textAt(metadata, 'name')}`;
}

function versionOf(object: JsonObject): string {
  return textAt(objectAt(object, 'metadata'), 'resourceVersion');
}

/**
 * Lists, then watches, for as long as the signal allows: resumed where the connection breaks, listed anew where the version is too old (then told as changes).
 * Ends without an error when the signal is given. Throws a {@link ClusterError} once the server has been away for a minute, or refuses.
 */
export async function* watchObjects(cluster: Cluster, resource: Resource, selection: Selection): AsyncGenerator<WatchEvent> {
  const told: Told = new Map();
  let version: string | undefined;
  let synced = false;
  let lastGood = Date.now();
  try {
    for (let failures = 0; !selection.signal?.aborted; ) {
      let isOpen = false;
      try {
        if (version === undefined) {
          const list = await listObjects(cluster, resource, selection);
          version = list.resourceVersion;
          yield* differences(told, list.items);
          if (!synced) yield { type: 'SYNCED' };
          synced = true;
        }
        const stream = await openWatch(cluster, resource, selection, version);
        isOpen = true;
        lastGood = Date.now();
        for await (const event of eventsOf(stream)) {
          failures = 0;
          lastGood = Date.now();
          version = event.version;
          if (event.type === 'BOOKMARK') continue;
          if (event.type === 'DELETED') told.delete(keyOf(event.object));
          else told.set(keyOf(event.object), event.object);
          yield { type: event.type, object: event.object };
        }
        // A server that ends each watch at once is not asked in a loop.
        await pause(failures === 0 ? 0 : 1000, selection.signal);
        failures = 1;
      } catch (error) {
        if (selection.signal?.aborted) return;
        // A watch may be silent for long: what breaks has been there until now.
        if (isOpen) lastGood = Date.now();
        if (error instanceof ClusterError && error.kind === 'gone') version = undefined;
        else if (!synced || !passing(error) || Date.now() - lastGood > awayMs) throw error;
        failures++;
        await pause(Math.min(5000, 100 * 2 ** failures) * (0.5 + Math.random() / 2), selection.signal);
      }
    }
  } catch (error) {
    if (error instanceof ClusterError && error.kind === 'interrupted') return;
    throw error;
  }
}

/** Whether waiting may help: the server is away or busy, or the connection broke. */
function passing(error: unknown): boolean {
  return error instanceof ClusterError
    ? /^(?:unreachable|timeout|throttled|server)$/.test(error.kind)
    : error instanceof Error && 'code' in error;
}

/** What has changed since the objects were told, told as a watch would. */
function* differences(told: Told, items: readonly JsonObject[]): Generator<WatchEvent> {
  const there = new Set<string>();
  for (const object of items) {
    const key = keyOf(object);
    there.add(key);
    const before = told.get(key);
    told.set(key, object);
    if (before === undefined) yield { type: 'ADDED', object };
    else if (versionOf(before) !== versionOf(object)) yield { type: 'MODIFIED', object };
  }
  for (const [key, object] of told) {
    if (there.has(key)) continue;
    told.delete(key);
    yield { type: 'DELETED', object };
  }
}

async function openWatch(cluster: Cluster, resource: Resource, selection: Selection, version: string): Promise<Readable> {
  const query = queryOf(selection, {
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: version,
    timeoutSeconds: String(watchSeconds + Math.floor(Math.random() * 60)),
  });
  return await requestStream(cluster, {
    path: pathOf(resource, selection.namespace) + query,
    accept: 'application/json',
    ...(selection.signal === undefined ? {} : { signal: selection.signal }),
  });
}

interface RawEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: JsonObject;
  version: string;
}

/** The events of a watch until its stream ends; a stream that is silent for too long is ended. */
async function* eventsOf(stream: Readable): AsyncGenerator<RawEvent> {
  const silent = (): void => void stream.destroy(Object.assign(new Error('no sign of life'), { code: 'ETIMEDOUT' }));
  let timer = setTimeout(silent, silentMs);
  try {
    for await (const { line, broken } of linesOfStream(stream, mostEventBytes)) {
      clearTimeout(timer);
      timer = setTimeout(silent, silentMs);
      // Half an event comes whole once the watch is resumed.
      if (broken) return;
      if (line.length > 0) yield readEvent(line);
    }
  } finally {
    clearTimeout(timer);
    stream.destroy();
  }
}

function readEvent(line: Buffer): RawEvent {
  let value: unknown;
  try {
    value = JSON.parse(line.toString());
  } catch {
    throw new ClusterError('server', 'A watch brought something that is not JSON.');
  }
  const type = isObject(value) ? asString(own(value, 'type')) : undefined;
  const object = isObject(value) ? own(value, 'object') : undefined;
  if (isObject(object)) {
    if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED' || type === 'BOOKMARK')
      return { type, object, version: versionOf(object) };
    const code = asNumber(own(object, 'code')) ?? 500;
    throw new ClusterError(code === 410 ? 'gone' : 'server', `A watch ended: ${textAt(object, 'message') || `status ${code}`}`, {
      status: code,
    });
  }
  throw new ClusterError('server', 'A watch brought something that is no event.');
}

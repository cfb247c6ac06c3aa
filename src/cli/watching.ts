import { setMaxListeners } from 'node:events';
import type { JsonObject } from '../base/json.js';
import { watchObjects } from '../cluster/objects.js';
import { resources } from '../cluster/resources.js';
import type { Cluster, Resource } from '../cluster/types.js';
import { qualifiedName } from '../live/kinds.js';
import { resourceKey, resourceRef } from '../live/objects.js';
import type { Row } from '../live/rows.js';
import type { ManifestObject } from '../manifest/types.js';
import { type ListOptions, renderRows, toJsonState } from '../report/get.js';
import { toJson } from '../report/json.js';
import { sanitize } from '../report/sanitize.js';
import { write } from './io.js';
import type { Observed } from './observing.js';
import { text } from './options.js';
import type { ExitStatus, Invocation } from './types.js';

/** What is watched, and how it is shown. */
export interface Watched {
  rows: (observed: Observed) => Promise<Row[]>;
  drawn: (observed: Observed) => ListOptions;
}

/** The kinds that a row may depend on. Secrets and ConfigMaps are read once. */
const watchedKinds: readonly Resource[] = [
  resources.metaRouters,
  resources.applicationProtocols,
  resources.redisServices,
  resources.redisDestinations,
  resources.dubboAuthorizationPolicies,
  resources.services,
  resources.serviceEntries,
  resources.destinationRules,
  resources.virtualServices,
  resources.gateways,
  resources.sidecars,
  resources.envoyFilters,
];

/** How long changes are gathered before they are looked at together. */
const gatherMs = 100;

type Change = 'ADDED' | 'MODIFIED' | 'DELETED';

const rowKey = ({ facts, namespace, name }: Row): string => `${facts.kind}/${namespace}/${name}`;

/** What of a row makes it another one: the object's version, and what was worked out of it. */
function signature(row: Row): string {
  const metadata = row.object['metadata'];
  const version =
    typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) ? metadata['resourceVersion'] : '';
  return JSON.stringify([version, row.facts, row.findings.map(({ code, path }) => [code, path])]);
}

/** Prints the rows, then each that changes, until the signal: because its object does, or because another does that it depends on. */
export async function watchRows(
  observed: Observed,
  cluster: Cluster,
  invocation: Invocation,
  { rows, drawn }: Watched,
): Promise<ExitStatus> {
  const print = printer(invocation);
  const objects = new Map<string, ManifestObject>(
    observed.objects.map((object) => [resourceKey(resourceRef(object.value)), object]),
  );
  let shown = new Map<string, Row>();
  const update = async (): Promise<void> => {
    const seen = observed.again([...objects.values()]);
    const current = new Map((await rows(seen)).map((row) => [rowKey(row), row]));
    const changes: { type: Change; row: Row }[] = [];
    for (const [key, row] of current) {
      const before = shown.get(key);
      if (before === undefined) changes.push({ type: 'ADDED', row });
      else if (signature(before) !== signature(row)) changes.push({ type: 'MODIFIED', row });
    }
    for (const [key, row] of shown) if (!current.has(key)) changes.push({ type: 'DELETED', row });
    shown = current;
    await print(changes, drawn(seen));
  };
  await update();
  let isDirty = false;
  let wake = (): void => {};
  const apply = (type: Change, object: JsonObject): void => {
    const ref = resourceRef(object);
    const key = resourceKey(ref);
    if (type === 'DELETED') objects.delete(key);
    else objects.set(key, { value: object, origin: { file: `cluster:${key}`, document: 0, prefix: [] } });
    isDirty = true;
    wake();
  };
  const kinds = watchedKinds.filter(({ kind }) => !observed.absent.includes(kind) && !observed.unread.includes(kind));
  const { signal } = observed;
  const stop = new AbortController();
  // Each of the watches listens to it.
  setMaxListeners(0, stop.signal);
  const stopped = new Promise<void>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  signal.addEventListener('abort', () => stop.abort(), { once: true });
  const follow = async (resource: Resource): Promise<void> => {
    const before = new Set([...objects].flatMap(([key]) => (key.startsWith(`${resource.kind}/`) ? [key] : [])));
    let isSynced = false;
    for await (const event of watchObjects(cluster, resource, { signal: stop.signal })) {
      if (event.type === 'SYNCED') {
        isSynced = true;
        // What went away between the look and the watch.
        for (const key of before) if (objects.delete(key)) isDirty = true;
        if (isDirty) wake();
        continue;
      }
      const key = resourceKey(resourceRef(event.object));
      if (!isSynced) before.delete(key);
      apply(event.type, event.object);
    }
  };
  const refresh = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      if (!isDirty) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([woken, stopped]);
      }
      if (stop.signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, gatherMs));
      isDirty = false;
      await update();
    }
  };
  try {
    await Promise.all([...kinds.map(follow), refresh()]);
  } finally {
    stop.abort();
  }
  return 0;
}

type Print = (changes: readonly { type: Change; row: Row }[], options: ListOptions) => Promise<void>;

/** Writes changes: rows of a table under the headings of the first, or one JSON value a line. */
function printer({ io, options }: Invocation): Print {
  const output = text(options, 'output') ?? 'text';
  if (output === 'json' || output === 'ndjson')
    return async (changes) => {
      const lines = changes.map(({ type, row }) => `${toJson({ type, object: row.object, state: toJsonState(row) })}\n`);
      await write(io.stdout, lines.join(''));
    };
  if (output === 'name')
    return async (changes) => {
      await write(io.stdout, changes.map(({ row }) => `${sanitize(qualifiedName(row.facts.kind, row.name))}\n`).join(''));
    };
  const told = new Map<string, Row[]>();
  return async (changes, drawn) => {
    const byKind = new Map<string, { type: Change; row: Row }[]>();
    for (const change of changes) {
      const { kind } = change.row.facts;
      byKind.set(kind, [...(byKind.get(kind) ?? []), change]);
    }
    for (const [kind, group] of byKind) {
      const before = told.get(kind);
      const rows = group.map(({ row }) => row);
      const deleted = new Set(group.flatMap(({ type, row }) => (type === 'DELETED' ? [row] : [])));
      // Drawn together with what is there already, so that the columns stay where they are; each row is one line.
      const all = [...(before ?? []), ...rows];
      const lines = renderRows(all, {
        ...drawn,
        width: Number.POSITIVE_INFINITY,
        kinds: drawn.kinds,
        deleted: (row) => deleted.has(row),
      })
        .trimEnd()
        .split('\n');
      const isFirst = before === undefined && drawn.headings !== false;
      await write(
        io.stdout,
        lines
          .slice(isFirst ? 0 : -rows.length)
          .map((line) => `${line}\n`)
          .join(''),
      );
      told.set(kind, all.slice(-remembered));
    }
  };
}

/** How many rows decide how wide the columns are. */
const remembered = 1000;

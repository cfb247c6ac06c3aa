import type { Code } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import { loadPatterns } from '../base/pattern.js';
import { ClusterError } from '../cluster/errors.js';
import type { MeshSnapshot } from '../cluster/snapshot.js';
import type { Cluster } from '../cluster/types.js';
import { translate } from '../controlplane/translate.js';
import type { Translation } from '../controlplane/types.js';
import { lint } from '../lint/engine.js';
import { drifted, driftOf } from '../live/drift.js';
import type { ControlPlane, DriftInput, GeneratedState } from '../live/drifttypes.js';
import { asWritten, resourceKey, resourceRef } from '../live/objects.js';
import type { ManifestObject } from '../manifest/types.js';
import type { Mesh } from '../mesh/types.js';
import { sanitize } from '../report/sanitize.js';
import { isOnlyRead, loadReaders } from '../resource/validate.js';
import { CliError } from './errors.js';
import { write } from './io.js';
import { withCluster } from './live.js';
import { readLiveMesh, translatedMesh } from './livemesh.js';
import { meshOf } from './meshing.js';
import { readAll } from './objects.js';
import { flag, text, texts } from './options.js';
import { gather, isUnreadable } from './reading.js';
import type { ExitStatus, Invocation, Io } from './types.js';

/** A mesh as it stands, from a cluster or from what was saved of one. */
export interface Observed {
  objects: ManifestObject[];
  mesh: Mesh;
  translation: Translation;
  /** Undefined where only objects are known. */
  controlPlane: ControlPlane | undefined;
  /** Kinds that may not be read, or not in the whole cluster. */
  unread: string[];
  /** Those of them that were read in the namespace at hand. */
  partlyRead: string[];
  /** Kinds whose CRD is not installed. */
  absent: string[];
  /** Namespace that names without one are in: of `-n`, else the context's; undefined for all. */
  namespace: string | undefined;
  /** Epoch milliseconds of the look. */
  now: number;
  cluster: Cluster | undefined;
  signal: AbortSignal;
  /** The same mesh with other objects, at the time of the call. */
  again: (objects: ManifestObject[]) => Observed;
}

/** Looks at the mesh of the cluster, or at the one that `-f` names, and does the work. */
export async function observe(
  invocation: Invocation,
  work: (observed: Observed) => Promise<ExitStatus>,
  options: { everywhere?: boolean } = {},
): Promise<ExitStatus> {
  const { options: given, io } = invocation;
  const namespace = text(given, 'namespace');
  if (namespace !== undefined && flag(given, 'all-namespaces'))
    throw new CliError('-n and -A cannot be given together', 'Name one namespace with -n, or take all with -A.');
  if (texts(given, 'filename').length > 0) return await observeFiles(invocation, work);
  return await withCluster(invocation, async (cluster, signal) => {
    const { snapshot, mesh, translation } = await readLiveMesh(cluster, given, signal);
    await tellUnread(snapshot.refused, io);
    const observed: Observed = {
      objects: snapshot.objects,
      mesh,
      translation,
      controlPlane: snapshot.installation,
      unread: snapshot.refused.map(({ kind }) => kind),
      partlyRead: snapshot.refused.flatMap(({ kind, seen }) => (seen === undefined ? [] : [kind])),
      absent: snapshot.absent,
      namespace: namespace ?? (flag(given, 'all-namespaces') || options.everywhere === true ? undefined : cluster.namespace),
      now: Date.now(),
      cluster,
      signal,
      again: (objects) => ({ ...observed, objects, ...translatedMesh(snapshot, objects), now: Date.now() }),
    };
    return await work(observed);
  });
}

/** Tells what may not be read; kinds of which one namespace may be are told together. */
async function tellUnread(refused: MeshSnapshot['refused'], io: Io): Promise<void> {
  const inOne = refused.filter(({ seen }) => seen !== undefined);
  const [first] = inOne;
  if (first?.seen !== undefined) {
    const kinds = inOne.map(({ kind }) => kind).join(', ');
    await write(
      io.stderr,
      `warning: only namespace ${sanitize(first.seen)} can be read; what depends on others is not known, and may be said wrongly. The permission to list these in the whole cluster is missing: ${sanitize(kinds)}.\n`,
    );
  }
  const unseen = refused.filter(({ seen }) => seen === undefined);
  if (unseen.length > fewKinds) {
    const kinds = unseen.map(({ kind }) => kind).join(', ');
    await write(
      io.stderr,
      `warning: these cannot be read, so that what depends on them is not known: ${sanitize(kinds)}. The permission to list them in the whole cluster is missing.\n`,
    );
    return;
  }
  for (const { kind, message } of unseen)
    await write(
      io.stderr,
      `warning: ${sanitize(kind)} cannot be read, so that what depends on it is not known: ${sanitize(message)}\n`,
    );
}

/** Past this many kinds the permissions are told together. */
const fewKinds = 3;

async function observeFiles(invocation: Invocation, work: (observed: Observed) => Promise<ExitStatus>): Promise<ExitStatus> {
  const { options } = invocation;
  const input = await gather({ ...invocation, arguments: [] }, 'get');
  const { objects, findings } = readAll(input);
  const unreadable = findings.find(isUnreadable);
  if (unreadable !== undefined) throw new CliError(unreadable.message, unreadable.fix);
  const mesh = meshOf(objects, new Map([...options].filter(([name]) => name !== 'namespace')));
  const observed: Observed = {
    objects,
    mesh,
    translation: translate(mesh),
    controlPlane: undefined,
    // What nobody saved is not known to be missing.
    unread: ['EnvoyFilter', 'Secret'].filter((kind) => !objects.some(({ value }) => value['kind'] === kind)),
    partlyRead: [],
    absent: [],
    namespace: text(options, 'namespace'),
    now: Date.now(),
    cluster: undefined,
    signal: new AbortController().signal,
    again: () => observed,
  };
  return await work(observed);
}

/** How many objects are read again for who wrote them and when. */
const reread = 40;

/**
 * What Aeraki generated against what it should have. Who wrote what last is left out of a look at the mesh, which may be large; it is read again
 * for what drifted and its inputs, as that tells why.
 */
export async function observeDrift(observed: Observed): Promise<GeneratedState[]> {
  const states = driftOf(driftInput(observed));
  const { cluster } = observed;
  const off = drifted(states);
  if (cluster === undefined || off.length === 0) return states;
  const keys = new Set<string>();
  for (const state of off)
    for (const resource of [state, ...state.causes.map((cause) => cause.resource)]) keys.add(resourceKey(resource));
  const wanted = new Set([...keys].slice(0, reread));
  const [{ getObject }, { resources }, { forEachLimited }] = await Promise.all([
    import('../cluster/objects.js'),
    import('../cluster/resources.js'),
    import('../cluster/streams.js'),
  ]);
  const objects = await forEachLimited(observed.objects, 8, async (object) => {
    const ref = resourceRef(object.value);
    const resource = wanted.has(resourceKey(ref)) ? Object.values(resources).find(({ kind }) => kind === ref.kind) : undefined;
    if (resource === undefined) return object;
    try {
      const value = await getObject(cluster, resource, ref.name, ref.namespace, { signal: observed.signal });
      return value === undefined ? object : { ...object, value };
    } catch (error) {
      // What it would have told is an extra: the object itself is known.
      if (error instanceof ClusterError && !observed.signal.aborted) return object;
      throw error;
    }
  });
  return driftOf({ ...driftInput(observed), objects });
}

/** What drift is worked out of. */
export function driftInput({ objects, mesh, translation, controlPlane, unread, now }: Observed): DriftInput {
  return { objects, mesh, translation, unread, now, ...(controlPlane === undefined ? {} : { controlPlane }) };
}

/** Findings that a look at a mesh says itself: what Aeraki would delete is drift. */
const saidOtherwise: ReadonlySet<Code> = new Set(['AER0444']);

/** Everything that `lint` finds in a mesh as it stands. */
export async function lintObserved({
  objects,
  mesh,
  translation,
  unread,
}: Pick<Observed, 'objects' | 'mesh' | 'unread'> & Partial<Pick<Observed, 'translation'>>): Promise<Finding[]> {
  const judged = objects.filter(({ value }) => !unjudged.has(String(value['kind']))).map(asWritten);
  const hasRegex = judged.some(
    ({ value }) => value['kind'] === 'MetaRouter' && JSON.stringify(value['spec']).includes('"regex"'),
  );
  const isRead = judged.some(({ value }) => isOnlyRead(value['apiVersion'], value['kind']));
  const { findings } = lint({
    objects: judged,
    mesh,
    ...(translation === undefined ? {} : { translation }),
    namespace: 'default',
    options: { complete: unread.length === 0 },
    ...(hasRegex ? { patterns: await loadPatterns() } : {}),
    ...(isRead ? { readers: await loadReaders() } : {}),
  });
  return findings.filter(({ code }) => !saidOtherwise.has(code));
}

/** Kinds of which the API server, or Aeraki itself, has said all there is to say. */
const unjudged: ReadonlySet<string> = new Set(['EnvoyFilter', 'Secret', 'ConfigMap', 'Namespace', 'Pod']);

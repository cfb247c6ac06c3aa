import type { Finding } from '../../base/finding.js';
import type { JsonObject } from '../../base/json.js';
import { ClusterError, type ClusterErrorKind } from '../../cluster/errors.js';
import { applyObject, deleteObject, getObject, listObjects } from '../../cluster/objects.js';
import { forEachLimited } from '../../cluster/streams.js';
import type { Cluster, Resource } from '../../cluster/types.js';
import { mergedLocally } from '../../live/changes.js';
import { placeInObject } from '../../live/fieldplace.js';
import { nameInWords, nameOfObject, type ObjectName } from '../../live/objectname.js';
import { isFirst } from '../../live/order.js';
import { conflictsOf } from '../../live/ownership.js';
import { type Planned, plannedOf } from '../../live/plan.js';
import { objectAt, textAt } from '../../resource/core.js';
import { atOnce, refOf, type Target } from './targets.js';

/** A step of a plan with where it goes. */
export interface PlannedStep {
  planned: Planned;
  resource: Resource;
}

/** What the server says to the objects. */
export interface Tried {
  steps: PlannedStep[];
  /** Why it would refuse some, each at its place in the file. */
  findings: Finding[];
}

/** How objects are tried. */
export interface TryOptions {
  /** `client`: the server is only read, and what would change is worked out here. */
  by: 'client' | 'server';
  /** Takes over fields of other managers. */
  force: boolean;
  signal: AbortSignal;
  /** Told how many are done. */
  onProgress?: (done: number) => void;
  onWarning?: (text: string) => void;
}

/**
 * Asks the server what would become of each object, without changing anything. What it would refuse is a finding; a server that does not answer is a {@link ClusterError}.
 * Objects that need something which does not exist yet are not tried; their step says so.
 */
export async function tryAll(cluster: Cluster, targets: readonly Target[], options: TryOptions): Promise<Tried> {
  const findings: Finding[] = [];
  const present = await presentOf(cluster, targets, options.signal);
  let done = 0;
  // A webhook that does not answer keeps each request waiting for as long as it may: one of them tells enough.
  let isHanging = false;
  const tryEach = async (some: readonly Target[]): Promise<PlannedStep[]> => {
    const steps = await forEachLimited(some, atOnce, async (target): Promise<PlannedStep | undefined> => {
      if (isHanging) return undefined;
      const tried = await tryOne(cluster, target, present, options);
      options.onProgress?.(++done);
      if ('planned' in tried) return tried;
      isHanging ||= tried.findings.some(({ message }) => /failed calling webhook .*(?:deadline|timeout)/i.test(message));
      findings.push(...tried.findings);
      return undefined;
    });
    return steps.flatMap((step) => step ?? []);
  };
  const grounds = await tryEach(targets.filter(isGround));
  const there = new Set(grounds.flatMap(({ planned: { action, name } }) => (action === 'unchanged' ? [nameInWords(name)] : [])));
  const others = targets.filter((target) => !isGround(target)).map((target) => withoutNeed(target, there));
  return { steps: [...grounds, ...(await tryEach(others))], findings };
}

/** What others need: namespaces and definitions of kinds. */
function isGround({ name }: Target): boolean {
  return isFirst(name);
}

/** A target that needs nothing any more where what it needs is there as it shall be. */
function withoutNeed({ needs, ...target }: Target, there: ReadonlySet<string>): Target {
  return needs === undefined || there.has(needs) ? target : { ...target, needs };
}

/** From so many objects of a kind in a namespace on, one list is quicker than asking for each. */
const listedFrom = 20;

/** Looks up what is there for each target. */
type Present = (target: Target) => Promise<JsonObject | undefined>;

/** Reads what is there: in lists where there are many of a kind in a namespace. */
async function presentOf(cluster: Cluster, targets: readonly Target[], signal: AbortSignal): Promise<Present> {
  const groups = new Map<string, Target[]>();
  const groupOf = ({ resource, name }: Target): string =>
    `${resource.group}/${resource.version}/${resource.plural}/${name.namespace}`;
  for (const target of targets) {
    const group = groups.get(groupOf(target));
    if (group === undefined) groups.set(groupOf(target), [target]);
    else group.push(target);
  }
  const listed = new Map<string, Map<string, JsonObject>>();
  await forEachLimited([...groups], atOnce, async ([key, [first, ...others]]) => {
    if (first === undefined || others.length + 1 < listedFrom) return;
    const { namespace } = first.name;
    try {
      const { items } = await listObjects(cluster, first.resource, { signal, ...(namespace === '' ? {} : { namespace }) });
      listed.set(key, new Map(items.map((item) => [nameOfObject(item, namespace).name, item])));
    } catch (error) {
      // Who may not list may still get.
      if (!isRefusal(error)) throw error;
    }
  });
  return async (target) => {
    const { name, resource } = target;
    const known = listed.get(groupOf(target));
    if (known !== undefined) return known.get(name.name);
    return await getObject(cluster, resource, name.name, name.namespace, { signal });
  };
}

async function tryOne(
  cluster: Cluster,
  target: Target,
  present: Present,
  { by, force, signal, onWarning }: TryOptions,
): Promise<PlannedStep | { findings: Finding[] }> {
  const { name, object, origin, resource, needs } = target;
  try {
    const before = await present(target);
    const known = { name, origin, object, ...(before === undefined ? {} : { before }) };
    if (by === 'client') {
      const after = before === undefined ? object : mergedLocally(before, object);
      return { resource, planned: plannedOf({ ...known, after }) };
    }
    if (needs !== undefined) return { resource, planned: plannedOf({ ...known, needs }) };
    const after = await applyObject(cluster, resource, object, {
      dryRun: true,
      force,
      signal,
      ...(onWarning === undefined ? {} : { onWarning: (text: string) => onWarning(`${nameInWords(name)}: ${text}`) }),
    });
    return { resource, planned: plannedOf({ ...known, after }) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { findings: findingsOf(error, target) };
  }
}

const refusals: readonly ClusterErrorKind[] = ['invalid', 'denied', 'forbidden', 'not-found', 'conflict'];

/** Whether the server said no to this one object, instead of not answering, or to who asks. */
export function isRefusal(error: unknown): error is ClusterError {
  return error instanceof ClusterError && refusals.includes(error.kind);
}

/** What a refusal says, each thing at its place in the file. */
export function findingsOf(error: ClusterError, { name, object, origin }: Pick<Target, 'name' | 'object' | 'origin'>): Finding[] {
  const about = { severity: 'error', origin, resource: refOf(name) } as const;
  const conflicts = conflictsOf(error.causes);
  if (conflicts.length > 0) return conflicts.map((conflict) => conflictFinding(conflict, { name, object }, about));
  if (error.kind === 'not-found' && /namespaces? "[^"]*" not found/.test(error.message)) {
    return [
      {
        ...about,
        code: 'AER1304',
        message: `${nameInWords(name)} cannot be applied: there is no namespace ${name.namespace}.`,
        path: ['metadata', 'namespace'],
        fix: 'Correct the namespace, or add a Namespace to the files: it is created first.',
      },
    ];
  }
  if (error.kind === 'not-found') {
    return [
      {
        ...about,
        code: 'AER1303',
        message: `${nameInWords(name)} cannot be applied: the cluster has no kind ${name.kind} in ${name.apiVersion}.`,
        path: ['kind'],
        fix: error.fix ?? 'Install the CustomResourceDefinition first, or add it to the files.',
      },
    ];
  }
  if (error.kind === 'conflict' && textAt(objectAt(object, 'metadata'), 'resourceVersion') !== '') {
    return [
      {
        ...about,
        code: 'AER1301',
        message: `The API server would refuse ${nameInWords(name)}: the file names a resourceVersion, and the object has changed since.`,
        path: ['metadata', 'resourceVersion'],
        fix: 'Take metadata.resourceVersion (and uid) out of the file: kubectl get -o yaml writes them, and they hold for one moment.',
      },
    ];
  }
  const typed = /failed to create typed patch object \([^)]*\): (\.\S+): (.+?)\.? \(context /.exec(error.message);
  if (typed !== null) {
    const [, field = '', problem = ''] = typed;
    return [
      {
        ...about,
        code: 'AER1301',
        message: `The API server would refuse ${nameInWords(name)}: ${field.replace(/^\./, '')}: ${problem}.`,
        path: placeInObject(object, field),
      },
    ];
  }
  const fix = error.fix === undefined ? {} : { fix: error.fix };
  const causes = error.causes.filter(({ field }) => placeInObject(object, field).length > 0);
  if (causes.length === 0)
    return [{ ...about, code: 'AER1301', message: `The cluster would refuse it. ${error.message}`, path: [], ...fix }];
  return causes.map(({ field, message }) => ({
    ...about,
    code: 'AER1301',
    message: `The API server would refuse ${nameInWords(name)}: ${field}: ${message}`,
    path: placeInObject(object, field),
    ...fix,
  }));
}

function conflictFinding(
  { manager, field }: { manager: string; field: string },
  { name, object }: { name: ObjectName; object: JsonObject },
  about: { severity: 'error'; origin: Target['origin']; resource: Finding['resource'] & object },
): Finding {
  const plain = field.replace(/^\./, '');
  return {
    ...about,
    code: 'AER1302',
    message: `${manager} owns ${plain} of ${nameInWords(name)}, and the file gives it another value.`,
    path: placeInObject(object, field),
    fix: `Take the value that is there into the file or leave the field out; --force-conflicts takes it over from ${manager}.`,
  };
}

/** Asks the server whether objects may be deleted, without deleting any. What it would refuse is a finding; no file is behind it. */
export async function tryDeletions(cluster: Cluster, steps: readonly PlannedStep[], signal: AbortSignal): Promise<Finding[]> {
  const findings = await forEachLimited(steps, atOnce, async ({ planned, resource }): Promise<Finding[]> => {
    const { name, before = {} } = planned;
    try {
      await deleteObject(cluster, resource, name.name, name.namespace, { dryRun: true, signal });
      return [];
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const origin = { file: '', document: 0, prefix: [] };
      return findingsOf(error, { name, object: before, origin }).map(({ origin: _none, ...finding }) => finding);
    }
  });
  return findings.flat();
}

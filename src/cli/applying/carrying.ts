import type { Finding } from '../../base/finding.js';
import { asList, asObject, asString, isObject, type JsonObject, own } from '../../base/json.js';
import { ClusterError } from '../../cluster/errors.js';
import { applyObject, deleteObject, getObject, restoreObject } from '../../cluster/objects.js';
import { pause, wasNeverSent } from '../../cluster/request.js';
import { forEachLimited } from '../../cluster/streams.js';
import type { Cluster } from '../../cluster/types.js';
import { doneOutcome, isDone, type Outcome, type Step, verdictOf } from '../../live/account.js';
import { areEqual } from '../../live/changes.js';
import { nameInWords } from '../../live/objectname.js';
import { isFirst } from '../../live/order.js';
import { revisionOf } from '../../live/ownership.js';
import { plannedOf } from '../../live/plan.js';
import { atOnce } from './targets.js';
import { findingsOf, isRefusal, type PlannedStep } from './trying.js';

/** How a plan is carried out. */
export interface CarryOptions {
  force: boolean;
  signal: AbortSignal;
  /** Told what is being done: the step and how many are done. */
  onProgress?: (step: PlannedStep, done: number) => void;
}

/** How it went. */
export interface Carried {
  /** One for each step of the plan, in its order. */
  steps: Step[];
  /** Why it stopped before the end: what went wrong, or that it was interrupted. Absent where all was done. */
  stopped?: { message: string; fix?: string; interrupted: boolean };
  /** What the server said to objects that could only be tried on the way. */
  findings: Finding[];
}

/** How long an answer is waited for after Ctrl-C, so that what was sent is known to be done or not, in milliseconds. */
const graceMs = 5_000;
/** How long a server that failed is asked again what it holds, in milliseconds; after Ctrl-C as long as the grace. */
const lookUpMs = 15_000;
/** How long a new CustomResourceDefinition may take to be served. */
const establishMs = 30_000;

/**
 * Carries a plan out, one object after the other, and stops at the first that cannot be done or when the signal is given. Then what got no answer is looked up again: the
 * account is exact as far as the server can be asked.
 */
export async function carryOut(cluster: Cluster, plan: readonly PlannedStep[], options: CarryOptions): Promise<Carried> {
  const { signal } = options;
  const steps: Step[] = plan.map(({ planned }) => ({ planned, outcome: 'notApplied' }));
  const carried: Carried = { steps, findings: [] };
  let isTried = false;
  for (const [index, item] of plan.entries()) {
    if (signal.aborted) {
      carried.stopped = { message: 'Interrupted.', interrupted: true };
      break;
    }
    try {
      if (!isTried && !isFirst(item.planned.name)) {
        isTried = true;
        carried.findings.push(...(await tryDeferred(cluster, plan, options)));
        if (carried.findings.length > 0) {
          carried.stopped = {
            message: 'The cluster refuses objects that it could not be asked about before.',
            interrupted: false,
          };
          break;
        }
      }
      options.onProgress?.(item, index);
      steps[index] = await withGrace(signal, (within) => send(cluster, item, { ...options, signal: within }));
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      steps[index] = { planned: item.planned, outcome: outcomeOf(error), message: error.message };
      carried.stopped = {
        message: signal.aborted ? 'Interrupted.' : `${nameInWords(item.planned.name)} could not be ${verb(item)}.`,
        interrupted: signal.aborted,
        ...(error.fix === undefined ? {} : { fix: error.fix }),
      };
      break;
    }
  }
  await lookUpAgain(cluster, plan, steps, signal);
  return carried;
}

/** What a request that failed came to: where it may have been carried out all the same, that is not known. */
function outcomeOf(error: ClusterError): Outcome {
  if (wasNeverSent(error)) return 'notApplied';
  return ['unreachable', 'timeout', 'server', 'interrupted', 'gone'].includes(error.kind) ? 'unknown' : 'failed';
}

function verb({ planned: { action } }: PlannedStep): string {
  return action === 'create' ? 'created' : action === 'delete' ? 'deleted' : action === 'change' ? 'changed' : 'applied';
}

async function send(cluster: Cluster, { planned, resource }: PlannedStep, { force, signal }: CarryOptions): Promise<Step> {
  const { name, namespace } = planned.name;
  if (planned.action === 'delete') {
    const uid = planned.before === undefined ? '' : revisionOf(planned.before).uid;
    const wasThere = await deleteObject(cluster, resource, name, namespace, { signal, ...(uid === '' ? {} : { uid }) });
    return { planned, outcome: 'deleted', ...(wasThere ? {} : { message: 'it was gone already' }) };
  }
  if (!planned.isSent || planned.object === undefined) return { planned, outcome: doneOutcome(planned) };
  const now = await applyObject(cluster, resource, planned.object, { force, signal });
  return { planned, outcome: doneOutcome(planned), now };
}

/** Does something under a signal that comes a little later than Ctrl-C: a request that is on its way gets the time to be answered. */
async function withGrace<T>(signal: AbortSignal, work: (within: AbortSignal) => Promise<T>): Promise<T> {
  const within = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    timer = setTimeout(() => within.abort(), graceMs);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await work(within.signal);
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
  }
}

/**
 * Tries what could not be tried before its namespace or kind was there; nothing else is applied before all of it is accepted. What is learnt is put into the
 * plan's steps.
 */
async function tryDeferred(cluster: Cluster, plan: readonly PlannedStep[], options: CarryOptions): Promise<Finding[]> {
  const { signal, force } = options;
  const deferred = plan.filter(({ planned }) => planned.needs !== undefined);
  const findings = await forEachLimited(deferred, atOnce, async (item): Promise<Finding[]> => {
    const { name, object, origin, before } = item.planned;
    if (object === undefined || origin === undefined || signal.aborted) return [];
    try {
      const after = await established(signal, () => applyObject(cluster, item.resource, object, { dryRun: true, force, signal }));
      const known = plannedOf({ name, object, origin, after, ...(before === undefined ? {} : { before }) });
      Object.assign(item.planned, known);
      return [];
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return findingsOf(error, { name, object, origin });
    }
  });
  return findings.flat();
}

/** Waits while the server does not serve a kind yet whose definition it has just been given. */
async function established<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  const end = Date.now() + establishMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const isEarly = error instanceof ClusterError && error.kind === 'not-found' && !/namespaces? "/.test(error.message);
      if (!isEarly || signal.aborted || Date.now() > end) throw error;
      await pause(250, signal);
    }
  }
}

/** Asks once more about steps whose request got no answer, for as long as the server may take to come back. */
async function lookUpAgain(cluster: Cluster, plan: readonly PlannedStep[], steps: Step[], signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.timeout(signal.aborted ? graceMs : lookUpMs);
  for (const [index, step] of steps.entries()) {
    const item = plan[index];
    if (step.outcome !== 'unknown' || item === undefined) continue;
    const { name, namespace } = item.planned.name;
    for (;;) {
      try {
        const now = await getObject(cluster, item.resource, name, namespace, { signal: deadline });
        steps[index] = { ...step, ...verdictOf(item.planned, now) };
        break;
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        if (deadline.aborted || isRefusal(error)) break;
        await pause(500, deadline);
      }
    }
  }
}

/** How long taking back waits for a server that does not answer, in milliseconds, all in all. */
const takeBackMs = 60_000;

/**
 * Takes back what was done, the last first: what was created is deleted, what was changed or deleted is written back as it was. What someone else has changed
 * since is left alone. A server that does not answer is given time to come back. Each step says how that went.
 */
export async function rollBack(
  cluster: Cluster,
  plan: readonly PlannedStep[],
  steps: readonly Step[],
  onProgress?: (item: PlannedStep) => void,
): Promise<Step[]> {
  const result = [...steps];
  const deadline = Date.now() + takeBackMs;
  let isGone = false;
  for (let index = plan.length - 1; index >= 0; index--) {
    const [item, step] = [plan[index], steps[index]];
    if (item === undefined || step === undefined || (!isDone(step) && step.outcome !== 'unknown')) continue;
    onProgress?.(item);
    const failed = step.outcome === 'unknown' ? 'unknown' : 'notRestored';
    if (isGone) {
      result[index] = { ...step, outcome: failed, message: 'not tried: the server does not answer any more' };
      continue;
    }
    for (;;) {
      try {
        result[index] = { ...step, ...(await takeBack(cluster, item, step)) };
        break;
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        const isSilent = error.kind === 'unreachable' || error.kind === 'timeout';
        if (isSilent && Date.now() < deadline) {
          await pause(1_000);
          continue;
        }
        isGone = isSilent;
        result[index] = { ...step, outcome: failed, message: error.message };
        break;
      }
    }
  }
  return result;
}

type TakenBack = Pick<Step, 'outcome' | 'message'>;

async function takeBack(cluster: Cluster, { planned, resource }: PlannedStep, step: Step): Promise<TakenBack> {
  const { name, namespace } = planned.name;
  const { before } = planned;
  const now = await getObject(cluster, resource, name, namespace);
  if (planned.action === 'delete') {
    if (before === undefined || (now !== undefined && !isGoing(now))) return { outcome: 'notApplied' };
    await restoreObject(cluster, resource, before);
    return { outcome: 'restored', message: 'made anew as it was' };
  }
  if (before === undefined) {
    if (now === undefined) return { outcome: step.outcome === 'unknown' ? 'notApplied' : 'restored' };
    const { uid } = revisionOf(step.now ?? now);
    await deleteObject(cluster, resource, name, namespace, { uid });
    return { outcome: 'restored', message: 'deleted again' };
  }
  if (now === undefined) return { outcome: 'notRestored', message: 'someone deleted it meanwhile' };
  if (areEqual(now, before)) return { outcome: step.outcome === 'unknown' ? 'notApplied' : 'restored' };
  const mine = step.now ?? planned.after;
  if (mine !== undefined && !areEqual(now, mine)) {
    const other = lastManager(now);
    return { outcome: 'notRestored', message: `left as it is: ${other ?? 'someone'} has changed it since` };
  }
  await restoreObject(cluster, resource, before);
  return { outcome: 'restored', message: 'as it was before' };
}

function isGoing(object: JsonObject): boolean {
  return own(asObject(own(object, 'metadata')) ?? {}, 'deletionTimestamp') !== undefined;
}

/** The manager that wrote last, by the time in the managed fields. */
function lastManager(object: JsonObject): string | undefined {
  const entries = asList(own(asObject(own(object, 'metadata')) ?? {}, 'managedFields')).filter(isObject);
  const times = entries.map((entry) => ({
    manager: asString(own(entry, 'manager')) ?? '',
    time: asString(own(entry, 'time')) ?? '',
  }));
  return times.sort((a, b) => (a.time < b.time ? 1 : -1))[0]?.manager;
}

import { asObject, type JsonObject, own } from '../base/json.js';
import { areEqual } from './changes.js';
import { isOurs } from './ownership.js';
import type { Planned } from './plan.js';

/**
 * What became of an object.
 * - `created`, `changed`, `unchanged`, `deleted`: done, and so it stands.
 * - `notApplied`: nothing of it is in the cluster; it was not sent, or it was looked up and is not there.
 * - `failed`: sent, and the server said no.
 * - `unknown`: sent, without an answer, and it could not be looked up.
 * - `restored`: it was done, and what was there before is there again.
 * - `notRestored`: it was done and should have been taken back, but could not.
 */
export type Outcome =
  | 'created'
  | 'changed'
  | 'unchanged'
  | 'deleted'
  | 'notApplied'
  | 'failed'
  | 'unknown'
  | 'restored'
  | 'notRestored';

/** A step of a plan and what became of it. */
export interface Step {
  planned: Planned;
  outcome: Outcome;
  /** Why, where it is not as planned. */
  message?: string;
  /** What the server made of it; absent where it did not answer or nothing was done. */
  now?: JsonObject;
}

/** Whether something of a step is in the cluster that was not there before. */
export function isDone({ outcome }: Pick<Step, 'outcome'>): boolean {
  return outcome === 'created' || outcome === 'changed' || outcome === 'deleted' || outcome === 'notRestored';
}

/** What a step that went well has become. */
export function doneOutcome({ action }: Pick<Planned, 'action'>): Outcome {
  return action === 'create' ? 'created' : action === 'change' ? 'changed' : action === 'delete' ? 'deleted' : 'unchanged';
}

/**
 * What became of a step whose request got no answer, by what is there now (`undefined`: no such object). An object that is neither as it was nor as it
 * would have been was changed by someone else in between: that stays unknown, with the reason.
 */
export function verdictOf(planned: Planned, now: JsonObject | undefined): Pick<Step, 'outcome' | 'message' | 'now'> {
  const { action, before, after } = planned;
  const found = now === undefined ? {} : { now };
  if (action === 'delete') {
    const isGoing = now !== undefined && own(asObject(own(now, 'metadata')) ?? {}, 'deletionTimestamp') !== undefined;
    return now === undefined || isGoing ? { outcome: 'deleted' } : { outcome: 'notApplied', ...found };
  }
  if (now === undefined) {
    if (before === undefined) return { outcome: 'notApplied' };
    return { outcome: 'unknown', message: 'it is gone: someone deleted it meanwhile' };
  }
  if (action === 'create') {
    return isOurs(now)
      ? { outcome: 'created', ...found }
      : { outcome: 'unknown', message: 'there is one now, but another manager made it', ...found };
  }
  if (after !== undefined && areEqual(now, after)) return { outcome: doneOutcome(planned), ...found };
  if (before !== undefined && areEqual(now, before)) return { outcome: 'notApplied', ...found };
  return { outcome: 'unknown', message: 'it was changed meanwhile, and is neither as before nor as planned', ...found };
}

import { ClusterError } from '../../cluster/errors.js';
import type { Asked } from '../../live/doctor/types.js';

/** Asks, and keeps the reason where there is no answer. Only an interruption ends everything. */
export async function ask<T>(signal: AbortSignal, work: () => T | Promise<T>): Promise<Asked<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    signal.throwIfAborted();
    return { unknown: reasonOf(error) };
  }
}

/** Goes on with an answer; where there is none the reason stays. */
export async function then<T, U>(asked: Asked<T>, signal: AbortSignal, work: (value: T) => U | Promise<U>): Promise<Asked<U>> {
  return 'value' in asked ? await ask(signal, () => work(asked.value)) : asked;
}

/** Why something is not known, in short: of a refusal only what was asked for, as many questions are refused alike. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof ClusterError) || error.kind !== 'forbidden') return error.message;
  const [asked = error.message] = error.message.split(': ');
  return `${asked.charAt(0).toLowerCase()}${asked.slice(1)}: it is forbidden`;
}

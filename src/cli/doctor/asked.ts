import type { Asked } from '../../live/doctor/types.js';

/** Asks, and keeps the reason where there is no answer. Only an interruption ends everything. */
export async function ask<T>(signal: AbortSignal, work: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    signal.throwIfAborted();
    return { unknown: error instanceof Error ? error.message : String(error) };
  }
}

/** Goes on with an answer; where there is none the reason stays. */
export async function then<T, U>(asked: Asked<T>, signal: AbortSignal, work: (value: T) => Promise<U>): Promise<Asked<U>> {
  return 'value' in asked ? await ask(signal, () => work(asked.value)) : asked;
}

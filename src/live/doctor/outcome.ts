import type { Asked, Outcome } from './types.js';

/** All is well, with what was seen. */
export function ok(message = ''): Outcome {
  return { verdict: 'ok', message };
}

/** It works, but not as it should. */
export function warning(message: string, more: Pick<Outcome, 'details' | 'fix'> = {}): Outcome {
  return { verdict: 'warning', message, ...more };
}

/** It does not work. */
export function failed(message: string, more: Pick<Outcome, 'details' | 'fix'> = {}): Outcome {
  return { verdict: 'failed', message, ...more };
}

/** It could not be looked at. */
export function unknown(why: string): Outcome {
  return { verdict: 'unknown', message: why };
}

/** Goes on with what was answered; where there is no answer the check is not made, and says why. */
export function given<T>(asked: Asked<T>, run: (value: T) => Outcome): Outcome {
  return 'value' in asked ? run(asked.value) : unknown(asked.unknown);
}

/** `1 pod`, `3 pods`. */
export function count(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}

/** Names in a sentence: the first few, and how many more there are. */
export function names(all: readonly string[], most = 4): string {
  const shown = all.slice(0, most);
  return all.length > most ? `${shown.join(', ')} and ${all.length - most} more` : shown.join(', ');
}

/** A span of time in its largest unit: `12 s`, `5 min`, `3 h`, `2 d`. */
export function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

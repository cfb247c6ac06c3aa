import { sanitizeLines } from '../report/sanitize.js';
import { wrapHanging } from '../report/wrap.js';
import type { Io } from './types.js';

/**
 * The question could not be answered: bad usage, unreadable input, no cluster. Exit status 2. The message says what happened and
 * where; `fix` what to do next. Every other error that reaches the top is a bug of this program.
 */
export class CliError extends Error {
  readonly fix: string | undefined;

  constructor(message: string, fix?: string) {
    super(message);
    this.name = 'CliError';
    this.fix = fix;
  }
}

/** Text in which the commands to run are those of the program as it was called: `kubectl aeraki check` for `aerakictl check`. */
export function asCalled(text: string, program: string): string {
  return program === 'aerakictl' ? text : text.replaceAll(/'aerakictl(?=\s)/g, `'${program}`);
}

/** What went wrong as lines for people, with what to do next below it. */
export function errorText({ message, fix }: { message: string; fix?: string | undefined }, stderr: Io['stderr']): string {
  const width = Math.max(40, stderr.columns ?? 100);
  const lines = wrapHanging('error: ', sanitizeLines(message), width);
  // A command to copy stays one line.
  const [words, command] = sanitizeLines(fix ?? '').split(/(?<= runs:) (?=kubectl )/);
  if (words !== undefined && words !== '') lines.push(...wrapHanging('', words, width));
  if (command !== undefined) lines.push(`  ${command}`);
  return lines.map((line) => `${line}\n`).join('');
}

/** Tells of errors that end only a part of the work, such as that on one of many pods. The same way out is told once. */
export function errorTeller(stderr: Io['stderr']): (error: unknown, where?: string) => void {
  const told = new Set<string>();
  return (error, where) => {
    const message = error instanceof Error ? error.message : String(error);
    const own = error instanceof Error && 'fix' in error && typeof error.fix === 'string' ? error.fix : undefined;
    const fix = own === undefined || told.has(own) ? undefined : own;
    if (fix !== undefined) told.add(fix);
    stderr.write(errorText({ message: where === undefined ? message : `${where}: ${message}`, fix }, stderr));
  };
}

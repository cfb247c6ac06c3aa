import { sanitize } from '../../report/sanitize.js';
import { displayWidth } from '../../report/width.js';
import type { Io } from '../types.js';

/** One line on a terminal that says what is being done, and is gone afterwards. */
export interface Progress {
  say(text: string): void;
  /** Takes the line away, so that something else can be written. */
  clear(): void;
}

/** A progress line on stderr; nothing where that is no terminal. */
export function progressOn({ stderr, env }: Pick<Io, 'stderr' | 'env'>): Progress {
  if (stderr.isTTY !== true || env['TERM'] === 'dumb') return { say() {}, clear() {} };
  let isShown = false;
  return {
    say(text) {
      const width = Math.max(20, (stderr.columns || 80) - 1);
      let line = sanitize(text);
      while (displayWidth(line) > width) line = line.slice(0, -1);
      stderr.write(`\r\x1b[2K${line}`);
      isShown = true;
    },
    clear() {
      if (isShown) stderr.write('\r\x1b[2K');
      isShown = false;
    },
  };
}

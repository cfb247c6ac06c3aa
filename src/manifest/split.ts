import type { Problem } from './problem.js';

/** One document of a text: from behind its `---` line to the start of the next. */
export interface Chunk {
  start: number;
  end: number;
  /** Set if the `---` line above it holds what `kubectl` refuses. */
  problem?: Problem;
}

/**
 * Cuts a text at its `---` lines as `kubectl` does: before anything is read, so also inside block scalars and quotes. Only spaces
 * and a comment may follow the dashes. Begins at the offset `from`.
 */
export function splitDocuments(text: string, from = 0): Chunk[] {
  const chunks: Chunk[] = [];
  let chunk: Chunk = { start: from, end: 0 };
  let at = text.startsWith('---', from) ? from : nextSeparator(text, from);
  while (at >= 0) {
    chunk.end = at;
    chunks.push(chunk);
    const lineStop = text.indexOf('\n', at);
    const stop = lineStop < 0 ? text.length : lineStop;
    chunk = { start: Math.min(stop + 1, text.length), end: 0 };
    const rest = text.slice(at + 3, stop).trim();
    if (rest !== '' && !rest.startsWith('#')) chunk.problem = separatorProblem(rest, at, stop);
    at = lineStop < 0 ? -1 : nextSeparator(text, lineStop);
  }
  chunk.end = text.length;
  chunks.push(chunk);
  return chunks;
}

function nextSeparator(text: string, from: number): number {
  const found = text.indexOf('\n---', from);
  return found < 0 ? -1 : found + 1;
}

function separatorProblem(rest: string, start: number, stop: number): Problem {
  const shown = rest.length > 40 ? `${rest.slice(0, 37)}…` : rest;
  return {
    code: 'AER0021',
    severity: 'error',
    message: `kubectl cuts the text at every line that begins with \`---\` and refuses \`${shown}\` behind it.`,
    fix: 'Put `---` on a line of its own; indent a text that holds such a line.',
    start,
    end: stop,
  };
}

/** True if a chunk holds nothing but white space and comments, which is no document. */
export function isBlank(text: string, chunk: Chunk): boolean {
  for (let at = chunk.start; at < chunk.end; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x23) {
      const next = text.indexOf('\n', at);
      if (next < 0) return true;
      at = next;
    } else if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return false;
  }
  return true;
}

import type { Range } from '../base/finding.js';

/** Where the lines of a text begin. */
export interface Lines {
  readonly text: string;
  readonly starts: number[];
}

/** Finds the lines of a text. They end with LF or CRLF. */
export function linesOf(text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return { text, starts };
}

/** The place of `start` to `end` (offsets) in lines and columns, both from 1. A place is at least one column wide and ends before a line break. */
export function rangeOf(lines: Lines, start: number, end: number): Range {
  const length = lines.text.length;
  const from = Math.max(0, Math.min(start, length));
  const to = Math.max(from, Math.min(end, length));
  const first = lineAt(lines, from);
  const last = to > from ? lineAt(lines, to - 1) : first;
  const column = from - (lines.starts[first] ?? 0) + 1;
  const endColumn = to - (lines.starts[last] ?? 0) + 1;
  return { line: first + 1, column, endLine: last + 1, endColumn: last === first ? Math.max(endColumn, column + 1) : endColumn };
}

/** The number of the line, from 0, that holds the offset. */
function lineAt(lines: Lines, offset: number): number {
  let low = 0;
  let high = lines.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines.starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A line without its break; `number` counts from 1. */
export function lineText(lines: Lines, number: number): string {
  const start = lines.starts[number - 1] ?? lines.text.length;
  const next = lines.starts[number];
  return lines.text.slice(start, next === undefined ? undefined : next - 1).replace(/\r$/, '');
}

import Table from 'cli-table3';
import type { TextOptions } from './options.js';
import { paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { displayWidth, pad } from './width.js';
import { wrapColumn } from './wrap.js';

/** A column of a table. */
export interface Column {
  header: string;
  align?: 'left' | 'right';
  /** Colours a line of a cell, given the row's number. Must not change the text. */
  paint?: (text: string, row: number) => string;
}

const gap = '   ';

/** No borders at all, and a gap between columns. */
const none = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: gap,
};

/**
 * Rows in aligned columns under a line of headings, without borders, as kubectl prints them. Cells are sanitized. Where the rows are wider than
 * `options.width`, the widest columns shrink first and their cells take several lines; nothing is cut off. Ends with a line break.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], options: TextOptions): string {
  const colors = paint(options.color);
  const texts = rows.map((row) => columns.map((_, index) => sanitize(row[index] ?? '')));
  const widths = columns.map((column, index) =>
    longest(
      texts.map((row) => row[index] ?? ''),
      column,
    ),
  );
  fit(widths, columns, options.width);
  const cells = texts.map((row) => row.map((text, index) => wrapColumn(text, widths[index] ?? 0)));
  const taken = columns.map((column, index) =>
    longest(
      cells.flatMap((row) => row[index] ?? []),
      column,
    ),
  );
  const head = columns.map((column, index) => colors.strong(pad(column.header, taken[index] ?? 0, column.align)));
  const painted = cells.map((row, number) =>
    row.map((cell, index) => {
      const color = columns[index]?.paint;
      return (color === undefined ? cell : cell.map((line) => (line === '' ? line : color(line, number)))).join('\n');
    }),
  );
  return `${layOut(head, painted, columns).join('\n')}\n`;
}

/** Columns that the widest text of a column takes, its heading included. */
function longest(texts: readonly string[], column: Column): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), displayWidth(column.header));
}

/** How many rows are laid out at once: the library's time grows with the square of them. */
const slice = 50;

/** The lines of the table. The head is padded to the widths of the columns, so that every slice of rows comes out alike. */
function layOut(head: readonly string[], rows: readonly string[][], columns: readonly Column[]): string[] {
  const lines: string[] = [];
  for (let start = 0; start === 0 || start < rows.length; start += slice) {
    const grid = new Table({
      chars: none,
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
      colAligns: columns.map((column) => column.align ?? 'left'),
    });
    grid.push([...head], ...rows.slice(start, start + slice));
    const drawn = grid.toString().split('\n');
    for (const line of start === 0 ? drawn : drawn.slice(1)) lines.push(line.trimEnd());
  }
  return lines;
}

/** Shrinks the widest columns until all fit; a column keeps its heading and at least eight columns. */
function fit(widths: number[], columns: readonly Column[], available: number): void {
  const room = available - gap.length * (columns.length - 1);
  const least = columns.map((column, index) => Math.min(widths[index] ?? 0, Math.max(8, displayWidth(column.header))));
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    let widest = -1;
    for (const [index, width] of widths.entries()) {
      if (width > (least[index] ?? 0) && (widest < 0 || width > (widths[widest] ?? 0))) widest = index;
    }
    if (widest < 0) return;
    const next = Math.max(least[widest] ?? 0, ...widths.filter((width) => width < (widths[widest] ?? 0)));
    const cut = Math.max(1, Math.min(excess, (widths[widest] ?? 0) - next));
    widths[widest] = Math.max(least[widest] ?? 0, (widths[widest] ?? 0) - cut);
    excess -= cut;
  }
}

import Table from 'cli-table3';
import type { TextOptions } from './options.js';
import { paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { displayWidth } from './width.js';
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
  const head = columns.map(({ header, align }, index) =>
    placed({ text: colors.strong(header), width: displayWidth(header) }, taken[index] ?? 0, align),
  );
  const lines = cells.map((row, number) =>
    row.map((cell, index) => {
      const color = columns[index]?.paint;
      return cell.map(
        (text): Line => ({
          text: color === undefined || text === '' ? text : color(text, number),
          width: displayWidth(text),
        }),
      );
    }),
  );
  return `${layOut(head.join(gap).trimEnd(), lines, taken, columns).join('\n')}\n`;
}

/** Columns that the widest text of a column takes, its heading included. */
function longest(texts: readonly string[], column: Column): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), displayWidth(column.header));
}

/** How many rows the library lays out at once: its time grows with the square of them. */
const slice = 50;

/** A line of a cell: what is written, and the columns that it takes. */
interface Line {
  text: string;
  width: number;
}

/**
 * The lines of the table. Rows of one line each are only put side by side, as the library takes a hundred times longer for that; those with
 * cells of several lines are the library's.
 */
function layOut(head: string, rows: readonly Line[][][], widths: readonly number[], columns: readonly Column[]): string[] {
  const lines = [head];
  let wrapped: Line[][][] = [];
  const flush = (): void => {
    for (let start = 0; start < wrapped.length; start += slice)
      lines.push(...layOutWrapped(wrapped.slice(start, start + slice), widths, columns));
    wrapped = [];
  };
  for (const row of rows) {
    if (row.some((cell) => cell.length > 1)) {
      wrapped.push(row);
      continue;
    }
    flush();
    const cells = row.map(([line], index) => placed(line ?? nothing, widths[index] ?? 0, columns[index]?.align));
    lines.push(cells.join(gap).trimEnd());
  }
  flush();
  return lines;
}

const nothing: Line = { text: '', width: 0 };

function placed({ text, width }: Line, columns: number, align: Column['align']): string {
  const spaces = ' '.repeat(Math.max(0, columns - width));
  return align === 'right' ? spaces + text : text + spaces;
}

/** Stands for each column of a line that the library would measure otherwise than we do. Such lines never get to it, so this is none of theirs. */
const stand = '\ue000';

/** Lays rows out by the library. What is not ASCII is replaced by as many stand-ins as it takes columns, and put back afterwards. */
function layOutWrapped(rows: readonly Line[][][], widths: readonly number[], columns: readonly Column[]): string[] {
  const grid = new Table({
    chars: none,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: columns.map((column) => column.align ?? 'left'),
    colWidths: [...widths],
  });
  const replaced: Line[] = [];
  for (const row of rows) {
    const height = Math.max(...row.map((cell) => cell.length));
    for (let number = 0; number < height; number++)
      for (const cell of row) {
        const line = cell[number];
        if (line !== undefined && !isAscii(line.text)) replaced.push(line);
      }
    grid.push(row.map((cell) => cell.map((line) => (isAscii(line.text) ? line.text : stand.repeat(line.width || 1))).join('\n')));
  }
  let next = 0;
  const back = (stands: string): string => placed(replaced[next++] ?? nothing, stands.length, 'left');
  return grid
    .toString()
    .split('\n')
    .map((line) => line.replaceAll(/\ue000+/g, back).trimEnd());
}

function isAscii(text: string): boolean {
  return /^[\x1b\x20-\x7e]*$/.test(text);
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

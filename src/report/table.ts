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
  middle: '   ',
};

/**
 * Rows in aligned columns under a line of headings, without borders, as kubectl prints them. Cells are sanitized. Where the rows are wider than
 * `options.width`, the widest columns shrink first and their cells take several lines; nothing is cut off. Ends with a line break.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], options: TextOptions): string {
  const colors = paint(options.color);
  const texts = rows.map((row) => columns.map((_, index) => sanitize(row[index] ?? '')));
  const widths = columns.map((column, index) =>
    Math.max(displayWidth(column.header), ...texts.map((row) => displayWidth(row[index] ?? ''))),
  );
  fit(widths, columns, options.width);
  const grid = new Table({
    chars: none,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: columns.map((column) => column.align ?? 'left'),
  });
  grid.push(columns.map((column) => colors.strong(column.header)));
  for (const [number, row] of texts.entries()) {
    grid.push(
      row.map((text, index) => {
        const color = columns[index]?.paint ?? ((line: string) => line);
        return wrapColumn(text, widths[index] ?? text.length)
          .map((line) => (line === '' ? line : color(line, number)))
          .join('\n');
      }),
    );
  }
  return `${grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

/** Shrinks the widest columns until all fit; a column keeps its heading and at least eight columns. */
function fit(widths: number[], columns: readonly Column[], available: number): void {
  const room = available - 3 * (columns.length - 1);
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

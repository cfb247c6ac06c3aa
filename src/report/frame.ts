import type { Frame, Range } from '../base/finding.js';
import { sanitize } from './sanitize.js';
import { displayWidth, graphemes, graphemeWidth } from './width.js';

/** A place to underline, the first of them with `^`, the others with `-` and what they are. */
export interface Mark {
  range: Range;
  label?: string;
}

/** A drawn code frame, and which of the marks after the first found their line in it. */
export interface DrawnFrame {
  lines: string[];
  /** Columns before the bar beside the numbers. */
  margin: number;
  drawn: Set<Mark>;
}

/** Colours of the parts of a frame. */
export interface FramePaint {
  gutter: (text: string) => string;
  main: (text: string) => string;
  other: (text: string) => string;
}

/** A piece of a line as it is drawn: a character, a tab as spaces, a control character as its escape. */
interface Cell {
  text: string;
  /** Where it begins: in the line, in UTF-16 code units, and on the screen, in columns. */
  unit: number;
  column: number;
  width: number;
}

interface Layout {
  cells: Cell[];
  width: number;
  /** The piece of the line that was looked at, where the line is far longer than any screen. */
  from: number;
  to: number;
  length: number;
}

const contextBefore = 2;
const contextAfter = 1;
const tabStop = 4;
/** A frame is never drawn wider, however wide the terminal. */
const widest = 160;

/**
 * The lines around a place with their numbers, and the place underlined with `^` exactly: columns count UTF-16 code units, tabs and wide
 * characters are accounted for, control characters are shown as escapes. Lines too long for `width` are cut around the place, with `…`. Of a place of
 * several lines the first is underlined to its end.
 */
export function codeFrame(frame: Frame, marks: readonly [Mark, ...Mark[]], width: number, paint: FramePaint): DrawnFrame {
  const main = marks[0].range;
  const last = frame.first + frame.lines.length - 1;
  const shown: number[] = [];
  for (let line = Math.max(frame.first, main.line - contextBefore); line <= Math.min(last, main.line + contextAfter); line++)
    shown.push(line);
  const textOf = (line: number): string => frame.lines[line - frame.first] ?? '';
  const drop = (line: number | undefined): boolean => line !== undefined && line !== main.line && textOf(line).trim() === '';
  while (drop(shown[0])) shown.shift();
  while (drop(shown.at(-1))) shown.pop();

  const digits = String(shown.at(-1) ?? main.line).length;
  const room = Math.max(20, Math.min(width, widest) - digits - 4);
  const around = Math.max(0, main.column - 1);
  const left = windowStart(layOut(textOf(main.line), around, room), main, room);
  const bar = (number: string): string => paint.gutter(` ${number.padStart(digits)} |`);
  const lines = [bar('')];
  const drawn = new Set<Mark>();
  for (const line of shown) {
    const layout = layOut(textOf(line), around, room);
    if (line !== main.line && left > 0 && layout.width <= left) continue;
    lines.push(`${bar(String(line))} ${cut(layout, left, room)}`.trimEnd());
    for (const mark of marks) {
      if (mark.range.line !== line || drawn.has(mark)) continue;
      drawn.add(mark);
      const { start, end } = span(layout, mark.range, left, room);
      const isMain = mark === marks[0];
      const under =
        (isMain ? '^' : '-').repeat(Math.max(1, end - start)) + (mark.label === undefined ? '' : ` ${sanitize(mark.label)}`);
      lines.push(`${bar('')} ${' '.repeat(start)}${(isMain ? paint.main : paint.other)(under)}`);
    }
  }
  return { lines, margin: digits + 2, drawn };
}

/** Lays a line out, or the part of it around a place where it is very long: a megabyte on one line must not cost a megabyte of work. */
function layOut(line: string, around: number, room: number): Layout {
  const from = line.length <= 8 * room ? 0 : wholeCharacter(line, Math.max(0, Math.min(around, line.length) - 2 * room));
  const to = line.length <= 8 * room ? line.length : wholeCharacter(line, Math.min(line.length, from + 6 * room));
  const cells: Cell[] = [];
  let unit = from;
  let column = 0;
  for (const grapheme of graphemes(line.slice(from, to))) {
    const text = grapheme === '\t' ? ' '.repeat(tabStop - (column % tabStop)) : sanitize(grapheme);
    const columns = text === grapheme ? graphemeWidth(grapheme) : displayWidth(text);
    cells.push({ text, unit, column, width: columns });
    unit += grapheme.length;
    column += columns;
  }
  return { cells, width: column, from, to, length: line.length };
}

/** An index that does not split a surrogate pair. */
function wholeCharacter(line: string, index: number): number {
  const code = line.charCodeAt(index);
  return index > 0 && code >= 0xdc00 && code <= 0xdfff ? index - 1 : index;
}

/** The screen column of a code unit of the line; its end for all beyond. */
function columnOf(layout: Layout, unit: number): number {
  let low = 0;
  let high = layout.cells.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const cell = layout.cells[middle];
    if (cell !== undefined && cell.unit < unit) low = middle + 1;
    else high = middle;
  }
  const at = layout.cells[low];
  if (at?.unit === unit) return at.column;
  const before = layout.cells[low - 1];
  if (before === undefined) return 0;
  // Inside a character of several code units, its own column counts; past the line's end, the end.
  return low < layout.cells.length ? before.column : layout.width;
}

/** The first screen column to show, so that the place is seen with something around it. */
function windowStart(layout: Layout, range: Range, room: number): number {
  if (layout.width <= room && layout.from === 0 && layout.to === layout.length) return 0;
  const start = columnOf(layout, range.column - 1);
  const end = range.endLine === range.line ? columnOf(layout, range.endColumn - 1) : layout.width;
  if (layout.from === 0 && end <= room - 2) return 0;
  const before = Math.max(8, Math.floor((room - Math.min(end - start, room)) / 2));
  return Math.max(0, Math.min(start - before, layout.width - room + 2));
}

/** The piece of a line that is shown, with `…` where something is left out. */
function cut(layout: Layout, left: number, room: number): string {
  const cutLeft = left > 0 || layout.from > 0;
  const cutRight = layout.width - left > room || layout.to < layout.length;
  if (!cutLeft && !cutRight) return layout.cells.map((cell) => cell.text).join('');
  let text = cutLeft ? '…' : '';
  let column = left + (cutLeft ? 1 : 0);
  const right = left + room - (cutRight ? 1 : 0);
  for (const cell of layout.cells) {
    if (cell.column < column && cell.column + cell.width <= column) continue;
    if (cell.column + cell.width > right) break;
    // A wide character that the edge cuts through is left out, its columns kept.
    if (cell.column < column) text += ' '.repeat(cell.column + cell.width - column);
    else text += cell.text;
    column = cell.column + cell.width;
  }
  return cutRight ? `${text}…` : text;
}

/** The columns to underline, counted from the piece that is shown. */
function span(layout: Layout, range: Range, left: number, room: number): { start: number; end: number } {
  const from = columnOf(layout, range.column - 1);
  const to = range.endLine > range.line ? layout.width : columnOf(layout, range.endColumn - 1);
  const bounded = (column: number): number => Math.max(0, Math.min(room, column - left));
  const start = Math.min(bounded(from), room - 1);
  return { start, end: Math.max(start + 1, bounded(to)) };
}

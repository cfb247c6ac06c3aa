import type { YAMLParseError } from 'yaml';
import type { Layout } from './layout.js';
import type { Problem } from './problem.js';

/** A source with some lines indented deeper, and the way back. */
export interface Indented {
  source: string;
  /** The place in the source as it was. */
  toOriginal(offset: number): number;
}

/** How many lines are indented before the text is given up, and how long a text may be for that. */
const maxLines = 50;
const maxLength = 64 * 1024;

/**
 * go-yaml does not look at indentation inside brackets and quotes, but the parser does. Indents the lines that it objects to, one after the
 * other, until it objects to something else; undefined if that leads nowhere. `firstError` gives a source's first error.
 */
export function indentContinuations(
  original: string,
  firstError: (source: string) => YAMLParseError | undefined,
): Indented | undefined {
  if (original.length > maxLength) return undefined;
  const width = 1 + Math.max(...original.split('\n').map((line) => line.length - line.trimStart().length));
  const padding = ' '.repeat(width);
  /** Where lines were indented, in the original. */
  const places: number[] = [];
  const toOriginal = (offset: number): number => {
    let before = 0;
    for (const place of places) {
      const start = place + before;
      if (offset < start) break;
      if (offset < start + width) return place;
      before += width;
    }
    return offset - before;
  };
  let source = original;
  for (let lines = 0; lines < maxLines; lines++) {
    const error = firstError(source);
    if (error === undefined || !isContinuation(error)) return lines === 0 ? undefined : { source, toOriginal };
    const at = error.pos[0];
    const lineStart = source[at] === '\n' ? at + 1 : source.lastIndexOf('\n', at - 1) + 1;
    const place = toOriginal(lineStart);
    if (lineStart === 0 || place >= original.length || places.includes(place)) return undefined;
    places.push(place);
    places.sort((a, b) => a - b);
    source = source.slice(0, lineStart) + padding + source.slice(lineStart);
  }
  return undefined;
}

function isContinuation(error: YAMLParseError): boolean {
  if (error.code === 'BAD_INDENT') return error.message.startsWith('Flow ');
  return error.code === 'MISSING_CHAR' && /closing ["']quote/.test(error.message);
}

/** Moves a place. */
export function moveProblem(problem: Problem, move: (offset: number) => number): Problem {
  const { related } = problem;
  const moved = { ...problem, start: move(problem.start), end: move(problem.end) };
  if (related !== undefined) moved.related = { ...related, start: move(related.start), end: move(related.end) };
  return moved;
}

/** Moves every place of a layout, whose parts may be shared. */
export function moveLayout(layout: Layout, move: (offset: number) => number, moved: Map<Layout, Layout> = new Map()): Layout {
  const known = moved.get(layout);
  if (known !== undefined) return known;
  const copy: Layout = { ...layout, start: move(layout.start), end: move(layout.end) };
  moved.set(layout, copy);
  if (layout.items !== undefined) copy.items = layout.items.map((item) => moveLayout(item, move, moved));
  if (layout.members !== undefined) {
    copy.members = new Map();
    for (const [name, { start, end, value }] of layout.members) {
      copy.members.set(name, { start: move(start), end: move(end), value: moveLayout(value, move, moved) });
    }
  }
  return copy;
}

import { displayWidth, graphemes, graphemeWidth } from './width.js';

/**
 * Text broken at its spaces into lines of at most `width` columns. Line breaks in the text stay. A word longer than a line stays whole
 * and sticks out, so that paths and addresses can be copied.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = /^ */.exec(paragraph)?.[0] ?? '';
    let used = line.length;
    let empty = true;
    for (const word of paragraph.split(' ')) {
      if (word === '') continue;
      const columns = displayWidth(word);
      if (!empty && used + 1 + columns > width) {
        lines.push(line);
        line = '';
        used = 0;
        empty = true;
      }
      line += empty ? word : ` ${word}`;
      used += columns + (empty ? 0 : 1);
      empty = false;
    }
    lines.push(line);
  }
  return lines;
}

/** The text as lines, the first after `first`, the others indented by as many columns. */
export function wrapHanging(first: string, text: string, width: number): string[] {
  const indent = displayWidth(first);
  return wrap(text, Math.max(20, width - indent)).map(
    (line, index) => (index === 0 ? first : line === '' ? '' : ' '.repeat(indent)) + line,
  );
}

/**
 * As {@link wrap} for a column that must not stick out: a word longer than the column is broken, after `/`, `.`, `-`, `|`, `,` or `=` where that
 * is possible.
 */
export function wrapColumn(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const line of wrap(text, width)) {
    let rest = graphemes(line);
    while (rest.reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0) > width) {
      const end = breakAt(rest, width);
      lines.push(rest.slice(0, end).join(''));
      rest = rest.slice(end);
    }
    lines.push(rest.join(''));
  }
  return lines;
}

function breakAt(word: readonly string[], width: number): number {
  let used = 0;
  let end = 0;
  let good = 0;
  while (end < word.length && used + graphemeWidth(word[end] ?? '') <= width) {
    used += graphemeWidth(word[end] ?? '');
    end++;
    if (/[/.\-|,=:@_]/.test(word[end - 1] ?? '')) good = end;
  }
  return Math.max(1, good > width / 3 ? good : end);
}

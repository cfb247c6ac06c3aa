import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  dash,
  doubleQuote,
  hash,
  isSpaceOrBreak,
  lineFeed,
  openBrace,
  openBracket,
  singleQuote,
  space,
} from './cursor.js';

const question = 0x3f;

/** How deep a document may be nested. Far beyond any object, and far below what would exhaust the stack. */
export const maxNesting = 500;

/**
 * Finds the place where a text is nested deeper than {@link maxNesting} levels, from indentation, dashes and brackets alone; -1 where
 * there is none. Linear, without recursion. Texts in block scalars count like the rest, as nobody writes hundreds of levels there.
 */
export function findTooDeep(text: string, start: number, end: number): number {
  /** The columns of the blocks that stand open, doubled; a list has one more than a mapping in the same column. */
  const blocks: number[] = [];
  let brackets = 0;
  let at = start;
  while (at < end) {
    const lineStart = at;
    let code = text.charCodeAt(at);
    for (;;) {
      if ((code === dash || code === question) && isSpaceOrBreak(text.charCodeAt(at + 1))) {
        open(blocks, (at - lineStart) * 2 + 1);
        if (blocks.length + brackets > maxNesting) return at;
      } else if (code !== space) break;
      code = text.charCodeAt(++at);
    }
    if (code !== lineFeed && code !== hash) {
      open(blocks, (at - lineStart) * 2);
      if (blocks.length + brackets > maxNesting) return at;
    }
    let previous = space;
    for (; at < end && code !== lineFeed; code = text.charCodeAt(++at)) {
      if (code === doubleQuote || code === singleQuote) {
        if (beginsValue(previous)) at = endOfQuote(text, at, end, code);
      } else if (code === openBracket || code === openBrace) {
        if ((brackets > 0 || beginsValue(previous)) && ++brackets + blocks.length > maxNesting) return at;
      } else if (code === closeBracket || code === closeBrace) {
        if (brackets > 0) brackets--;
      } else if (code === hash && previous === space) {
        const next = text.indexOf('\n', at);
        at = next < 0 ? end : next;
        break;
      }
      previous = code;
    }
    at++;
  }
  return -1;
}

function open(blocks: number[], column: number): void {
  while (blocks.length > 0 && (blocks[blocks.length - 1] ?? 0) >= column) blocks.pop();
  blocks.push(column);
}

/** True behind characters after which a quote or a bracket begins a value. */
function beginsValue(previous: number): boolean {
  return previous === space || previous === openBracket || previous === openBrace || previous === comma || previous === colon;
}

/** The closing quote if it is on the same line, otherwise the place of the opening one. */
function endOfQuote(text: string, start: number, end: number, quote: number): number {
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) break;
    if (code === backslash && quote === doubleQuote) at++;
    else if (code === quote) return at;
  }
  return start;
}

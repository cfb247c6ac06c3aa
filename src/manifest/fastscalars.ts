import type { Json } from '../base/json.js';
import {
  backslash,
  type Cursor,
  carriageReturn,
  colon,
  doubleQuote,
  endOfValue,
  hash,
  isSpaceOrBreak,
  lineEnd,
  lineFeed,
  nextLine,
  notMine,
  plainStart,
  space,
  tab,
} from './cursor.js';
import { resolvePlain, toJson } from './scalars.js';

/** Reads a quoted text that ends on its line; leaves the cursor behind the closing quote. */
export function readQuoted(cursor: Cursor, quote: number): string {
  const { text } = cursor;
  const start = cursor.at;
  let at = start + 1;
  let escaped = false;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (quote === doubleQuote || text.charCodeAt(at + 1) !== quote) break;
      escaped = true;
      at += 2;
    } else if (code === backslash && quote === doubleQuote) {
      escaped = true;
      at += 2;
    } else if (code === lineFeed || code === carriageReturn || at >= cursor.end) throw notMine;
    else at++;
  }
  cursor.at = at + 1;
  if (cursor.recording) cursor.layout = { start, end: at + 1, plain: false };
  const content = text.slice(start + 1, at);
  if (!escaped) return content;
  return quote === doubleQuote ? decodeEscapes(content) : content.replaceAll("''", "'");
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', b: '\b', f: '\f' };

function decodeEscapes(content: string): string {
  return content.replace(/\\(u([0-9a-fA-F]{4})|[\s\S])/g, (_all, letter: string, hex: string | undefined) => {
    if (hex !== undefined) {
      const code = Number.parseInt(hex, 16);
      if (code >= 0xd800 && code <= 0xdfff) throw notMine;
      return String.fromCharCode(code);
    }
    const character = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (character === undefined) throw notMine;
    return character;
  });
}

/** Reads a plain value of a block that ends on its line, and moves on to the next content. */
export function readPlain(cursor: Cursor, indent: number): Json {
  const { text } = cursor;
  const start = cursor.at;
  const kind = startOfPlain(text, start);
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code <= colon) {
      if (code === lineFeed || code === carriageReturn) break;
      if (code === colon) {
        const next = text.charCodeAt(at + 1);
        if (isSpaceOrBreak(next) || next === tab) throw notMine;
      } else if (code === tab) throw notMine;
      else if (code === hash && text.charCodeAt(at - 1) === space) break;
    }
    at++;
  }
  let stop = at;
  while (text.charCodeAt(stop - 1) === space) stop--;
  cursor.at = stop;
  endOfValue(cursor, indent);
  if (cursor.recording) cursor.layout = { start, end: stop, plain: true };
  return plainValue(text, start, stop, kind);
}

/** How the plain scalar at that place may be read; refuses what cannot begin one. */
export function startOfPlain(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const kind = code < 128 ? (plainStart[code] ?? 0) : 1;
  if (kind === 0) throw notMine;
  if (code === 0x2d) {
    const next = text.charCodeAt(at + 1);
    if (isSpaceOrBreak(next) || next === tab) throw notMine;
  }
  return kind;
}

/** The value of a plain scalar, whose start was of that kind. */
export function plainValue(text: string, start: number, end: number, kind: number): Json {
  if (kind === 1) return text.slice(start, end);
  const first = text.charCodeAt(start);
  const length = end - start;
  // Most plain numbers are a few digits, most words with such a letter are longer than any boolean.
  if (first > 0x39 && first !== 0x7e && length > 5) return text.slice(start, end);
  if (first >= 0x31 && first <= 0x39 && length < 10) {
    let value = 0;
    let at = start;
    for (; at < end; at++) {
      const digit = text.charCodeAt(at) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === end) return value;
  }
  const value = toJson(resolvePlain(text.slice(start, end)));
  if (value === undefined) throw notMine;
  return value;
}

/** Reads a block scalar (`|` or `>`) whose indentation shows in its first line, and moves on to the next content. */
export function readBlockScalar(cursor: Cursor, indent: number): string {
  const { text, end } = cursor;
  const start = cursor.at;
  const folded = text[start] === '>';
  let at = start + 1;
  const chomp = text[at];
  if (chomp === '-' || chomp === '+') at++;
  at = lineBreakAfter(text, at);
  let blank = 0;
  while (text.charCodeAt(at) === lineFeed || text.charCodeAt(at) === carriageReturn) {
    at = lineEnd(text, at);
    blank++;
  }
  let width = 0;
  while (text.charCodeAt(at + width) === space) width++;
  if (at >= end || width <= Math.max(indent, 0) || isSpaceOrBreak(text.charCodeAt(at + width))) throw notMine;
  let value = '';
  let moreIndented = false;
  let first = true;
  let contentEnd = at;
  // `blank` counts the empty lines since the last line with content.
  while (at < end) {
    let column = 0;
    while (column < width && text.charCodeAt(at + column) === space) column++;
    const code = text.charCodeAt(at + column);
    const next = lineEnd(text, at);
    if (code === lineFeed || code === carriageReturn) {
      blank++;
      at = next;
      continue;
    }
    if (column < width) {
      if (code === tab) throw notMine;
      break;
    }
    const lineStop = text.charCodeAt(next - 2) === carriageReturn ? next - 2 : next - 1;
    const startsBlank = code === space || code === tab;
    if (!first) {
      if (!folded || startsBlank || moreIndented) value += '\n';
      else if (blank === 0) value += ' ';
    }
    value += `${'\n'.repeat(blank)}${text.slice(at + width, lineStop)}`;
    moreIndented = startsBlank;
    first = false;
    blank = 0;
    contentEnd = lineStop;
    at = next;
  }
  if (chomp !== '-') value += '\n';
  if (chomp === '+') value += '\n'.repeat(blank);
  cursor.at = at;
  nextLine(cursor);
  if (cursor.column > indent) throw notMine;
  if (cursor.recording) cursor.layout = { start, end: start + text.slice(start, contentEnd).trimEnd().length, plain: false };
  return value;
}

/** The start of the next line, if only spaces and a comment are between. */
function lineBreakAfter(text: string, at: number): number {
  let next = at;
  while (text.charCodeAt(next) === space) next++;
  const code = text.charCodeAt(next);
  if (code !== lineFeed && code !== carriageReturn && !(code === hash && next > at)) throw notMine;
  return lineEnd(text, next);
}

import type { Layout } from './layout.js';

/** Where the fast parse stands in its text. `end` is behind the last line's break, which every line of the text has. */
export interface Cursor {
  readonly text: string;
  readonly end: number;
  at: number;
  /** Spaces before the content that `at` stands on; -1 at the end of the text. */
  column: number;
  depth: number;
  readonly recording: boolean;
  /** The place of the value read last; kept only while recording. */
  layout: Layout;
}

/** Thrown by the fast parse for anything that it leaves to the exact one. One object, as a stack trace would cost more than the parse. */
export const notMine = { notMine: true };

export const tab = 0x09;
export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;
export const space = 0x20;
export const doubleQuote = 0x22;
export const hash = 0x23;
export const percent = 0x25;
export const singleQuote = 0x27;
export const comma = 0x2c;
export const dash = 0x2d;
export const colon = 0x3a;
export const greater = 0x3e;
export const openBracket = 0x5b;
export const backslash = 0x5c;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const pipe = 0x7c;
export const closeBrace = 0x7d;

/**
 * Characters that the fast parse leaves to the exact one: what YAML forbids, and line breaks other than LF and CRLF. It relies on
 * their absence, so a text must be asked before.
 */
const oddCharacters = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)/;

/** True if the text holds a character for which only the exact parse will do. */
export function hasOddCharacters(text: string): boolean {
  return oddCharacters.test(text);
}

/** How a plain scalar may begin: 0 not (or not here), 1 and is text for certain, 2 and may be a number, a boolean or null. */
export const plainStart = new Uint8Array(128);
for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/$(;^\\)=') plainStart[letter.charCodeAt(0)] = 1;
for (const letter of 'yYnNtTfFoO~0123456789+-.') plainStart[letter.charCodeAt(0)] = 2;

/** True for the characters that end a word: a space or a line break. */
export function isSpaceOrBreak(code: number): boolean {
  return code === space || code === lineFeed || code === carriageReturn;
}

/**
 * Moves from the start of a line to the next content, over blank lines and comments, and sets the column; -1 at the end.
 * Refuses tabs, directives and document marks.
 */
export function nextLine(cursor: Cursor): void {
  const { text, end } = cursor;
  let at = cursor.at;
  for (;;) {
    const lineStart = at;
    if (at >= end) break;
    let code = text.charCodeAt(at);
    while (code === space) code = text.charCodeAt(++at);
    if (code === lineFeed) at++;
    else if (code === carriageReturn) at += 2;
    else if (code === hash) at = lineEnd(text, at);
    else {
      if (code === tab) throw notMine;
      cursor.at = at;
      cursor.column = at - lineStart;
      if (cursor.column === 0) {
        if (code === percent || text.startsWith('---', at) || text.startsWith('...', at)) throw notMine;
      }
      return;
    }
  }
  cursor.at = end;
  cursor.column = -1;
}

/** The start of the line after the one that `at` stands in. */
export function lineEnd(text: string, at: number): number {
  return text.indexOf('\n', at) + 1;
}

/**
 * Moves behind a value to the next line's content: only a comment may stand between. What follows must not be indented deeper
 * than `indent`, or it would belong to the value.
 */
export function endOfValue(cursor: Cursor, indent: number): void {
  const { text } = cursor;
  let at = cursor.at;
  let code = text.charCodeAt(at);
  while (code === space) code = text.charCodeAt(++at);
  if (code === hash) {
    if (at === cursor.at) throw notMine;
    at = lineEnd(text, at);
  } else if (code === lineFeed) at++;
  else if (code === carriageReturn) at += 2;
  else throw notMine;
  cursor.at = at;
  nextLine(cursor);
  if (cursor.column > indent) throw notMine;
}

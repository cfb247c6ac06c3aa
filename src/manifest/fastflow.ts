import type { Json, JsonObject } from '../base/json.js';
import {
  type Cursor,
  carriageReturn,
  closeBrace,
  closeBracket,
  colon,
  comma,
  dash,
  doubleQuote,
  hash,
  isSpaceOrBreak,
  lineEnd,
  lineFeed,
  notMine,
  openBrace,
  openBracket,
  plainStart,
  singleQuote,
  space,
  tab,
} from './cursor.js';
import { plainValue, readQuoted, startOfPlain } from './fastscalars.js';
import type { Layout, Member } from './layout.js';
import { resolvePlain } from './scalars.js';

/** How deep flow collections are followed before the exact parse is asked. */
const maxDepth = 200;

/** Reads `[…]` or `{…}`; leaves the cursor behind it. Lines after the first must be indented deeper than `indent`. */
export function readFlow(cursor: Cursor, indent: number): Json {
  if (++cursor.depth > maxDepth) throw notMine;
  const value = cursor.text.charCodeAt(cursor.at) === openBracket ? readList(cursor, indent) : readMap(cursor, indent);
  cursor.depth--;
  return value;
}

function readList(cursor: Cursor, indent: number): Json[] {
  const start = cursor.at++;
  const list: Json[] = [];
  const items: Layout[] = [];
  let code = skip(cursor, indent);
  while (code !== closeBracket) {
    list.push(readValue(cursor, indent, code));
    if (cursor.recording) items.push(cursor.layout);
    code = skip(cursor, indent);
    if (code === comma) {
      cursor.at++;
      code = skip(cursor, indent);
    } else if (code !== closeBracket) throw notMine;
  }
  cursor.at++;
  if (cursor.recording) cursor.layout = { start, end: cursor.at, plain: false, items };
  return list;
}

function readMap(cursor: Cursor, indent: number): JsonObject {
  const start = cursor.at++;
  const map: JsonObject = {};
  const members = new Map<string, Member>();
  let code = skip(cursor, indent);
  while (code !== closeBrace) {
    const keyStart = cursor.at;
    const key = readKey(cursor, code);
    const keyEnd = cursor.at;
    if (map[key] !== undefined || cursor.text.charCodeAt(cursor.at) !== colon) throw notMine;
    cursor.at++;
    code = skip(cursor, indent);
    map[key] = readValue(cursor, indent, code);
    if (cursor.recording) members.set(key, { start: keyStart, end: keyEnd, value: cursor.layout });
    code = skip(cursor, indent);
    if (code === comma) {
      cursor.at++;
      code = skip(cursor, indent);
    } else if (code !== closeBrace) throw notMine;
  }
  cursor.at++;
  if (cursor.recording) cursor.layout = { start, end: cursor.at, plain: false, members };
  return map;
}

function readValue(cursor: Cursor, indent: number, code: number): Json {
  if (code === openBracket || code === openBrace) return readFlow(cursor, indent);
  if (code === doubleQuote || code === singleQuote) return readQuoted(cursor, code);
  return readPlainInFlow(cursor);
}

function readKey(cursor: Cursor, code: number): string {
  if (code === doubleQuote || code === singleQuote) {
    const start = cursor.at;
    const key = readQuoted(cursor, code);
    if (cursor.at - start > 1000) throw notMine;
    return key;
  }
  const { text } = cursor;
  const start = cursor.at;
  startOfPlain(text, start);
  let at = start;
  while (isSafeInFlow(text.charCodeAt(at)) && at - start < 1000) at++;
  if (at === start || text.charCodeAt(at) !== colon || !isSpaceOrBreak(text.charCodeAt(at + 1))) throw notMine;
  cursor.at = at;
  const key = text.slice(start, at);
  if (resolvePlain(key).type !== 'string') throw notMine;
  return key;
}

/** Letters, digits and what is never more than itself, also inside brackets. */
function isSafeInFlow(code: number): boolean {
  return code < 128 ? (plainStart[code] ?? 0) !== 0 : code >= 128;
}

function readPlainInFlow(cursor: Cursor): Json {
  const { text } = cursor;
  const start = cursor.at;
  const kind = startOfPlain(text, start);
  if (text.charCodeAt(start) === dash && !isSafeInFlow(text.charCodeAt(start + 1))) throw notMine;
  let at = start;
  let stop = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (isSafeInFlow(code)) stop = ++at;
    else if (code === space) at++;
    else if (code === comma || code === closeBracket || code === closeBrace) break;
    else throw notMine;
  }
  cursor.at = stop;
  if (cursor.recording) cursor.layout = { start, end: stop, plain: true };
  return plainValue(text, start, stop, kind);
}

/** Moves over spaces, line breaks and comments; returns the character that follows. */
function skip(cursor: Cursor, indent: number): number {
  const { text, end } = cursor;
  let at = cursor.at;
  let column = -1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === space) {
      at++;
      if (column >= 0) column++;
    } else if (code === lineFeed || code === carriageReturn) {
      at = lineEnd(text, at);
      column = 0;
    } else if (code === hash) {
      if (column < 0 && text.charCodeAt(at - 1) !== space) throw notMine;
      at = lineEnd(text, at);
      column = 0;
    } else {
      if (code === tab || at >= end || (column >= 0 && column <= indent)) throw notMine;
      cursor.at = at;
      return code;
    }
    if (at >= end) throw notMine;
  }
}

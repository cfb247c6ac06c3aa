import type { Json, JsonObject } from '../base/json.js';
import {
  type Cursor,
  carriageReturn,
  colon,
  dash,
  doubleQuote,
  endOfValue,
  greater,
  hash,
  isSpaceOrBreak,
  lineEnd,
  lineFeed,
  nextLine,
  notMine,
  openBrace,
  openBracket,
  pipe,
  singleQuote,
  space,
  tab,
} from './cursor.js';
import { readFlow } from './fastflow.js';
import { readBlockScalar, readPlain, readQuoted, startOfPlain } from './fastscalars.js';
import type { Layout, Member } from './layout.js';
import { resolvePlain } from './scalars.js';

/** What the fast parse read. */
export interface FastResult {
  value: Json;
  layout: Layout;
}

/** How deep collections are followed before the exact parse is asked. */
const maxDepth = 200;

const nowhere: Layout = { start: 0, end: 0, plain: false };

/**
 * Reads one document of the common subset of YAML in which manifests are written: block mappings and lists, flow collections,
 * plain scalars of one line, quoted and block scalars, comments. Returns undefined for anything else, and for anything that is or may be
 * wrong: the exact parse decides then. What it does return is what the exact parse returns.
 *
 * The document is `text` from `start` to `end`, without its `---` line; its last line must have a line break, and the text must not hold
 * odd characters (`hasOddCharacters`). The layout is worked out only when `recording`.
 */
export function parseFast(text: string, start: number, end: number, recording: boolean): FastResult | undefined {
  const cursor: Cursor = { text, end, at: start, column: 0, depth: 0, recording, layout: nowhere };
  if (text.charCodeAt(end - 1) !== lineFeed) return undefined;
  try {
    nextLine(cursor);
    if (cursor.column < 0) return undefined;
    const value = readNode(cursor, -1);
    return cursor.column === -1 ? { value, layout: cursor.layout } : undefined;
  } catch (thrown) {
    if (thrown === notMine) return undefined;
    throw thrown;
  }
}

/** Reads the collection that begins at the cursor, inside one that is indented by `parent`. */
function readNode(cursor: Cursor, parent: number): Json {
  const code = cursor.text.charCodeAt(cursor.at);
  if (isItem(cursor)) return readList(cursor);
  if (code === openBrace || code === openBracket) {
    const value = readFlow(cursor, parent);
    endOfValue(cursor, parent);
    return value;
  }
  return readMap(cursor);
}

/** True if a list item begins at the cursor. */
function isItem(cursor: Cursor): boolean {
  return cursor.text.charCodeAt(cursor.at) === dash && isSpaceOrBreak(cursor.text.charCodeAt(cursor.at + 1));
}

function readMap(cursor: Cursor): JsonObject {
  if (++cursor.depth > maxDepth) throw notMine;
  const indent = cursor.column;
  const start = cursor.at;
  const map: JsonObject = {};
  const members = cursor.recording ? new Map<string, Member>() : undefined;
  do {
    const keyStart = cursor.at;
    const key = readKey(cursor);
    const keyEnd = cursor.at;
    // Inherited names (`constructor`, `__proto__`) are not undefined either, which leaves them to the exact parse.
    if (map[key] !== undefined) throw notMine;
    cursor.at++;
    map[key] = readMember(cursor, indent, keyStart, keyEnd);
    members?.set(key, { start: keyStart, end: keyEnd, value: cursor.layout });
  } while (cursor.column === indent);
  if (cursor.column > indent) throw notMine;
  if (members !== undefined) cursor.layout = { start, end: cursor.layout.end, plain: false, members };
  cursor.depth--;
  return map;
}

function readMember(cursor: Cursor, indent: number, keyStart: number, keyEnd: number): Json {
  const code = skipSpaces(cursor);
  if (code === lineFeed || code === carriageReturn || code === hash) {
    cursor.at = lineEnd(cursor.text, cursor.at);
    nextLine(cursor);
    if (cursor.column > indent) return readNode(cursor, indent);
    if (cursor.column === indent && isItem(cursor)) return readList(cursor);
    if (cursor.recording) cursor.layout = { start: keyStart, end: keyEnd, plain: true };
    return null;
  }
  return readInline(cursor, indent, code);
}

function readList(cursor: Cursor): Json[] {
  if (++cursor.depth > maxDepth) throw notMine;
  const indent = cursor.column;
  const start = cursor.at;
  const list: Json[] = [];
  const items: Layout[] | undefined = cursor.recording ? [] : undefined;
  do {
    list.push(readItem(cursor, indent));
    items?.push(cursor.layout);
  } while (cursor.column === indent && isItem(cursor));
  if (cursor.column > indent) throw notMine;
  if (items !== undefined) cursor.layout = { start, end: cursor.layout.end, plain: false, items };
  cursor.depth--;
  return list;
}

function readItem(cursor: Cursor, indent: number): Json {
  const start = cursor.at++;
  const code = skipSpaces(cursor);
  if (code === lineFeed || code === carriageReturn || code === hash) {
    cursor.at = lineEnd(cursor.text, cursor.at);
    nextLine(cursor);
    if (cursor.column > indent) return readNode(cursor, indent);
    if (cursor.recording) cursor.layout = { start, end: start + 1, plain: true };
    return null;
  }
  cursor.column = indent + cursor.at - start;
  if (isItem(cursor)) return readList(cursor);
  if (isEntry(cursor, code)) return readMap(cursor);
  return readInline(cursor, indent, code);
}

/** Reads a value that begins on the line of its key or dash, and moves on to the next content. */
function readInline(cursor: Cursor, indent: number, code: number): Json {
  if (code === doubleQuote || code === singleQuote) {
    const value = readQuoted(cursor, code);
    endOfValue(cursor, indent);
    return value;
  }
  if (code === openBrace || code === openBracket) {
    const value = readFlow(cursor, indent);
    endOfValue(cursor, indent);
    return value;
  }
  if (code === pipe || code === greater) return readBlockScalar(cursor, indent);
  return readPlain(cursor, indent);
}

function skipSpaces(cursor: Cursor): number {
  let code = cursor.text.charCodeAt(cursor.at);
  while (code === space) code = cursor.text.charCodeAt(++cursor.at);
  return code;
}

/** True if a key with its colon stands at the cursor, which stays where it is. */
function isEntry(cursor: Cursor, code: number): boolean {
  const { text } = cursor;
  if (code === doubleQuote || code === singleQuote) {
    const start = cursor.at;
    readQuoted(cursor, code);
    const found = text.charCodeAt(cursor.at) === colon;
    cursor.at = start;
    return found;
  }
  if (code === openBrace || code === openBracket || code === pipe || code === greater) return false;
  for (let at = cursor.at; ; at++) {
    const next = text.charCodeAt(at);
    if (next > colon) continue;
    if (next === lineFeed || next === tab) return false;
    if (next === colon && isSpaceOrBreak(text.charCodeAt(at + 1))) return true;
    if (next === hash && text.charCodeAt(at - 1) === space) return false;
  }
}

/** Keys met before, by a hash of their letters: the same few names make up most manifests. */
const keyCache: string[] = new Array<string>(1024).fill('');

/** Reads a key; leaves the cursor on its colon. */
function readKey(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.at;
  const first = text.charCodeAt(start);
  if (first === doubleQuote || first === singleQuote) {
    const key = readQuoted(cursor, first);
    if (text.charCodeAt(cursor.at) !== colon || !isSpaceOrBreak(text.charCodeAt(cursor.at + 1))) throw notMine;
    if (cursor.at - start > 1000) throw notMine;
    return key;
  }
  const kind = startOfPlain(text, start);
  let at = start;
  let digest = 0;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code <= colon) {
      if (code === colon && isSpaceOrBreak(text.charCodeAt(at + 1))) break;
      if (code === lineFeed || code === tab || code === hash) throw notMine;
    }
    digest = (digest * 31 + code) | 0;
    at++;
  }
  cursor.at = at;
  const slot = (digest ^ (digest >>> 10)) & 1023;
  const known = keyCache[slot] as string;
  if (known.length === at - start && text.startsWith(known, start)) return known;
  if (at - start > 1000 || text.charCodeAt(at - 1) === space) throw notMine;
  const key = text.slice(start, at);
  if (kind === 2 && resolvePlain(key).type !== 'string') throw notMine;
  keyCache[slot] = key;
  return key;
}

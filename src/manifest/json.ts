import type { Json } from '../base/json.js';
import { maxNesting } from './depth.js';
import type { Layout, Member } from './layout.js';
import type { Problem } from './problem.js';

/** One value of a JSON text, which may hold several one after the other. */
export type JsonDocument =
  | { read: true; start: number; end: number; value: Json; layout: Layout; warnings: Problem[] }
  | { read: false; start: number; end: number; problem: Problem };

/** What of a text is JSON. From `rest` on it is YAML; -1 if nothing is left. */
export interface JsonStream {
  documents: JsonDocument[];
  rest: number;
}

/**
 * Reads a text that begins with `{` as JSON, as `kubectl` tries first: one value, or several in a row. Where the first or second cannot be
 * read, the text from there on is YAML for `kubectl`; undefined if that is all of it. Duplicate keys take the last value, with a
 * warning. The layouts are not complete: `readJson` gives them.
 */
export function parseJsonStream(text: string): JsonStream | undefined {
  const documents: JsonDocument[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const end = endOfValue(text, at);
    const value = end < 0 ? undefined : tryParse(text, at, end);
    if (value === undefined) {
      if (documents.length === 0) return undefined;
      if (documents.length === 1) return { documents, rest: at };
      documents.push({ read: false, start: at, end: text.length, problem: invalid(text, at) });
      return { documents, rest: -1 };
    }
    documents.push(finish(text, at, end, value.json, false));
    at = skipSpace(text, end);
  }
  return { documents, rest: -1 };
}

function tryParse(text: string, start: number, end: number): { json: Json } | undefined {
  try {
    return { json: JSON.parse(text.slice(start, end)) as Json };
  } catch {
    return undefined;
  }
}

function invalid(text: string, at: number): Problem {
  const stop = text.indexOf('\n', at);
  return {
    code: 'AER0005',
    severity: 'error',
    message: 'The text before this place is JSON, but this is not.',
    fix: 'Write JSON values one after the other, or separate YAML documents with `---`.',
    start: at,
    end: stop < 0 ? text.length : stop,
  };
}

/** Reads the JSON value between two offsets, known to be valid. */
export function readJson(text: string, start: number, end: number, recording: boolean): JsonDocument {
  return finish(text, start, end, JSON.parse(text.slice(start, end)) as Json, recording);
}

function finish(text: string, start: number, end: number, value: Json, recording: boolean): JsonDocument {
  const scan = scanJson(text, start, end, recording);
  if (scan.refused !== undefined) return { read: false, start, end, problem: scan.refused };
  return { read: true, start, end, value, layout: scan.layout, warnings: scan.warnings };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Behind the value that begins here, by its brackets alone; -1 if they do not close, or if it is no object or list. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at) - 1;
      if (at < 0) return -1;
    } else if (code === 0x7b || code === 0x5b) depth++;
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return at + 1;
    if (depth <= 0) return -1;
  }
  return -1;
}

/** Behind the closing quote of the string that begins here; -1 if there is none. */
function endOfString(text: string, start: number): number {
  let close = text.indexOf('"', start + 1);
  while (close > 0) {
    let slashes = 0;
    while (text.charCodeAt(close - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return close + 1;
    close = text.indexOf('"', close + 1);
  }
  return -1;
}

/** A collection that the scan stands in. */
interface Open {
  layout: Layout;
  members?: Map<string, Member>;
  key?: string;
}

interface Scan {
  layout: Layout;
  warnings: Problem[];
  refused?: Problem;
}

/** Goes over a JSON value that is known to be valid, for what `JSON.parse` does not tell: places, duplicate keys, infinite numbers. */
function scanJson(text: string, start: number, end: number, recording: boolean): Scan {
  const nowhere: Layout = { start, end, plain: false };
  const warnings: Problem[] = [];
  const stack: Open[] = [];
  let root = nowhere;
  const place = (layout: Layout): void => {
    const top = stack.at(-1);
    if (top === undefined) root = layout;
    else if (top.members === undefined) top.layout.items?.push(layout);
    else if (top.key !== undefined) {
      const member = top.members.get(top.key);
      if (member !== undefined) member.value = layout;
      delete top.key;
    }
  };
  for (let at = start; at < end; ) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) {
      const layout: Layout = { start: at, end: at + 1, plain: false };
      if (recording && code === 0x5b) layout.items = [];
      place(layout);
      const members = code === 0x7b ? new Map<string, Member>() : undefined;
      if (members !== undefined) layout.members = members;
      stack.push(members === undefined ? { layout } : { layout, members });
      if (stack.length > maxNesting) return { layout: root, warnings, refused: tooDeep(at) };
      at++;
    } else if (code === 0x7d || code === 0x5d) {
      at++;
      const closed = stack.pop();
      if (closed !== undefined) closed.layout.end = at;
    } else if (code === 0x22) {
      const stop = endOfString(text, at);
      const top = stack.at(-1);
      if (top?.members !== undefined && top.key === undefined) openMember(text, at, stop, top, warnings);
      else place({ start: at, end: stop, plain: false });
      at = stop;
    } else if (isSpace(code) || code === 0x2c || code === 0x3a) at++;
    else {
      let stop = at + 1;
      while (stop < end && !isDelimiter(text.charCodeAt(stop))) stop++;
      if (stop - at > 4 && isInfinite(text.slice(at, stop)))
        return { layout: root, warnings, refused: infinite(text.slice(at, stop), at) };
      place({ start: at, end: stop, plain: true });
      at = stop;
    }
  }
  return { layout: root, warnings };
}

function openMember(text: string, start: number, stop: number, top: Open, warnings: Problem[]): void {
  const raw = text.slice(start, stop);
  const key = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  const first = top.members?.get(key);
  if (first !== undefined) {
    warnings.push({
      code: 'AER0006',
      severity: 'warning',
      message: `The key "${key}" is given twice; this one counts and the other is dropped without a word.`,
      fix: 'Remove the one that is not meant, or join both.',
      start,
      end: stop,
      related: { message: `"${key}" is given here first`, start: first.start, end: first.end },
    });
  }
  top.members?.set(key, { start, end: stop, value: { start, end: stop, plain: false } });
  top.key = key;
}

function isDelimiter(code: number): boolean {
  return isSpace(code) || code === 0x2c || code === 0x5d || code === 0x7d;
}

function isInfinite(number: string): boolean {
  return (number.length > 300 || /[0-9]e/i.test(number)) && !Number.isFinite(Number(number));
}

function tooDeep(at: number): Problem {
  return {
    code: 'AER0007',
    severity: 'error',
    message: `The document is nested deeper than ${maxNesting} levels.`,
    start: at,
    end: at + 1,
  };
}

function infinite(number: string, at: number): Problem {
  return {
    code: 'AER0014',
    severity: 'error',
    message: 'The number is too large for any that Kubernetes knows.',
    fix: 'Give a smaller number, or quote it if a text is meant.',
    start: at,
    end: at + number.length,
  };
}

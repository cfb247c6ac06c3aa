import { isAscii, isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Finding, Range } from '../base/finding.js';

/** A text to read. */
export interface Source {
  /** The name as the user gave it or as the walk found it; `-` is stdin. */
  file: string;
  /** Named on the command line, not met in a folder walk. */
  explicit: boolean;
}

/** The system's name for an error, such as `ENOENT`; empty if it is another error. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const missing = 'it does not exist';

/** Why the system refuses a file, in a few words. */
export function reasonOf(error: unknown): string {
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ELOOP':
      return 'its links lead in a circle';
    case 'ENOENT':
      return missing;
    case 'EISDIR':
      return 'it is a folder';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** The most that is read of one file or of stdin, in bytes: 100 MiB. */
const maxBytes = 100 * 1024 * 1024;

/** Read anew for each small file: allocating one for each would cost more than reading. */
const shared = Buffer.allocUnsafeSlow(256 * 1024);

/**
 * The text of a source without its byte order mark, or why it cannot be read: it is missing, larger than 100 MiB (asked before reading),
 * binary, or neither UTF-8 nor UTF-16 with a byte order mark. Blocks until stdin ends.
 */
export function readSource(source: Source): string | Finding {
  const name = source.file === '-' ? 'The input' : source.file;
  let bytes: Buffer | undefined;
  try {
    bytes = source.file === '-' ? readAll(0) : readFile(source.file);
  } catch (error) {
    return source.file === '' ? emptyName() : unreadable(source.file, reasonOf(error));
  }
  if (bytes === undefined) {
    return finding(
      source,
      'AER0004',
      `${name} is larger than 100 MiB.`,
      'Name the manifest itself, or split it into several files.',
    );
  }
  return decode(source, name, bytes);
}

/** The bytes of a file; undefined if there are too many. They may lie in the shared buffer, so they must be used before the next call. */
function readFile(file: string): Buffer | undefined {
  const descriptor = openSync(file, 'r');
  try {
    const stats = fstatSync(descriptor);
    if (stats.size > maxBytes) return undefined;
    if (!stats.isFile() || stats.size >= shared.length) return readAll(descriptor);
    let length = 0;
    while (length < stats.size) {
      const read = readSync(descriptor, shared, length, shared.length - length, -1);
      if (read === 0) break;
      length += read;
    }
    return shared.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads to the end, in pieces; undefined as soon as it is too much. */
function readAll(descriptor: number): Buffer | undefined {
  const pieces: Buffer[] = [];
  let total = 0;
  for (;;) {
    const piece = Buffer.allocUnsafeSlow(1024 * 1024);
    const read = readSome(descriptor, piece);
    if (read === 0) return Buffer.concat(pieces, total);
    total += read;
    if (total > maxBytes) return undefined;
    pieces.push(piece.subarray(0, read));
  }
}

/** Reads what is there, waiting for it where the descriptor does not wait by itself. */
function readSome(descriptor: number, piece: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, piece, 0, piece.length, null);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function decode(source: Source, name: string, bytes: Buffer): string | Finding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeWide(source, name, bytes.subarray(2));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeWide(source, name, swapped(bytes.subarray(2)));
  if (isAscii(bytes)) {
    return bytes.includes(0) ? binary(source, name, bytes) : bytes.toString('latin1');
  }
  if (bytes.includes(0)) return binary(source, name, bytes);
  if (!isUtf8(bytes)) {
    const offset = firstInvalid(bytes);
    const range = placeOf(bytes, offset);
    const byte = (bytes[offset] ?? 0).toString(16).padStart(2, '0');
    const message = `${name} is not valid UTF-8: the byte 0x${byte} in line ${range.line} does not fit.`;
    return { ...finding(source, 'AER0003', message, 'Save the file as UTF-8.'), range };
  }
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function decodeWide(source: Source, name: string, bytes: Buffer): string | Finding {
  const text = bytes.toString('utf16le');
  if (bytes.length % 2 === 0 && !/[\ud800-\udfff]/u.test(text)) return text;
  return finding(source, 'AER0003', `${name} begins as UTF-16, but is not valid.`, 'Save the file as UTF-8.');
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
}

function binary(source: Source, name: string, bytes: Buffer): Finding {
  const range = placeOf(bytes, bytes.indexOf(0));
  const message = `${name} is binary, not text: it holds a zero byte in line ${range.line}.`;
  return { ...finding(source, 'AER0002', message, 'Name the YAML or JSON itself.'), range };
}

/** The line and column (in bytes) of an offset. */
function placeOf(bytes: Buffer, offset: number): Range {
  let line = 1;
  let lineStart = 0;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) {
    line++;
    lineStart = at + 1;
  }
  const column = bytes.subarray(lineStart, offset).toString('utf8').length + 1;
  return { line, column, endLine: line, endColumn: column + 1 };
}

/** The offset of the first byte that is no part of a character in UTF-8. */
function firstInvalid(bytes: Buffer): number {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead >= 0x80 && (at + length > bytes.length || !isUtf8(bytes.subarray(at, at + length)))) return at;
    at += length;
  }
  return bytes.length;
}

/** The finding of a file or folder that cannot be read, with the reason in the words of {@link reasonOf}. */
export function unreadable(file: string, reason: string): Finding {
  const name = file === '-' ? 'The input' : file;
  if (reason === missing) return finding({ file }, 'AER0001', `${name} does not exist.`, 'Check the name.');
  return finding({ file }, 'AER0001', `${name} cannot be read: ${reason}.`, 'Check the name and the permissions.');
}

/** The finding of a name without letters, as an unset variable of the shell gives it. */
export function emptyName(): Finding {
  const message = 'An empty name was given: nothing was read for it.';
  return {
    code: 'AER0001',
    severity: 'error',
    message,
    fix: 'Check the variable that the name comes from; it may not be set.',
    path: [],
  };
}

function finding(source: Pick<Source, 'file'>, code: Finding['code'], message: string, fix: string): Finding {
  return { code, severity: 'error', message, fix, path: [], origin: { file: source.file, document: 0, prefix: [] } };
}

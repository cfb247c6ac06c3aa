import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import type { Json } from '../base/json.js';
import type { NotADump } from '../envoy/sections.js';
import type { SidecarView } from '../envoy/types.js';
import { reasonOf } from '../manifest/read.js';
import { CliError } from './errors.js';
import type { Io } from './types.js';
import { readValue } from './values.js';

/** The most bytes of a dump; a text of V8 cannot be much longer. */
const most = 500 * 1024 * 1024;

/** How many bytes of the heap a byte of JSON may take once read, its text included; measured at 2 to 3 with dumps of proxies. */
const grows = 4;

/** The largest text that is tried as YAML. */
const mostYaml = 10 * 1024 * 1024;

/** The bytes of a saved answer; `-` is stdin. */
export async function readDumpBytes(file: string, io: Pick<Io, 'stdin'>): Promise<Buffer> {
  if (file !== '-') return readFile(file);
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of io.stdin) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    total += bytes.length;
    if (total > most) throw tooLarge('stdin');
    chunks.push(bytes);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function readFile(file: string): Buffer {
  try {
    const opened = openSync(file, 'r');
    try {
      const known = fstatSync(opened);
      if (known.isFile() && known.size > most) throw tooLarge(file);
      const bytes = readFileSync(opened);
      if (bytes.length > most) throw tooLarge(file);
      return bytes;
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`${file} cannot be read: ${reasonOf(error)}`);
  }
}

function tooLarge(name: string): CliError {
  return new CliError(`${name}: more than 500 MiB`, 'Ask the proxy for a part: /config_dump?resource=dynamic_listeners.');
}

/** Reads a dump out of bytes. Throws where they are no JSON (nor YAML, as istioctl prints it); `name` is what they are called in messages. */
export function parseDump(bytes: Buffer, name: string): Json {
  const shown = name === '-' ? 'stdin' : name;
  if (bytes.length === 0) throw new CliError(`${shown} is empty`, "Give what a proxy's /config_dump?include_eds answers.");
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    throw new CliError(`${shown} is compressed`, `Decompress it first: gunzip -c ${shown}`);
  const room = getHeapStatistics().heap_size_limit;
  if (bytes.length * grows > room)
    throw new CliError(
      `${shown} has ${megabytes(bytes.length)}, which may take more memory than Node may use (${megabytes(room)})`,
      `Set NODE_OPTIONS=--max-old-space-size=${Math.ceil((bytes.length * grows) / 1024 / 1024)}`,
    );
  const start = bytes
    .subarray(0, 200)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (!/^[{[]/.test(start)) {
    if (bytes.includes(0)) throw new CliError(`${shown} is no text: it holds bytes of 0`, 'Give a config dump as JSON.');
    if (bytes.length > mostYaml) throw new CliError(`${shown} is no JSON: it begins with ${JSON.stringify(start.slice(0, 40))}`);
    return readValue(bytes.toString(), shown);
  }
  if (isSuspicious(bytes) && depthOf(bytes) > deepest)
    throw new CliError(`${shown} is nested deeper than any dump`, "Give what a proxy's /config_dump?include_eds answers.");
  const text = bytes.toString();
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch (error) {
    throw notJson(error, shown, text);
  }
}

/** How deep a dump may be nested: a proxy's own are about 30 deep. */
const deepest = 5000;

/** Whether a sample of the bytes has more opening brackets than configuration has: parsing takes memory for each level. */
function isSuspicious(bytes: Buffer): boolean {
  const size = 1024;
  const step = Math.max(size, Math.floor(bytes.length / 64));
  for (let start = 0; start < bytes.length; start += step) {
    let open = 0;
    const end = Math.min(bytes.length, start + size);
    for (let at = start; at < end; at++) if (bytes[at] === 0x5b || bytes[at] === 0x7b) open++;
    if (open > (end - start) / 16) return true;
  }
  return false;
}

/** How deep the brackets are nested, those in texts left aside; stops once it is too deep. */
function depthOf(bytes: Buffer): number {
  let depth = 0;
  let most = 0;
  let quoted = false;
  for (let at = 0; at < bytes.length && most <= deepest; at++) {
    const byte = bytes[at];
    if (quoted) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x5b || byte === 0x7b) most = Math.max(most, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return most;
}

/** Why a text is no JSON; one that ends in the middle is the commonest. */
function notJson(error: unknown, name: string, text: string): CliError {
  const reason = error instanceof Error ? error.message : String(error);
  const position = Number(/ at position (\d+)/.exec(reason)?.[1] ?? 0);
  // The line break at the end of a text that was cut off inside a string is the first thing wrong with it.
  if (/Unexpected end|Unterminated/.test(reason) || (position > 0 && position >= text.trimEnd().length))
    return new CliError(
      `${name} ends in the middle, after ${megabytes(text.length)}: it was cut off`,
      'Save the dump again, as a whole.',
    );
  // V8 quotes the text itself, which may hold anything.
  return new CliError(`${name} is no JSON: ${reason.replace(/\s+/g, ' ').slice(0, 160)}`);
}

function megabytes(bytes: number): string {
  return bytes < 1024 * 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024 / 1024)} MiB`;
}

/** The view of a dump, or an error that says what was given instead. */
export async function viewOf(json: Json, name: string): Promise<SidecarView> {
  const { isView, readSidecar } = await import('../envoy/read.js');
  const read: SidecarView | NotADump = readSidecar(json, { now: Date.now() });
  if (isView(read)) return read;
  throw new CliError(`${name === '-' ? 'stdin' : name}: ${read.message}`, read.fix);
}

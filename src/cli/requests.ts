import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { isObject, type Json, own } from '../base/json.js';
import { suggest } from '../base/suggest.js';
import { reasonOf } from '../manifest/read.js';
import { CliError } from './errors.js';
import { readValue } from './values.js';

/** A request as `--requests` gives it. */
export interface WantedRequest {
  /** Which one: a line of NDJSON or an item of a list, from 1. */
  place: string;
  host?: string;
  port?: number;
  attributes: Record<string, string>;
  /** A Redis command: a line as redis-cli takes one, or its words. */
  redis?: string | string[];
  /** Who sends it: the principal of its certificate. */
  from?: string;
  /** The unsigned 64-bit number of the weighted pick, where the request pins it. */
  random?: bigint;
  /** Milliseconds since the listener was made; drives local rate limits. */
  atMs?: number;
}

/** A request that cannot be read: which one (a line of NDJSON or an item of a list, from 1), and why. */
export interface BadRequest {
  place: string;
  message: string;
}

/** How many characters a single request, or a list of them, may have. */
const longest = 100 * 1024 * 1024;

/**
 * Reads requests one after another: NDJSON (one JSON object a line, as many as wanted, never all in memory) or a list in YAML or JSON.
 * Yields them in batches. What cannot be read takes its place as a {@link BadRequest}; the rest is still read.
 */
export async function* readRequests(file: string, stdin: Readable): AsyncGenerator<(WantedRequest | BadRequest)[]> {
  const stream = file === '-' ? stdin : createReadStream(file, { highWaterMark: 1 << 18 });
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let line = 0;
  let isList: boolean | undefined;
  try {
    for await (const chunk of stream) {
      rest += Buffer.isBuffer(chunk) ? decoder.write(chunk) : String(chunk);
      if (rest.length > longest) throw new CliError(`${name(file)}: a request, or a list of requests, of more than 100 MiB`);
      isList ??= startsList(rest);
      if (isList !== false) continue;
      const end = rest.lastIndexOf('\n');
      if (end < 0) continue;
      const batch: (WantedRequest | BadRequest)[] = [];
      line = readLines(rest.slice(0, end), line, batch);
      rest = rest.slice(end + 1);
      yield batch;
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`${name(file)}: cannot be read: ${reasonOf(error)}`);
  }
  rest += decoder.end();
  if (isList === true) yield* readList(rest, name(file));
  else if (rest.trim() !== '') {
    const batch: (WantedRequest | BadRequest)[] = [];
    readLines(rest, line, batch);
    yield batch;
  }
}

/** NDJSON begins with `{`; anything else is a list. Undefined while there is nothing but white space. */
function startsList(text: string): boolean | undefined {
  const first = /[^\s\uFEFF]/.exec(text)?.[0];
  return first === undefined ? undefined : first !== '{';
}

function name(file: string): string {
  return file === '-' ? 'stdin' : file;
}

function readLines(text: string, before: number, batch: (WantedRequest | BadRequest)[]): number {
  let line = before;
  let start = 0;
  while (start <= text.length) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    line++;
    const content = text.slice(start, end);
    if (content.trim() !== '') batch.push(readLine(content, line));
    start = end + 1;
  }
  return line;
}

function readLine(text: string, line: number): WantedRequest | BadRequest {
  let value: Json;
  try {
    value = JSON.parse(line === 1 ? text.replace(/^\uFEFF/, '') : text);
  } catch (error) {
    return { place: `line ${line}`, message: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  return toRequest(value, `line ${line}`);
}

function* readList(text: string, file: string): Generator<(WantedRequest | BadRequest)[]> {
  const value = readValue(text, file);
  if (!Array.isArray(value))
    throw new CliError(`${file}: not a list of requests`, 'Give NDJSON, or a list in YAML: - attributes: {method: sayHello}');
  yield value.map((item, index) => toRequest(item, `item ${index + 1}`));
}

const members = ['host', 'port', 'attributes', 'redis', 'from', 'random', 'atMs'];

/** A request of its JSON form, or why it is none. */
function toRequest(value: Json, place: string): WantedRequest | BadRequest {
  const message = readInto(value, { place, attributes: {} });
  return typeof message === 'string' ? { place, message } : message;
}

function readInto(value: Json, request: WantedRequest): WantedRequest | string {
  if (!isObject(value)) return 'a request is an object such as {"attributes":{"method":"sayHello"}}';
  for (const key of Object.keys(value)) {
    if (members.includes(key)) continue;
    const near = suggest(key, members);
    return `unknown member ${JSON.stringify(key)}${near === undefined ? `; there are ${members.join(', ')}` : `: did you mean ${near}?`}`;
  }
  const attributes = toAttributes(own(value, 'attributes'));
  if (typeof attributes === 'string') return attributes;
  request.attributes = attributes;
  const host = own(value, 'host');
  if (typeof host === 'string') request.host = host;
  else if (host !== undefined && host !== null) return 'host is not text';
  const port = own(value, 'port');
  if (typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65535) request.port = port;
  else if (port !== undefined && port !== null) return 'port is not a port number';
  const redis = own(value, 'redis');
  if (typeof redis === 'string') request.redis = redis;
  else if (Array.isArray(redis) && redis.length > 0 && redis.every((word) => typeof word === 'string')) request.redis = redis;
  else if (redis !== undefined && redis !== null) return 'redis is not a command such as "GET user:1", or a list of its words';
  const from = own(value, 'from');
  if (typeof from === 'string') request.from = from;
  else if (from !== undefined && from !== null) return 'from is not text';
  const atMs = own(value, 'atMs');
  if (typeof atMs === 'number' && atMs >= 0) request.atMs = atMs;
  else if (atMs !== undefined && atMs !== null) return 'atMs is not a number of milliseconds';
  const random = own(value, 'random');
  if (typeof random === 'string' && /^\d{1,20}$/.test(random) && BigInt(random) < 1n << 64n) request.random = BigInt(random);
  else if (typeof random === 'number' && Number.isSafeInteger(random) && random >= 0) request.random = BigInt(random);
  else if (random !== undefined && random !== null)
    return 'random is not an unsigned 64-bit number (in quotes where it is beyond 2^53)';
  return request;
}

function toAttributes(value: Json | undefined): Record<string, string> | string {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) return 'attributes is not an object of texts';
  for (const key in value) {
    if (typeof value[key] !== 'string') return `attributes.${key} is not text: put it in quotes, as a codec sets texts only`;
  }
  return value as Record<string, string>;
}

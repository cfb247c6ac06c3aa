import { readFileSync } from 'node:fs';
import { type Codec, codecOf, type Direction } from '../codec/described/decode.js';
import { readDescription } from '../codec/described/read.js';
import { decodeStream, readHex, toUtf8 } from '../codec/described/stream.js';
import type { Description } from '../codec/described/types.js';
import { locate } from '../manifest/locate.js';
import { readSource, reasonOf } from '../manifest/read.js';
import { parseSlow } from '../manifest/slow.js';
import { renderFinding } from '../report/diagnostics/text.js';
import { CliError } from './errors.js';
import { text } from './options.js';
import { type BadRequest, readRequests, type WantedRequest } from './requests.js';
import type { Io, Options } from './types.js';

/** The most bytes that are decoded at once. */
const mostBytes = 100 * 1024 * 1024;

/** The bytes of a file (`-` is stdin): as they are, or what a text in hexadecimal stands for. Throws where it cannot be read. */
export function readBytes(file: string, form: 'auto' | 'raw' | 'hex'): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new CliError(`${file === '-' ? 'stdin' : file} cannot be read: ${reasonOf(error)}`);
  }
  if (bytes.length > mostBytes) throw new CliError(`${file}: more than 100 MiB`, 'Cut the file.');
  if (form === 'raw') return bytes;
  // What begins like hexadecimal digits is a text of such; a frame of bytes hardly does, and --form raw says otherwise.
  const looksHex =
    /^[\s#0-9a-f]/i.test(bytes.subarray(0, 1).toString('latin1')) &&
    bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13));
  const hex = form === 'hex' || looksHex ? readHex(bytes.toString('latin1')) : undefined;
  if (hex === undefined && form === 'hex')
    throw new CliError(`${file === '-' ? 'stdin' : file}: not hexadecimal`, 'Give digits, or a dump of xxd or hexdump.');
  return hex ?? bytes;
}

/** Reads a description for a command that needs a whole one: its errors are printed, and it throws. */
export function readCodec(file: string, io: Io): { description: Description; codec: Codec; text: string } {
  const content = readSource({ file, explicit: true });
  if (typeof content !== 'string') throw new CliError(content.message, content.fix);
  const { description, findings } = readDescription(content, file);
  if (description !== undefined) return { description, codec: codecOf(description), text: content };
  const errors = findings.filter(({ severity }) => severity === 'error');
  const drawn = { color: false, width: Math.max(40, io.stderr.columns ?? 100) };
  for (const finding of locate(errors, () => content, { frames: true, slow: parseSlow }))
    io.stderr.write(renderFinding(finding, drawn));
  throw new CliError(
    `${file} does not describe a protocol`,
    `Correct ${errors.length === 1 ? 'the error' : 'the errors'} above.`,
  );
}

/** Where many requests come from. */
export interface RequestsSource {
  /** The option that named it. */
  option: string;
  file: string;
  read(): AsyncIterable<(WantedRequest | BadRequest)[]>;
}

/** What `--requests` or `--bytes` names; undefined if neither was given. */
export function requestsSource(options: Options, io: Io): RequestsSource | undefined {
  const requests = text(options, 'requests');
  const bytes = text(options, 'bytes');
  const codecFile = text(options, 'codec');
  if (requests !== undefined && bytes !== undefined)
    throw new CliError('--requests and --bytes: requests come from one or the other');
  if ((bytes === undefined) !== (codecFile === undefined))
    throw new CliError(
      bytes === undefined
        ? '--codec without --bytes: nothing to decode'
        : '--bytes without --codec: nothing says what the bytes mean',
      "Describe the protocol in a codec.yaml; 'codec new' makes one.",
    );
  if (requests !== undefined) return { option: '--requests', file: requests, read: () => readRequests(requests, io.stdin) };
  if (bytes === undefined || codecFile === undefined) return undefined;
  const { codec } = readCodec(codecFile, io);
  return { option: '--bytes', file: bytes, read: () => requestsOf(codec, readBytes(bytes, 'auto')) };
}

/** The requests among the messages of some bytes, with their attributes; what is no message is a bad request. */
async function* requestsOf(
  codec: Codec,
  bytes: Buffer,
  direction: Direction = 'request',
): AsyncGenerator<(WantedRequest | BadRequest)[]> {
  let batch: (WantedRequest | BadRequest)[] = [];
  for (const part of decodeStream(codec, bytes, direction)) {
    const place = `offset ${part.offset}`;
    if (part.kind !== 'message') batch.push({ place, message: part.reason });
    else if (part.metadata.type === 'request' || part.metadata.type === 'streamInit')
      batch.push({
        place,
        attributes: Object.fromEntries([...part.metadata.attributes].map(([key, value]) => [toUtf8(key), toUtf8(value)])),
      });
    if (batch.length < 1000) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield await Promise.resolve(batch);
}

import { decodeStream, toUtf8 } from '../../codec/described/stream.js';
import { type DecodedJson, renderDecoded, toJsonPart } from '../../report/codec.js';
import { toYaml } from '../../report/yaml.js';
import { readBytes, readCodec } from '../bytes.js';
import { textOptions, write } from '../io.js';
import { text } from '../options.js';
import type { Handler } from '../types.js';

/** Runs `codec decode`: status 1 where some bytes are no message. */
export const run: Handler = async ({ arguments: [file = '-'], options, io }) => {
  const { codec } = readCodec(text(options, 'codec') ?? 'codec.yaml', io);
  const form = text(options, 'form');
  const bytes = readBytes(file, form === 'raw' || form === 'hex' ? form : 'auto');
  const direction = text(options, 'direction') === 'response' ? 'response' : 'request';
  const parts: DecodedJson[] = [];
  for (const part of decodeStream(codec, bytes, direction)) parts.push(toJsonPart(part, toUtf8));
  const messages = parts.filter(({ undecodable }) => undecodable === undefined).length;
  const value = { protocol: codec.description.protocol, bytes: bytes.length, messages, parts };
  const output = text(options, 'output') ?? 'text';
  if (output === 'json') await write(io.stdout, `${JSON.stringify(value, null, 2)}\n`);
  else if (output === 'yaml') await write(io.stdout, toYaml(value));
  else if (parts.length > 0) await write(io.stdout, renderDecoded(parts, textOptions(io, options)));
  else io.stderr.write('There are no bytes.\n');
  return messages === parts.length ? 0 : 1;
};

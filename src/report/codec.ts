import type { Message, Undecodable } from '../codec/described/stream.js';
import type { TextOptions } from './options.js';
import { paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { table } from './table.js';

/** What was decoded of a stream, in the form of `-o json`: texts are UTF-8, ids are texts, since they may have 64 bits. */
export interface DecodedJson {
  offset: number;
  size: number;
  type?: string;
  status?: string;
  requestId?: string;
  streamId?: string;
  headerSize?: number;
  bodySize?: number;
  operation?: string;
  attributes?: Record<string, string>;
  /** Set for bytes that are no message. */
  undecodable?: { incomplete: boolean; reason: string };
}

/** A part of a stream as a value for machines; `toUtf8` makes a text of a byte string. */
export function toJsonPart(part: Message | Undecodable, toUtf8: (bytes: string) => string): DecodedJson {
  const { offset, size } = part;
  if (part.kind !== 'message')
    return { offset, size, undecodable: { incomplete: part.kind === 'incomplete', reason: part.reason } };
  const { type, status, requestId, streamId, headerSize, bodySize, operation, attributes } = part.metadata;
  return {
    offset,
    size,
    type,
    status,
    requestId: requestId.toString(),
    ...(streamId === 0n ? {} : { streamId: streamId.toString() }),
    headerSize,
    bodySize,
    ...(operation === '' ? {} : { operation: toUtf8(operation) }),
    attributes: Object.fromEntries([...attributes].map(([key, value]) => [toUtf8(key), toUtf8(value)])),
  };
}

/** Decoded messages as a table. Bytes that are no message stand in it with their reason. */
export function renderDecoded(parts: readonly DecodedJson[], options: TextOptions): string {
  const colors = paint(options.color);
  const rows = parts.map((part): string[] => {
    const { offset, size, undecodable, type = '', status = '', requestId = '', bodySize = 0, attributes = {} } = part;
    if (undecodable !== undefined)
      return [
        String(offset),
        undecodable.incomplete ? 'incomplete' : 'undecodable',
        '',
        String(size),
        '',
        sanitize(undecodable.reason),
      ];
    const texts = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
    return [
      String(offset),
      status === 'error' && type === 'response' ? 'response (error)' : type,
      requestId,
      String(size),
      String(bodySize),
      texts.join(' '),
    ];
  });
  const columns = [
    { header: 'OFFSET', align: 'right' as const },
    { header: 'TYPE', paint: (text: string, row: number) => (parts[row]?.undecodable === undefined ? text : colors.error(text)) },
    { header: 'ID', align: 'right' as const },
    { header: 'BYTES', align: 'right' as const },
    { header: 'BODY', align: 'right' as const },
    { header: 'ATTRIBUTES' },
  ];
  return table(columns, rows, options);
}

import type { Finding, Origin } from '../../base/finding.js';
import { type Json, type JsonObject, own } from '../../base/json.js';
import type { Path } from '../../base/path.js';
import { parseValue } from '../../manifest/value.js';
import { readAttributes, readOperation } from './attributes.js';
import { readFields, readJoined } from './fields.js';
import { checkShape, type Names, namesOf } from './names.js';
import { choice, fromHex, list, object, type Reading, report, text, toBigInt, toBytes, whole } from './reading.js';
import { checkDescription } from './rules.js';
import {
  type BodyPart,
  type Description,
  type ErrorReply,
  type ErrorType,
  errorTypes,
  type Framing,
  type IntegerType,
  integerSizes,
  type Literal,
  type MessageType,
  messageTypes,
  proxyVersions,
  type Reply,
} from './types.js';

/** What was read of a description: it is complete only where no finding is an error. */
export interface ReadDescription {
  description?: Description;
  findings: Finding[];
}

const members = [
  '$schema',
  'protocol',
  'codec',
  'proxy',
  'summary',
  'byteOrder',
  'frame',
  'fields',
  'joined',
  'messageType',
  'requestId',
  'streamId',
  'status',
  'attributes',
  'operation',
  'mutation',
  'error',
  'heartbeat',
];

/** Reads and checks the text of a `codec.yaml`. Every mistake is a finding with the path it stands at; `file` is named in them. */
export function readDescription(content: string, file: string): ReadDescription {
  const origin: Origin = { file, document: 0, prefix: [] };
  const parsed = parseValue(content);
  if ('message' in parsed) {
    const { line, column, message } = parsed;
    const range = { line, column, endLine: line, endColumn: column + 1 };
    return { findings: [{ code: 'AER0001', severity: 'error', message, path: [], origin, range }] };
  }
  return parseDescription(parsed.value, origin);
}

/** Reads and checks a description that is a value already. */
export function parseDescription(value: Json, origin: Origin): ReadDescription {
  const reading: Reading = { findings: [], origin };
  const description = describe(reading, value);
  if (description !== undefined && !reading.findings.some(({ severity }) => severity === 'error'))
    reading.findings.push(...checkDescription(description, origin));
  const refused = description === undefined || reading.findings.some(({ severity }) => severity === 'error');
  return refused ? { findings: reading.findings } : { description, findings: reading.findings };
}

function describe(reading: Reading, value: Json): Description | undefined {
  const root = object(reading, value, [], members);
  if (root === undefined) return undefined;
  const protocol = text(reading, root, 'protocol', [], true) ?? '';
  const byteOrder = choice(reading, root, 'byteOrder', [], ['big', 'little']) ?? 'big';
  const framing = readFraming(reading, own(root, 'frame'));
  const fields = readFields(reading, own(root, 'fields'), byteOrder, framing?.by === 'delimiter');
  const joined = readJoined(reading, own(root, 'joined'));
  const names = namesOf(reading, { fields, joined });
  if (framing === undefined) return undefined;
  checkShape(reading, names, fields, joined, framing);
  const messageType = readMessageType(reading, names, own(root, 'messageType'));
  const requestId = names.numeric(text(reading, root, 'requestId', []), ['requestId']);
  const streamId = names.numeric(text(reading, root, 'streamId', []), ['streamId']);
  const status = readStatus(reading, names, own(root, 'status'));
  const mutation = names.ofKind(text(reading, root, 'mutation', []), ['mutation'], ['pairs'], 'pairs');
  const heartbeat = own(root, 'heartbeat');
  const summary = text(reading, root, 'summary', []);
  return {
    protocol,
    codec: text(reading, root, 'codec', []) ?? `aeraki.meta_protocol.codec.${protocol}`,
    proxy: choice(reading, root, 'proxy', [], proxyVersions) ?? '1.4.2',
    ...(summary === undefined ? {} : { summary }),
    byteOrder,
    fields,
    joined,
    framing,
    ...(messageType === undefined ? {} : { messageType }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(streamId === undefined ? {} : { streamId }),
    ...(status === undefined ? {} : { status }),
    attributes: readAttributes(reading, names, own(root, 'attributes')),
    operation: readOperation(reading, names, own(root, 'operation')),
    ...(mutation === undefined ? {} : { mutation }),
    error: readError(reading, names, own(root, 'error')),
    ...(heartbeat === undefined ? {} : { heartbeat: readReply(reading, names, heartbeat, ['heartbeat'], []) }),
  };
}

function readFraming(reading: Reading, value: Json | undefined): Framing | undefined {
  const from = object(reading, value, ['frame'], ['length', 'counts', 'adjust', 'max', 'delimiter', 'separator']);
  if (from === undefined) return undefined;
  const delimiter = own(from, 'delimiter');
  if (delimiter !== undefined) {
    if (own(from, 'length') !== undefined) {
      report(reading, 'AER0905', ['frame', 'length'], 'A frame ends where its length says or at a delimiter, not both.');
    }
    const max = whole(reading, from, 'max', ['frame'], 1, 2 ** 31 - 1) ?? 65_536;
    const bytes = typeof delimiter === 'string' ? toBytes(delimiter) : '';
    const separator = toBytes(text(reading, from, 'separator', ['frame']) ?? ' ');
    if (bytes === '' || bytes.length > 16) {
      report(reading, 'AER0905', ['frame', 'delimiter'], '`delimiter` must be a text of 1 to 16 bytes, as in "\\r\\n".');
    } else if (separator.length !== 1 || bytes.includes(separator)) {
      report(reading, 'AER0905', ['frame', 'separator'], '`separator` must be one byte that the delimiter does not have.');
    } else return { by: 'delimiter', delimiter: bytes, separator, max };
    return undefined;
  }
  const field = text(reading, from, 'length', ['frame']);
  if (field === undefined) {
    report(
      reading,
      'AER0905',
      ['frame'],
      'Nothing says where a frame ends.',
      'Name the field that holds the length as `length`, or give a `delimiter`.',
    );
    return undefined;
  }
  if (own(from, 'separator') !== undefined)
    report(reading, 'AER0905', ['frame', 'separator'], '`separator` stands only beside `delimiter`.');
  const counts = choice(reading, from, 'counts', ['frame'], ['frame', 'afterLength', 'afterHeader']) ?? 'frame';
  const adjust = whole(reading, from, 'adjust', ['frame'], -65_536, 65_536) ?? 0;
  const max = whole(reading, from, 'max', ['frame'], 1, 2 ** 31 - 1) ?? 16_777_216;
  return { by: 'length', field, counts, adjust, max };
}

function readMessageType(reading: Reading, names: Names, value: Json | undefined): Description['messageType'] {
  if (value === undefined) return undefined;
  const from = object(reading, value, ['messageType'], ['field', 'values']);
  if (from === undefined) return undefined;
  const field = names.comparable(text(reading, from, 'field', ['messageType'], true), ['messageType', 'field']);
  const given = object(reading, own(from, 'values'), ['messageType', 'values'], messageTypes);
  if (field === undefined || given === undefined) return undefined;
  const values = new Map<Literal, MessageType>();
  for (const type of messageTypes) {
    const wanted = own(given, type);
    if (wanted === undefined) continue;
    for (const [item, path] of itemsOf(wanted, ['messageType', 'values', type])) {
      const literal = names.literal(field, item, path);
      if (literal === undefined) continue;
      if (values.has(literal))
        report(
          reading,
          'AER0906',
          path,
          `${shown(item)} already means ${values.get(literal)}.`,
          'Let each value mean one thing.',
        );
      else values.set(literal, type);
    }
  }
  return { field, values };
}

/** One value or a list of them, each with its path. */
function itemsOf(value: Json, path: Path): [Json, Path][] {
  return Array.isArray(value) ? value.map((item, index): [Json, Path] => [item, [...path, index]]) : [[value, path]];
}

function readStatus(reading: Reading, names: Names, value: Json | undefined): Description['status'] {
  if (value === undefined) return undefined;
  const from = object(reading, value, ['status'], ['field', 'ok']);
  if (from === undefined) return undefined;
  const field = names.comparable(text(reading, from, 'field', ['status'], true), ['status', 'field']);
  const given = own(from, 'ok');
  if (given === undefined) report(reading, 'AER0900', ['status'], '`ok` is missing: the values that mean success.');
  if (field === undefined || given === undefined) return undefined;
  return { field, ok: itemsOf(given, ['status', 'ok']).flatMap(([item, path]) => names.literal(field, item, path) ?? []) };
}

function readReply(reading: Reading, names: Names, value: Json, path: Path, more: readonly string[]): Reply {
  const reply: Reply = { set: new Map(), copy: [], body: [] };
  const from = object(reading, value, path, ['set', 'copy', 'body', ...more]);
  if (from === undefined) return reply;
  const set = own(from, 'set');
  for (const [name, item] of Object.entries(
    set === undefined ? {} : (object(reading, set, [...path, 'set'], names.settable()) ?? {}),
  )) {
    if (!names.settable().includes(name)) continue;
    const literal = names.literal(name, item, [...path, 'set', name]);
    if (literal !== undefined) reply.set.set(name, literal);
  }
  for (const [index, item] of list(reading, own(from, 'copy'), [...path, 'copy']).entries()) {
    const name = names.known(typeof item === 'string' ? item : String(item), [...path, 'copy', index]);
    if (name !== undefined) reply.copy.push(name);
  }
  for (const [index, item] of list(reading, own(from, 'body'), [...path, 'body']).entries()) {
    const part = readBodyPart(reading, item, [...path, 'body', index], more.length > 0);
    if (part !== undefined) reply.body.push(part);
  }
  return reply;
}

function readBodyPart(reading: Reading, item: Json, path: Path, inError: boolean): BodyPart | undefined {
  if (item === 'message' && inError) return { part: 'message' };
  if (item === 'code' && inError) return { part: 'codeText' };
  const from = object(reading, item, path, inError ? ['text', 'hex', 'messageLength', 'code'] : ['text', 'hex']);
  if (from === undefined) return undefined;
  const plain = text(reading, from, 'text', path);
  if (plain !== undefined) return { part: 'bytes', bytes: toBytes(plain) };
  const hex = text(reading, from, 'hex', path);
  if (hex !== undefined) {
    const bytes = fromHex(hex);
    if (bytes === undefined) report(reading, 'AER0910', [...path, 'hex'], `\`${hex}\` is not hexadecimal.`);
    return bytes === undefined ? undefined : { part: 'bytes', bytes };
  }
  const types = Object.keys(integerSizes).filter((type): type is IntegerType => Object.hasOwn(integerSizes, type));
  for (const part of ['messageLength', 'code'] as const) {
    const type = inError ? choice(reading, from, part, path, types) : undefined;
    if (type !== undefined) return { part, type };
  }
  report(
    reading,
    'AER0910',
    path,
    'A piece of a body is `message`, `code`, or one of text, hex, messageLength and code with a type.',
  );
  return undefined;
}

function readError(reading: Reading, names: Names, value: Json | undefined): ErrorReply {
  const codes: Record<ErrorType, bigint> = {
    routeNotFound: 0n,
    clusterNotFound: 0n,
    noHealthyUpstream: 0n,
    badResponse: 0n,
    unspecified: 0n,
    overLimit: 0n,
  };
  if (value === undefined) {
    const fix = 'Describe `error`: the code of each of the six errors, and where it is written.';
    report(
      reading,
      'AER0910',
      [],
      'There is no `error`, so a client would wait for ever where the proxy must answer itself.',
      fix,
    );
    return { set: new Map(), copy: [], body: [], codes };
  }
  const reply = readReply(reading, names, value, ['error'], ['codes', 'code', 'message']);
  const from: JsonObject = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const code = names.numeric(text(reading, from, 'code', ['error']), ['error', 'code']);
  const message = names.ofKind(text(reading, from, 'message', ['error']), ['error', 'message'], ['text', 'member'], 'text');
  const given = object(reading, own(from, 'codes') ?? null, ['error', 'codes'], errorTypes);
  const carried = code ?? reply.body.find(({ part }) => part === 'code' || part === 'codeText');
  const carrier = reply.body.find((part) => part.part === 'code');
  for (const type of errorTypes) {
    const item = given === undefined ? undefined : own(given, type);
    const path = ['error', 'codes', type];
    if (item === undefined) {
      if (given !== undefined)
        report(reading, 'AER0910', ['error', 'codes'], `There is no code for ${type}.`, 'Give each of the six errors a code.');
      continue;
    }
    const width = carrier?.part === 'code' ? integerSizes[carrier.type] * 8 : 64;
    const literal = code === undefined ? toBigInt(item) : names.literal(code, item, path);
    if (code === undefined && typeof literal !== 'bigint') report(reading, 'AER0910', path, `${shown(item)} is not a number.`);
    if (typeof literal === 'bigint') codes[type] = BigInt.asUintN(width < 64 && code === undefined ? width : 64, literal);
  }
  if (carried === undefined && given !== undefined) {
    report(
      reading,
      'AER0910',
      ['error'],
      'No field carries the code of an error.',
      'Name it as `code`, or put a piece `code` into the body.',
    );
  }
  return { ...reply, codes, ...(code === undefined ? {} : { code }), ...(message === undefined ? {} : { message }) };
}

function shown(value: Json): string {
  return typeof value === 'string' ? `\`${value}\`` : JSON.stringify(value);
}

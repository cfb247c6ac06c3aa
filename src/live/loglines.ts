import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import { aerakiFormat, istioFormat, type JsonLogFormat, type LogFormat, readLogLine } from './logformat.js';

/** Who writes lines of this form: a proxy about a request or about itself, a control plane, a Kubernetes library; or JSON of anybody. */
export type LineForm = 'access' | 'envoy' | 'istio' | 'klog' | 'json';

/** What a line of a log says, part by part. What the line does not say is left out. */
export interface ParsedLine {
  form: LineForm;
  /** RFC 3339 in UTC where the line says it so that this can be known; klog does not tell the year. */
  time?: string;
  /** `trace`, `debug`, `info`, `warn`, `error`, `fatal`; of an access log line none. */
  level?: string;
  /** The scope of a control plane, the logger of a proxy, the file of a Kubernetes library. */
  logger?: string;
  message?: string;
  /** All further values by name: of an access log line its fields, of a structured line what stands behind the message. */
  fields: JsonObject;
}

/** Lines beyond this are not looked into: nobody who writes a known form writes them. In UTF-16 units. */
const longest = 65_536;

/**
 * Reads a line of a log that Aeraki, istiod, a sidecar or a Kubernetes library wrote: access log lines of MetaProtocol listeners in Aeraki's format, or of others in
 * Istio's, as text or JSON; the log of Envoy (`[time][thread][level][logger]`); of Istio and Aeraki (tab-separated, or JSON); of klog. `mesh` are the
 * access log formats that the mesh sets itself. Undefined where the line is of none of these forms. Linear in the line.
 */
export function parseLogLine(line: string, mesh: { text?: LogFormat; json?: JsonLogFormat } = {}): ParsedLine | undefined {
  if (line.length > longest) return undefined;
  const first = line.charCodeAt(0);
  const formats = mesh.text === undefined ? [] : [mesh.text];
  if (first === 0x7b) return parseJson(line, mesh.json) ?? parseAccess(line, formats);
  if (first === 0x5b) return parseEnvoy(line) ?? parseAccess(line, [...formats, istioFormat, aerakiFormat]);
  if (first >= 0x30 && first <= 0x39) {
    const istio = parseIstio(line) ?? parseEnvoyTabs(line);
    if (istio !== undefined) return istio;
  } else if (first >= 0x45 && first <= 0x57) {
    const klog = parseKlog(line);
    if (klog !== undefined) return klog;
  }
  return formats.length === 0 ? undefined : parseAccess(line, formats);
}

const levels: Readonly<Record<string, string>> = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  critical: 'fatal',
  fatal: 'fatal',
  panic: 'fatal',
  dpanic: 'fatal',
};

function levelOf(word: string): string | undefined {
  const low = word.toLowerCase();
  return Object.hasOwn(levels, low) ? levels[low] : undefined;
}

/** Of Envoy as Istio starts it, and of the plain one: `[2026-11-21 08:51:30.777][6403][warning][main] [source/a.cc:961] text`. */
function parseEnvoy(line: string): ParsedLine | undefined {
  const head = /^\[(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})\]\[(\d+)\]\[([a-z]+)\]\[([\w.]+)\] /.exec(line);
  const level = levelOf(head?.[4] ?? '');
  if (head === null || level === undefined) return undefined;
  const [, day, time, thread, , logger] = head;
  return envoyLine(`${day}T${time}Z`, level, logger ?? '', Number(thread), line.slice(head[0].length));
}

/** Of Envoy under Istio's agent since 1.8: `2026-11-21T08:51:30.777000Z\twarning\tenvoy main source/a.cc:961\ttext\tthread=22`. */
function parseEnvoyTabs(line: string): ParsedLine | undefined {
  const head = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)\t([a-z]+)\tenvoy ([\w.]+)(?: ([^\t ]+))?\t/.exec(line);
  const level = levelOf(head?.[2] ?? '');
  if (head === null || level === undefined) return undefined;
  const thread = /\tthread=(\d+)$/.exec(line);
  const text = line.slice(head[0].length, thread === null ? undefined : thread.index);
  return envoyLine(
    head[1] ?? '',
    level,
    head[3] ?? '',
    thread === null ? undefined : Number(thread[1]),
    head[4] === undefined ? text : `[${head[4]}] ${text}`,
  );
}

function envoyLine(time: string, level: string, logger: string, thread: number | undefined, rest: string): ParsedLine {
  const source = /^\[((?:\.\/|[\w/])[\w./-]*:\d+)\] /.exec(rest);
  let message = source === null ? rest : rest.slice(source[0].length);
  const fields: JsonObject = {};
  if (thread !== undefined) fields['thread'] = thread;
  if (source !== null) fields['source'] = source[1] ?? '';
  const connection =
    /^\[C(\d+)\](?:\[S(\d+)\])? ?/.exec(message) ?? /^\[Tags: "ConnectionId":"(\d+)"(?:,"StreamId":"(\d+)")?\] /.exec(message);
  if (connection !== null) {
    fields['connection'] = Number(connection[1]);
    if (connection[2] !== undefined) fields['stream'] = connection[2];
    message = message.slice(connection[0].length);
  }
  return { form: 'envoy', time, level, logger, message, fields };
}

/** Of Istio's log library, which Aeraki and istiod use: `time\tlevel\t[scope\t]message[\tkey=value …]`. */
function parseIstio(line: string): ParsedLine | undefined {
  const [time, word, ...rest] = line.split('\t');
  if (time === undefined || word === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(time)) return undefined;
  const level = levelOf(word);
  if (level === undefined) return undefined;
  // The agent hands Envoy's lines on with `envoy LOGGER SOURCE` for a scope.
  if (rest[0]?.startsWith('envoy ')) return undefined;
  const fields: JsonObject = {};
  if (rest.length > 1 && (rest.at(-1)?.length ?? 0) <= 4096) {
    const pairs = [...(rest.at(-1) ?? '').matchAll(/([\w.-]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))(?: |$)/g)];
    // Values stand behind the message in one last part, and there is nothing else in it.
    if (pairs.length > 0 && pairs.reduce((sum, pair) => sum + pair[0].length, 0) === rest.at(-1)?.length) {
      for (const pair of pairs) define(fields, pair[1] ?? '', pair[2] ?? pair[3] ?? '');
      rest.pop();
    }
  }
  const scoped = rest.length > 1 && /^[\w./-]+$/.test(rest[0] ?? '');
  const logger = scoped ? rest.shift() : undefined;
  return {
    form: 'istio',
    time,
    level,
    ...(logger === undefined ? {} : { logger }),
    message: rest.join('\t'),
    fields,
  };
}

/** Of klog: `I1121 08:50:22.691460       1 leaderelection.go:250] text`. */
function parseKlog(line: string): ParsedLine | undefined {
  const head = /^([IWEF])(\d{2})(\d{2}) (\d\d:\d\d:\d\d\.\d+) +(\d+) ([\w./-]+:\d+)\] /.exec(line);
  if (head === null) return undefined;
  const level = { I: 'info', W: 'warn', E: 'error', F: 'fatal' }[head[1] ?? ''] ?? 'info';
  return {
    form: 'klog',
    level,
    logger: (head[6] ?? '').replace(/:\d+$/, ''),
    message: line.slice(head[0].length),
    fields: { thread: Number(head[5]), source: head[6] ?? '' },
  };
}

/** Values of an access log line that are numbers. */
const numbers = new Set(['response_code', 'bytes_received', 'bytes_sent', 'duration', 'upstream_service_time']);

function parseAccess(line: string, formats: readonly LogFormat[]): ParsedLine | undefined {
  for (const format of formats) {
    const found = readLogLine(format, line);
    if (found === undefined) continue;
    return accessLine([...found]);
  }
  return undefined;
}

function accessLine(found: Iterable<readonly [string, string]>): ParsedLine {
  const fields: JsonObject = {};
  let time: string | undefined;
  for (const [name, value] of found) {
    if (name === 'start_time') time = value;
    define(fields, name, numbers.has(name) && /^\d{1,15}$/.test(value) ? Number(value) : value);
  }
  return { form: 'access', ...(time === undefined ? {} : { time }), fields };
}

/** A JSON access log, a line of Istio's log library with `--log_as_json`, or any other object. */
function parseJson(line: string, format: JsonLogFormat | undefined): ParsedLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  const text = (name: string): string | undefined => {
    const found = own(value, name);
    return typeof found === 'string' ? found : undefined;
  };
  const named = (of: (name: string) => string): ParsedLine =>
    accessLine(
      members
        .map(([name, member]) => [of(name), String(member)] as const)
        .filter(([, member]) => member !== '-' && member !== ''),
    );
  if (format !== undefined && format.size > 1 && [...format.keys()].every((name) => own(value, name) !== undefined))
    return named((name) => format.get(name) ?? name);
  if (text('start_time') !== undefined && own(value, 'response_code') !== undefined) return named((name) => name);
  const level = levelOf(text('level') ?? text('severity') ?? '');
  const message = text('msg') ?? text('message');
  const time = text('time') ?? text('ts') ?? text('timestamp');
  const logger = text('scope') ?? text('logger');
  const taken = new Set(['level', 'severity', 'msg', 'message', 'time', 'ts', 'timestamp', 'scope', 'logger']);
  const fields: JsonObject = {};
  for (const [name, member] of members) if (!taken.has(name)) define(fields, name, member);
  return {
    form: 'json',
    ...(time === undefined ? {} : { time }),
    ...(level === undefined ? {} : { level }),
    ...(logger === undefined ? {} : { logger }),
    ...(message === undefined ? {} : { message }),
    fields,
  };
}

/** Sets an own member, also one with a name such as `__proto__`. */
function define(object: JsonObject, name: string, value: Json): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

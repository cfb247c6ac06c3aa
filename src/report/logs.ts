import type { JsonObject } from '../base/json.js';
import type { ParsedLine } from '../live/loglines.js';
import { type Paint, paint, paintByName } from './paint.js';
import { sanitize } from './sanitize.js';

/** A line of a container's log as it is shown. */
export interface ShownLine {
  namespace: string;
  pod: string;
  container: string;
  /** When the kubelet read it, RFC 3339. */
  time: string;
  /** The line itself, from outside. */
  line: string;
  /** What it says part by part, where its form is known. */
  parsed: ParsedLine | undefined;
}

/** How lines of logs are drawn. */
export interface LogTextOptions {
  color: boolean;
  /** Before each line the time of the kubelet. */
  timestamps: boolean;
  /** Pods are of several namespaces. */
  namespaces: boolean;
  /** Where something looked for stands in a text, as pairs of start and end. */
  marks?: (text: string) => readonly (readonly [number, number])[];
}

/** A piece of a line and its colour; pieces are put together after what is looked for has been marked in them. */
type Piece = readonly [text: string, paint?: (text: string) => string];

/**
 * A line of a log as text, with its line break: the pod and the container in the pod's colour, then the parts of a known line in columns (time,
 * level, logger, message; of an access log line what was asked for and how it ended), any other line as it is. Nothing of it moves a terminal.
 */
export function renderLogLine(shown: ShownLine, options: LogTextOptions): string {
  const colors = paint(options.color);
  const own = paintByName(options.color, shown.pod);
  const pod = options.namespaces ? `${shown.namespace}/${shown.pod}` : shown.pod;
  const prefix = `${own(sanitize(pod))} ${colors.faint(own(sanitize(shown.container)))} `;
  const stamp = options.timestamps ? `${colors.faint(sanitize(shown.time))} ` : '';
  return `${prefix}${stamp}${marked(pieces(shown, colors, options.timestamps), options, colors)}\n`;
}

/** A line of a log as a value for `-o ndjson`. */
export function logRecord({ namespace, pod, container, time, line, parsed }: ShownLine): object {
  if (parsed === undefined) return { time, namespace, pod, container, line };
  const { form, level, logger, message, fields } = parsed;
  return {
    time,
    namespace,
    pod,
    container,
    line,
    form,
    ...(parsed.time === undefined ? {} : { loggedAt: parsed.time }),
    ...(level === undefined ? {} : { level }),
    ...(logger === undefined ? {} : { logger }),
    ...(message === undefined ? {} : { message }),
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
  };
}

/** Text of a log for a terminal: colours of its own are left out, every other escape sequence is shown instead of sent, tabs become spaces. */
export function cleanLine(line: string): string {
  return sanitize(
    line
      .replaceAll(/\x1b\[[\d;:]*m/g, '')
      .replaceAll('\t', '  ')
      .replace(/\r$/, ''),
  );
}

function pieces({ line, parsed, time }: ShownLine, colors: Paint, stamped: boolean): Piece[] {
  if (parsed === undefined || (parsed.form === 'json' && parsed.message === undefined)) return [[cleanLine(line)]];
  const at = clock(parsed.time) ?? clock(time);
  const when: Piece[] = stamped || at === undefined ? [] : [[at, colors.faint], [' ']];
  return parsed.form === 'access'
    ? [...when, ...accessPieces(parsed.fields, colors)]
    : [...when, ...messagePieces(parsed, colors)];
}

function messagePieces({ level = '', logger, message = '', fields }: ParsedLine, colors: Paint): Piece[] {
  const color = { error: colors.error, fatal: colors.error, warn: colors.warning }[level] ?? colors.faint;
  // Where in the sources a line was written, and by which thread, is in -o ndjson.
  const more = Object.entries(fields).filter(([name]) => name !== 'thread' && name !== 'source');
  return [
    [level.padEnd(5), color],
    [' '],
    ...(logger === undefined ? [] : ([[`${cleanLine(logger)}:`, colors.strong], [' ']] as const)),
    [cleanLine(message)],
    ...more.map(([name, value]): Piece => [` ${cleanLine(name)}=${shownValue(value)}`, colors.faint]),
  ];
}

function accessPieces(fields: JsonObject, colors: Paint): Piece[] {
  const text = (name: string): string => (Object.hasOwn(fields, name) ? shownValue(fields[name]) : '');
  const code = text('response_code');
  const http = text('method') !== '';
  const bad = http ? /^[05]/.test(code) : code !== '0' && code !== '';
  const request = http ? text('bytes_received') : text('bytes_sent');
  const response = http ? text('bytes_sent') : text('bytes_received');
  const what = http ? `${text('method')} ${text('path')}` : text('application_protocol');
  const details = [text('response_flags'), text('response_code_details'), text('connection_termination_details')];
  const faults = [...details, text('upstream_transport_failure_reason')].filter((part) => part !== '' && part !== 'via_upstream');
  const named = (name: string, value: string): Piece[] => (value === '' ? [] : [[` ${name} ${value}`, colors.faint]]);
  return [
    [code.padEnd(3), bad ? colors.error : colors.good],
    ...(what === '' ? [] : ([[` ${what}`]] as const)),
    ...(text('duration') === '' ? [] : ([[` ${text('duration')}ms`, colors.accent]] as const)),
    ...(faults.length === 0 ? [] : ([[` ${faults.join(', ')}`, bad ? colors.error : colors.warning]] as const)),
    ...(text('upstream_cluster') === '' ? [] : ([[` ${text('upstream_cluster')}`, colors.strong]] as const)),
    ...named('to', text('upstream_host')),
    ...named('for', text('downstream_remote_address')),
    ...named('route', text('route_name')),
    ...named('request', request === '' ? '' : `${request}B`),
    ...named('response', response === '' ? '' : `${response}B`),
    ...named('id', text('request_id')),
  ];
}

function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const clean = cleanLine(text ?? '');
  return typeof value === 'string' && /["= ]/.test(clean) ? JSON.stringify(clean) : clean;
}

/** `2026-11-21 08:51:30.777` of a time in RFC 3339; undefined of anything else. */
function clock(time: string | undefined): string | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(time ?? '');
  if (parts === null) return undefined;
  return `${parts[1]} ${parts[2]}.${(parts[3] ?? '').padEnd(3, '0')}${parts[4] === 'Z' ? '' : parts[4]}`;
}

function marked(all: readonly Piece[], { marks }: LogTextOptions, colors: Paint): string {
  const plain = (text: string): string => text;
  const drawn = ([text, color = plain]: Piece): string => (text.trim() === '' ? text : color(text));
  if (marks === undefined) return all.map(drawn).join('');
  const ranges = marks(all.map(([text]) => text).join(''));
  let at = 0;
  let out = '';
  for (const [text, color = plain] of all) {
    let done = 0;
    for (const [start, end] of ranges) {
      const from = Math.max(start - at, done);
      const to = Math.min(end - at, text.length);
      if (to <= from) continue;
      out += drawn([text.slice(done, from), color]) + colors.marked(color(text.slice(from, to)));
      done = to;
    }
    out += drawn([text.slice(done), color]);
    at += text.length;
  }
  return out;
}

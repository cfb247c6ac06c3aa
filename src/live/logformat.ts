import { isObject, own } from '../base/json.js';
import { textFormat } from '../controlplane/accesslog.js';
import type { MeshConfig } from '../resource/meshconfig.js';

/** A part of an access log format: text that stands as it is, or the value of a command operator. */
type Part = { text: string } | { field: string };

/** An access log format that can be read back out of a line. */
export interface LogFormat {
  parts: readonly Part[];
}

/** Names of the fields that operators give, as Aeraki's own JSON format names them; other operators by their own words. */
const names: Readonly<Record<string, string>> = {
  'REQ(X-META-PROTOCOL-APPLICATION-PROTOCOL)': 'application_protocol',
  'REQ(X-REQUEST-ID)': 'request_id',
  'REQ(X-FORWARDED-FOR)': 'forwarded_for',
  'REQ(:METHOD)': 'method',
  'REQ(X-ENVOY-ORIGINAL-PATH?:PATH)': 'path',
  'REQ(:AUTHORITY)': 'authority',
  'REQ(USER-AGENT)': 'user_agent',
  'RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)': 'upstream_service_time',
};

/** What Aeraki writes for MetaProtocol listeners where the mesh sets no format of its own. */
export const aerakiFormat = readLogFormat(textFormat);

/** What Istio writes for HTTP and TCP listeners where the mesh sets no format of its own. */
export const istioFormat = readLogFormat(
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%',
);

/** Reads a format in Envoy's notation, such as a mesh's `accessLogFormat`; its last line break is left out. */
export function readLogFormat(format: string): LogFormat {
  const parts: Part[] = [];
  let last = 0;
  const text = format.replace(/\r?\n$/, '');
  for (const match of text.matchAll(/%([A-Z_]+(?:\([^)%]*\))?(?::\d+)?)%/g)) {
    if (match.index > last) parts.push({ text: text.slice(last, match.index) });
    parts.push({ field: nameOf(match[1] ?? '') });
    last = match.index + match[0].length;
  }
  if (last < text.length) parts.push({ text: text.slice(last) });
  return { parts };
}

/** A format of JSON that a mesh sets: what each member of a line holds, by the member's name. */
export type JsonLogFormat = ReadonlyMap<string, string>;

/** The formats that a mesh configuration sets itself, beside those that are built in: of lines, and of JSON. */
export function meshLogFormats({ accessLogEncoding, accessLogFormat }: MeshConfig): { text?: LogFormat; json?: JsonLogFormat } {
  if (accessLogFormat.trim() === '') return {};
  if (accessLogEncoding === 'TEXT') return { text: readLogFormat(accessLogFormat) };
  let format: unknown;
  try {
    format = JSON.parse(accessLogFormat);
  } catch {
    return {};
  }
  if (!isObject(format)) return {};
  const members = Object.keys(format).map((key): [string, string] => {
    const value = own(format, key);
    const [operator] = typeof value === 'string' ? readLogFormat(value).parts : [];
    return [key, operator !== undefined && 'field' in operator ? operator.field : key];
  });
  return { json: new Map(members) };
}

function nameOf(operator: string): string {
  const bare = operator.replace(/:\d+$/, '');
  // START_TIME may say how the time is written, which is no part of its name.
  if (bare.startsWith('START_TIME')) return 'start_time';
  return Object.hasOwn(names, bare)
    ? (names[bare] ?? '')
    : bare
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^_+|_+$/g, '');
}

/**
 * The fields of a line that was written in a format, or undefined where it was not. `-` is what Envoy writes for a value that is not there: such a
 * field is left out. A value ends where the text after it first follows, so the time is linear in the line.
 */
export function readLogLine(format: LogFormat, line: string): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  let at = 0;
  for (const [index, part] of format.parts.entries()) {
    if ('text' in part) {
      if (!line.startsWith(part.text, at)) return undefined;
      at += part.text.length;
      continue;
    }
    const next = format.parts[index + 1];
    // Two values that touch cannot be told apart: the first takes all.
    const end = next === undefined ? line.length : 'text' in next ? line.indexOf(next.text, at) : line.length;
    if (end < 0) return undefined;
    const value = line.slice(at, end);
    if (value !== '-' && value !== '') fields.set(part.field, value);
    at = end;
  }
  return at === line.length ? fields : undefined;
}

/** A frame to start from. */
export interface Preset {
  name: string;
  summary: string;
  /** The text of `codec.yaml` for a protocol. */
  describe: (protocol: string) => string;
}

const errorCodes =
  'codes: {routeNotFound: 1, clusterNotFound: 2, noHealthyUpstream: 3, badResponse: 4, unspecified: 5, overLimit: 6}';

/** Every preset, the one that most private protocols are like first. */
export const presets: readonly Preset[] = [
  {
    name: 'keyvalue',
    summary: 'Length-prefixed, with a header map of key-value pairs: rules and mutations reach every header',
    describe: (protocol) => `protocol: ${protocol}
proxy: 1.4.2
byteOrder: big
frame: {length: frame_length, counts: frame, max: 16777216}
fields:
  - {name: magic, type: u16, value: 0xae10, meaning: marks a frame}
  - {name: version, type: u8, value: 1}
  - name: flags
    type: u8
    bits:
      - {name: kind, bit: 0, width: 2, meaning: "0 request, 1 response, 2 heartbeat"}
  - {name: frame_length, type: u32, meaning: bytes of the whole frame}
  - {name: request_id, type: u64}
  - {name: status, type: u16, meaning: 0 in a response that succeeded}
  - {name: headers_length, type: u16, meaning: bytes of the headers}
  - {name: headers, type: pairs, size: headers_length, keyLength: u16, valueLength: u16}
messageType:
  field: kind
  values: {request: 0, response: 1, heartbeat: 2}
requestId: request_id
status: {field: status, ok: 0}
attributes:
  - {pairs: headers}
mutation: headers
error:
  ${errorCodes}
  code: status
  set: {kind: 1}
  body: [message]
heartbeat:
  set: {kind: 2}
`,
  },
  {
    name: 'fixed',
    summary: 'A fixed header with a command, then the body',
    describe: (protocol) => `protocol: ${protocol}
proxy: 1.4.2
byteOrder: big
frame: {length: body_length, counts: afterHeader, max: 16777216}
fields:
  - {name: magic, type: u16, value: 0xae20, meaning: marks a frame}
  - {name: version, type: u8, value: 1}
  - {name: kind, type: u8, meaning: "0 request, 1 response, 2 heartbeat"}
  - {name: request_id, type: u32}
  - {name: command, type: u16}
  - {name: status, type: u16, meaning: 0 in a response that succeeded}
  - {name: body_length, type: u32, meaning: bytes of the body}
messageType:
  field: kind
  values: {request: 0, response: 1, heartbeat: 2}
requestId: request_id
status: {field: status, ok: 0}
attributes:
  - {name: command, field: command}
operation: [command]
error:
  ${errorCodes}
  code: status
  set: {kind: 1}
  copy: [command]
  body: [message]
heartbeat:
  set: {kind: 2}
`,
  },
  {
    name: 'awesomerpc',
    summary: "The layout of Aeraki's template project, as its encoder writes it: 13 bytes",
    describe: (protocol) => `protocol: ${protocol}
proxy: 1.4.2
byteOrder: big
frame: {length: pack_len, counts: frame, max: 1048576}
fields:
  - {name: version, type: i8}
  - {name: pack_flow, type: u32, meaning: request id}
  - {name: pack_len, type: u32, meaning: bytes of the whole packet}
  - {name: req_cmd, type: i16, meaning: command}
  - {name: rsp_code, type: i16, meaning: 0 in a response that succeeded}
requestId: pack_flow
status: {field: rsp_code, ok: 0}
attributes:
  - {name: cmd, field: req_cmd}
operation: [req_cmd]
error:
  ${errorCodes}
  code: rsp_code
  copy: [version, req_cmd]
`,
  },
  {
    name: 'text',
    summary: 'Lines of text: a verb, an id, a command and key=value words, ended by CR LF',
    describe: (protocol) => `protocol: ${protocol}
proxy: 1.4.2
frame: {delimiter: "\\r\\n", separator: " ", max: 65536}
fields:
  - {name: verb, type: word, meaning: "REQ, RES or PING"}
  - {name: request_id, type: decimal}
  - {name: command, type: word, meaning: the command of a request or OK or ERR<code> in a response}
  - {name: headers, type: pairs, meaning: key=value words}
messageType:
  field: verb
  values: {request: REQ, response: RES, heartbeat: PING}
requestId: request_id
status: {field: command, ok: OK}
attributes:
  - {name: command, field: command}
  - {pairs: headers}
operation: [command]
mutation: headers
error:
  ${errorCodes}
  set: {verb: RES, command: ERR}
  body: [{text: "code="}, code, {text: " message="}, message]
heartbeat:
  set: {verb: PING, command: OK}
`,
  },
];

/** The preset of a name. */
export function presetNamed(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name);
}

import type { Code } from '../../base/codes.js';
import type { Finding, Origin, Severity } from '../../base/finding.js';
import type { Path } from '../../base/path.js';
import { type Description, errorTypes } from './types.js';

/** Protocols that the proxy has a codec for, or that Istio gives a meaning. */
const taken = ['dubbo', 'thrift', 'brpc', 'trpc'];

/** Protocols whose C++ namespace would have the name of something in the proxy's own. */
const ambiguous = ['codec', 'config', 'decoder', 'error', 'metadata', 'mutation', 'route', 'router', 'stream', 'tracing'];

/**
 * The rules on a whole description: names as the control plane splits them (the protocol is the third part of a port's name, cut at `-`), what the
 * proxy drops, and what nobody can route on.
 */
export function checkDescription(description: Description, origin: Origin): Finding[] {
  const findings: Finding[] = [];
  const note = (code: Code, severity: Severity, path: Path, message: string, fix?: string): void => {
    findings.push({ code, severity, message, path, origin, ...(fix === undefined ? {} : { fix }) });
  };
  const { protocol, codec, messageType, error } = description;
  if (!/^[a-z][a-z0-9]{0,31}$/.test(protocol)) {
    const why = protocol.includes('-') ? ': Aeraki cuts the name of a port at `-` and would look for a shorter protocol' : '';
    const message = `\`${protocol}\` cannot be the name of a protocol${why}.`;
    note('AER0901', 'error', ['protocol'], message, 'Use up to 32 lower-case letters and digits, a letter first.');
  } else if (ambiguous.includes(protocol)) {
    const message = `\`${protocol}\` would be a namespace that the proxy has a class or a namespace of the same name for.`;
    note('AER0902', 'error', ['protocol'], message, `Choose another name, such as \`my${protocol}\`.`);
  } else if (taken.includes(protocol) || protocol === 'metaprotocol') {
    const message = `\`${protocol}\` is a protocol that the proxy has already.`;
    note('AER0902', 'error', ['protocol'], message, `Choose a name of your own, such as \`my${protocol}\`.`);
  }
  const derived = codec === `aeraki.meta_protocol.codec.${protocol}`;
  if (!derived && (!/^[a-z][a-z0-9_.]*$/.test(codec) || taken.some((name) => codec === `aeraki.meta_protocol.codec.${name}`))) {
    const message = `\`${codec}\` cannot be the name a codec is registered under.`;
    note('AER0901', 'error', ['codec'], message, 'Leave `codec` out: the name is then made from the protocol.');
  }
  const types = [...(messageType?.values.values() ?? [])];
  if (types.includes('oneway')) {
    const message = 'The proxy drops one-way messages: they are counted and never forwarded.';
    note(
      'AER0907',
      'warning',
      ['messageType', 'values', 'oneway'],
      message,
      'Where the server answers them after all, call them `request`.',
    );
  }
  if (messageType !== undefined && !types.includes('request') && !types.includes('streamInit')) {
    const message = 'No value means `request`: nothing that a client sends would be forwarded.';
    note('AER0906', 'error', ['messageType', 'values'], message, 'Say which values are requests.');
  }
  if (messageType !== undefined && !types.includes('response')) {
    note(
      'AER0906',
      'error',
      ['messageType', 'values'],
      'No value means `response`: no answer would be understood.',
      'Say which values are responses.',
    );
  }
  if (types.some((type) => type.startsWith('stream')) && description.streamId === undefined) {
    note(
      'AER0906',
      'error',
      ['messageType', 'values'],
      'There are streams, but nothing tells one from another.',
      'Name the field as `streamId`.',
    );
  }
  if (types.includes('heartbeat') && description.heartbeat === undefined) {
    note(
      'AER0914',
      'error',
      [],
      'There are heartbeats, but no reply to them; the proxy answers them itself.',
      'Describe `heartbeat`: what the reply sets.',
    );
  }
  if (description.heartbeat !== undefined && !types.includes('heartbeat')) {
    note(
      'AER0914',
      'error',
      ['heartbeat'],
      'No value of the message type means `heartbeat`.',
      'Say which value does, or leave `heartbeat` out.',
    );
  }
  if (description.attributes.length === 0) {
    const message =
      'There are no attributes: rules cannot tell one request from another, and a rule with a match matches nothing.';
    note('AER0909', 'warning', [], message, 'Name the fields that rules shall match on as `attributes`.');
  }
  if (description.requestId === undefined) {
    const message = 'No field is the request id: requests cannot share a connection to the server.';
    note('AER0911', 'info', [], message, 'Name it as `requestId` where the protocol has one.');
  }
  if (description.mutation === undefined) {
    const message = 'The protocol has no place for mutations: request mutations, tracing and peer metadata do not pass.';
    note('AER0912', 'info', [], message, 'Name pairs as `mutation` where the protocol has a header map.');
  }
  if (new Set(errorTypes.map((type) => error.codes[type])).size === 1) {
    const message = 'All six errors have the same code, so a client cannot tell an overload from a missing route.';
    note('AER0910', 'warning', ['error', 'codes'], message);
  }
  checkReplies(description, note);
  return findings;
}

type Note = (code: Code, severity: Severity, path: Path, message: string, fix?: string) => void;

/** The replies must be frames that a client understands: of a type that is no request, with a status that is an error. */
function checkReplies(description: Description, note: Note): void {
  const { messageType, error, heartbeat, status } = description;
  if (messageType !== undefined) {
    for (const [reply, path] of [
      [error, 'error'],
      [heartbeat, 'heartbeat'],
    ] as const) {
      if (reply === undefined) continue;
      const value = reply.set.get(messageType.field);
      const type = value === undefined ? undefined : messageType.values.get(value);
      const fits = path === 'error' ? type === 'response' || type === 'error' : type !== undefined && type !== 'request';
      if (fits || constantOf(description, messageType.field)) continue;
      const message = `The reply does not set \`${messageType.field}\` to a value that means ${path === 'error' ? 'a response or an error' : 'a heartbeat or a response'}.`;
      const wanted = [...messageType.values].find(([, meant]) =>
        path === 'error' ? meant === 'response' : meant === 'heartbeat',
      )?.[0];
      note(
        'AER0910',
        'error',
        [path],
        message,
        wanted === undefined ? undefined : `Add \`set: {${messageType.field}: ${wanted}}\`.`,
      );
    }
  }
  if (description.framing.by === 'delimiter') checkLines(description, description.framing, note);
  if (status === undefined || error.code !== status.field) return;
  for (const type of errorTypes) {
    if (!status.ok.includes(error.codes[type])) continue;
    note(
      'AER0910',
      'error',
      ['error', 'codes', type],
      `The code ${error.codes[type]} of ${type} means success to the client.`,
      'Choose another code.',
    );
  }
}

/** What a reply in a line sets must be words, and nothing in it may end the line. */
function checkLines(description: Description, framing: { delimiter: string; separator: string }, note: Note): void {
  for (const [path, reply] of [
    ['error', description.error],
    ['heartbeat', description.heartbeat],
  ] as const) {
    for (const [name, literal] of reply?.set ?? []) {
      if (
        typeof literal !== 'string' ||
        (literal !== '' && ![...literal].some((byte) => (framing.delimiter + framing.separator).includes(byte)))
      )
        continue;
      note('AER0913', 'error', [path, 'set', name], `\`${literal}\` is not one word.`);
    }
    for (const [index, part] of (reply?.body ?? []).entries()) {
      const ends = part.part === 'bytes' && [...part.bytes].some((byte) => framing.delimiter.includes(byte));
      if (ends)
        note('AER0910', 'error', [path, 'body', index], 'This piece holds bytes of the delimiter, which would end the reply.');
      if (part.part === 'code' || part.part === 'messageLength')
        note(
          'AER0910',
          'error',
          [path, 'body', index],
          'A line holds text, no integers of fixed size.',
          'Write `code`, which is the code in decimal.',
        );
    }
  }
  if (description.error.message !== undefined)
    note('AER0910', 'error', ['error', 'message'], 'A message in a line stands in the body.', 'Put `message` into `body`.');
}

function constantOf(description: Description, name: string): boolean {
  return description.fields.some((field) => field.name === name && 'constant' in field && field.constant !== undefined);
}

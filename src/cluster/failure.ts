import { asList, asNumber, asObject, isObject, type JsonObject, own } from '../base/json.js';
import { textAt } from '../resource/core.js';
import { ClusterError, type ClusterErrorKind, type StatusCause } from './errors.js';
import type { Cluster } from './types.js';
import type { RequestMeaning } from './wording.js';

/** Who was asked. */
type Asked = Pick<Cluster, 'context' | 'server' | 'proxy' | 'tellCredentials'>;

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function through({ context, server, proxy }: Asked): string {
  return `context ${context}, ${server}${proxy === undefined ? '' : ` through the proxy ${proxy}`}`;
}

/** A sentence with a full stop at its end, without the words that each component puts before what another has said. */
export function sentence(text: string): string {
  const trimmed = text.trim().replace(/^(?:Internal error occurred: )+/, '');
  return /[.!?:]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** The server's answer if it is a Status of Kubernetes. */
function statusOf(body: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) && own(value, 'kind') === 'Status' ? value : undefined;
  } catch {
    return undefined;
  }
}

function causesOf(status: JsonObject | undefined): StatusCause[] {
  const details = status && asObject(own(status, 'details'));
  return asList(details && own(details, 'causes')).flatMap((item) => {
    const cause = asObject(item);
    return cause === undefined
      ? []
      : [{ reason: textAt(cause, 'reason'), message: textAt(cause, 'message'), field: textAt(cause, 'field') }];
  });
}

/** An answer of the API server that is not the one wished for. `body` is its beginning. */
export function refusal(asked: Asked, request: RequestMeaning, code: number, body: string): ClusterError {
  const status = statusOf(body);
  const plain = body.trim().startsWith('<') ? '' : body.trim().slice(0, 500);
  const message = (status === undefined ? plain : textAt(status, 'message')) || `HTTP status ${code}`;
  const { kind, fix } = judge(asked, request, code, message, status);
  return new ClusterError(kind, `Could not ${request.words}: ${sentence(message)} (${through(asked)})`, {
    status: code,
    causes: causesOf(status),
    ...(fix === undefined ? {} : { fix }),
  });
}

interface Judgement {
  kind: ClusterErrorKind;
  fix?: string | undefined;
}

function judge(asked: Asked, request: RequestMeaning, code: number, message: string, status: JsonObject | undefined): Judgement {
  const admission = admissionOf(message);
  if (admission !== undefined && code !== 401 && code !== 404) return admission;
  const reason = textAt(status, 'reason');
  switch (code) {
    case 401:
      return {
        kind: 'unauthorized',
        fix: `The credentials of the context ${asked.context} are missing, wrong or have expired. ${asked.tellCredentials?.() ?? ''} Log in again as your cluster wants it, or choose another context with --context.`,
      };
    case 403:
      return / cannot [a-z]+ (?:resource|path) /.test(message)
        ? { kind: 'forbidden', fix: grant(request, message) }
        : { kind: 'denied', fix: 'An admission plugin of the API server refuses it: its message says which rule has to be met.' };
    case 404:
      return { kind: 'not-found', fix: missing(request, message, status) };
    case 409:
      return {
        kind: 'conflict',
        fix:
          reason === 'AlreadyExists'
            ? 'Choose another name, or change the one that exists.'
            : causesOf(status).some((cause) => cause.reason === 'FieldManagerConflict')
              ? 'Leave those fields to their manager, or take them over with --force-conflicts.'
              : 'Somebody else has changed it meanwhile: run the command again.',
      };
    case 410:
      return { kind: 'gone', fix: 'The state that was read is too old: run the command again.' };
    case 429:
      return { kind: 'throttled', fix: 'The API server has too much to do. Try again later, with fewer requests at once.' };
    case 400:
      if (/HTTP request to an HTTPS server/.test(message))
        return { kind: 'config', fix: 'The server of the kubeconfig begins with http://: it has to be https://.' };
      return { kind: 'invalid' };
    case 405:
    case 413:
    case 415:
    case 422:
      return { kind: 'invalid' };
    default:
      // A server-side apply whose types do not fit is answered with 500.
      if (/strict decoding error|field not declared in schema|failed to create typed patch object/.test(message))
        return { kind: 'invalid' };
      return {
        kind: 'server',
        fix: `The API server, or a proxy in front of it, has failed. \`kubectl --context ${asked.context} get --raw '/readyz?verbose'\` says what it lacks.`,
      };
  }
}

/** What admission control says, told apart from the server's own trouble by its fixed words. */
function admissionOf(message: string): Judgement | undefined {
  const denied = /admission webhook "([^"]+)" denied the request/.exec(message);
  if (denied !== null)
    return { kind: 'denied', fix: `The webhook ${denied[1]} refuses it: its message says which rule has to be met.` };
  if (/ValidatingAdmissionPolicy .* denied request/.test(message))
    return {
      kind: 'denied',
      fix: 'A ValidatingAdmissionPolicy of this cluster refuses it: its message says which rule has to be met.',
    };
  const failed = /failed calling webhook "([^"]+)"/.exec(message);
  if (failed === null) return undefined;
  const why = /deadline exceeded|timeout|Timeout/.test(message)
    ? 'did not answer in time'
    : /x509|tls:|certificate/.test(message)
      ? 'has a certificate that the API server does not trust'
      : 'could not be reached';
  return {
    kind: 'denied',
    fix: `The webhook ${failed[1]} ${why}, and nothing of this kind is accepted until it does. See that its pods run and its Service has endpoints; \`kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations\` names its configuration.`,
  };
}

/** Commands that give the permission that is missing. */
function grant(request: RequestMeaning, message: string): string | undefined {
  const said =
    /User "([^"]*)" cannot (\S+) resource "([^"]*)" in API group "([^"]*)"(?: in the namespace "([^"]*)"| at the cluster scope)?/.exec(
      message,
    );
  const user = said?.[1] ?? /User "([^"]*)"/.exec(message)?.[1] ?? '';
  const path = /cannot (\S+) path "([^"]*)"/.exec(message);
  const verb = said?.[2] ?? path?.[1] ?? request.verb;
  if (verb === '') return undefined;
  const [plural = '', ...below] = (said?.[3] ?? request.plural).split('/');
  const group = said?.[4] ?? request.group;
  const subresource = below.length > 0 ? below.join('/') : said === null ? request.subresource : '';
  const resource = `${plural}${group === '' ? '' : `.${group}`}${subresource === '' ? '' : `/${subresource}`}`;
  const namespace = said === null ? request.namespace : (said[5] ?? '');
  const role = namespace === '' ? 'clusterrole' : 'role';
  const name = `${verb}-${path === null ? plural : 'path'}${subresource === '' ? '' : `-${subresource.replaceAll('/', '-')}`}`;
  const space = namespace === '' ? '' : ` -n ${namespace}`;
  const what = path === null ? `--resource=${resource}` : `--non-resource-url=${path[2]}`;
  const account = /^system:serviceaccount:([^:]+:[^:]+)$/.exec(user)?.[1];
  const subject = account === undefined ? `--user=${shellWord(user || 'USER')}` : `--serviceaccount=${account}`;
  return [
    `The permission to ${verb} ${path === null ? resource : path[2]}${namespace !== '' ? ` in namespace ${namespace}` : path === null ? ' in the whole cluster' : ''} is missing. Who may grant it runs:`,
    // Newer API servers want create for these too, whatever the way they are asked.
    `kubectl create ${role} ${name} --verb=${verb}${/^(?:exec|portforward)$/.test(subresource) && verb !== 'create' ? ',create' : ''} ${what}${space}`,
    `&& kubectl create ${role}binding ${name} --${role}=${name} ${subject}${space}`,
  ].join(' ');
}

function shellWord(text: string): string {
  return /^[\w.:@/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function missing(request: RequestMeaning, message: string, status: JsonObject | undefined): string | undefined {
  const details = status && asObject(own(status, 'details'));
  if (/^namespaces "/.test(message)) return 'Create the namespace first, or name another one with -n.';
  const kindUnknown = request.plural !== '' && !textAt(details, 'name') && !/" not found$/.test(message);
  if (!kindUnknown) return undefined;
  return request.group === ''
    ? `The server does not know "${request.plural}": is ${request.words} meant for another cluster?`
    : `The kind ${request.plural}.${request.group} is not installed in this cluster: its CustomResourceDefinition is missing or has another version.`;
}

/** Whether an answer says when to try again, in milliseconds. */
export function retryAfterMs(header: string | undefined, body: string): number | undefined {
  const seconds =
    header === undefined ? undefined : /^\d{1,6}$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  if (seconds !== undefined && !Number.isNaN(seconds)) return Math.max(0, seconds * 1000);
  const status = statusOf(body);
  const details = status && asObject(own(status, 'details'));
  const given = details && asNumber(own(details, 'retryAfterSeconds'));
  return given === undefined ? undefined : given * 1000;
}

/** Whether the connection, not the server, is at fault, so that another one may do. */
export function isBroken(error: unknown): boolean {
  return /^(?:ECONNRESET|EPIPE|ECONNABORTED|ECONNREFUSED|ERR_STREAM_PREMATURE_CLOSE|Z_BUF_ERROR|HPE_INVALID_EOF_STATE)$/.test(
    errorCode(error),
  );
}

/** Whether no byte of a request can have reached the server. */
export function isBeforeSending(error: unknown): boolean {
  return /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(errorCode(error));
}

const isItRight =
  'Is it the right context (--context)? Is the cluster running, and the VPN or proxy (HTTPS_PROXY, NO_PROXY) set as it needs it?';

/** An error of the connection, in words. */
export function connectionFailure(asked: Asked, request: RequestMeaning, error: unknown): ClusterError {
  if (error instanceof ClusterError) return error;
  const code = errorCode(error);
  const told = (kind: ClusterErrorKind, what: string, fix: string): ClusterError =>
    new ClusterError(kind, `Could not ${request.words}: ${what} (${through(asked)})`, { fix, cause: error });
  const { host } = new URL(asked.server);
  const plain: Record<string, string> = {
    ECONNREFUSED: `nothing listens at ${host}.`,
    ENOTFOUND: `the name ${host} is not known.`,
    EAI_AGAIN: `the name ${host} cannot be looked up just now.`,
    EHOSTUNREACH: `there is no way to ${host}.`,
    ENETUNREACH: `there is no network that leads to ${host}.`,
    ETIMEDOUT: `${host} does not answer.`,
    ECONNRESET: `the connection to ${host} broke.`,
    EPIPE: `the connection to ${host} broke.`,
    ERR_STREAM_PREMATURE_CLOSE: `the answer of ${host} broke off.`,
    Z_BUF_ERROR: `the answer of ${host} broke off.`,
  };
  if (asked.proxy !== undefined && !/^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HPE_)/.test(code))
    return told(
      'unreachable',
      `${/^Bad response: \d+$/.test(messageOf(error)) ? `the proxy refuses a tunnel to ${host} with HTTP status ${messageOf(error).slice(14)}` : `there is no way through the proxy: ${messageOf(error)}`}.`,
      'Check proxy-url of the kubeconfig and the environment variables HTTPS_PROXY and NO_PROXY.',
    );
  if (Object.hasOwn(plain, code)) return told('unreachable', plain[code] ?? '', isItRight);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return told(
      'certificate',
      `the certificate of ${host} is for other names: ${namesOf(error)}.`,
      'Correct the server in the kubeconfig, or give the name that the certificate bears as its tls-server-name.',
    );
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return told(
      'certificate',
      `the certificate of ${host} ${code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'}.`,
      "Renew the API server's certificate, and check the clock of this machine.",
    );
  if (/^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_)/.test(code))
    return told(
      'certificate',
      `the certificate of ${host} is signed by an authority that the kubeconfig does not trust (${messageOf(error)}).`,
      `Put the cluster's certificate authority into certificate-authority-data of the cluster that the context ${asked.context} names; the cluster may have been made anew.`,
    );
  if (/ALERT|HANDSHAKE_FAILURE/i.test(code) && /certificate|unknown.ca/i.test(`${code} ${messageOf(error)}`))
    return told(
      'unauthorized',
      `${host} refuses the client certificate.`,
      `Renew the client certificate of the context ${asked.context}, or choose another context with --context.`,
    );
  if (/WRONG_VERSION_NUMBER|EPROTO|^ERR_SSL|^ERR_TLS/.test(code))
    return told(
      'unreachable',
      `${host} does not speak TLS as expected (${messageOf(error)}).`,
      'Check the server in the kubeconfig: http:// or https://, host and port.',
    );
  if (/^HPE_/.test(code))
    return told(
      'unreachable',
      `${host} does not answer in HTTP.`,
      'Check the server in the kubeconfig: http:// or https://, host and port.',
    );
  return told('unreachable', `the connection to ${host} failed: ${messageOf(error)}.`, isItRight);
}

/** The names that a certificate is for, which Node hands on with its error. */
function namesOf(error: unknown): string {
  const certificate = error instanceof Error && 'cert' in error ? error.cert : undefined;
  return isObject(certificate) ? textAt(certificate, 'subjectaltname') || 'none at all' : messageOf(error);
}

/** A request that took longer than it may; `cause` is what it was doing. */
export function timedOut(asked: Asked, request: RequestMeaning, timeoutMs: number, cause?: unknown): ClusterError {
  const seconds = `${timeoutMs / 1000} s`;
  if (errorCode(cause) === 'ERR_CONNECTING')
    return new ClusterError(
      'timeout',
      `Could not ${request.words}: ${new URL(asked.server).host} does not take a connection within ${seconds}. (${through(asked)})`,
      { fix: `${isItRight} Or give it longer with --request-timeout.` },
    );
  return new ClusterError('timeout', `Could not ${request.words}: no full answer within ${seconds}. (${through(asked)})`, {
    fix: 'Give it longer with --request-timeout, such as 2m; 0 waits for as long as it takes.',
  });
}

/** A request that was given up because the user ended the program. */
export function interrupted(request: RequestMeaning): ClusterError {
  return new ClusterError('interrupted', `Interrupted: ${request.words}.`);
}

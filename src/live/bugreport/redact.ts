import { asObject, asString, isObject, type Json, type JsonObject, own } from '../../base/json.js';

/** What stands for a secret that is not shown. */
export const hidden = '<redacted>';

/** Members everything below which is secret: passwords in EnvoyFilters and dumps, private keys of certificates. */
const secretBelow = /pass(?:word|wd|phrase)|private_?key(?!_?provider)|session_?ticket_?keys|^requirepass$|^masterauth$/i;
/** Members whose own text is secret. `secretName` and the like name one, and are none. */
const secretText = /(?:secret|token|api_?key|access_?key|signing_?key|encryption_?key|credential|authorization|cookie)s?$/i;
/** Environment variables, headers and arguments that hold a secret. Istio's SECRET_TTL and TOKEN_AUDIENCES do not. */
const secretName =
  /(?:pass(?:word|wd|phrase)?|secret|token|(?:api|access|private|signing|encryption|secret)[_-]?key|credentials?|requirepass|masterauth|(?:^|[_-])auth|authorization|cookie)s?$/i;
/** Texts that are no secrets whatever they are called. */
const harmless =
  /^(?:|true|false|null|none|default|ROOTCA|third-party-jwt|first-party-jwt|trace|debug|info|warning|error|critical|off|\[redacted\]|W3JlZGFjdGVkXQ==|[\d.]{1,5}|(?:\d+(?:ms|s|m|h))+)$/;
/** Texts that are hidden in their place, but not looked for elsewhere: names that half of a report consists of. */
const everywhere = /^(?:[\w-]+\.)+(?:svc|local|svc\.cluster\.local)$|^[\d.]+(?::\d+)?$|^istio[\w-]*$|^\/[\w./-]+$/;

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Private keys in PEM, also cut off at the end, with real line breaks or with those of JSON, and with a log's time before each line. */
const pem =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?:\\+[nr]|[A-Za-z0-9+/=\s:,.-])*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|(?!\\+[nr]|[A-Za-z0-9+/=\s:,.-]))/g;
const pemEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/;
/** Base64 of `-----BEGIN `; what follows tells whether it is a key. */
const encodedPem = /LS0tLS1CRUdJTi[A-Za-z0-9+/=]{20,}/g;
const jwt = /\beyJ[\w-]{8,}\.eyJ[\w-]{2,}\.[\w-]*/g;
const scheme = /\b(Bearer|Basic|Digest|Negotiate)(\s{1,3}|%20)([A-Za-z0-9._~+/=-]{6,})/gi;
const userinfo = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>]{0,256}):([^\s/@"'<>]{1,256})@/gi;
const assignment =
  /(\b[\w.-]{0,64}(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|requirepass|masterauth|authorization|cookie)\\?["']?[ \t]{0,3}[=:][ \t]{0,3})(?:(\\?["'])(.{1,4096}?)\2|\\?["']?([^\s"',;&)}\]\\]{1,4096}))/gi;
const redisAuth = /\b(AUTH|requirepass|masterauth)(\s{1,3}|\\?["'],?\s{0,3}\\?["'])([^\s"',\\]{3,256})/g;
const awsKey = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;
/** A text without any of this holds nothing that the patterns above find. */
const suspicious =
  /PRIVATE KEY|LS0tLS1CRUdJTi|eyJ|bearer|basic|digest|negotiate|:\/\/|pass|secret|token|key|auth|cookie|AKIA|ASIA/i;

/** Hides keys in PEM that are cut off at their beginning: the lines of Base64 before an end without a beginning. */
function hideKeyEnds(text: string, hide: () => string): string {
  let rest = text;
  let done = '';
  for (let end = pemEnd.exec(rest); end !== null; end = pemEnd.exec(rest)) {
    const lines = rest.slice(0, end.index).split(/(\\n|\r?\n)/);
    let last = lines.length;
    while (last >= 2 && /^[A-Za-z0-9+/=]*$/.test(lines[last - 1] ?? '') && (lines[last - 1] !== '' || last === lines.length))
      last -= 2;
    const first = (lines[last - 1] ?? '').replace(/[A-Za-z0-9+/=]{16,}$/, '');
    done += `${lines.slice(0, Math.max(0, last - 1)).join('')}${first}${hide()}`;
    rest = rest.slice(end.index + end[0].length);
  }
  return done + rest;
}

/** Redacts what is put into an archive. It learns the secrets that it meets in structured values, and hides them wherever else they stand. */
export interface Redactor {
  /** Takes in the secrets that objects hold, before anything is written, so that the first log does not show them. */
  learnFrom(objects: readonly JsonObject[]): void;
  /** A value with its secrets hidden. */
  json(value: Json): Json;
  /** A text with its secrets hidden. */
  text(text: string): string;
  /** How many secrets were hidden so far. */
  readonly count: number;
}

/** A redactor that hides nothing, for `--include-secrets`. */
export const showAll: Redactor = { learnFrom: () => undefined, json: (value) => value, text: (text) => text, count: 0 };

/** Makes a redactor. */
export function redactor(): Redactor {
  const known = new Set<string>();
  let pattern: RegExp | undefined;
  let count = 0;
  const hide = (): string => {
    count++;
    return hidden;
  };
  /** From now on hidden everywhere, also encoded. Not below 6 characters: that would hide half of every log. */
  const learn = (secret: string): void => {
    const bare = secret.trim();
    if (bare.length < 6 || bare.length > 16_384 || known.size >= 20_000) return;
    if (bare.startsWith(hidden) || harmless.test(bare) || everywhere.test(bare)) return;
    const encoded = Buffer.from(bare, 'utf8').toString('base64');
    const forms = [secret, bare, JSON.stringify(bare).slice(1, -1), encodeURIComponent(bare.replace(/\p{Cs}/gu, ''))];
    forms.push(encoded.replace(/=+$/, ''), Buffer.from(`${bare}\n`, 'utf8').toString('base64'));
    for (const form of forms) if (form.length >= 6) known.add(form);
    pattern = undefined;
  };
  const hideKnown = (text: string): string => {
    if (known.size === 0) return text;
    // The longest first, so that no part of one is left.
    pattern ??= new RegExp(
      [...known]
        .sort((a, b) => b.length - a.length)
        .map((form) => form.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'))
        .join('|'),
      'g',
    );
    return text.replace(pattern, hide);
  };
  const text = (given: string): string => {
    const bare = hideKnown(given);
    if (!suspicious.test(bare)) return bare;
    return hideKeyEnds(bare.replace(pem, hide), hide)
      .replace(encodedPem, (encoded) =>
        Buffer.from(encoded, 'base64').toString('latin1').includes('PRIVATE KEY') ? hide() : encoded,
      )
      .replace(jwt, hide)
      .replace(scheme, (whole, name: string, gap: string, value: string) =>
        // `basic authentication` is no credential.
        /^[a-z]+$/i.test(value) && !/^bearer$/i.test(name) ? whole : `${name}${gap}${hide()}`,
      )
      .replace(userinfo, (_whole, before: string) => `${before}:${hide()}@`)
      .replace(assignment, (whole, before: string, quote: string | undefined, quoted: string | undefined, plain: string) => {
        const value = quoted ?? plain;
        if (value.includes(hidden) || harmless.test(value) || /^(?:[[{<(]|kubernetes:|file-root:|file-cert:)/.test(value))
          return whole;
        // `authorization: Bearer <redacted>` has been dealt with.
        if (/^(?:Bearer|Basic|Digest|Negotiate)$/i.test(value)) return whole;
        return `${before}${quote ?? ''}${hide()}${quote ?? ''}`;
      })
      .replace(redisAuth, (whole, command: string, gap: string, value: string) =>
        value.startsWith(hidden) ? whole : `${command}${gap}${hide()}`,
      )
      .replace(awsKey, hide);
  };

  /** Hides every text below, and learns it. */
  const conceal = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(conceal);
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, conceal(member)]));
    if (value === null || typeof value === 'boolean' || value === '' || value === '[redacted]' || value === 'W3JlZGFjdGVkXQ==')
      return value;
    learn(String(value));
    return hide();
  };
  const concealData = (value: Json | undefined, encoded: boolean): Json =>
    Object.fromEntries(
      Object.entries(asObject(value) ?? {}).map(([key, member]): [string, Json] => {
        const clear = encoded ? Buffer.from(String(member), 'base64').toString('utf8') : String(member);
        learn(clear);
        return [key, `${hide()} (${Buffer.byteLength(clear)} bytes)`];
      }),
    );
  /** A schema has fields that are named after secrets, and holds none. */
  const schema = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(schema);
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, schema(member)])) : value;
  };
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return list(value);
    if (!isObject(value)) return value;
    if (own(value, 'kind') === 'CustomResourceDefinition')
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, key === 'spec' ? schema(member) : json(member)]),
      );
    const isSecret = own(value, 'kind') === 'Secret' && own(value, 'apiVersion') === 'v1';
    const name = asString(own(value, 'name')) ?? asString(own(value, 'key'));
    const holdsSecret = name !== undefined && secretName.test(name);
    return Object.fromEntries(
      Object.entries(value).map(([key, member]): [string, Json] => {
        if (isSecret && key === 'data') return [key, concealData(member, true)];
        if (isSecret && key === 'stringData') return [key, concealData(member, false)];
        if (key === lastApplied) return [key, hide()];
        const secret =
          secretBelow.test(key) ||
          (typeof member === 'string' && ((holdsSecret && key === 'value') || secretText.test(key)) && !harmless.test(member));
        return [key, secret ? conceal(member) : json(member)];
      }),
    );
  };
  /** Arguments of a command: what follows `--password` is one too. */
  const list = (items: Json[]): Json[] =>
    items.map((item, index) => {
      const before = items[index - 1];
      const follows = typeof before === 'string' && /^--?[\w-]{1,64}$/.test(before) && secretName.test(before);
      return follows && typeof item === 'string' && !item.startsWith('-') ? conceal(item) : json(item);
    });
  return {
    learnFrom: (objects) => {
      const before = count;
      for (const object of objects) json(object);
      count = before;
    },
    json,
    text,
    get count() {
      return count;
    },
  };
}

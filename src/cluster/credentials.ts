import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { asList, asObject, asString, isObject, type JsonObject, own } from '../base/json.js';
import { reasonOf } from '../manifest/read.js';
import { ClusterError } from './errors.js';
import { type Entry, entryPath, entryText } from './kubeconfig.js';
import { runPlugin } from './plugin.js';
import type { ConnectOptions } from './types.js';

/** Who a request is made by: headers, and the client certificate where there is one. */
export interface Identity {
  headers: Record<string, string | string[]>;
  cert?: string | Buffer;
  key?: string | Buffer;
  /** When it has to be had anew, in milliseconds since 1970; undefined: it stays. */
  until?: number;
}

/** Where identities come from. */
export interface Credentials {
  get(): Promise<Identity>;
  /** Drops what was had; true where the next may be another. */
  renew(): boolean;
}

/** How long a token is kept that a file holds: a kubelet changes it before it expires. As client-go's cachingTokenSource. */
const tokenFileMs = 60_000;

/** Bytes of a file or of base64 data, of which the data counts, as in kubectl; undefined where neither is given. */
export function fileOrData(entry: Entry, key: string, what: string): Buffer | undefined {
  const data = entryText(entry.value, `${key}-data`);
  if (data !== '') return Buffer.from(data, 'base64');
  const path = entryPath(entry, key);
  return path === '' ? undefined : readCredential(path, what, entry.file);
}

function readCredential(path: string, what: string, kubeconfig: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ClusterError('config', `The ${what} ${path}, which ${kubeconfig} names, cannot be read: ${reasonOf(error)}.`, {
      fix: 'Restore the file, or correct its path in the kubeconfig.',
    });
  }
}

/** The credentials of a kubeconfig's user. `cluster` is what a plugin may be told of the cluster. */
export function credentialsOf(user: Entry, options: ConnectOptions, cluster: JsonObject): Credentials {
  let kept: Promise<Identity> | undefined;
  let until: number | undefined;
  const changing = own(user.value, 'exec') !== undefined || entryPath(user, 'tokenFile') !== '';
  return {
    async get() {
      if (until !== undefined && Date.now() >= until) kept = undefined;
      kept ??= identityOf(user, options, cluster);
      try {
        const identity = await kept;
        until = identity.until;
        return identity;
      } catch (error) {
        kept = undefined;
        throw error;
      }
    },
    renew() {
      kept = undefined;
      return changing;
    },
  };
}

async function identityOf(user: Entry, options: ConnectOptions, cluster: JsonObject): Promise<Identity> {
  const cert = fileOrData(user, 'client-certificate', 'client certificate');
  const key = fileOrData(user, 'client-key', 'key of the client certificate');
  const headers = impersonation(user.value, options);
  const identity: Identity = { headers, ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) };
  const tokenFile = entryPath(user, 'tokenFile');
  const token =
    tokenFile === '' ? entryText(user.value, 'token') : readCredential(tokenFile, 'token', user.file).toString().trim();
  const name = entryText(user.value, 'username');
  if (token !== '') headers['authorization'] = bearer(token);
  else if (name !== '')
    headers['authorization'] = `Basic ${Buffer.from(`${name}:${entryText(user.value, 'password')}`).toString('base64')}`;
  else if (own(user.value, 'auth-provider') !== undefined) headers['authorization'] = bearer(providerToken(user));
  if (tokenFile !== '') return { ...identity, until: Date.now() + tokenFileMs };
  const exec = own(user.value, 'exec');
  if (!isObject(exec) || headers['authorization'] !== undefined) return identity;
  const given = await runPlugin({ value: exec, file: user.file }, options, cluster);
  if (given.token !== undefined) headers['authorization'] = bearer(given.token);
  return {
    ...identity,
    ...(given.cert === undefined ? {} : { cert: given.cert }),
    ...(given.key === undefined ? {} : { key: given.key }),
    ...(given.until === undefined ? {} : { until: given.until }),
  };
}

/** A token as a header; one with a line break or other bytes that no header may have is refused without being shown. */
function bearer(token: string): string {
  if (/[^\x21-\x7e]/.test(token))
    throw new ClusterError('config', 'The token of the user holds characters that no token has.', {
      fix: 'Check the token, its file or its plugin: it may hold a line break or be cut off.',
    });
  return `Bearer ${token}`;
}

/** Of the built-in providers only `oidc` is left in kubectl. Its token is used while it holds; renewing it means writing the kubeconfig, which kubectl does. */
function providerToken(user: Entry): string {
  const provider = asObject(own(user.value, 'auth-provider'));
  const name = entryText(provider, 'name');
  const config = provider && asObject(own(provider, 'config'));
  const token = entryText(config, name === 'oidc' ? 'id-token' : 'access-token');
  if (token === '')
    throw new ClusterError('config', `The user's authentication provider "${name}" in ${user.file} holds no token.`, {
      fix: 'Use a credential plugin (users[].user.exec) instead: kubectl has dropped its built-in providers too.',
    });
  const expires = expiryOf(token);
  if (expires !== undefined && expires <= Date.now())
    throw new ClusterError(
      'unauthorized',
      `The token that the authentication provider "${name}" left in ${user.file} has expired.`,
      { fix: 'Run a kubectl command, such as `kubectl auth whoami`: it renews the token and writes it to the kubeconfig.' },
    );
  return token;
}

/**
 * What a user's credentials are, and whether they have expired as far as can be seen, as a sentence without the credentials themselves. `identity` is what they came to, if
 * it came to that.
 */
export function tellIdentity(user: Entry, identity: Identity | undefined): string {
  const exec = asObject(own(user.value, 'exec') ?? null);
  const tokenFile = entryPath(user, 'tokenFile');
  const authorization = identity?.headers['authorization'];
  const token = typeof authorization === 'string' && authorization.startsWith('Bearer ') ? authorization.slice(7) : undefined;
  const expires = token === undefined ? undefined : expiryOf(token);
  const until = expires !== undefined && expires <= Date.now() ? `, expired at ${new Date(expires).toISOString()}` : '';
  const stale = identity?.cert === undefined ? undefined : certificateExpiry(identity.cert);
  if (stale !== undefined && stale <= Date.now())
    return `The client certificate of ${user.file} expired at ${new Date(stale).toISOString()}.`;
  if (tokenFile !== '') return `They are the token in ${tokenFile}${until}.`;
  if (exec !== undefined) return `They come from the plugin \`${entryText(exec, 'command')}\`${until}.`;
  if (token !== undefined) return `They are the token in ${user.file}${until}.`;
  if (authorization !== undefined) return `They are the user name and password in ${user.file}.`;
  return identity?.cert === undefined
    ? `${user.file} gives none for this user.`
    : `They are the client certificate of ${user.file}.`;
}

function certificateExpiry(certificate: string | Buffer): number | undefined {
  try {
    const expires = Date.parse(new X509Certificate(certificate).validTo);
    return Number.isNaN(expires) ? undefined : expires;
  } catch {
    return undefined;
  }
}

/** When a JSON web token expires, in milliseconds since 1970; undefined where it does not say. */
export function expiryOf(token: string): number | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const expires = isObject(payload) ? own(payload, 'exp') : undefined;
    return typeof expires === 'number' ? expires * 1000 : undefined;
  } catch {
    return undefined;
  }
}

/** `--as` and `--as-group`, else what the kubeconfig says of the user. */
function impersonation(user: JsonObject, options: ConnectOptions): Record<string, string | string[]> {
  const flagged = options.as !== undefined || (options.asGroups ?? []).length > 0;
  const name = flagged ? (options.as ?? '') : entryText(user, 'as');
  const groups = flagged
    ? [...(options.asGroups ?? [])]
    : asList(own(user, 'as-groups')).filter((group) => typeof group === 'string');
  const uid = flagged ? '' : entryText(user, 'as-uid');
  if (name === '') {
    if (groups.length === 0 && uid === '') return {};
    throw new ClusterError('config', 'A group is to be impersonated without a user.', { fix: 'Give --as USER with --as-group.' });
  }
  const headers: Record<string, string | string[]> = { 'impersonate-user': headerText(name, '--as') };
  if (groups.length > 0) headers['impersonate-group'] = groups.map((group) => headerText(group, '--as-group'));
  if (uid !== '') headers['impersonate-uid'] = headerText(uid, 'as-uid');
  const extra = flagged ? undefined : asObject(own(user, 'as-user-extra'));
  for (const [key, values] of Object.entries(extra ?? {}))
    headers[`impersonate-extra-${encodeURIComponent(key.toLowerCase())}`] = asList(values).map((value) =>
      headerText(asString(value) ?? '', 'as-user-extra'),
    );
  return headers;
}

function headerText(text: string, what: string): string {
  if (/[^\x20-\x7e]/.test(text))
    throw new ClusterError('config', `${what} holds characters that cannot be sent in a request.`, {
      fix: 'Names of users and groups here can only have printable ASCII characters.',
    });
  return text;
}

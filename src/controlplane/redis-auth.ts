import type { JsonObject } from '../base/json.js';
import { nameOf, note } from '../mesh/notes.js';
import type { RedisAuth } from '../resource/redis.js';
import type { Source } from '../resource/source.js';
import type { GeneratorContext } from './draft.js';
import type { Cause } from './types.js';

/** A user name and a password; `''` where none is given. */
export interface Credentials {
  username: string;
  password: string;
  causes: Cause[];
}

/** An Envoy data source with a text in it. */
export function inlineString(value: string): JsonObject {
  return { inlineString: value };
}

/**
 * The credentials that an object asks for: written out, or of a Secret of its namespace, trimmed. The password's key is
 * `password`, else `token`; the user name has no default key. Undefined: the Secret is not there.
 */
export function credentialsOf(
  { mesh, notes }: GeneratorContext,
  auth: RedisAuth,
  source: Source,
  path: (string | number)[],
  consequence: string,
): Credentials | undefined {
  if (auth.kind === 'plain') return { username: auth.username, password: auth.password, causes: [] };
  const namespace = source.resource.namespace ?? '';
  const secret = mesh.secrets.get(`${namespace}/${auth.name}`);
  const at = [...path, 'secret'];
  if (secret === undefined) {
    const message = `There is no Secret ${namespace}/${auth.name}: ${consequence}`;
    notes.push(note('AER0625', source, [...at, 'name'], message));
    return undefined;
  }
  const { data } = secret.value;
  const read = (key: string) => data.get(key)?.trim() ?? '';
  const password = auth.passwordField === '' ? read('password') || read('token') : read(auth.passwordField);
  if (password === '') {
    const wanted = auth.passwordField === '' ? 'password or token' : auth.passwordField;
    notes.push(note('AER0625', source, at, `${nameOf(secret.source)} has no ${wanted}: no password is asked for or sent.`));
  }
  if (auth.usernameField === '' && data.has('username')) {
    const message = `The username of ${nameOf(secret.source)} is not read, as usernameField is not set.`;
    notes.push(note('AER0626', source, at, message, { fix: 'Set usernameField: username.' }));
  }
  return {
    username: auth.usernameField === '' ? '' : read(auth.usernameField),
    password,
    causes: [{ ...secret.source, path: ['data'], role: 'secret' }],
  };
}

/** Notes that a password is written out in a generated object. */
export function noteClearText(
  { notes, host }: GeneratorContext,
  source: Source,
  path: (string | number)[],
  filters: string[],
): void {
  const message = `The password for ${host} is written in clear text into EnvoyFilter ${filters.join(', ')}.`;
  notes.push(note('AER0630', source, path, message));
}

import { spawn } from 'node:child_process';
import { dirname, isAbsolute, resolve } from 'node:path';
import { asList, asString, isObject, type JsonObject, own } from '../base/json.js';
import { ClusterError } from './errors.js';
import { type Entry, entryText } from './kubeconfig.js';
import type { ConnectOptions } from './types.js';

/** What a credential plugin answered. */
export interface PluginCredential {
  token?: string;
  cert?: string;
  key?: string;
  /** When it expires, in milliseconds since 1970. */
  until?: number;
}

const mostOutput = 4 * 1024 * 1024;
/** A plugin that nobody can talk to answers by itself or not at all. */
const silentPluginMs = 60_000;

/**
 * Runs a credential plugin as kubectl does: the command of `users[].user.exec`, its environment added to ours, `KUBERNETES_EXEC_INFO` telling what is
 * wanted, an ExecCredential read from its stdout. Throws a {@link ClusterError} with the command and what it wrote to stderr; its stdout, which holds the
 * credential, is never shown.
 */
export async function runPlugin(exec: Entry, options: ConnectOptions, cluster: JsonObject): Promise<PluginCredential> {
  const apiVersion = entryText(exec.value, 'apiVersion');
  const args = asList(own(exec.value, 'args')).filter((arg) => typeof arg === 'string');
  const command = commandOf(exec);
  const shown = [command, ...redacted(args)].join(' ');
  const mode = entryText(exec.value, 'interactiveMode') || 'IfAvailable';
  const interactive = mode !== 'Never' && options.onPluginOutput !== undefined;
  if (mode === 'Always' && !interactive)
    throw new ClusterError('config', `The credential plugin \`${shown}\` needs a terminal to ask on, and there is none.`, {
      fix: 'Run the command on a terminal, or use a context whose user needs no questions.',
    });
  const info = {
    apiVersion,
    kind: 'ExecCredential',
    spec: { interactive, ...(own(exec.value, 'provideClusterInfo') === true ? { cluster } : {}) },
  };
  const env: NodeJS.ProcessEnv = { ...options.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
  for (const item of asList(own(exec.value, 'env'))) if (isObject(item)) env[entryText(item, 'name')] = entryText(item, 'value');
  const hint = entryText(exec.value, 'installHint');
  const { stdout, stderr, ended } = await run(command, args, env, interactive, options.onPluginOutput);
  const fail = (what: string): ClusterError => {
    const said = stderr.trim() === '' ? '' : ` It says: ${stderr.trim()}`;
    return new ClusterError('config', `The credential plugin \`${shown}\` of ${exec.file} ${what}.${said}`, {
      fix: hint === '' ? 'Run the command by itself to see why; it may want you to log in again.' : hint,
    });
  };
  if (ended !== undefined) throw fail(ended);
  return read(stdout, apiVersion, fail);
}

/** A command with a folder in it counts from the kubeconfig's folder; a bare name is looked up on the PATH. */
function commandOf(exec: Entry): string {
  const command = entryText(exec.value, 'command');
  if (command === '')
    throw new ClusterError('config', `A user of ${exec.file} has a credential plugin (exec) without a command.`, {
      fix: 'Give users[].user.exec.command in the kubeconfig.',
    });
  return isAbsolute(command) || !/[/\\]/.test(command) ? command : resolve(dirname(resolve(exec.file)), command);
}

/** Arguments with the values of those left out that look like secrets. */
function redacted(args: readonly string[]): string[] {
  const secret = /token|secret|passw|key|credential/i;
  return args.map((arg, index) => {
    const [name, value] = arg.split('=', 2);
    if (value !== undefined && secret.test(name ?? '')) return `${name}=***`;
    const before = args[index - 1] ?? '';
    return before.startsWith('-') && !before.includes('=') && secret.test(before) && !arg.startsWith('-') ? '***' : arg;
  });
}

interface Ran {
  stdout: string;
  /** The end of what it wrote, at most 2,000 characters. */
  stderr: string;
  /** How it failed; undefined where it did well. */
  ended: string | undefined;
}

function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  interactive: boolean,
  tell: ((text: string) => void) | undefined,
): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(command, args, { env, stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let ended: string | undefined;
    const stop = (why: string): void => {
      ended ??= why;
      child.kill('SIGKILL');
    };
    const timer = interactive ? undefined : setTimeout(stop, silentPluginMs, 'has not answered within 60 s');
    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostOutput) stop('answers with more than 4 MiB, which is no credential');
      else chunks.push(chunk);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      tell?.(chunk.toString());
      stderr = (stderr + chunk.toString()).slice(-2000);
    });
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      ended ??= missing ? 'cannot be started: there is no such program on the PATH' : `cannot be started: ${error.message}`;
      finish();
    });
    child.on('close', (code, signal) => {
      if (code !== 0) ended ??= code === null ? `was ended by ${signal}` : `failed with exit status ${code}`;
      finish();
    });
    const finish = (): void => {
      clearTimeout(timer);
      done({ stdout: Buffer.concat(chunks).toString(), stderr, ended });
    };
  });
}

function read(stdout: string, apiVersion: string, fail: (what: string) => ClusterError): PluginCredential {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    throw fail(stdout.trim() === '' ? 'answers with nothing' : 'does not answer with JSON');
  }
  if (!isObject(value) || own(value, 'kind') !== 'ExecCredential') throw fail('does not answer with an ExecCredential');
  const answered = own(value, 'apiVersion');
  if (answered !== apiVersion)
    throw fail(`answers in the version ${JSON.stringify(answered ?? '')}, while the kubeconfig names "${apiVersion}"`);
  const status = own(value, 'status');
  if (!isObject(status)) throw fail('answers without a status');
  const token = asString(own(status, 'token'));
  const cert = asString(own(status, 'clientCertificateData'));
  const key = asString(own(status, 'clientKeyData'));
  if (!token && !(cert && key)) throw fail('answers with neither a token nor a client certificate with its key');
  const until = Date.parse(asString(own(status, 'expirationTimestamp')) ?? '');
  return {
    ...(token ? { token } : {}),
    ...(cert && key ? { cert, key } : {}),
    ...(Number.isNaN(until) ? {} : { until }),
  };
}

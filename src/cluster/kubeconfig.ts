import { closeSync, openSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { asList, asObject, asString, isObject, type Json, type JsonObject, own } from '../base/json.js';
import { documentsOf, SlowParserNeeded } from '../manifest/documents.js';
import { reasonOf } from '../manifest/read.js';
import type { SlowParser } from '../manifest/slow.js';
import { ClusterError } from './errors.js';

/** A cluster, user or context of a kubeconfig, with the file that gives it. */
export interface Entry {
  value: JsonObject;
  file: string;
}

/** Kubeconfigs merged as kubectl merges them. */
export interface Kubeconfig {
  clusters: Map<string, Entry>;
  users: Map<string, Entry>;
  contexts: Map<string, Entry>;
  /** Empty where none is set. */
  currentContext: string;
  /** The files that were looked for, for messages. */
  files: string[];
}

/** A kubeconfig is some kilobytes; whatever is larger than this is something else. */
const mostBytes = 32 * 1024 * 1024;

/**
 * The text member of an entry; empty where it is absent. Numbers count as their text, as a namespace or a password may look like one.
 */
export function entryText(entry: JsonObject | undefined, key: string): string {
  const value = entry && own(entry, key);
  return typeof value === 'number' ? String(value) : (asString(value) ?? '');
}

/** A path in a kubeconfig counts from the folder of its file; empty where there is none. */
export function entryPath(entry: Entry, key: string): string {
  const path = entryText(entry.value, key);
  return path === '' || isAbsolute(path) ? path : join(dirname(resolve(entry.file)), path);
}

/**
 * Reads the kubeconfig: the one named, which then has to be there; else those of `KUBECONFIG`, where missing files are skipped and of two entries with
 * one name the first stands; else `~/.kube/config`. The same files are read in the same order as by client-go's loading rules. Throws a
 * {@link ClusterError} of kind `config` naming the file that cannot be read.
 */
export async function readKubeconfig(named: string | undefined, env: NodeJS.ProcessEnv): Promise<Kubeconfig> {
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  const files = named !== undefined ? [named] : listed.length > 0 ? [...new Set(listed)] : [join(home(env), '.kube', 'config')];
  const merged: Kubeconfig = { clusters: new Map(), users: new Map(), contexts: new Map(), currentContext: '', files };
  for (const file of files) {
    const text = readBounded(file, named !== undefined);
    if (text !== undefined) add(merged, await parse(text, file), file);
  }
  return merged;
}

function home(env: NodeJS.ProcessEnv): string {
  return env['HOME'] || homedir();
}

function unreadable(file: string, reason: string): ClusterError {
  return new ClusterError('config', `The kubeconfig ${file} cannot be read: ${reason}`, {
    fix: 'Correct the file, or name another one with --kubeconfig or the environment variable KUBECONFIG.',
  });
}

/** The text of a file, which may be a pipe; undefined if it is missing and need not be there. */
function readBounded(file: string, required: boolean): string | undefined {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing && !required) return undefined;
    throw unreadable(file, missing ? 'there is no such file.' : reasonOf(error));
  }
  try {
    const chunks: Buffer[] = [];
    for (let total = 0; ; ) {
      const chunk = Buffer.alloc(64 * 1024);
      const length = readSync(handle, chunk);
      if (length === 0) return Buffer.concat(chunks).toString();
      chunks.push(chunk.subarray(0, length));
      total += length;
      if (total > mostBytes) throw unreadable(file, 'it is larger than 32 MiB, which no kubeconfig is.');
    }
  } catch (error) {
    throw error instanceof ClusterError ? error : unreadable(file, reasonOf(error));
  } finally {
    closeSync(handle);
  }
}

async function parse(text: string, file: string): Promise<JsonObject> {
  if (text.includes('\0')) throw unreadable(file, 'it is a binary file.');
  try {
    return firstObject(text, file, undefined);
  } catch (error) {
    if (!(error instanceof SlowParserNeeded)) throw error;
    const { parseSlow } = await import('../manifest/slow.js');
    return firstObject(text, file, parseSlow);
  }
}

function firstObject(text: string, file: string, slow: SlowParser | undefined): JsonObject {
  const read = documentsOf(text, slow);
  for (const document of read.documents) {
    const outcome = document.read(false);
    if (!outcome.read) {
      // What is wrong would quote the text, and with it credentials.
      const line = read.text.slice(0, outcome.problem.start).split('\n').length;
      throw unreadable(file, `line ${line} is not valid YAML.`);
    }
    if (outcome.empty || outcome.value === null) continue;
    if (!isObject(outcome.value)) throw unreadable(file, 'it holds no object with clusters, users and contexts.');
    return outcome.value;
  }
  return {};
}

function add(merged: Kubeconfig, config: JsonObject, file: string): void {
  for (const [list, field] of [
    ['clusters', 'cluster'],
    ['users', 'user'],
    ['contexts', 'context'],
  ] as const) {
    const given = own(config, list);
    if (given !== undefined && given !== null && !Array.isArray(given)) throw unreadable(file, `"${list}" is not a list.`);
    const here = new Set<string>();
    for (const item of asList(given)) {
      const { name, value } = namedEntry(item, field, list, file);
      // As client-go refuses it: which of the two was meant cannot be told.
      if (here.has(name)) throw unreadable(file, `"${list}" has two entries with the name "${name}".`);
      here.add(name);
      if (!merged[list].has(name)) merged[list].set(name, { value, file });
    }
  }
  merged.currentContext ||= entryText(config, 'current-context');
}

function namedEntry(item: Json, field: string, list: string, file: string): { name: string; value: JsonObject } {
  const object = asObject(item);
  if (object === undefined) throw unreadable(file, `"${list}" holds something that is no object.`);
  return { name: entryText(object, 'name'), value: asObject(own(object, field)) ?? {} };
}

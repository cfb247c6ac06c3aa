import { setMaxListeners } from 'node:events';
import type { Json } from '../../base/json.js';
import { ClusterError } from '../../cluster/errors.js';
import type { LeftOut, ReportedFile } from '../../live/bugreport/contents.js';
import type { Redactor } from '../../live/bugreport/redact.js';
import { toJson } from '../../report/json.js';
import { toYaml } from '../../report/yaml.js';
import type { Archive } from '../archive.js';
import type { Content, Piece } from './pieces.js';

/** How pieces are collected. */
export interface RunOptions {
  archive: Archive;
  redactor: Redactor;
  /** Folder of the archive that all files are in. */
  folder: string;
  /** How many are collected at once. */
  atOnce: number;
  /** Given when the user ends the program. */
  signal: AbortSignal;
  /** Given when the time is up. */
  timeUp: AbortSignal;
  onProgress?: (done: number, of: number) => void;
}

/** What came of it. */
export interface Collected {
  files: ReportedFile[];
  leftOut: LeftOut[];
}

/** Objects beyond this number are written as one JSON list: YAML of thousands takes long. */
const mostYaml = 500;

/**
 * Collects pieces, several at once, those first in the list first, and adds them to the archive. Whatever a piece throws is told as the reason why it is left
 * out, and the others go on; only a file that cannot be written ends all.
 */
export async function collectAll(pieces: readonly Piece[], options: RunOptions): Promise<Collected> {
  const { archive, folder, signal, timeUp } = options;
  const collected: Collected = { files: [], leftOut: [] };
  const silent = new Map<string, string>();
  const ended = AbortSignal.any([signal, timeUp]);
  // Every request listens to it, many at once.
  setMaxListeners(0, ended);
  let next = 0;
  let done = 0;
  const one = async ({ path, about, asks, collect }: Piece): Promise<void> => {
    const leave = (why: string): void => void collected.leftOut.push({ path, why });
    if (timeUp.aborted) return leave('the time was up before it was begun');
    const before = asks === undefined ? undefined : silent.get(asks);
    if (before !== undefined) return leave(`${asks} did not answer before: ${before}`);
    let content: Content | undefined;
    try {
      content = await untilAborted(collect(ended), ended);
    } catch (error) {
      if (signal.aborted) return;
      const why = timeUp.aborted ? 'the time was up before it was there' : reasonOf(error);
      if (asks !== undefined && isSilence(error)) silent.set(asks, why);
      return leave(options.redactor.text(why));
    }
    if (content === undefined || signal.aborted) return;
    const { name, bytes } = encode(path, content, options.redactor);
    if (!(await archive.add(`${folder}/${name}`, bytes)))
      return leave(`it has ${bytes.length} bytes, and the report would be too large`);
    const cut = 'cut' in content && content.cut !== undefined ? { cut: content.cut } : {};
    collected.files.push({ path: name, about, size: bytes.length, ...cut });
  };
  const worker = async (): Promise<void> => {
    while (next < pieces.length && !signal.aborted) {
      const piece = pieces[next++];
      if (piece !== undefined) await one(piece);
      options.onProgress?.(++done, pieces.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.atOnce, pieces.length) }, worker));
  collected.files.sort(byPath);
  collected.leftOut.sort(byPath);
  return collected;
}

/** Waits for work, but not longer than until the signal is given: what does not heed it is left behind. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
    // It may fail later, when nobody listens any more.
    work.catch(() => undefined);
  }
}

/** The bytes of a file, with its secrets hidden, and its name with what it is written as. */
function encode(path: string, content: Content, redactor: Redactor): { name: string; bytes: Buffer } {
  if ('text' in content) return { name: path, bytes: Buffer.from(redactor.text(content.text)) };
  if ('json' in content) return { name: path, bytes: Buffer.from(`${toJson(redactor.json(content.json), 1)}\n`) };
  const objects = content.objects.map((object) => redactor.json(object));
  if (objects.length > mostYaml) {
    const list: Json = { apiVersion: 'v1', kind: 'List', items: objects };
    return { name: `${path}.json`, bytes: Buffer.from(`${toJson(list, 1)}\n`) };
  }
  return { name: `${path}.yaml`, bytes: Buffer.from(objects.map((object) => `---\n${toYaml(object)}`).join('')) };
}

/** Whether a pod gave no answer at all, so that asking it again only takes time. */
function isSilence(error: unknown): boolean {
  return error instanceof ClusterError && (error.kind === 'timeout' || error.kind === 'unreachable');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

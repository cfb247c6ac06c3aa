import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { errorCode, reasonOf } from '../manifest/read.js';
import type { TextOptions } from '../report/options.js';
import { CliError } from './errors.js';
import { flag } from './options.js';
import type { Io, Options } from './types.js';

/**
 * How text is drawn on stdout: colour only on a terminal that has it, unless FORCE_COLOR asks for it; NO_COLOR, `--no-color` and TERM=dumb
 * turn it off, NO_COLOR and `--no-color` also against FORCE_COLOR. 100 columns where there is no terminal.
 */
export function textOptions(io: Io, options: Options): TextOptions {
  const { env } = io;
  const refused = flag(options, 'no-color') || (env['NO_COLOR'] ?? '') !== '';
  const forced = (env['FORCE_COLOR'] ?? '') !== '' && env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  const terminal = io.stdout.isTTY === true;
  return {
    color:
      !refused &&
      (forced || (terminal && env['TERM'] !== 'dumb' && env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false')),
    width: Math.max(40, (terminal ? io.stdout.columns : Number(env['COLUMNS']) || undefined) ?? 100),
    unicode: env['TERM'] !== 'dumb' && !/^(C|POSIX)$/.test(env['LC_ALL'] ?? env['LC_CTYPE'] ?? env['LANG'] ?? ''),
  };
}

/** As {@link textOptions}, for lists that programs cut into lines and columns: not bound to a width where there is no terminal. */
export function listOptions(io: Io, options: Options): TextOptions {
  const drawn = textOptions(io, options);
  const isBound = io.stdout.isTTY === true || Number(io.env['COLUMNS']) > 0;
  return isBound ? drawn : { ...drawn, width: Number.POSITIVE_INFINITY };
}

/** Writes all of a text, or of some bytes, waiting where the reader is slow. */
export async function write(stream: Writable, text: string | Uint8Array): Promise<void> {
  if (text.length === 0 || stream.destroyed || stream.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}

/** Writes lines that come one by one, many at once where they come fast: each write to a pipe or a file costs as much as making a line. */
export interface LineWriter {
  /** Takes a line; waits where the reader is slow. */
  add(line: string | Uint8Array): Promise<void>;
  /** Writes what was taken and waits until it is on its way. */
  end(): Promise<void>;
}

/** Lines are written when so many bytes have gathered, or nothing else is at hand. */
const gatheredBytes = 65_536;

/** A {@link LineWriter} to a stream. */
export function lineWriter(stream: Writable): LineWriter {
  let lines: (string | Uint8Array)[] = [];
  let size = 0;
  let waiting: NodeJS.Immediate | undefined;
  const take = (): string | Uint8Array => {
    const taken = lines;
    lines = [];
    size = 0;
    clearImmediate(waiting);
    waiting = undefined;
    if (taken.every((line) => typeof line === 'string')) return taken.join('');
    return Buffer.concat(taken.map((line) => (typeof line === 'string' ? Buffer.from(line) : line)));
  };
  return {
    async add(line) {
      lines.push(line);
      size += line.length;
      if (size >= gatheredBytes) await write(stream, take());
      else waiting ??= setImmediate(() => void write(stream, take()));
    },
    async end() {
      await write(stream, take());
    },
  };
}

/**
 * Writes a file as a whole or not at all: beside its place first, then moved there. A link stays, and what it leads to is written; a device, a pipe
 * or a descriptor (`/dev/stdout`) is written into.
 */
export function writeWhole(file: string, text: string): void {
  let beside: string | undefined;
  try {
    const known = statSync(file, { throwIfNoEntry: false });
    if (known !== undefined && !known.isFile()) {
      writeFileSync(file, text);
      return;
    }
    const place = known === undefined ? file : realpathSync(file);
    beside = `${place}.${process.pid}.tmp`;
    writeFileSync(beside, text, known === undefined ? {} : { mode: known.mode });
    renameSync(beside, place);
  } catch (error) {
    if (beside !== undefined) removeQuietly(beside);
    throw new CliError(`cannot write ${file}: ${errorCode(error) === 'ENOENT' ? 'its folder does not exist' : reasonOf(error)}`);
  }
}

/** Where nothing may be written, there is nothing to remove either. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The first error is the one to tell.
  }
}

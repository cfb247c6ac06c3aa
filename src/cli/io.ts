import { renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** Writes all of a text, waiting where the reader is slow. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (text === '' || stream.destroyed || stream.write(text)) return;
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

/** Writes a file as a whole or not at all: beside its place first, then moved there. */
export function writeWhole(file: string, text: string): void {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new CliError(`cannot write ${file}: ${errorCode(error) === 'ENOENT' ? 'its folder does not exist' : reasonOf(error)}`);
  }
}

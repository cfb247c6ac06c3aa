import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError } from './errors.js';

function git(cwd: string, args: string[], asked: string): string {
  const { status, stdout, stderr, error } = spawnSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (error !== undefined) throw new CliError(`${asked}: git could not be run: ${error.message}`, 'It needs git on the PATH.');
  if (status !== 0) throw new CliError(`${asked}: ${stderr.trim().split('\n')[0] || 'there is no such commit'}`);
  return stdout;
}

/** The files, as real absolute paths, that differ from a commit, or are not tracked. Throws where there is no repository or no such commit. */
export function changedSince(ref: string, cwd: string): Set<string> {
  const asked = `--changed-since ${ref}`;
  if (ref === '' || ref.startsWith('-')) throw new CliError(`${asked}: not a commit`);
  const top = git(cwd, ['rev-parse', '--show-toplevel'], asked).trim();
  git(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], asked);
  const changed = git(cwd, ['diff', '--name-only', '-z', '--diff-filter=d', ref, '--'], asked);
  const untracked = git(top, ['ls-files', '--others', '--exclude-standard', '-z'], asked);
  const names = [...changed.split('\0'), ...untracked.split('\0')].filter((name) => name !== '');
  return new Set(names.map((name) => realOf(resolve(top, name))));
}

/** The real path of a file, or the path as given where it cannot be told. */
export function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

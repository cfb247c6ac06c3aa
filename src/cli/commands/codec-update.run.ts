import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { locate } from '../../manifest/locate.js';
import { parseSlow } from '../../manifest/slow.js';
import { renderFinding } from '../../report/diagnostics/text.js';
import { toYaml } from '../../report/yaml.js';
import { applyUpdate, type FileChange, planUpdate, ScaffoldError, type Update } from '../../scaffold/folder.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { flag, text } from '../options.js';
import type { Handler } from '../types.js';
import { version } from '../version.js';

const words: Record<FileChange['change'], string> = {
  written: 'generated anew',
  merged: 'merged with your changes',
  conflict: 'CONFLICT: both sides stand between markers',
  unresolved: 'CONFLICT of an update before: choose one of the two sides and delete the markers',
  restored: 'was missing, restored',
  removed: 'no longer needed, removed',
  kept: 'no longer generated, kept since you changed it',
};

function plan(folder: string): Update {
  try {
    return planUpdate(folder, version);
  } catch (error) {
    if (error instanceof ScaffoldError) throw new CliError(error.message, error.fix);
    throw error;
  }
}

/** Runs `codec update`: status 1 where a conflict is left. */
export const run: Handler = async ({ arguments: [folder = '.'], options, io }) => {
  const update = plan(folder);
  const errors = update.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const content = readFileSync(join(folder, 'codec.yaml'), 'utf8');
    const drawn = textOptions({ ...io, stdout: io.stderr }, options);
    for (const finding of locate(errors, () => content, { frames: true, slow: parseSlow }))
      io.stderr.write(renderFinding(finding, drawn));
    throw new CliError(`${join(folder, 'codec.yaml')} does not describe a protocol; nothing was changed`);
  }
  const dry = flag(options, 'dry-run');
  if (!dry) applyUpdate(folder, update);
  const changes = update.changes.map(({ path, change }) => ({ path, change }));
  const output = text(options, 'output') ?? 'text';
  if (output === 'json') await write(io.stdout, `${JSON.stringify({ changes, written: !dry }, null, 2)}\n`);
  else if (output === 'yaml') await write(io.stdout, toYaml({ changes, written: !dry }));
  else
    await write(
      io.stdout,
      changes.length === 0
        ? 'Everything is as the description has it.\n'
        : changes.map(({ path, change }) => `${path}: ${words[change]}\n`).join(''),
    );
  return changes.some(({ change }) => change === 'conflict' || change === 'unresolved') ? 1 : 0;
};

import { completionScript, shells } from '../../report/completion.js';
import { CliError } from '../errors.js';
import { write } from '../io.js';
import { globalOptions } from '../options.js';
import type { Handler } from '../types.js';

/** Runs `completion`. */
export const run: Handler = async (invocation) => {
  const [wanted] = invocation.arguments;
  const shell = shells.find((known) => known === wanted);
  if (shell === undefined)
    throw new CliError(`${wanted}: no completion for this shell`, `There is one for ${shells.join(', ')}.`);
  await write(invocation.io.stdout, completionScript(shell, await invocation.commands(), globalOptions));
  return 0;
};

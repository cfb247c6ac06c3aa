import { renderShellAliases } from '../../report/shellaliases.js';
import { write } from '../io.js';
import type { Handler } from '../types.js';

/** Runs `shell-aliases`. */
export const run: Handler = async ({ program, io }) => {
  await write(io.stdout, renderShellAliases(program));
  return 0;
};

import type { CommandDeclaration, OptionDeclaration } from '../cli/types.js';
import { bashCompletion } from './completion/bash.js';
import { fishCompletion } from './completion/fish.js';
import { powershellCompletion } from './completion/powershell.js';
import { zshCompletion } from './completion/zsh.js';

/** The shells that have a completion script. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion, powershell: powershellCompletion };

/**
 * The completion script of a shell, for `aerakictl` and `kubectl-aeraki`. Commands, options and fixed values are written into the script; hosts,
 * attributes, kinds and what can be explained are asked of the program: `aerakictl __complete -- WORDS`, where WORDS are those after the program's
 * name, the last one unfinished and perhaps empty. It prints a candidate a line, its description after a tab. For a last word `--option=part`
 * the candidates are values alone, without `--option=`.
 */
export function completionScript(
  shell: Shell,
  commands: readonly CommandDeclaration[],
  shared: readonly OptionDeclaration[],
): string {
  return scripts[shell](
    commands.filter((command) => command.hidden !== true),
    shared,
  );
}

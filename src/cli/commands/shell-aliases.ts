import type { CommandDeclaration } from '../types.js';

/** `shell-aliases`: the names of the old shell tool for this one. */
export const shellAliases: CommandDeclaration = {
  name: 'shell-aliases',
  group: 'Set up and support',
  summary: 'Shell functions under the names of aerakictl.sh',
  description:
    'Prints functions for bash and zsh under the names of the old aerakictl.sh, each of which calls its successor with the same arguments. aerakictl_mesh_operator_log has none: it reads the log of an operator that is no part of Aeraki.',
  arguments: [],
  options: [],
  examples: [
    {
      command: 'shell-aliases > ~/.aerakictl.sh && source ~/.aerakictl.sh',
      summary: 'For this shell; add the last part to ~/.bashrc or ~/.zshrc',
    },
  ],
  load: async () => ({ run: (await import('./shell-aliases.run.js')).run }),
};

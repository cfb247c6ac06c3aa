import type { CommandDeclaration } from '../types.js';

/** `completion`: a script for the shell. */
export const completion: CommandDeclaration = {
  name: 'completion',
  group: 'The tool itself',
  summary: 'Print the completion script of a shell',
  arguments: [
    { name: 'shell', required: true, choices: ['bash', 'zsh', 'fish', 'powershell'], summary: 'bash, zsh, fish or powershell' },
  ],
  options: [],
  examples: [
    {
      command: 'dir=~/.local/share/bash-completion/completions\nmkdir -p $dir && PROGRAM completion bash > $dir/aerakictl',
      summary: 'bash',
    },
    { command: 'completion zsh > "${fpath[1]}/_aerakictl"', summary: 'zsh' },
    {
      command: 'dir=~/.config/fish/completions\nmkdir -p $dir && PROGRAM completion fish > $dir/aerakictl.fish',
      summary: 'fish',
    },
    { command: 'completion powershell | Out-String | Invoke-Expression', summary: 'PowerShell' },
  ],
  load: () => import('./completion.run.js'),
};

/** `__complete`: candidates for the word under the cursor, called by the completion scripts. */
export const complete: CommandDeclaration = {
  name: '__complete',
  group: 'The tool itself',
  hidden: true,
  summary: 'Candidates for the word under the cursor',
  arguments: [
    { name: 'word', repeatable: true, summary: 'The words of the command line after the program, the last one unfinished' },
  ],
  options: [],
  examples: [],
  load: () => import('./complete.run.js'),
};

/** `__complete-for-kubectl`: the same and all fixed words besides, as kubectl wants them of a plugin (`kubectl_complete-aeraki`). */
export const completeForKubectl: CommandDeclaration = {
  name: '__complete-for-kubectl',
  group: 'The tool itself',
  hidden: true,
  summary: 'Candidates for the word under the cursor, for kubectl',
  arguments: [{ name: 'word', repeatable: true, summary: 'The words after `kubectl aeraki`, the last one unfinished' }],
  options: [],
  examples: [],
  load: () => import('./complete-for-kubectl.run.js'),
};

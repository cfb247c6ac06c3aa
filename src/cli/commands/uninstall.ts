import { dryRunOption } from '../applying/options.js';
import { clusterOptions, installationOptions } from '../live.js';
import { resultOutput } from '../options.js';
import type { CommandDeclaration } from '../types.js';

/** `uninstall`: Aeraki and everything that it made. */
export const uninstall: CommandDeclaration = {
  name: 'uninstall',
  group: 'Set up and support',
  summary: 'Remove Aeraki and everything that it left in the cluster',
  description:
    'Stops Aeraki, then removes what deleting its manifest leaves behind: the webhook, without which no MetaRouter can be written, the EnvoyFilters and VirtualServices that it generated, the bootstraps in every namespace, its locks and rights. MetaRouters and the other objects of yours stay, as do the CRDs, unless --crds is given. Shows all of it first and asks. Whatever happens in between, it ends with an account of what was removed and what was not.',
  arguments: [],
  options: [
    { long: 'crds', summary: 'Also delete the CRDs, and with them every MetaRouter and all other objects of their kinds' },
    dryRunOption,
    { long: 'yes', short: 'y', summary: 'Do not ask; must be given where there is no terminal' },
    resultOutput,
    ...installationOptions,
    ...clusterOptions,
  ],
  examples: [
    { command: 'uninstall --dry-run=client', summary: 'What is there of Aeraki?' },
    { command: 'uninstall', summary: 'Show what would be removed, ask, then remove it' },
    { command: 'uninstall --crds --yes', summary: 'Everything, the rules too' },
  ],
  load: () => import('./uninstall.run.js'),
};

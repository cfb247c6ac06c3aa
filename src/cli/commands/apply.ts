import { dryRunOption, sentOptions, waitOptions, yesOption } from '../applying/options.js';
import { clusterOptions, installationOptions } from '../live.js';
import { resultOutput } from '../options.js';
import type { CommandDeclaration } from '../types.js';

/** `apply`: makes a cluster hold what files say, all or nothing as far as can be known beforehand. */
export const apply: CommandDeclaration = {
  name: 'apply',
  group: 'The live mesh',
  summary: 'Make the cluster hold these objects, once all of them are known to be taken',
  description:
    'Lays the files over the live mesh and says what would be refused or would break it; lets the API server try every object without keeping it; shows what would be created, changed and deleted; asks; and then applies (server-side, as field manager aerakictl), the kinds in the order in which they need each other. Nothing is applied if anything would be refused. Whatever happens in between, it ends with an account of what was applied and what was not.',
  arguments: [
    { name: 'file', repeatable: true, completes: 'file', summary: 'Files, folders (recursive), globs, or - for stdin' },
  ],
  options: [
    ...sentOptions,
    dryRunOption,
    yesOption,
    { long: 'force-conflicts', summary: 'Take fields over that other field managers own' },
    { long: 'prune', summary: 'Delete what was applied before, has the labels of --selector and is not in the files any more' },
    { long: 'selector', short: 'l', value: 'SELECTOR', summary: 'Which objects --prune may delete, such as app=thrift' },
    ...waitOptions,
    { long: 'rollback-on-failure', summary: 'If it cannot be done to the end, put back what was there before' },
    {
      long: 'rule',
      value: 'CODE=SEVERITY',
      repeatable: true,
      summary: 'Set a rule to off, info, warning or error; errors stop before anything is applied',
    },
    { long: 'config', value: 'FILE', completes: 'file', summary: 'Configuration; else .aerakictl.yaml, found upwards' },
    resultOutput,
    ...clusterOptions,
    ...installationOptions,
  ],
  examples: [
    { command: 'apply -f k8s/', summary: 'Show what would change, ask, then apply' },
    { command: 'apply -f k8s/ --dry-run=server', summary: 'What would the cluster say?' },
    { command: 'apply -f k8s/ --yes --wait --timeout 2m', summary: 'In a pipeline: done when the sidecars hold the routes' },
    { command: 'apply -f k8s/ --prune -l app=thrift', summary: 'Also delete what is no longer in the files' },
    { command: 'apply -f k8s/ --wait --rollback-on-failure', summary: 'All of it, or as it was before' },
  ],
  load: () => import('./apply.run.js'),
};

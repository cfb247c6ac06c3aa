import { sentOptions } from '../applying/options.js';
import { clusterOptions } from '../live.js';
import { resultOutput } from '../options.js';
import type { CommandDeclaration } from '../types.js';

/** `diff`: what applying files would change, field by field. */
export const diff: CommandDeclaration = {
  name: 'diff',
  group: 'The live mesh',
  summary: 'What would apply change in the cluster?',
  description:
    'Lets the API server merge every object without keeping it, and shows where the result differs from what is there: only fields that someone means, without managed fields, status, versions and times. Exit status: 0 nothing differs, 1 something does, 2 it could not be found out.',
  arguments: [
    { name: 'file', repeatable: true, completes: 'file', summary: 'Files, folders (recursive), globs, or - for stdin' },
  ],
  options: [...sentOptions, resultOutput, ...clusterOptions],
  examples: [
    { command: 'diff -f k8s/', summary: 'As a unified diff' },
    { command: 'diff -f k8s/ -o json', summary: 'Each field that differs, with both values' },
  ],
  load: () => import('./diff.run.js'),
};

import { inputOptions, meshOptions } from '../options.js';
import type { CommandDeclaration } from '../types.js';

const kept = ['exclude', 'namespace'];

/** `impact`: who is affected by a change of the rules. */
export const impact: CommandDeclaration = {
  name: 'impact',
  group: 'Check and understand',
  summary: 'Which requests does a change of the rules affect?',
  description:
    'Compares what two sets of objects do with every possible request, exactly: which requests change cluster, split, mirrors, mutation, hash policy, rate limit or error, with a request that shows each change. Rules that are only written otherwise are no change. Exit status 1 if anything changed that is not allowed.',
  arguments: [
    { name: 'old', required: true, completes: 'file', summary: 'File, folder, glob, - for stdin, or git:REF:path' },
    { name: 'new', required: true, completes: 'file', summary: 'The same, after the change' },
  ],
  options: [
    {
      long: 'allow',
      value: 'PATTERN',
      repeatable: true,
      summary: 'A change that is meant: HOST, or HOST:ROUTE for the route before or after; * and ? as in globs',
    },
    ...inputOptions.filter(({ long }) => kept.includes(long)),
    ...meshOptions.filter(({ long }) => long !== 'vip'),
    {
      long: 'output',
      short: 'o',
      value: 'FORMAT',
      choices: ['text', 'json', 'yaml', 'sarif', 'markdown'],
      default: 'text',
      summary: 'Form of the result; markdown is a table for a comment on a pull request',
    },
  ],
  examples: [
    { command: 'impact git:main:k8s/ k8s/', summary: 'What the working copy changes against main' },
    { command: 'impact old.yaml new.yaml', summary: 'Two files' },
    {
      command: "impact git:main:k8s/ k8s/ --allow 'orders.shop.*:canary'",
      summary: 'Fail on any other change than the one that is meant',
    },
    { command: 'impact git:origin/main:k8s/ k8s/ -o markdown', summary: 'A table for the pull request' },
  ],
  load: () => import('./impact.run.js'),
};

import { inputOptions } from '../options.js';
import type { OptionDeclaration } from '../types.js';

/** What is read, for commands that send it to a cluster: there the context says which namespace is meant. */
export const sentOptions: readonly OptionDeclaration[] = inputOptions.map((option) =>
  option.long === 'namespace'
    ? { long: 'namespace', short: 'n', value: 'NAMESPACE', summary: "Namespace of objects that name none; else the context's" }
    : option,
);

/** `--dry-run` of commands that change a cluster. */
export const dryRunOption: OptionDeclaration = {
  long: 'dry-run',
  value: 'WHERE',
  choices: ['none', 'client', 'server'],
  default: 'none',
  alone: 'client',
  summary:
    'Show the plan and change nothing; server: the API server tries everything, client: it is only read; alone, it is client',
};

/** `--yes` of commands that ask. */
export const yesOption: OptionDeclaration = {
  long: 'yes',
  short: 'y',
  summary: 'Do not ask; without a terminal nothing is asked anyway',
};

/** `--wait` and `--timeout`. */
export const waitOptions: readonly OptionDeclaration[] = [
  {
    long: 'wait',
    summary: 'Wait until Aeraki has written its EnvoyFilters, and every sidecar that must hold the routes holds them, by content',
  },
  { long: 'timeout', value: 'DURATION', default: '2m', summary: 'How long --wait waits' },
];

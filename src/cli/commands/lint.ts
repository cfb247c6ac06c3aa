import { clusterOptions, installationOptions } from '../live.js';
import { inputOptions, meshOptions } from '../options.js';
import { diagnosticOutput } from '../output.js';
import type { CommandDeclaration } from '../types.js';

/** `lint`: would it do what is meant. */
export const lint: CommandDeclaration = {
  name: 'lint',
  group: 'Check and understand',
  summary: 'Would these objects do what is meant?',
  description:
    'Says everything that validate says, what Aeraki would drop, guess or die of, and where rules do something else than they look like: unknown subsets and hosts, attributes that no message has, routes that are never reached, limits that never apply. Reads .aerakictl.yaml, found from the working folder upwards.',
  arguments: [
    { name: 'file', repeatable: true, completes: 'file', summary: 'Files, folders (recursive), globs, or - for stdin' },
  ],
  options: [
    ...inputOptions,
    ...meshOptions,
    { long: 'live', summary: 'Lay the files over the live mesh; without files, look at the live mesh itself' },
    { long: 'istio', value: 'VERSION', summary: "The mesh's version of Istio, for what depends on it" },
    { long: 'aeraki', value: 'VERSION', summary: "The mesh's version of Aeraki" },
    { long: 'envoy', value: 'VERSION', summary: 'The version of Envoy in the sidecars' },
    diagnosticOutput,
    {
      long: 'fail-on',
      value: 'SEVERITY',
      choices: ['error', 'warning', 'info'],
      default: 'error',
      summary: 'Least severity that makes the exit status 1',
    },
    { long: 'max-warnings', value: 'N', summary: 'More warnings than this make the exit status 1' },
    { long: 'config', value: 'FILE', completes: 'file', summary: 'Configuration; else .aerakictl.yaml, found upwards' },
    { long: 'rule', value: 'CODE=SEVERITY', repeatable: true, summary: 'Set a rule to off, info, warning or error' },
    { long: 'rules', summary: 'List all rules, with what they are set to' },
    { long: 'baseline', value: 'FILE', completes: 'file', summary: 'Leave out the findings that this file knows' },
    { long: 'write-baseline', summary: 'Write the findings of now into the file of --baseline' },
    { long: 'changed-since', value: 'REF', summary: 'Only findings in, or related to, files changed since a commit of git' },
    { long: 'fix', summary: 'Put right what has one right answer, in the files' },
    { long: 'fix-unsafe', summary: 'Also what may have several, such as removing a route that is never reached' },
    { long: 'dry-run', summary: 'With --fix or --fix-unsafe: show the change as a diff, write nothing' },
    ...clusterOptions,
    ...installationOptions,
  ],
  examples: [
    { command: 'lint k8s/', summary: 'A folder, recursively' },
    { command: 'lint k8s/ --istio 1.18.1 --fail-on warning', summary: 'For a mesh of this version, warnings fail' },
    { command: 'lint k8s/ --baseline known.json --write-baseline', summary: 'Adopt it in an old repository' },
    { command: 'lint k8s/ --live', summary: 'What they would do in the mesh that runs' },
    { command: 'lint k8s/ --changed-since origin/main -o github', summary: 'In a pull request' },
    { command: 'lint k8s/ --fix --dry-run', summary: 'What --fix would change' },
    { command: 'lint --rules', summary: 'All rules' },
  ],
  load: () => import('./lint.run.js'),
};

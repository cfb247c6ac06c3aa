import { allNamespacesOption, clusterOptions, installationOptions, namespaceOption, savedMeshOption } from '../live.js';
import { resultOutput } from '../options.js';
import type { ArgumentDeclaration, CommandDeclaration, OptionDeclaration } from '../types.js';

const group = 'The live mesh';

const where: readonly OptionDeclaration[] = [
  { ...namespaceOption, summary: 'Only objects in this namespace; else all' },
  { ...allNamespacesOption, summary: 'All namespaces, as without -n' },
  { long: 'service', value: 'HOST', completes: 'host', summary: 'Only what is generated for this service' },
  savedMeshOption,
  ...installationOptions,
  ...clusterOptions,
];

const which: ArgumentDeclaration = {
  name: 'name',
  repeatable: true,
  summary: 'Names (also NAMESPACE/NAME, or the host they are for); else all',
};

const list: CommandDeclaration = {
  name: 'envoyfilter list',
  group,
  summary: 'What Aeraki generated, for which host and port, and whether it is as it should be',
  description:
    'Lists every EnvoyFilter and VirtualService that Aeraki generated or should have generated: whom it is for, how old it is, and its state against what translate makes of the inputs that are there now. What is missing, left over or different is explained.',
  arguments: [],
  options: [
    {
      ...resultOutput,
      choices: ['text', 'wide', 'json', 'yaml', 'name'],
      summary: 'Form of the result; wide: with names and what each does',
    },
    ...where,
  ],
  examples: [{ command: 'envoyfilter list', summary: 'Everything that Aeraki generated, and what drifted' }],
  load: async () => ({ run: (await import('./envoyfilter.run.js')).list }),
};

const show: CommandDeclaration = {
  name: 'envoyfilter show',
  group,
  summary: 'A generated object decoded: what it does, what it was made of, its configuration',
  description:
    'Shows generated objects without their wrapping, passwords hidden. One that is missing is shown as it should be. -o yaml is the object as it is in the cluster.',
  arguments: [{ ...which, required: true }],
  options: [resultOutput, ...where],
  examples: [{ command: 'envoyfilter show orders.shop.svc.cluster.local', summary: 'All that is generated for a host' }],
  load: async () => ({ run: (await import('./envoyfilter.run.js')).show }),
};

const diff: CommandDeclaration = {
  name: 'envoyfilter diff',
  group,
  summary: 'What Aeraki generated against what it should have: exit 1 on drift',
  description:
    'Compares what is there with what translate makes of the inputs that are there now, field by field, and says why it drifted. What the API server adds does not count. Passwords are compared, and shown as <redacted>.',
  arguments: [which],
  options: [resultOutput, ...where],
  examples: [{ command: 'envoyfilter diff', summary: 'Everything that is missing, left over or different, and why' }],
  load: async () => ({ run: (await import('./envoyfilter.run.js')).diff }),
};

/** `envoyfilter`: what Aeraki generated. */
export const envoyfilter: CommandDeclaration = {
  name: 'envoyfilter',
  group,
  summary: 'What did Aeraki generate, and is it what it should be?',
  arguments: [],
  options: [],
  examples: [...list.examples, ...diff.examples],
  subcommands: [list, show, diff],
  load: async () => ({ run: async () => 0 }),
};

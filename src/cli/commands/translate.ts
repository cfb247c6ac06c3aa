import { inputOptions, meshOptions } from '../options.js';
import type { CommandDeclaration } from '../types.js';

/** `translate`: what Aeraki would generate. */
export const translate: CommandDeclaration = {
  name: 'translate',
  group: 'Check and understand',
  summary: 'What would Aeraki generate from these objects?',
  description:
    'Prints the EnvoyFilters, VirtualServices and MetaRDS routes that Aeraki would generate, object for object, with a note on everything it would drop, guess or crash on. Text is for reading; yaml is what kubectl apply takes; json holds everything.',
  arguments: [
    { name: 'file', repeatable: true, completes: 'file', summary: 'Files, folders (recursive), globs, or - for stdin' },
  ],
  options: [
    ...inputOptions,
    ...meshOptions,
    {
      long: 'output',
      short: 'o',
      value: 'FORMAT',
      choices: ['text', 'json', 'yaml'],
      default: 'text',
      summary: 'Form of the result',
    },
    {
      long: 'only',
      value: 'PART',
      choices: ['envoyfilters', 'virtualservices', 'metards'],
      summary: 'Only this part of the result',
    },
    {
      long: 'form',
      value: 'FORM',
      choices: ['wire', 'dataplane'],
      default: 'wire',
      summary: "Routes as MetaRDS sends them (HTTP RouteConfiguration), or as the proxy's config dump shows them",
    },
    {
      long: 'fail-on',
      value: 'SEVERITY',
      choices: ['error', 'warning', 'info'],
      summary: 'Exit with 1 if there is a note of this severity or above',
    },
  ],
  examples: [
    { command: 'translate examples/thrift', summary: 'Per service: what is generated and why' },
    { command: 'translate examples/thrift -o yaml', summary: 'The EnvoyFilters as kubectl apply takes them' },
    { command: 'translate examples/thrift -o yaml --only metards', summary: 'The routes that the sidecars receive' },
  ],
  load: () => import('./translate.run.js'),
};

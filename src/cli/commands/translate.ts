import { inputOptions, meshOptions, resultOutput } from '../options.js';
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
    resultOutput,
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
    { long: 'service', value: 'HOST', completes: 'host', summary: 'Only what is generated for this service' },
    { long: 'only-namespace', value: 'NAMESPACE', summary: 'Only the objects that are created in this namespace' },
    { long: 'explain', summary: 'With each object the inputs that caused it, by file and line' },
    { long: 'redact', summary: 'Hide the passwords that generated objects hold' },
    {
      long: 'diff',
      value: 'OTHER',
      completes: 'file',
      summary: 'What changes against other manifests, a saved result, or EnvoyFilters from kubectl get -o yaml',
    },
    {
      long: 'check',
      value: 'DIR',
      completes: 'folder',
      summary: 'For CI: exit with 1 if the result saved there is not what would be generated',
    },
    { long: 'istio', value: 'VERSION', summary: 'Note what this version of Istio ignores, as in 1.24' },
    { long: 'envoy', value: 'VERSION', summary: 'Note what this version of Envoy rejects, as in 1.40' },
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
    { command: 'translate examples/thrift --diff saved.yaml', summary: 'What differs from a result saved earlier' },
    { command: 'translate examples/thrift --explain', summary: 'Each object with the lines that caused it' },
  ],
  load: () => import('./translate.run.js'),
};

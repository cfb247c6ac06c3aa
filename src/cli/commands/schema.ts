import { resultOutput } from '../options.js';
import type { CommandDeclaration } from '../types.js';

/** `schema`: the JSON schemas, for editors. */
export const schema: CommandDeclaration = {
  name: 'schema',
  group: 'Check and understand',
  summary: 'Print the JSON schema of a kind, for editors',
  description: 'Without a kind: the list of kinds that have a schema.',
  arguments: [{ name: 'kind', completes: 'kind', summary: 'Kind, plural or short name' }],
  options: [resultOutput],
  examples: [
    { command: 'schema', summary: 'The kinds that have a schema' },
    { command: 'schema metarouter > metarouter.schema.json', summary: 'A schema for an editor' },
    { command: 'schema config', summary: 'That of .aerakictl.yaml; codec and suite are those of the other files' },
  ],
  load: () => import('./schema.run.js'),
};

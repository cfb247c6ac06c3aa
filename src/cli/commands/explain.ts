import { resultOutput } from '../options.js';
import type { CommandDeclaration } from '../types.js';

/** `explain`: what a kind, a field or a code means. */
export const explain: CommandDeclaration = {
  name: 'explain',
  group: 'Check and understand',
  summary: 'What does a kind, a field or a finding code mean?',
  arguments: [
    {
      name: 'subject',
      required: true,
      completes: 'explainable',
      summary: 'A code (AER0101), codes for all of them, a kind (metarouter), or a field (metarouter.spec.routes.match)',
    },
  ],
  options: [{ long: 'recursive', summary: 'Show the fields of fields, all the way down' }, resultOutput],
  examples: [
    { command: 'explain metarouter.spec.routes', summary: 'A field: type, default, constraints' },
    { command: 'explain metarouter --recursive', summary: 'All fields of a kind' },
    { command: 'explain codes', summary: 'All finding codes' },
    { command: 'explain AER0101', summary: 'A finding code: why it matters and how to fix it' },
  ],
  load: () => import('./explain.run.js'),
};

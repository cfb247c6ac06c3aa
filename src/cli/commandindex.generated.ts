// Generated from the catalog by npm run generate: what must be known of every command before one is loaded.
import type { CommandEntry } from './types.js';

/** Every command, in the order of the help. */
export const commandIndex: readonly CommandEntry[] = [
  {
    name: "validate",
    group: "Check and understand",
    summary: "Would kubectl apply accept these objects?",
    example: {"command":"validate routes.yaml","summary":"One file"},
    declaration: async () => (await import('./commands/validate.js')).validate,
  },
  {
    name: "lint",
    group: "Check and understand",
    summary: "Would these objects do what is meant?",
    example: {"command":"lint k8s/","summary":"A folder, recursively"},
    declaration: async () => (await import('./commands/lint.js')).lint,
  },
  {
    name: "translate",
    group: "Check and understand",
    summary: "What would Aeraki generate from these objects?",
    example: {"command":"translate examples/thrift","summary":"Per service: what is generated and why"},
    declaration: async () => (await import('./commands/translate.js')).translate,
  },
  {
    name: "simulate",
    group: "Check and understand",
    summary: "Where does this request go, and why not elsewhere?",
    example: {"command":"simulate examples/thrift -a method=sayHello","summary":"One request; the host is inferred"},
    declaration: async () => (await import('./commands/simulate.js')).simulate,
  },
  {
    name: "impact",
    group: "Check and understand",
    summary: "Which requests does a change of the rules affect?",
    declaration: async () => (await import('./commands/impact.js')).impact,
  },
  {
    name: "explain",
    group: "Check and understand",
    summary: "What does a kind, a field or a finding code mean?",
    declaration: async () => (await import('./commands/explain.js')).explain,
  },
  {
    name: "schema",
    group: "Check and understand",
    summary: "Print the JSON schema of a kind, for editors",
    declaration: async () => (await import('./commands/schema.js')).schema,
  },
  {
    name: "codec",
    group: "Bring a protocol",
    summary: "Bring a private protocol into the mesh: describe, generate, test, decode",
    parent: true,
    declaration: async () => (await import('./commands/codec.js')).codec,
  },
  {
    name: "completion",
    group: "The tool itself",
    summary: "Print the completion script of a shell",
    declaration: async () => (await import('./commands/completion.js')).completion,
  },
  {
    name: "__complete",
    group: "The tool itself",
    summary: "Candidates for the word under the cursor",
    hidden: true,
    declaration: async () => (await import('./commands/completion.js')).complete,
  },
];

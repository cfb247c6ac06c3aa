import type { DiagnosticReport } from '../base/finding.js';
import type { DiagnosticOptions } from './options.js';

/** Renders a report as the whole content of a file or of stdout, ending with a line break unless empty. */
export type DiagnosticRenderer = (report: DiagnosticReport, options: DiagnosticOptions) => string;

/** Every format that findings can be reported in, by the name that `-o` takes; each is loaded when a report asks for it. */
export const diagnosticFormats = {
  text: async ({ findings }) =>
    findings.length === 0
      ? (await import('./diagnostics/summary.js')).renderCalm
      : (await import('./diagnostics/text.js')).renderText,
  json: async () => (await import('./diagnostics/json.js')).renderJson,
  yaml: async () => (await import('./diagnostics/yaml.js')).renderYaml,
  sarif: async () => (await import('./diagnostics/sarif.js')).renderSarif,
  junit: async () => (await import('./diagnostics/junit.js')).renderJunit,
  github: async () => (await import('./diagnostics/github.js')).renderGithub,
  gitlab: async () => (await import('./diagnostics/gitlab.js')).renderGitlab,
  tap: async () => (await import('./diagnostics/tap.js')).renderTap,
} as const satisfies Record<string, (report: DiagnosticReport) => Promise<DiagnosticRenderer>>;

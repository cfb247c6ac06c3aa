import type { Severity } from '../severity.js';

/**
 * What is known of a code. From it come the page under `docs/codes`, `aerakictl explain AERnnnn`, and the rule
 * descriptions in SARIF. A code is never reused for something else, also not when it is retired.
 */
export interface CodeInfo {
  /** Short kebab-case name, for machines and for the title. */
  name: string;
  /** The severity it has as a rule; a finding may carry another where the case is clearer. */
  severity: Severity;
  /** One line: what is wrong. */
  summary: string;
  /** What follows from it in the mesh, and who says so (API server, webhook, Aeraki, Envoy). Markdown, short. */
  why: string;
  /** What to do. Markdown, short. */
  fix: string;
  /** YAML that raises it, and YAML that does not, where that helps. */
  example?: { bad: string; good?: string };
}

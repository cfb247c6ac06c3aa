import { controlplaneCodes } from './codes/controlplane.js';
import { dataplaneCodes } from './codes/dataplane.js';
import { readingCodes } from './codes/reading.js';
import { schemaCodes } from './codes/schema.js';
import { webhookCodes } from './codes/webhook.js';
import type { Severity } from './finding.js';

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

/** Every code there is, by topic: 00xx reading, 01xx API server, 02xx webhook, 04xx–06xx control plane, 07xx proxy. */
export const codes = {
  ...readingCodes,
  ...schemaCodes,
  ...webhookCodes,
  ...controlplaneCodes,
  ...dataplaneCodes,
} as const satisfies Record<string, CodeInfo>;

/** A code of the registry, such as `AER0101`. */
export type Code = keyof typeof codes;

/** Tells a code of the registry from any other text. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(codes, text);
}

/** The address of a code's page, relative to the project's documentation. */
export function docsPage(code: Code): string {
  return `docs/codes/${code}.md`;
}

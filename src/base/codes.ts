import { analysisCodes } from './codes/analysis.js';
import { applyCodes } from './codes/apply.js';
import { codecCodes } from './codes/codec.js';
import { controlplaneCodes } from './codes/controlplane.js';
import { dataplaneCodes } from './codes/dataplane.js';
import { doctorCodes } from './codes/doctor.js';
import { envoyCodes } from './codes/envoy.js';
import type { CodeInfo } from './codes/info.js';
import { lintCodes } from './codes/lint.js';
import { liveCodes } from './codes/live.js';
import { readingCodes } from './codes/reading.js';
import { schemaCodes } from './codes/schema.js';
import { syncCodes } from './codes/sync.js';
import { webhookCodes } from './codes/webhook.js';
import { suggest } from './suggest.js';

/** Every code there is, by topic: 00xx reading, 01xx API server, 02xx webhook, 03xx lint, 04xx–06xx control plane, 07xx proxy, 08xx analysis, 09xx codecs described in a file, 10xx what a proxy holds, 12xx what is live against what should be. */
export const codes = {
  ...readingCodes,
  ...schemaCodes,
  ...webhookCodes,
  ...lintCodes,
  ...controlplaneCodes,
  ...dataplaneCodes,
  ...analysisCodes,
  ...codecCodes,
  ...envoyCodes,
  ...syncCodes,
  ...liveCodes,
  ...doctorCodes,
  ...applyCodes,
} as const satisfies Record<string, CodeInfo>;

/** A code of the registry, such as `AER0101`. */
export type Code = keyof typeof codes;

/** Tells a code of the registry from any other text. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(codes, text);
}

/** The code that a text was meant to be: the one with this name, such as `subset-unknown`, or the nearest; undefined where none is near. */
export function codeLike(text: string): string | undefined {
  const named = Object.entries(codes).find(([, { name }]) => name === text);
  return named?.[0] ?? suggest(text.toUpperCase(), Object.keys(codes));
}

/** The address of a code's page, relative to the project's documentation. */
export function docsPage(code: Code): string {
  return `docs/codes/${code}.md`;
}

import { renderDecision } from '../decision.js';
import type { PlacedResult } from './types.js';

/** Why a test failed, with the trace, as plain text without colour. */
export function failureText({ failures, decision }: PlacedResult): string {
  const lines = failures.map(({ what, expected, actual }) => `${what}: expected ${expected}, got ${actual}`);
  if (decision === undefined) return lines.join('\n');
  const shown = renderDecision({ ...decision, warnings: [] }, { color: false, width: 120, unicode: false });
  return `${lines.join('\n')}\n\n${shown.trimEnd()}`;
}

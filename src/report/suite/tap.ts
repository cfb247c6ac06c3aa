import { sanitize } from '../sanitize.js';
import type { PlacedResult, SuiteReport } from './types.js';
import { failureText } from './words.js';

/** A run as a TAP version 14 stream: one test point a test. */
export function renderSuiteTap({ results }: SuiteReport): string {
  const lines = ['TAP version 14', `1..${results.length}${results.length === 0 ? ' # SKIP no tests' : ''}`];
  for (const [index, result] of results.entries()) {
    const name = sanitize(result.test.name).replaceAll('\\', '\\\\').replaceAll('#', '\\#');
    const skip = result.status === 'skipped' ? ` # SKIP ${sanitize(result.reason ?? '')}` : '';
    lines.push(`${result.status === 'failed' ? 'not ok' : 'ok'} ${index + 1} - ${name}${skip}`);
    if (result.status === 'failed') lines.push(...block(result));
  }
  return `${lines.join('\n')}\n`;
}

/** The details as YAML: texts as block scalars, whose lines are sanitized already. */
function block(result: PlacedResult): string[] {
  const place = `${result.file}${result.line === undefined ? '' : `:${result.line}`}`;
  const told = failureText(result)
    .split('\n')
    .map((line) => `    ${sanitize(line)}`.trimEnd());
  return ['  ---', `  at: ${JSON.stringify(sanitize(place))}`, '  message: |', ...told, '  ...'];
}

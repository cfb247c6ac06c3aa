import { renderDecision } from '../decision.js';
import type { TextOptions } from '../options.js';
import { type Paint, paint } from '../paint.js';
import { sanitize } from '../sanitize.js';
import { wrapHanging } from '../wrap.js';
import { type CoveragePoint, countResults, type PlacedResult, percentOf, type SuiteReport, tally } from './types.js';

/** Lines about what was not reached, at most. */
const missedShown = 20;

/** A run for a person: every failure with what was expected, what came, and why; then the counts and what was not reached. */
export function renderSuite(report: SuiteReport, options: TextOptions): string {
  const colors = paint(options.color);
  const lines: string[] = [];
  for (const result of report.results) {
    if (result.status === 'failed') lines.push(...failure(result, options, colors));
    if (result.status === 'skipped') lines.push(sanitize(`skipped  ${result.test.name} (${result.reason ?? ''})`));
  }
  const { passed, failed, skipped } = countResults(report.results);
  const counts = [
    `${passed} passed`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ];
  lines.push(`${failed === 0 ? colors.good('ok') : colors.error('FAILED')}  ${counts.join(', ')}`);
  lines.push(...coverage(report.points, options, colors));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function failure(result: PlacedResult, options: TextOptions, colors: Paint): string[] {
  const place = `${result.file}${result.line === undefined ? '' : `:${result.line}`}`;
  const lines = [`${colors.error('FAILED')}   ${colors.strong(sanitize(result.test.name))}  ${colors.faint(sanitize(place))}`];
  for (const { what, expected, actual } of result.failures)
    lines.push(...wrapHanging('         ', sanitize(`${what}: expected ${expected}, got ${actual}`), options.width));
  if (result.decision !== undefined) {
    const shown = renderDecision({ ...result.decision, warnings: [] }, { ...options, width: options.width - 9 });
    lines.push(
      '',
      ...shown
        .trimEnd()
        .split('\n')
        .map((line) => `         ${line}`),
    );
  }
  return [...lines, ''];
}

function coverage(points: readonly CoveragePoint[], options: TextOptions, colors: Paint): string[] {
  const part = (kind: CoveragePoint['kind'], name: string): string => {
    const { covered, total } = tally(points, kind);
    return `${name} ${covered}/${total}`;
  };
  const parts = [part('route', 'routes'), part('condition', 'conditions'), part('branch', 'branches')];
  const lines = [`covered ${percentOf(tally(points)).toFixed(1)}%: ${parts.join(', ')}`];
  const missed = points.filter(({ hits }) => hits === 0);
  if (missed.length > 0) lines.push(colors.strong('Not covered'));
  for (const { file, line, label } of missed.slice(0, missedShown)) {
    const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}  `;
    lines.push(...wrapHanging('  ', sanitize(place + label), options.width));
  }
  if (missed.length > missedShown) lines.push(`  and ${missed.length - missedShown} more`);
  return lines;
}

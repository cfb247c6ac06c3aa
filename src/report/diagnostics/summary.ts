import type { DiagnosticReport, Severity, Summary } from '../../base/finding.js';
import type { TextOptions } from '../options.js';
import { type Paint, paint, severityPaint } from '../paint.js';

/** The text of a report that has no findings, without all that draws them: most runs end here. */
export function renderCalm(report: DiagnosticReport, options: TextOptions): string {
  return summaryLine(report.summary, paint(options.color));
}

/** `2 errors, 1 warning in 3 files (12 documents checked, 4 skipped)`, or that all is well. */
export function summaryLine(summary: Summary, colors: Paint): string {
  const { errors, warnings, infos } = summary;
  if (errors + warnings + infos === 0) return `${colors.good('No problems:')} ${checkedInWords(summary)}\n`;
  const severities: [number, string, Severity][] = [
    [errors, 'error', 'error'],
    [warnings, 'warning', 'warning'],
    [infos, 'info', 'info'],
  ];
  const counts = severities.flatMap(([number, thing, severity]) =>
    number === 0 ? [] : severityPaint(colors, severity)(count(number, thing)),
  );
  const skipped = summary.skipped === 0 ? '' : `, ${grouped(summary.skipped)} skipped`;
  return `${counts.join(', ')} in ${count(summary.files, 'file')} (${count(summary.checked, 'document')} checked${skipped})\n`;
}

/** `1 error`, `2 errors`, `1,000 documents`. */
export function count(number: number, thing: string): string {
  return `${grouped(number)} ${thing}${number === 1 ? '' : 's'}`;
}

/** What was checked, in words: `12 documents checked in 3 files, 4 skipped`. */
export function checkedInWords(summary: Summary): string {
  const skipped = summary.skipped === 0 ? '' : `, ${grouped(summary.skipped)} skipped`;
  return `${count(summary.checked, 'document')} checked in ${count(summary.files, 'file')}${skipped}`;
}

/** `12,345`. Not by the locale's own means: loading those takes longer than all the rest of a short run. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

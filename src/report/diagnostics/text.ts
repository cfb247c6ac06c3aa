import { codes } from '../../base/codes.js';
import type { DiagnosticReport, LocatedFinding, LocatedRelated } from '../../base/finding.js';
import { codeFrame, type Mark } from '../frame.js';
import type { DiagnosticOptions, TextOptions } from '../options.js';
import { type Paint, paint, severityPaint } from '../paint.js';
import { sanitize, sanitizeLines } from '../sanitize.js';
import { wrapHanging } from '../wrap.js';
import { inOrder, logicalPlace, resourceName, textPlace } from './common.js';
import { summaryLine } from './summary.js';

/** Findings for a person at a terminal: each with the lines it is about, what to do, and a summary at the end. */
export function renderText(report: DiagnosticReport, options: DiagnosticOptions): string {
  const colors = paint(options.color);
  const findings = inOrder(report.findings);
  const parts = findings.map((finding) => renderFinding(finding, options));
  if (findings.length > 0) parts.push(explainHint(findings, options.program ?? 'aerakictl', colors));
  parts.push(summaryLine(report.summary, colors));
  return `${parts.join('\n')}`;
}

/** One finding with its code frame, as `validate` prints it; also for the notes of other commands. Ends with a line break. */
export function renderFinding(finding: LocatedFinding, options: TextOptions): string {
  const colors = paint(options.color);
  const color = severityPaint(colors, finding.severity);
  const lines = header(finding, options.width, color);
  const place = [
    sanitize(textPlace(finding)),
    sanitize(finding.file === undefined ? logicalPlace(finding) : resourceName(finding.resource)),
  ];
  const shown = place.filter((part) => part !== '').join('  ');
  let indent = '  ';
  if (finding.frame !== undefined && finding.at !== undefined) {
    const { frame, at } = finding;
    const others = (finding.related ?? []).flatMap((related): [LocatedRelated, Mark][] =>
      related.file === finding.file && related.at !== undefined && related.at.line !== at.line
        ? [[related, { range: related.at, label: related.message }]]
        : [],
    );
    const gutter = { gutter: colors.faint, main: color, other: colors.info };
    const drawn = codeFrame(frame, [{ range: at }, ...others.map(([, mark]) => mark)], options.width, gutter);
    indent = ' '.repeat(drawn.margin);
    lines.push(`${' '.repeat(drawn.margin - 1)}${colors.faint('-->')} ${shown}`, ...drawn.lines);
    lines.push(
      ...relatedLines(
        finding,
        others.flatMap(([related, mark]) => (drawn.drawn.has(mark) ? [related] : [])),
        indent,
        options,
      ),
    );
  } else {
    if (shown !== '') lines.push(` ${colors.faint('-->')} ${shown}`);
    lines.push(...relatedLines(finding, [], indent, options));
  }
  if (finding.fix !== undefined) lines.push(...labelled('fix', sanitizeLines(finding.fix), indent, options.width, colors.good));
  return lines.map((line) => `${line}\n`).join('');
}

/** `error AER0101 unknown-field: message`, wrapped, the severity and code coloured after wrapping. */
function header(finding: LocatedFinding, width: number, color: (text: string) => string): string[] {
  const title = `${finding.severity} ${finding.code} ${codes[finding.code].name}:`;
  const [first = '', ...rest] = wrapIndented(`${title} ${sanitize(finding.message)}`, width);
  return [color(title) + first.slice(title.length), ...rest];
}

function wrapIndented(text: string, width: number): string[] {
  return wrapHanging('', text, width - 2).map((line, index) => (index === 0 || line === '' ? line : `  ${line}`));
}

function labelled(label: string, text: string, indent: string, width: number, color: (text: string) => string): string[] {
  const first = `${indent}= ${label}: `;
  return wrapHanging(first, text, width).map((line, index) =>
    index === 0 ? `${indent}= ${color(`${label}:`)}${line.slice(first.length - 1)}` : line,
  );
}

/** Places that belong to the finding and are not in its frame. */
function relatedLines(finding: LocatedFinding, drawn: readonly LocatedRelated[], indent: string, options: TextOptions): string[] {
  const colors = paint(options.color);
  return (finding.related ?? []).flatMap((related) => {
    if (drawn.includes(related)) return [];
    const place = sanitize(textPlace(related) || logicalPlace(related));
    const message = sanitize(related.message);
    return labelled('see', place === '' ? message : `${place}: ${message}`, indent, options.width, colors.info);
  });
}

function explainHint(findings: readonly LocatedFinding[], program: string, colors: Paint): string {
  const worst = findings.find((finding) => finding.severity === 'error') ?? findings[0];
  return worst === undefined ? '' : `${colors.faint(`More on a code: ${program} explain ${worst.code}`)}\n`;
}

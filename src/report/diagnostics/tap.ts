import { codes, docsPage } from '../../base/codes.js';
import type { DiagnosticReport, LocatedFinding } from '../../base/finding.js';
import { toJson } from '../json.js';
import type { DiagnosticOptions } from '../options.js';
import { sanitize } from '../sanitize.js';
import { fails, inOrder, logicalPlace, textPlace } from './common.js';
import { checkedInWords } from './summary.js';

/**
 * Findings as a TAP version 14 stream, which readers of version 13 understand too: one test point a finding, `not ok` where it counts as a
 * failure, with the details as a YAML block. Without findings there is one passing point.
 */
export function renderTap(report: DiagnosticReport, options: Pick<DiagnosticOptions, 'failOn'>): string {
  const findings = inOrder(report.findings);
  const lines = ['TAP version 14', `1..${Math.max(1, findings.length)}`];
  if (findings.length === 0) lines.push(`ok 1 - ${checkedInWords(report.summary)}`);
  for (const [index, finding] of findings.entries()) {
    const place = textPlace(finding) || logicalPlace(finding);
    const title = `${finding.code} ${codes[finding.code].name}${place === '' ? '' : ` at ${place}`}`;
    lines.push(
      `${fails(finding.severity, options.failOn) ? 'not ok' : 'ok'} ${index + 1} - ${escapeDescription(title)}`,
      ...block(finding),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The details as YAML. Texts are written as JSON, which is YAML; in that form no reader sees a line break in them. */
function block(finding: LocatedFinding): string[] {
  const members: [string, string | undefined][] = [
    ['message', finding.message],
    ['severity', finding.severity],
    ['at', textPlace(finding)],
    ['object', logicalPlace(finding)],
    ['fix', finding.fix],
    ['docs', docsPage(finding.code)],
  ];
  const given = members.flatMap(([name, value]) => (value === undefined || value === '' ? [] : `  ${name}: ${toJson(value)}`));
  return ['  ---', ...given, '  ...'];
}

/** `#` would start a directive; a backslash escapes both. */
function escapeDescription(text: string): string {
  return sanitize(text).replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}

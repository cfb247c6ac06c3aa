import { codes } from '../../base/codes.js';
import type { DiagnosticReport, LocatedFinding } from '../../base/finding.js';
import type { DiagnosticOptions } from '../options.js';
import { escapeXml, xmlTag } from '../xml.js';
import { fails, inOrder, logicalPlace, messageWithFix, textPlace } from './common.js';
import { checkedInWords } from './summary.js';

/**
 * Findings as JUnit's XML, which every CI system reads: a suite a file, a test case a finding, failed where it counts as a failure; the others
 * carry their text as output. Without findings there is one passing case, as empty reports are errors to some systems.
 */
export function renderJunit(report: DiagnosticReport, options: Pick<DiagnosticOptions, 'failOn'>): string {
  const suites = new Map<string, LocatedFinding[]>();
  for (const finding of inOrder(report.findings)) {
    const name = finding.file ?? 'objects';
    const suite = suites.get(name);
    if (suite === undefined) suites.set(name, [finding]);
    else suite.push(finding);
  }
  const failed = (findings: readonly LocatedFinding[]): number =>
    findings.filter((finding) => fails(finding.severity, options.failOn)).length;
  const total = { tests: Math.max(1, report.findings.length), failures: failed(report.findings), errors: 0 };
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', xmlTag('testsuites', { name: 'aerakictl', ...total })];
  for (const [name, findings] of suites) {
    lines.push(`  ${xmlTag('testsuite', { name, tests: findings.length, failures: failed(findings), errors: 0 })}`);
    for (const finding of findings) lines.push(...testCase(finding, options));
    lines.push('  </testsuite>');
  }
  if (suites.size === 0) {
    lines.push(`  ${xmlTag('testsuite', { name: 'aerakictl', ...total })}`);
    lines.push(
      `    ${xmlTag('testcase', { classname: 'aerakictl', name: checkedInWords(report.summary) }, true)}`,
      '  </testsuite>',
    );
  }
  return `${lines.join('\n')}\n</testsuites>\n`;
}

function testCase(finding: LocatedFinding, options: Pick<DiagnosticOptions, 'failOn'>): string[] {
  const { file, at } = finding;
  const title = `${finding.code} ${codes[finding.code].name}`;
  const place = at === undefined ? logicalPlace(finding) : `${at.line}:${at.column}`;
  const name = place === '' ? title : `${title} (${place})`;
  const details = [textPlace(finding), logicalPlace(finding), messageWithFix(finding)].filter((line) => line !== '').join('\n');
  const open = xmlTag('testcase', { classname: file ?? 'objects', name, file, line: at?.line });
  const body = fails(finding.severity, options.failOn)
    ? `${xmlTag('failure', { type: finding.severity, message: finding.message })}${escapeXml(details)}</failure>`
    : `<system-out>${escapeXml(`${finding.severity}: ${details}`)}</system-out>`;
  return [`    ${open}`, `      ${body}`, '    </testcase>'];
}

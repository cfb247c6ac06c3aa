import type { DiagnosticReport, Severity } from '../../base/finding.js';
import { toJson } from '../json.js';
import { inOrder, logicalPlace, messageWithFix } from './common.js';
import { fingerprints } from './fingerprints.js';

const severities = { error: 'critical', warning: 'minor', info: 'info' } as const satisfies Record<Severity, string>;

/**
 * Findings as a Code Quality report of GitLab: a list, as a subset of Code Climate's format. GitLab wants a path and a line of each; a finding
 * without a file has its object in place of the path, and line 1.
 */
export function renderGitlab(report: DiagnosticReport): string {
  const findings = inOrder(report.findings);
  const names = fingerprints(findings);
  const issues = findings.map((finding, index) => ({
    type: 'issue',
    check_name: finding.code,
    description: messageWithFix(finding),
    categories: ['Bug Risk'],
    fingerprint: names[index],
    severity: severities[finding.severity],
    location: {
      path: finding.file?.replace(/^(\.\/)+/, '') || logicalPlace(finding) || 'unknown',
      lines: { begin: finding.at?.line ?? 1, end: finding.at?.endLine ?? 1 },
    },
  }));
  return `${toJson(issues, 2)}\n`;
}

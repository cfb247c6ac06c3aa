import type { DiagnosticReport, LocatedFinding, Summary } from '../../src/base/finding.js';

/** A summary with what is given, the rest nothing. For tests. */
export function summaryOf(some: Partial<Summary>): Summary {
  return { files: 1, documents: 1, checked: 1, skipped: 0, errors: 0, warnings: 0, infos: 0, ...some };
}

/** A report of one duplicate key in a file of five lines. For tests. */
export function sampleReport(change: Partial<LocatedFinding> = {}): DiagnosticReport {
  const lines = ['kind: MetaRouter', 'spec:', '  hosts: [a]', '  hosts: [b]', '  routes: []'];
  const finding: LocatedFinding = {
    code: 'AER0001',
    severity: 'error',
    message: 'The key "hosts" is given twice; the last counts.',
    fix: 'Remove one of them.',
    file: 'rules/a b.yaml',
    resource: { apiVersion: 'metaprotocol.aeraki.io/v1alpha1', kind: 'MetaRouter', namespace: 'default', name: 'thrift' },
    path: ['spec', 'hosts', 0],
    at: { line: 4, column: 3, endLine: 4, endColumn: 8 },
    frame: { first: 2, lines: lines.slice(1) },
    related: [
      {
        message: 'first given here',
        file: 'rules/a b.yaml',
        path: ['spec'],
        at: { line: 3, column: 3, endLine: 3, endColumn: 8 },
      },
    ],
    ...change,
  };
  return { findings: [finding], summary: summaryOf({ errors: 1, skipped: 4, documents: 16, checked: 12, files: 3 }) };
}

import type { Finding, Severity } from '../base/finding.js';
import { isUnreadable } from './reading.js';
import type { ExitStatus } from './types.js';

const rank: Record<Severity, number> = { info: 0, warning: 1, error: 2 };

/** Whether a severity is at or above another. */
export function atLeast(severity: Severity, least: Severity): boolean {
  return rank[severity] >= rank[least];
}

/** Reads a severity's name, as the choices of `--fail-on` have already checked it. */
export function toSeverity(name: string): Severity {
  return name === 'info' || name === 'warning' ? name : 'error';
}

/** 2 if something could not be read, else 1 if a finding is at or above `failOn`, else 0. The same in every output format. */
export function statusOf(findings: readonly Finding[], failOn: Severity | 'never'): ExitStatus {
  let status: ExitStatus = 0;
  for (const finding of findings) {
    if (isUnreadable(finding)) return 2;
    if (failOn !== 'never' && atLeast(finding.severity, failOn)) status = 1;
  }
  return status;
}

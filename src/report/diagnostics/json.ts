import { codes, docsPage } from '../../base/codes.js';
import type {
  DiagnosticReport,
  LocatedFinding,
  LocatedRelated,
  Range,
  ResourceRef,
  Severity,
  Summary,
} from '../../base/finding.js';
import { toJson } from '../json.js';
import { inOrder } from './common.js';

/** A finding as `-o json` has it. `file` and the positions are left out where no text is behind the finding. */
export interface JsonFinding extends Partial<Range> {
  code: string;
  name: string;
  severity: Severity;
  message: string;
  file?: string;
  resource: ResourceRef;
  path: readonly (string | number)[];
  fix?: string;
  related?: JsonRelated[];
  docs: string;
}

/** A place that belongs to a finding, as `-o json` has it. */
export interface JsonRelated extends Partial<Range> {
  message: string;
  file?: string;
  resource: ResourceRef;
  path: readonly (string | number)[];
}

/** The contract of `-o json` and `-o yaml` of the commands that report findings. */
export interface JsonReport {
  findings: JsonFinding[];
  summary: Summary;
}

/** A report in the form of `-o json`, its findings in order. */
export function toJsonReport(report: DiagnosticReport): JsonReport {
  return { findings: inOrder(report.findings).map(toJsonFinding), summary: report.summary };
}

/** One finding in the form of `-o json`; also for `notes` of other commands. */
export function toJsonFinding(finding: LocatedFinding): JsonFinding {
  return {
    code: finding.code,
    name: codes[finding.code].name,
    severity: finding.severity,
    message: finding.message,
    ...place(finding),
    resource: finding.resource ?? {},
    path: finding.path,
    ...(finding.fix === undefined ? {} : { fix: finding.fix }),
    ...(finding.related === undefined || finding.related.length === 0 ? {} : { related: finding.related.map(toJsonRelated) }),
    docs: docsPage(finding.code),
  };
}

function toJsonRelated(related: LocatedRelated): JsonRelated {
  return { message: related.message, ...place(related), resource: related.resource ?? {}, path: related.path };
}

function place({ file, at }: Pick<LocatedFinding, 'file' | 'at'>): { file?: string } & Partial<Range> {
  if (file === undefined) return {};
  return at === undefined ? { file } : { file, line: at.line, column: at.column, endLine: at.endLine, endColumn: at.endColumn };
}

/** Findings as one JSON value, indented by two spaces. */
export function renderJson(report: DiagnosticReport): string {
  return `${toJson(toJsonReport(report), 2)}\n`;
}

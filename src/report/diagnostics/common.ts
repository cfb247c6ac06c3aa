import type { LocatedFinding, ResourceRef, Severity } from '../../base/finding.js';
import { formatPath } from '../../base/path.js';
import type { DiagnosticOptions } from '../options.js';

/** The findings by file, in the order in which files first appear, then by line, column and code; those without a file come last. */
export function inOrder(findings: readonly LocatedFinding[]): LocatedFinding[] {
  const files = new Map<string | undefined, number>();
  for (const { file } of findings) if (file !== undefined && !files.has(file)) files.set(file, files.size);
  const rank = (finding: LocatedFinding): number => (finding.file === undefined ? files.size : (files.get(finding.file) ?? 0));
  return findings.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      (a.at?.column ?? 0) - (b.at?.column ?? 0) ||
      (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  );
}

/** An object in one word: `MetaRouter default/thrift`, `MetaRouter thrift`, or '' if nothing is known of it. */
export function resourceName(resource: ResourceRef | undefined): string {
  const { kind, namespace, name } = resource ?? {};
  const named = namespace !== undefined && namespace !== '' && name !== undefined ? `${namespace}/${name}` : (name ?? '');
  return [kind, named].filter((part) => part !== undefined && part !== '').join(' ');
}

/** The object and the path in it: `MetaRouter default/thrift: spec.routes[0]`. */
export function logicalPlace(finding: Pick<LocatedFinding, 'resource' | 'path'>): string {
  return [resourceName(finding.resource), formatPath(finding.path)].filter((part) => part !== '').join(': ');
}

/** `file:line:column`, as far as it is known; '' without a file. */
export function textPlace(finding: Pick<LocatedFinding, 'file' | 'at'>): string {
  if (finding.file === undefined) return '';
  return finding.at === undefined ? finding.file : `${finding.file}:${finding.at.line}:${finding.at.column}`;
}

/** The message, and what to do about it as a line of its own. */
export function messageWithFix(finding: LocatedFinding): string {
  return finding.fix === undefined ? finding.message : `${finding.message}\nFix: ${finding.fix}`;
}

/** Whether a finding counts as a failure under `failOn`. */
export function fails(severity: Severity, failOn: DiagnosticOptions['failOn']): boolean {
  const badness = { error: 3, warning: 2, info: 1 };
  return failOn !== 'never' && badness[severity] >= badness[failOn ?? 'error'];
}

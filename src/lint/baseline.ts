import type { LocatedFinding } from '../base/finding.js';
import { isObject, type Json, own } from '../base/json.js';
import { formatPath } from '../base/path.js';

/** What a baseline remembers of a finding: enough to know it again when lines move. */
interface Known {
  code: string;
  file: string;
  resource: string;
  path: string;
  /** How often, where more than once. */
  count?: number;
}

function knownOf(finding: LocatedFinding, relative: (file: string) => string): Known {
  const { kind = '', namespace, name = '' } = finding.resource ?? {};
  const named = namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
  return {
    code: finding.code,
    file: finding.file === undefined ? '' : relative(finding.file),
    resource: `${kind} ${named}`.trim(),
    path: formatPath(finding.path),
  };
}

function keyOf({ code, file, resource, path }: Known): string {
  return JSON.stringify([code, file, resource, path]);
}

/** The text of a baseline of these findings. Files are written as `relative` gives them. */
export function writeBaseline(findings: readonly LocatedFinding[], relative: (file: string) => string): string {
  const entries = new Map<string, Known>();
  for (const finding of findings) {
    const known = knownOf(finding, relative);
    const before = entries.get(keyOf(known));
    if (before === undefined) entries.set(keyOf(known), known);
    else before.count = (before.count ?? 1) + 1;
  }
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, known]) => known);
  const lines = sorted.map((known) => `    ${JSON.stringify(known)}`);
  return `{\n  "version": 1,\n  "findings": [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]\n}\n`;
}

/** Reads a baseline: how often each finding is known. Undefined: the value is none. */
export function readBaseline(value: Json): Map<string, number> | undefined {
  const list = isObject(value) && own(value, 'version') === 1 ? own(value, 'findings') : undefined;
  if (!Array.isArray(list)) return undefined;
  const known = new Map<string, number>();
  for (const entry of list) {
    if (!isObject(entry)) return undefined;
    const [code, file, resource, path] = ['code', 'file', 'resource', 'path'].map((key) => own(entry, key));
    if (typeof code !== 'string' || typeof file !== 'string' || typeof resource !== 'string' || typeof path !== 'string')
      return undefined;
    const count = own(entry, 'count') ?? 1;
    if (typeof count !== 'number') return undefined;
    known.set(keyOf({ code, file, resource, path }), count);
  }
  return known;
}

/** The findings that a baseline does not know, and how many of its entries nothing is left of. */
export function beyondBaseline(
  findings: readonly LocatedFinding[],
  baseline: ReadonlyMap<string, number>,
  relative: (file: string) => string,
): { fresh: LocatedFinding[]; known: number; stale: number } {
  const left = new Map(baseline);
  const fresh = findings.filter((finding) => {
    const key = keyOf(knownOf(finding, relative));
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count <= 0;
  });
  const stale = [...left.values()].reduce((sum, count) => sum + count, 0);
  return { fresh, known: findings.length - fresh.length, stale };
}

import { createHash } from 'node:crypto';
import type { LocatedFinding } from '../../base/finding.js';

/**
 * For each finding, in the same order, a name of 32 hex digits that stays when lines move: from its code, file, object and path. Findings equal
 * in all of these are told apart by their number.
 */
export function fingerprints(findings: readonly LocatedFinding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const { kind, namespace, name } = finding.resource ?? {};
    const identity = JSON.stringify([
      finding.code,
      finding.file ?? null,
      kind,
      namespace,
      name,
      finding.path,
      finding.target ?? 'value',
    ]);
    const number = seen.get(identity) ?? 0;
    seen.set(identity, number + 1);
    return createHash('sha256').update(`${identity}#${number}`).digest('hex').slice(0, 32);
  });
}

import type { TestResult } from '../../analysis/suite/types.js';

/** A test with the place where it stands. */
export interface PlacedResult extends TestResult {
  file: string;
  /** From 1; absent where it could not be found. */
  line?: number;
}

/** A part of the rules that a suite may reach: a route, one of the two outcomes of a condition, or a branch of a split. */
export interface CoveragePoint {
  kind: 'route' | 'condition' | 'branch';
  /** The file it comes from; absent where nothing but the service is behind it. */
  file?: string;
  line?: number;
  /** `route canary`, `method starts with "say": true`. */
  label: string;
  hits: number;
  /** What the outcomes of one condition, or the branches of one split, have in common. */
  group: string;
}

/** How many parts of a kind were reached. */
export interface Tally {
  covered: number;
  total: number;
}

/** Everything that a run of suites has shown. */
export interface SuiteReport {
  results: PlacedResult[];
  points: CoveragePoint[];
}

/** How many points of a kind, or of all, were reached. */
export function tally(points: readonly CoveragePoint[], kind?: CoveragePoint['kind']): Tally {
  const those = kind === undefined ? points : points.filter((point) => point.kind === kind);
  return { covered: those.filter(({ hits }) => hits > 0).length, total: those.length };
}

/** 0 to 100; 100 where there is nothing to reach. */
export function percentOf({ covered, total }: Tally): number {
  return total === 0 ? 100 : (covered * 100) / total;
}

/** How many tests ended how. */
export function countResults(results: readonly PlacedResult[]): {
  tests: number;
  passed: number;
  failed: number;
  skipped: number;
} {
  const count = (status: PlacedResult['status']): number => results.filter((result) => result.status === status).length;
  return { tests: results.length, passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

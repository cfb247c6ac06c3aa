import type { Failure } from '../../analysis/suite/types.js';
import type { SimulatedDecision } from '../../dataplane/types.js';
import { type CoveragePoint, countResults, percentOf, type SuiteReport, type Tally, tally } from './types.js';

/** The contract of `simulate --suite -o json`. */
export interface SuiteJson {
  tests: {
    name: string;
    file: string;
    line: number | null;
    status: 'passed' | 'failed' | 'skipped';
    reason?: string;
    failures: Failure[];
    /** Only of a failed test, with its trace. */
    decision?: Omit<SimulatedDecision, 'warnings'>;
  }[];
  summary: { tests: number; passed: number; failed: number; skipped: number };
  coverage: {
    percent: number;
    routes: Tally;
    conditions: Tally;
    branches: Tally;
    missed: { kind: CoveragePoint['kind']; file: string | null; line: number | null; label: string }[];
  };
}

/** A run as `-o json` prints it. */
export function suiteJson({ results, points }: SuiteReport): SuiteJson {
  return {
    tests: results.map(({ test, file, line, status, reason, failures, decision }) => ({
      name: test.name,
      file,
      line: line ?? null,
      status,
      ...(reason === undefined ? {} : { reason }),
      failures,
      ...(status === 'failed' && decision !== undefined ? { decision: withoutWarnings(decision) } : {}),
    })),
    summary: countResults(results),
    coverage: {
      percent: Number(percentOf(tally(points)).toFixed(2)),
      routes: tally(points, 'route'),
      conditions: tally(points, 'condition'),
      branches: tally(points, 'branch'),
      missed: points.flatMap(({ kind, file, line, label, hits }) =>
        hits > 0 ? [] : [{ kind, file: file ?? null, line: line ?? null, label }],
      ),
    },
  };
}

function withoutWarnings({ warnings: _, ...decision }: SimulatedDecision): Omit<SimulatedDecision, 'warnings'> {
  return decision;
}

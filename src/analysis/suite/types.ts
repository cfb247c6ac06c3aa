import type { Path } from '../../base/path.js';
import type { ProxyErrorType, SimulatedDecision } from '../../dataplane/types.js';

/** A percentage: exactly this one, or between two, both included. */
export type Percent = number | readonly [number, number];

/** What a request should get. Only what is given is checked. Clusters are named in full, or as `subset v1` or `all pods` of the host. */
export interface Expectation {
  /** The route's name; null: no route. */
  route?: string | null;
  /** The chosen cluster; null: none. */
  cluster?: string | null;
  /** The share of each cluster of a split, which is complete. */
  split?: ReadonlyMap<string, Percent>;
  /** The mirrors with their percent, complete. */
  mirrors?: ReadonlyMap<string, Percent>;
  /** What is written into the message, complete. */
  mutation?: ReadonlyMap<string, string>;
  hashPolicy?: readonly string[];
  /** So many requests at one time pass the local limit, the next does not; null: no bucket counts them. */
  limitedAfter?: number | null;
  /** Null: none. */
  error?: ProxyErrorType | null;
}

/** One request with what it should get: a test of a suite, or one of its cases. */
export interface SuiteTest {
  name: string;
  /** Where it stands in the suite. */
  path: Path;
  host?: string;
  port?: number;
  attributes: Readonly<Record<string, string>>;
  /** The 64-bit number of the weighted pick. */
  random?: bigint;
  /** The request is sent so often, with random numbers of their own. */
  count?: number;
  expect: Expectation;
  only: boolean;
  /** Why it is not run. */
  skip?: string;
}

/** What is wrong with a suite, and where. */
export interface SuiteProblem {
  path: Path;
  message: string;
}

/** An expectation that was not met. */
export interface Failure {
  /** `route`, `cluster`, `split subset v1`, … */
  what: string;
  expected: string;
  actual: string;
}

/** How a test ended. */
export interface TestResult {
  test: SuiteTest;
  status: 'passed' | 'failed' | 'skipped';
  failures: Failure[];
  /** Why it was skipped. */
  reason?: string;
  /** With its trace; absent where nothing was decided. */
  decision?: SimulatedDecision;
}

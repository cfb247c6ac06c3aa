import { routableAttributes } from '../dataplane/attributes.js';
import { allHold } from '../dataplane/explain.js';
import type { MetadataMatcher } from '../dataplane/types.js';
import { findRequest, newBudget, requestOf } from './search.js';
import { type Reasoner, regionOf, spaceOf } from './space.js';

/** A request that was asked for, or why there is none, as `findRequest` answers it. */
export type LazilyFound =
  | { kind: 'found'; witness: { attributes: Record<string, string>; unusual: boolean } }
  | { kind: 'none'; because: readonly number[] }
  | { kind: 'undecided'; reason: string };

/** How many spaces may still be divided for questions of this kind, and how many matches held against a request. */
export interface LazyBudget {
  spaces: number;
  checks: number;
}

/** What the questions about a list of so many matches may take: some seconds at the worst. */
export function newLazyBudget(matches: number): LazyBudget {
  return { spaces: 4 * matches + 100, checks: 2_000_000 };
}

/** Exclusions that one question may come to need. */
const mostNeeded = 24;

/**
 * Looks for a request that fulfils all of `include` and none of `exclude`, for when the space of all conditions is too large: it begins without any
 * exclusion, and takes in only those that a request it has found runs into. Exact where it answers; each step divides a small space.
 */
export function findLazily(
  include: readonly (readonly MetadataMatcher[])[],
  exclude: readonly (readonly MetadataMatcher[])[],
  reasoner: Reasoner,
  budget: LazyBudget,
): LazilyFound {
  const needed: number[] = [];
  while (needed.length <= mostNeeded && budget.spaces-- > 0 && budget.checks > 0 && reasoner.steps.steps > 0) {
    budget.checks -= exclude.length;
    const against = needed.map((index) => exclude[index] ?? []);
    const space = spaceOf([[...include, ...against]], reasoner);
    const wanted = include.map((match) => regionOf(space, match));
    const avoided = against.map((match) => regionOf(space, match));
    const found = findRequest(space, wanted, avoided, newBudget());
    if (found.kind === 'undecided') return found;
    if (found.kind === 'none') return { kind: 'none', because: found.because.map((at) => needed[at] ?? 0) };
    const witness = requestOf(space, found.choice);
    const seen = routableAttributes(
      Object.fromEntries([...Object.entries(witness.attributes), ...(reasoner.domain.fixed ?? [])]),
    );
    const hit = exclude.findIndex((match) => allHold([...match], seen, reasoner.patterns));
    if (hit < 0) return { kind: 'found', witness };
    if (needed.includes(hit)) throw new Error(`the analysis is wrong: ${JSON.stringify(witness.attributes)} was to be avoided`);
    needed.push(hit);
  }
  return { kind: 'undecided', reason: 'too many conditions would have to be looked at together' };
}

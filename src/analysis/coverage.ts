import type { Patterns } from '../base/pattern.js';
import { routableName } from '../dataplane/attributes.js';
import { compileRoutes } from '../dataplane/compile.js';
import { findRoute } from '../dataplane/decide.js';
import type { MetadataMatcher, RouteConfiguration } from '../dataplane/types.js';
import { findLazily, newLazyBudget } from './lazily.js';
import { findRequest, newBudget, requestOf } from './search.js';
import { type Domain, identityOf, isEmpty, newReasoner, type Reasoner, type Region, regionOf, spaceOf } from './space.js';

/** A request that shows something. `unusual`: it needs control characters or the like, so that hardly anyone will ever send it. */
export interface Witness {
  attributes: Record<string, string>;
  unusual: boolean;
}

/** What becomes of one route. */
export type RouteFate =
  | { kind: 'reached'; witness: Witness }
  /** No request fulfils its conditions: these of them, by index; a single one that nothing satisfies, or several that exclude each other. */
  | { kind: 'empty'; conditions: number[] }
  /**
   * Every request that it would match is taken by earlier routes: by one alone, or by several together, none of which can be left out. The witness
   * is a request that fulfils its conditions and is taken by the route `taker`.
   */
  | { kind: 'covered'; by: number[]; witness: Witness; taker: number }
  | { kind: 'undecided'; reason: string };

/** What becomes of requests that no route takes. */
export type Unrouted = { kind: 'none' } | { kind: 'some'; witness: Witness } | { kind: 'undecided'; reason: string };

/** Everything that is to be said of one table of routes. */
export interface Coverage {
  /** One for each route, in their order. */
  routes: RouteFate[];
  unrouted: Unrouted;
}

/**
 * Decides exactly which routes of a table can ever be taken and whether any request is left without a route. Each witness has been confirmed by
 * `explain`. Bounded: what would take too much is `undecided`, with the reason.
 */
export function coverRoutes(configuration: RouteConfiguration, patterns: Patterns, domain: Domain = {}): Coverage {
  const matches = configuration.routes.map(({ match }) => match);
  const reasoner = newReasoner(patterns, domain);
  const space = spaceOf([matches], reasoner, 'first match');
  const regions = matches.map((match) => regionOf(space, match));
  const budget = newBudget();
  const taker = takerOf(configuration, reasoner);
  const distinct = distinctRegions(matches, regions);
  const lazy = newLazyBudget(matches.length);
  /** What becomes of a route where all conditions together are too large. */
  const lazily = (index: number, reason: string): RouteFate => {
    const match = matches[index] ?? [];
    if (lazy.checks <= 0 || reasoner.steps.steps <= 0) return { kind: 'undecided', reason };
    const empty = emptyOf(match, reasoner);
    if (empty !== undefined) return { kind: 'empty', conditions: empty };
    const found = findLazily([match], matches.slice(0, index), reasoner, lazy);
    if (found.kind === 'undecided') return { kind: 'undecided', reason };
    if (found.kind === 'found') return { kind: 'reached', witness: confirmed(found.witness, index, taker) };
    return covered(configuration, index, found.because, reasoner, taker);
  };
  const routes = matches.map((match, index): RouteFate => {
    const region = regions[index] ?? { sides: [] };
    const earlier = distinct.filter((at) => at < index);
    const found = findRequest(
      space,
      [region],
      earlier.map((at) => regions[at] ?? region),
      budget,
    );
    if (found.kind === 'undecided') return lazily(index, found.reason);
    if (found.kind === 'found') return { kind: 'reached', witness: confirmed(requestOf(space, found.choice), index, taker) };
    const empty = emptyOf(match, reasoner);
    if (empty !== undefined) return { kind: 'empty', conditions: empty };
    const by = found.because.map((at) => earlier[at] ?? 0);
    return covered(configuration, index, by, reasoner, taker);
  });
  const unroutedOf = (): Unrouted => {
    const found = findRequest(
      space,
      [],
      distinct.map((at) => regions[at] ?? { sides: [] }),
      budget,
    );
    if (found.kind === 'none') return { kind: 'none' };
    if (found.kind === 'found') return { kind: 'some', witness: confirmed(requestOf(space, found.choice), -1, taker) };
    const other = findLazily([], matches, reasoner, lazy);
    if (other.kind === 'none') return { kind: 'none' };
    return other.kind === 'found'
      ? { kind: 'some', witness: confirmed(other.witness, -1, taker) }
      : { kind: 'undecided', reason: found.reason };
  };
  return { routes, unrouted: unroutedOf() };
}

/** Finds the route that a request takes, -1 if none, as the data plane does. */
type Taker = (request: Witness) => number;

function takerOf(configuration: RouteConfiguration, { patterns, domain: { fixed } }: Reasoner): Taker {
  const compiled = compileRoutes(configuration, patterns);
  return ({ attributes }) => findRoute(compiled, Object.fromEntries([...Object.entries(attributes), ...(fixed ?? [])]));
}

/** A witness, once the data plane itself gives it the route that it is a witness for (-1: none). Throws if it does not: a bug of the analysis. */
function confirmed(witness: Witness, expected: number, taker: Taker): Witness {
  const taken = taker(witness);
  if (taken === expected) return witness;
  throw new Error(`the analysis is wrong: ${JSON.stringify(witness.attributes)} takes route ${taken}, not ${expected}`);
}

/** Of routes with the same conditions the first: the others exclude nothing more. */
export function distinctRegions(matches: readonly (readonly MetadataMatcher[])[], regions: readonly Region[]): number[] {
  const seen = new Set<string>();
  return [...regions.keys()].filter((index) => {
    const key = matchKey(matches[index] ?? []);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Equal texts for matches that hold for the same requests for certain. */
export function matchKey(match: readonly MetadataMatcher[]): string {
  return [...new Set(match.map(identityOf))].sort().join('\n');
}

/** The conditions that no request fulfils, alone or together; undefined if some does, or if it cannot be told. */
function emptyOf(match: readonly MetadataMatcher[], reasoner: Reasoner): number[] | undefined {
  if (match.length === 0) return undefined;
  const isImpossible = (some: readonly MetadataMatcher[]): boolean => {
    const space = spaceOf([[some]], reasoner);
    return regionOf(space, some).sides.some((side, at) => {
      return side !== undefined && isEmpty(side) && space.attributes[at]?.undecided === undefined;
    });
  };
  for (const [index, condition] of match.entries()) if (isImpossible([condition])) return [index];
  if (match.length === 1 || !isImpossible(match)) return undefined;
  const needed = [...match.keys()];
  for (const index of [...needed].reverse()) {
    const without = needed.filter((at) => at !== index);
    if (isImpossible(without.flatMap((at) => match[at] ?? []))) needed.splice(needed.indexOf(index), 1);
  }
  return needed;
}

/** Names the earlier routes that cover a route: one that does it alone, if there is one, else no more than are needed. */
function covered(
  configuration: RouteConfiguration,
  index: number,
  core: readonly number[],
  reasoner: Reasoner,
  taker: Taker,
): RouteFate {
  const matches = configuration.routes.map(({ match }) => match);
  const match = matches[index] ?? [];
  // A space for the first match may leave out values that a route with a single condition takes: those count too.
  const names = new Set(match.map(({ name }) => routableName(name)));
  const singles = [...matches.slice(0, index).entries()].flatMap(([at, [only, second]]) =>
    only !== undefined && second === undefined && names.has(routableName(only.name)) ? [at] : [],
  );
  let undecided = 'its conditions are too large together';
  for (const by of [core, [...new Set([...core, ...singles])].sort((a, b) => a - b), [...matches.slice(0, index).keys()]]) {
    const space = spaceOf([[...by.map((at) => matches[at] ?? []), match]], reasoner);
    const own = regionOf(space, match);
    const regions = new Map(by.map((at) => [at, regionOf(space, matches[at] ?? [])]));
    const budget = newBudget();
    const covers = (some: readonly number[]): boolean => {
      const exclude = some.flatMap((at) => regions.get(at) ?? []);
      return findRequest(space, [own], exclude, budget).kind === 'none';
    };
    if (!covers(by)) continue;
    const found = findRequest(space, [own], [], budget);
    if (found.kind === 'undecided') undecided = found.reason;
    if (found.kind !== 'found') continue;
    const witness = requestOf(space, found.choice);
    const taken = taker(witness);
    if (taken < 0 || taken >= index)
      throw new Error(`the analysis of ${configuration.name} is wrong: route ${index} is not covered`);
    return { kind: 'covered', by: fewest(by, covers), witness, taker: taken };
  }
  return { kind: 'undecided', reason: undecided };
}

/** A part of the routes that covers as all of them do, and from which none can be left out; a single one if that is enough. */
function fewest(all: readonly number[], covers: (some: readonly number[]) => boolean): number[] {
  const alone = all.find((at) => covers([at]));
  if (alone !== undefined) return [alone];
  let needed = [...all];
  for (const at of [...all].reverse()) {
    const without = needed.filter((other) => other !== at);
    if (covers(without)) needed = without;
  }
  return needed;
}

/** A request that two tables both have a route for; undefined if there is none. */
export function overlapOf(
  one: RouteConfiguration,
  other: RouteConfiguration,
  patterns: Patterns,
  domain: Domain = {},
): { kind: 'none' } | { kind: 'some'; routes: [number, number]; witness: Witness } | { kind: 'undecided'; reason: string } {
  const lists = [one, other].map(({ routes }) => routes.map(({ match }) => match));
  const reasoner = newReasoner(patterns, domain);
  const space = spaceOf(lists, reasoner, 'exact at any size');
  const [regions = [], others = []] = lists.map((matches) => matches.map((match) => regionOf(space, match)));
  const budget = newBudget();
  const takers = [takerOf(one, reasoner), takerOf(other, reasoner)] as const;
  let undecided: string | undefined;
  for (const region of regions) {
    for (const second of others) {
      const found = findRequest(space, [region, second], [], budget);
      if (found.kind === 'undecided') undecided ??= found.reason;
      if (found.kind !== 'found') continue;
      const witness = requestOf(space, found.choice);
      const routes: [number, number] = [takers[0](witness), takers[1](witness)];
      if (routes.includes(-1)) throw new Error(`the analysis of ${one.name} and ${other.name} is wrong`);
      return { kind: 'some', routes, witness };
    }
  }
  return undecided === undefined ? { kind: 'none' } : { kind: 'undecided', reason: undecided };
}

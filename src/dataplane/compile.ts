import type { Patterns } from '../base/pattern.js';
import { routableName } from './attributes.js';
import { literalStart } from './literal.js';
import { holdsWhenMissing, type ValueTest, valueTest } from './matcher.js';
import type { Decision, MetadataMatcher, Route, RouteConfiguration } from './types.js';
import { totalWeight } from './weighted.js';

/** One distinct condition of a table; routes with equal conditions share it. */
export interface Condition {
  /** Its number among the distinct conditions of the table. */
  id: number;
  /** Position of its attribute among those that the table's rules name. */
  slot: number;
  test: ValueTest;
  invert: boolean;
  /** What an absent attribute gives. */
  whenMissing: boolean;
  /** Position among the patterns of its slot, whose results are remembered; -1 for a comparison that is cheap. */
  slow: number;
  key: Key;
  /** Cheap ones first. */
  cost: number;
}

/**
 * How a condition can be looked up instead of tried: only an attribute with this value, with this start, or with any value can
 * fulfil it (`none`: an absent one can). `enough`: and each such value does.
 */
type Key = { kind: 'exact' | 'prefix'; text: string; enough: boolean } | { kind: 'present'; enough: boolean } | { kind: 'none' };

/** A route in the index. */
export interface Candidate {
  index: number;
  /** The conditions that the way to it has not settled, patterns last. */
  rest: Condition[];
  /** How many of the rest are patterns. */
  slow: number;
  /** Those of the rest that it can still be filed under. */
  open: Condition[];
}

/**
 * Part of the index: routes to be tried in order, and branches by attribute. Each route is in exactly one place, under the
 * condition of its own that the fewest others share.
 */
export interface Node {
  /** The lowest position of a route in here. */
  first: number;
  candidates: Candidate[];
  branches: Branch[];
}

/** The routes that ask something of one attribute. */
export interface Branch {
  slot: number;
  first: number;
  /** No exact value is longer. */
  longest: number;
  exact: Map<string, Node>;
  prefixes: PrefixNode | undefined;
  present: Node | undefined;
}

/** Starts of values, as a tree whose edges are texts: what lies below a node starts with all edges down to it. */
export interface PrefixNode {
  edge: string;
  routes: Node | undefined;
  children: Map<number, PrefixNode>;
}

/** What one route gives: one decision, or one for each cluster of its split. */
export interface Outcome {
  single: Decision | undefined;
  shares: { decision: Decision; end: number }[];
  total: bigint;
}

/** A table made ready for `decide`. It holds room for the request at hand, so it must not be used while `decide` runs on it. */
export interface CompiledRoutes {
  readonly configuration: RouteConfiguration;
  /** Position of each attribute that rules name, by its routable name. */
  readonly slots: ReadonlyMap<string, number>;
  readonly root: Node;
  readonly outcomes: Outcome[];
  /** How many patterns each slot has. */
  readonly slowCounts: number[];
  readonly scratch: Scratch;
}

/** Room for one request, and what is remembered from earlier ones, within bounds. */
export interface Scratch {
  /** The request's values by slot. */
  values: (string | undefined)[];
  /** Results of the slot's patterns on the value at hand, fetched when the first is asked for: 0 unknown, 1 no, 2 yes. */
  results: (Uint8Array | undefined)[];
  /** Results by value, for each slot. */
  remembered: Map<string, Uint8Array>[];
  /** Results for values too long to be remembered, for each slot. */
  passing: (Uint8Array | undefined)[];
  /** Routes put aside because patterns are left to be tried. */
  pending: Candidate[];
  /** Slots by attribute name as requests spell it; -1 for names that no rule asks for. */
  spellings: Map<string, number>;
}

/** As many routes are tried one by one. */
const few = 4;

/** Routes that share more conditions than this are tried one by one. */
const deepest = 8;

/** Makes a table ready: what can be looked up is filed, equal conditions are shared, and routes that an earlier one hides are left out. */
export function compileRoutes(configuration: RouteConfiguration, patterns: Patterns): CompiledRoutes {
  const slots = new Map<string, number>();
  const conditions = new Map<string, Condition>();
  const slowCounts: number[] = [];
  const intern = (matcher: MetadataMatcher): Condition => {
    const name = routableName(matcher.name);
    let slot = slots.get(name);
    if (slot === undefined) {
      slot = slots.size;
      slots.set(name, slot);
      slowCounts.push(0);
    }
    const text = `${slot} ${identity(matcher)}`;
    let condition = conditions.get(text);
    if (condition === undefined) {
      condition = makeCondition(conditions.size, matcher, slot, patterns, slowCounts);
      conditions.set(text, condition);
    }
    return condition;
  };
  const candidates: Candidate[] = [];
  for (const [index, route] of configuration.routes.entries()) {
    const rest = [...new Set(route.match.map(intern))].sort((a, b) => a.cost - b.cost);
    candidates.push({ index, rest, slow: countSlow(rest), open: rest.filter(({ key }) => key.kind !== 'none') });
    if (rest.length === 0) break;
  }
  return {
    configuration,
    slots,
    root: buildNode(candidates, 0),
    outcomes: configuration.routes.map(makeOutcome),
    slowCounts,
    scratch: {
      values: slowCounts.map(() => undefined),
      results: slowCounts.map(() => undefined),
      remembered: slowCounts.map(() => new Map()),
      passing: slowCounts.map(() => undefined),
      pending: [],
      spellings: new Map(),
    },
  };
}

/** Equal texts for conditions that are equal. */
function identity(matcher: MetadataMatcher): string {
  const { invert, treatMissingAsEmpty } = matcher;
  const comparison = Object.values(matcher.matcher).map(String);
  return JSON.stringify([invert, treatMissingAsEmpty, ...comparison]);
}

function makeCondition(id: number, matcher: MetadataMatcher, slot: number, patterns: Patterns, slowCounts: number[]): Condition {
  const test = valueTest(matcher.matcher, patterns);
  const { invert } = matcher;
  const whenMissing = matcher.treatMissingAsEmpty ? test('') !== invert : holdsWhenMissing(matcher);
  const key = keyOf(matcher, whenMissing);
  const isSlow = matcher.matcher.kind === 'regex';
  let slow = -1;
  if (isSlow) {
    slow = slowCounts[slot] ?? 0;
    slowCounts[slot] = slow + 1;
  }
  return { id, slot, test, invert, whenMissing, slow, key, cost: isSlow ? 3 : matcher.matcher.kind === 'range' ? 2 : 1 };
}

function keyOf({ matcher, invert }: MetadataMatcher, whenMissing: boolean): Key {
  if (whenMissing) return { kind: 'none' };
  if (invert) return { kind: 'present', enough: false };
  switch (matcher.kind) {
    case 'exactHeader':
      return matcher.value === '' ? { kind: 'present', enough: true } : { kind: 'exact', text: matcher.value, enough: true };
    case 'exact':
      return matcher.ignoreCase ? { kind: 'present', enough: false } : { kind: 'exact', text: matcher.value, enough: true };
    case 'prefix':
      if (matcher.ignoreCase) return { kind: 'present', enough: false };
      return matcher.value === '' ? { kind: 'present', enough: true } : { kind: 'prefix', text: matcher.value, enough: true };
    case 'regex': {
      const start = literalStart(matcher.pattern);
      if (start.whole) return { kind: 'exact', text: start.text, enough: true };
      return start.text === '' ? { kind: 'present', enough: false } : { kind: 'prefix', text: start.text, enough: false };
    }
    case 'present':
      return { kind: 'present', enough: matcher.present };
    default:
      return { kind: 'present', enough: false };
  }
}

/** Files routes, given in their order, each under its rarest condition, and within those again. */
function buildNode(candidates: Candidate[], depth: number): Node {
  const first = candidates[0]?.index ?? Number.POSITIVE_INFINITY;
  const reachable = withoutHidden(candidates);
  if (reachable.length <= few || depth === deepest) return { first, candidates: reachable, branches: [] };
  const popularity = new Map<string, number>();
  for (const { open } of reachable) {
    for (const condition of open) {
      const name = keyName(condition);
      popularity.set(name, (popularity.get(name) ?? 0) + 1);
    }
  }
  const unfiled: Candidate[] = [];
  const filed = new Map<string, { condition: Condition; members: Candidate[] }>();
  for (const candidate of reachable) {
    const best = rarest(candidate.open, popularity);
    if (best === undefined) {
      unfiled.push(candidate);
      continue;
    }
    const { index, rest, open } = candidate;
    const settled = 'enough' in best.key && best.key.enough;
    const name = keyName(best);
    const group = filed.get(name) ?? { condition: best, members: [] };
    const left = settled ? rest.filter((other) => other !== best) : rest;
    group.members.push({ index, rest: left, slow: countSlow(left), open: open.filter((other) => other !== best) });
    filed.set(name, group);
  }
  const branches = new Map<number, Branch>();
  for (const { condition, members } of filed.values()) {
    const { slot, key } = condition;
    const branch = branches.get(slot) ?? emptyBranch(slot);
    branches.set(slot, branch);
    const node = buildNode(members, depth + 1);
    branch.first = Math.min(branch.first, node.first);
    if (key.kind === 'exact') {
      branch.exact.set(key.text, node);
      branch.longest = Math.max(branch.longest, key.text.length);
    } else if (key.kind === 'prefix') {
      branch.prefixes ??= { edge: '', routes: undefined, children: new Map() };
      insertPrefix(branch.prefixes, key.text, node);
    } else branch.present = node;
  }
  return { first, candidates: unfiled, branches: [...branches.values()].sort((a, b) => a.first - b.first) };
}

function countSlow(conditions: Condition[]): number {
  return conditions.filter(({ slow }) => slow >= 0).length;
}

function emptyBranch(slot: number): Branch {
  return { slot, first: Number.POSITIVE_INFINITY, longest: -1, exact: new Map(), prefixes: undefined, present: undefined };
}

/** Leaves out the routes that an earlier one with the same open questions, or with none, hides. */
function withoutHidden(candidates: Candidate[]): Candidate[] {
  const seen = new Set<string>();
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const questions = candidate.rest.map(({ id }) => id).join();
    if (seen.has(questions)) continue;
    seen.add(questions);
    kept.push(candidate);
    if (candidate.rest.length === 0) break;
  }
  return kept;
}

/** Conditions with the same name are looked up in the same place. */
function keyName({ slot, key }: Condition): string {
  return 'text' in key ? `${slot} ${key.kind} ${key.text}` : `${slot} ${key.kind}`;
}

/** The condition that the fewest routes share; an exact one costs least to look up, one on presence finds too much. */
function rarest(conditions: Condition[], popularity: Map<string, number>): Condition | undefined {
  let best: Condition | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const condition of conditions) {
    const price = condition.key.kind === 'exact' ? 1 : condition.key.kind === 'prefix' ? 2 : 4;
    const expected = (popularity.get(keyName(condition)) ?? 0) * price;
    if (expected < least) {
      best = condition;
      least = expected;
    }
  }
  return best;
}

/** Adds a start to the tree, splitting the edge on which it ends or parts. */
function insertPrefix(root: PrefixNode, text: string, routes: Node): void {
  let node = root;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const child = node.children.get(code);
    if (child === undefined) {
      node.children.set(code, { edge: text.slice(at), routes, children: new Map() });
      return;
    }
    let shared = 1;
    while (shared < child.edge.length && child.edge[shared] === text[at + shared]) shared++;
    if (shared < child.edge.length) {
      const upper: PrefixNode = { edge: child.edge.slice(0, shared), routes: undefined, children: new Map() };
      child.edge = child.edge.slice(shared);
      upper.children.set(child.edge.charCodeAt(0), child);
      node.children.set(code, upper);
      node = upper;
    } else node = child;
    at += shared;
  }
  node.routes = routes;
}

function makeOutcome(route: Route, index: number): Outcome {
  const { action } = route;
  const clusters = action.weightedClusters ?? [];
  if (clusters.length === 0) {
    return { single: { index, route, cluster: action.cluster ?? '' }, shares: [], total: 1n };
  }
  const total = totalWeight(action);
  if (total === 0) return { single: { index, route, cluster: undefined }, shares: [], total: 1n };
  let end = 0;
  const shares = clusters.map(({ name, weight }) => {
    end += weight;
    return { decision: { index, route, cluster: name }, end };
  });
  return { single: undefined, shares, total: BigInt(total) };
}

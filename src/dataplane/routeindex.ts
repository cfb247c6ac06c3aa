import type { ValueTest } from './matcher.js';

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
export type Key =
  | { kind: 'exact' | 'prefix'; text: string; enough: boolean }
  | { kind: 'present'; enough: boolean }
  | { kind: 'none' };

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

/** As many routes are tried one by one. */
const few = 4;

/** Routes that share more conditions than this are tried one by one. */
const deepest = 8;

/** Files routes, given in their order, each under its rarest condition, and within those again. */
export function buildIndex(candidates: Candidate[], depth: number): Node {
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
    const node = buildIndex(members, depth + 1);
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

/** How many of the conditions are patterns. */
export function countSlow(conditions: Condition[]): number {
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

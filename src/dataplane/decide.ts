import { routableName } from './attributes.js';
import type { Branch, Candidate, CompiledRoutes, Condition, Node, PrefixNode, Scratch } from './compile.js';
import type { Decision } from './types.js';

const nothing: Decision = { index: -1, route: undefined, cluster: undefined };

/** Values longer than this are not remembered. */
const longestRemembered = 256;

/** How much is remembered for one attribute, in bytes, roughly. */
const memory = 4_000_000;

/** How many spellings of attribute names are remembered. */
const spellingsKept = 4096;

/**
 * Chooses the route and the cluster for a request: the same as `explain` and `pickCluster`, without allocating. `random` is the
 * unsigned 64-bit number that the proxy draws for each request; it matters only for weighted clusters.
 */
export function decide(compiled: CompiledRoutes, attributes: Record<string, string>, random: bigint): Decision {
  const index = findRoute(compiled, attributes);
  if (index < 0) return nothing;
  const outcome = compiled.outcomes[index];
  if (outcome === undefined) return nothing;
  if (outcome.single !== undefined) return outcome.single;
  const selected = Number(random % outcome.total);
  for (const share of outcome.shares) if (selected < share.end) return share.decision;
  return nothing;
}

/** The position of the route that a request takes, -1 if none. */
export function findRoute(compiled: CompiledRoutes, attributes: Record<string, string>): number {
  const { scratch } = compiled;
  const { values, results } = scratch;
  for (let slot = 0; slot < values.length; slot++) {
    values[slot] = undefined;
    results[slot] = undefined;
  }
  for (const name in attributes) {
    const slot = scratch.spellings.get(name) ?? learnSpelling(compiled, name);
    if (slot >= 0) values[slot] = attributes[name];
  }
  const { pending } = scratch;
  pending.length = 0;
  const found = search(compiled, compiled.root, Number.POSITIVE_INFINITY);
  if (pending.length > 0) return firstPending(compiled, found);
  return found === Number.POSITIVE_INFINITY ? -1 : found;
}

/** The first route among those whose patterns are still to be tried, if it comes before `found`; patterns are tried in that order only. */
function firstPending(compiled: CompiledRoutes, found: number): number {
  const { pending } = compiled.scratch;
  pending.sort(byIndex);
  for (const candidate of pending) {
    if (candidate.index > found) break;
    if (patternsMatch(compiled, candidate)) return candidate.index;
  }
  return found === Number.POSITIVE_INFINITY ? -1 : found;
}

function byIndex(a: Candidate, b: Candidate): number {
  return a.index - b.index;
}

function learnSpelling({ slots, scratch: { spellings } }: CompiledRoutes, name: string): number {
  const slot = slots.get(routableName(name)) ?? -1;
  if (name.length > longestRemembered) return slot;
  if (spellings.size >= spellingsKept) spellings.clear();
  spellings.set(name, slot);
  return slot;
}

/**
 * The lowest position of a route in that part of the index which matches, if it is lower than `best`; else `best`. Routes for which
 * only patterns are left to be tried are put aside: an earlier route without may make that needless.
 */
function search(compiled: CompiledRoutes, node: Node, best: number): number {
  if (node.first >= best) return best;
  let found = best;
  for (const candidate of node.candidates) {
    if (candidate.index >= found) break;
    if (!cheapOnesHold(compiled, candidate)) continue;
    if (candidate.slow > 0) {
      compiled.scratch.pending.push(candidate);
      continue;
    }
    found = candidate.index;
    break;
  }
  for (const branch of node.branches) {
    if (branch.first >= found) break;
    const value = compiled.scratch.values[branch.slot];
    if (value !== undefined) found = searchBranch(compiled, branch, value, found);
  }
  return found;
}

function searchBranch(compiled: CompiledRoutes, branch: Branch, value: string, best: number): number {
  let found = best;
  if (value.length <= branch.longest) {
    const node = branch.exact.get(value);
    if (node !== undefined) found = search(compiled, node, found);
  }
  let prefix: PrefixNode | undefined = branch.prefixes;
  let at = 0;
  while (prefix !== undefined) {
    if (prefix.routes !== undefined) found = search(compiled, prefix.routes, found);
    if (at >= value.length) break;
    prefix = prefix.children.get(value.charCodeAt(at));
    if (prefix === undefined || !value.startsWith(prefix.edge, at)) break;
    at += prefix.edge.length;
  }
  if (branch.present !== undefined) found = search(compiled, branch.present, found);
  return found;
}

function cheapOnesHold({ scratch }: CompiledRoutes, { rest, slow }: Candidate): boolean {
  const cheap = rest.length - slow;
  for (let i = 0; i < cheap; i++) {
    const condition = rest[i];
    if (condition === undefined) break;
    const value = scratch.values[condition.slot];
    if (value === undefined ? !condition.whenMissing : condition.test(value) === condition.invert) return false;
  }
  return true;
}

function patternsMatch(compiled: CompiledRoutes, { rest, slow }: Candidate): boolean {
  const { scratch } = compiled;
  for (let i = rest.length - slow; i < rest.length; i++) {
    const condition = rest[i];
    if (condition === undefined) break;
    const value = scratch.values[condition.slot];
    if (value === undefined ? !condition.whenMissing : slowTest(compiled, scratch, condition, value) === condition.invert)
      return false;
  }
  return true;
}

/** A pattern's result on a value: tried once for each value as long as that is remembered, and once in any case for a request. */
function slowTest(compiled: CompiledRoutes, scratch: Scratch, condition: Condition, value: string): boolean {
  const { slot, slow } = condition;
  const results = scratch.results[slot] ?? resultsOf(compiled, scratch, slot, value);
  const known = results[slow];
  if (known !== 0) return known === 2;
  const result = condition.test(value);
  results[slow] = result ? 2 : 1;
  return result;
}

function resultsOf(compiled: CompiledRoutes, scratch: Scratch, slot: number, value: string): Uint8Array {
  const count = compiled.slowCounts[slot] ?? 0;
  let results: Uint8Array | undefined;
  if (value.length > longestRemembered) {
    results = scratch.passing[slot] ?? new Uint8Array(count);
    results.fill(0);
    scratch.passing[slot] = results;
  } else {
    const remembered = scratch.remembered[slot] ?? new Map<string, Uint8Array>();
    results = remembered.get(value);
    if (results === undefined) {
      if (remembered.size * (count + 2 * longestRemembered) >= memory) remembered.clear();
      results = new Uint8Array(count);
      remembered.set(value, results);
    }
  }
  scratch.results[slot] = results;
  return results;
}

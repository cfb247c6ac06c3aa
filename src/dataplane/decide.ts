import { routableName } from './attributes.js';
import type { CompiledRoutes, PatternMemory, Scratch } from './compile.js';
import type { Branch, Candidate, Condition, Node, PrefixNode } from './routeindex.js';
import type { Decision } from './types.js';

const nothing: Decision = { index: -1, route: undefined, cluster: undefined };

/** Values longer than this are not remembered. */
const longestRemembered = 256;

/** After this many values it is seen whether any came twice; if not, none is remembered for the `pause` that follows. */
const trial = 2048;
const pause = 65_536;

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
  const { values, memories } = scratch;
  for (let slot = 0; slot < values.length; slot++) {
    values[slot] = undefined;
    const memory = memories[slot];
    if (memory !== undefined) memory.row = -1;
  }
  for (const name in attributes) {
    const slot = scratch.spellings.get(name) ?? learnSpelling(compiled, name);
    if (slot >= 0) values[slot] = attributes[name];
  }
  scratch.pendingCount = 0;
  const found = search(compiled, compiled.root, Number.POSITIVE_INFINITY);
  if (scratch.pendingCount > 0) return firstPending(compiled, found);
  return found === Number.POSITIVE_INFINITY ? -1 : found;
}

/** The first route among those whose patterns are still to be tried, if it comes before `found`; patterns are tried in that order only. */
function firstPending(compiled: CompiledRoutes, found: number): number {
  const { pending, pendingCount } = compiled.scratch;
  let count = 0;
  for (let i = 0; i < pendingCount; i++) {
    const candidate = pending[i];
    if (candidate !== undefined && candidate.index < found) pending[count++] = candidate;
  }
  sortStart(pending, count);
  for (let i = 0; i < count; i++) {
    const candidate = pending[i];
    if (candidate !== undefined && patternsMatch(compiled, candidate)) return candidate.index;
  }
  return found === Number.POSITIVE_INFINITY ? -1 : found;
}

/** Sorts the first candidates by position; a few by insertion, since the library's sort allocates. */
function sortStart(candidates: Candidate[], count: number): void {
  if (count > 32) {
    candidates.length = count;
    candidates.sort(byIndex);
    return;
  }
  for (let i = 1; i < count; i++) {
    const candidate = candidates[i];
    if (candidate === undefined) return;
    let at = i;
    for (; at > 0; at--) {
      const before = candidates[at - 1];
      if (before === undefined || before.index <= candidate.index) break;
      candidates[at] = before;
    }
    candidates[at] = candidate;
  }
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
      const { scratch } = compiled;
      scratch.pending[scratch.pendingCount++] = candidate;
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

function patternsMatch({ scratch }: CompiledRoutes, { rest, slow }: Candidate): boolean {
  for (let i = rest.length - slow; i < rest.length; i++) {
    const condition = rest[i];
    if (condition === undefined) break;
    const value = scratch.values[condition.slot];
    if (value === undefined ? !condition.whenMissing : slowTest(scratch, condition, value) === condition.invert) return false;
  }
  return true;
}

/** A pattern's result on a value: tried once for each value as long as that is remembered, and once in any case for a request. */
function slowTest(scratch: Scratch, { slot, slow, test }: Condition, value: string): boolean {
  const memory = scratch.memories[slot];
  if (memory === undefined) return test(value);
  const at = rowOf(memory, value) * memory.width + slow;
  const known = memory.results[at];
  if (known !== 0) return known === 2;
  const result = test(value);
  memory.results[at] = result ? 2 : 1;
  return result;
}

/**
 * The row with the results on the request's value. Row 0 serves values that are not remembered: huge ones, and all while next to none
 * comes twice.
 */
function rowOf(memory: PatternMemory, value: string): number {
  if (memory.row >= 0) return memory.row;
  memory.row = 0;
  if (value.length <= longestRemembered && memory.resting === 0) memory.row = rememberedRow(memory, value);
  else if (memory.resting > 0) memory.resting--;
  if (memory.row === 0) memory.results.fill(0, 0, memory.width);
  return memory.row;
}

function rememberedRow(memory: PatternMemory, value: string): number {
  const { rows, width, results } = memory;
  if (++memory.asked === trial) {
    if (memory.met * 8 < trial) memory.resting = pause;
    memory.asked = 0;
    memory.met = 0;
  }
  const known = rows.get(value);
  if (known !== undefined) {
    memory.met++;
    return known;
  }
  if ((rows.size + 2) * width > results.length) rows.clear();
  const row = rows.size + 1;
  rows.set(value, row);
  results.fill(0, row * width, (row + 1) * width);
  return row;
}

import type { Patterns } from '../base/pattern.js';
import { routableName } from './attributes.js';
import { literalStart } from './literal.js';
import { holdsWhenMissing, valueTest } from './matcher.js';
import { buildIndex, type Candidate, type Condition, countSlow, type Key, type Node } from './routeindex.js';
import type { Decision, MetadataMatcher, Route, RouteConfiguration } from './types.js';
import { totalWeight } from './weighted.js';

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
  readonly scratch: Scratch;
}

/** Room for one request, and what is remembered from earlier ones, within bounds. */
export interface Scratch {
  /** The request's values by slot. */
  values: (string | undefined)[];
  /** Results of the slot's patterns; undefined for slots without any. */
  memories: (PatternMemory | undefined)[];
  /** Routes put aside because patterns are left to be tried. */
  pending: Candidate[];
  pendingCount: number;
  /** Slots by attribute name as requests spell it; -1 for names that no rule asks for. */
  spellings: Map<string, number>;
}

/** The results of one slot's patterns on values met before: a row for each value, in it 0 unknown, 1 no, 2 yes. */
export interface PatternMemory {
  /** How many patterns there are. */
  readonly width: number;
  readonly rows: Map<string, number>;
  readonly results: Uint8Array;
  /** The row of the request at hand; -1 if not looked for yet. */
  row: number;
  /** Of the values looked for in this trial, how many there were and how many had been met. */
  asked: number;
  met: number;
  /** How many more values pass without being remembered. */
  resting: number;
}

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
    root: buildIndex(candidates, 0),
    outcomes: configuration.routes.map(makeOutcome),
    scratch: {
      values: slowCounts.map(() => undefined),
      memories: slowCounts.map(emptyMemory),
      pending: [],
      pendingCount: 0,
      spellings: new Map(),
    },
  };
}

/** As many values are remembered for an attribute, fewer where it has many patterns. */
const valuesKept = 8192;
const resultsKept = 4_000_000;

function emptyMemory(width: number): PatternMemory | undefined {
  if (width === 0) return undefined;
  const rows = Math.max(2, Math.min(valuesKept, Math.floor(resultsKept / width)));
  return { width, rows: new Map(), results: new Uint8Array(rows * width), row: -1, asked: 0, met: 0, resting: 0 };
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

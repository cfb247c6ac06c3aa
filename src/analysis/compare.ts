import { applicationProtocolAttribute, routableName } from '../dataplane/attributes.js';
import { conditionHolds } from '../dataplane/matcher.js';
import { createSimulator, type Simulator, simulateRequest } from '../dataplane/simulate.js';
import type { MetadataMatcher, Route } from '../dataplane/types.js';
import {
  type Aspect,
  type Behaviour,
  behaviourKey,
  behaviourOf,
  differences,
  isLimited,
  type ServiceTable,
} from './behaviour.js';
import { matchKey, type Witness } from './coverage.js';
import { domainOf } from './domain.js';
import { findLazily, type LazilyFound, type LazyBudget } from './lazily.js';
import { findRequest, newBudget, requestOf } from './search.js';
import { isDisjoint, newReasoner, type Reasoner, type Region, regionOf, type Space, spaceOf } from './space.js';

/** Requests that are treated otherwise than before: all with the same behaviour before and the same after. */
export interface Change {
  /** In what; empty where the host and port are there on one side only. */
  aspects: Aspect[];
  /** Null where the host has no routes of Aeraki's on this side. */
  before: Behaviour | null;
  after: Behaviour | null;
  /** One of them. */
  witness: Witness;
}

/** What could not be decided. */
export interface UndecidedChange {
  before: Behaviour | null;
  after: Behaviour | null;
  reason: string;
}

/** Everything that differs between two tables of one host and port. */
export interface Comparison {
  changes: Change[];
  undecided: UndecidedChange[];
}

/** One list in which the first match decides, as it stands after what is known of every request has been put in. */
interface FirstMatch {
  /** The entries that can match, with their number in the list. */
  entries: Entry[];
}

interface Entry {
  index: number;
  match: readonly MetadataMatcher[];
  /** Equal texts for matches that hold for the same requests. */
  key: string;
}

/** One side of the comparison. */
interface Side {
  table: ServiceTable;
  simulator: Simulator;
  routes: FirstMatch;
  /** Each route's behaviour without limits, by number; the last is that of no route. */
  behaviours: Behaviour[];
  /** Their keys. */
  behaviourKeys: string[];
  /** The limits as a request to that route meets them; undefined where it meets none. */
  limits: (Limits | undefined)[];
}

interface Limits {
  local: FirstMatch;
  global: FirstMatch;
  /** Equal texts for limits that treat all requests alike. */
  key: string;
}

/** One way through the lists: which regions a request is in, which not, and the behaviour of each side. */
interface Way {
  include: Entry[];
  exclude: Entry[];
  behaviour: Behaviour;
  /** The key of the behaviour. */
  key: string;
  /** The bucket that decides, as the simulation names it; undefined where no limit is met. */
  bucket: number | 'global' | 'none' | undefined;
}

/**
 * Compares what two tables do with every possible request, exactly: one change for each pair of different behaviours that some request has before and
 * after. An absent table (undefined) treats no request. Each witness has been confirmed by the simulation.
 */
export function compareTables(before: ServiceTable | undefined, after: ServiceTable | undefined): Comparison {
  const old = before === undefined ? undefined : sideOf(before);
  const now = after === undefined ? undefined : sideOf(after);
  const lists = [old, now].flatMap((side) => (side === undefined ? [] : listsOf(side)));
  const patterns = (before ?? after)?.patterns;
  if (patterns === undefined) return { changes: [], undecided: [] };
  const reasoner = newReasoner(patterns, domainOf([before, after].flatMap((table) => table ?? [])));
  const search = new Comparer(spaceOf(lists, reasoner, 'first match'), reasoner);
  for (const [i, j] of pairs(old, now)) search.pair(old, i, now, j);
  return search.result();
}

function sideOf(table: ServiceTable): Side {
  const simulator = createSimulator({ ...table, trace: false });
  const { routes } = simulator.configuration;
  const known = new Map(
    table.applicationProtocol === undefined ? [] : [[applicationProtocolAttribute, table.applicationProtocol]],
  );
  const behaviours = [...routes.map((route, index) => behaviourOf(table, route, index)), behaviourOf(table, undefined, -1)];
  return {
    table,
    simulator,
    routes: specialise(
      routes.map(({ match }) => match),
      known,
      table,
    ),
    behaviours,
    behaviourKeys: behaviours.map(behaviourKey),
    limits: behaviours.map((behaviour, index) =>
      isLimited(table, behaviour) ? limitsUnder(table, routes[index], known) : undefined,
    ),
  };
}

/** What is left of conditions on attributes whose values are known; undefined where one of them cannot hold. */
function specialise(
  matches: readonly (readonly MetadataMatcher[])[],
  known: ReadonlyMap<string, string>,
  table: ServiceTable,
): FirstMatch {
  const entries = matches.flatMap((match, index) => {
    const isKnown = ({ name }: MetadataMatcher): boolean => known.has(routableName(name));
    const holds = match.every((one) => !isKnown(one) || conditionHolds(one, known.get(routableName(one.name)), table.patterns));
    if (!holds) return [];
    const left = match.filter((one) => !isKnown(one));
    return [{ index, match: left, key: matchKey(left) }];
  });
  return { entries };
}

/** The limits as they look at a request that a route has written its mutation into. */
function limitsUnder(table: ServiceTable, route: Route | undefined, known: ReadonlyMap<string, string>): Limits {
  const written = table.codec?.writesMutation === true ? (route?.requestMutation ?? []) : [];
  const all = new Map([...known, ...written.map(({ key, value }): [string, string] => [routableName(key), value])]);
  const { localRateLimit, globalRateLimit } = table;
  const local = specialise(localRateLimit?.conditions.map(({ match }) => match) ?? [], all, table);
  const asked = globalRateLimit === undefined || globalRateLimit.match.length === 0 ? [] : [globalRateLimit.match];
  const global = specialise(asked, all, table);
  const key = JSON.stringify([
    local.entries.map(({ index, key: match }) => [match, localRateLimit?.conditions[index]?.tokenBucket]),
    localRateLimit?.tokenBucket,
    global.entries.map(({ key: match }) => match),
    { ...globalRateLimit, match: [] },
  ]);
  return { local, global, key };
}

/** The matches of all lists of a side. */
function listsOf({ routes, limits }: Side): (readonly MetadataMatcher[])[][] {
  const distinct = new Map(limits.flatMap((limit) => (limit === undefined ? [] : [[limit.key, limit]])));
  const all = [routes, ...[...distinct.values()].flatMap(({ local, global }) => [local, global])];
  return all.map(({ entries }) => entries.map(({ match }) => match));
}

/** The pairs of entries (by place in the list; its length for no match) that some request may take, as far as equal matches tell. */
function* pairs(old: Side | undefined, now: Side | undefined): Generator<[number, number]> {
  const placesOf = (side: Side | undefined): string[] => side?.routes.entries.map(({ key }) => key) ?? [];
  const oldKeys = placesOf(old);
  const nowKeys = placesOf(now);
  const firstOf = (keys: string[]): Map<string, number> => new Map([...keys.entries()].reverse().map(([at, key]) => [key, at]));
  const inOld = firstOf(oldKeys);
  const inNow = firstOf(nowKeys);
  // A request that the other list would have taken earlier by the same match never comes to this one.
  const earliestOld = nowKeys.map((key) => inOld.get(key) ?? Number.POSITIVE_INFINITY);
  const earliestNow = oldKeys.map((key) => inNow.get(key) ?? Number.POSITIVE_INFINITY);
  for (let i = 0; i <= oldKeys.length; i++)
    for (let j = 0; j <= nowKeys.length; j++) {
      if ((earliestOld[j] ?? Number.POSITIVE_INFINITY) < i || (earliestNow[i] ?? Number.POSITIVE_INFINITY) < j) continue;
      yield [i, j];
    }
}

class Comparer {
  private readonly changes = new Map<string, Change>();
  private readonly open = new Map<string, UndecidedChange>();
  private readonly regions = new Map<string, Region>();

  private readonly budget = newBudget();
  private readonly lazy: LazyBudget = { spaces: 500, checks: 2_000_000 };

  constructor(
    private readonly space: Space,
    private readonly reasoner: Reasoner,
  ) {}

  /** Looks for the requests that take one entry before and one after, if that makes any difference. */
  pair(old: Side | undefined, i: number, now: Side | undefined, j: number): void {
    const limited = limitsOf(old, i) ?? limitsOf(now, j);
    const from = keyOf(old, i);
    const to = keyOf(now, j);
    if (limited === undefined && (from === to || this.changes.has(`${from} ${to}`))) return;
    if (from === to && limitsOf(old, i)?.key === limitsOf(now, j)?.key) return;
    const own = [entryOf(old, i), entryOf(now, j)].flatMap((entry) => (entry === undefined ? [] : [this.region(entry)]));
    const [one, other] = own;
    if (one !== undefined && other !== undefined && areDisjoint(one, other)) return;
    for (const before of waysOf(old, i)) for (const after of waysOf(now, j)) this.way(old, before, now, after);
  }

  private way(old: Side | undefined, before: Way | undefined, now: Side | undefined, after: Way | undefined): void {
    const key = `${before?.key ?? keyOf(undefined, 0)} ${after?.key ?? keyOf(undefined, 0)}`;
    if (this.changes.has(key)) return;
    const told = { before: before?.behaviour ?? null, after: after?.behaviour ?? null };
    const different = told.before === null || told.after === null ? [] : differences(told.before, told.after);
    if (told.before !== null && told.after !== null && different.length === 0) return;
    const found = this.find(
      [...(before?.include ?? []), ...(after?.include ?? [])],
      [...(before?.exclude ?? []), ...(after?.exclude ?? [])],
    );
    if (found.kind === 'undecided') this.open.set(key, { ...told, reason: found.reason });
    if (found.kind !== 'found') return;
    const { witness } = found;
    if (old !== undefined && before !== undefined) confirm(old, before, witness);
    if (now !== undefined && after !== undefined) confirm(now, after, witness);
    this.changes.set(key, { aspects: different, ...told, witness });
  }

  private find(include: readonly Entry[], exclude: readonly Entry[]): LazilyFound {
    if (this.budget.total <= 0)
      return { kind: 'undecided', reason: 'too many combinations of routes would have to be looked at' };
    const distinct = [...new Map(exclude.map((entry) => [entry.key, entry])).values()];
    const found = findRequest(
      this.space,
      include.map((entry) => this.region(entry)),
      distinct.map((entry) => this.region(entry)),
      this.budget,
    );
    if (found.kind === 'found') return { kind: 'found', witness: requestOf(this.space, found.choice) };
    if (found.kind === 'none' || this.lazy.spaces <= 0) return found;
    const matchesOf = (entries: readonly Entry[]): (readonly MetadataMatcher[])[] => entries.map(({ match }) => match);
    const other = findLazily(matchesOf(include), matchesOf(distinct), this.reasoner, this.lazy);
    return other.kind === 'undecided' ? found : other;
  }

  private region({ key, match }: Entry): Region {
    let region = this.regions.get(key);
    if (region === undefined) {
      region = regionOf(this.space, match);
      this.regions.set(key, region);
    }
    return region;
  }

  result(): Comparison {
    const undecided = [...this.open].flatMap(([key, told]) => (this.changes.has(key) ? [] : [told]));
    return { changes: [...this.changes.values()], undecided };
  }
}

/** The number of the route of an entry; that of no route at the end of the list. */
function numberOf(side: Side, at: number): number {
  return side.routes.entries[at]?.index ?? side.behaviours.length - 1;
}

function entryOf(side: Side | undefined, at: number): Entry | undefined {
  return side?.routes.entries[at];
}

function keyOf(side: Side | undefined, at: number): string {
  return side === undefined ? behaviourKey(null) : (side.behaviourKeys[numberOf(side, at)] ?? '');
}

function limitsOf(side: Side | undefined, at: number): Limits | undefined {
  return side?.limits[numberOf(side, at)];
}

/** Whether no request is in both, as far as one attribute tells. */
function areDisjoint(one: Region, other: Region): boolean {
  return one.sides.some((side, at) => {
    const second = other.sides[at];
    return side !== undefined && second !== undefined && isDisjoint(side, second);
  });
}

/** The ways on which a request of that entry can be treated: one, or one for each outcome of the limits. */
function waysOf(side: Side | undefined, at: number): (Way | undefined)[] {
  if (side === undefined) return [undefined];
  const behaviour = side.behaviours[numberOf(side, at)];
  if (behaviour === undefined) return [];
  const limits = limitsOf(side, at);
  const { entries } = side.routes;
  const own = entries[at];
  const include = own === undefined ? [] : [own];
  const exclude = entries.slice(0, at);
  if (limits === undefined) return [{ include, exclude, behaviour, key: keyOf(side, at), bucket: undefined }];
  const { localRateLimit, globalRateLimit } = side.table;
  const ways: Way[] = [];
  for (let l = 0; l <= limits.local.entries.length; l++) {
    const entry = limits.local.entries[l];
    const bucket = entry === undefined ? localRateLimit?.tokenBucket : localRateLimit?.conditions[entry.index]?.tokenBucket;
    const name = entry?.index ?? (localRateLimit?.tokenBucket === undefined ? ('none' as const) : ('global' as const));
    for (let g = 0; g <= limits.global.entries.length; g++) {
      const asked = limits.global.entries[g];
      const rateLimit = {
        local: bucket ?? null,
        global:
          asked === undefined || globalRateLimit === undefined
            ? null
            : {
                service: globalRateLimit.cluster,
                domain: globalRateLimit.domain,
                descriptors: globalRateLimit.descriptors,
                onFailure: globalRateLimit.failureModeDeny ? ('limit' as const) : ('allow' as const),
              },
      };
      ways.push({
        include: [...include, ...(entry === undefined ? [] : [entry]), ...(asked === undefined ? [] : [asked])],
        exclude: [...exclude, ...limits.local.entries.slice(0, l), ...limits.global.entries.slice(0, g)],
        behaviour: { ...behaviour, rateLimit },
        key: behaviourKey({ ...behaviour, rateLimit }),
        bucket: localRateLimit === undefined ? undefined : name,
      });
    }
  }
  return ways;
}

/** Throws where the simulation does not treat a witness as it was found to be treated: then this analysis has a bug. */
function confirm({ simulator, table }: Side, { behaviour, bucket }: Way, { attributes }: Witness): void {
  const random = pickOf(simulator, table, behaviour);
  const decision = simulateRequest(simulator, { attributes, random });
  const index = decision.route?.index ?? -1;
  const sameBucket = bucket === undefined || decision.rateLimit?.local?.bucket === bucket;
  const asked = decision.rateLimit?.global?.asked ?? false;
  const sameQuestion = decision.error !== null || asked === (behaviour.rateLimit.global !== null);
  if (index === (behaviour.route?.index ?? -1) && sameBucket && sameQuestion) return;
  throw new Error(
    `the analysis of ${table.configuration.name} is wrong: ${JSON.stringify(attributes)} takes route ${index}, not ${behaviour.route?.index ?? -1}`,
  );
}

/** A number by which a split gives a cluster of the host's own, where it has one, so that its limits are met. */
function pickOf({ configuration }: Simulator, table: ServiceTable, { route }: Behaviour): bigint {
  let random = 0n;
  for (const { name, weight } of configuration.routes[route?.index ?? -1]?.action.weightedClusters ?? []) {
    if (weight > 0 && (table.host === undefined || name.endsWith(`|${table.host}`))) return random;
    random += BigInt(weight);
  }
  return 0n;
}

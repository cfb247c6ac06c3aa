import {
  allClasses,
  hasClass,
  intersect,
  isDisjoint,
  isEmpty,
  isWithin,
  type Members,
  type Region,
  type Space,
} from './space.js';

/** A request that was asked for, or why there is none. */
export type Found =
  /** Its class of each attribute. */
  | { kind: 'found'; choice: readonly number[] }
  /** There is none: these of the excluded regions, by index, cover all that is included. Empty: nothing is included. */
  | { kind: 'none'; because: readonly number[] }
  | { kind: 'undecided'; reason: string };

/** How much may still be looked at. One budget serves all questions of a run, so that the whole stays bounded. */
export interface Budget {
  /** Combinations of classes over all questions. */
  total: number;
  /** Combinations in a single question. */
  each: number;
}

/** A budget for one run: some seconds at the worst. */
export function newBudget(): Budget {
  return { total: 400_000, each: 20_000 };
}

interface Search {
  space: Space;
  /** What remains of the inclusion, by attribute. */
  within: Members[];
  /** The sides of the excluded regions that still cut the inclusion; undefined where they do not. */
  exclude: readonly { index: number; sides: readonly (Members | undefined)[] }[];
  choice: number[];
  failed: Set<string>;
  because: Set<number>;
  left: number;
  budget: Budget;
}

/**
 * Looks for a request that is in all of `include` and in none of `exclude`, exactly: attribute by attribute, always with the values that leave
 * the fewest exclusions, and never twice in the same situation.
 */
export function findRequest(space: Space, include: readonly Region[], exclude: readonly Region[], budget: Budget): Found {
  const undecided = include.find((region) => region.undecided !== undefined)?.undecided;
  const within: Members[] = [];
  for (const [at, attribute] of space.attributes.entries()) {
    let side: Members | undefined;
    for (const region of include) side = intersect(side, region.sides[at]);
    if (side !== undefined && isEmpty(side) && attribute.undecided === undefined) return { kind: 'none', because: [] };
    within.push(side ?? allClasses(attribute));
  }
  budget.total -= 1 + Math.floor(exclude.length / 20);
  let open: string | undefined;
  const cutting = exclude.flatMap(({ sides, undecided: reason }, index) => {
    if (sides.some((side, at) => side !== undefined && isDisjoint(side, within[at] ?? side))) return [];
    if (reason !== undefined) {
      open ??= reason;
      return [];
    }
    return [
      { index, sides: sides.map((side, at) => (side !== undefined && isWithin(within[at] ?? side, side) ? undefined : side)) },
    ];
  });
  const search: Search = {
    space,
    within,
    exclude: cutting,
    choice: space.attributes.map(() => -1),
    failed: new Set(),
    because: new Set(),
    left: Math.min(budget.each, budget.total),
    budget,
  };
  const given = search.left;
  const found = descend(search, [...cutting.keys()]);
  budget.total -= given - search.left;
  if (found === 'spent') return { kind: 'undecided', reason: 'too many combinations of values would have to be looked at' };
  if (!found) return { kind: 'none', because: [...search.because].sort((a, b) => a - b) };
  const reason = undecided ?? open;
  if (reason !== undefined) return { kind: 'undecided', reason };
  const choice = search.choice.map((taken, at) => (taken >= 0 ? taken : firstOf(within[at])));
  return { kind: 'found', choice };
}

/** Whether all exclusions that are still alive can be left. */
function descend(search: Search, alive: readonly number[]): boolean | 'spent' {
  if (alive.length === 0) return true;
  if (search.left-- <= 0) return 'spent';
  const counts = search.choice.map(() => 0);
  for (const at of alive) {
    const { sides, index } = search.exclude[at] ?? { sides: [], index: 0 };
    let cuts = false;
    for (let slot = 0; slot < counts.length; slot++) {
      if (sides[slot] === undefined || (search.choice[slot] ?? -1) >= 0) continue;
      counts[slot] = (counts[slot] ?? 0) + 1;
      cuts = true;
    }
    // No attribute is left by which to avoid it.
    if (!cuts) {
      search.because.add(index);
      return false;
    }
  }
  const slot = counts.indexOf(Math.max(...counts));
  const key = `${search.choice.map((taken) => (taken < 0 ? '.' : '+')).join('')} ${alive.join(' ')}`;
  if (search.failed.has(key)) return false;
  for (const { item, survivors } of branches(search, alive, slot)) {
    search.choice[slot] = item;
    const found = descend(search, survivors);
    if (found !== false) return found;
    search.choice[slot] = -1;
  }
  search.failed.add(key);
  return false;
}

interface Branch {
  item: number;
  survivors: number[];
}

/** The classes of an attribute that are worth a try: of those that leave the same exclusions one, and none that leaves more than another. */
function branches(search: Search, alive: readonly number[], slot: number): Branch[] {
  const within = search.within[slot] ?? new Uint32Array();
  const sideOf = (at: number): Members | undefined => search.exclude[at]?.sides[slot];
  const free = alive.filter((at) => sideOf(at) === undefined);
  const bound = alive.filter((at) => sideOf(at) !== undefined);
  const outside = within.slice();
  for (const at of bound) {
    const side = sideOf(at);
    for (let word = 0; word < outside.length; word++) outside[word] = (outside[word] ?? 0) & ~(side?.[word] ?? 0);
  }
  if (!isEmpty(outside)) return [{ item: firstOf(outside), survivors: free }];
  // Looking at every value of an attribute with many is work too.
  search.left -= Math.floor((bound.length * within.length) / 100);
  const groups = new Map<string, Branch>();
  for (let item = 0; item < within.length * 32; item++) {
    if (!hasClass(within, item)) continue;
    const held = bound.filter((at) => hasClass(sideOf(at) ?? within, item));
    const key = held.join(' ');
    if (!groups.has(key)) groups.set(key, { item, survivors: held });
  }
  const sorted = [...groups.values()].sort((a, b) => a.survivors.length - b.survivors.length || a.item - b.item);
  const best: { branch: Branch; set: Set<number> }[] = [];
  for (const branch of sorted) {
    const set = new Set(branch.survivors);
    // Past some hundred the comparison costs more than it saves.
    if (best.slice(0, 100).some((other) => other.branch.survivors.every((at) => set.has(at)))) continue;
    best.push({ branch, set });
  }
  return best.map(({ branch }) => ({ item: branch.item, survivors: [...free, ...branch.survivors].sort((a, b) => a - b) }));
}

function firstOf(members: Members | undefined): number {
  for (const [at, word] of (members ?? []).entries()) if (word !== 0) return at * 32 + (31 - Math.clz32(word & -word));
  return -1;
}

/** The request that a choice stands for: a value for each attribute that is not missing. */
export function requestOf(
  { attributes }: Space,
  choice: readonly number[],
): { attributes: Record<string, string>; unusual: boolean } {
  const classes = attributes.flatMap((attribute, at) => {
    return attribute.fixed === true ? [] : [{ name: attribute.name, picked: attribute.classes[choice[at] ?? -1] }];
  });
  return {
    attributes: Object.fromEntries(
      classes.flatMap(({ name, picked }) => (picked?.value === undefined ? [] : [[name, picked.value]])),
    ),
    unusual: classes.some(({ picked }) => picked?.unusual === true),
  };
}

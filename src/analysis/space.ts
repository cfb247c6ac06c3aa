import type { Patterns } from '../base/pattern.js';
import { routableName } from '../dataplane/attributes.js';
import { conditionHolds } from '../dataplane/matcher.js';
import type { MetadataMatcher, ValueMatcher } from '../dataplane/types.js';
import { type Language, languageOf, type StepBudget } from './language.js';
import { programOf } from './programs.js';
import { divide, type Use, type ValueClass, valueLimits } from './values.js';

/** What the attributes of requests can be. Everything has a default: any text, or missing. Names as rules see them, in lower case. */
export interface Domain {
  /** Attributes that have one value in every request: `x-meta-protocol-application-protocol`. */
  fixed?: ReadonlyMap<string, string>;
  /** Attributes that are never missing. */
  always?: ReadonlySet<string>;
  /** The only attributes that a codec can set; others are always missing. Left out: any. */
  settable?: ReadonlySet<string>;
}

/** Values of one attribute that no condition tells apart; undefined stands for a missing attribute. */
export interface AttributeClass {
  value: string | undefined;
  /** Set where every value of the class has control characters or the like. */
  unusual: boolean;
}

/** An attribute, and the finitely many classes into which the conditions divide its values. */
export interface Attribute {
  /** As the first condition writes it. */
  name: string;
  classes: readonly AttributeClass[];
  /** Why its values could not be divided. It then has no classes. */
  undecided?: string;
  /** Set where every request has the same value, so that it need not be said. */
  fixed?: true;
}

/** All requests, as far as some conditions tell them apart: a class for each attribute. */
export interface Space {
  attributes: readonly Attribute[];
  /** Position of each attribute, by its routable name. */
  slots: ReadonlyMap<string, number>;
  /** Which classes a condition takes, by its identity. */
  members: ReadonlyMap<string, Members>;
}

/** A set of classes of one attribute, as bits. */
export type Members = Uint32Array;

/** The requests that fulfil all of some conditions: for each attribute the classes it may have, undefined for all. */
export interface Region {
  sides: readonly (Members | undefined)[];
  /** Why the region is larger than the conditions: those on some attribute could not be decided and are left out. */
  undecided?: string;
}

/** What one run of the analysis shares: the engine, what requests can be, automata made before, and how much work is still allowed. */
export interface Reasoner {
  patterns: Patterns;
  domain: Domain;
  steps: StepBudget;
  languages: Map<string, Language | string>;
}

/** Begins a run: some seconds at the worst. */
export function newReasoner(patterns: Patterns, domain: Domain = {}): Reasoner {
  return { patterns, domain, steps: { steps: 4 * valueLimits.steps }, languages: new Map() };
}

/** How many of a run's steps the division of a small space may take. */
const smallShare = 1_000_000;

/** The conditions of the routes of a list, in their order. */
export type Matches = readonly (readonly MetadataMatcher[])[];

/**
 * The space that the conditions of some lists divide. For `first match`, later routes of a list need not be told apart where the value of one
 * attribute already makes an earlier route match; then a route's region is right only together with the exclusion of all earlier ones. `exact` is meant for a few conditions, and allows little work.
 */
export function spaceOf(
  lists: readonly Matches[],
  reasoner: Reasoner,
  purpose: 'first match' | 'exact' | 'exact at any size' = 'exact',
): Space {
  const { patterns, domain } = reasoner;
  const uses = new Map<string, { name: string; conditions: Map<string, MetadataMatcher>; matchers: Map<string, MatcherUse> }>();
  for (const [list, matches] of lists.entries()) {
    for (const [index, match] of matches.entries()) {
      for (const condition of match) {
        const key = routableName(condition.name);
        const use = uses.get(key) ?? { name: condition.name, conditions: new Map(), matchers: new Map() };
        uses.set(key, use);
        use.conditions.set(identityOf(condition), condition);
        const text = matcherText(condition.matcher);
        const known = use.matchers.get(text) ?? { matcher: condition.matcher, first: never(lists), alone: never(lists) };
        use.matchers.set(text, known);
        known.first[list] = Math.min(known.first[list] ?? index, index);
        if (match.length === 1 && !condition.invert) known.alone[list] = Math.min(known.alone[list] ?? index, index);
      }
    }
  }
  const attributes: Attribute[] = [];
  const slots = new Map<string, number>();
  const members = new Map<string, Members>();
  const share = Math.min(purpose === 'exact' ? smallShare : 2 * valueLimits.steps, reasoner.steps.steps);
  const budget: StepBudget = { steps: share };
  for (const [key, { name, conditions, matchers }] of uses) {
    slots.set(key, attributes.length);
    const divided = classesOf(key, [...matchers.values()], reasoner, purpose === 'first match', budget);
    if (typeof divided === 'string') {
      attributes.push({ name, classes: [], undecided: `${name}: ${divided}` });
      continue;
    }
    attributes.push({ name, classes: divided.classes, ...(domain.fixed?.has(key) === true ? { fixed: true as const } : {}) });
    const order = new Map([...matchers.keys()].map((text, at) => [text, at]));
    for (const [identity, condition] of conditions) {
      const at = order.get(matcherText(condition.matcher)) ?? -1;
      members.set(identity, membersOf(condition, divided, at, patterns));
    }
  }
  reasoner.steps.steps -= share - budget.steps;
  return { attributes, slots, members };
}

interface MatcherUse {
  matcher: ValueMatcher;
  first: number[];
  alone: number[];
}

function never(lists: readonly unknown[]): number[] {
  return lists.map(() => Number.POSITIVE_INFINITY);
}

interface Divided {
  classes: AttributeClass[];
  /** Which matchers hold a class's values, by index; undefined for the missing attribute and for fixed values. */
  holds: (ReadonlySet<number> | undefined)[];
}

function classesOf(
  key: string,
  uses: MatcherUse[],
  reasoner: Reasoner,
  firstMatch: boolean,
  budget: StepBudget,
): Divided | string {
  const missing: AttributeClass = { value: undefined, unusual: false };
  const { domain } = reasoner;
  const fixed = domain.fixed?.get(key);
  if (fixed !== undefined) return { classes: [{ value: fixed, unusual: false }], holds: [undefined] };
  if (domain.settable?.has(key) === false) return { classes: [missing], holds: [undefined] };
  const languages: Language[] = [];
  for (const { matcher } of uses) {
    const language = languageFor(matcher, reasoner, budget);
    if (typeof language === 'string') return language;
    languages.push(language);
  }
  const values = divide(languages, firstMatch ? uses.map(({ first, alone }): Use => ({ first, alone })) : undefined, budget);
  if (typeof values === 'string') return values;
  const sorted = [...values].sort(plainer);
  const classes = sorted.map(({ witness, unusual }): AttributeClass => ({ value: witness, unusual }));
  const holds: (ReadonlySet<number> | undefined)[] = sorted.map((value) => new Set(value.holds));
  return domain.always?.has(key) === true ? { classes, holds } : { classes: [missing, ...classes], holds: [undefined, ...holds] };
}

/** The automaton of a matcher, made once in a run; a text: why there is none. */
function languageFor(matcher: ValueMatcher, { patterns, languages }: Reasoner, budget: StepBudget): Language | string {
  const text = matcherText(matcher);
  const known = languages.get(text);
  if (known !== undefined) return known;
  const program = programOf(matcher, patterns);
  const made = typeof program === 'string' ? program : languageOf(program, budget);
  const told = typeof made === 'string' && typeof program !== 'string' ? `${text}: ${made}` : made;
  // What failed only because the run's steps were spent is no fact about the matcher.
  if (typeof made !== 'string' || budget.steps > 0) languages.set(text, told);
  return told;
}

/** Plain texts come first, so that they are taken where any would do. */
function plainer(a: ValueClass, b: ValueClass): number {
  return (
    Number(a.unusual) - Number(b.unusual) ||
    Number(a.witness === '') - Number(b.witness === '') ||
    a.witness.length - b.witness.length
  );
}

function membersOf(condition: MetadataMatcher, { classes, holds }: Divided, matcher: number, patterns: Patterns): Members {
  const members = new Uint32Array(Math.ceil(classes.length / 32));
  for (const [at, { value }] of classes.entries()) {
    const held = holds[at];
    const inside = held === undefined ? conditionHolds(condition, value, patterns) : held.has(matcher) !== condition.invert;
    if (inside) members[at >> 5] = (members[at >> 5] ?? 0) | (1 << (at & 31));
  }
  return members;
}

/** Equal texts for matchers that take the same values for certain. */
function matcherText(matcher: ValueMatcher): string {
  switch (matcher.kind) {
    case 'range':
      return `range [${matcher.start}, ${matcher.end})`;
    case 'regex':
      return `regex ${matcher.pattern}`;
    case 'present':
      return `present ${matcher.present}`;
    default:
      return `${matcher.kind}${'ignoreCase' in matcher && matcher.ignoreCase ? ' ignoring case' : ''} ${JSON.stringify(matcher.value)}`;
  }
}

/** Equal texts for conditions that hold for the same requests for certain. */
export function identityOf(condition: MetadataMatcher): string {
  return JSON.stringify([
    routableName(condition.name),
    condition.invert,
    condition.treatMissingAsEmpty,
    matcherText(condition.matcher),
  ]);
}

/** The requests of the space that fulfil all conditions of a match. The conditions must be among those that divide the space. */
export function regionOf(space: Space, match: readonly MetadataMatcher[]): Region {
  const sides: (Members | undefined)[] = space.attributes.map(() => undefined);
  let undecided: string | undefined;
  for (const condition of match) {
    const slot = space.slots.get(routableName(condition.name)) ?? -1;
    const attribute = space.attributes[slot];
    if (attribute?.undecided !== undefined) undecided ??= attribute.undecided;
    const members = space.members.get(identityOf(condition));
    if (members !== undefined) sides[slot] = intersect(sides[slot], members);
  }
  return undecided === undefined ? { sides } : { sides, undecided };
}

/** What is in both; undefined stands for everything. */
export function intersect(a: Members | undefined, b: Members | undefined): Members | undefined {
  return a === undefined ? b : b === undefined ? a : a.map((word, at) => word & (b[at] ?? 0));
}

/** Whether nothing is in it. */
export function isEmpty(members: Members): boolean {
  for (const word of members) if (word !== 0) return false;
  return true;
}

/** Whether nothing is in both. */
export function isDisjoint(a: Members, b: Members): boolean {
  for (let at = 0; at < a.length; at++) if (((a[at] ?? 0) & (b[at] ?? 0)) !== 0) return false;
  return true;
}

/** Whether everything in the first is in the second. */
export function isWithin(a: Members, b: Members): boolean {
  for (let at = 0; at < a.length; at++) if (((a[at] ?? 0) & ~(b[at] ?? 0)) !== 0) return false;
  return true;
}

/** Whether a class is in it. */
export function hasClass(members: Members, at: number): boolean {
  return ((members[at >> 5] ?? 0) & (1 << (at & 31))) !== 0;
}

/** All classes of an attribute. */
export function allClasses({ classes }: Attribute): Members {
  const all = new Uint32Array(Math.ceil(classes.length / 32)).fill(0xffffffff);
  const rest = classes.length & 31;
  if (rest !== 0 && all.length > 0) all[all.length - 1] = 2 ** rest - 1;
  return all;
}

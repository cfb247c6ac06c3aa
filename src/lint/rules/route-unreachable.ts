import { coverRoutes, type RouteFate } from '../../analysis/coverage.js';
import type { Finding } from '../../base/finding.js';
import { isPatternError, type Patterns } from '../../base/pattern.js';
import { matchersOf } from '../../controlplane/match.js';
import { routableName } from '../../dataplane/attributes.js';
import type { ValueMatcher } from '../../dataplane/types.js';
import { note } from '../../mesh/notes.js';
import { hasTooManyPatterns, mostPatterns, quoted, routeLabel } from '../parts.js';
import type { RoutedHost, Rule } from '../types.js';

/** A route's conditions by the attribute as the proxy sees it. */
type Conditions = Map<string, ValueMatcher[]>;

/** Past this many routes only those are compared whose conditions are the same. */
const comparable = 2_000;

function conditionsOf({ router }: RoutedHost): Conditions[] {
  return router.routes.map(({ match }) => {
    const conditions: Conditions = new Map();
    for (const { name, matcher } of matchersOf(match)) {
      const key = routableName(name);
      conditions.set(key, [...(conditions.get(key) ?? []), matcher]);
    }
    return conditions;
  });
}

function isPresence(matcher: ValueMatcher): boolean {
  if (matcher.kind === 'exactHeader') return matcher.value === '';
  return matcher.kind === 'present' || (matcher.kind === 'regex' && matcher.pattern === '.*');
}

/** Whether each value that fits `narrow` fits `wide` as well. False is no verdict. */
function implies(narrow: ValueMatcher, wide: ValueMatcher, patterns: Patterns | undefined): boolean {
  if (isPresence(wide)) return true;
  if (isPresence(narrow)) return false;
  if (narrow.kind === 'exactHeader') {
    if (wide.kind === 'exactHeader') return wide.value === narrow.value;
    if (wide.kind === 'prefix') return narrow.value.startsWith(wide.value);
    if (wide.kind !== 'regex' || patterns === undefined) return false;
    const pattern = patterns.compile(wide.pattern);
    return !isPatternError(pattern) && pattern.fullMatch(narrow.value);
  }
  if (narrow.kind === 'prefix') return wide.kind === 'prefix' && narrow.value.startsWith(wide.value);
  return narrow.kind === 'regex' && wide.kind === 'regex' && narrow.pattern === wide.pattern;
}

/** Whether every request that fits `narrow` fits `wide`: each condition of `wide` follows from one of `narrow`. */
function covers(wide: Conditions, narrow: Conditions, patterns: Patterns | undefined): boolean {
  for (const [name, matchers] of wide) {
    const own = narrow.get(name);
    if (own === undefined) return false;
    if (!matchers.every((matcher) => own.some((one) => implies(one, matcher, patterns)))) return false;
  }
  return true;
}

function keyOf(conditions: Conditions): string {
  return JSON.stringify([...conditions].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** For each route the first earlier one that takes all of its requests; -1 where there is none. One route at a time: unions are not looked at. */
function coveredBy(all: Conditions[], patterns: Patterns | undefined): number[] {
  const first = all.findIndex((conditions) => conditions.size === 0);
  const same = new Map<string, number>();
  return all.map((conditions, index) => {
    const key = keyOf(conditions);
    const twin = same.get(key);
    if (twin === undefined) same.set(key, index);
    if (first >= 0 && first < index) return first;
    if (twin !== undefined) return twin;
    if (all.length > comparable) return -1;
    for (let earlier = 0; earlier < index; earlier++) {
      const wide = all[earlier];
      if (wide !== undefined && covers(wide, conditions, patterns)) return earlier;
    }
    return -1;
  });
}

/** A text that hardly any pattern or prefix asks for, to go on from a prefix. */
const tail = '\u{2e3a}\u{a9c5}';

/** Requests that a route takes if earlier ones do not: none where a pattern is asked for that no plain text is known for. */
function samplesOf(conditions: Conditions, patterns: Patterns | undefined): Map<string, string>[] {
  let samples: Map<string, string>[] = [new Map()];
  for (const [name, matchers] of conditions) {
    const [matcher] = matchers;
    if (matchers.length !== 1 || matcher === undefined) return [];
    const texts = textsFor(matcher, patterns);
    samples = samples.flatMap((sample) => texts.map((text) => new Map(sample).set(name, text))).slice(0, 8);
  }
  return samples;
}

function textsFor(matcher: ValueMatcher, patterns: Patterns | undefined): string[] {
  if (isPresence(matcher)) return [tail];
  if (matcher.kind === 'exactHeader') return [matcher.value];
  if (matcher.kind === 'prefix') return [`${matcher.value}${tail}`, matcher.value];
  if (matcher.kind !== 'regex' || patterns === undefined) return [];
  const pattern = patterns.compile(matcher.pattern);
  if (isPatternError(pattern)) return [];
  // Classes, repetitions and alternatives of the usual kind as a text that fits them; what does not fit is thrown away.
  const plain = matcher.pattern.replace(/^\^|\$$/g, '').replace(/\(\?:|\(/g, '(');
  const first = plain.replace(/\(([^()|]*)(?:\|[^()]*)?\)/g, '$1').replace(/\|.*$/s, '');
  const text = first
    .replace(/\[\^[^\]]*\]/g, tail)
    .replace(/\[\\?([^\]])[^\]]*\]/g, '$1')
    .replace(/\\d/g, '7')
    .replace(/\\w/g, 'w')
    .replace(/(?<!\\)\.[*+]?/g, tail)
    .replace(/[*+?]|\{\d+(?:,\d*)?\}/g, '')
    .replace(/\\(.)/g, '$1');
  return [text].filter((candidate) => pattern.fullMatch(candidate));
}

function fits(sample: ReadonlyMap<string, string>, conditions: Conditions, patterns: Patterns | undefined): boolean {
  for (const [name, matchers] of conditions) {
    const value = sample.get(name);
    if (value === undefined) return false;
    if (!matchers.every((matcher) => implies({ kind: 'exactHeader', value }, matcher, patterns))) return false;
  }
  return true;
}

/** Whether a route is reached for certain, as some request shows. False is no verdict. */
function isReached(index: number, all: Conditions[], patterns: Patterns | undefined): boolean {
  const own = all[index] ?? new Map();
  return samplesOf(own, patterns).some((sample) => {
    for (let earlier = 0; earlier < index; earlier++) {
      const conditions = all[earlier];
      if (conditions !== undefined && fits(sample, conditions, patterns)) return false;
    }
    return true;
  });
}

/** The exact answer for every route of a router. Bounded; where it cannot be had, each route is undecided. */
function fatesOf({ router, host }: RoutedHost, patterns: Patterns): RouteFate[] {
  const routes = router.routes.map(({ name, match }) => ({
    name,
    match: matchersOf(match),
    action: { hashPolicy: [], mirrors: [] },
    requestMutation: [],
    responseMutation: [],
  }));
  try {
    return coverRoutes({ name: host, routes }, patterns).routes;
  } catch (error) {
    // The analysis holds its answers against the data plane and throws where they differ: better no answer than a wrong one.
    const reason = error instanceof Error ? error.message : String(error);
    return routes.map(() => ({ kind: 'undecided', reason }));
  }
}

function example(attributes: Record<string, string>): string {
  return JSON.stringify(attributes).replaceAll('","', '", "').replaceAll('":"', '": "');
}

/** What is said of one route by its fate. */
function fateFinding(fate: RouteFate, { router, source }: RoutedHost, index: number): Finding[] {
  const path = ['spec', 'routes', index];
  const label = routeLabel(router.routes[index], index);
  const edit = { path, target: 'item', unsafe: true } as const;
  if (fate.kind === 'undecided') {
    return [
      note('AER0342', source, path, `Whether ${label.replace(/^R/, 'r')} is ever reached is not decided: ${fate.reason}.`, {
        target: 'key',
      }),
    ];
  }
  if (fate.kind === 'empty') {
    const names = [...matchersOf(router.routes[index]?.match)]
      .filter((_, at) => fate.conditions.includes(at))
      .map(({ name }) => name);
    const which =
      names.length === 1
        ? `its condition on ${quoted(names[0] ?? '')} fits no value`
        : `its conditions on ${names.map(quoted).join(' and ')} exclude each other`;
    const at = names.length === 1 ? [...path, 'match', 'attributes', names[0] ?? ''] : [...path, 'match'];
    return [{ ...note('AER0341', source, at, `${label} is never reached: ${which}.`), edit }];
  }
  if (fate.kind !== 'covered') return [];
  const [first] = fate.by;
  const related = fate.by.map((by) => ({
    message: `${routeLabel(router.routes[by], by)} takes a part of them.`,
    ...source,
    path: ['spec', 'routes', by],
    target: 'key' as const,
  }));
  const takers = fate.by.map((by) => routeLabel(router.routes[by], by).replace(/^R/, 'r')).join(', ');
  const what =
    fate.by.length === 1
      ? `${takers} before it takes all requests that fit it`
      : `${takers} before it together take all requests that fit it`;
  const shown = `; for example ${example(fate.witness.attributes)} takes ${routeLabel(router.routes[fate.taker], fate.taker).replace(/^R/, 'r')}`;
  const finding = note('AER0310', source, path, `${label} is never reached: ${what}${shown}.`, {
    related: first === undefined ? [] : related,
    target: 'key',
  });
  return [{ ...finding, edit }];
}

function tooManyMessage(routes: number): string {
  const [all, most] = [routes, mostPatterns].map((number) => number.toLocaleString('en-US'));
  return `Whether each of the ${all} routes is ever reached is not decided: they have more than ${most} patterns. Only a route that a single earlier one plainly covers is told.`;
}

export const routeUnreachable: Rule = {
  meta: { name: 'route-unreachable', codes: ['AER0310', 'AER0341', 'AER0342'], kinds: ['MetaRouter'] },
  check: ({ routers, options }) =>
    routers.flatMap((routed): Finding[] => {
      const { router, source } = routed;
      if (router.routes.length === 0) return [];
      const tooMany = hasTooManyPatterns(router);
      const patterns = tooMany ? undefined : options.patterns;
      const all = conditionsOf(routed);
      let fates: RouteFate[] | undefined;
      const notDecided = tooMany
        ? [note('AER0342', source, ['spec', 'routes'], tooManyMessage(router.routes.length), { target: 'key' })]
        : [];
      const found = coveredBy(all, patterns).flatMap((by, index): Finding[] => {
        if (by < 0) {
          if (patterns === undefined || isReached(index, all, patterns)) return [];
          fates ??= fatesOf(routed, patterns);
          const fate = fates[index];
          return fate === undefined ? [] : fateFinding(fate, routed, index);
        }
        const path = ['spec', 'routes', index];
        const why = matchersOf(router.routes[by]?.match).length === 0 ? 'takes every request' : 'takes all requests that fit it';
        const message = `${routeLabel(router.routes[index], index)} is never reached: ${routeLabel(router.routes[by], by).replace(/^R/, 'r')} before it ${why}.`;
        const related = [{ message: 'This route takes them.', ...source, path: ['spec', 'routes', by], target: 'key' as const }];
        const finding = note('AER0310', source, path, message, { related, target: 'key' });
        return [{ ...finding, edit: { path, target: 'item', unsafe: true } }];
      });
      return [...notDecided, ...found];
    }),
};

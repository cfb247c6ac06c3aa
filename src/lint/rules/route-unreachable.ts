import type { Finding } from '../../base/finding.js';
import { isPatternError, type Patterns } from '../../base/pattern.js';
import { matchersOf } from '../../controlplane/match.js';
import { routableName } from '../../dataplane/attributes.js';
import type { ValueMatcher } from '../../dataplane/types.js';
import { note } from '../../mesh/notes.js';
import { routeLabel } from '../parts.js';
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

export const routeUnreachable: Rule = {
  meta: { name: 'route-unreachable', codes: ['AER0310'], kinds: ['MetaRouter'] },
  check: ({ routers, options }) =>
    routers.flatMap((routed): Finding[] => {
      const { router, source } = routed;
      if (router.routes.length < 2) return [];
      return coveredBy(conditionsOf(routed), options.patterns).flatMap((by, index): Finding[] => {
        if (by < 0) return [];
        const route = router.routes[index];
        const path = ['spec', 'routes', index];
        const why = matchersOf(router.routes[by]?.match).length === 0 ? 'takes every request' : 'takes all requests that fit it';
        const message = `${routeLabel(route, index)} is never reached: ${routeLabel(router.routes[by], by).replace(/^R/, 'r')} before it ${why}.`;
        const related = [{ message: 'This route takes them.', ...source, path: ['spec', 'routes', by], target: 'key' as const }];
        const finding = note('AER0310', source, path, message, { related, target: 'key' });
        return [{ ...finding, edit: { path, target: 'item', unsafe: true } }];
      });
    }),
};

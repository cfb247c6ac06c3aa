import { coverRoutes } from '../../analysis/coverage.js';
import { noPatterns, type Patterns } from '../../base/pattern.js';
import { matchersOf } from '../../controlplane/match.js';
import { routableName } from '../../dataplane/attributes.js';
import { note } from '../../mesh/notes.js';
import type { MetaRoute } from '../../resource/aeraki.js';
import { hasTooManyPatterns } from '../parts.js';
import type { RoutedHost, Rule } from '../types.js';

/** Whether a route takes every request: without conditions, or with such as hold for whatever value of an attribute that the codec sets. */
function takesAll({ match }: MetaRoute, { codecs }: RoutedHost): boolean {
  return matchersOf(match).every(({ name, matcher }) => {
    const any =
      matcher.kind === 'present' ||
      (matcher.kind === 'exactHeader' && matcher.value === '') ||
      (matcher.kind === 'regex' && matcher.pattern === '.*');
    const key = routableName(name);
    return (
      any &&
      codecs.length > 0 &&
      codecs.every(({ attributes }) => (attributes ?? []).some((known) => routableName(known) === key))
    );
  });
}

/** How many routers without a pattern get an example, and up to how many routes: it is wanted, but not needed to know that requests are left. */
const shown = { routers: 50, routes: 50 };

/** A request that no route takes, as exactly as it can be told; undefined where there is none. Empty: no example is known. */
function leftOver(routed: RoutedHost, patterns: Patterns, budget: { routers: number }): Record<string, string> | undefined {
  const { router, codecs, host } = routed;
  const matches = router.routes.map(({ match }) => matchersOf(match));
  const hasPattern = matches.some((match) => match.some(({ matcher }) => matcher.kind === 'regex'));
  const [codec] = codecs;
  // Only patterns can take every value between them, and only of attributes that no request lacks.
  if (codec?.attributes === undefined || codecs.length > 1) return {};
  if (hasPattern && hasTooManyPatterns(router)) return {};
  if (!hasPattern && (router.routes.length > shown.routes || budget.routers-- <= 0)) return {};
  const always = new Set(codec.attributes.map(routableName));
  const routes = router.routes.map(({ name }, index) => ({
    name,
    match: matches[index] ?? [],
    action: { hashPolicy: [], mirrors: [] },
    requestMutation: [],
    responseMutation: [],
  }));
  try {
    const { unrouted } = coverRoutes({ name: host, routes }, patterns, { always });
    if (unrouted.kind === 'none') return hasPattern ? undefined : {};
    return unrouted.kind === 'some' && !unrouted.witness.unusual ? unrouted.witness.attributes : {};
  } catch {
    // The analysis throws where its answer and the data plane differ; the finding stands without an example.
    return {};
  }
}

export const noRouteForTheRest: Rule = {
  meta: { name: 'no-route-for-the-rest', codes: ['AER0309'], kinds: ['MetaRouter'] },
  check: ({ routers, options: { patterns = noPatterns } }) => {
    const budget = { ...shown };
    return routers.flatMap((routed) => {
      const { router, source, codecs } = routed;
      if (router.routes.length === 0 || router.routes.some((route) => takesAll(route, routed))) return [];
      const left = leftOver(routed, patterns, budget);
      if (left === undefined) return [];
      const unseen = codecs.some(({ facts }) => facts?.errorReply === 'empty');
      const seen = unseen ? ', which the client does not see: it waits until its timeout' : '';
      const example = Object.keys(left).length === 0 ? '' : ` One such is ${JSON.stringify(left)}.`;
      const message = `Every route has a match, and requests that none fits are answered with RouteNotFound${seen}.${example}`;
      return [note('AER0309', source, ['spec', 'routes'], message, { target: 'key' })];
    });
  },
};

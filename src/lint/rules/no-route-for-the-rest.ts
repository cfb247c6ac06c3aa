import { matchersOf } from '../../controlplane/match.js';
import { routableName } from '../../dataplane/attributes.js';
import { note } from '../../mesh/notes.js';
import type { MetaRoute } from '../../resource/aeraki.js';
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

export const noRouteForTheRest: Rule = {
  meta: { name: 'no-route-for-the-rest', codes: ['AER0309'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap((routed) => {
      const { router, source, codecs } = routed;
      if (router.routes.length === 0 || router.routes.some((route) => takesAll(route, routed))) return [];
      const unseen = codecs.some(({ facts }) => facts?.errorReply === 'empty');
      const seen = unseen ? ', which the client does not see: it waits until its timeout' : '';
      const message = `Requests that no match fits are answered with RouteNotFound${seen}: there is no route without a match.`;
      return [note('AER0309', source, ['spec', 'routes'], message, { target: 'key' })];
    }),
};

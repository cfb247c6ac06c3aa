import type { Path } from '../base/path.js';
import { matchersOf } from '../controlplane/match.js';
import type { Destination, MetaRoute, MetaRouteMatch, MetaRouter } from '../resource/aeraki.js';

/** The match of a route or of a rate limit, where it stands. */
export interface PlacedMatch {
  match: MetaRouteMatch;
  /** Of the match itself. */
  path: Path;
  /** In a message: `Route "canary"`, `The global rate limit`. */
  label: string;
}

/** A destination or mirror, where it stands. */
export interface PlacedDestination {
  destination: Destination;
  path: Path;
  route: MetaRoute;
  index: number;
  mirror: boolean;
}

/** How a route is called in a message: by its name, else by its number from 0 as paths have it. */
export function routeLabel(route: MetaRoute | undefined, index: number): string {
  return route === undefined || route.name === '' ? `Route ${index}` : `Route ${quoted(route.name)}`;
}

/** A text in quotes, cut where it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}

/** Every match of a MetaRouter that asks for attributes: of routes, of the local limit's conditions, of the global limit. */
export function matchesOf(router: MetaRouter): PlacedMatch[] {
  const matches: PlacedMatch[] = [];
  const add = (match: MetaRouteMatch | undefined, path: Path, label: string): void => {
    if (match !== undefined && match.attributes.size > 0) matches.push({ match, path, label });
  };
  router.routes.forEach((route, index) => {
    if (route.match !== undefined) add(route.match, ['spec', 'routes', index, 'match'], routeLabel(route, index));
  });
  router.localRateLimit?.conditions.forEach(({ match }, index) => {
    add(match, ['spec', 'localRateLimit', 'conditions', index, 'match'], `Condition ${index} of the local rate limit`);
  });
  add(router.globalRateLimit?.match, ['spec', 'globalRateLimit', 'match'], 'The global rate limit');
  return matches;
}

/** Every destination and mirror of a MetaRouter's routes. */
export function destinationsOf(router: MetaRouter): PlacedDestination[] {
  const found: PlacedDestination[] = [];
  router.routes.forEach((route, index) => {
    route.route.forEach(({ destination }, at) => {
      if (destination === undefined) return;
      const path = ['spec', 'routes', index, 'route', at, 'destination'];
      found.push({ destination, path, route, index, mirror: false });
    });
    if (route.mirror !== undefined) {
      found.push({ destination: route.mirror, path: ['spec', 'routes', index, 'mirror'], route, index, mirror: true });
    }
  });
  return found;
}

/** How many conditions with a pattern one MetaRouter may have for the exact analysis: with more of the large kind it would take minutes. */
export const mostPatterns = 1_000;

/** Whether a MetaRouter has more conditions with a pattern than are analysed. */
export function hasTooManyPatterns({ routes }: Pick<MetaRouter, 'routes'>): boolean {
  let count = 0;
  for (const { match } of routes) count += matchersOf(match).filter(({ matcher }) => matcher.kind === 'regex').length;
  return count > mostPatterns;
}

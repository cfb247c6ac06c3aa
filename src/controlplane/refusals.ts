import type { Finding } from '../base/finding.js';
import type { Path } from '../base/path.js';
import { readRouteConfiguration, toHttpRouteConfiguration } from '../dataplane/forms.js';
import { localRateLimitProblem } from '../dataplane/ratelimit.js';
import type { Route } from '../dataplane/types.js';
import { note } from '../mesh/notes.js';
import type { Cause, GeneratedRoutes, ListenerInfo } from './types.js';

/** Members of a route on the wire, and where a MetaRouter has what became them. */
const inMetaRouter: Record<string, Path> = {
  match: ['match', 'attributes'],
  requestHeadersToAdd: ['requestMutation'],
  responseHeadersToAdd: ['responseMutation'],
  route: ['route'],
};

function placeInRouter([member, inner, at]: Path, route: Route | undefined): Path {
  const known = typeof member === 'string' && Object.hasOwn(inMetaRouter, member) ? (inMetaRouter[member] ?? []) : [];
  if (member === 'match' && inner === 'headers' && typeof at === 'number') {
    const name = route?.match[at]?.name;
    return name === undefined ? known : [...known, name];
  }
  return known.length === 1 && typeof inner === 'number' ? [...known, inner] : known;
}

/**
 * Where in a MetaRouter stands what Envoy refuses of the routes made of it; undefined where no MetaRouter made the route. The path is
 * that in the routes as MetaRDS carries them.
 */
export function placeRefusal(
  path: Path,
  { configuration, sources }: Pick<GeneratedRoutes, 'configuration' | 'sources'>,
): { source: Cause; path: Path } | undefined {
  const index = path[0] === 'virtualHosts' ? path[3] : undefined;
  const source = typeof index === 'number' ? sources[index] : undefined;
  if (source === undefined || typeof index !== 'number') return undefined;
  return { source, path: [...source.path, ...placeInRouter(path.slice(4), configuration.routes[index])] };
}

/**
 * Notes the route configurations that Envoy refuses as a whole, though Aeraki serves them and the webhook let them pass, and the local rate
 * limits that the proxy refuses the listener for. The ports of a service have the same routes, so that only the first is looked at.
 */
export function checkRefusals(routes: readonly GeneratedRoutes[], listeners: readonly ListenerInfo[], notes: Finding[]): void {
  // What Aeraki dies of never reaches a proxy.
  const deadly = new Set(notes.flatMap(({ code, resource }) => (code === 'AER0403' || code === 'AER0404' ? [resource] : [])));
  const seen = new Set<string>();
  for (const { configuration, sources, host } of routes) {
    if (seen.has(host)) continue;
    seen.add(host);
    for (const { path, message } of readRouteConfiguration(toHttpRouteConfiguration(configuration)).problems) {
      const place = placeRefusal(path, { configuration, sources });
      if (place === undefined || deadly.has(place.source.resource)) continue;
      const said = `${message} Envoy refuses all routes of ${host} because of it, and those from before stay in force.`;
      notes.push(note('AER0700', place.source, place.path, said));
    }
  }
  const limited = new Set<string>();
  for (const { localRateLimit, router, host } of listeners) {
    if (localRateLimit === undefined || router === undefined || limited.has(host) || deadly.has(router.resource)) continue;
    limited.add(host);
    const problem = localRateLimitProblem(localRateLimit);
    if (problem === undefined) continue;
    const message = `The proxy refuses the local rate limit, and with it what comes in to the pods of ${host}: ${problem}.`;
    notes.push(note('AER0719', router, ['spec', 'localRateLimit'], message));
  }
}

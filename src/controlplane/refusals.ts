import type { Finding } from '../base/finding.js';
import type { Path } from '../base/path.js';
import { readRouteConfiguration, toHttpRouteConfiguration } from '../dataplane/forms.js';
import { localRateLimitProblem } from '../dataplane/ratelimit.js';
import type { Route } from '../dataplane/types.js';
import { note } from '../mesh/notes.js';
import type { GeneratedRoutes, ListenerInfo } from './types.js';

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
      const index = path[3];
      const source = typeof index === 'number' ? sources[index] : undefined;
      if (source === undefined || typeof index !== 'number' || deadly.has(source.resource)) continue;
      const place = [...source.path, ...placeInRouter(path.slice(4), configuration.routes[index])];
      const said = `${message} Envoy refuses all routes of ${host} because of it, and those from before stay in force.`;
      notes.push(note('AER0700', source, place, said));
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

import type { Finding } from '../base/finding.js';
import type { Path } from '../base/path.js';
import { placeRefusal } from '../controlplane/refusals.js';
import type { RouteTable } from './tables.js';

/** Members of a route as the data plane calls them, and where a MetaRouter has them. */
const inMetaRouter: Record<string, Path> = {
  match: ['match', 'attributes'],
  request_mutation: ['requestMutation'],
  response_mutation: ['responseMutation'],
  route: ['route'],
  request_mirror_policies: ['mirror'],
};

/**
 * Says of a warning about a table where it belongs in the MetaRouter that the table was made from. The path of a table that was read
 * (`--routes`) stays as it is.
 */
export function placeWarning(warning: Finding, table: RouteTable): Finding {
  const refused = table.generated === undefined ? undefined : placeRefusal(warning.path, table.generated);
  if (refused !== undefined) {
    const { origin, resource } = refused.source;
    const follows = `Envoy refuses all routes of ${table.host} because of it: those from before stay in force, and without any requests get RouteNotFound.`;
    return { ...warning, message: `${warning.message} ${follows}`, origin, resource, path: refused.path };
  }
  const [routes, index, ...rest] = warning.path;
  const cause = routes === 'routes' && typeof index === 'number' ? table.generated?.sources[index] : undefined;
  if (cause === undefined || typeof index !== 'number') return warning;
  const [member, inner, at] = rest;
  const name = typeof at === 'number' ? table.options.configuration.routes[index]?.match[at]?.name : undefined;
  const known = inner === 'request_mirror_policies' ? inner : typeof member === 'string' ? member : '';
  const tail = Object.hasOwn(inMetaRouter, known) ? (inMetaRouter[known] ?? []) : [];
  return {
    ...warning,
    origin: cause.origin,
    resource: cause.resource,
    path: [...cause.path, ...tail, ...(member === 'match' && name !== undefined ? [name] : [])],
  };
}

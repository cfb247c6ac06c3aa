import { formatPath } from '../base/path.js';
import type { GeneratedRoutes, Translation } from '../controlplane/types.js';
import { isLayer7 } from '../envoy/refusals.js';
import { hostOf, mainFilter } from '../envoy/story.js';
import type { HeldListener, SidecarView } from '../envoy/types.js';
import { objectAt, textAt } from '../resource/core.js';

/** What objects made a proxy's configuration what it is, by their names. */
export interface HeldCauses {
  /** Of a listener: the EnvoyFilters that put their filters into it. */
  ofListener: (listener: HeldListener) => string[];
  /** Of a route configuration by its name: the MetaRouter, and for each route by its index the place. */
  ofRoutes: (name: string) => { router: string; routes: string[] };
}

/**
 * Links what a proxy holds to Aeraki's objects: by the rule by which Aeraki names them, and, with the translation of the mesh, by what was generated from what. Without a
 * mesh nothing is known of namespaces nor of whether the objects are still there.
 */
export function causesOf(view: SidecarView, translation?: Translation): HeldCauses {
  const generated = new Map(
    (translation?.envoyFilters ?? []).map(({ object }) => {
      const metadata = objectAt(object, 'metadata');
      return [textAt(metadata, 'name'), textAt(metadata, 'namespace')];
    }),
  );
  const served = new Map((translation?.routeConfigurations ?? []).map((routes) => [routes.configuration.name, routes]));
  return {
    ofListener: (listener) =>
      namesFor(listener, view).map((name) => {
        const namespace = generated.get(name);
        return `EnvoyFilter ${namespace === undefined || namespace === '' ? '' : `${namespace}/`}${name}`;
      }),
    ofRoutes: (name) => routesFrom(served.get(name)),
  };
}

function routesFrom(routes: GeneratedRoutes | undefined): { router: string; routes: string[] } {
  if (routes === undefined) return { router: '', routes: [] };
  const router = routes.causes.find(({ role }) => role === 'router')?.resource;
  return {
    router: router === undefined ? '' : `${router.kind} ${router.namespace}/${router.name}`,
    routes: routes.sources.map((source) => (source === undefined ? 'default' : formatPath(source.path))),
  };
}

/** The EnvoyFilters that a listener's filters come from, by Aeraki's rule of naming (`EF/network_filter.go:193-199`). */
function namesFor(listener: HeldListener, view: SidecarView): string[] {
  const names = new Set<string>();
  for (const chain of listener.chains) {
    const filter = mainFilter(chain);
    if (filter === undefined || !isLayer7(filter.protocol) || filter.target === undefined) continue;
    const host = hostOf(filter, view);
    if (host === '' || view.node.kind === 'router') continue;
    const { direction, port } = filter.target;
    if (direction === 'outbound' && listener.address === '') continue;
    names.add(
      direction === 'outbound' ? `aeraki-outbound-${host}-${listener.address}-${port}` : `aeraki-inbound-${host}-${port}`,
    );
  }
  return [...names];
}

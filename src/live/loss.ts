import { asObject, asString, own } from '../base/json.js';
import type { GeneratedObject, GeneratedRoutes, ListenerInfo, Translation } from '../controlplane/types.js';
import type { Route } from '../dataplane/types.js';
import { compareText } from '../mesh/hosts.js';

/** What the traffic of a host loses. */
export interface Loss {
  host: string;
  port?: number;
  /** Names of the routes that are gone; one without a name by its number. */
  routes: string[];
  /** EnvoyFilters and VirtualServices of the host that are gone, as `Kind namespace/name`. */
  generated: string[];
  /** A rate limit is gone. */
  limit: boolean;
  /**
   * What then becomes of the requests: `routes`: other routes decide on them; `default`: all go to the one route that Aeraki makes up, to this cluster; `plain`: no
   * MetaProtocol proxy handles them any more, they are plain TCP.
   */
  left: 'routes' | 'default' | 'plain';
  cluster?: string;
}

/**
 * What traffic loses when one translation becomes another: routes, the listeners' filters, limits. By host and port; hosts that lose nothing are left out.
 * A route that goes on under the same name, or with the same conditions under another, is changed and not lost.
 */
export function lossesOf(before: Translation, after: Translation): Loss[] {
  const losses: Loss[] = [];
  const goneByHost = goneObjects(before, after);
  const routesAfter = new Map(after.routeConfigurations.map((routes) => [routes.configuration.name, routes]));
  const listenersAfter = new Map(after.listeners.map((listener) => [listenerKey(listener), listener]));
  const listenersBefore = new Map(before.listeners.map((listener) => [listenerKey(listener), listener]));
  const told = new Set<string>();
  for (const old of before.routeConfigurations) {
    const { host, port } = old;
    const current = routesAfter.get(old.configuration.name);
    const routes = goneRoutes(old, current);
    const limit = hasLimit(listenersBefore.get(listenerKey(old))) && !hasLimit(listenersAfter.get(listenerKey(old)));
    const generated = goneByHost.get(host) ?? [];
    if (routes.length === 0 && !limit && current !== undefined) continue;
    told.add(host);
    losses.push({ host, port, routes, generated, limit, ...leftOf(current) });
  }
  for (const [host, generated] of goneByHost) {
    if (told.has(host)) continue;
    const isKept = after.envoyFilters.some((filter) => filter.host === host);
    losses.push({ host, routes: [], generated, limit: false, left: isKept ? 'routes' : 'plain' });
  }
  return losses.sort((a, b) => compareText(a.host, b.host) || (a.port ?? 0) - (b.port ?? 0));
}

const listenerKey = ({ host, port }: Pick<ListenerInfo, 'host' | 'port'>): string => `${host} ${port}`;

function hasLimit(listener: ListenerInfo | undefined): boolean {
  return listener?.localRateLimit !== undefined || listener?.globalRateLimit !== undefined;
}

function goneRoutes(old: GeneratedRoutes, current: GeneratedRoutes | undefined): string[] {
  const names = new Set(current?.configuration.routes.map(nameOf));
  const matches = new Set(current?.configuration.routes.map(({ match }) => JSON.stringify(match)));
  return old.configuration.routes.flatMap((route, index) => {
    const isDefault = old.sources[index] === undefined;
    const goesOn = names.has(nameOf(route, index)) || matches.has(JSON.stringify(route.match));
    return isDefault || goesOn ? [] : [nameOf(route, index)];
  });
}

function nameOf({ name }: Route, index: number): string {
  return name === '' ? `#${index + 1}` : name;
}

function leftOf(current: GeneratedRoutes | undefined): Pick<Loss, 'left' | 'cluster'> {
  if (current === undefined) return { left: 'plain' };
  const [only] = current.configuration.routes;
  if (current.sources.some((source) => source !== undefined)) return { left: 'routes' };
  const cluster = only?.action.cluster;
  return { left: 'default', ...(cluster === undefined ? {} : { cluster }) };
}

function goneObjects(before: Translation, after: Translation): Map<string, string[]> {
  const left = new Set([...after.envoyFilters, ...after.virtualServices].map(generatedName));
  const gone = new Map<string, string[]>();
  for (const generated of [...before.envoyFilters, ...before.virtualServices]) {
    const name = generatedName(generated);
    if (!left.has(name)) gone.set(generated.host, [...(gone.get(generated.host) ?? []), name]);
  }
  return gone;
}

/** A generated object in one word: `EnvoyFilter istio-system/aeraki-outbound-…`. */
export function generatedName({ object }: Pick<GeneratedObject, 'object'>): string {
  const metadata = asObject(own(object, 'metadata')) ?? {};
  const name = `${asString(own(metadata, 'namespace')) ?? ''}/${asString(own(metadata, 'name')) ?? ''}`;
  return `${asString(own(object, 'kind')) ?? ''} ${name}`;
}

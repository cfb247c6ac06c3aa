import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import { formatPath, type Path } from '../base/path.js';
import { compareObjects, type FieldChange } from '../controlplane/compare.js';
import { metaProtocolFilter } from '../controlplane/metaprotocol.js';
import { readRouteConfiguration, toDataplaneRouteConfiguration, toHttpRouteConfiguration } from '../dataplane/forms.js';
import type { RouteConfiguration } from '../dataplane/types.js';
import type { FilterChain, HeldListener, HeldRouteConfiguration, NetworkFilter, SidecarView } from '../envoy/types.js';
import type { Expected, ExpectedFilter, ExpectedRoutes } from './expected.js';

/** A field in which what a proxy holds differs from what it should. `held` is absent where it has nothing there, `expected` where it should have nothing. */
export interface Difference {
  /** Of routes in the form that MetaRDS carries, from the route configuration: `routes[0].route.cluster`. Of a filter from its configuration. */
  path: Path;
  held?: Json;
  expected?: Json;
}

/**
 * How a filter that must be there stands. `refused`: the proxy took no such listener, or keeps an older one; `warming`: it waits for something, such as
 * its routes; `stale`: it is there with another content; `missing`: the listener is there without it; `no-listener`: nor is the listener, or the chain of
 * an inbound port; `unknown`: the dump does not tell.
 */
export type FilterState = 'present' | 'stale' | 'warming' | 'refused' | 'missing' | 'no-listener' | 'unknown';

/** A filter that must be there, and how it stands. */
export interface HeldFilter {
  expected: ExpectedFilter;
  state: FilterState;
  /** Why the proxy refused it, in its own words. */
  reason?: string;
  /** Names of the filters that are there instead. */
  instead?: string[];
  /** Set where it is stale. */
  differences?: Difference[];
}

/** `unserved`: Aeraki serves no routes under the name, so that the listener waits for ever. */
export type RoutesState = 'in-sync' | 'stale' | 'missing' | 'unserved' | 'unknown';

/** A route configuration that must be there, and how it stands. */
export interface HeldRoutes {
  name: string;
  host: string;
  state: RoutesState;
  /** The proxy's own time of the update, RFC 3339; empty where it has none. */
  lastUpdated: string;
  /** Set where it is stale. */
  differences?: Difference[];
}

/** Something that the proxy refused. `inForce`: an older version of it is used instead. */
export interface RefusedResource {
  kind: 'listener' | 'cluster';
  name: string;
  reason: string;
  inForce: boolean;
}

/** What a proxy holds, against what it should. */
export interface SyncReport {
  filters: HeldFilter[];
  routes: HeldRoutes[];
  /** All that the proxy refused, expected or not. */
  refused: RefusedResource[];
  /** Every filter is present and every route configuration in sync, by content. */
  inSync: boolean;
}

/**
 * Compares what a proxy holds with what it must hold. Versions do not count: MetaRDS numbers its answers by the second. Nor does the order of matchers, which is
 * random in Aeraki.
 */
export function compareHeld(expected: Expected, view: SidecarView): SyncReport {
  const listeners = new Map(view.listeners.map((listener) => [listener.name, listener]));
  const received = new Map(
    view.routeConfigurations
      .filter((held) => held.protocol === 'metaprotocol' && !held.static)
      .map((held) => [held.name, held] as const),
  );
  const filters = expected.filters.map((filter) =>
    view.sections.listeners
      ? filterState(filter, listeners.get(filter.listener))
      : { expected: filter, state: 'unknown' as const },
  );
  const routes = expected.routes.map((wanted) => routesState(wanted, received.get(wanted.name), view));
  const inSync = filters.every(({ state }) => state === 'present') && routes.every(({ state }) => state === 'in-sync');
  return { filters, routes, refused: refusedIn(view), inSync };
}

function refusedIn(view: SidecarView): RefusedResource[] {
  const of = (kind: RefusedResource['kind'], held: SidecarView['listeners'] | SidecarView['clusters']): RefusedResource[] =>
    held.flatMap(({ name, state, refused }) =>
      refused === undefined ? [] : [{ kind, name, reason: refused.reason, inForce: state !== 'rejected' }],
    );
  return [...of('listener', view.listeners), ...of('cluster', view.clusters)];
}

function filterState(expected: ExpectedFilter, listener: HeldListener | undefined): HeldFilter {
  if (listener === undefined) return { expected, state: 'no-listener' };
  const { refused } = listener;
  if (refused !== undefined) return { expected, state: 'refused', reason: refused.reason };
  const chains = listener.chains.filter((chain) => isFor(chain, expected));
  if (chains.length === 0) return { expected, state: 'no-listener' };
  const found = chains.flatMap(({ filters }) => filters).filter((filter) => isSame(filter, expected));
  const [held] = found;
  if (held === undefined) {
    return {
      expected,
      state: 'missing',
      instead: [...new Set(chains.flatMap(({ filters }) => filters.map(({ name }) => name)))],
    };
  }
  if (listener.state === 'warming') return { expected, state: 'warming' };
  const differences = isCompared(expected) ? valueDifferences(held.value, expected.value) : [];
  return differences.length === 0 ? { expected, state: 'present' } : { expected, state: 'stale', differences };
}

function isFor(chain: FilterChain, { direction, port }: ExpectedFilter): boolean {
  return direction !== 'inbound' || chain.destinationPort === port;
}

function isSame(filter: NetworkFilter, { type, filter: name }: ExpectedFilter): boolean {
  return filter.type === '' ? filter.name === name : filter.type === type;
}

/** Only what istiod passes on as Aeraki wrote it: it decodes filters of Envoy's own, so that defaults come and go. */
function isCompared({ type }: ExpectedFilter): boolean {
  return type === metaProtocolFilter.typeUrl;
}

/** The fields in which a filter's configuration differs, whatever the spelling of the names. */
function valueDifferences(held: JsonObject, expected: JsonObject): Difference[] {
  // As nearly all are, where nothing is between Aeraki and the proxy that writes it anew.
  if (JSON.stringify(held) === JSON.stringify(expected)) return [];
  const asObject = (value: JsonObject): JsonObject => ({ kind: 'Filter', spec: withoutDefaults(value) });
  const { changed } = compareObjects([asObject(held)], [asObject(expected)]);
  return (changed[0]?.changes ?? []).map((change) => differenceOf(change, change.path.slice(1)));
}

/** A message of proto JSON in camelCase without what stands for nothing: null, '', 0, false and empty lists. */
function withoutDefaults(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (!isObject(value)) return value;
  const members: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    const isDefault =
      member === null || member === '' || member === 0 || member === false || (Array.isArray(member) && member.length === 0);
    if (!isDefault) Object.defineProperty(members, inCamelCase(key), ownMember(withoutDefaults(member)));
  }
  return members;
}

/** As protojson names fields; `@type` stays. */
const inCamelCase = (key: string): string => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** A member of any name, `__proto__` too. */
const ownMember = (value: Json): PropertyDescriptor => ({ value, enumerable: true, configurable: true, writable: true });

function routesState(wanted: ExpectedRoutes, held: HeldRouteConfiguration | undefined, view: SidecarView): HeldRoutes {
  const { name, host, configuration } = wanted;
  const about = { name, host, lastUpdated: held?.lastUpdated ?? '' };
  if (configuration === undefined) return { ...about, state: 'unserved' };
  if (held === undefined) return { ...about, state: view.sections.listeners ? 'missing' : 'unknown' };
  const differences = routeDifferences(held.value, configuration);
  return differences.length === 0 ? { ...about, state: 'in-sync' } : { ...about, state: 'stale', differences };
}

/**
 * The fields in which routes that a proxy holds differ from those that Aeraki serves: both as the proxy converts what came over the wire. `held` is the item of a dump.
 */
export function routeDifferences(held: JsonObject, expected: RouteConfiguration): Difference[] {
  const sent = asSent(toHttpRouteConfiguration(expected)) ?? expected;
  const there = asSent(held);
  if (there === undefined) return [{ path: [], held, expected: toDataplaneRouteConfiguration(sent) }];
  const { changed } = compareObjects([toDataplaneRouteConfiguration(there)], [toDataplaneRouteConfiguration(sent)]);
  return (changed[0]?.changes ?? []).map((change) => differenceOf(change, withoutHost(change.path)));
}

function asSent(value: JsonObject): RouteConfiguration | undefined {
  const read = readRouteConfiguration(value);
  return 'value' in read ? read.value : undefined;
}

/** A path without the one virtual host of MetaRDS, which says nothing. */
function withoutHost(path: Path): Path {
  return path[0] === 'virtualHosts' && path[1] === 0 ? path.slice(2) : path;
}

function differenceOf({ from, to }: FieldChange, path: Path): Difference {
  return { path, ...(from === undefined ? {} : { held: from }), ...(to === undefined ? {} : { expected: to }) };
}

/** A difference in a few words, such as `routes[0].route.cluster is A, should be B`. Texts are as they are in the proxy: not yet fit for a terminal. */
export function differenceInWords({ path, held, expected }: Difference): string {
  const place = path.length === 0 ? 'it' : formatPath(path);
  if (held === undefined) return `${place} is missing, should be ${short(expected ?? null)}`;
  if (expected === undefined) return `${place} is ${short(held)}, should not be there`;
  return `${place} is ${short(held)}, should be ${short(expected)}`;
}

function short(value: Json): string {
  const name = isObject(value) ? own(value, 'name') : undefined;
  if (typeof name === 'string' && name !== '') return name;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

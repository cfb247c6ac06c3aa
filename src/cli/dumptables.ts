import type { Finding } from '../base/finding.js';
import type { Patterns } from '../base/pattern.js';
import { routeName } from '../controlplane/names.js';
import { codecFacts } from '../dataplane/codecs.js';
import { patternProblems } from '../dataplane/forms.js';
import { readGlobalRateLimit, readLocalRateLimit } from '../dataplane/ratelimitforms.js';
import type { SimulatorOptions } from '../dataplane/simulate.js';
import { messagesOf, textOf, typedConfig } from '../envoy/fields.js';
import { isLayer7 } from '../envoy/refusals.js';
import { readRoutes } from '../envoy/routes.js';
import { hostOf, mainFilter } from '../envoy/story.js';
import type { HeldListener, HeldRouteConfiguration, NetworkFilter, SidecarView } from '../envoy/types.js';
import { CliError } from './errors.js';
import type { RouteTable, Table } from './tables.js';

/** A filter of layer 7 in a listener, and the port of the service that it is for. */
interface Place {
  listener: HeldListener;
  filter: NetworkFilter;
  host: string;
  port: number;
}

/**
 * What requests can be decided on in what a proxy holds: the routes of each MetaProtocol port that its listeners ask for, and its own filters of Dubbo, Thrift and Redis.
 * A listener that the proxy refused decides nothing: its connections pass. Inbound listeners count only for ports that are nowhere outbound. Throws where there is nothing.
 */
export function tablesOfView(view: SidecarView, patterns: Patterns): Table[] {
  const places = placesIn(view);
  const tables = new Map<string, Table>();
  // Of several addresses of a service one that was accepted counts, and outbound before inbound.
  const order = ({ listener }: Place): number =>
    (listener.state === 'rejected' ? 1 : 0) + (listener.direction === 'inbound' ? 2 : 0);
  for (const place of places.sort((a, b) => order(a) - order(b))) {
    const key = routeName(place.host, place.port);
    if (!tables.has(key)) tables.set(key, tableFor(place, view, patterns));
  }
  for (const held of view.routeConfigurations) {
    if (held.protocol !== 'metaprotocol' || held.host === undefined || held.port === undefined) continue;
    if (!tables.has(held.name)) tables.set(held.name, unasked(held, view, patterns));
  }
  if (tables.size === 0) {
    const [worst] = view.problems;
    throw new CliError(
      `the proxy holds no routes of MetaProtocol, nor a filter of Dubbo, Thrift or Redis${worst === undefined ? '' : `: ${worst.message}`}`,
      "'aerakictl sidecar-config' shows what it holds.",
    );
  }
  return [...tables.values()];
}

function placesIn(view: SidecarView): Place[] {
  return view.listeners.flatMap((listener) =>
    listener.chains.flatMap((chain): Place[] => {
      const filter = mainFilter(chain);
      if (filter?.target === undefined || !isLayer7(filter.protocol)) return [];
      const host = hostOf(filter, view);
      return host === '' ? [] : [{ listener, filter, host, port: filter.target.port }];
    }),
  );
}

/** What is known to be wrong with a thing that a proxy holds. */
function problemsOf({ problems }: SidecarView, names: readonly (string | undefined)[]): Finding[] {
  // A request that gets to a missing cluster is answered with an error of its own.
  const told = (finding: Finding): boolean => finding.code === 'AER1001' && finding.severity === 'error';
  return problems.filter(
    (finding) => finding.resource?.name !== undefined && names.includes(finding.resource.name) && !told(finding),
  );
}

function tableFor(place: Place, view: SidecarView, patterns: Patterns): Table {
  const { listener, filter, host, port } = place;
  const name = filter.routes?.name ?? routeName(host, port);
  const notes = problemsOf(view, [listener.name, filter.protocol === 'metaprotocol' ? name : undefined]);
  if (listener.state === 'rejected') {
    const options = { ...optionsFor(undefined, name, view, patterns), host, port };
    return {
      kind: 'routes',
      host,
      port,
      unfiltered: true,
      ignored: [],
      held: { notes, passesTo: passesTo(listener, view) },
      options,
    };
  }
  if (filter.protocol === 'metaprotocol') {
    const held = view.routeConfigurations.find((one) => one.protocol === 'metaprotocol' && one.name === name);
    return routesFor(held, name, place, view, patterns, notes);
  }
  const { protocol, value } = filter;
  const generated = {
    protocol:
      protocol === 'dubbo' || protocol === 'thrift' || protocol === 'redis' || protocol === 'kafka'
        ? protocol
        : ('zookeeper' as const),
    host,
    port,
    at: 'client' as const,
    value,
    causes: [],
  };
  return { kind: 'filter', host, port, filter: generated, held: { notes } };
}

function routesFor(
  held: HeldRouteConfiguration | undefined,
  name: string,
  { filter, host, port }: Pick<Place, 'filter' | 'host' | 'port'>,
  view: SidecarView,
  patterns: Patterns,
  notes: Finding[],
): RouteTable {
  const protocol = filter.metaProtocol?.applicationProtocol;
  const codec = protocol === undefined ? undefined : codecFacts(protocol);
  const options = {
    ...optionsFor(held, name, view, patterns),
    host,
    port,
    ...(protocol === undefined || protocol === '' ? {} : { applicationProtocol: protocol }),
    ...(codec === undefined ? {} : { codec }),
    ...limitsOf(filter),
  };
  return { kind: 'routes', host, port, ignored: [], options, held: { notes } };
}

/** Routes that no listener asks for, as in a dump of routes alone. */
function unasked(held: HeldRouteConfiguration, view: SidecarView, patterns: Patterns): RouteTable {
  const { name, host = '', port = 0 } = held;
  const notes = problemsOf(view, [name]);
  return {
    kind: 'routes',
    host,
    port,
    ignored: [],
    options: { ...optionsFor(held, name, view, patterns), host, port },
    held: { notes },
  };
}

function optionsFor(
  held: HeldRouteConfiguration | undefined,
  name: string,
  view: SidecarView,
  patterns: Patterns,
): Omit<SimulatorOptions, 'trace'> {
  const clusters = new Set(view.clusters.flatMap((cluster) => (cluster.state === 'rejected' ? [] : [cluster.name])));
  const known = view.sections.clusters ? { clusters } : {};
  const none = { configuration: { name, routes: [] }, patterns, ...known };
  if (held === undefined) return none;
  const read = readRoutes(held);
  if (!('value' in read)) return none;
  const refused = [...read.problems, ...patternProblems(read, patterns)];
  return { configuration: read.value, patterns, ...known, ...(refused.length === 0 ? {} : { refused }) };
}

/** The rate limits in a MetaProtocol filter: inbound ones have them. */
function limitsOf({ value }: NetworkFilter): Pick<SimulatorOptions, 'localRateLimit' | 'globalRateLimit'> {
  const limits: Pick<SimulatorOptions, 'localRateLimit' | 'globalRateLimit'> = {};
  for (const inner of messagesOf(value, 'meta_protocol_filters')) {
    const { value: configuration } = typedConfig(inner, 'config');
    const name = textOf(inner, 'name');
    if (name.endsWith('.local_ratelimit')) {
      const read = readLocalRateLimit(configuration);
      if ('value' in read) limits.localRateLimit = read.value;
    } else if (name.endsWith('.ratelimit')) {
      const read = readGlobalRateLimit(configuration);
      if ('value' in read) limits.globalRateLimit = read.value;
    }
  }
  return limits;
}

/** Where connections go that a refused listener would have taken: to the catch-all of virtualOutbound; null where nothing takes them. */
function passesTo({ direction }: HeldListener, { listeners }: SidecarView): string | null {
  if (direction !== 'outbound') return null;
  const catchAll = listeners.find(({ name, state }) => name === 'virtualOutbound' && state !== 'rejected');
  const chain = catchAll?.chains.findLast(({ destinationPort }) => destinationPort === undefined);
  return chain?.filters.at(-1)?.clusters[0] ?? null;
}

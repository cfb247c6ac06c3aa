import type { Finding } from '../base/finding.js';
import { formatPath } from '../base/path.js';
import { loadPatterns, type Patterns } from '../base/pattern.js';
import { type GeneratedFilter, generatedFilters } from '../controlplane/filters.js';
import { outboundCluster, routeName } from '../controlplane/names.js';
import type { Cause, GeneratedRoutes, ListenerInfo, Translation } from '../controlplane/types.js';
import { codecFacts } from '../dataplane/codecs.js';
import { type HeldRoutes, heldRoutes } from '../dataplane/dumps.js';
import { patternProblems, readRouteConfiguration, toHttpRouteConfiguration } from '../dataplane/forms.js';
import type { SimulatorOptions } from '../dataplane/simulate.js';
import type { FormProblem } from '../dataplane/types.js';
import { CliError } from './errors.js';
import { readValuesFile } from './values.js';

/** MetaProtocol routes that requests can be decided on, with what came with them. */
export interface RouteTable {
  kind: 'routes';
  host?: string;
  port?: number;
  /** The gateway whose listener asks for the routes, as `namespace/name`. */
  gateway?: string;
  /** Where the gateway's listener came from. */
  causes?: Cause[];
  options: Omit<SimulatorOptions, 'trace'>;
  /** Where the table came from, for its sources; undefined for one that was read. */
  generated?: GeneratedRoutes;
  listener?: ListenerInfo;
  /** Whether sidecars have no MetaProtocol filter on the port, so that no route applies. */
  unfiltered?: true;
  /** What the proxy takes without a word but does not use. */
  ignored: FormProblem[];
  /** Only of a table that a proxy's dump holds. */
  held?: HeldTable;
}

/** What a proxy's dump says of a table. */
export interface HeldTable {
  /** What is wrong with its listener or its routes. */
  notes: Finding[];
  /** Where connections go as its listener was refused; null: nowhere. */
  passesTo?: string | null;
}

/** A listener with one of Envoy's own filters, and what stands at the server's side. */
export interface FilterTable {
  kind: 'filter';
  host: string;
  port: number;
  gateway?: undefined;
  filter: GeneratedFilter;
  server?: GeneratedFilter;
  held?: HeldTable;
}

/** What a request can be decided on: one port of one service, at clients or at a gateway. */
export type Table = RouteTable | FilterTable;

/** Which of several route configurations in a file is meant. */
export interface WantedRoutes {
  host?: string | undefined;
  port?: number | undefined;
}

/**
 * The table of `--routes FILE`: the one route configuration in it, alone, in a list or documents of YAML, in a config dump, or in what
 * `translate` prints; of several the one that host and port name.
 */
export async function readTable(file: string, wanted: WantedRoutes): Promise<RouteTable> {
  const given = readValuesFile(file);
  const [only] = given;
  const values = only !== undefined && given.length === 1 ? only : given;
  const held = heldRoutes(values);
  const chosen = held === undefined ? { value: values, path: [] } : chooseRoutes(file, held, wanted);
  const read = readRouteConfiguration(chosen.value);
  if (!('value' in read)) {
    const [problem] = read.problems;
    const at = problem === undefined ? '' : `: ${placed({ ...problem, path: [...chosen.path, ...problem.path] })}`;
    throw new CliError(
      `--routes ${file}: not a RouteConfiguration${at}`,
      "Give one in the wire's form (virtual_hosts) or the data plane's own (routes), as JSON or YAML, a config dump, or what 'translate -o json' prints.",
    );
  }
  const patterns = await loadPatterns();
  return {
    kind: 'routes',
    options: { configuration: read.value, patterns, refused: [...read.problems, ...patternProblems(read, patterns)] },
    ignored: read.ignored,
  };
}

/** How many names an error lists. */
const shownNames = 20;

function chooseRoutes(file: string, held: HeldRoutes[], { host, port }: WantedRoutes): HeldRoutes {
  // What sidecars have inbound is one route to the pod itself: it is meant only where there is nothing else.
  const outbound = held.filter(({ name }) => !name.startsWith('inbound|'));
  const candidates = outbound.length > 0 ? outbound : held;
  const fitting = candidates.filter(
    ({ name }) =>
      (host === undefined || (port === undefined ? name.startsWith(`${host}_`) : name === routeName(host, port))) &&
      (host !== undefined || port === undefined || name.endsWith(`_${port}`)),
  );
  const [first, second] = fitting;
  if (first !== undefined && second === undefined) return first;
  const names = [...new Set((first === undefined ? candidates : fitting).map(({ name }) => name || '(without a name)'))];
  if (names.length === 0) {
    throw new CliError(
      `--routes ${file}: it holds no routes of MetaProtocol`,
      "Give a RouteConfiguration (virtual_hosts or routes), what 'translate -o json' prints, or a config dump. A dump has them in a RoutesConfigDump of aeraki.meta_protocol_proxy, once a sidecar has a MetaProtocol filter and MetaRDS has answered.",
    );
  }
  const list = `${names.slice(0, shownNames).join(', ')}${names.length > shownNames ? ` and ${names.length - shownNames} more` : ''}`;
  if (first !== undefined)
    throw new CliError(`--routes ${file}: it holds several route configurations: ${list}`, 'Name one with --host and --port.');
  const asked = `${host ?? ''}${port === undefined ? '' : `${host === undefined ? 'port ' : ':'}${port}`}`;
  throw new CliError(`--routes ${file}: it holds no route configuration for ${asked}`, `There are: ${list}.`);
}

function placed({ path, message }: FormProblem): string {
  return path.length === 0 ? message : `${formatPath(path)}: ${message}`;
}

/** All that requests can be decided on: a table for each MetaProtocol port and each native one, and for each listener of a gateway. */
export function tablesOf(translation: Translation, patterns: Patterns): Table[] {
  const filters = generatedFilters(translation.envoyFilters);
  const served = routeTables(translation, patterns);
  const byName = new Map(served.map((table) => [table.options.configuration.name, table]));
  const filtered = new Set(
    filters.flatMap(({ at, protocol, host, port }) =>
      at === 'client' && protocol === 'metaprotocol' ? [routeName(host, port)] : [],
    ),
  );
  const routes = served.map(
    (table): RouteTable => (filtered.has(table.options.configuration.name) ? table : { ...table, unfiltered: true }),
  );
  const servers = new Map(
    filters.flatMap((filter) => (filter.at === 'server' ? [[`${filter.host}_${filter.port}`, filter]] : [])),
  );
  const native = filters.flatMap((filter): FilterTable[] => {
    if (filter.at !== 'client' || filter.protocol === 'metaprotocol') return [];
    const { host, port } = filter;
    const server = servers.get(`${host}_${port}`);
    return [{ kind: 'filter', host, port, filter, ...(server === undefined ? {} : { server }) }];
  });
  const gateways = filters.flatMap(({ at, host, port, gateway, causes }): RouteTable[] => {
    if (at !== 'gateway' || gateway === undefined) return [];
    // Without routes in MetaRDS the listener has none, and every request is answered with RouteNotFound.
    const none = { configuration: { name: routeName(host, port), routes: [] }, patterns, host, port };
    const routed = byName.get(routeName(host, port)) ?? { kind: 'routes' as const, host, port, ignored: [], options: none };
    return [{ ...routed, gateway, causes }];
  });
  return [...routes, ...native, ...gateways];
}

/** The tables that Aeraki would serve, one a MetaProtocol port. */
export function routeTables(translation: Translation, patterns: Patterns): RouteTable[] {
  const listeners = new Map(translation.listeners.map((listener) => [`${listener.host}_${listener.port}`, listener]));
  return translation.routeConfigurations.map((generated) => {
    const { host, port, configuration } = generated;
    const listener = listeners.get(`${host}_${port}`);
    const read = readRouteConfiguration(toHttpRouteConfiguration(configuration));
    const refused = [...read.problems, ...('value' in read ? patternProblems(read, patterns) : [])];
    const protocol = listener?.applicationProtocol;
    const codec = protocol === undefined ? undefined : codecFacts(protocol);
    return {
      kind: 'routes',
      host,
      port,
      generated,
      ...(listener === undefined ? {} : { listener }),
      ignored: [],
      options: {
        configuration,
        patterns,
        host,
        port,
        ...(protocol === undefined ? {} : { applicationProtocol: protocol }),
        ...(codec === undefined ? {} : { codec }),
        ...(listener?.localRateLimit === undefined ? {} : { localRateLimit: listener.localRateLimit }),
        ...(listener?.globalRateLimit === undefined ? {} : { globalRateLimit: listener.globalRateLimit }),
        ...(refused.length === 0 ? {} : { refused }),
      },
    };
  });
}

/** The MetaProtocol routes as sidecars have them, among all tables. */
export function sidecarTables(tables: readonly Table[]): RouteTable[] {
  return tables.flatMap((table) => (table.kind === 'routes' && table.gateway === undefined ? [table] : []));
}

/**
 * A table with what is really done with its requests: its routes, or without a filter (no codec is registered) nothing, so that every connection goes on to
 * the service.
 */
export function asTreated(table: RouteTable): RouteTable {
  const { unfiltered, host = '', port = 0, generated, options, ...rest } = table;
  if (unfiltered !== true) return table;
  const action = { cluster: outboundCluster(host, port), hashPolicy: [], mirrors: [] };
  const route = { name: 'plain TCP, without a filter', match: [], action, requestMutation: [], responseMutation: [] };
  const configuration = { name: options.configuration.name, routes: [route] };
  return { ...rest, unfiltered, host, port, options: { patterns: options.patterns, host, port, configuration } };
}

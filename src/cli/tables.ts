import { formatPath } from '../base/path.js';
import { loadPatterns, type Patterns } from '../base/pattern.js';
import { type GeneratedFilter, generatedFilters } from '../controlplane/filters.js';
import { routeName } from '../controlplane/names.js';
import type { Cause, GeneratedRoutes, ListenerInfo, Translation } from '../controlplane/types.js';
import { codecFacts } from '../dataplane/codecs.js';
import { patternProblems, readRouteConfiguration, toHttpRouteConfiguration } from '../dataplane/forms.js';
import type { SimulatorOptions } from '../dataplane/simulate.js';
import type { FormProblem } from '../dataplane/types.js';
import { CliError } from './errors.js';
import { readValueFile } from './values.js';

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
  /** What the proxy takes without a word but does not use. */
  ignored: FormProblem[];
}

/** A listener with one of Envoy's own filters, and what stands at the server's side. */
export interface FilterTable {
  kind: 'filter';
  host: string;
  port: number;
  gateway?: undefined;
  filter: GeneratedFilter;
  server?: GeneratedFilter;
}

/** What a request can be decided on: one port of one service, at clients or at a gateway. */
export type Table = RouteTable | FilterTable;

/** The one table of `--routes FILE`. */
export async function readTable(file: string): Promise<RouteTable> {
  const read = readRouteConfiguration(readValueFile(file));
  if (!('value' in read)) {
    const [problem] = read.problems;
    throw new CliError(
      `--routes ${file}: not a RouteConfiguration${problem === undefined ? '' : `: ${placed(problem)}`}`,
      "Give one in the wire's form (virtual_hosts) or the data plane's own (routes), as JSON or YAML; 'translate -o yaml --only metards' prints some.",
    );
  }
  const patterns = await loadPatterns();
  return {
    kind: 'routes',
    options: { configuration: read.value, patterns, refused: [...read.problems, ...patternProblems(read, patterns)] },
    ignored: read.ignored,
  };
}

function placed({ path, message }: FormProblem): string {
  return path.length === 0 ? message : `${formatPath(path)}: ${message}`;
}

/** All that requests can be decided on: a table for each MetaProtocol port and each native one, and for each listener of a gateway. */
export function tablesOf(translation: Translation, patterns: Patterns): Table[] {
  const routes = routeTables(translation, patterns);
  const byName = new Map(routes.map((table) => [table.options.configuration.name, table]));
  const filters = generatedFilters(translation.envoyFilters);
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
    const served = byName.get(routeName(host, port)) ?? { kind: 'routes' as const, host, port, ignored: [], options: none };
    return [{ ...served, gateway, causes }];
  });
  return [...routes, ...native, ...gateways];
}

/** The tables that Aeraki would serve, one a MetaProtocol port. */
function routeTables(translation: Translation, patterns: Patterns): RouteTable[] {
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

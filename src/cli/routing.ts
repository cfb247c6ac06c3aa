import { formatPath } from '../base/path.js';
import { loadPatterns, type Patterns } from '../base/pattern.js';
import { suggest } from '../base/suggest.js';
import type { GeneratedRoutes, ListenerInfo, Translation } from '../controlplane/types.js';
import { codecFacts } from '../dataplane/codecs.js';
import { patternProblems, readRouteConfiguration, toHttpRouteConfiguration } from '../dataplane/forms.js';
import type { SimulatorOptions } from '../dataplane/simulate.js';
import type { FormProblem } from '../dataplane/types.js';
import { CliError } from './errors.js';
import { readValueFile } from './values.js';

/** A table of routes that requests can be decided on, with what came with it. */
export interface Table {
  host?: string;
  port?: number;
  options: Omit<SimulatorOptions, 'trace'>;
  /** Where the table came from, for its sources; undefined for one that was read. */
  generated?: GeneratedRoutes;
  listener?: ListenerInfo;
  /** What the proxy takes without a word but does not use. */
  ignored: FormProblem[];
}

/** The one table of `--routes FILE`. */
export async function readTable(file: string): Promise<Table> {
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
    options: { configuration: read.value, patterns, refused: [...read.problems, ...patternProblems(read, patterns)] },
    ignored: read.ignored,
  };
}

function placed({ path, message }: FormProblem): string {
  return path.length === 0 ? message : `${formatPath(path)}: ${message}`;
}

/** The tables that Aeraki would serve, one a MetaProtocol port. */
export function tablesOf(translation: Translation, patterns: Patterns): Table[] {
  const listeners = new Map(translation.listeners.map((listener) => [`${listener.host}_${listener.port}`, listener]));
  return translation.routeConfigurations.map((generated) => {
    const { host, port, configuration } = generated;
    const listener = listeners.get(`${host}_${port}`);
    const read = readRouteConfiguration(toHttpRouteConfiguration(configuration));
    const refused = [...read.problems, ...('value' in read ? patternProblems(read, patterns) : [])];
    const protocol = listener?.applicationProtocol;
    const codec = protocol === undefined ? undefined : codecFacts(protocol);
    return {
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

/** Chooses the table a request is for. Host and port may be left out where only one table fits; throws where none or several do. */
export function chooseTable(tables: readonly Table[], host: string | undefined, port: number | undefined): Table {
  const [only] = tables;
  if (only !== undefined && tables.length === 1 && only.host === undefined) return only;
  const fitting = tables.filter(
    (table) => (host === undefined || table.host === host) && (port === undefined || table.port === port),
  );
  const [first, second] = fitting;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined) {
    const sameHost = fitting.every((table) => table.host === first.host);
    throw new CliError(
      sameHost
        ? `${first.host} has several MetaProtocol ports: ${fitting.map((table) => table.port).join(', ')}`
        : `several services fit: ${listed(fitting)}`,
      sameHost ? 'Name one with --port.' : 'Name one with --host.',
    );
  }
  const hosts = [...new Set(tables.flatMap((table) => (table.host === undefined ? [] : [table.host])))];
  if (hosts.length === 0) {
    throw new CliError(
      'no service has a MetaProtocol port, so there are no routes to decide on',
      "A port opts in by its name, tcp-metaprotocol-<protocol>. 'translate' says what becomes of each service.",
    );
  }
  if (host !== undefined && !hosts.includes(host)) {
    const near = hosts.find((known) => known.split('.')[0] === host.split('.')[0]) ?? suggest(host, hosts);
    throw new CliError(
      `${host}: no service has this host`,
      near === undefined ? `There are: ${listed(tables)}.` : `Did you mean ${near}?`,
    );
  }
  const ports = tables.filter((table) => host === undefined || table.host === host).map((table) => table.port);
  throw new CliError(
    `${host ?? 'no service'} has ${host === undefined ? 'the' : 'no'} MetaProtocol port ${port}`,
    `There are: ${[...new Set(ports)].join(', ')}.`,
  );
}

/** Some hosts by name, the rest by number. */
function listed(tables: readonly Table[]): string {
  const hosts = [...new Set(tables.map((table) => `${table.host}:${table.port}`))];
  const shown = hosts.slice(0, 10).join(', ');
  return hosts.length > 10 ? `${shown} and ${hosts.length - 10} more` : shown;
}

import { suggest } from '../base/suggest.js';
import { CliError } from './errors.js';
import type { Table } from './tables.js';

/** What a request says of where it goes. */
export interface Wanted {
  host?: string | undefined;
  port?: number | undefined;
  /** `namespace/name`, or a name that only one gateway has. */
  gateway?: string | undefined;
  /** Whether it is a Redis command. */
  redis?: boolean;
}

/** Chooses the table a request is for. What is left out is inferred where only one table fits; throws where none or several do. */
export function chooseTable(tables: readonly Table[], wanted: Wanted): Table {
  const [only] = tables;
  if (only !== undefined && tables.length === 1 && only.host === undefined) return only;
  const within =
    wanted.gateway === undefined ? tables.filter(({ gateway }) => gateway === undefined) : atGateway(tables, wanted.gateway);
  const { host, port } = wanted;
  const named = within.filter(
    (table) => (host === undefined || table.host === host) && (port === undefined || table.port === port),
  );
  const whole = named.length === 0 && host !== undefined ? wholeHost(within, host) : undefined;
  if (whole !== undefined) return chooseTable(tables, { ...wanted, host: whole });
  const spoken = wanted.redis === true ? named.filter(isRedis) : named;
  const fitting = oneOrAll(spoken, hasRules) ?? spoken;
  const [first, second] = fitting;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined) {
    const sameHost = fitting.every((table) => table.host === first.host);
    throw new CliError(
      sameHost
        ? `${first.host} has several ports that Aeraki manages: ${fitting.map((table) => table.port).join(', ')}`
        : `several services fit: ${listed(fitting)}`,
      sameHost ? 'Name one with --port.' : 'Name one with --host.',
    );
  }
  if (named.length > 0) {
    throw new CliError(
      `${listed(named)}: not a Redis service`,
      "Give its request's attributes with --attr, as in --attr method=sayHello.",
    );
  }
  throw nothingFits(within, host, port);
}

/** The host of a service in the cluster that `name.namespace` or `name.namespace.svc` is short for. */
function wholeHost(tables: readonly Table[], host: string): string | undefined {
  const [, short] = /^([^.]+\.[^.]+)(?:\.svc)?$/.exec(host) ?? [];
  return short === undefined ? undefined : tables.find((table) => table.host?.startsWith(`${short}.svc.`) === true)?.host;
}

function nothingFits(tables: readonly Table[], host: string | undefined, port: number | undefined): CliError {
  const hosts = [...new Set(tables.flatMap((table) => (table.host === undefined ? [] : [table.host])))];
  if (hosts.length === 0) {
    return new CliError(
      'no service has a port that Aeraki manages, so there is nothing to decide on',
      "A port opts in by its name, as in tcp-metaprotocol-thrift or tcp-redis. 'translate' says what becomes of each service.",
    );
  }
  if (host !== undefined && !hosts.includes(host)) {
    const near = hosts.find((known) => known.split('.')[0] === host.split('.')[0]) ?? suggest(host, hosts);
    return new CliError(
      `${host}: no service that Aeraki manages has this host`,
      near === undefined ? `There are: ${listed(tables)}.` : `Did you mean ${near}?`,
    );
  }
  const ports = tables.filter((table) => host === undefined || table.host === host).map((table) => table.port);
  return new CliError(
    `${host ?? 'no service'} has ${host === undefined ? 'the' : 'no'} port ${port} that Aeraki manages`,
    `There are: ${[...new Set(ports)].join(', ')}.`,
  );
}

/** The listeners of a gateway, by its whole name or by a name that is unambiguous. */
function atGateway(tables: readonly Table[], wanted: string): Table[] {
  const names = [...new Set(tables.flatMap(({ gateway }) => (gateway === undefined ? [] : [gateway])))];
  if (names.length === 0) {
    throw new CliError(
      'nothing is generated for any gateway',
      "A MetaRouter binds to a Gateway by spec.gateways, and by a destination with the server's port. 'translate' says what is missing.",
    );
  }
  const short = (name: string): string => name.slice(name.indexOf('/') + 1);
  const meant = names.includes(wanted) ? [wanted] : names.filter((name) => short(name) === wanted);
  const [name] = meant;
  if (name !== undefined && meant.length === 1) return tables.filter(({ gateway }) => gateway === name);
  if (name !== undefined)
    throw new CliError(`--gateway ${wanted}: there are ${meant.join(' and ')}`, 'Name one with its namespace.');
  const near = suggest(wanted, names) ?? names.find((name) => short(name) === suggest(short(wanted), names.map(short)));
  throw new CliError(
    `--gateway ${wanted}: nothing is generated for a gateway of this name`,
    near === undefined ? `There are: ${names.join(', ')}.` : `Did you mean ${near}?`,
  );
}

function isRedis(table: Table): boolean {
  return table.kind === 'filter' && table.filter.protocol === 'redis';
}

/** Whether a native listener is more than a passage to the service itself. */
function hasRules(table: Table): boolean {
  return table.kind === 'filter' && table.filter.causes.some(({ role }) => role === 'redisService' || role === 'virtualService');
}

/** Of several native listeners the only one with rules: the one that a question can be about. Undefined: leave it as it is. */
function oneOrAll(tables: readonly Table[], preferred: (table: Table) => boolean): Table[] | undefined {
  if (tables.some(({ kind }) => kind === 'routes')) return undefined;
  const some = tables.filter(preferred);
  return some.length === 1 ? some : undefined;
}

/** Some hosts by name, the rest by number. */
function listed(tables: readonly Table[]): string {
  const hosts = [...new Set(tables.map((table) => `${table.host}:${table.port}`))];
  const shown = hosts.slice(0, 10).join(', ');
  return hosts.length > 10 ? `${shown} and ${hosts.length - 10} more` : shown;
}

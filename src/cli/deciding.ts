import type { Finding } from '../base/finding.js';
import type { Patterns } from '../base/pattern.js';
import { outboundCluster } from '../controlplane/names.js';
import { checkSecurity, mutualTlsOff } from '../controlplane/security.js';
import type { Cause } from '../controlplane/types.js';
import { readDubboProxy } from '../dataplane/native/dubbo.js';
import { type AuthorizationFilters, decideAuthorization, readAuthorization } from '../dataplane/native/rbac.js';
import { readRedisProxy } from '../dataplane/native/redis.js';
import { commandKind } from '../dataplane/native/redis-commands.js';
import { countRedis, decideRedis } from '../dataplane/native/redis-decide.js';
import { countNative, decideNative, type NativeRoutes } from '../dataplane/native/routes.js';
import { readThriftProxy } from '../dataplane/native/thrift.js';
import type { RandomSource } from '../dataplane/random.js';
import { createSimulator, simulateMany, simulateRequest } from '../dataplane/simulate.js';
import type { NativeProtocol, SimulatedDecision, SimulatedRequest } from '../dataplane/types.js';
import { note } from '../mesh/notes.js';
import type { Mesh, Service } from '../mesh/types.js';
import { missingClusters } from './clusters.js';
import { CliError } from './errors.js';
import { notesFor } from './noting.js';
import { placeWarning } from './placing.js';
import type { FilterTable, RouteTable, Table } from './tables.js';

/** What tables are made ready with. */
export interface Surroundings {
  patterns: Patterns;
  /** Absent with `--routes`. */
  mesh?: Mesh;
  /** The control plane's notes on the objects; none with `--routes`. */
  notes: readonly Finding[];
}

/** A table made ready: requests are decided on it one after another. */
export interface Decider {
  readonly table: Table;
  /** What explains every decision on the table, whatever the request; not among their warnings. */
  readonly notes: Finding[];
  /** Throws where the request is not of the table's protocol. */
  decide(request: SimulatedRequest): SimulatedDecision;
  /** The same request `count` times. */
  decideMany(request: Omit<SimulatedRequest, 'random'>, count: number, randoms: RandomSource): SimulatedDecision;
}

/** Makes a table ready. */
export function createDecider(table: Table, { mesh, notes, patterns }: Surroundings, trace: boolean): Decider {
  const explaining = mesh === undefined ? [] : [...notesFor(table, mesh, notes), ...securityNotes(mesh, serviceOf(mesh, table))];
  explaining.push(...(table.held?.notes ?? []));
  if (table.kind === 'filter') return filterDecider(table, mesh, patterns, trace, explaining);
  explaining.push(...gatewayNotes(table));
  return table.unfiltered === true && table.gateway === undefined
    ? passingDecider(table, explaining)
    : routesDecider(table, mesh, trace, explaining);
}

/** What made the route that was taken: for Envoy's own filters the rule of the VirtualService, or the RedisService as a whole. */
export function causeOf({ route }: SimulatedDecision, table: Table): Cause | undefined {
  if (route === null) return undefined;
  if (table.kind === 'routes') return table.generated?.sources[route.index];
  const cause = table.filter.causes.find(({ role }) => role === 'virtualService' || role === 'redisService');
  return cause?.role === 'virtualService' ? { ...cause, path: [...cause.path, route.index] } : cause;
}

/** Clusters that are missing, worked out once for each route of a table. */
function clusterWarnings(table: Table, mesh: Mesh | undefined): (decision: SimulatedDecision) => Finding[] {
  const known = new Map<number, Finding[]>();
  return (decision) => {
    if (mesh === undefined || decision.route === null) return [];
    const { index } = decision.route;
    const found = known.get(index) ?? missingClusters(mesh, decision, causeOf(decision, table));
    known.set(index, found);
    return found;
  };
}

function routesDecider(table: RouteTable, mesh: Mesh | undefined, trace: boolean, notes: Finding[]): Decider {
  const simulator = createSimulator({ ...table.options, ignored: table.ignored, trace });
  const missing = clusterWarnings(table, mesh);
  const finish = (decision: SimulatedDecision): SimulatedDecision => {
    if (decision.warnings.length > 0) decision.warnings = decision.warnings.map((warning) => placeWarning(warning, table));
    decision.warnings.push(...missing(decision));
    if (table.gateway !== undefined) decision.gateway = table.gateway;
    return decision;
  };
  return {
    table,
    notes,
    decide(request) {
      refuseCommand(request, table);
      return finish(simulateRequest(simulator, request));
    },
    decideMany(request, count, randoms) {
      refuseCommand(request, table);
      return finish(simulateMany(simulator, request, count, randoms));
    },
  };
}

/** Without a filter the listener is Istio's own: the connection goes on to the service, and no request is ever looked at. */
function passingDecider(table: RouteTable, notes: Finding[]): Decider {
  const { host = '', port = 0 } = table;
  const decide = (request: Pick<SimulatedRequest, 'redis' | 'attributes'>): SimulatedDecision => {
    refuseCommand(request, table);
    const { passesTo = outboundCluster(host, port) } = table.held ?? {};
    return { ...passing(passesTo, request.attributes), host, port, passthrough: true };
  };
  return { table, notes, decide, decideMany: decide };
}

function filterDecider(
  table: FilterTable,
  mesh: Mesh | undefined,
  patterns: Patterns,
  trace: boolean,
  notes: Finding[],
): Decider {
  const { filter, server, host, port } = table;
  const service = serviceOf(mesh, table);
  const protocol = filter.protocol;
  const placed = (decision: SimulatedDecision): SimulatedDecision => ({ ...decision, host, port });
  if (protocol === 'redis') {
    const proxy = readRedisProxy(filter.value);
    const source = filter.causes.find(({ role }) => role === 'redisService');
    const warned = (decision: SimulatedDecision): SimulatedDecision => {
      decision.warnings.push(...redisWarnings(decision, proxy.faults, source));
      return placed(decision);
    };
    const commandOf = (request: Pick<SimulatedRequest, 'redis'>): readonly string[] => {
      if (request.redis !== undefined) return request.redis;
      throw new CliError(
        `${host}:${port} is a Redis service: a request to it is a command`,
        'Give one with --redis "GET user:1".',
      );
    };
    return {
      table,
      notes,
      decide: (request) => warned(decideRedis(proxy, commandOf(request), trace)),
      decideMany: (request, count, randoms) =>
        warned(countRedis(proxy, decideRedis(proxy, commandOf(request), trace), count, randoms)),
    };
  }
  if (protocol !== 'dubbo' && protocol !== 'thrift') {
    const decide = (request: Pick<SimulatedRequest, 'redis' | 'attributes'>): SimulatedDecision => {
      refuseCommand(request, table);
      return placed(observed(filter.value, protocol === 'kafka' ? 'kafka' : 'zookeeper', request.attributes));
    };
    return { table, notes, decide, decideMany: decide };
  }
  const rules = ruleNames(mesh, table);
  const missing = clusterWarnings(table, mesh);
  const routes: NativeRoutes =
    protocol === 'dubbo' ? readDubboProxy(filter.value, patterns) : readThriftProxy(filter.value, patterns);
  const authorization = protocol === 'dubbo' && server !== undefined ? readAuthorization(server.value, patterns) : undefined;
  const listened = service?.ports.find(({ number }) => number === port);
  const tls =
    mesh === undefined || service === undefined || listened === undefined || mutualTlsOff(mesh, service, listened) === undefined;
  const authorize = (decision: SimulatedDecision, request: Pick<SimulatedRequest, 'attributes' | 'from'>): SimulatedDecision => {
    nameRoutes(decision, rules);
    if (authorization !== undefined) letIn(decision, authorization, request.attributes, tls ? request.from : undefined, trace);
    if (decision.authorization !== undefined && request.from === undefined && asksWhoCalls(table)) {
      const message = 'The rules were decided for a client without a certificate, as no caller is named.';
      decision.warnings.push(
        note('AER0725', {}, [], message, { fix: 'Name the caller: --from cluster.local/ns/NAMESPACE/sa/ACCOUNT.' }),
      );
    }
    decision.warnings.push(...missing(decision));
    return placed(decision);
  };
  return {
    table,
    notes,
    decide(request) {
      refuseCommand(request, table);
      return authorize(decideNative(routes, request.attributes, request.random, trace), request);
    },
    decideMany(request, count, randoms) {
      refuseCommand(request, table);
      const first = decideNative(routes, request.attributes, randoms.next(), trace);
      return authorize(
        countNative(routes, first, count, () => randoms.next()),
        request,
      );
    },
  };
}

/** The names that a VirtualService gives its rules, which the generated routes lack: the routes are in their order. */
function ruleNames(mesh: Mesh | undefined, { host, filter }: FilterTable): string[] {
  const used = filter.causes.some(({ role }) => role === 'virtualService');
  const virtualService = used ? mesh?.virtualServicesByHost.get(host)?.[0] : undefined;
  return virtualService?.value.http.map(({ name }) => name) ?? [];
}

function nameRoutes(decision: SimulatedDecision, names: readonly string[]): void {
  if (decision.route !== null) decision.route.name = names[decision.route.index] ?? '';
  for (const route of decision.trace ?? []) route.route = names[route.index] ?? '';
}

/** Envoy's Kafka broker and ZooKeeper filters read along: the connection goes on to the service as if they were not there. */
function observed(
  value: FilterTable['filter']['value'],
  protocol: NativeProtocol,
  attributes: Record<string, string>,
): SimulatedDecision {
  return { ...passing(typeof value['statPrefix'] === 'string' ? value['statPrefix'] : null, attributes), protocol };
}

/** A connection that goes on to a cluster whatever it carries. */
function passing(cluster: string | null, attributes: Record<string, string>): SimulatedDecision {
  return {
    host: null,
    port: null,
    routeConfiguration: '',
    attributes,
    matched: false,
    route: null,
    cluster,
    mirrors: [],
    requestMutation: [],
    hashPolicy: [],
    error: null,
    warnings: [],
  };
}

/** What the server's sidecar says, once the client's has found a cluster. A denied request gets no answer [read in the filter's source]. */
function letIn(
  decision: SimulatedDecision,
  filters: AuthorizationFilters,
  attributes: Record<string, string>,
  from: string | undefined,
  trace: boolean,
): void {
  if (decision.error !== null) return;
  const [problem] = filters.problems;
  if (problem !== undefined) {
    decision.error = { type: 'ListenerRefused', message: `Envoy refuses the server's listener: ${problem.message}` };
    return;
  }
  const outcome = decideAuthorization(filters, attributes, from, trace);
  if (outcome === undefined) return;
  decision.authorization = outcome;
  if (!outcome.allowed) {
    const message = `${outcome.reason}; the server's sidecar drops the request without an answer, and the client waits until its timeout`;
    decision.error = { type: 'AccessDenied', message };
  }
}

function asksWhoCalls({ server }: FilterTable): boolean {
  return JSON.stringify(server?.value ?? {}).includes('"authenticated"');
}

function redisWarnings(
  { redis }: SimulatedDecision,
  faults: ReturnType<typeof readRedisProxy>['faults'],
  source: FilterTable['filter']['causes'][number] | undefined,
): Finding[] {
  const warnings: Finding[] = [];
  const name = (redis?.command[0] ?? '').toLowerCase();
  if (commandKind(name).recent) {
    const message = `Only newer proxies know ${name.toUpperCase()}; others answer unsupported command '${redis?.command[0]}'.`;
    warnings.push(note('AER0723', {}, [], message));
  }
  for (const [index, { written, percent, commands }] of faults.entries()) {
    if (written === percent || (commands.length > 0 && !commands.includes(name))) continue;
    const follows = percent === 0 ? 'it never happens' : `it happens to ${percent} %`;
    const message = `Envoy cuts the ${written} % of this fault to a whole number: ${follows}.`;
    warnings.push(note('AER0724', source ?? {}, ['spec', 'faults', index, 'percentage', 'value'], message));
  }
  return warnings;
}

function refuseCommand({ redis }: Pick<SimulatedRequest, 'redis'>, { host, port }: Table): void {
  if (redis === undefined) return;
  throw new CliError(`${host === undefined ? 'this' : `${host}:${port}`} is not a Redis service`, 'Give attributes with --attr.');
}

function serviceOf(mesh: Mesh | undefined, { host, port }: Table): Service | undefined {
  const services = host === undefined ? [] : (mesh?.servicesByHost.get(host) ?? []);
  return services.findLast(({ ports }) => ports.some(({ number }) => number === port));
}

function securityNotes(mesh: Mesh | undefined, service: Service | undefined): Finding[] {
  const notes: Finding[] = [];
  if (mesh !== undefined && service !== undefined) checkSecurity(mesh, notes, [service]);
  return notes;
}

/** A listener of a gateway that asks for routes which nobody serves. */
function gatewayNotes({ gateway, generated, host, port, causes }: RouteTable): Finding[] {
  if (gateway === undefined || generated !== undefined) return [];
  const message = `No service ${host} has a MetaProtocol port ${port}, so that MetaRDS has no routes for the listener of gateway ${gateway}.`;
  const cause = causes?.find(({ role }) => role === 'gateway');
  return [note('AER0516', cause ?? {}, [...(cause?.path ?? []), 'port', 'number'], message)];
}

import type { Patterns } from '../base/pattern.js';
import { applicationProtocolAttribute, routableName } from './attributes.js';
import type { CodecFacts } from './codecs.js';
import { type CompiledRoutes, compileRoutes } from './compile.js';
import { decide } from './decide.js';
import { explain } from './explain.js';
import { isMirrored, mirrorShares } from './mirror.js';
import type { RandomSource } from './random.js';
import {
  allowRequest,
  askGlobalRateLimit,
  createLocalRateLimiter,
  type LocalRateLimiter,
  localRateLimitProblem,
} from './ratelimit.js';
import type {
  Decision,
  FormProblem,
  GlobalRateLimit,
  LocalRateLimit,
  RouteConfiguration,
  SimulatedDecision,
  SimulatedRequest,
} from './types.js';
import {
  decisionWarnings,
  errorReplyWarning,
  globalLimitWarnings,
  localLimitWarning,
  refusedWarnings,
  type WarningSource,
  warningSource,
} from './warnings.js';
import { splitOf } from './weighted.js';

/** What a simulation decides on. */
export interface SimulatorOptions {
  configuration: RouteConfiguration;
  patterns: Patterns;
  host?: string;
  port?: number;
  /** The application protocol's name; the proxy puts it into every request as an attribute. */
  applicationProtocol?: string;
  /** What is known of its codec (`codecFacts`). */
  codec?: CodecFacts;
  /** The limits of the service's own sidecars. They apply to requests that are routed to the host. */
  localRateLimit?: LocalRateLimit;
  globalRateLimit?: GlobalRateLimit;
  /** Why Envoy refuses the configuration as a whole (`problems` of reading it and `patternProblems`): then there are no routes. */
  refused?: FormProblem[];
  /** What reading the configuration found to be without effect. */
  ignored?: FormProblem[];
  /** The clusters that the sidecar has, where they are known: others are answered with ClusterNotFound. */
  clusters?: ReadonlySet<string>;
  /** Whether decisions carry the trace. */
  trace: boolean;
}

/** A table made ready, with the state of its rate limits. */
export interface Simulator {
  readonly options: SimulatorOptions;
  readonly configuration: RouteConfiguration;
  readonly compiled: CompiledRoutes;
  readonly limiter: LocalRateLimiter | undefined;
  readonly warnings: WarningSource;
}

/** Makes a table ready: compiled once, then asked many times. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const refused = (options.refused ?? []).length > 0;
  const configuration = refused ? { name: options.configuration.name, routes: [] } : options.configuration;
  return {
    options,
    configuration,
    compiled: compileRoutes(configuration, options.patterns),
    limiter: options.localRateLimit === undefined ? undefined : createLocalRateLimiter(options.localRateLimit),
    warnings: warningSource(configuration, options.codec, options.patterns, options.ignored ?? [], namedByLimits(options)),
  };
}

function namedByLimits({ localRateLimit, globalRateLimit }: SimulatorOptions): string[] {
  const matches = [...(localRateLimit?.conditions ?? []).map(({ match }) => match), globalRateLimit?.match ?? []];
  return [...matches.flat().map(({ name }) => name), ...(globalRateLimit?.descriptors ?? []).map(({ property }) => property)];
}

/** Decides one request. Requests with `atMs` must come in the order of time. */
export function simulateRequest(simulator: Simulator, request: SimulatedRequest): SimulatedDecision {
  const { options, configuration } = simulator;
  const { codec } = options;
  const seen = asSeenByProxy(options, request.attributes);
  const decision = decide(simulator.compiled, seen, request.random);
  const result: SimulatedDecision = {
    host: options.host ?? null,
    port: options.port ?? null,
    routeConfiguration: configuration.name,
    attributes: request.attributes,
    matched: decision.route !== undefined,
    route: decision.route === undefined ? null : { name: decision.route.name, index: decision.index },
    cluster: decision.cluster === undefined || decision.cluster === '' ? null : decision.cluster,
    mirrors: [],
    requestMutation: [],
    hashPolicy: [],
    error: routingError(options, decision),
    warnings: [...refusedWarnings(options.refused ?? []), ...decisionWarnings(simulator.warnings, request.attributes, decision)],
  };
  if (decision.route !== undefined) {
    const { action, requestMutation } = decision.route;
    const split = splitOf(action);
    if (split !== undefined) result.split = split;
    if (result.error === null) result.mirrors = mirrorShares(action);
    result.requestMutation = lastOfEachKey(requestMutation).map((pair) => ({ ...pair, written: codec?.writesMutation ?? null }));
    result.hashPolicy = action.hashPolicy;
  }
  if (result.error === null && decision.cluster !== undefined) limitAtService(simulator, request, decision.cluster, result);
  if (result.error !== null && codec !== undefined && codec.errorReply !== 'visible')
    result.warnings.push(errorReplyWarning(codec));
  if (options.trace) result.trace = explain(configuration, seen, options.patterns).trace;
  return result;
}

/**
 * Decides one request `count` times with numbers from `randoms`, all at one time: the split and the mirrors then carry counts, and
 * the rate limit says how many were limited. Everything else is that of the first.
 */
export function simulateMany(
  simulator: Simulator,
  request: Omit<SimulatedRequest, 'random'>,
  count: number,
  randoms: RandomSource,
): SimulatedDecision {
  const first = simulateRequest(simulator, { ...request, random: randoms.next() });
  const chosen = new Map<string, number>();
  const mirrored = first.mirrors.map(() => 0);
  let limited = 0;
  const tally = (cluster: string | null, isLimited: boolean) => {
    if (cluster !== null) chosen.set(cluster, (chosen.get(cluster) ?? 0) + 1);
    if (isLimited) limited++;
    if (first.mirrors.length === 0) return;
    for (const [at, policy] of (simulator.configuration.routes[first.route?.index ?? -1]?.action.mirrors ?? []).entries()) {
      if (isMirrored(policy, randoms.next())) mirrored[at] = (mirrored[at] ?? 0) + 1;
    }
  };
  const { options, compiled, limiter } = simulator;
  const seen = asSeenByProxy(options, request.attributes);
  const seenByService = asSeenByService(simulator, request.attributes, first);
  tally(first.cluster, first.error?.type === 'OverLimit');
  for (let done = 1; done < count; done++) {
    const cluster = decide(compiled, seen, randoms.next()).cluster ?? '';
    const isLimited =
      first.rateLimit !== undefined &&
      limiter !== undefined &&
      reachesLimits(simulator, cluster) &&
      allowRequest(limiter, seenByService, request.atMs ?? 0, options.patterns).limited;
    tally(cluster === '' ? null : cluster, isLimited);
  }
  if (first.split !== undefined) first.split = countEach(first.split, chosen);
  first.mirrors = first.mirrors.map((mirror, at) => ({ ...mirror, count: mirrored[at] ?? 0 }));
  if (first.rateLimit !== undefined) first.rateLimit.limitedCount = limited;
  return first;
}

/** A cluster that stands in a split twice gets its count at its first place. */
function countEach(
  split: NonNullable<SimulatedDecision['split']>,
  chosen: Map<string, number>,
): NonNullable<SimulatedDecision['split']> {
  const left = new Map(chosen);
  return split.map((share) => {
    const count = left.get(share.cluster) ?? 0;
    left.set(share.cluster, 0);
    return { ...share, count };
  });
}

/** The request's attributes with the one that the proxy adds, and as values of its own. */
function asSeenByProxy({ applicationProtocol }: SimulatorOptions, attributes: Record<string, string>): Record<string, string> {
  if (applicationProtocol === undefined) return attributes;
  const others = Object.entries(attributes).filter(([name]) => routableName(name) !== applicationProtocolAttribute);
  return Object.fromEntries([...others, [applicationProtocolAttribute, applicationProtocol]]);
}

/** What the proxy answers itself, in its own words; null where it passes the request on. */
function routingError({ clusters }: SimulatorOptions, { route, cluster }: Decision): SimulatedDecision['error'] {
  if (route === undefined) {
    return { type: 'RouteNotFound', message: "meta protocol router: no matched route for request '<id>'" };
  }
  // All weights are 0: there is no answer, since the proxy is gone.
  if (cluster === undefined) return null;
  if (cluster === '' || (clusters !== undefined && !clusters.has(cluster))) {
    return { type: 'ClusterNotFound', message: `meta protocol router: unknown cluster '${cluster}'` };
  }
  return null;
}

/** The limits are those of the receiving sidecar, so that only what is routed to the host meets them. */
function reachesLimits({ options }: Simulator, cluster: string): boolean {
  const target = cluster.startsWith('outbound|') ? cluster.slice(cluster.lastIndexOf('|') + 1) : undefined;
  return target === undefined || options.host === undefined || target === options.host;
}

function limitAtService(simulator: Simulator, request: SimulatedRequest, cluster: string, result: SimulatedDecision): void {
  const { options, limiter } = simulator;
  const { localRateLimit, globalRateLimit, codec } = options;
  if ((localRateLimit === undefined && globalRateLimit === undefined) || !reachesLimits(simulator, cluster)) return;
  const attributes = asSeenByService(simulator, request.attributes, result);
  result.rateLimit = {};
  if (limiter !== undefined) {
    const problem = localRateLimitProblem(limiter.settings);
    if (problem !== undefined) result.warnings.push(localLimitWarning(problem));
    result.rateLimit.local = allowRequest(limiter, attributes, request.atMs ?? 0, options.patterns);
    if (result.rateLimit.local.limited) {
      result.error = { type: 'OverLimit', message: "meta protocol local rate limit: request '<id>' has been rate limited" };
      return;
    }
  }
  if (globalRateLimit !== undefined) {
    const serviceKnown = options.clusters?.has(globalRateLimit.cluster) ?? true;
    const outcome = askGlobalRateLimit(globalRateLimit, attributes, options.patterns, serviceKnown);
    result.rateLimit.global = outcome;
    result.warnings.push(...globalLimitWarnings(globalRateLimit, codec, attributes, serviceKnown));
    if (outcome.reason === 'service-missing') {
      result.error = {
        type: 'ClusterNotFound',
        message: "meta protocol global ratelimit: rate limit server cluster not found '<id>'",
      };
    }
  }
}

/** The receiving sidecar decodes the message anew: it sees the mutation where the codec has written it. */
function asSeenByService(
  { options }: Simulator,
  attributes: Record<string, string>,
  { requestMutation }: SimulatedDecision,
): Record<string, string> {
  const written = requestMutation.filter((pair) => pair.written === true).map(({ key, value }): [string, string] => [key, value]);
  return Object.fromEntries([...Object.entries(asSeenByProxy(options, attributes)), ...written]);
}

/** Of a key that is given twice the last value is written; the proxy holds them sorted by key. */
function lastOfEachKey(pairs: { key: string; value: string }[]): { key: string; value: string }[] {
  const values = new Map(pairs.map(({ key, value }) => [key, value]));
  return [...values].map(([key, value]) => ({ key, value })).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

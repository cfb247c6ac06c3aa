import { routableAttributes } from '../attributes.js';
import { expectedText } from '../explain.js';
import type {
  ConditionTrace,
  FormProblem,
  NativeProtocol,
  RouteAction,
  RouteTrace,
  SimulatedDecision,
  ValueMatcher,
} from '../types.js';
import { pickCluster, splitOf } from '../weighted.js';

/** What rules see of a request: its attributes by routable name. */
export type Seen = ReadonlyMap<string, string>;

/** A condition that is asked of a request and answers with what it saw. */
export type NativeCondition = (seen: Seen) => ConditionTrace;

/** A route of one of Envoy's own filters: the first whose conditions all hold is taken. */
export interface NativeRoute {
  conditions: NativeCondition[];
  action: RouteAction;
}

/** The routes of a listener, ready to be asked. */
export interface NativeRoutes {
  protocol: NativeProtocol;
  /** The name of the route configuration. */
  name: string;
  routes: NativeRoute[];
  /** What the client gets where no route takes the request. */
  unmatched: (seen: Seen) => NonNullable<SimulatedDecision['error']>;
  /** Why Envoy refuses the filter, and so the listener. */
  problems: FormProblem[];
}

/** The answer of a condition on one attribute. `holds` is asked also where the attribute is missing. */
export function valueCondition(
  attribute: string,
  matcher: ValueMatcher,
  holds: (value: string | undefined) => boolean,
): NativeCondition {
  return (seen) => {
    const value = seen.get(attribute);
    return {
      attribute,
      matcher: matcher.kind === 'exactHeader' ? 'exact' : matcher.kind,
      expected: expectedText(matcher),
      actual: value ?? null,
      matched: holds(value),
      ...('ignoreCase' in matcher && matcher.ignoreCase ? { ignoreCase: true as const } : {}),
    };
  };
}

/** Decides a request by trying every route in its order, as Envoy's Dubbo and Thrift filters do. */
export function decideNative(
  table: NativeRoutes,
  attributes: Record<string, string>,
  random: bigint,
  withTrace: boolean,
): SimulatedDecision {
  const decision: SimulatedDecision = {
    host: null,
    port: null,
    routeConfiguration: table.name,
    attributes,
    matched: false,
    route: null,
    cluster: null,
    mirrors: [],
    requestMutation: [],
    hashPolicy: [],
    error: null,
    warnings: [],
    protocol: table.protocol,
  };
  const [problem] = table.problems;
  if (problem !== undefined) {
    decision.error = { type: 'ListenerRefused', message: `Envoy refuses the listener: ${problem.message}` };
    return decision;
  }
  const seen = routableAttributes(attributes);
  const trace: RouteTrace[] = [];
  let action: RouteAction | undefined;
  for (const [index, route] of table.routes.entries()) {
    const conditions = route.conditions.map((condition) => condition(seen));
    const matched = conditions.every((condition) => condition.matched);
    trace.push({ route: '', index, matched, conditions });
    if (!matched) continue;
    action = route.action;
    decision.matched = true;
    decision.route = { name: '', index };
    break;
  }
  if (withTrace) decision.trace = trace;
  if (action === undefined) {
    decision.error = table.unmatched(seen);
    return decision;
  }
  const split = splitOf(action);
  if (split !== undefined) decision.split = split;
  decision.cluster = pickCluster(action, random) ?? null;
  return decision;
}

/** Decides one request `count` times: the split then carries counts. Everything else is that of the first. */
export function countNative(table: NativeRoutes, first: SimulatedDecision, count: number, next: () => bigint): SimulatedDecision {
  const action = first.route === null ? undefined : table.routes[first.route.index]?.action;
  if (first.split === undefined || action === undefined) return first;
  const chosen = new Map<string, number>();
  const tally = (cluster: string | null | undefined): void => {
    if (cluster != null) chosen.set(cluster, (chosen.get(cluster) ?? 0) + 1);
  };
  tally(first.cluster);
  for (let done = 1; done < count; done++) tally(pickCluster(action, next()));
  const split = first.split.map((share) => {
    const counted = { ...share, count: chosen.get(share.cluster) ?? 0 };
    chosen.delete(share.cluster);
    return counted;
  });
  return { ...first, split };
}

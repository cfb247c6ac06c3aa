import type { Finding } from '../base/finding.js';
import type { Path } from '../base/path.js';

/** How one value is compared. Names follow Envoy's `HeaderMatcher` and `StringMatcher`. */
export type ValueMatcher =
  /** Top-level `exact_match`: byte for byte; the empty text matches any present value. */
  | { kind: 'exactHeader'; value: string }
  | { kind: 'exact' | 'prefix' | 'suffix' | 'contains'; value: string; ignoreCase: boolean }
  /** RE2, full match. */
  | { kind: 'regex'; pattern: string }
  /** A base-10 int64 in [start, end). */
  | { kind: 'range'; start: bigint; end: bigint }
  | { kind: 'present'; present: boolean };

/** One condition of a route: an attribute and how its value is compared. */
export interface MetadataMatcher {
  /** As written; matching does not look at its letter case. */
  name: string;
  matcher: ValueMatcher;
  invert: boolean;
  treatMissingAsEmpty: boolean;
}

/** A cluster and its share of a split. */
export interface WeightedCluster {
  name: string;
  weight: number;
}

/** A copy of the request sent to another cluster. The fraction is `numerator` of `denominator` (100, 10,000 or 1,000,000). */
export interface RequestMirrorPolicy {
  cluster: string;
  numerator: number;
  denominator: number;
  runtimeKey?: string;
}

/** A pair that the proxy writes into the message, where the codec can. */
export interface KeyValue {
  key: string;
  value: string;
}

/** Where a matched request goes. `cluster: undefined` and no `weightedClusters`: the action was none that a MetaProtocol proxy knows. */
export interface RouteAction {
  cluster?: string;
  weightedClusters?: WeightedCluster[];
  hashPolicy: string[];
  mirrors: RequestMirrorPolicy[];
}

/** One route. An empty `match` matches every request. */
export interface Route {
  name: string;
  match: MetadataMatcher[];
  action: RouteAction;
  requestMutation: KeyValue[];
  responseMutation: KeyValue[];
}

/** The routes of one listener, however they came: from a MetaRouter, from MetaRDS (HTTP form) or from a dump (the proxy's own form). */
export interface RouteConfiguration {
  name: string;
  routes: Route[];
}

/** A bucket of a local rate limit. The interval is in milliseconds. */
export interface TokenBucket {
  maxTokens: number;
  tokensPerFill: number;
  fillIntervalMs: number;
}

/** The local rate limit filter: the first condition that matches decides, with its own bucket only. */
export interface LocalRateLimit {
  statPrefix: string;
  tokenBucket?: TokenBucket;
  conditions: { match: MetadataMatcher[]; tokenBucket: TokenBucket }[];
}

/** The global rate limit filter. */
export interface GlobalRateLimit {
  match: MetadataMatcher[];
  domain: string;
  failureModeDeny: boolean;
  /** The cluster of the rate limit service. */
  cluster: string;
  descriptors: { property: string; descriptorKey: string }[];
}

/**
 * How a route configuration was written: `wire`, the HTTP RouteConfiguration that MetaRDS carries, or `dataplane`, the
 * MetaProtocol proxy's own, as in listeners and config dumps.
 */
export type RouteForm = 'wire' | 'dataplane';

/** What is wrong with, or lost from, a configuration: where in the value that was read, and what follows. */
export interface FormProblem {
  /** In the value that was read, with its own spelling of the names. */
  path: Path;
  message: string;
}

/** A route configuration that was read, whatever its form. */
export interface RouteConfigurationRead {
  form: RouteForm;
  value: RouteConfiguration;
  /** Each of these makes Envoy refuse the configuration as a whole. */
  problems: FormProblem[];
  /** What the proxy takes without a word but does not use, or changes. */
  ignored: FormProblem[];
  /** The RE2 patterns in it, to be tried once the engine is loaded (`patternProblems`). */
  patterns: { path: Path; pattern: string }[];
}

/** A rate limit that was read. */
export interface RateLimitRead<T> {
  value: T;
  /** Each of these makes Envoy refuse the listener. */
  problems: FormProblem[];
  /** The RE2 patterns in it. */
  patterns: { path: Path; pattern: string }[];
}

/** A value that is no route configuration at all. */
export interface RouteConfigurationUnreadable {
  problems: FormProblem[];
}

/** What one request gets: a route and the cluster chosen, or nothing. Never changed once made; one object serves many requests. */
export interface Decision {
  /** Position of the route in its table, from 0; -1 if none matched. */
  readonly index: number;
  readonly route: Route | undefined;
  /** Empty where the route's action names no cluster: the proxy then answers ClusterNotFound. Undefined if no route matched. */
  readonly cluster: string | undefined;
}

/** One condition of a route that was tried, with what the request held. */
export interface ConditionTrace {
  /** As the rule writes it. */
  attribute: string;
  matcher: 'exact' | 'prefix' | 'suffix' | 'contains' | 'regex' | 'range' | 'present';
  /** The text compared with; `[1, 10)` for a range; `present` or `absent`. */
  expected: string;
  /** Null: the request has no such attribute. */
  actual: string | null;
  matched: boolean;
  /** Left out where they are not set. */
  inverted?: true;
  ignoreCase?: true;
  treatMissingAsEmpty?: true;
}

/** One route that was tried. */
export interface RouteTrace {
  route: string;
  index: number;
  matched: boolean;
  conditions: ConditionTrace[];
  /** Redis only: the prefix fits, but that of the route at this position is longer. */
  outrankedBy?: number;
}

/** The errors a proxy answers with, by the names of its code. */
export type ProxyErrorType =
  | 'RouteNotFound'
  | 'ClusterNotFound'
  | 'NoHealthyUpstream'
  | 'BadResponse'
  | 'Unspecified'
  | 'OverLimit';

/** The errors of Envoy's own filters: names of its Dubbo and Thrift replies, and three of ours. */
export type NativeErrorType =
  | 'ServiceNotFound'
  | 'UnknownMethod'
  /** The text is that of the Redis error. */
  | 'RedisError'
  /** The authorization filter drops the request; the client gets no answer at all. */
  | 'AccessDenied'
  /** Envoy refuses the listener's configuration, so that no request gets as far. */
  | 'ListenerRefused';

/** A request to be decided. */
export interface SimulatedRequest {
  attributes: Record<string, string>;
  /** A Redis command, as its words. */
  redis?: readonly string[];
  /** Who sends it: the principal of its certificate without `spiffe://`, such as `cluster.local/ns/shop/sa/checkout`. */
  from?: string;
  /** The unsigned 64-bit number that the proxy would draw for it. */
  random: bigint;
  /** When it comes, in milliseconds since the listener was made; drives local rate limits. 0 if left out. */
  atMs?: number;
}

/** What the local rate limit said. */
export interface LocalRateLimitOutcome {
  limited: boolean;
  /** Whose bucket decided: that of a condition (its index), the global one, or none, which allows. */
  bucket: number | 'global' | 'none';
  /** Tokens left in that bucket after this request; null if none decided. */
  tokensLeft: number | null;
}

/** What the global rate limit filter would do. The rate limit service's answer is not known here. */
export interface GlobalRateLimitOutcome {
  /** Whether the service is asked about this request. */
  asked: boolean;
  /** Why not, where it is not asked. */
  reason: 'asked' | 'empty-match' | 'no-match' | 'service-missing';
  service: string;
  domain: string;
  /** One descriptor each, with a single entry; the service may limit by any of them. */
  descriptors: { key: string; value: string }[];
  /** What happens when the service does not answer. */
  onFailure: 'allow' | 'limit';
}

/** One decision as `simulate -o json` prints it (member order is that of the contract). */
export interface SimulatedDecision {
  host: string | null;
  port: number | null;
  routeConfiguration: string;
  attributes: Record<string, string>;
  matched: boolean;
  route: { name: string; index: number } | null;
  cluster: string | null;
  /** Only where the route has weighted clusters. `count` only when the request was repeated. */
  split?: { cluster: string; weight: number; percent: number; count?: number }[];
  /** Every mirror of the route with its share in percent; `count` (copies sent) only when the request was repeated. */
  mirrors: { cluster: string; percent: number; count?: number }[];
  /** What the route writes into the message. `written`: whether the codec does write it; null: codec not known. */
  requestMutation: { key: string; value: string; written: boolean | null }[];
  /** Attribute names whose values pick the host inside the cluster. */
  hashPolicy: string[];
  error: { type: ProxyErrorType | NativeErrorType; message: string } | null;
  /** Only where the request reaches the limits. `limitedCount` only when it was repeated. */
  rateLimit?: { local?: LocalRateLimitOutcome; global?: GlobalRateLimitOutcome; limitedCount?: number };
  trace?: RouteTrace[];
  warnings: Finding[];
  /** Left out for MetaProtocol. */
  protocol?: NativeProtocol;
  /** Set where sidecars have no filter on the port: the connection passes as plain TCP to `cluster`, and nothing of a route applies. */
  passthrough?: true;
  /** The gateway whose listener decides, as `namespace/name`. */
  gateway?: string;
  /** Only where the server's sidecar has rules on who may call. */
  authorization?: Authorization;
  /** Only for a Redis command. */
  redis?: RedisOutcome;
}

/** A protocol that Envoy has a filter of its own for. */
export type NativeProtocol = 'dubbo' | 'thrift' | 'redis' | 'kafka' | 'zookeeper';

/** One rule of an authorization policy, with what the request held. */
export interface AuthorizationCheck {
  action: 'ALLOW' | 'DENY';
  /** `namespace/name` where the name of the generated policy says so, else that name. */
  policy: string;
  rule: number | null;
  matched: boolean;
  /** On who calls (`principal`) and what is called (`interface`, `method`). */
  conditions: ConditionTrace[];
}

/** Whether the server's sidecar lets a request in. */
export interface Authorization {
  allowed: boolean;
  /** The policy and the rule that decided; null where none took the request. */
  policy: string | null;
  rule: number | null;
  reason: string;
  /** Null: the client has no certificate, or mutual TLS is off. */
  principal: string | null;
  /** Every rule that was looked at, in the filter's order; with the trace only. */
  checks?: AuthorizationCheck[];
}

/** A command that the Redis proxy sends on: one for each key where it splits a command. */
export interface RedisRequest {
  /** The words as the server gets them. */
  command: string[];
  key: string;
  route: { name: string; index: number } | null;
  cluster: string | null;
  /** Whether a mirror gets this command, and how often, in percent. `count` only when the command was repeated. */
  mirrors: { cluster: string; percent: number; skipped?: 'read-command'; count?: number }[];
  error: string | null;
  trace?: RouteTrace[];
}

/** What becomes of a Redis command. */
export interface RedisOutcome {
  command: string[];
  /** Whether Envoy takes it for a read: anything that it does not know as a write. */
  read: boolean;
  /** What clients must show before any command but AUTH. */
  authentication: 'none' | 'password' | 'username-and-password';
  /** What Envoy answers by itself; null where the server answers. */
  reply: string | null;
  requests: RedisRequest[];
  /** Of the settings: who is asked for reads in a cluster of Redis. */
  readPolicy: string;
  opTimeoutMs: number;
  /** What may happen to this command instead or besides, by percent of the commands. `count` only when it was repeated. */
  faults: { type: 'ERROR' | 'DELAY'; percent: number; delayMs: number; reply: string | null; count?: number }[];
}

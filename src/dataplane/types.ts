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

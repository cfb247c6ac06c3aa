import type { Nanoseconds } from '../base/duration.js';

/** What every object has. Fields that the object does not have are left out. */
export interface Metadata {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** How an attribute's value is compared. `none`: no matcher was given (`{}` or null), which Aeraki drops. */
export type StringMatch = { kind: 'exact' | 'prefix' | 'regex'; value: string } | { kind: 'none' };

/** The conditions of a route or of a rate limit: all must hold. */
export interface MetaRouteMatch {
  /** In the order of the manifest; Aeraki's own order is random. */
  attributes: Map<string, StringMatch>;
}

/** A destination as written. Absent texts are `''`, as proto3 has them; `port` is undefined if no port was given, 0 if `port: {}`. */
export interface Destination {
  host: string;
  subset: string;
  port?: number;
}

/** One destination of a route and its share in percent. */
export interface MetaRouteDestination {
  destination?: Destination;
  weight: number;
}

/** A pair that a route writes into the message. */
export interface Mutation {
  key: string;
  value: string;
}

/** One route of a MetaRouter. */
export interface MetaRoute {
  name: string;
  match?: MetaRouteMatch;
  route: MetaRouteDestination[];
  mirror?: Destination;
  /** In percent. */
  mirrorPercentage?: number;
  requestMutation: Mutation[];
  responseMutation: Mutation[];
}

/** A token bucket of a local rate limit. */
export interface MetaTokenBucket {
  maxTokens: number;
  tokensPerFill?: number;
  fillInterval?: Nanoseconds;
}

/** A local rate limit, counted in each pod of the service. */
export interface MetaLocalRateLimit {
  tokenBucket?: MetaTokenBucket;
  conditions: { match?: MetaRouteMatch; tokenBucket?: MetaTokenBucket }[];
}

/** A global rate limit, counted by a rate limit service. */
export interface MetaGlobalRateLimit {
  match?: MetaRouteMatch;
  domain: string;
  requestTimeout?: Nanoseconds;
  denyOnFail: boolean;
  rateLimitService: string;
  descriptors: { property: string; descriptorKey: string }[];
}

/** A MetaRouter as Aeraki decodes it: unknown fields are gone, absent texts are `''`, absent numbers 0. */
export interface MetaRouter {
  metadata: Metadata;
  hosts: string[];
  gateways: string[];
  routes: MetaRoute[];
  localRateLimit?: MetaLocalRateLimit;
  globalRateLimit?: MetaGlobalRateLimit;
  exportTo: string[];
}

/** An ApplicationProtocol: which codec speaks a protocol. */
export interface ApplicationProtocol {
  metadata: Metadata;
  protocol: string;
  codec: string;
}

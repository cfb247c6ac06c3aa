import { mirrorShares } from '../dataplane/mirror.js';
import { meetsLimits, type SimulatorOptions } from '../dataplane/simulate.js';
import type { ProxyErrorType, Route, TokenBucket } from '../dataplane/types.js';
import { splitOf } from '../dataplane/weighted.js';

/** One port of one host with its routes and limits: what a simulation decides on. */
export type ServiceTable = Omit<SimulatorOptions, 'trace'>;

/** What a request gets, whichever of the clusters of a split it falls to. */
export interface Behaviour {
  /** The route that it takes; null if none. */
  route: { name: string; index: number } | null;
  /** Null where there is a split, or an error. */
  cluster: string | null;
  split: { cluster: string; percent: number }[];
  mirrors: { cluster: string; percent: number }[];
  requestMutation: { key: string; value: string }[];
  hashPolicy: string[];
  rateLimit: { local: TokenBucket | null; global: GlobalLimitBehaviour | null };
  error: ProxyErrorType | null;
}

/** What the global rate limit asks for a request. */
export interface GlobalLimitBehaviour {
  service: string;
  domain: string;
  descriptors: { property: string; descriptorKey: string }[];
  onFailure: 'allow' | 'limit';
}

/** The parts of a behaviour that can change, in the order in which they are told. */
export const aspects = ['error', 'cluster', 'split', 'mirrors', 'requestMutation', 'hashPolicy', 'rateLimit'] as const;

/** A part of a behaviour. */
export type Aspect = (typeof aspects)[number];

/** What a route of a table does with its requests (undefined: no route), the limits left out. */
export function behaviourOf(table: ServiceTable, route: Route | undefined, index: number): Behaviour {
  const none: Behaviour = {
    route: null,
    cluster: null,
    split: [],
    mirrors: [],
    requestMutation: [],
    hashPolicy: [],
    rateLimit: { local: null, global: null },
    error: 'RouteNotFound',
  };
  if (route === undefined) return none;
  const { action } = route;
  const shares = (splitOf(action) ?? []).filter(({ percent }) => percent > 0);
  const only = shares.length === 1 ? shares[0]?.cluster : action.weightedClusters === undefined ? action.cluster : undefined;
  const targets = only === undefined ? shares.map(({ cluster }) => cluster) : [only];
  const unknown = targets.length === 0 ? action.weightedClusters === undefined : targets.some((name) => isUnknown(table, name));
  return {
    ...none,
    route: { name: route.name, index },
    cluster: only === undefined || only === '' ? null : only,
    split: only === undefined ? shares.map(({ cluster, percent }) => ({ cluster, percent })) : [],
    mirrors: mirrorShares(action).filter(({ percent }) => percent > 0),
    requestMutation: lastOfEachKey(route.requestMutation),
    hashPolicy: action.hashPolicy,
    error: unknown ? 'ClusterNotFound' : null,
  };
}

function isUnknown({ clusters }: ServiceTable, name: string): boolean {
  return name === '' || clusters?.has(name) === false;
}

function lastOfEachKey(pairs: readonly { key: string; value: string }[]): { key: string; value: string }[] {
  return [...new Map(pairs.map(({ key, value }) => [key, value]))]
    .map(([key, value]) => ({ key, value }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Whether some request with that behaviour meets the limits of the host's own sidecars. */
export function isLimited(
  { host, localRateLimit, globalRateLimit }: ServiceTable,
  { cluster, split, error }: Behaviour,
): boolean {
  if (error !== null || (localRateLimit === undefined && globalRateLimit === undefined)) return false;
  return cluster === null ? split.some((share) => meetsLimits(host, share.cluster)) : meetsLimits(host, cluster);
}

/** The parts in which two behaviours differ; which route does it is none of them. */
export function differences(before: Behaviour, after: Behaviour): Aspect[] {
  return aspects.filter((aspect) => JSON.stringify(before[aspect]) !== JSON.stringify(after[aspect]));
}

/** Equal texts for behaviours that differ in nothing but the route. */
export function behaviourKey(behaviour: Behaviour | null): string {
  return behaviour === null ? 'none' : JSON.stringify(aspects.map((aspect) => behaviour[aspect]));
}

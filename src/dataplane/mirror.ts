import type { RequestMirrorPolicy, RouteAction } from './types.js';

/** A mirror, and the share of the requests that are copied to it. */
export interface MirrorShare {
  cluster: string;
  /** 0 to 100. */
  percent: number;
}

/** Every mirror of a route with its share. Each is drawn for on its own, whatever the others got. */
export function mirrorShares(action: RouteAction): MirrorShare[] {
  return action.mirrors.map((policy) => ({
    cluster: policy.cluster,
    percent: Math.min(100, (policy.numerator * 100) / policy.denominator),
  }));
}

/**
 * Whether a request is copied, given a random number: the number modulo the denominator is below the numerator, as Envoy's
 * `featureEnabled`. The proxy draws it apart from the number of the weighted pick.
 */
export function isMirrored(policy: RequestMirrorPolicy, random: bigint): boolean {
  return Number(random % BigInt(policy.denominator)) < policy.numerator;
}

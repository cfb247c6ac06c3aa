import type { Patterns } from '../base/pattern.js';
import { routableAttributes } from './attributes.js';
import { allHold } from './explain.js';
import type { GlobalRateLimit, GlobalRateLimitOutcome, LocalRateLimit, LocalRateLimitOutcome, TokenBucket } from './types.js';

/** A shorter refill interval is refused by the proxy, in milliseconds. */
export const shortestFillMs = 50;

interface Bucket {
  settings: TokenBucket;
  tokens: number;
  filledAtMs: number;
}

/** The local rate limit of one listener over time. A change of the listener starts it anew, with full buckets. */
export interface LocalRateLimiter {
  readonly settings: LocalRateLimit;
  readonly global: Bucket | undefined;
  readonly conditions: Bucket[];
  /** One timer refills all buckets; it ticks at the smallest of their intervals. */
  readonly tickMs: number;
  /** The last tick that was looked at. */
  ticks: number;
}

/**
 * Why the proxy refuses the filter, and with it the listener; undefined if it does not: the smallest interval is below 50 ms, or
 * there is no bucket at all.
 */
export function localRateLimitProblem(settings: LocalRateLimit): string | undefined {
  return smallestInterval(settings) >= shortestFillMs ? undefined : 'local rate limit token bucket fill timer must be >= 50ms';
}

function smallestInterval({ tokenBucket, conditions }: LocalRateLimit): number {
  const buckets = [...(tokenBucket === undefined ? [] : [tokenBucket]), ...conditions.map((condition) => condition.tokenBucket)];
  return buckets.reduce(
    (least, { fillIntervalMs }) => Math.min(least, fillIntervalMs),
    buckets.length === 0 ? 0 : Number.POSITIVE_INFINITY,
  );
}

/** Starts at time 0 with full buckets. Settings that {@link localRateLimitProblem} objects to are never refilled. */
export function createLocalRateLimiter(settings: LocalRateLimit): LocalRateLimiter {
  const full = (bucket: TokenBucket, filledAtMs: number): Bucket => ({ settings: bucket, tokens: bucket.maxTokens, filledAtMs });
  const { tokenBucket, conditions } = settings;
  const tickMs = smallestInterval(settings);
  return {
    settings,
    // The proxy takes the clock's epoch for the global bucket's last refill: it is refilled at the first tick, however short.
    global: tokenBucket === undefined ? undefined : full(tokenBucket, Number.NEGATIVE_INFINITY),
    conditions: conditions.map((condition) => full(condition.tokenBucket, 0)),
    tickMs: tickMs >= shortestFillMs ? tickMs : Number.POSITIVE_INFINITY,
    ticks: 0,
  };
}

/**
 * Lets a request pass or not, and takes its token. The first condition that matches decides with its own bucket alone; the global
 * bucket decides where none matches; without one all pass. A time before an earlier request's counts as that request's.
 */
export function allowRequest(
  limiter: LocalRateLimiter,
  attributes: Record<string, string>,
  atMs: number,
  patterns: Patterns,
): LocalRateLimitOutcome {
  refill(limiter, atMs);
  const seen = routableAttributes(attributes);
  const index = limiter.settings.conditions.findIndex(({ match }) => allHold(match, seen, patterns));
  const bucket = index < 0 ? limiter.global : limiter.conditions[index];
  if (bucket === undefined) return { limited: false, bucket: 'none', tokensLeft: null };
  const limited = bucket.tokens === 0;
  if (!limited) bucket.tokens--;
  return { limited, bucket: index < 0 ? 'global' : index, tokensLeft: bucket.tokens };
}

/** Does what the ticks up to that time do: a bucket whose own interval has passed since its last refill gets its tokens. */
function refill(limiter: LocalRateLimiter, atMs: number): void {
  const ticks = Math.floor(atMs / limiter.tickMs);
  if (!(ticks > limiter.ticks)) return;
  for (const bucket of [limiter.global, ...limiter.conditions]) {
    if (bucket !== undefined) refillBucket(bucket, limiter.tickMs, limiter.ticks + 1, ticks);
  }
  limiter.ticks = ticks;
}

/** Refills happen at the first tick at or after each interval, so that the time between two is a multiple of the tick. */
function refillBucket(bucket: Bucket, tickMs: number, from: number, to: number): void {
  const { maxTokens, tokensPerFill, fillIntervalMs } = bucket.settings;
  const first = Math.max(from, Math.ceil((bucket.filledAtMs + fillIntervalMs) / tickMs));
  if (first > to) return;
  const every = Math.max(1, Math.ceil(fillIntervalMs / tickMs));
  const fills = 1 + Math.floor((to - first) / every);
  bucket.tokens = Math.min(maxTokens, bucket.tokens + fills * tokensPerFill);
  bucket.filledAtMs = (first + (fills - 1) * every) * tickMs;
}

/**
 * What the global rate limit filter does with a request: whether it asks its service, and with which descriptors. The service's
 * cluster is looked up before anything else, so that a missing one fails every request (`serviceKnown: false`); an empty match never
 * limits. Properties are read by their exact spelling, absent ones as the empty text.
 */
export function askGlobalRateLimit(
  settings: GlobalRateLimit,
  attributes: Record<string, string>,
  patterns: Patterns,
  serviceKnown: boolean,
): GlobalRateLimitOutcome {
  const matched = settings.match.length > 0 && allHold(settings.match, routableAttributes(attributes), patterns);
  const reason = !serviceKnown ? 'service-missing' : settings.match.length === 0 ? 'empty-match' : matched ? 'asked' : 'no-match';
  return {
    asked: reason === 'asked',
    reason,
    service: settings.cluster,
    domain: settings.domain,
    descriptors: settings.descriptors.map(({ property, descriptorKey }) => ({
      key: descriptorKey,
      value: Object.hasOwn(attributes, property) ? (attributes[property] ?? '') : '',
    })),
    onFailure: settings.failureModeDeny ? 'limit' : 'allow',
  };
}

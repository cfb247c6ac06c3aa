import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadPatterns } from '../base/pattern.js';
import { allowRequest, createLocalRateLimiter, localRateLimitProblem } from './ratelimit.js';
import { readGlobalRateLimit, readLocalRateLimit } from './ratelimitforms.js';
import type { LocalRateLimit, MetadataMatcher } from './types.js';

const patterns = await loadPatterns();

const is = (method: string): MetadataMatcher[] => [
  { name: 'method', matcher: { kind: 'exactHeader', value: method }, invert: false, treatMissingAsEmpty: false },
];
const bucket = (maxTokens: number, tokensPerFill: number, fillIntervalMs: number) => ({
  maxTokens,
  tokensPerFill,
  fillIntervalMs,
});

describe('a local rate limit', () => {
  it('is refused below 50 ms, and without any bucket', () => {
    assert.equal(localRateLimitProblem({ statPrefix: 's', tokenBucket: bucket(1, 1, 50), conditions: [] }), undefined);
    assert.match(localRateLimitProblem({ statPrefix: 's', tokenBucket: bucket(1, 1, 49), conditions: [] }) ?? '', />= 50ms/);
    assert.match(localRateLimitProblem({ statPrefix: 's', conditions: [] }) ?? '', />= 50ms/);
  });

  it('never holds more than its bucket, and skips time as if it had been there', () => {
    const limiter = createLocalRateLimiter({ statPrefix: 's', tokenBucket: bucket(3, 2, 1000), conditions: [] });
    const tokensAt = (atMs: number) => allowRequest(limiter, {}, atMs, patterns).tokensLeft;
    assert.deepEqual([tokensAt(0), tokensAt(0), tokensAt(0), tokensAt(0)], [2, 1, 0, 0]);
    assert.equal(tokensAt(1000), 1);
    assert.equal(tokensAt(1e12), 2);
    assert.equal(tokensAt(5), 1, 'time does not go back');
  });

  it('refills in leaps what it refills step by step', () => {
    const interval = fc.integer({ min: 50, max: 400 });
    fc.assert(
      fc.property(interval, interval, fc.array(fc.nat(300), { maxLength: 30 }), (global, own, pauses) => {
        const settings: LocalRateLimit = {
          statPrefix: 's',
          tokenBucket: bucket(5, 1, global),
          conditions: [{ match: is('a'), tokenBucket: bucket(5, 2, own) }],
        };
        const leaping = createLocalRateLimiter(settings);
        const plain = stepByStep(settings);
        let now = 0;
        for (const [i, pause] of pauses.entries()) {
          now += pause;
          const method = i % 2 === 0 ? 'a' : 'b';
          assert.equal(allowRequest(leaping, { method }, now, patterns).tokensLeft, plain(method === 'a', now));
        }
      }),
    );
  });
});

/** The proxy's timer, tick by tick: tokens left after a request. */
function stepByStep({ tokenBucket, conditions }: LocalRateLimit): (own: boolean, now: number) => number {
  const own = { of: conditions[0]?.tokenBucket ?? bucket(0, 0, 0), tokens: 5, filled: 0 };
  const global = { of: tokenBucket ?? bucket(0, 0, 0), tokens: 5, filled: -1e9 };
  const tick = Math.min(own.of.fillIntervalMs, global.of.fillIntervalMs);
  let next = tick;
  return (useOwn, now) => {
    for (; next <= now; next += tick) {
      for (const one of [own, global]) {
        if (next - one.filled < one.of.fillIntervalMs) continue;
        one.tokens = Math.min(one.of.maxTokens, one.tokens + one.of.tokensPerFill);
        one.filled = next;
      }
    }
    const chosen = useOwn ? own : global;
    if (chosen.tokens > 0) chosen.tokens--;
    return chosen.tokens;
  };
}

describe('reading from a listener', () => {
  it('takes both spellings, and durations as texts', () => {
    const read = readLocalRateLimit({ statPrefix: 's', token_bucket: { maxTokens: '5', fillInterval: '0.250s' } });
    assert.ok('value' in read);
    assert.deepEqual(read.problems, []);
    assert.deepEqual(read.value, { statPrefix: 's', tokenBucket: bucket(5, 1, 250), conditions: [] });
  });

  it('finds the service of a global limit, and what each descriptor reads', () => {
    const read = readGlobalRateLimit({
      '@type': 'type.googleapis.com/aeraki.meta_protocol_proxy.filters.ratelimit.v1alpha.RateLimit',
      match: { metadata: [{ name: 'method', exactMatch: 'sayHello' }] },
      domain: 'production',
      failureModeDeny: true,
      rateLimitService: { grpcService: { envoyGrpc: { clusterName: 'outbound|8081||rls' } } },
      descriptors: [{ property: 'user', descriptorKey: 'u' }],
    });
    assert.ok('value' in read);
    assert.deepEqual(read.problems, []);
    assert.deepEqual(read.value, {
      match: is('sayHello'),
      domain: 'production',
      failureModeDeny: true,
      cluster: 'outbound|8081||rls',
      descriptors: [{ property: 'user', descriptorKey: 'u' }],
    });
  });

  it('notes what the proxy refuses', () => {
    const messages = (read: ReturnType<typeof readLocalRateLimit> | ReturnType<typeof readGlobalRateLimit>) =>
      read.problems.map(({ message }) => message);
    assert.deepEqual(messages(readLocalRateLimit({ stat_prefix: 's', token_bucket: { max_tokens: 0, fill_interval: '0s' } })), [
      'max_tokens must be above 0.',
      'fill_interval must be above 0.',
    ]);
    assert.equal(messages(readGlobalRateLimit({})).length, 3);
    assert.match(messages(readGlobalRateLimit([]))[0] ?? '', /no object/);
  });
});

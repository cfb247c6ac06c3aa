import { rateLimitsOf } from '../../controlplane/ratelimit.js';
import { localRateLimitProblem, shortestFillMs } from '../../dataplane/ratelimit.js';
import { note } from '../../mesh/notes.js';
import type { MetaTokenBucket } from '../../resource/aeraki.js';
import type { Rule } from '../types.js';

export const fillInterval: Rule = {
  meta: { name: 'fill-interval', codes: ['AER0719'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap(({ router, source }) => {
      const { localRateLimit } = rateLimitsOf(router);
      const local = router.localRateLimit;
      if (local === undefined || localRateLimit === undefined || localRateLimitProblem(localRateLimit) === undefined) return [];
      const path = ['spec', 'localRateLimit'];
      const check = (bucket: MetaTokenBucket | undefined, at: (string | number)[]) => {
        if (bucket?.fillInterval === undefined || Number(bucket.fillInterval) >= shortestFillMs * 1e6) return [];
        const ms = Number(bucket.fillInterval) / 1e6;
        const message = `The interval of ${ms} ms is shorter than 50 ms: the proxy refuses the listener, and the service takes no requests through it.`;
        const fix =
          ms > 0
            ? `Write 1s, with ${Math.max(1, Math.round(((bucket.tokensPerFill ?? 1) * 1000) / ms))} for tokensPerFill.`
            : 'Write 50ms or longer.';
        return [note('AER0719', source, [...path, ...at, 'fillInterval'], message, { fix })];
      };
      return [
        ...check(local.tokenBucket, ['tokenBucket']),
        ...local.conditions.flatMap(({ tokenBucket }, index) => check(tokenBucket, ['conditions', index, 'tokenBucket'])),
      ];
    }),
};

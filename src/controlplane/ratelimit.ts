import { formatProtoDuration } from '../base/duration.js';
import type { JsonObject } from '../base/json.js';
import type { GlobalRateLimit, LocalRateLimit, TokenBucket } from '../dataplane/types.js';
import { note } from '../mesh/notes.js';
import type { MetaRouter, MetaTokenBucket } from '../resource/aeraki.js';
import type { Sourced } from '../resource/source.js';
import { type GeneratorContext, withoutZeros } from './draft.js';
import { matchersOf, metadataMatch } from './match.js';

function bucketJson(bucket: MetaTokenBucket): JsonObject {
  return withoutZeros({
    maxTokens: bucket.maxTokens,
    // A wrapper type: Aeraki writes it only where it is above zero.
    tokensPerFill: bucket.tokensPerFill,
    fillInterval: formatProtoDuration(bucket.fillInterval ?? 0n),
  });
}

function bucketOf(bucket: MetaTokenBucket): TokenBucket {
  return {
    maxTokens: bucket.maxTokens,
    tokensPerFill: bucket.tokensPerFill ?? 0,
    fillIntervalMs: Number(bucket.fillInterval ?? 0n) / 1e6,
  };
}

/** Notes what Aeraki refuses, drops or dies of in the limits of a router. False: there will be no filters for the service. */
export function checkRateLimits({ router, notes }: GeneratorContext): boolean {
  if (router === undefined) return true;
  const { source, value } = router;
  let usable = true;
  const checkBucket = (bucket: MetaTokenBucket | undefined, path: (string | number)[]) => {
    if (bucket === undefined || (bucket.tokensPerFill !== undefined && bucket.fillInterval !== undefined)) return;
    const missing = bucket.tokensPerFill === undefined ? 'tokensPerFill' : 'fillInterval';
    notes.push(
      note(
        'AER0403',
        source,
        path,
        `Aeraki dies of a token bucket without ${missing}, and with it the control plane of the whole mesh.`,
      ),
    );
    usable = false;
  };
  const local = value.localRateLimit;
  if (local) {
    const path = ['spec', 'localRateLimit'];
    if (local.tokenBucket === undefined && local.conditions.length === 0) {
      notes.push(
        note(
          'AER0508',
          source,
          path,
          'A local rate limit with neither tokenBucket nor conditions: no port of the service gets an EnvoyFilter.',
        ),
      );
      usable = false;
    }
    checkBucket(local.tokenBucket, [...path, 'tokenBucket']);
    local.conditions.forEach((condition, index) => {
      const at = [...path, 'conditions', index];
      if (condition.tokenBucket === undefined)
        notes.push(note('AER0509', source, at, 'A condition without tokenBucket is dropped.'));
      checkBucket(condition.tokenBucket, [...at, 'tokenBucket']);
    });
  }
  const global = value.globalRateLimit;
  if (global) {
    const path = ['spec', 'globalRateLimit'];
    if (global.requestTimeout === undefined) {
      const message =
        'Aeraki dies of a global rate limit without requestTimeout, and with it the control plane of the whole mesh.';
      notes.push(note('AER0402', source, path, message, { fix: 'Set requestTimeout, for example 20ms.' }));
      usable = false;
    }
    if (global.descriptors.length === 0) {
      notes.push(
        note('AER0508', source, path, 'A global rate limit without descriptors: no port of the service gets an EnvoyFilter.'),
      );
      usable = false;
    }
  }
  return usable;
}

const filters = 'type.googleapis.com/aeraki.meta_protocol_proxy.filters';

/** The rate limit filters of an inbound listener (`MP/filters.go`): the local one, then the global one. */
export function rateLimitFilters(router: Sourced<MetaRouter> | undefined): JsonObject[] {
  const made: JsonObject[] = [];
  const local = router?.value.localRateLimit;
  if (local) {
    const conditions = local.conditions.flatMap(({ match, tokenBucket }) =>
      tokenBucket ? [{ match: metadataMatch(match), tokenBucket: bucketJson(tokenBucket) }] : [],
    );
    made.push({
      name: 'aeraki.meta_protocol.filters.local_ratelimit',
      config: withoutZeros({
        '@type': `${filters}.local_ratelimit.v1alpha.LocalRateLimit`,
        statPrefix: router.value.hosts[0],
        tokenBucket: local.tokenBucket && bucketJson(local.tokenBucket),
        conditions,
      }),
    });
  }
  const global = router?.value.globalRateLimit;
  if (global) {
    made.push({
      name: 'aeraki.meta_protocol.filters.ratelimit',
      config: withoutZeros({
        '@type': `${filters}.ratelimit.v1alpha.RateLimit`,
        match: metadataMatch(global.match),
        domain: global.domain,
        timeout: global.requestTimeout === undefined ? undefined : formatProtoDuration(global.requestTimeout),
        failureModeDeny: global.denyOnFail,
        rateLimitService: { grpcService: { envoyGrpc: withoutZeros({ clusterName: global.rateLimitService }) } },
        descriptors: global.descriptors.map(({ property, descriptorKey }) => withoutZeros({ property, descriptorKey })),
      }),
    });
  }
  return made;
}

/** The limits of a router as the proxy at the server's side holds them. */
export function rateLimitsOf(router: MetaRouter | undefined): {
  localRateLimit?: LocalRateLimit;
  globalRateLimit?: GlobalRateLimit;
} {
  const local = router?.localRateLimit;
  const global = router?.globalRateLimit;
  return {
    ...(local
      ? {
          localRateLimit: {
            statPrefix: router.hosts[0] ?? '',
            ...(local.tokenBucket ? { tokenBucket: bucketOf(local.tokenBucket) } : {}),
            conditions: local.conditions.flatMap(({ match, tokenBucket }) =>
              tokenBucket ? [{ match: matchersOf(match), tokenBucket: bucketOf(tokenBucket) }] : [],
            ),
          },
        }
      : {}),
    ...(global
      ? {
          globalRateLimit: {
            match: matchersOf(global.match),
            domain: global.domain,
            failureModeDeny: global.denyOnFail,
            cluster: global.rateLimitService,
            descriptors: global.descriptors,
          },
        }
      : {}),
  };
}

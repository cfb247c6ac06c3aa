import type { Path } from '../../base/path.js';
import type { MetaGlobalRateLimit, MetaLocalRateLimit, MetaTokenBucket } from '../aeraki.js';
import { type Check, checkMatch, report } from './check.js';

/** Rule 16. */
export function checkGlobalRateLimit(check: Check, limit: MetaGlobalRateLimit): void {
  const path: Path = ['spec', 'globalRateLimit'];
  const need = (member: string, words: string, meaning: string) =>
    report(check, 'AER0216', [...path, ...member.split('.')], `globalRateLimit ${words}`, meaning, `Give \`${member}\`.`);
  if (limit.domain === '') need('domain', 'domain cannot be empty', 'The rate limit service finds its limits by the domain.');
  if (limit.rateLimitService === '') {
    need(
      'rateLimitService',
      'cluster cannot be empty',
      '`rateLimitService` is the Envoy cluster that is asked, such as `outbound|8081||host`.',
    );
  }
  checkMatch(check, limit.match, path);
  if (limit.descriptors.length === 0) {
    need('descriptors', 'must have descriptors', 'The rate limit service counts by what the descriptors say of a request.');
  }
  limit.descriptors.forEach((descriptor, index) => {
    for (const [part, name] of [['descriptorKey', 'key'] as const, ['property', 'property'] as const]) {
      if (descriptor[part] !== '') continue;
      const meaning = 'A descriptor is a key for the rate limit service and the attribute of the request that fills it.';
      const words = `globalRateLimit descriptor ${name} cannot be empty`;
      report(check, 'AER0216', [...path, 'descriptors', index, part], words, meaning, `Give \`${part}\`.`);
    }
  });
}

function checkTokenBucket(check: Check, bucket: MetaTokenBucket, path: Path): void {
  const refuse = (member: string, words: string, meaning: string, fix: string) =>
    report(check, 'AER0218', [...path, member], `localRateLimit tokenBucket ${words}`, meaning, fix);
  if (bucket.fillInterval === undefined) {
    refuse(
      'fillInterval',
      'fillInterval cannot be null',
      'How often the bucket is filled is missing.',
      'Give `fillInterval`, such as `60s`.',
    );
  }
  if (bucket.tokensPerFill === undefined) {
    const meaning = 'How many tokens each fill adds is missing; there is no default, whatever the documentation says.';
    refuse('tokensPerFill', 'tokensPerfFill cannot be null', meaning, 'Give `tokensPerFill`.');
  } else if (bucket.tokensPerFill < 1) {
    refuse(
      'tokensPerFill',
      'tokensPerfFill must be greater than 0',
      'A bucket that is never filled lets nothing pass.',
      'Give 1 or more.',
    );
  }
  if (bucket.maxTokens < 1) {
    refuse(
      'maxTokens',
      'maxTokens must be greater than 0',
      'A bucket that holds no token lets nothing pass.',
      'Give `maxTokens`, 1 or more.',
    );
  }
}

/** Rules 17 to 19. */
export function checkLocalRateLimit(check: Check, limit: MetaLocalRateLimit): void {
  const path: Path = ['spec', 'localRateLimit'];
  if (limit.tokenBucket === undefined && limit.conditions.length === 0) {
    const words = 'localRateLimit must have at least one of tokenBucket or conditions';
    report(
      check,
      'AER0217',
      path,
      words,
      'As it stands it limits nothing.',
      'Add a `tokenBucket`, or `conditions`, or remove it.',
    );
  }
  if (limit.tokenBucket !== undefined) checkTokenBucket(check, limit.tokenBucket, [...path, 'tokenBucket']);
  limit.conditions.forEach((condition, index) => {
    const at = [...path, 'conditions', index];
    if (condition.match === undefined) {
      const words = 'localRateLimit condition match cannot be null';
      report(
        check,
        'AER0219',
        [...at, 'match'],
        words,
        'Which requests are counted is missing.',
        'Add `match`; `match: {}` is all requests.',
      );
    }
    checkMatch(check, condition.match, at);
    if (condition.tokenBucket === undefined) {
      const words = 'localRateLimit condition tokenBucket cannot be null';
      report(check, 'AER0219', [...at, 'tokenBucket'], words, 'How many requests may pass is missing.', 'Add `tokenBucket`.');
    } else checkTokenBucket(check, condition.tokenBucket, [...at, 'tokenBucket']);
  });
}

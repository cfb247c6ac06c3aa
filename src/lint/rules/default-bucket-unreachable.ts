import { matchersOf } from '../../controlplane/match.js';
import { note } from '../../mesh/notes.js';
import type { Rule } from '../types.js';

export const defaultBucketUnreachable: Rule = {
  meta: { name: 'default-bucket-unreachable', codes: ['AER0316'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap(({ router, source }) => {
      const local = router.localRateLimit;
      if (local === undefined) return [];
      const all = local.conditions.findIndex(
        ({ match, tokenBucket }) => tokenBucket !== undefined && matchersOf(match).length === 0,
      );
      const later = all >= 0 && all < local.conditions.length - 1;
      if (all < 0 || (!later && local.tokenBucket === undefined)) return [];
      const path = ['spec', 'localRateLimit'];
      const lost =
        later && local.tokenBucket !== undefined
          ? 'the conditions after it and the default bucket'
          : later
            ? 'the conditions after it'
            : 'the default bucket';
      const message = `Condition ${all} takes every request, so that ${lost} never count${lost === 'the default bucket' ? 's' : ''}.`;
      const lostPath = later ? [...path, 'conditions', all + 1] : [...path, 'tokenBucket'];
      const related = [{ message: 'This never counts.', ...source, path: lostPath, target: 'key' as const }];
      return [note('AER0316', source, [...path, 'conditions', all], message, { related, target: 'key' })];
    }),
};

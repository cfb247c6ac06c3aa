import type { Finding } from '../../base/finding.js';
import { matchersOf } from '../../controlplane/match.js';
import { note } from '../../mesh/notes.js';
import type { Rule } from '../types.js';

export const globalLimit: Rule = {
  meta: { name: 'global-limit', codes: ['AER0711', 'AER0712', 'AER0338'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap(({ router, source }): Finding[] => {
      const limit = router.globalRateLimit;
      if (limit === undefined) return [];
      const path = ['spec', 'globalRateLimit'];
      const findings: Finding[] = [];
      if (matchersOf(limit.match).length === 0) {
        const message = 'Without a match the proxy skips this limit: it never limits anything.';
        findings.push(note('AER0711', source, path, message, { target: 'key' }));
      } else if (limit.descriptors.length > 1) {
        const message = `The ${limit.descriptors.length} descriptors are asked for one by one: a request is limited as soon as one of them is over its limit.`;
        findings.push(note('AER0712', source, [...path, 'descriptors'], message, { target: 'key' }));
      }
      if (limit.requestTimeout !== undefined && limit.requestTimeout <= 0n) {
        const message =
          'The timeout is not positive. The proxy does not look at it, and waits for the rate limit service without end.';
        findings.push(note('AER0338', source, [...path, 'requestTimeout'], message));
      }
      return findings;
    }),
};

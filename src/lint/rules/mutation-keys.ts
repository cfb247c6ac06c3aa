import type { Finding } from '../../base/finding.js';
import { note } from '../../mesh/notes.js';
import { quoted, routeLabel } from '../parts.js';
import type { Rule } from '../types.js';

/** Keys that the proxy writes itself (`ReservedHeaders`, metadata exchange). */
const reserved = new Set([
  'x-meta-protocol-real-server-address',
  'x-meta-protocol-application-protocol',
  'x-request-id',
  'x-envoy-peer-metadata',
  'x-envoy-peer-metadata-id',
]);

export const mutationKeys: Rule = {
  meta: { name: 'mutation-keys', codes: ['AER0313', 'AER0314'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap(({ router, source }) =>
      router.routes.flatMap((route, index) =>
        (['requestMutation', 'responseMutation'] as const).flatMap((field): Finding[] => {
          const findings: Finding[] = [];
          const seen = new Map<string, number>();
          route[field].forEach(({ key }, at) => {
            const path = ['spec', 'routes', index, field, at];
            const earlier = seen.get(key);
            seen.set(key, at);
            if (earlier !== undefined && key !== '') {
              const message = `${routeLabel(route, index)} sets ${quoted(key)} twice: only this value is written, the earlier one is lost.`;
              const related = [
                { message: 'The one that is lost.', ...source, path: ['spec', 'routes', index, field, earlier, 'key'] },
              ];
              findings.push(note('AER0313', source, [...path, 'key'], message, { related }));
            }
            if (reserved.has(key.toLowerCase())) {
              const message = `${routeLabel(route, index)} sets ${quoted(key)}, which the proxy writes itself.`;
              findings.push(note('AER0314', source, [...path, 'key'], message));
            }
          });
          return findings;
        }),
      ),
    ),
};

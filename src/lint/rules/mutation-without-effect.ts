import type { Finding } from '../../base/finding.js';
import { note } from '../../mesh/notes.js';
import { routeLabel } from '../parts.js';
import type { Rule } from '../types.js';

export const mutationWithoutEffect: Rule = {
  meta: { name: 'mutation-without-effect', codes: ['AER0701', 'AER0702'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap(({ router, source, codecs }) => {
      const [codec] = codecs;
      const dropped = codecs.length > 0 && codecs.every(({ facts }) => facts?.writesMutation === false);
      return router.routes.flatMap((route, index): Finding[] => {
        const path = ['spec', 'routes', index];
        const findings: Finding[] = [];
        if (dropped && route.requestMutation.length > 0) {
          const message = `${routeLabel(route, index)} changes the request, but the ${codec?.protocol} codec does not write changes: the service does not see them.`;
          findings.push(note('AER0702', source, [...path, 'requestMutation'], message, { target: 'key' }));
        }
        if (route.responseMutation.length > 0) {
          const message = `${routeLabel(route, index)} changes the response, which no version of the proxy does.`;
          findings.push(note('AER0701', source, [...path, 'responseMutation'], message, { target: 'key' }));
        }
        return findings;
      });
    }),
};

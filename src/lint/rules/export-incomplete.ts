import type { Finding } from '../../base/finding.js';
import { suggest } from '../../base/suggest.js';
import { nameOf, note } from '../../mesh/notes.js';
import type { Rule } from '../types.js';
import { reachesServer } from './rate-limit-without-effect.js';

export const exportIncomplete: Rule = {
  meta: { name: 'export-incomplete', codes: ['AER0312'], kinds: ['MetaRouter'] },
  check({ routers, mesh, ofKind, options }) {
    const named = ofKind('', 'Namespace').map(({ source }) => source.resource.name ?? '');
    return routers.flatMap((routed): Finding[] => {
      const { router, source, service, ports } = routed;
      const findings: Finding[] = [];
      router.exportTo.forEach((entry, index) => {
        if (entry === '.' || entry === '*' || named.length === 0 || named.includes(entry)) return;
        const near = suggest(entry, named);
        if (near === undefined && !options.complete) return;
        const message = `There is no namespace ${entry}: Aeraki fails to create the EnvoyFilters there.${near === undefined ? '' : ` Did you mean ${near}?`}`;
        findings.push(
          note('AER0312', source, ['spec', 'exportTo', index], message, near === undefined ? {} : { fix: `Write ${near}.` }),
        );
      });
      const limited = router.localRateLimit !== undefined || router.globalRateLimit !== undefined;
      if (service === undefined || ports.length === 0 || router.exportTo.length === 0 || limited) return findings;
      if (reachesServer(mesh, routed, service)) return findings;
      const message = `exportTo leaves out ${service.namespace}, the namespace of ${nameOf(service.source)}: its pods get no inbound filter, so that there are no statistics at the server, and its own calls are plain TCP.`;
      const related = [{ message: 'The service.', ...service.source, path: [] }];
      const fix = `Add ${service.namespace}.`;
      return [...findings, note('AER0312', source, ['spec', 'exportTo'], message, { related, fix, target: 'key' })];
    });
  },
};

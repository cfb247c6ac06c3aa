import type { Finding } from '../../base/finding.js';
import { suggest } from '../../base/suggest.js';
import { note } from '../../mesh/notes.js';
import type { Rule } from '../types.js';

export const exportIncomplete: Rule = {
  meta: { name: 'export-incomplete', codes: ['AER0312'], kinds: ['MetaRouter'] },
  check({ routers, ofKind, options }) {
    const named = ofKind('', 'Namespace').map(({ source }) => source.resource.name ?? '');
    return routers.flatMap((routed): Finding[] => {
      const { router, source } = routed;
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
      return findings;
    });
  },
};

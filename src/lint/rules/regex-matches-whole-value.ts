import type { Finding } from '../../base/finding.js';
import { note } from '../../mesh/notes.js';
import { matchesOf, quoted } from '../parts.js';
import type { Rule } from '../types.js';

export const regexMatchesWholeValue: Rule = {
  meta: { name: 'regex-matches-whole-value', codes: ['AER0308'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap(({ router, source }) =>
      matchesOf(router).flatMap(({ match, path, label }) =>
        [...match.attributes].flatMap(([name, matcher]): Finding[] => {
          if (matcher.kind !== 'regex') return [];
          const at = [...path, 'attributes', name, 'regex'];
          if (/^[\w -]+$/.test(matcher.value)) {
            const message = `${label}: the pattern ${quoted(matcher.value)} fits this very value only, not values that contain it.`;
            const fix = `Write exact: ${matcher.value}, prefix: ${matcher.value}, or regex: ".*${matcher.value}.*".`;
            return [note('AER0308', source, at, message, { fix })];
          }
          return [];
        }),
      ),
    ),
};

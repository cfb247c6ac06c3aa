import { routableName } from '../../dataplane/attributes.js';
import { note } from '../../mesh/notes.js';
import { matchesOf, quoted } from '../parts.js';
import type { Rule } from '../types.js';

export const attributeNamesCollide: Rule = {
  meta: { name: 'attribute-names-collide', codes: ['AER0307'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap(({ router, source }) =>
      matchesOf(router).flatMap(({ match, path, label }) => {
        if (match.attributes.size < 2) return [];
        const seen = new Map<string, string>();
        return [...match.attributes.keys()].flatMap((name) => {
          const key = routableName(name);
          const earlier = seen.get(key);
          seen.set(key, name);
          if (earlier === undefined) return [];
          const message = `${label} has conditions on ${quoted(earlier)} and ${quoted(name)}, which are one attribute to the proxy: both must hold.`;
          const related = [
            { message: 'The other one.', ...source, path: [...path, 'attributes', earlier], target: 'key' as const },
          ];
          return [note('AER0307', source, [...path, 'attributes', name], message, { related, target: 'key' })];
        });
      }),
    ),
};

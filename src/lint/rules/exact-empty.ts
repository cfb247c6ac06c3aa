import { note } from '../../mesh/notes.js';
import { matchesOf, quoted } from '../parts.js';
import type { Rule } from '../types.js';

export const exactEmpty: Rule = {
  meta: { name: 'exact-empty', codes: ['AER0706'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap(({ router, source }) =>
      matchesOf(router).flatMap(({ match, path, label }) =>
        [...match.attributes].flatMap(([name, matcher]) => {
          if (matcher.kind !== 'exact' || matcher.value !== '') return [];
          const message = `${label} asks for ${quoted(name)} to be exactly "", which every value of it fulfils.`;
          return [
            note('AER0706', source, [...path, 'attributes', name, 'exact'], message, {
              fix: 'Write regex: ".*" for presence, or regex: "^$" for the empty value.',
            }),
          ];
        }),
      ),
    ),
};

import { note } from '../../mesh/notes.js';
import { routeLabel } from '../parts.js';
import type { Rule } from '../types.js';

export const weightZero: Rule = {
  meta: { name: 'weight-zero', codes: ['AER0304'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap(({ router, source }) =>
      router.routes.flatMap((route, index) => {
        if (route.route.length < 2) return [];
        return route.route.flatMap(({ weight, destination }, at) => {
          if (weight !== 0 || destination === undefined) return [];
          const name = destination.subset === '' ? destination.host : `${destination.host}, subset ${destination.subset},`;
          const message = `${routeLabel(route, index)} sends nothing to ${name} as its weight is 0.`;
          return [note('AER0304', source, ['spec', 'routes', index, 'route', at, 'weight'], message)];
        });
      }),
    ),
};

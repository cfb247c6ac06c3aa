import { note } from '../../mesh/notes.js';
import { routeLabel } from '../parts.js';
import type { Rule } from '../types.js';
import { clusterKey } from './split-to-one-cluster.js';

export const mirrorOfItself: Rule = {
  meta: { name: 'mirror-of-itself', codes: ['AER0306'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap(({ router, source, ports }) =>
      router.routes.flatMap((route, index) => {
        const { mirror } = route;
        if (mirror === undefined) return [];
        const key = clusterKey(mirror, ports[0]?.number);
        const same = route.route.findIndex(
          ({ destination }) => destination !== undefined && clusterKey(destination, ports[0]?.number) === key,
        );
        if (same < 0) return [];
        const message = `${routeLabel(route, index)} mirrors to where it sends the request itself: the service gets it twice.`;
        const related = [
          { message: 'The same destination.', ...source, path: ['spec', 'routes', index, 'route', same, 'destination'] },
        ];
        return [note('AER0306', source, ['spec', 'routes', index, 'mirror'], message, { related })];
      }),
    ),
};

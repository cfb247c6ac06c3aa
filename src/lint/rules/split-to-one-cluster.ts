import { note } from '../../mesh/notes.js';
import type { Destination } from '../../resource/aeraki.js';
import { routeLabel } from '../parts.js';
import type { Rule } from '../types.js';

/** What makes two destinations one cluster; the port that is left out is the same for both. */
export function clusterKey({ host, subset, port }: Destination, ownPort: number | undefined): string {
  return `${port === undefined || port === 0 ? (ownPort ?? 0) : port}|${subset}|${host}`;
}

export const splitToOneCluster: Rule = {
  meta: { name: 'split-to-one-cluster', codes: ['AER0305'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap(({ router, source, ports }) =>
      router.routes.flatMap((route, index) => {
        const seen = new Map<string, number>();
        return route.route.flatMap(({ destination }, at) => {
          if (destination === undefined) return [];
          const key = clusterKey(destination, ports[0]?.number);
          const earlier = seen.get(key);
          seen.set(key, earlier ?? at);
          if (earlier === undefined) return [];
          const named = destination.subset === '' ? 'without a subset' : `subset ${destination.subset}`;
          const message = `${routeLabel(route, index)} splits between ${destination.host}, ${named}, and the very same: nothing is split.`;
          const path = ['spec', 'routes', index, 'route'];
          const related = [{ message: 'The same destination.', ...source, path: [...path, earlier, 'destination'] }];
          return [note('AER0305', source, [...path, at, 'destination'], message, { related })];
        });
      }),
    ),
};

import type { Finding } from '../../base/finding.js';
import { addTo } from '../../mesh/hosts.js';
import { nameOf, note } from '../../mesh/notes.js';
import type { RedisService } from '../../resource/redis.js';
import type { Sourced } from '../../resource/source.js';
import type { Rule } from '../types.js';

export const redisDestinations: Rule = {
  meta: { name: 'redis-destinations', codes: ['AER0327'], kinds: ['RedisDestination'] },
  check({ mesh }) {
    const byNamespace = new Map<string, Sourced<RedisService>[]>();
    for (const service of mesh.redisServices) addTo(byNamespace, service.value.metadata.namespace, service);
    return mesh.redisDestinations.flatMap(({ value, source }): Finding[] => {
      const { pool, host, metadata } = value;
      if (pool === undefined || !mesh.servicesByHost.has(host)) return [];
      const path = ['spec', 'trafficPolicy', 'connectionPool'];
      const users = (byNamespace.get(metadata.namespace) ?? []).filter(
        ({ value: { hosts, routes } }) => hosts.includes(host) || routes.some(({ route }) => route?.host === host),
      );
      const user = users.find(({ value: { settings } }) => settings?.enableRedirection !== true);
      if (!pool.cluster || user === undefined) return [];
      const related = [
        { message: 'enableRedirection is not set here.', ...user.source, path: ['spec', 'settings'], target: 'key' as const },
      ];
      const text = `While slots move, MOVED and ASK reach the clients as errors: ${nameOf(user.source)} does not set enableRedirection.`;
      return [note('AER0327', source, [...path, 'redis', 'mode'], text, { related })];
    });
  },
};

import type { Finding } from '../../base/finding.js';
import { suggest } from '../../base/suggest.js';
import { outboundCluster } from '../../controlplane/names.js';
import { note } from '../../mesh/notes.js';
import type { LintContext, Rule } from '../types.js';

const every = 'every request is answered with ClusterNotFound, also those that the limit is not for';

/** The cluster that was probably meant by a plain host, perhaps with a port. */
function meantCluster(text: string, hosts: LintContext['hosts']): string | undefined {
  const [, host = '', port] = /^([^:|]+)(?::(\d+))?$/.exec(text) ?? [];
  const named = hosts.has(host) ? [host] : host === '' ? [] : [...hosts.keys()].filter((name) => name.startsWith(`${host}.`));
  const full = named.length === 1 ? named[0] : undefined;
  const service = full === undefined ? undefined : hosts.get(full)?.[0];
  if (full === undefined || service === undefined) return undefined;
  const number = port === undefined ? (service.ports.length === 1 ? service.ports[0]?.number : undefined) : Number(port);
  return number === undefined ? undefined : outboundCluster(full, number);
}

export const limitService: Rule = {
  meta: { name: 'limit-service', codes: ['AER0713'], kinds: ['MetaRouter'] },
  check: ({ routers, hosts, options }) =>
    routers.flatMap(({ router, source }): Finding[] => {
      const cluster = router.globalRateLimit?.rateLimitService ?? '';
      if (cluster === '') return [];
      const path = ['spec', 'globalRateLimit', 'rateLimitService'];
      const parts = cluster.split('|');
      if (parts.length !== 4 || parts[0] !== 'outbound') {
        const meant = meantCluster(cluster, hosts);
        const message = `${cluster} is not the name of a cluster of the sidecar: ${every}.`;
        const fix = meant === undefined ? 'Write outbound|<port>||<host>.' : `Write ${meant}.`;
        const edit = meant === undefined ? {} : { edit: { path, target: 'value' as const, replacement: meant } };
        return [{ ...note('AER0713', source, path, message, { fix }), ...edit }];
      }
      const [, port = '', , host = ''] = parts;
      const [service] = hosts.get(host) ?? [];
      if (service === undefined) {
        const near = hosts.size <= 2_000 ? suggest(host, hosts.keys()) : undefined;
        const [where, unless] = options.complete ? ['', ''] : [' among the files', 'unless the mesh has one, '];
        const message = `No service${where} has the host ${host}: ${unless}${every}.${near === undefined ? '' : ` Did you mean ${near}?`}`;
        return [note('AER0713', source, path, message, { severity: options.complete ? 'error' : 'warning' })];
      }
      if (service.ports.some(({ number }) => String(number) === port)) return [];
      const listed = service.ports.map(({ number }) => number).join(', ');
      const related = [{ message: `The ports of ${host}.`, ...service.source, path: ['spec', 'ports'], target: 'key' as const }];
      return [note('AER0713', source, path, `${host} has no port ${port} (it has ${listed}): ${every}.`, { related })];
    }),
};

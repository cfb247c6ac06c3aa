import { suggest } from '../../base/suggest.js';
import { addTo } from '../../mesh/hosts.js';
import { note } from '../../mesh/notes.js';
import { destinationsOf } from '../parts.js';
import type { LintContext, Rule } from '../types.js';

/** Past this many hosts a mistyped one is compared only with those that begin with the same name. */
const comparable = 2_000;
/** How many mistyped hosts are compared with all others: comparing takes time, and nobody reads more. */
const compared = 200;

function nearHost(hosts: LintContext['hosts'], byLabel: Map<string, string[]>, host: string): string | undefined {
  const same = byLabel.get(host.split('.')[0]?.toLowerCase() ?? '');
  if (same !== undefined) return suggest(host, same) ?? same[0];
  return hosts.size <= comparable ? suggest(host, hosts.keys()) : undefined;
}

export const destinationUnknown: Rule = {
  meta: { name: 'destination-unknown', codes: ['AER0302'], kinds: ['MetaRouter'] },
  check({ routers, hosts, options }) {
    const byLabel = new Map<string, string[]>();
    for (const host of hosts.keys()) addTo(byLabel, host.split('.')[0]?.toLowerCase() ?? '', host);
    const near = new Map<string, string | undefined>();
    const nearest = (host: string): string | undefined => {
      if (!near.has(host)) near.set(host, near.size < compared ? nearHost(hosts, byLabel, host) : undefined);
      return near.get(host);
    };
    const wildcards = [...hosts.keys()].filter((host) => host.startsWith('*.'));
    return routers.flatMap(({ router, source, host: own }) =>
      destinationsOf(router).flatMap(({ destination: { host }, path, mirror }) => {
        // Of the router's own host, that no service has it is said once, of the router.
        if (host === '' || host === own || hosts.has(host)) return [];
        const at = [...path, 'host'];
        const follows = mirror ? 'nothing is mirrored' : 'requests that take the route are answered with ClusterNotFound';
        if (!host.includes('.')) {
          const full = (byLabel.get(host.toLowerCase()) ?? []).filter((name) => name.startsWith(`${host.toLowerCase()}.`));
          const inNamespace = full.find((name) => name.startsWith(`${host.toLowerCase()}.${router.metadata.namespace}.`));
          const meant = inNamespace ?? (full.length === 1 ? full[0] : undefined);
          const message = `${host} is a short name, which Aeraki does not complete: ${follows}.`;
          const fix =
            meant === undefined
              ? `Write the full name, such as ${host}.${router.metadata.namespace}.svc.cluster.local.`
              : `Write ${meant}.`;
          const edit =
            inNamespace === undefined ? {} : { edit: { path: at, target: 'value' as const, replacement: inNamespace } };
          return [{ ...note('AER0302', source, at, message, { severity: 'error', fix }), ...edit }];
        }
        const wildcard = wildcards.find((name) => host.endsWith(name.slice(1)));
        if (wildcard !== undefined) {
          const message = `${host} is covered only by the wildcard ${wildcard}, which has a cluster of its own name: ${follows}.`;
          return [note('AER0302', source, at, message, { severity: 'error', fix: 'Add a ServiceEntry with this very host.' })];
        }
        const meant = nearest(host);
        const [where, unless] = options.complete ? ['', ''] : [' among the files', 'unless the mesh has one, '];
        const message = `No service${where} has the host ${host}: ${unless}${follows}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
        const fix = meant === undefined ? {} : { fix: `Write ${meant}, if that is meant.` };
        return [note('AER0302', source, at, message, { ...fix, ...(options.complete ? { severity: 'error' as const } : {}) })];
      }),
    );
  },
};

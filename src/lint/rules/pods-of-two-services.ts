import type { Finding } from '../../base/finding.js';
import { decidingProtocol } from '../../controlplane/checks.js';
import { targetNamespaces } from '../../controlplane/draft.js';
import { protocolOf } from '../../controlplane/names.js';
import { addTo } from '../../mesh/hosts.js';
import { nameOf, note } from '../../mesh/notes.js';
import type { Mesh, Service } from '../../mesh/types.js';
import type { Rule } from '../types.js';

const pair = (key: string, value: string): string => `${key}=${value}`;

function entriesOf(service: Service): string[] {
  return Object.entries(service.selector).map(([key, value]) => pair(key, value));
}

/** Whether the inbound filter of `one` may be where the pods of `other` are. */
function meet(mesh: Mesh, one: Service, other: Service): boolean {
  if (one.namespace === other.namespace) return true;
  const host = one.hosts[0] ?? '';
  const router = mesh.routersByHost.get(host)?.[0];
  const targets = targetNamespaces({ mesh, service: one, host, notes: [], ...(router ? { router } : {}) });
  return targets.includes(mesh.rootNamespace) || targets.includes(other.namespace);
}

/** The numbers of the ports that get an inbound filter. */
function inboundPorts(service: Service): number[] {
  const protocol = decidingProtocol(service);
  if (protocol === undefined) return [];
  if (protocol !== 'metaprotocol') return service.ports.slice(0, 1).map(({ number }) => number);
  return service.ports.filter(({ name }) => protocolOf(name) === 'metaprotocol').map(({ number }) => number);
}

export const podsOfTwoServices: Rule = {
  meta: { name: 'pods-of-two-services', codes: ['AER0317'], kinds: ['Service', 'ServiceEntry'] },
  check({ mesh }) {
    // By port and one label: services that share neither cannot meet.
    const known = new Map<string, Service[]>();
    const findings: Finding[] = [];
    for (const service of mesh.services) {
      const labels = entriesOf(service);
      if (labels.length === 0) continue;
      for (const port of inboundPorts(service)) {
        const candidates = new Set(labels.flatMap((label) => (known.get(`${port} ${label}`) ?? []).slice(0, 50)));
        const twin = [...candidates].find((other) => {
          if (other.hosts[0] === service.hosts[0]) return false;
          const theirs = entriesOf(other);
          const nested = theirs.every((label) => labels.includes(label)) || labels.every((label) => theirs.includes(label));
          return nested && (meet(mesh, service, other) || meet(mesh, other, service));
        });
        for (const label of labels) addTo(known, `${port} ${label}`, service);
        if (twin === undefined) continue;
        const where =
          twin.namespace === service.namespace
            ? ''
            : `, though in namespace ${twin.namespace}: filters of the root namespace apply to the whole mesh`;
        const message = `${nameOf(service.source)} and ${nameOf(twin.source)} select the same pods on port ${port}${where}. One of their inbound filters wins, and its rate limits and statistics count for both.`;
        const related = [{ message: 'The other service.', ...twin.source, path: ['spec', 'selector'], target: 'key' as const }];
        findings.push(
          note('AER0317', service.source, ['spec', service.kind === 'Service' ? 'selector' : 'workloadSelector'], message, {
            related,
            target: 'key',
          }),
        );
      }
    }
    return findings;
  },
};

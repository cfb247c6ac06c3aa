import type { Finding } from '../../base/finding.js';
import type { Path } from '../../base/path.js';
import { inboundLabels, targetNamespaces } from '../../controlplane/draft.js';
import { nameOf, note } from '../../mesh/notes.js';
import type { Mesh, Service } from '../../mesh/types.js';
import type { RoutedHost, Rule } from '../types.js';

/** Whether the pods of a service get its inbound filter, as far as namespaces go. The root namespace is the whole mesh. */
function reachesServer(mesh: Mesh, { router, source, host }: RoutedHost, service: Service): boolean {
  const targets = targetNamespaces({ mesh, service, host, router: { value: router, source }, notes: [] });
  return targets.includes(mesh.rootNamespace) || targets.includes(service.namespace);
}

/** Why the inbound filter of a service never applies, and where that stands. */
function obstacle(mesh: Mesh, routed: RoutedHost, service: Service): { why: string; path: Path } | undefined {
  const labels = inboundLabels(service);
  if (labels === undefined || labels['app'] === '') {
    return { why: `${nameOf(service.source)} selects no pods, so that its inbound filter applies to none`, path: ['spec'] };
  }
  const port = routed.ports.find(({ targetPort }) => typeof targetPort === 'number');
  if (port !== undefined) {
    const why = `the pods listen on ${port.targetPort}, while the inbound filter is for ${port.number}`;
    return { why, path: ['spec', 'ports', port.index, 'targetPort'] };
  }
  if (reachesServer(mesh, routed, service)) return undefined;
  return { why: `exportTo leaves out ${service.namespace}, where the pods of ${nameOf(service.source)} are`, path: [] };
}

export const rateLimitWithoutEffect: Rule = {
  meta: { name: 'rate-limit-without-effect', codes: ['AER0311'], kinds: ['MetaRouter'] },
  check: ({ routers, mesh }) =>
    routers.flatMap((routed): Finding[] => {
      const { router, source, service, ports } = routed;
      const limits = (['localRateLimit', 'globalRateLimit'] as const).filter((key) => router[key] !== undefined);
      if (limits.length === 0 || service === undefined || ports.length === 0) return [];
      const found = obstacle(mesh, routed, service);
      if (found === undefined) return [];
      const related =
        found.path.length === 0
          ? { message: 'exportTo is here.', ...source, path: ['spec', 'exportTo'] }
          : { message: 'This is why.', ...service.source, path: found.path };
      return limits.map((key) =>
        note('AER0311', source, ['spec', key], `This limit never applies: ${found.why}.`, { related: [related], target: 'key' }),
      );
    }),
};

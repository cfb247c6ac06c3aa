import type { Finding } from '../../base/finding.js';
import { decidingProtocol } from '../../controlplane/checks.js';
import { note } from '../../mesh/notes.js';
import type { Rule } from '../types.js';

export const meshConfiguration: Rule = {
  meta: { name: 'mesh-configuration', codes: ['AER0330', 'AER0337'], kinds: ['ConfigMap', 'ServiceEntry'] },
  check({ mesh, translation }): Finding[] {
    const { value, source, path } = mesh.meshConfig;
    // Without a configuration among the files nothing is known of it.
    if (source === undefined) return [];
    const findings: Finding[] = [];
    if (value.enableTracing && value.sampling === 0 && translation.listeners.length > 0) {
      const message =
        'Tracing is on, but defaultConfig.tracing.sampling is not set, which is 0 % to Aeraki: no request is traced.';
      findings.push(note('AER0330', source, path, message, { target: 'key' }));
    }
    if (value.dnsCapture) return findings;
    for (const service of mesh.services) {
      if (service.kind !== 'ServiceEntry' || !service.addresses.some(({ placeholder }) => placeholder)) continue;
      if (decidingProtocol(service) === undefined) continue;
      const message = `Aeraki gives ${service.hosts[0]} an address that only the sidecars know, and DNS capture is off in the mesh configuration: clients cannot resolve the host to it.`;
      const related = source.origin ? [{ message: 'The mesh configuration.', ...source, path, target: 'key' as const }] : [];
      findings.push(note('AER0337', service.source, ['spec', 'hosts', 0], message, { related }));
    }
    return findings;
  },
};

import type { Finding } from '../../base/finding.js';
import { asObject, own } from '../../base/json.js';
import { decidingProtocol } from '../../controlplane/checks.js';
import { nameOf, note } from '../../mesh/notes.js';
import type { Service } from '../../mesh/types.js';
import { integerAt, listAt, objectAt, textAt, textMapAt } from '../../resource/core.js';
import type { Rule } from '../types.js';

export const envoyfilterInTheWay: Rule = {
  meta: { name: 'envoyfilter-in-the-way', codes: ['AER0331'], kinds: ['EnvoyFilter'] },
  check({ mesh, ofKind }) {
    const filters = ofKind('networking.istio.io', 'EnvoyFilter');
    if (filters.length === 0) return [];
    const byPort = new Map<number, Service>();
    for (const service of mesh.services) {
      if (decidingProtocol(service) === undefined) continue;
      for (const { number } of service.ports) if (!byPort.has(number)) byPort.set(number, service);
    }
    return filters.flatMap(({ value, source }) => {
      if (textMapAt(objectAt(value, 'metadata'), 'labels')['manager'] === 'Aeraki') return [];
      return listAt(objectAt(value, 'spec'), 'configPatches').flatMap((patch, index): Finding[] => {
        const listener = objectAt(objectAt(asObject(patch), 'match'), 'listener');
        const chain = objectAt(listener, 'filterChain');
        if (textAt(objectAt(chain, 'filter'), 'name') !== 'envoy.filters.network.tcp_proxy') return [];
        const named = /_(\d+)$/.exec(textAt(listener, 'name'))?.[1];
        const number =
          integerAt(listener, 'portNumber') ??
          integerAt(chain, 'destinationPort') ??
          (named === undefined ? undefined : Number(named));
        const service = number === undefined ? undefined : byPort.get(number);
        if (service === undefined || own(asObject(patch) ?? {}, 'applyTo') !== 'NETWORK_FILTER') return [];
        const message = `This patches tcp_proxy on port ${number}, as Aeraki does for ${nameOf(service.source)}: one of the two finds nothing to patch.`;
        const related = [{ message: 'The service.', ...service.source, path: ['spec', 'ports'], target: 'key' as const }];
        return [note('AER0331', source, ['spec', 'configPatches', index, 'match'], message, { related, target: 'key' })];
      });
    });
  },
};

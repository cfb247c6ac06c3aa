import { note } from '../../mesh/notes.js';
import type { Rule } from '../types.js';

export const protocolWithoutGenerator: Rule = {
  meta: { name: 'protocol-without-generator', codes: ['AER0318'], kinds: ['Service', 'ServiceEntry'] },
  check: ({ mesh }) =>
    mesh.services.flatMap(({ ports, source }) =>
      ports.flatMap((port) => {
        const [first, second = ''] = port.name.split('-');
        if (first?.toLowerCase() !== 'tcp' || !/^(mongo|mysql)$/i.test(second)) return [];
        const message = `Aeraki recognises ${second.toLowerCase()} in the name ${port.name}, but generates nothing for it.`;
        return [note('AER0318', source, ['spec', 'ports', port.index, 'name'], message)];
      }),
    ),
};

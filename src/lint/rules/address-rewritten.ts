import type { Finding } from '../../base/finding.js';
import { nameOf, note } from '../../mesh/notes.js';
import type { Service } from '../../mesh/types.js';
import type { Rule } from '../types.js';

export const addressRewritten: Rule = {
  meta: { name: 'address-rewritten', codes: ['AER0336'], kinds: ['ServiceEntry'] },
  check({ mesh }) {
    const owners = new Map<string, Service>();
    return mesh.services.flatMap((service): Finding[] => {
      if (service.kind !== 'ServiceEntry') return [];
      return service.addresses.flatMap(({ value, placeholder }, index): Finding[] => {
        if (placeholder || !value.startsWith('240.240.')) return [];
        const owner = owners.get(value);
        if (owner === undefined || owner === service) {
          owners.set(value, service);
          return [];
        }
        const message = `${nameOf(owner.source)} has the address ${value} as well, which is of the range that Aeraki hands out: it writes another one into this object.`;
        const related = [{ message: 'The other one.', ...owner.source, path: ['spec', 'addresses'] }];
        return [note('AER0336', service.source, ['spec', 'addresses', index], message, { related })];
      });
    });
  },
};

import { nameOf, note } from '../../mesh/notes.js';
import type { Rule } from '../types.js';

export const routerInAnotherNamespace: Rule = {
  meta: { name: 'router-in-another-namespace', codes: ['AER0319'], kinds: ['MetaRouter'] },
  check: ({ routers }) =>
    routers.flatMap(({ router, source, service, ports }) => {
      if (service === undefined || ports.length === 0 || service.namespace === router.metadata.namespace) return [];
      const message = `This MetaRouter is in ${router.metadata.namespace}, its service is ${nameOf(service.source)}. It counts all the same, for the whole mesh.`;
      const related = [{ message: 'The service.', ...service.source, path: [] }];
      return [note('AER0319', source, ['metadata', 'namespace'], message, { related })];
    }),
};

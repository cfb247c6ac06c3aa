import { nameOf, note } from '../../mesh/notes.js';
import { objectAt, textAt } from '../../resource/core.js';
import type { Rule } from '../types.js';

export const authorizationWithoutMtls: Rule = {
  meta: { name: 'authorization-without-mtls', codes: ['AER0325'], kinds: ['DubboAuthorizationPolicy'] },
  check({ mesh, ofKind }) {
    const whole = ofKind('security.istio.io', 'PeerAuthentication').filter(
      ({ value }) => Object.keys(objectAt(objectAt(value, 'spec'), 'selector')).length === 0,
    );
    return [...mesh.authorizations].flatMap(([namespace, policies]) => {
      // The namespace's own counts over that of the root namespace.
      const place = [namespace, mesh.rootNamespace].find((name) =>
        whole.some(({ source }) => source.resource.namespace === name),
      );
      const peer = whole.find(({ source }) => source.resource.namespace === place);
      if (peer === undefined || textAt(objectAt(objectAt(peer.value, 'spec'), 'mtls'), 'mode') !== 'DISABLE') return [];
      return policies.flatMap(({ value, source }) => {
        const rule = value.rules.findIndex(({ from }) => from.length > 0);
        if (rule < 0) return [];
        const message = `Mutual TLS is off here (${nameOf(peer.source)}), so that no client has an identity: what this rule asks of it never holds.`;
        const related = [{ message: 'Mutual TLS is turned off here.', ...peer.source, path: ['spec', 'mtls', 'mode'] }];
        return [note('AER0325', source, ['spec', 'rules', rule, 'from'], message, { related, target: 'key' })];
      });
    });
  },
};

import { suggest } from '../../base/suggest.js';
import { completeHost } from '../../mesh/hosts.js';
import { nameOf, note } from '../../mesh/notes.js';
import type { Mesh } from '../../mesh/types.js';
import type { DestinationRule } from '../../resource/istio.js';
import type { Sourced } from '../../resource/source.js';
import { destinationsOf } from '../parts.js';
import type { Rule } from '../types.js';

/** The DestinationRules of which Istio takes subsets for a host: those of its full name, and wildcards over it. */
function rulesFor(mesh: Mesh, wildcards: Sourced<DestinationRule>[], host: string): Sourced<DestinationRule>[] {
  const exact = mesh.destinationRulesByHost.get(host) ?? [];
  return exact.length > 0 ? exact : wildcards.filter(({ value }) => host.endsWith(value.host.slice(1)));
}

export const subsetUnknown: Rule = {
  meta: { name: 'subset-unknown', codes: ['AER0301'], kinds: ['MetaRouter'] },
  check({ mesh, routers, options }) {
    const wildcards = mesh.destinationRules.filter(({ value }) => value.host.startsWith('*'));
    return routers.flatMap(({ router, source }) =>
      destinationsOf(router).flatMap(({ destination: { host, subset }, path, mirror }) => {
        if (subset === '') return [];
        const rules = rulesFor(mesh, wildcards, completeHost(host, router.metadata.namespace));
        const subsets = rules.flatMap(({ value }) => value.subsets.map(({ name }) => name));
        if (subsets.includes(subset)) return [];
        const [rule] = rules;
        const follows = mirror ? 'nothing is mirrored' : 'requests that take the route are answered with ClusterNotFound';
        if (rule === undefined) {
          const [where, unless] = options.complete ? ['', ''] : [' among the files', 'unless the mesh has one, '];
          const message = `No DestinationRule${where} defines the subset ${subset} of ${host}: ${unless}${follows}.`;
          const severity = options.complete ? 'error' : 'warning';
          return [note('AER0301', source, [...path, 'subset'], message, { severity })];
        }
        const near = suggest(subset, subsets);
        const listed = subsets.length === 0 ? 'It has none.' : `It has ${subsets.join(', ')}.`;
        const message = `${nameOf(rule.source)} has no subset ${subset} of ${host}: ${follows}. ${near === undefined ? listed : `Did you mean ${near}?`}`;
        const related = [{ message: 'The subsets are here.', ...rule.source, path: ['spec', 'subsets'], target: 'key' as const }];
        const fix =
          near === undefined
            ? 'Add the subset to the DestinationRule, or correct its name.'
            : `Write ${near}, or add the subset to the DestinationRule.`;
        return [note('AER0301', source, [...path, 'subset'], message, { severity: 'error', related, fix })];
      }),
    );
  },
};

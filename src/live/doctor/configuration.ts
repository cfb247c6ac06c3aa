import { isSame } from '../../controlplane/compare.js';
import { count, failed, given, ok, unknown, warning } from './outcome.js';
import type { Check, Observation, Outcome } from './types.js';
import { aerakiWebhooks } from './webhook.js';

/** The objects in the cluster: those of users, and those that Aeraki writes. */
export const configurationChecks: readonly Check[] = [
  { id: 'findings', group: 'configuration', code: 'AER1171', title: 'The objects do what they say', run: findings },
  {
    id: 'generated',
    group: 'configuration',
    code: 'AER1172',
    title: 'Aeraki has written what it should',
    when: 'after',
    run: generated,
  },
  {
    id: 'left-over',
    group: 'configuration',
    code: 'AER1173',
    title: 'Nothing is left of an earlier Aeraki',
    when: 'before',
    run: leftOver,
  },
];

function findings({ findings: asked }: Observation): Outcome {
  return given(asked, (all) => {
    const errors = all.filter(({ severity }) => severity === 'error');
    const warnings = all.filter(({ severity }) => severity === 'warning');
    const details = [...errors, ...warnings].map(({ code, resource, message }) => {
      const { kind = '', namespace, name = '' } = resource ?? {};
      return `${code} ${kind} ${namespace === undefined || namespace === '' ? '' : `${namespace}/`}${name}: ${message}`;
    });
    const shown = `${count(errors.length, 'error')} and ${count(warnings.length, 'warning')}`;
    if (errors.length > 0) return failed(`Lint finds ${shown}.`, { details });
    if (warnings.length > 0) return warning(`Lint finds ${count(warnings.length, 'warning')}.`, { details });
    return ok(all.length === 0 ? 'no findings' : count(all.length, 'hint'));
  });
}

function generated({ generated: asked, managed, aeraki }: Observation): Outcome {
  if ('value' in aeraki && aeraki.value.length === 0) return unknown('no Aeraki was found');
  return given(asked, (comparison) => {
    if (isSame(comparison)) return ok('value' in managed ? count(managed.value, 'object') : '');
    const line =
      (what: string) =>
      ({ kind, namespace, name }: { kind: string; namespace: string; name: string }): string =>
        `${kind} ${namespace}/${name} ${what}`;
    const details = [
      ...comparison.added.map(line('is missing')),
      ...comparison.changed.map(line('differs')),
      ...comparison.removed.map(line('is left over')),
    ];
    return failed(`${count(details.length, 'object')} of Aeraki ${details.length === 1 ? 'is' : 'are'} not as they should be.`, {
      details,
    });
  });
}

function leftOver({ managed, webhooks, aeraki }: Observation): Outcome {
  if ('value' in aeraki && aeraki.value.length > 0) return ok('Aeraki is installed, and what it wrote is its own');
  return given(managed, (number) =>
    given(webhooks, (configurations) => {
      const left = aerakiWebhooks(configurations).map(({ configuration }) => `ValidatingWebhookConfiguration ${configuration}`);
      const details = [...(number > 0 ? [`${count(number, 'object')} with the label manager=Aeraki`] : []), ...left];
      return details.length === 0 ? ok() : warning('Parts of an earlier Aeraki still act.', { details });
    }),
  );
}

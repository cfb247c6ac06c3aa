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
  return given(asked, (all) => {
    const wrong = all.filter(({ state }) => state !== 'in sync' && state !== 'unknown');
    const unclear = all.length - wrong.length - all.filter(({ state }) => state === 'in sync').length;
    const inWords = { differs: 'differs', missing: 'is missing', extra: 'is left over' } as Record<string, string>;
    const details = wrong.map(({ kind, namespace, name, state, reasons: [reason] }) => {
      return `${kind} ${namespace}/${name} ${inWords[state]}${reason === undefined ? '' : `: ${reason}`}`;
    });
    if (wrong.length > 0) {
      return failed(
        `${wrong.length} of ${count(all.length, 'object')} of Aeraki ${wrong.length === 1 ? 'is' : 'are'} not as they should be.`,
        { details },
      );
    }
    if (unclear > 0)
      return unknown(`${unclear} of ${count(all.length, 'object')} could not be compared, as their inputs may not be read`);
    return ok('value' in managed ? count(managed.value, 'object') : '');
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

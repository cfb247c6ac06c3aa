import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Planned } from '../live/plan.js';
import { lossInWords, outcomeCounts, renderLacking, renderPlan, renderSteps } from './plan.js';

const options = { color: false, width: 80 };

function planned(name: string, more: Partial<Planned>): Planned {
  const full = { apiVersion: 'metaprotocol.aeraki.io/v1alpha1', kind: 'MetaRouter', namespace: 'demo', name };
  return { name: full, action: 'unchanged', changes: [], isSent: true, ...more };
}

test('a plan: one line an object, the fields of what changes, and how many there are', () => {
  const plan = [
    planned('new', { action: 'create', needs: 'Namespace demo' }),
    planned('edited', { action: 'change', changes: [{ path: ['spec', 'routes', 0, 'name'], from: 'a', to: 'b' }] }),
    planned('same', {}),
    planned('old', { action: 'delete' }),
  ];
  assert.equal(
    renderPlan(plan, options),
    [
      '+ MetaRouter demo/new  (tried on the server once Namespace demo is there)',
      '~ MetaRouter demo/edited',
      '    spec.routes[0].name',
      '    - "a"',
      '    + "b"',
      '= MetaRouter demo/same',
      '- MetaRouter demo/old',
      '1 to create, 1 to change, 1 unchanged, 1 to delete',
      '',
    ].join('\n'),
  );
});

test('an account: what became of each, with a reason where it is not as planned', () => {
  const steps = [
    { planned: planned('a', { action: 'create' }), outcome: 'created' as const },
    { planned: planned('b', { action: 'create' }), outcome: 'unknown' as const, message: 'no answer' },
    { planned: planned('c', { action: 'create' }), outcome: 'notApplied' as const },
  ];
  assert.equal(
    renderSteps(steps, options),
    'MetaRouter demo/a created\nMetaRouter demo/b unknown\n    no answer\nMetaRouter demo/c not applied\n',
  );
  assert.equal(outcomeCounts(steps), '1 created, 1 not applied, 1 unknown');
});

test('escape sequences of names and of what a server says do not reach the terminal', () => {
  const step = { planned: planned('a\u001b[2J', {}), outcome: 'failed' as const, message: 'bad \u001b]0;x\u0007' };
  const text =
    renderPlan([step.planned], options) +
    renderSteps([step], options) +
    renderLacking({ generated: [{ name: 'x\u001b[1m', state: 'missing' }], sidecars: [] }, options);
  assert.doesNotMatch(text, /[\u001b\u0007]/);
});

test('a loss in words', () => {
  const loss = { host: 'h', port: 1, routes: ['a', 'b'], generated: [], limit: true, left: 'default' as const, cluster: 'c' };
  assert.equal(lossInWords(loss), 'without routes a, b and its rate limit; every request then takes the default route to c.');
});

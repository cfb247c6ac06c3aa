import type { Step } from '../live/account.js';
import type { Loss } from '../live/loss.js';
import type { Action, Planned } from '../live/plan.js';
import { changeLines } from './comparison.js';
import { count } from './diagnostics/summary.js';
import type { TextOptions } from './options.js';
import { type Paint, paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { wrapHanging } from './wrap.js';

const signs: Record<Action, string> = { create: '+', change: '~', unchanged: '=', delete: '-' };

/** Fields of one object that are shown; the rest is counted. */
const mostChanges = 40;

function nameOf({ kind, namespace, name }: Planned['name']): string {
  return sanitize(`${kind} ${namespace === '' ? name : `${namespace}/${name}`}`);
}

function colorOf(colors: Paint, action: Action): (text: string) => string {
  return action === 'create'
    ? colors.good
    : action === 'change'
      ? colors.warning
      : action === 'delete'
        ? colors.error
        : colors.faint;
}

/** A plan for reading: one line an object (`+` created, `~` changed, `=` unchanged, `-` deleted), and the fields of what changes. */
export function renderPlan(plan: readonly Planned[], options: TextOptions): string {
  const colors = paint(options.color);
  const lines: string[] = [];
  for (const planned of plan) {
    const { action, changes, needs } = planned;
    const color = colorOf(colors, action);
    const later = needs === undefined ? '' : colors.faint(`  (tried on the server once ${sanitize(needs)} is there)`);
    lines.push(`${color(signs[action])} ${action === 'unchanged' ? color(nameOf(planned.name)) : nameOf(planned.name)}${later}`);
    for (const change of changes.slice(0, mostChanges)) lines.push(...changeLines(change, colors, options.width));
    if (changes.length > mostChanges) lines.push(colors.faint(`    and ${changes.length - mostChanges} more fields`));
  }
  lines.push(summaryOf(plan));
  return lines.map((line) => `${line}\n`).join('');
}

function summaryOf(plan: readonly Planned[]): string {
  const number = (action: Action): number => plan.filter((planned) => planned.action === action).length;
  const parts = [
    [number('create'), 'to create'],
    [number('change'), 'to change'],
    [number('unchanged'), 'unchanged'],
    [number('delete'), 'to delete'],
  ] as const;
  return parts
    .filter(([many]) => many > 0)
    .map(([many, what]) => `${many} ${what}`)
    .join(', ');
}

/** What traffic loses by a plan, a few lines for each host; empty where it loses nothing. */
export function renderLosses(losses: readonly Loss[], options: TextOptions): string {
  if (losses.length === 0) return '';
  const colors = paint(options.color);
  const lines = [colors.strong('What traffic loses:')];
  for (const loss of losses) {
    const host = loss.port === undefined ? loss.host : `${loss.host}:${loss.port}`;
    lines.push(...wrapHanging('  ', `${sanitize(host)}: ${lossInWords(loss)}`, options.width));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** One loss as a sentence, not sanitized but for its parts: `routes v1, v2 go; all requests then go to outbound|…`. */
export function lossInWords({ routes, limit, left, cluster, generated }: Loss): string {
  const gone = [
    ...(routes.length === 0 ? [] : [`${routes.length === 1 ? 'route' : 'routes'} ${routes.map(sanitize).join(', ')}`]),
    ...(limit ? ['its rate limit'] : []),
    ...(routes.length === 0 && !limit ? [generated.map(sanitize).join(', ')] : []),
  ].join(' and ');
  const then =
    left === 'plain'
      ? 'requests are then plain TCP that Aeraki no longer handles'
      : left === 'default'
        ? `every request then takes the default route${cluster === undefined ? '' : ` to ${sanitize(cluster)}`}`
        : 'the other routes decide';
  return `without ${gone}; ${then}.`;
}

const outcomes: Record<Step['outcome'], string> = {
  created: 'created',
  changed: 'changed',
  unchanged: 'unchanged',
  deleted: 'deleted',
  notApplied: 'not applied',
  failed: 'failed',
  unknown: 'unknown',
  restored: 'restored',
  notRestored: 'NOT restored',
};

/** What became of each object, one line each as kubectl prints them; a reason where it is not as planned. */
export function renderSteps(steps: readonly Step[], options: TextOptions): string {
  const colors = paint(options.color);
  const lines = steps.flatMap(({ planned, outcome, message }) => {
    const bad = outcome === 'failed' || outcome === 'unknown' || outcome === 'notRestored';
    const color = bad ? colors.error : outcome === 'unchanged' || outcome === 'notApplied' ? colors.faint : colors.good;
    const line = `${nameOf(planned.name)} ${color(outcomes[outcome])}`;
    if (message === undefined) return [line];
    if (outcome === 'restored' || outcome === 'deleted') return [`${line}: ${sanitize(message)}`];
    return [line, ...wrapHanging('    ', sanitize(message), options.width)];
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** How many objects ended in each way: `2 created, 1 unknown, 3 not applied`. */
export function outcomeCounts(steps: readonly Step[]): string {
  const counts = new Map<Step['outcome'], number>();
  for (const { outcome } of steps) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const order = Object.keys(outcomes) as Step['outcome'][];
  return order
    .flatMap((outcome) => {
      const many = counts.get(outcome);
      return many === undefined ? [] : [`${many} ${outcomes[outcome]}`];
    })
    .join(', ');
}

/** What is still lacking after waiting. */
export interface Lacking {
  /** EnvoyFilters and VirtualServices of Aeraki's that are not as they should be. */
  generated: readonly { name: string; state: 'missing' | 'differs' | 'left over' }[];
  sidecars: readonly { pod: string; namespace: string; lacks: readonly string[] }[];
}

/** Exactly what is lacking where. */
export function renderLacking({ generated, sidecars }: Lacking, options: TextOptions): string {
  const lines: string[] = [];
  for (const { name, state } of generated) {
    const what =
      state === 'missing'
        ? 'Aeraki has not written it'
        : state === 'differs'
          ? 'it is not what Aeraki should write'
          : 'Aeraki has not deleted it';
    lines.push(...wrapHanging('  ', `${sanitize(name)}: ${what}`, options.width));
  }
  for (const { pod, namespace, lacks } of sidecars) {
    lines.push(`  sidecar of ${sanitize(pod)}.${sanitize(namespace)}:`);
    for (const lack of lacks) lines.push(...wrapHanging('    ', sanitize(lack), options.width));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** `3 sidecars` in words. */
export function sidecarCount(number: number): string {
  return count(number, 'sidecar');
}

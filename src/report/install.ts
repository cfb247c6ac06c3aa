import type { Planned } from '../live/plan.js';
import type { Kept } from '../live/uninstall.js';
import type { TextOptions } from './options.js';
import { paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { wrapHanging } from './wrap.js';

/** Objects of one kind that are listed by name; of more only some are. */
const mostNames = 12;

function nameOf({ namespace, name }: { namespace: string; name: string }): string {
  return sanitize(namespace === '' ? name : `${namespace}/${name}`);
}

/** What an uninstall removes, by kind in its order, what stays and why, and what to know before saying yes. */
export function renderUninstall(
  { plan, kept, warnings }: { plan: readonly Planned[]; kept: readonly Kept[]; warnings: readonly string[] },
  options: TextOptions,
): string {
  const colors = paint(options.color);
  const lines: string[] = [];
  const kinds = new Map<string, Planned[]>();
  for (const planned of plan) kinds.set(planned.name.kind, [...(kinds.get(planned.name.kind) ?? []), planned]);
  for (const [kind, objects] of kinds) {
    const shown = objects.length > mostNames ? objects.slice(0, mostNames - 2) : objects;
    for (const { name } of shown) lines.push(`${colors.error('-')} ${sanitize(kind)} ${nameOf(name)}`);
    if (shown.length < objects.length)
      lines.push(`${colors.error('-')} ${sanitize(kind)}: ${objects.length - shown.length} more`);
  }
  lines.push(`${plan.length} to delete`);
  if (kept.length > 0) {
    lines.push('', colors.strong('What stays:'));
    for (const one of kept)
      lines.push(...wrapHanging('  ', `${sanitize(one.kind)} ${nameOf(one)}: ${sanitize(one.why)}`, options.width));
  }
  for (const warning of warnings) lines.push('', ...wrapHanging(colors.warning('warning: '), sanitize(warning), options.width));
  return `${lines.join('\n')}\n`;
}

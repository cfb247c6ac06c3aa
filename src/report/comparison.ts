import { isObject, type Json } from '../base/json.js';
import { formatPath } from '../base/path.js';
import type { ComparedName, Comparison, FieldChange } from '../controlplane/compare.js';
import { count } from './diagnostics/summary.js';
import type { TextOptions } from './options.js';
import { type Paint, paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { wrapHanging } from './wrap.js';
import { toYaml } from './yaml.js';

/**
 * A comparison for reading: what is only on the first side with `-`, only on the second with `+`, and of what differs each field with both
 * values. `from` and `to` name the sides.
 */
export function renderComparison(comparison: Comparison, sides: { from: string; to: string }, options: TextOptions): string {
  const colors = paint(options.color);
  const { added, removed, changed } = comparison;
  if (added.length + removed.length + changed.length === 0)
    return `${colors.good('No difference')} between ${sanitize(sides.from)} and ${sanitize(sides.to)}.\n`;
  const lines = [colors.error(`--- ${sanitize(sides.from)}`), colors.good(`+++ ${sanitize(sides.to)}`)];
  for (const object of removed) lines.push(colors.error(`- ${objectName(object)}`));
  for (const object of added) lines.push(colors.good(`+ ${objectName(object)}`));
  for (const object of changed) {
    lines.push('', `~ ${colors.strong(objectName(object))}`);
    for (const change of object.changes) lines.push(...changeLines(change, colors, options.width));
  }
  lines.push('', `${added.length} added, ${removed.length} removed, ${changed.length} changed`);
  return lines.map((line) => `${line}\n`).join('');
}

/** The objects that differ, one a line, without their fields; for a check. */
export function differingNames({ added, removed, changed }: Comparison): string {
  const lines = [
    ...removed.map((object) => `  - ${objectName(object)}`),
    ...added.map((object) => `  + ${objectName(object)}`),
    ...changed.map((object) => `  ~ ${objectName(object)} (${count(object.changes.length, 'field')})`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** `EnvoyFilter ns/name`, `RouteConfiguration name`. */
function objectName({ kind, namespace, name }: ComparedName): string {
  return sanitize(`${kind} ${namespace === '' ? name : `${namespace}/${name}`}`);
}

/** One field that differs: its path (and where its value comes from), then both values, indented by four spaces. */
export function changeLines({ path, from, to }: FieldChange, colors: Paint, width: number, by = ''): string[] {
  const source = by === '' ? '' : ` (${by})`;
  const place = wrapHanging('    ', sanitize(`${formatPath(path)}${source}`), width);
  const hiddenBoth = from === to && from !== undefined ? [colors.faint('      (the values differ, but are secret)')] : [];
  return [...place, ...side('-', from, colors.error), ...side('+', to, colors.good), ...hiddenBoth];
}

function side(sign: string, value: Json | undefined, color: (text: string) => string): string[] {
  if (value === undefined) return [];
  return valueLines(value).map((line) => color(`    ${sign} ${sanitize(line)}`));
}

/** A value as YAML, but a text in quotes where it would not be told from another type or from nothing. */
function valueLines(value: Json): string[] {
  if (isObject(value) || Array.isArray(value)) return toYaml(value).trimEnd().split('\n');
  return [JSON.stringify(value)];
}

import type { TextOptions } from '../options.js';
import { paint } from '../paint.js';
import { sanitize } from '../sanitize.js';
import { wrapHanging } from '../wrap.js';
import { impactSummary, type JudgedImpact } from './json.js';
import { differencesInWords, witnessInWords } from './words.js';

/** The changes for a person: by host, each with a request that shows it, and what is before and after. */
export function renderImpact(services: readonly JudgedImpact[], compared: number, options: TextOptions): string {
  const colors = paint(options.color);
  const arrow = options.unicode === true ? '→' : '->';
  const lines: string[] = [];
  for (const service of services) {
    lines.push(colors.strong(sanitize(`${service.host}:${service.port}`)));
    for (const change of [...service.changes, ...service.undecided]) {
      const open = 'reason' in change;
      const mark = change.allowed ? 'allowed' : open ? 'unknown' : 'changed';
      const color = change.allowed ? colors.faint : colors.warning;
      const about = open ? `not decided: ${change.reason}` : `requests such as ${witnessInWords(change.witness)}`;
      const [first = '', ...rest] = wrapHanging(`  ${mark}  `, sanitize(about), options.width);
      lines.push(`  ${color(mark)}${first.slice(mark.length + 2)}`, ...rest);
      for (const { label, before, after } of differencesInWords(service, change))
        lines.push(...wrapHanging(`           ${label.padEnd(9)}`, sanitize(`${before} ${arrow} ${after}`), options.width));
    }
    lines.push('');
  }
  const { changes, allowed, undecided, affected } = impactSummary(services, compared);
  const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  const parts = [
    changes === 0 ? 'No request changes' : `${some(changes, 'change')} on ${some(affected, 'port')}`,
    ...(undecided === 0 ? [] : [`${undecided} not decided`]),
    ...(allowed === 0 ? [] : [`${allowed} allowed`]),
    `${some(compared, 'port')} compared`,
  ];
  lines.push(`${parts.join(', ')}.`);
  return lines.map((line) => `${line}\n`).join('');
}

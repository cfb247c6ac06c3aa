import type { Witness } from '../../analysis/coverage.js';
import { sanitize } from '../sanitize.js';
import { impactSummary, type JudgedImpact } from './json.js';
import { differencesInWords, hardlySent, requestInWords } from './words.js';

/** The changes as a table in Markdown, for a comment on a pull request: one row a change, grouped by host. */
export function renderImpactMarkdown(services: readonly JudgedImpact[], compared: number): string {
  const { changes, undecided, allowed, affected } = impactSummary(services, compared);
  if (services.length === 0) return `**No request changes.** ${ports(compared)} compared.\n`;
  const counts = [`${changes} change${changes === 1 ? '' : 's'} on ${ports(affected)}`];
  if (undecided > 0) counts.push(`${undecided} not decided`);
  if (allowed > 0) counts.push(`${allowed} allowed`);
  const rows = services.flatMap((service) =>
    [...service.changes, ...service.undecided].map((change, index) => {
      const told = differencesInWords(service, change);
      const where = index === 0 ? code(`${service.host}:${service.port}`) : '';
      const who = 'reason' in change ? `*not decided: ${text(change.reason)}*` : requestCell(change.witness);
      const column = (side: 'before' | 'after'): string => told.map((row) => `${row.label}: ${code(row[side])}`).join('<br>');
      return `| ${where} | ${who} | ${column('before')} | ${column('after')} |${allowed > 0 ? ` ${change.allowed ? 'yes' : ''} |` : ''}`;
    }),
  );
  const head = ['Host', 'Requests such as', 'Before', 'After', ...(allowed > 0 ? ['Allowed'] : [])];
  return [
    `**${counts.join(', ')}.** ${ports(compared)} compared.`,
    '',
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
  ].join('\n');
}

function requestCell({ attributes, unusual }: Witness): string {
  return `${code(requestInWords(attributes))}${unusual ? ` (${hardlySent})` : ''}`;
}

function ports(count: number): string {
  return `${count} port${count === 1 ? '' : 's'}`;
}

/** Text that means nothing to Markdown, in one cell. */
function text(value: string): string {
  return sanitize(value).replace(/[\\`*_[\]<>|&~]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text as code, which a table may hold: bars and backticks would end it. */
function code(value: string): string {
  const shown = sanitize(value);
  if (!shown.includes('`')) return `\`${shown.replaceAll('|', '\\|')}\``;
  return `<code>${text(value)}</code>`;
}

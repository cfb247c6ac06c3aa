import { type Code, codes } from '../base/codes.js';
import type { CoveredItem } from '../lint/coverage.js';

/** A code as a link to its page, from a page in `docs`. */
function link(code: Code): string {
  return `[${code}](codes/${code}.md) ${codes[code].name}`;
}

/** The page that lists what `lint` knows about, under headings: each mistake with the codes that report it, or why none does. */
export function lintRulesPage(groups: readonly { heading: string; items: readonly CoveredItem[] }[]): string {
  let text = '# What lint looks for\n\n';
  text += '<!-- Made by scripts/generate.ts. Do not edit. -->\n\n';
  text += 'Every mistake that is known to be made, every surprise of Aeraki and of the proxy, and what reports it. ';
  text += '`aerakictl lint --rules` lists the codes with what they are set to; `aerakictl explain CODE` explains one.\n';
  for (const { heading, items } of groups) {
    text += `\n## ${heading}\n\n| what | reported as |\n|---|---|\n`;
    for (const { title, codes: reported, unseen, live } of items) {
      const where = live === true ? ' A running mesh shows it.' : '';
      const parts = [reported.map(link).join(', '), unseen === undefined ? '' : `${unseen}${where}`];
      text += `| ${title} | ${parts.filter((part) => part !== '').join('. ')} |\n`;
    }
  }
  return text;
}

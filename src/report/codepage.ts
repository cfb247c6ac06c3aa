import type { CodeInfo } from '../base/codes/info.js';
import { type Code, codes, isCode } from '../base/codes.js';

/** Headings of the index of codes, by the first two digits of a code. */
const topics: readonly (readonly [RegExp, string])[] = [
  [/^AER00/, 'Reading'],
  [/^AER01/, 'API server'],
  [/^AER02/, 'Webhook of Aeraki'],
  [/^AER03/, 'Lint: other than meant'],
  [/^AER0[456]/, 'Control plane: what Aeraki generates'],
  [/^AER07/, 'Proxy: what happens to a request'],
  [/^AER08/, 'Analysis: what a change does'],
];

/** The Markdown page of a code, as it stands in docs/codes. */
export function codePage(code: Code): string {
  const info: CodeInfo = codes[code];
  const parts = [
    `# ${code} ${info.name}`,
    `${sentence(info.summary)} Severity: ${info.severity}.`,
    `## Why it matters\n\n${info.why.trim()}`,
    `## What to do\n\n${info.fix.trim()}`,
  ];
  if (info.example !== undefined) {
    parts.push(`## Example\n\nRaises it:\n\n${fence(info.example.bad)}`);
    if (info.example.good !== undefined) parts.push(`Does not:\n\n${fence(info.example.good)}`);
  }
  parts.push('[All codes](README.md)');
  return `${parts.join('\n\n')}\n`;
}

/** The Markdown page that lists all codes by topic. */
export function codeIndex(): string {
  const known = Object.keys(codes).filter(isCode).sort();
  const parts = [
    '# Codes of findings',
    'A code names one kind of finding for good: it is never reused. `aerakictl explain AER0001` prints its page in the terminal.',
  ];
  const listed = new Set<Code>();
  const section = (title: string, members: Code[]): void => {
    if (members.length === 0) return;
    for (const code of members) listed.add(code);
    parts.push(
      `## ${title}\n\n| Code | Name | Severity | What is wrong |\n| --- | --- | --- | --- |\n${members.map(row).join('\n')}`,
    );
  };
  for (const [pattern, title] of topics)
    section(
      title,
      known.filter((code) => pattern.test(code)),
    );
  section(
    'Others',
    known.filter((code) => !listed.has(code)),
  );
  return `${parts.join('\n\n')}\n`;
}

function row(code: Code): string {
  const info: CodeInfo = codes[code];
  return `| [${code}](${code}.md) | ${info.name} | ${info.severity} | ${info.summary.replaceAll('|', '\\|')} |`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A code block whose fence is longer than any in the text. */
function fence(yaml: string): string {
  const longest = Math.max(2, ...(yaml.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}yaml\n${yaml.trimEnd()}\n${ticks}`;
}

import { codes } from '../../base/codes.js';
import type { DiagnosticReport, LocatedFinding } from '../../base/finding.js';
import type { DiagnosticOptions } from '../options.js';
import { sanitize, sanitizeLines } from '../sanitize.js';
import { inOrder, logicalPlace, messageWithFix } from './common.js';

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Findings as workflow commands of GitHub Actions, one a line, which GitHub shows as annotations of the files. The name of a file is as it is,
 * so that GitHub finds it, but for a terminal. */
export function renderGithub(report: DiagnosticReport, options: Pick<DiagnosticOptions, 'terminal'> = {}): string {
  return inOrder(report.findings)
    .map((finding) => `${command(finding, options.terminal === true)}\n`)
    .join('');
}

function command(finding: LocatedFinding, terminal: boolean): string {
  const { file, at } = finding;
  const properties: [string, string | number | undefined][] = [
    ['file', file === undefined || !terminal ? file : sanitize(file)],
    ['line', at?.line],
    ['endLine', at?.endLine],
    ['col', at?.column],
    ['endColumn', at?.endColumn],
    ['title', `${finding.code} ${codes[finding.code].name}`],
  ];
  const given = properties.flatMap(([name, value]) => (value === undefined ? [] : `${name}=${escapeProperty(String(value))}`));
  const about = file === undefined ? logicalPlace(finding) : '';
  const message = about === '' ? messageWithFix(finding) : `${about}: ${messageWithFix(finding)}`;
  return `::${commands[finding.severity]} ${given.join(',')}::${escapeData(sanitizeLines(message))}`;
}

/** As the runner reads the text after the second `::`. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** As the runner reads a property, where `:` and `,` end it too. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

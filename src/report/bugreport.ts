import type { ReportManifest } from '../live/bugreport/contents.js';
import type { TextOptions } from './options.js';
import { paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { wrap, wrapHanging } from './wrap.js';

/** Reasons that the summary tells; the archive has all. */
const mostReasons = 8;

/** A number of bytes for people: `812 B`, `4.2 KiB`, `31 MiB`. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit] = bytes < 1024 ** 2 ? [bytes / 1024, 'KiB'] : [bytes / 1024 ** 2, 'MiB'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** What is in an archive, what is not and why, for whoever opens it: its `README.txt`. */
export function renderReportReadme(manifest: ReportManifest, program: string): string {
  const { program: made, created, secrets, files, leftOut } = manifest;
  const lines = [
    `Bug report of ${made.name} ${made.version}, ${created}, made with '${program} bug-report' on ${made.platform}, Node ${made.node}.`,
    '',
    ...wrap(
      secrets.redacted
        ? `Passwords, private keys and tokens were looked for in everything and replaced by <redacted> (${secrets.hidden} times); what is no such thing may be hidden too. Names of hosts, namespaces and images, addresses and rules are in it as they are: look through it before you pass it on. Logs of applications and kubeconfigs are not in it.`
        : 'SECRETS WERE NOT HIDDEN (--include-secrets): passwords, private keys and tokens are in here. Logs of applications and kubeconfigs are not.',
      100,
    ),
    '',
    ...wrap(
      "manifest.json lists the same for programs. mesh/ and what is in it can be looked at without the cluster: 'aerakictl lint mesh', 'aerakictl translate mesh'; a proxy's dump with 'aerakictl sidecar-config --file proxies/NAMESPACE/POD/config_dump.json'.",
      100,
    ),
    '',
    'What is in it',
    '',
    ...files.map(
      ({ path, about, size, cut }) => `  ${path}\n      ${about}, ${sizeInWords(size)}${cut === undefined ? '' : ` (${cut})`}`,
    ),
    '',
    leftOut.length === 0 ? 'Nothing was left out.' : 'What is not, and why',
    ...(leftOut.length === 0 ? [] : ['', ...leftOut.map(({ path, why }) => `  ${path}\n      ${why}`)]),
  ];
  return lines.map((line) => `${line.split('\n').map(sanitize).join('\n')}\n`).join('');
}

/** The archive in a few lines, for the terminal. */
export function renderReportSummary(
  { file, size, files, leftOut, secrets, tookMs }: ReportManifest & { file: string; size: number },
  options: TextOptions,
): string {
  const colors = paint(options.color);
  const lines = [
    `${colors.strong(sanitize(file))}   ${sizeInWords(size)}, ${files.length} files in ${(tookMs / 1000).toFixed(1)} s`,
    secrets.redacted
      ? `Secrets are hidden (${secrets.hidden} places); names, addresses and rules are not.`
      : colors.warning('Secrets are NOT hidden.'),
  ];
  if (leftOut.length > 0) {
    lines.push('', `Left out (${leftOut.length}; README.txt in the archive has all):`);
    const reasons = new Map<string, string[]>();
    for (const { path, why } of leftOut) reasons.set(why, [...(reasons.get(why) ?? []), path]);
    for (const [why, paths] of [...reasons].slice(0, mostReasons)) {
      const [first = ''] = paths;
      const which = paths.length === 1 ? first : `${first} and ${paths.length - 1} more`;
      lines.push(...wrapHanging('  ', `${sanitize(which)}: ${sanitize(why)}`, options.width));
    }
    if (reasons.size > mostReasons) lines.push(`  and for ${reasons.size - mostReasons} other reasons`);
  }
  return `${lines.join('\n')}\n`;
}

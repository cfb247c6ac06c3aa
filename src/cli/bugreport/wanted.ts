import { CliError } from '../errors.js';
import { milliseconds } from '../live.js';
import { flag, text, wholeNumber } from '../options.js';
import type { Invocation } from '../types.js';

/** What the command line asks for. */
export interface Wanted {
  file: string;
  folder: string;
  timeoutMs: number;
  maxSize: number;
  maxLogSize: number;
  maxProxies: number;
  sinceSeconds: number | undefined;
  redacting: boolean;
}

/** Bytes of a size such as `50Mi`, `20MB` or `4096`. */
function bytesOf(value: string, name: string): number {
  const units: Record<string, number> = { '': 1, k: 1000, m: 1000 ** 2, g: 1000 ** 3, ki: 1024, mi: 1024 ** 2, gi: 1024 ** 3 };
  const [, number, unit] = /^(\d{1,9}(?:\.\d{1,3})?)([kmg]i?)?b?$/i.exec(value) ?? [];
  const bytes = number === undefined ? 0 : Math.floor(Number(number) * (units[(unit ?? '').toLowerCase()] ?? 1));
  if (bytes < 1) throw new CliError(`--${name} ${value}: not a size`, 'Give it as in 20Mi or 500k.');
  return bytes;
}

/** Reads the command line. `now` names the archive where the user does not. */
export function wantedReport({ options, io }: Invocation, now: Date): Wanted {
  const folder = `aerakictl-bug-report-${now.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')}`;
  const since = text(options, 'since');
  const file = text(options, 'file') ?? `${folder}.tar.gz`;
  const maxSize = bytesOf(text(options, 'max-size') ?? '50Mi', 'max-size');
  if (maxSize < 65_536)
    throw new CliError(`--max-size ${text(options, 'max-size')}: too small for any report`, 'Give 64Ki or more.');
  return {
    file: file.startsWith('/') || io.cwd === process.cwd() ? file : `${io.cwd}/${file}`,
    folder,
    timeoutMs: milliseconds(text(options, 'timeout') ?? '2m', 'timeout'),
    maxSize,
    maxLogSize: bytesOf(text(options, 'max-log-size') ?? '2Mi', 'max-log-size'),
    maxProxies: wholeNumber(options, 'max-proxies', 0, 10_000) ?? 20,
    sinceSeconds: since === undefined ? undefined : Math.max(1, Math.ceil(milliseconds(since, 'since') / 1000)),
    redacting: !flag(options, 'include-secrets'),
  };
}

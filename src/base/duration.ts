/** A duration in nanoseconds, as Go holds it. */
export type Nanoseconds = bigint;

const units: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const maximum = (1n << 63n) - 1n;

/**
 * Reads a duration as Go's `time.ParseDuration` does, which is how Aeraki decodes them (`100ms`, `1h30m`, `1.5s`, `-1s`; not `60`,
 * not `1d`). On failure the error has Go's words: `time: missing unit in duration "60"`.
 */
export function parseGoDuration(text: string): Nanoseconds | { error: string } {
  const invalid = { error: `time: invalid duration ${quote(text)}` };
  let rest = text;
  let negative = false;
  if (rest.startsWith('-') || rest.startsWith('+')) {
    negative = rest.startsWith('-');
    rest = rest.slice(1);
  }
  if (rest === '0') return 0n;
  if (rest === '') return invalid;
  let total = 0n;
  while (rest !== '') {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest);
    const whole = number?.[1] ?? '';
    const fraction = number?.[2] ?? '';
    if (number === null || (whole === '' && fraction === '')) return invalid;
    rest = rest.slice(number[0].length);
    const unitText = /^[^.\d]*/.exec(rest)?.[0] ?? '';
    if (unitText === '') return { error: `time: missing unit in duration ${quote(text)}` };
    rest = rest.slice(unitText.length);
    const unit = Object.hasOwn(units, unitText) ? units[unitText] : undefined;
    if (unit === undefined) return { error: `time: unknown unit ${quote(unitText)} in duration ${quote(text)}` };
    if (whole.length > 20) return invalid;
    total += BigInt(whole === '' ? 0 : whole) * unit;
    const digits = fraction.slice(0, 18);
    if (digits !== '') total += (BigInt(digits) * unit) / 10n ** BigInt(digits.length);
    if (total > maximum + (negative ? 1n : 0n)) return invalid;
  }
  return negative ? -total : total;
}

/** Writes a duration as protojson does: seconds with 0, 3, 6 or 9 decimals (`60s`, `0.100s`, `-1s`). */
export function formatProtoDuration(value: Nanoseconds): string {
  const sign = value < 0n ? '-' : '';
  const absolute = value < 0n ? -value : value;
  const seconds = absolute / 1_000_000_000n;
  let decimals = String(absolute % 1_000_000_000n).padStart(9, '0');
  while (decimals.endsWith('000')) decimals = decimals.slice(0, -3);
  return `${sign}${seconds}${decimals === '' ? '' : `.${decimals}`}s`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

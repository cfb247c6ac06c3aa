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

/** The most nanoseconds that the sum may hold on the way: one more than the largest duration, as Go allows for the smallest one. */
const most = 1n << 63n;

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
    const whole = (number?.[1] ?? '').replace(/^0+(?=\d)/, '');
    const fraction = number?.[2] ?? '';
    if (number === null || (whole === '' && fraction === '') || whole.length > 19 || BigInt(whole) > most) return invalid;
    rest = rest.slice(number[0].length);
    const unitText = /^[^.\d]*/.exec(rest)?.[0] ?? '';
    if (unitText === '') return { error: `time: missing unit in duration ${quote(text)}` };
    rest = rest.slice(unitText.length);
    const unit = Object.hasOwn(units, unitText) ? units[unitText] : undefined;
    if (unit === undefined) return { error: `time: unknown unit ${quote(unitText)} in duration ${quote(text)}` };
    const part = BigInt(whole) * unit;
    if (part > most) return invalid;
    total += part + nanosecondsOfFraction(fraction, unit);
    if (total > most) return invalid;
  }
  if (total === most && !negative) return invalid;
  return negative ? -total : total;
}

/** The part after the point, with the rounding of Go's floating-point arithmetic: digits past the 63rd bit do not count. */
function nanosecondsOfFraction(digits: string, unit: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    if (value > (most - 1n) / 10n) break;
    const next = value * 10n + BigInt(digit);
    if (next > most) break;
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
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

/** Quotes as Go's `time` package: bytes that are not printable ASCII as `\\x..`. */
function quote(text: string): string {
  let quoted = '';
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7f) quoted += `\\x${byte.toString(16).padStart(2, '0')}`;
    else quoted += character === '"' || character === '\\' ? `\\${character}` : character;
  }
  return `"${quoted}"`;
}

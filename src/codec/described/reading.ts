import type { Code } from '../../base/codes.js';
import type { Finding, Origin } from '../../base/finding.js';
import { isObject, type Json, type JsonObject, own } from '../../base/json.js';
import type { Path } from '../../base/path.js';
import { suggest } from '../../base/suggest.js';

/** Where findings go while a description is read. */
export interface Reading {
  findings: Finding[];
  origin: Origin;
}

/** Notes an error at a path. */
export function report(reading: Reading, code: Code, path: Path, message: string, fix?: string): void {
  const finding: Finding = { code, severity: 'error', message, path, origin: reading.origin };
  if (fix !== undefined) finding.fix = fix;
  reading.findings.push(finding);
}

/** An object with exactly the members named; undefined, and an error, where it is none. Unknown members are errors. */
export function object(
  reading: Reading,
  value: Json | undefined,
  path: Path,
  members: readonly string[],
): JsonObject | undefined {
  if (!isObject(value)) {
    const name = path.at(-1);
    if (value === undefined && typeof name === 'string') report(reading, 'AER0900', path, `\`${name}\` is missing.`);
    else report(reading, 'AER0900', path, `A mapping is expected here, but ${describe(value)} stands there.`);
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (members.includes(key)) continue;
    const near = suggest(key, members);
    const finding: Finding = {
      code: 'AER0900',
      severity: 'error',
      message: `There is no member \`${key}\` here.`,
      path: [...path, key],
      target: 'key',
      origin: reading.origin,
      fix: near === undefined ? `The members are ${members.join(', ')}.` : `Did you mean \`${near}\`?`,
    };
    reading.findings.push(finding);
  }
  return value;
}

/** The items of a list; none, and an error, where it is something else. A missing list is empty. */
export function list(reading: Reading, value: Json | undefined, path: Path): Json[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  report(reading, 'AER0900', path, `A list is expected here, but ${describe(value)} stands there.`);
  return [];
}

/** A text member; undefined where it is missing, and an error where it is none. */
export function text(reading: Reading, from: JsonObject, key: string, path: Path, required = false): string | undefined {
  const value = own(from, key);
  if (typeof value === 'string' && value !== '') return value;
  if (value === undefined || value === null) {
    if (required) report(reading, 'AER0900', path, `\`${key}\` is missing.`);
    return undefined;
  }
  report(reading, 'AER0900', [...path, key], `\`${key}\` must be a text, but is ${describe(value)}.`);
  return undefined;
}

/** A text out of a few; undefined where it is missing or another. */
export function choice<Choice extends string>(
  reading: Reading,
  from: JsonObject,
  key: string,
  path: Path,
  choices: readonly Choice[],
): Choice | undefined {
  const value = text(reading, from, key, path);
  if (value === undefined) return undefined;
  const found = choices.find((known) => known === value);
  if (found === undefined) {
    const near = suggest(value, choices);
    const fix = near === undefined ? `It is one of ${choices.join(', ')}.` : `Did you mean \`${near}\`?`;
    report(reading, 'AER0900', [...path, key], `\`${key}\` cannot be \`${value}\`.`, fix);
  }
  return found;
}

/** A whole number within bounds; undefined where it is missing or another. */
export function whole(
  reading: Reading,
  from: JsonObject,
  key: string,
  path: Path,
  least: number,
  most: number,
): number | undefined {
  const value = own(from, key);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  report(reading, 'AER0900', [...path, key], `\`${key}\` must be a whole number from ${least} to ${most}.`);
  return undefined;
}

/** A number as a description may write it: a number, or a text in decimal or hexadecimal. Undefined if it is neither. */
export function toBigInt(value: Json | undefined): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (typeof value !== 'string') return undefined;
  return /^-?\d{1,20}$|^0x[0-9a-f]{1,16}$/i.test(value) ? BigInt(value) : undefined;
}

/** A byte string as one byte a character, of a text in UTF-8. */
export function toBytes(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}

/** Bytes of hexadecimal digits, spaces allowed; undefined if they are none. */
export function fromHex(value: string): string | undefined {
  const digits = value.replace(/\s+/g, '');
  return /^(?:[0-9a-f]{2})*$/i.test(digits) ? Buffer.from(digits, 'hex').toString('latin1') : undefined;
}

function describe(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return `a ${typeof value === 'string' ? 'text' : typeof value}`;
}

import type { Json } from '../base/json.js';

/** What a scalar stands for before it becomes JSON: Go's types, as far as they differ in JSON or as a key. */
export type Scalar =
  | { type: 'null' }
  | { type: 'bool'; value: boolean }
  /** A whole number of 64 bits; `unsigned` if only a uint64 holds it. */
  | { type: 'int'; value: bigint; unsigned: boolean }
  | { type: 'float'; value: number }
  | { type: 'string'; value: string };

/** Why a scalar cannot be read or cannot be a key. */
export interface ScalarError {
  error: string;
}

const words = new Map<string, Scalar>();
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
  words.set(word, { type: 'bool', value: true });
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
  words.set(word, { type: 'bool', value: false });
for (const word of ['', '~', 'null', 'Null', 'NULL']) words.set(word, { type: 'null' });
for (const word of ['.nan', '.NaN', '.NAN']) words.set(word, { type: 'float', value: Number.NaN });
for (const word of ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'])
  words.set(word, { type: 'float', value: Number.POSITIVE_INFINITY });
for (const word of ['-.inf', '-.Inf', '-.INF']) words.set(word, { type: 'float', value: Number.NEGATIVE_INFINITY });

const minInt64 = -(1n << 63n);
const maxInt64 = (1n << 63n) - 1n;
const maxUint64 = (1n << 64n) - 1n;

const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
// Go's ParseFloat takes an underscore between digits here.
const dotFloat = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

/**
 * Resolves a plain scalar as `kubectl` does: by the rules of go-yaml v2, a mixture of YAML 1.1 and Go's own number syntax.
 * `on` is true, `0777` is 511, `1_000` is 1000; `1:30` and timestamps stay text.
 */
export function resolvePlain(text: string): Scalar {
  const word = words.get(text);
  if (word !== undefined) return word;
  return resolveNumber(text) ?? { type: 'string', value: text };
}

/** The number that a plain scalar stands for, or undefined if it is text. */
function resolveNumber(text: string): Scalar | undefined {
  const first = text.charCodeAt(0);
  if (first === 0x2e) {
    const value = dotFloat.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
    return Number.isFinite(value) ? { type: 'float', value } : undefined;
  }
  if (!(first >= 0x30 && first <= 0x39) && first !== 0x2b && first !== 0x2d) return undefined;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const whole = parseGoInteger(plain);
  if (whole !== undefined) return whole;
  if (float.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? { type: 'float', value } : undefined;
  }
  // go-yaml tries `0b` again without its prefix, which lets a sign through behind it.
  const binary = /^(-?)0b([-+]?)([01]+)$/.exec(plain);
  if (binary?.[2] && !(binary[1] && binary[2])) {
    const value = BigInt(`0b${binary[3]}`) * (binary[2] === '-' ? -1n : 1n);
    if (value >= minInt64 && value <= maxInt64) return { type: 'int', value, unsigned: false };
  }
  return undefined;
}

/** A whole number as Go's `strconv.ParseInt` (then `ParseUint`) reads it in base 0; undefined if it is none of 64 bits. */
function parseGoInteger(text: string): Scalar | undefined {
  const parts = /^([-+]?)(?:(0[xX][0-9a-fA-F]+|0[bB][01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(text);
  if (parts === null || text.length > 80) return undefined;
  const [, sign, prefixed, octal, decimal] = parts;
  const absolute = BigInt(prefixed ?? (octal === undefined ? (decimal ?? '') : `0o${octal}`));
  const value = sign === '-' ? -absolute : absolute;
  if (value >= minInt64 && value <= maxInt64) return { type: 'int', value, unsigned: false };
  if (sign === '' && value <= maxUint64) return { type: 'int', value, unsigned: true };
  return undefined;
}

const resolvableTags = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp']);
const timestamp =
  /^\d{4}-\d{1,2}-\d{1,2}([Tt]\d{1,2}:\d{1,2}:\d{1,2}([.,]\d+)?(Z|[-+]\d\d:\d\d)| +\d{1,2}:\d{1,2}:\d{1,2}([.,]\d+)?)?$/;

/**
 * Resolves a scalar behind an explicit tag, as go-yaml v2 does. `tag` is its name without `!!`; a tag of the document's own
 * (`!x`) is ignored and the value is text.
 */
export function resolveTagged(tag: string, text: string): Scalar | ScalarError {
  if (tag === 'binary') return decodeBinary(text);
  if (!resolvableTags.has(tag) || tag === 'str') return { type: 'string', value: text };
  if (tag === 'timestamp' && timestamp.test(text)) return { type: 'string', value: text };
  const scalar = resolvePlain(text);
  if (scalar.type === tag) return scalar;
  if (tag === 'float' && scalar.type === 'int' && !scalar.unsigned) return { type: 'float', value: Number(scalar.value) };
  return { error: `cannot decode !!${scalar.type === 'string' ? 'str' : scalar.type} \`${text}\` as a !!${tag}` };
}

function decodeBinary(text: string): Scalar | ScalarError {
  const compact = text.replace(/[\r\n]/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) {
    return { error: '!!binary value contains invalid base64 data' };
  }
  return { type: 'string', value: Buffer.from(compact, 'base64').toString('utf8') };
}

/** The value in JSON; undefined for a number that JSON cannot hold. Whole numbers beyond 2^53 lose their last digits. */
export function toJson(scalar: Scalar): Json | undefined {
  switch (scalar.type) {
    case 'null':
      return null;
    case 'int':
      return Number(scalar.value);
    case 'float':
      return Number.isFinite(scalar.value) ? scalar.value : undefined;
    default:
      return scalar.value;
  }
}

/** The text that a scalar becomes as a key, as sigs.k8s.io/yaml writes it (`1` → "1", `y` → "true"). */
export function toKey(scalar: Scalar): string | ScalarError {
  switch (scalar.type) {
    case 'string':
      return scalar.value;
    case 'bool':
      return String(scalar.value);
    case 'int':
      return scalar.unsigned ? { error: 'a number beyond 64 signed bits cannot be a key' } : String(scalar.value);
    case 'float':
      return formatFloat32(scalar.value);
    case 'null':
      return { error: 'null cannot be a key' };
  }
}

/** A number as Go's `strconv.FormatFloat(value, 'g', -1, 32)` writes it, with YAML's names for what is not finite. */
function formatFloat32(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  let shortest = '';
  for (let digits = 1; digits <= 9; digits++) {
    shortest = single.toExponential(digits - 1);
    if (Math.fround(Number(shortest)) === single) break;
  }
  const [mantissa = '', exponentText = '0'] = shortest.split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return Number(shortest).toString();
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatProtoDuration, parseGoDuration } from './duration.js';

/** What Go 1.26's time.ParseDuration answered for each text: nanoseconds, or the words of its error. */
const answersOfGo: [string, bigint | string][] = [
  ['0', 0n],
  ['+0', 0n],
  ['-0', 0n],
  ['0s', 0n],
  ['1ns', 1n],
  ['1us', 1000n],
  ['1µs', 1000n],
  ['1μs', 1000n],
  ['1ms', 1000000n],
  ['1s', 1000000000n],
  ['1m', 60000000000n],
  ['1h', 3600000000000n],
  ['5s', 5000000000n],
  ['30s', 30000000000n],
  ['1478s', 1478000000000n],
  ['-5s', -5000000000n],
  ['+5s', 5000000000n],
  ['--5s', 'time: invalid duration "--5s"'],
  ['+-5s', 'time: invalid duration "+-5s"'],
  ['100ms', 100000000n],
  ['1h30m', 5400000000000n],
  ['1h30m15s', 5415000000000n],
  ['15s1h', 3615000000000n],
  ['1s1s', 2000000000n],
  ['1.5s', 1500000000n],
  ['1.s', 1000000000n],
  ['.5s', 500000000n],
  ['-.5s', -500000000n],
  ['.s', 'time: invalid duration ".s"'],
  ['s', 'time: invalid duration "s"'],
  ['', 'time: invalid duration ""'],
  ['.', 'time: invalid duration "."'],
  ['-', 'time: invalid duration "-"'],
  ['+', 'time: invalid duration "+"'],
  ['60', 'time: missing unit in duration "60"'],
  ['1.5', 'time: missing unit in duration "1.5"'],
  ['1d', 'time: unknown unit "d" in duration "1d"'],
  ['1w', 'time: unknown unit "w" in duration "1w"'],
  ['1S', 'time: unknown unit "S" in duration "1S"'],
  ['1 s', 'time: unknown unit " s" in duration "1 s"'],
  [' 1s', 'time: invalid duration " 1s"'],
  ['1s ', 'time: unknown unit "s " in duration "1s "'],
  ['1e3s', 'time: unknown unit "e" in duration "1e3s"'],
  ['0x10s', 'time: unknown unit "x" in duration "0x10s"'],
  ['1_000s', 'time: unknown unit "_" in duration "1_000s"'],
  ['1,5s', 'time: unknown unit "," in duration "1,5s"'],
  ['0.1ns', 0n],
  ['0.9ns', 0n],
  ['1.0000000001s', 1000000000n],
  ['0.000000001s', 1n],
  ['0.3333333333333333333h', 1200000000000n],
  ['0.9223372036854775807s', 922337203n],
  ['9007199254.740993s', 9007199254740993000n],
  ['9223372036854775807ns', 9223372036854775807n],
  ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
  ['-9223372036854775808ns', -9223372036854775808n],
  ['-9223372036854775809ns', 'time: invalid duration "-9223372036854775809ns"'],
  ['9223372036s854ms775us807ns', 9223372036854775807n],
  ['9223372036s854ms775us808ns', 'time: invalid duration "9223372036s854ms775us808ns"'],
  ['-9223372036s854ms775us808ns', -9223372036854775808n],
  ['2562047h47m16.854775807s', 9223372036854775807n],
  ['2562048h', 'time: invalid duration "2562048h"'],
  ['99999999999999999999ns', 'time: invalid duration "99999999999999999999ns"'],
  ['18446744073709551616ns', 'time: invalid duration "18446744073709551616ns"'],
  ['10000000000000000000s', 'time: invalid duration "10000000000000000000s"'],
  ['0.100000000000000000000h', 360000000000n],
  ['0.830103483285477580700h', 2988372539827n],
  ['1.00000000000000000000000000000s', 1000000000n],
  ['3000000h', 'time: invalid duration "3000000h"'],
  ['00001s', 1000000000n],
  ['1m-30s', 'time: unknown unit "m-" in duration "1m-30s"'],
  ['1µ', 'time: unknown unit "\\xc2\\xb5" in duration "1\\xc2\\xb5"'],
  ['µs', 'time: invalid duration "\\xc2\\xb5s"'],
  ['1é', 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'],
  ['٣s', 'time: invalid duration "\\xd9\\xa3s"'],
  ['1msec', 'time: unknown unit "msec" in duration "1msec"'],
  ['5min', 'time: unknown unit "min" in duration "5min"'],
  ['1y', 'time: unknown unit "y" in duration "1y"'],
  ['1M', 'time: unknown unit "M" in duration "1M"'],
  ['1"s', 'time: unknown unit "\\"s" in duration "1\\"s"'],
  ['1\ns', 'time: unknown unit "\\x0as" in duration "1\\x0as"'],
  ['1\u2028s', 'time: unknown unit "\\xe2\\x80\\xa8s" in duration "1\\xe2\\x80\\xa8s"'],
  ['<1s>', 'time: invalid duration "<1s>"'],
  ['1&s', 'time: unknown unit "&s" in duration "1&s"'],
  ['1\\s', 'time: unknown unit "\\\\s" in duration "1\\\\s"'],
  ['１s', 'time: invalid duration "\\xef\\xbc\\x91s"'],
  ['1🙂', 'time: unknown unit "\\xf0\\x9f\\x99\\x82" in duration "1\\xf0\\x9f\\x99\\x82"'],
];

for (const [text, expected] of answersOfGo) {
  test(`${JSON.stringify(text)} is read as Go reads it`, () => {
    assert.deepEqual(parseGoDuration(text), typeof expected === 'string' ? { error: expected } : expected);
  });
}

test('a member that every object has is no unit', () => {
  assert.deepEqual(parseGoDuration('1constructor'), { error: 'time: unknown unit "constructor" in duration "1constructor"' });
});

test('any whole number of nanoseconds that Go can hold comes back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (value) => {
      assert.equal(parseGoDuration(`${value}ns`), value);
    }),
  );
});

test('any text gives a duration or an error, never an exception', () => {
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom('1', '.', '-', 'h', 'm', 's', 'µ', '999999999')).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (value) => {
      const result = parseGoDuration(value);
      assert.ok(typeof result === 'bigint' ? result < 1n << 63n : result.error.startsWith('time: '));
    }),
  );
});

test('a text of a million digits is answered at once', () => {
  const digits = '9'.repeat(1_000_000);
  assert.deepEqual(parseGoDuration(`${digits}s`), { error: `time: invalid duration "${digits}s"` });
  assert.equal(parseGoDuration(`0.${digits}s`), 1_000_000_000n);
});

const writtenAsProtobufJsonDoes: [bigint, string][] = [
  [0n, '0s'],
  [60_000_000_000n, '60s'],
  [100_000_000n, '0.100s'],
  [1_500_000_000n, '1.500s'],
  [1_000n, '0.000001s'],
  [1n, '0.000000001s'],
  [-1_000_000_000n, '-1s'],
  [-1n, '-0.000000001s'],
  [3_600_000_000_000n, '3600s'],
];

for (const [value, expected] of writtenAsProtobufJsonDoes) {
  test(`${value} nanoseconds are written ${expected}`, () => {
    assert.equal(formatProtoDuration(value), expected);
  });
}

test('what is written in protojson reads back as the same duration', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (value) => {
      assert.equal(parseGoDuration(formatProtoDuration(value)), value);
    }),
  );
});

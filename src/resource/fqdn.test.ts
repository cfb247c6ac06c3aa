import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fqdnError, isLabel } from './fqdn.js';

test('full names, short names, capitals and a dot at the end pass', () => {
  for (const host of ['thrift.meta-thrift.svc.cluster.local', 'thrift', 'Org.Apache.Demo', 'foo.com.', 'a.1b', 'a.1.']) {
    assert.equal(fqdnError(host), undefined, host);
  }
});

test('wildcards, underscores, ports, spaces and dashes at an edge do not', () => {
  const refused: [string, string][] = [
    ['*.foo.com', '*'],
    ['foo_bar.x', 'foo_bar'],
    ['foo.bar:80', 'bar:80'],
    ['foo bar', 'foo bar'],
    ['-a.b', '-a'],
    ['a-.b', 'a-'],
    ['a..b', ''],
    ['.', ''],
    [`${'a'.repeat(64)}.b`, 'a'.repeat(64)],
  ];
  for (const [host, label] of refused) assert.equal(fqdnError(host), `domain name "${host}" invalid (label "${label}" invalid)`);
});

test('the last label may not be a number that Go can read', () => {
  assert.equal(fqdnError('1.2.3.4'), 'domain name "1.2.3.4" invalid (top level domain "4" cannot be all-numeric)');
  assert.match(fqdnError('a.-4') ?? '', /all-numeric/);
  assert.match(fqdnError('9223372036854775807') ?? '', /all-numeric/);
  assert.equal(fqdnError('a.9223372036854775808'), undefined, 'more than 64 bits is no number to Go');
});

test('empty and too long names have words of their own', () => {
  assert.equal(fqdnError(''), 'empty domain name not allowed');
  assert.equal(fqdnError(`${'a.'.repeat(127)}a`), undefined, '255 are allowed');
  assert.match(fqdnError('a.'.repeat(128)) ?? '', /too long \(max 255\)$/);
  assert.match(fqdnError(`${'é'.repeat(128)}`) ?? '', /too long/, 'bytes count, not letters');
});

test('a label is letters of either case, digits and inner dashes, at most 63', () => {
  for (const good of ['v1', 'V-1', '0', 'a'.repeat(63)]) assert.ok(isLabel(good), good);
  for (const bad of ['', 'v_1', 'a.b', '-a', 'a-', 'a b', 'é', 'a'.repeat(64)]) assert.ok(!isLabel(bad), bad);
});

test('property: a name passes exactly if its labels do, its end is no number and it is not too long', () => {
  const letter = fc.constantFrom('a', 'Z', '0', '9', '-', '_', '.', '*');
  fc.assert(
    fc.property(fc.string({ unit: letter, maxLength: 90 }), (host) => {
      const labels = host.split('.');
      const top = labels.at(-1) ?? '';
      const body = top === '' ? labels.slice(0, -1) : labels;
      const isNumber = /^-?\d{1,18}$/.test(top) || (/^-?\d+$/.test(top) && BigInt.asIntN(64, BigInt(top)) === BigInt(top));
      const expected = host !== '' && !isNumber && body.every(isLabel);
      assert.equal(fqdnError(host) === undefined, expected, host);
    }),
  );
});

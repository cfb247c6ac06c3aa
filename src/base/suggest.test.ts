import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { suggest } from './suggest.js';

const fields = ['hosts', 'gateways', 'routes', 'localRateLimit', 'globalRateLimit', 'exportTo'];

const meant: [string, string | undefined][] = [
  ['host', 'hosts'],
  ['Hosts', 'hosts'],
  ['local_rate_limit', 'localRateLimit'],
  ['local-rate-limit', 'localRateLimit'],
  ['LocalRateLimit', 'localRateLimit'],
  ['golbalRateLimit', 'globalRateLimit'],
  ['rotues', 'routes'],
  ['export', 'exportTo'],
  ['gatway', 'gateways'],
  ['retries', undefined],
  ['x', undefined],
  ['', undefined],
];

for (const [name, expected] of meant) {
  test(`${JSON.stringify(name)} ${expected === undefined ? 'is like nothing known' : `was meant to be ${expected}`}`, () => {
    assert.equal(suggest(name, fields), expected);
  });
}

test('a name is never suggested for itself', () => {
  assert.equal(suggest('hosts', ['hosts']), undefined);
});

test('of two that are alike the nearer one is suggested, of equals the first', () => {
  assert.equal(suggest('weigth', ['height', 'weight']), 'weight');
  assert.equal(suggest('v3', ['v1', 'v2']), 'v1');
});

test('nothing is suggested where nothing is known', () => {
  assert.equal(suggest('hosts', []), undefined);
});

test('a swap of two neighbours counts as one mistake', () => {
  assert.equal(suggest('ab', ['ba']), 'ba');
});

test('a name of a million letters is answered at once', () => {
  assert.equal(suggest('h'.repeat(1_000_000), fields), undefined);
});

test('any one letter left out of a name of six or more still finds the name', () => {
  const known = ['connectionId', 'metaProtocol', 'destination'];
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.nat(), (name, seed) => {
      const at = seed % name.length;
      assert.equal(suggest(name.slice(0, at) + name.slice(at + 1), known), name);
    }),
  );
});

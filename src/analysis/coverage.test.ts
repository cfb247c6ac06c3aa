import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadPatterns } from '../base/pattern.js';
import { explain } from '../dataplane/explain.js';
import type { MetadataMatcher, RouteConfiguration, ValueMatcher } from '../dataplane/types.js';
import { coverRoutes, overlapOf } from './coverage.js';
import { routeTo, tableOver, textsOver } from './samples.js';

const patterns = await loadPatterns();

function condition(name: string, matcher: ValueMatcher): MetadataMatcher {
  return { name, matcher, invert: false, treatMissingAsEmpty: false };
}
const regex = (name: string, pattern: string): MetadataMatcher => condition(name, { kind: 'regex', pattern });
const exact = (name: string, value: string): MetadataMatcher => condition(name, { kind: 'exactHeader', value });
const prefix = (name: string, value: string): MetadataMatcher => condition(name, { kind: 'prefix', value, ignoreCase: false });
function table(...matches: MetadataMatcher[][]): RouteConfiguration {
  return { name: 'orders_80', routes: matches.map((match, index) => routeTo(`c${index}`, match)) };
}

describe('a route that is never taken', () => {
  it('is covered by one earlier route that takes all it would', () => {
    const { routes } = coverRoutes(table([prefix('method', 'say')], [regex('method', 'say[A-Z]\\w+')]), patterns);
    assert.deepEqual(routes[1], {
      kind: 'covered',
      by: [0],
      taker: 0,
      witness: { attributes: { method: 'sayAa' }, unusual: false },
    });
  });

  it('is covered by several together, and only those that are needed are named', () => {
    const { routes } = coverRoutes(
      table([exact('user', 'eve')], [regex('method', '[a-m].*')], [regex('method', '[n-z].*')], [regex('method', '[a-z]+')]),
      patterns,
    );
    const fate = routes[3];
    assert.ok(fate?.kind === 'covered');
    assert.deepEqual(fate.by, [1, 2]);
  });

  it('is covered across attributes: each half of the requests has its own route', () => {
    const { routes } = coverRoutes(
      table([exact('a', '1'), regex('b', 'x.*')], [exact('a', '1')], [exact('b', 'xy'), exact('a', '1')]),
      patterns,
    );
    assert.ok(routes[2]?.kind === 'covered');
    assert.equal(routes[1]?.kind, 'reached');
  });

  it('has a condition that nothing satisfies, or some that exclude each other', () => {
    const impossible = regex('method', '[^\\x00-\\x{10FFFF}]');
    const { routes } = coverRoutes(
      table([exact('user', 'a'), impossible], [exact('m', 'a'), exact('user', 'x'), prefix('M', 'b')]),
      patterns,
    );
    assert.deepEqual(routes[0], { kind: 'empty', conditions: [1] });
    assert.deepEqual(routes[1], { kind: 'empty', conditions: [0, 2] });
  });
});

describe('requests without a route', () => {
  it('are shown by one of them', () => {
    const { unrouted } = coverRoutes(
      table([regex('method', '(?s).*')], [condition('method', { kind: 'present', present: false })]),
      patterns,
    );
    assert.deepEqual(unrouted, { kind: 'none' });
    const few = coverRoutes(table([exact('method', 'ping')]), patterns, { always: new Set(['method']) });
    assert.deepEqual(few.unrouted, { kind: 'some', witness: { attributes: { method: 'a' }, unusual: false } });
  });

  it('are told apart where only a control character makes one', () => {
    const always = { always: new Set(['method']) };
    const { unrouted } = coverRoutes(table([regex('method', '.*')]), patterns, always);
    assert.deepEqual(unrouted, { kind: 'some', witness: { attributes: { method: '\n' }, unusual: true } });
    assert.deepEqual(coverRoutes(table([regex('method', '(?s).*')]), patterns, always).unrouted, { kind: 'none' });
  });

  it('are none but those that a codec can send', () => {
    const routes = table([exact('user', 'eve')], [regex('method', '(?s).*')]);
    const domain = { always: new Set(['method']), settable: new Set(['method']) };
    assert.equal(coverRoutes(routes, patterns, domain).routes[0]?.kind, 'empty');
    assert.deepEqual(coverRoutes(routes, patterns, domain).unrouted, { kind: 'none' });
  });
});

it('says "not decided" of what is too large, and decides the rest', () => {
  const { routes } = coverRoutes(table([regex('m', '(a|b)*a(a|b){14}')], [exact('u', 'x')], [exact('u', 'x')]), patterns);
  assert.match(JSON.stringify(routes[0]), /undecided.*4,000 states/);
  assert.equal(routes[2]?.kind, 'covered');
});

it('finds a request that two tables both have a route for', () => {
  const one = table([prefix('method', 'get')], [exact('user', 'a')]);
  const overlap = overlapOf(one, table([regex('method', '[a-z]{4}'), exact('user', 'b')]), patterns);
  assert.ok(overlap.kind === 'some');
  assert.deepEqual(overlap.routes, [0, 0]);
  assert.deepEqual(overlapOf(table([exact('m', 'a')]), table([exact('m', 'b')]), patterns), { kind: 'none' });
});

describe('against brute force', () => {
  /** Every request over few letters: `c` stands for all that no rule names. */
  function requests(names: string[], length: number): Record<string, string>[] {
    const values = [undefined, ...textsOver(['a', 'b', 'c', '\n', '1'], length)];
    let all: Record<string, string>[] = [{}];
    for (const name of names)
      all = all.flatMap((request) => values.map((value) => (value === undefined ? request : { ...request, [name]: value })));
    return all;
  }

  function agrees(configuration: RouteConfiguration, all: Record<string, string>[]): void {
    const taken = new Set(all.map((request) => explain(configuration, request, patterns).index));
    const { routes, unrouted } = coverRoutes(configuration, patterns);
    for (const [index, fate] of routes.entries()) {
      assert.notEqual(fate.kind, 'undecided');
      // What a witness shows, explain has confirmed: only the other direction is left.
      if (taken.has(index)) assert.equal(fate.kind, 'reached', `route ${index}`);
      if (fate.kind === 'empty') {
        const alone = { name: 'alone', routes: configuration.routes.slice(index, index + 1) };
        assert.ok(all.every((request) => explain(alone, request, patterns).index < 0));
      }
      if (fate.kind !== 'covered') continue;
      const covering = { name: 'covering', routes: [...fate.by, index].flatMap((at) => configuration.routes[at] ?? []) };
      assert.ok(all.every((request) => explain(covering, request, patterns).index !== fate.by.length));
    }
    if (taken.has(-1)) assert.equal(unrouted.kind, 'some');
  }

  it('agrees on one attribute and all texts of up to 4 letters', () => {
    const all = requests(['x'], 4);
    fc.assert(
      fc.property(tableOver(['x', 'X'], 7), (configuration) => agrees(configuration, all)),
      { numRuns: 100 },
    );
  });

  it('agrees on three attributes', () => {
    const all = requests(['x', 'y', 'z'], 1);
    fc.assert(
      fc.property(tableOver(['x', 'y', 'z'], 8), (configuration) => agrees(configuration, all)),
      { numRuns: 150 },
    );
  });
});

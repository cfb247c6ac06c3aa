import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadPatterns } from '../base/pattern.js';
import { codecFacts } from '../dataplane/codecs.js';
import { createSimulator, simulateRequest } from '../dataplane/simulate.js';
import type { LocalRateLimit, MetadataMatcher, Route, ValueMatcher } from '../dataplane/types.js';
import { behaviourKey, behaviourOf, type ServiceTable } from './behaviour.js';
import { compareTables } from './compare.js';
import { impact } from './impact.js';
import { conditionOn, routeTo, tableOver, textsOver } from './samples.js';

const patterns = await loadPatterns();
const host = 'orders.shop.svc.cluster.local';
const own = (subset: string): string => `outbound|80|${subset}|${host}`;

function condition(name: string, matcher: ValueMatcher): MetadataMatcher {
  return { name, matcher, invert: false, treatMissingAsEmpty: false };
}
const exact = (name: string, value: string): MetadataMatcher => condition(name, { kind: 'exactHeader', value });
const regex = (name: string, pattern: string): MetadataMatcher => condition(name, { kind: 'regex', pattern });

function service(routes: Route[], more: Partial<ServiceTable> = {}): ServiceTable {
  return { host, port: 80, patterns, configuration: { name: `${host}_80`, routes }, ...more };
}

function limit(...conditions: [MetadataMatcher[], number][]): LocalRateLimit {
  const bucket = (tokens: number) => ({ maxTokens: tokens, tokensPerFill: tokens, fillIntervalMs: 1000 });
  return { statPrefix: 'x', conditions: conditions.map(([match, tokens]) => ({ match, tokenBucket: bucket(tokens) })) };
}

describe('two tables', () => {
  it('that are written otherwise but do the same differ in nothing', () => {
    const before = service([routeTo('a', [regex('method', '(get|put)')]), routeTo('b', [])]);
    const after = service([routeTo('a', [exact('method', 'put')]), routeTo('a', [exact('method', 'get')]), routeTo('b', [])]);
    assert.deepEqual(compareTables(before, after), { changes: [], undecided: [] });
  });

  it('differ for the requests that move, with one of them', () => {
    const before = service([routeTo('v1', [regex('method', 'get.*')]), routeTo('v2', [])]);
    const after = service([routeTo('v1', [regex('method', 'get[A-Z].*')]), routeTo('v2', [])]);
    const { changes } = compareTables(before, after);
    assert.equal(changes.length, 1);
    assert.deepEqual(changes[0]?.witness, { attributes: { method: 'get' }, unusual: false });
    assert.deepEqual([changes[0]?.before?.cluster, changes[0]?.after?.cluster], ['v1', 'v2']);
    assert.deepEqual(changes[0]?.aspects, ['cluster']);
  });

  it('differ in split, mirror, mutation and hash policy', () => {
    const plain = routeTo('v1', []);
    const split = {
      weightedClusters: [
        { name: 'v1', weight: 90 },
        { name: 'v2', weight: 10 },
      ],
      hashPolicy: ['user'],
    };
    const mirrors = [{ cluster: 'v2', numerator: 50, denominator: 100 }];
    const other = { ...plain, requestMutation: [{ key: 'k', value: 'v' }], action: { ...split, mirrors } };
    const { changes } = compareTables(service([plain]), service([other]));
    assert.deepEqual(changes[0]?.aspects, ['cluster', 'split', 'mirrors', 'requestMutation', 'hashPolicy']);
  });

  it('differ where one of them refuses its routes, or is not there', () => {
    const table = service([routeTo('v1', [])]);
    const refused = compareTables(table, { ...table, refused: [{ path: [], message: 'bad' }] });
    assert.deepEqual(
      refused.changes.map(({ after }) => after?.error),
      ['RouteNotFound'],
    );
    const gone = compareTables(table, undefined);
    assert.deepEqual(
      gone.changes.map(({ before, after }) => [before?.cluster, after]),
      [['v1', null]],
    );
  });

  it('are compared on what the codec can send only', () => {
    const codec = codecFacts('brpc');
    assert.ok(codec);
    const before = service([routeTo('v1', [exact('method', 'a')]), routeTo('v2', [])], { codec });
    assert.deepEqual(compareTables(before, service([routeTo('v2', [])], { codec })).changes, []);
  });
});

describe('rate limits', () => {
  const routes = [routeTo(own('v1'), [])];

  it('are told apart by the bucket that counts a request', () => {
    const before = service(routes, { localRateLimit: limit([[exact('user', 'a')], 5]) });
    const after = service(routes, { localRateLimit: limit([[exact('user', 'a')], 9]) });
    const { changes } = compareTables(before, after);
    assert.deepEqual(
      changes.map((change) => [
        change.witness.attributes,
        change.before?.rateLimit.local?.maxTokens,
        change.after?.rateLimit.local?.maxTokens,
      ]),
      [[{ user: 'a' }, 5, 9]],
    );
  });

  it('do not meet requests that are routed to another host', () => {
    const elsewhere = [routeTo('outbound|80||other', [])];
    const after = service(elsewhere, { localRateLimit: limit([[exact('user', 'a')], 9]) });
    assert.deepEqual(compareTables(service(elsewhere), after).changes, []);
  });

  it('see the mutation that a codec has written', () => {
    const codec = codecFacts('dubbo');
    assert.ok(codec);
    const [route = routeTo('', [])] = routes;
    const mutated = { ...route, requestMutation: [{ key: 'user', value: 'a' }] };
    const more = { codec, localRateLimit: limit([[exact('user', 'a')], 5]) };
    const { changes } = compareTables(service([mutated], more), service([mutated], { codec }));
    assert.equal(changes.length, 1);
    assert.deepEqual(changes[0]?.witness.attributes, {});
  });
});

it('is grouped by host and port, hosts of one side included, unchanged ones left out', () => {
  const table = (name: string, port: number, cluster: string): ServiceTable => ({
    ...service([routeTo(cluster, [])]),
    host: name,
    port,
  });
  const found = impact([table('b', 80, 'x'), table('a', 80, 'x'), table('c', 1, 'x')], [table('b', 80, 'y'), table('c', 1, 'x')]);
  assert.deepEqual(
    found.map(({ host: name, port }) => `${name}:${port}`),
    ['a:80', 'b:80'],
  );
});

describe('against brute force', () => {
  const values = [undefined, ...textsOver(['a', 'b', 'c', '\n'], 2)];
  const requests = values.flatMap((x) =>
    values.map((y) => ({ ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) })),
  );
  const conditions = fc.array(fc.array(conditionOn(['x', 'y']), { minLength: 1, maxLength: 2 }), { maxLength: 2 });
  const side = fc.tuple(tableOver(['x', 'y'], 5), conditions).map(([configuration, matches]) =>
    service(
      configuration.routes.map((route) => ({ ...route, action: { ...route.action, cluster: own(route.name) } })),
      matches.length === 0
        ? {}
        : { localRateLimit: limit(...matches.map((match, at): [MetadataMatcher[], number] => [match, at + 1])) },
    ),
  );

  it('finds every pair of behaviours that a request has', () => {
    fc.assert(
      fc.property(side, side, (before, after) => {
        const { changes, undecided } = compareTables(before, after);
        assert.deepEqual(undecided, []);
        const found = new Set(changes.map((change) => `${behaviourKey(change.before)} ${behaviourKey(change.after)}`));
        const simulators = [before, after].map((table) => ({ table, simulator: createSimulator({ ...table, trace: false }) }));
        const seen = new Map<string, object>();
        for (const attributes of requests) {
          const [from, to] = simulators.map(({ table, simulator }) => {
            const { route, rateLimit } = simulateRequest(simulator, { attributes, random: 0n });
            const taken = route === null ? undefined : table.configuration.routes[route.index];
            const bucket = rateLimit?.local?.bucket;
            const local = typeof bucket === 'number' ? (table.localRateLimit?.conditions[bucket]?.tokenBucket ?? null) : null;
            return behaviourKey({ ...behaviourOf(table, taken, route?.index ?? -1), rateLimit: { local, global: null } });
          });
          if (from !== to) seen.set(`${from} ${to}`, attributes);
        }
        for (const [key, attributes] of seen) assert.ok(found.has(key), `${JSON.stringify(attributes)}: ${key}`);
      }),
      { numRuns: 60 },
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SimulatedDecision } from '../dataplane/types.js';
import { renderDecision, renderDecisionLine } from './decision.js';

const plain = { color: false, width: 80 };
const host = 'orders.shop.svc.cluster.local';

const decision: SimulatedDecision = {
  host,
  port: 9090,
  routeConfiguration: `${host}_9090`,
  attributes: { method: 'ping', user: 'a b' },
  matched: true,
  route: { name: 'stable', index: 1 },
  cluster: `outbound|9090|v1|${host}`,
  split: [
    { cluster: `outbound|9090|v1|${host}`, weight: 80, percent: 80 },
    { cluster: `outbound|9090|v2|${host}`, weight: 20, percent: 20 },
  ],
  mirrors: [{ cluster: `outbound|9090|v3|${host}`, percent: 33.3333 }],
  requestMutation: [{ key: 'tenant', value: 'a', written: false }],
  hashPolicy: ['user'],
  error: null,
  trace: [
    {
      route: 'canary',
      index: 0,
      matched: false,
      conditions: [
        { attribute: 'method', matcher: 'exact', expected: 'sayHello', actual: 'ping', matched: false },
        { attribute: 'vip', matcher: 'present', expected: 'present', actual: null, matched: false },
        { attribute: 'user', matcher: 'regex', expected: 'x+', actual: 'a b', matched: true, inverted: true },
      ],
    },
    { route: 'stable', index: 1, matched: true, conditions: [] },
  ],
  warnings: [],
};

const refused: SimulatedDecision = {
  ...decision,
  matched: false,
  route: null,
  cluster: null,
  mirrors: [],
  requestMutation: [],
  hashPolicy: [],
  error: { type: 'RouteNotFound', message: 'no route for the request' },
};

describe('a decision', () => {
  it('says first where the request goes, then what is done, then why', () => {
    assert.equal(
      renderDecision(decision, plain, 'MetaRouter shop/orders spec.routes[1], a.yaml:12'),
      [
        `=> outbound|9090|v1|${host}`,
        '   by route "stable", number 2, which takes 80% of its requests',
        '   from    MetaRouter shop/orders spec.routes[1], a.yaml:12',
        '',
        `   request method=ping user="a b" to ${host}:9090`,
        `   routes  ${host}_9090`,
        '   split   80% subset v1, 20% subset v2',
        '   mirror  subset v3 gets a copy of 33.33%',
        '   not set tenant=a, not into the message: its codec cannot',
        '   hash    the pod is picked by user',
        '',
        'Routes tried, in order',
        '  1. route "canary" does not match',
        '  |- no method exact "sayHello" - it is "ping"',
        '  |- no vip present - it is missing',
        '  `- ok user not regex x+ - it is "a b"',
        '  2. route "stable" matches: it has no conditions',
        '',
      ].join('\n'),
    );
  });

  it('charts the split of a request sent many times', () => {
    const counts = [790, 210];
    const split = decision.split?.map((part, index) => ({ ...part, count: counts[index] ?? 0 })) ?? [];
    const { trace: _trace, ...rest } = decision;
    const text = renderDecision({ ...rest, split }, { color: false, width: 60 });
    assert.match(
      text,
      /\n {2}subset v1 {3}#+ +790 {2}79\.0% {2}expected 80\.0%\n {2}subset v2 {3}#+ +210 {2}21\.0% {2}expected 20\.0%\n$/,
    );
    assert.doesNotMatch(text, /split/);
  });

  it('says what the client gets where no route matches', () => {
    const text = renderDecision(refused, plain);
    assert.ok(text.startsWith('=> the client gets an error, RouteNotFound: no route for the request\n\n'));
  });

  it('tells what the rate limits say', () => {
    const rateLimit = {
      local: { limited: true, bucket: 0, tokensLeft: 0 },
      global: {
        asked: true,
        reason: 'asked' as const,
        service: 'rls',
        domain: 'shop',
        descriptors: [{ key: 'm', value: 'ping' }],
        onFailure: 'limit' as const,
      },
    };
    const text = renderDecision({ ...decision, rateLimit }, plain);
    assert.match(text, /\n {3}limit {3}refused in the pod: the bucket of condition 1, 0 left\n/);
    assert.match(
      text,
      /\n {3}limit {3}the service rls is asked for shop with m=ping; without an answer the\n {11}request is refused\n/,
    );
  });

  it('shows escape sequences of a request instead of sending them', () => {
    const attributes = { method: '\x1b[31m' };
    for (const text of [
      renderDecision({ ...decision, attributes }, plain),
      renderDecisionLine({ ...decision, attributes }, plain),
    ]) {
      assert.ok(!text.includes('\x1b') && text.includes('method=\\x1b[31m'));
    }
  });

  it('has its warnings at the end', () => {
    const warnings = [{ code: 'AER0001' as const, severity: 'warning' as const, message: 'Beware.', path: [] }];
    assert.match(renderDecision({ ...decision, warnings }, plain), /\n\nwarning AER0001 [a-z-]+: Beware\.\n$/);
  });

  it('fits one line where there are many', () => {
    assert.equal(
      renderDecisionLine(decision, plain),
      `${host}:9090 method=ping user="a b" -> outbound|9090|v1|${host} (route "stable")\n`,
    );
    assert.equal(
      renderDecisionLine({ ...refused, host: null, port: null }, plain),
      'method=ping user="a b" -> RouteNotFound: no route for the request\n',
    );
  });
});

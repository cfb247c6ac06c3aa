import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Json, JsonObject } from '../../base/json.js';
import { loadPatterns, type Patterns } from '../../base/pattern.js';
import { decideAuthorization, readAuthorization } from './rbac.js';

let patterns: Patterns;
before(async () => {
  patterns = await loadPatterns();
});

const any: JsonObject = { andIds: { ids: [{ any: true }] } };
const anything: JsonObject = { andRules: { rules: [{ any: true }] } };
const principal = (match: JsonObject): JsonObject => ({
  andIds: { ids: [{ orIds: { ids: [{ authenticated: { principalName: match } }] } }] },
});
const call = (key: string, stringMatch: JsonObject): JsonObject => ({
  metadata: { filter: 'envoy.filters.dubbo.rbac', path: [{ key }], value: { stringMatch } },
});
const permission = (...rules: Json[]): JsonObject => ({ andRules: { rules } });

function filter(action: 'ALLOW' | 'DENY', policies: Record<string, { principals: Json[]; permissions: Json[] }>): JsonObject {
  const rules = { ...(action === 'DENY' ? { action } : {}), ...(Object.keys(policies).length > 0 ? { policies } : {}) };
  return { name: 'envoy.filters.dubbo.rbac', config: { rules, statPrefix: 'dubbo.' } };
}

function decided(
  filters: JsonObject[],
  from: string | undefined,
  attributes: Record<string, string> = { interface: 'i', method: 'm' },
) {
  const value = { dubboFilters: [...filters, { name: 'envoy.filters.dubbo.router' }] };
  return decideAuthorization(readAuthorization(value, patterns), attributes, from, true);
}

const shop = 'cluster.local/ns/shop/sa/checkout';
const onlyShop = filter('ALLOW', {
  'ns[b]-policy[a]-rule[0]': { principals: [principal({ exact: `spiffe://${shop}` })], permissions: [anything] },
});

test('a listener without authorization filters asks nobody', () => {
  assert.equal(decided([], shop), undefined);
});

describe('ALLOW', () => {
  test('lets in what a rule takes, and names it', () => {
    const { allowed, policy, rule, reason } = decided([onlyShop], shop) ?? {};
    assert.deepEqual({ allowed, policy, rule }, { allowed: true, policy: 'b/a', rule: 0 });
    assert.equal(reason, 'rule 0 of the ALLOW policy b/a takes the request');
  });

  test('keeps everybody else out, and clients without a certificate', () => {
    assert.equal(decided([onlyShop], 'cluster.local/ns/dev/sa/x')?.allowed, false);
    assert.equal(decided([onlyShop], undefined)?.allowed, false);
  });

  test('without rules keeps everybody out', () => {
    assert.equal(decided([filter('ALLOW', {})], shop)?.allowed, false);
  });

  test('takes the principal with spiffe:// in front as well', () => {
    assert.equal(decided([onlyShop], `spiffe://${shop}`)?.allowed, true);
  });
});

describe('DENY', () => {
  const noRefund = filter('DENY', {
    'ns[b]-policy[d]-rule[0]': {
      principals: [principal({ safeRegex: { googleRe2: {}, regex: '.*/ns/dev/.*' } })],
      permissions: [permission({ orRules: { rules: [call('method', { exact: 'refund' })] } })],
    },
  });

  test('comes before ALLOW', () => {
    const open = filter('ALLOW', { x: { principals: [any], permissions: [anything] } });
    const dev = 'cluster.local/ns/dev/sa/x';
    assert.equal(decided([noRefund, open], dev, { interface: 'i', method: 'refund' })?.policy, 'b/d');
    assert.deepEqual(decided([noRefund, open], dev, { interface: 'i', method: 'refund' })?.allowed, false);
    assert.deepEqual(decided([noRefund, open], dev, { interface: 'i', method: 'charge' })?.allowed, true);
  });

  test('alone lets in what it does not take, and without rules everybody', () => {
    assert.equal(decided([noRefund], shop)?.allowed, true);
    assert.equal(decided([filter('DENY', {})], shop)?.allowed, true);
  });
});

test('a negated condition holds for clients without a certificate', () => {
  const notDev = filter('ALLOW', {
    x: { principals: [{ notId: principal({ prefix: 'spiffe://cluster.local/ns/dev/' }) }], permissions: [anything] },
  });
  assert.equal(decided([notDev], undefined)?.allowed, true);
  assert.equal(decided([notDev], 'cluster.local/ns/dev/sa/x')?.allowed, false);
  assert.deepEqual(decided([notDev], undefined)?.checks?.[0]?.conditions[0], {
    attribute: 'principal',
    matcher: 'prefix',
    expected: 'spiffe://cluster.local/ns/dev/',
    actual: null,
    matched: true,
    inverted: true,
  });
});

test('interface and method are compared as the filter puts them into the metadata', () => {
  const calls = permission(call('service', { suffix: '.Pay' }), call('method', { prefix: 'charge' }));
  const rule = filter('ALLOW', { x: { principals: [any], permissions: [calls] } });
  const of = (called: string, method: string) => decided([rule], undefined, { interface: called, method })?.allowed;
  assert.deepEqual([of('a.Pay', 'chargeAll'), of('a.Paid', 'charge'), of('a.Pay', 'refund')], [true, false, false]);
});

test('of several policies that take a request the first by name counts', () => {
  const policy = { principals: [any], permissions: [anything] };
  assert.equal(decided([filter('ALLOW', { z: policy, a: policy })], shop)?.policy, 'a');
});

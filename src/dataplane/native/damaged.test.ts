import { before, test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../base/json.js';
import { loadPatterns, type Patterns } from '../../base/pattern.js';
import { readDubboProxy } from './dubbo.js';
import { decideAuthorization, readAuthorization } from './rbac.js';
import { readRedisProxy } from './redis.js';
import { decideRedis } from './redis-decide.js';
import { decideNative } from './routes.js';
import { readThriftProxy } from './thrift.js';

let patterns: Patterns;
before(async () => {
  patterns = await loadPatterns();
});

const names =
  `statPrefix routeConfig name interface routes match method headers route cluster weightedClusters clusters weight exact prefix safeRegex
  regex methodName serviceName dubboFilters config rules policies action principals permissions andIds ids orRules notId any authenticated
  principalName metadata path key value stringMatch settings opTimeout prefixRoutes catchAllRoute requestMirrorPolicy faults faultEnabled
  defaultValue numerator commands delay downstreamAuthPassword inlineString __proto__`.split(/\s+/);
const values = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 8 },
    fc.constantFrom<Json>(null, true, 0, -1, 1e300, '', 'envoy.filters.dubbo.rbac', 'x', '1s', 'MILLION', '('),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 6 }),
  ),
})).json;

test('whatever a filter holds, it is decided on or refused, and nothing throws', () => {
  const attributes = { interface: 'i', method: 'm' };
  fc.assert(
    fc.property(values, fc.array(fc.constantFrom('GET', 'MSET', 'a', ''), { maxLength: 4 }), (value, command) => {
      decideNative(readDubboProxy(value, patterns), attributes, 1n, true);
      decideNative(readThriftProxy(value, patterns), attributes, 1n, true);
      decideRedis(readRedisProxy(value), command, true);
      decideAuthorization(readAuthorization(value, patterns), attributes, 'p', true);
    }),
    { numRuns: 500 },
  );
});

test('conditions nested beyond any sense are refused', () => {
  let condition: Json = { any: true };
  for (let depth = 0; depth < 20_000; depth++) condition = { notId: condition };
  const rules = { policies: { a: { principals: [condition], permissions: [{ any: true }] } } };
  const filters = readAuthorization({ dubboFilters: [{ name: 'envoy.filters.dubbo.rbac', config: { rules } }] }, patterns);
  decideAuthorization(filters, {}, undefined, true);
});

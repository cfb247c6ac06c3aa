import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../base/json.js';
import { readMetaRouterSpec } from './decode.js';
import { serverPath } from './fieldpath.js';
import { metaRouterWarnings, usabilityWarnings } from './usable.js';

function told(kind: string, spec: JsonObject): string[] {
  return usabilityWarnings({ kind, spec }, kind).map(({ code, severity, path }) => {
    assert.equal(severity, 'warning');
    return `${code} ${serverPath(path)}`;
  });
}

test('an ApplicationProtocol without protocol or codec, which no webhook refuses', () => {
  assert.deepEqual(told('ApplicationProtocol', {}), ['AER0140 spec.protocol', 'AER0140 spec.codec']);
  assert.deepEqual(told('ApplicationProtocol', { protocol: 'qza', codec: 'aeraki.meta_protocol.codec.qza' }), []);
});

test('a protocol that no port can name', () => {
  const codec = 'c';
  assert.deepEqual(told('ApplicationProtocol', { protocol: 'my-protocol', codec }), ['AER0141 spec.protocol']);
  assert.deepEqual(told('ApplicationProtocol', { protocol: 'Thrift', codec }), ['AER0141 spec.protocol']);
  const [dashed] = usabilityWarnings({ spec: { protocol: 'my-protocol', codec } }, 'ApplicationProtocol');
  assert.match(dashed?.message ?? '', /takes "my" from `tcp-metaprotocol-my-protocol`/);
});

test('a built-in protocol with another codec', () => {
  assert.deepEqual(told('ApplicationProtocol', { protocol: 'dubbo', codec: 'my.codec' }), ['AER0142 spec.codec']);
  assert.deepEqual(told('ApplicationProtocol', { protocol: 'dubbo', codec: 'aeraki.meta_protocol.codec.dubbo' }), []);
});

test('what blinds Aeraki to all objects of a kind: durations and numbers that it cannot read', () => {
  const settings = { opTimeout: '60', bufferFlushTimeout: '1d', maxBufferSizeBeforeFlush: -1 };
  assert.deepEqual(told('RedisService', { host: ['h'], settings }).sort(), [
    'AER0130 spec.settings.bufferFlushTimeout',
    'AER0130 spec.settings.maxBufferSizeBeforeFlush',
    'AER0130 spec.settings.opTimeout',
  ]);
  const tcp = { connectTimeout: '10', maxConnections: 2 ** 31 };
  assert.deepEqual(told('RedisDestination', { host: 'h', trafficPolicy: { connectionPool: { tcp } } }).sort(), [
    'AER0130 spec.trafficPolicy.connectionPool.tcp.connectTimeout',
    'AER0130 spec.trafficPolicy.connectionPool.tcp.maxConnections',
  ]);
});

test('what Aeraki dies of', () => {
  const spec = { host: ['h'], redis: [{ mirror: [{}] }, { route: { host: 'a' } }], faults: [{ type: 'ERROR' }] };
  assert.deepEqual(told('RedisService', spec), [
    'AER0132 spec.redis[0].route',
    'AER0132 spec.redis[0].mirror[0].route',
    'AER0132 spec.redis[0].mirror[0].percentage',
    'AER0132 spec.faults[0].percentage',
  ]);
  const keepalive = { connectionPool: { tcp: { tcpKeepalive: { probes: 3 } } } };
  assert.deepEqual(told('RedisDestination', { host: 'h', trafficPolicy: keepalive }), [
    'AER0132 spec.trafficPolicy.connectionPool.tcp.tcpKeepalive',
  ]);
});

test('objects that are for no service', () => {
  assert.deepEqual(told('RedisService', {}), ['AER0134 spec.host']);
  assert.deepEqual(told('RedisDestination', {}), ['AER0134 spec.host']);
  assert.deepEqual(told('DubboAuthorizationPolicy', {}), []);
});

test('a MetaRouter that passes the webhook and then breaks something', () => {
  const match = { attributes: { m: { prefix: '' } } };
  const spec = {
    routes: [{ match }],
    globalRateLimit: { match },
    localRateLimit: { conditions: [{ match }] },
  };
  const warnings = metaRouterWarnings(readMetaRouterSpec({ spec }).value);
  assert.deepEqual(
    warnings.map(({ code, severity, path }) => `${code} ${severity} ${serverPath(path)}`),
    [
      'AER0133 warning spec.routes[0].match.attributes.m.prefix',
      'AER0133 warning spec.globalRateLimit.match.attributes.m.prefix',
      'AER0133 warning spec.localRateLimit.conditions[0].match.attributes.m.prefix',
      'AER0132 warning spec.globalRateLimit.requestTimeout',
    ],
  );
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeRedisDestination, decodeRedisService } from './redis.js';

const service = (spec: object) => decodeRedisService({ metadata: { name: 'r' }, spec: JSON.parse(JSON.stringify(spec)) }, 'data');
const destination = (spec: object) =>
  decodeRedisDestination({ metadata: { name: 'r' }, spec: JSON.parse(JSON.stringify(spec)) }, 'data');

describe('a RedisService', () => {
  it('takes a read policy by name and by number', () => {
    for (const readPolicy of ['REPLICA', 2]) {
      const decoded = service({ settings: { readPolicy } });
      assert.equal('value' in decoded && decoded.value.settings?.readPolicy, 2);
    }
  });
  it('tells a route by an empty prefix from a catch-all', () => {
    const decoded = service({ redis: [{ match: { key: {} } }, { match: {} }, {}] });
    assert.ok('value' in decoded);
    assert.deepEqual(
      decoded.value.routes.map(({ key }) => key),
      [{ prefix: '', removePrefix: false }, undefined, undefined],
    );
  });
  it('tells a percentage of zero from none', () => {
    const decoded = service({ faults: [{ percentage: {} }, {}] });
    assert.ok('value' in decoded);
    assert.deepEqual(
      decoded.value.faults.map(({ percentage }) => percentage),
      [0, undefined],
    );
  });
  it('does not decode with a wrong duration or enum, and says where', () => {
    const decoded = service({ settings: { opTimeout: '1d', readPolicy: 'SLAVE' } });
    assert.ok('errors' in decoded);
    assert.deepEqual(
      decoded.errors.map(({ path }) => path.join('.')),
      ['spec.settings.opTimeout', 'spec.settings.readPolicy'],
    );
  });
});

describe('a RedisDestination', () => {
  it('tells an empty connection pool from none', () => {
    const [empty, none] = [destination({ trafficPolicy: { connectionPool: {} } }), destination({ trafficPolicy: {} })];
    assert.deepEqual('value' in empty && empty.value.pool, { cluster: false, discoveryEndpoints: [] });
    assert.equal('value' in none && none.value.pool, undefined);
  });
});

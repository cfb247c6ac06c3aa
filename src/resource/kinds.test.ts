import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findKind, kindNamed, kinds } from './kinds.js';

const metaRouter = { apiVersion: 'metaprotocol.aeraki.io/v1alpha1', kind: 'MetaRouter' };

test('a kind is known in each version it is served in', () => {
  const lookup = findKind('metaprotocol.aeraki.io/v1alpha1', 'MetaRouter');
  assert.equal(lookup.status, 'known');
  for (const version of ['v1alpha3', 'v1beta1', 'v1'])
    assert.equal(findKind(`networking.istio.io/${version}`, 'ServiceEntry').status, 'known');
  assert.equal(findKind('v1', 'Service').status, 'known');
  assert.equal(findKind('apps/v1', 'Deployment').status, 'known');
});

test('a version that an Aeraki kind does not have is told, with the one it has', () => {
  for (const version of ['v1', 'v1alpha3']) {
    const lookup = findKind(`metaprotocol.aeraki.io/${version}`, 'MetaRouter');
    assert.equal(lookup.status, 'unknownVersion');
    assert.deepEqual(lookup.status === 'unknownVersion' && [lookup.version, lookup.suggestion], [version, metaRouter]);
  }
});

test('a misspelt kind of an Aeraki group is told, with the one meant', () => {
  for (const kind of ['MetaRoute', 'metarouter', 'metarouters', 'Meta_Router']) {
    assert.deepEqual(findKind('metaprotocol.aeraki.io/v1alpha1', kind), {
      status: 'unknownKind',
      group: 'metaprotocol.aeraki.io',
      suggestion: metaRouter,
    });
  }
  assert.deepEqual(findKind('redis.aeraki.io/v1alpha1', 'Zebra'), { status: 'unknownKind', group: 'redis.aeraki.io' });
});

test('a kind under the wrong Aeraki group, or a group that Aeraki does not have, is pointed to the right one', () => {
  for (const group of ['redis.aeraki.io', 'dubbo.aeraki.io', 'metaprotcol.aeraki.io', 'aeraki.io', 'MetaProtocol.aeraki.io']) {
    assert.deepEqual(findKind(`${group}/v1alpha1`, 'MetaRouter'), { status: 'unknownKind', group, suggestion: metaRouter });
  }
});

test('kinds of others are foreign, also in a version that Istio does not have', () => {
  assert.deepEqual(findKind('batch/v1', 'CronJob'), { status: 'foreign' });
  assert.deepEqual(findKind('networking.istio.io/v2', 'ServiceEntry'), { status: 'foreign' });
  assert.deepEqual(findKind('', ''), { status: 'foreign' });
  assert.deepEqual(findKind('notaeraki.io/v1', 'MetaThing'), { status: 'foreign' });
});

test('a kind spelt as one of Aeraki but outside its groups is foreign with a suggestion', () => {
  assert.deepEqual(findKind('metaprotocol.aeraki.net/v1alpha1', 'MetaRouter'), { status: 'foreign', suggestion: metaRouter });
  assert.deepEqual(findKind('v1alpha1', 'metarouter'), { status: 'foreign', suggestion: metaRouter });
});

test('a MeshConfig is a file, never an object of the cluster', () => {
  assert.equal(findKind('v1', 'MeshConfig').status, 'foreign');
  assert.equal(kindNamed('meshconfig')?.schema, 'meshconfig.json');
});

test('a kind goes by its name, plural and short name in any letter case', () => {
  for (const name of ['RedisService', 'redisservices', 'RSVC']) assert.equal(kindNamed(name)?.kind, 'RedisService');
  assert.equal(kindNamed('constructor'), undefined);
});

test('no two kinds share a name', () => {
  const names = kinds.flatMap((info) => [...new Set([info.kind.toLowerCase(), info.plural, ...info.shortNames])]);
  assert.equal(new Set(names).size, names.length);
});

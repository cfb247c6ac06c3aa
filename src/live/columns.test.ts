import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { JsonObject } from '../base/json.js';
import { translate } from '../controlplane/translate.js';
import { parseText } from '../manifest/parse.js';
import { parseSlow } from '../manifest/slow.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import { type RowQuery, rowsOf } from './columns.js';
import { driftOf } from './drift.js';
import { kindsNamed, qualifiedName } from './kinds.js';

const rows = (objects: ManifestObject[], word: string, query: Partial<RowQuery> = {}) => {
  const mesh = buildMesh(objects);
  const translation = translate(mesh);
  const generated = driftOf({ objects, mesh, translation, unread: [], now: 0 });
  return rowsOf({ objects, mesh, findings: translation.notes, generated }, { kinds: kindsNamed(word) ?? [], ...query });
};

const placed = (...values: JsonObject[]): ManifestObject[] =>
  values.map((value, document) => ({ value, origin: { file: 'cluster', document, prefix: [] } }));

const router = (name: string, spec: JsonObject, namespace = 'shop'): JsonObject => ({
  apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
  kind: 'MetaRouter',
  metadata: { name, namespace, labels: { app: name } },
  spec,
});

const host = 'orders.shop.svc.cluster.local';

describe('a row of a MetaRouter', () => {
  it('names each destination once', () => {
    const to = (subset: string) => ({ destination: { host, subset }, weight: 50 });
    const [row] = rows(
      placed(router('a', { hosts: [host], routes: [{ route: [to('v1'), to('v2')] }, { route: [to('v1')] }] })),
      'mr',
    );
    assert.deepEqual(row?.facts.kind === 'MetaRouter' && row.facts.destinations, [
      { host, subset: 'v1' },
      { host, subset: 'v2' },
    ]);
  });
  it('has what was found on it, and nothing that was found on another', () => {
    const all = rows(
      placed(router('a', { hosts: ['nowhere.example.com'], routes: [{}] }), router('b', { hosts: [host], routes: [] })),
      'mr',
    );
    assert.deepEqual(
      all[0]?.findings.map(({ code }) => code),
      ['AER0501'],
    );
  });
  it('is there also where Aeraki cannot decode it', () => {
    const [row] = rows(placed(router('a', { hosts: [host], routes: [{ route: 5 }] })), 'mr');
    assert.deepEqual([row?.facts.hosts, row?.findings.map(({ code }) => code)], [[host], ['AER0409']]);
  });
  it('says that another router competes for its host', () => {
    const both = rows(placed(router('a', { hosts: [host], routes: [] }), router('b', { hosts: [host], routes: [] })), 'mr');
    assert.deepEqual(
      both.map(({ facts }) => facts.kind === 'MetaRouter' && facts.competes),
      [true, true],
    );
  });
});

describe('rows are chosen', () => {
  const objects = placed(router('a', { hosts: [host] }), router('b', { hosts: [host] }, 'other'));
  it('by namespace', () => {
    assert.deepEqual(
      rows(objects, 'mr', { namespace: 'other' }).map(({ name }) => name),
      ['b'],
    );
  });
  it('by labels', () => {
    assert.deepEqual(
      rows(objects, 'mr', { labels: (labels) => labels['app'] === 'a' }).map(({ name }) => name),
      ['a'],
    );
  });
  it('by kind', () => {
    assert.deepEqual(rows(objects, 'redis'), []);
  });
});

describe('a kind goes by', () => {
  it('its name, plural, short name and group', () => {
    for (const word of ['MetaRouter', 'metarouters', 'mr', 'metarouters.metaprotocol.aeraki.io'])
      assert.deepEqual(
        kindsNamed(word)?.map(({ kind }) => kind),
        ['MetaRouter'],
        word,
      );
  });
  it('a word for several', () => {
    assert.deepEqual(
      kindsNamed('redis')?.map(({ kind }) => kind),
      ['RedisService', 'RedisDestination'],
    );
    assert.deepEqual(
      kindsNamed('svc')?.map(({ kind }) => kind),
      ['Service', 'ServiceEntry'],
    );
  });
  it('no name that objects inherit', () => assert.equal(kindsNamed('constructor'), undefined));
  it('its full name in -o name', () => {
    assert.equal(qualifiedName('RedisService', 'cache'), 'redisservice.redis.aeraki.io/cache');
    assert.equal(qualifiedName('Service', 'cache'), 'service/cache');
  });
});

const recorded = new URL('../../../shared/recorded/cluster/objects.yaml', import.meta.url);

describe('the recorded mesh', { skip: !existsSync(recorded) }, () => {
  const all: ManifestObject[] = [];
  const load = (): ManifestObject[] => {
    if (all.length === 0)
      parseText(
        readFileSync(recorded, 'utf8'),
        { file: 'objects.yaml', explicit: true },
        (object) => void all.push(object),
        parseSlow,
      );
    return all;
  };
  it('has two MetaRouters with their protocols, routes and subsets', () => {
    assert.deepEqual(
      rows(load(), 'mr').map(({ namespace, facts }) =>
        facts.kind === 'MetaRouter'
          ? [namespace, facts.protocols, facts.routes, facts.destinations.map(({ subset }) => subset)]
          : [],
      ),
      [
        ['meta-dubbo', ['dubbo'], 1, ['v1']],
        ['meta-thrift', ['thrift'], 1, ['v1', 'v2']],
      ],
    );
  });
  it('has nine services that Aeraki manages, and two that it does not', () => {
    const services = rows(load(), 'services');
    const managed = rows(load(), 'services', { managedOnly: true });
    assert.deepEqual([services.length, managed.length], [11, 9]);
    const short = managed.flatMap(({ namespace, name, facts }) =>
      'generated' in facts ? [[`${namespace}/${name}`, facts.protocol, facts.generated.inSync, facts.generated.expected]] : [],
    );
    assert.deepEqual(
      short.find(([name]) => name === 'redis/redis-cluster'),
      ['redis/redis-cluster', 'redis', 1, 2],
    );
    assert.deepEqual(
      short.find(([name]) => name === 'meta-dubbo/dubbo-demoservice'),
      ['meta-dubbo/dubbo-demoservice', 'metaprotocol', 2, 2],
    );
  });
  it('has the hosts that speak a protocol', () => {
    assert.deepEqual(
      rows(load(), 'protocols').map(({ name, facts }) => [name, facts.hosts.length]),
      [
        ['dubbo', 2],
        ['thrift', 1],
      ],
    );
  });
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseText } from '../manifest/parse.js';
import { parseSlow } from '../manifest/slow.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import { generatedFilters } from './filters.js';
import { translate } from './translate.js';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

/** The filters of an example mesh, as `side protocol host:port`. */
function filtersOf(name: string): string[] {
  const objects: ManifestObject[] = [];
  for (const file of readdirSync(join(examples, name))) {
    const source = { file: join(examples, name, file), explicit: true };
    parseText(readFileSync(source.file, 'utf8'), source, (object) => objects.push(object), parseSlow);
  }
  return generatedFilters(translate(buildMesh(objects)).envoyFilters)
    .map(({ at, protocol, host, port, gateway }) => `${gateway ?? at} ${protocol} ${host}:${port}`)
    .sort();
}

test('each side of a service has a filter', () => {
  assert.deepEqual(filtersOf('native-dubbo'), [
    'client dubbo org.acme.stock.stockservice:20880',
    'server dubbo org.acme.stock.stockservice:20880',
  ]);
  assert.deepEqual(filtersOf('zookeeper'), [
    'client zookeeper zookeeper.kafka.svc.cluster.local:2181',
    'server zookeeper zookeeper.kafka.svc.cluster.local:2181',
  ]);
});

test('clusters that are patched beside a Redis listener are passed over', () => {
  assert.deepEqual(filtersOf('redis').length, 4);
});

test('a gateway has one of its own', () => {
  assert.ok(filtersOf('gateway').includes('istio-system/thrift metaprotocol orders.shop.svc.cluster.local:9090'));
});

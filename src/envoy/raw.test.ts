import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { asList, asObject, isObject, type Json } from '../base/json.js';
import { narrow } from './narrow.js';
import { rawSections } from './raw.js';
import { isView, readSidecar } from './read.js';

const fixture = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`../../test/fixtures/envoy/${name}.json`, import.meta.url), 'utf8'));

const typesOf = (value: Json | undefined): string[] => {
  const sections = isObject(value) ? (Array.isArray(value['configs']) ? value['configs'] : [value]) : [];
  return sections.map((section) => String(asObject(section)?.['@type']).replace(/^.*\./, ''));
};

test('without a section the dump is what the proxy gave', () => {
  const json = fixture('refused');
  assert.equal(rawSections(json, undefined), json);
  assert.equal(rawSections(json, 'all'), json);
});

test('a section is the element itself; routes, of which there are several, are a dump of those', () => {
  const json = fixture('metaprotocol');
  assert.deepEqual(typesOf(rawSections(json, 'listeners')), ['ListenersConfigDump']);
  assert.equal(
    asObject(rawSections(json, 'metards'))?.['@type'],
    'type.googleapis.com/aeraki.meta_protocol_proxy.admin.v1alpha.RoutesConfigDump',
  );
  assert.deepEqual(Object.keys(asObject(rawSections(json, 'routes')) ?? {}), ['configs']);
  assert.equal(rawSections(json, 'endpoints'), undefined);
  assert.equal(rawSections(fixture('refused'), 'metards'), undefined);
});

test('a narrowed view leaves only its items', () => {
  const json = fixture('refused');
  const view = readSidecar(json);
  assert.ok(isView(view));
  const some = narrow(view, { port: 9090 });
  assert.deepEqual(
    some.listeners.map(({ name }) => name),
    ['10.0.0.102_9090', '10.0.0.77_9090'],
  );
  const section = asObject(rawSections(json, 'listeners', narrow(view, { host: 'redis-cluster' })));
  assert.deepEqual(
    asList(section?.['dynamic_listeners']).map((item) => asObject(item)?.['name']),
    ['10.0.0.103_6379'],
  );
  const clusters = asObject(rawSections(json, 'clusters', narrow(view, { name: 'PassthroughCluster' })));
  assert.equal(asList(clusters?.['dynamic_active_clusters']).length, 1);
});

test('narrowing keeps the problems of what is kept', () => {
  const view = readSidecar(fixture('metaprotocol'));
  assert.ok(isView(view));
  assert.deepEqual(
    narrow(view, { host: 'missing' }).problems.map(({ code }) => code),
    ['AER1058'],
  );
});

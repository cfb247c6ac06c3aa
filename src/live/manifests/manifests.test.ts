import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { asList, asObject, type JsonObject } from '../../base/json.js';
import { schemas } from '../../resource/schemas.js';
import { bootstrapConfigMap, bootstrapKey, bootstrapOf, isCurrentBootstrap, xdsEndpoint } from './bootstrap.js';
import { applicationProtocols, controlPlane, customResourceDefinitions } from './controlplane.js';
import { aerakiBuild, fitOf, whyNotInstallable } from './releases.js';
import { defaultSettings, settingsOf } from './settings.js';

const recorded = new URL('../../../../shared/recorded/cluster/objects.yaml', import.meta.url);

test('the bootstrap is the one that Aeraki itself writes', { skip: !existsSync(recorded) }, () => {
  const objects = asList(parse(readFileSync(recorded, 'utf8')).items).map((item) => asObject(item) ?? {});
  const configMap = objects.find(
    ({ metadata }) => asObject(metadata)?.['name'] === 'aeraki-bootstrap-config' && asObject(metadata)?.['namespace'] === 'dubbo',
  );
  assert.ok(configMap !== undefined);
  const text = asObject(configMap['data'])?.[bootstrapKey];
  assert.deepEqual(bootstrapOf({ address: '127.0.0.1', port: 15011, tls: true }), JSON.parse(String(text)));
});

test('a bootstrap of a release before mutual TLS is stale for a later build, and the other way round', () => {
  const release = bootstrapConfigMap('shop', xdsEndpoint('1.4.1', 'istio-system'));
  const later = bootstrapConfigMap('shop', xdsEndpoint('56e4de0', 'istio-system'));
  assert.equal(isCurrentBootstrap(release, xdsEndpoint('1.4.0', 'istio-system')), true);
  assert.equal(isCurrentBootstrap(release, xdsEndpoint('56e4de0', 'istio-system')), false);
  assert.equal(isCurrentBootstrap(later, xdsEndpoint('1.4.1', 'istio-system')), false);
  assert.equal(isCurrentBootstrap(release, xdsEndpoint('1.4.1', 'mesh')), false);
  assert.equal(isCurrentBootstrap({ data: { [bootstrapKey]: '{"static' } }, xdsEndpoint('1.4.1', 'istio-system')), false);
});

test('the releases fit Istio 1.17 to 1.23; newer ones answer Aeraki with nothing', () => {
  const fits = ['1.16.5', '1.17.0', '1.18.2', '1.23.9', '1.24.0', '1.32-dev', 'latest', undefined].map(fitOf);
  assert.deepEqual(fits, ['older', 'yes', 'yes', 'yes', 'no', 'no', 'unknown', 'unknown']);
});

test('releases serve routes in plain text, what is built after them by mutual TLS', () => {
  assert.deepEqual(
    ['1.4.1', 'v1.4.1', '1.4.2', '1.5.0-rc1', 'latest', '56e4de0'].map((tag) => aerakiBuild(tag).tls),
    [false, false, true, true, true, true],
  );
  assert.equal(whyNotInstallable(aerakiBuild('1.4.1')), undefined);
  assert.match(whyNotInstallable(aerakiBuild('1.3.0')) ?? '', /before 1\.4/);
  assert.match(whyNotInstallable(aerakiBuild('1.4.1; rm')) ?? '', /no tag/);
});

const deploymentOf = (objects: JsonObject[]): JsonObject => objects.find(({ kind }) => kind === 'Deployment') ?? {};

function containerOf(objects: JsonObject[]): JsonObject {
  const template = asObject(asObject(deploymentOf(objects)['spec'])?.['template']);
  return asObject(asList(asObject(template?.['spec'])?.['containers'])[0]) ?? {};
}

test('settings reach Aeraki where it reads them: as arguments or variables', () => {
  const objects = controlPlane({
    ...defaultSettings,
    namespaceScoped: true,
    istiodAddress: 'istiod-blue.mesh:15012',
    namespace: 'mesh',
    meshConfigMap: 'istio-blue',
  });
  const container = containerOf(objects);
  assert.deepEqual(container['args'], [
    '--master=true',
    '--enable-envoy-filter-namespace-scope=true',
    '--istiod-configMap-name=istio-blue',
  ]);
  const env = asList(container['env']).map((item) => `${asObject(item)?.['name']}=${asObject(item)?.['value'] ?? ''}`);
  assert.deepEqual(env, [
    'AERAKI_ISTIOD_ADDR=istiod-blue.mesh:15012',
    'AERAKI_XDS_ADDR=aeraki.mesh',
    'AERAKI_XDS_PORT=:15010',
    'AERAKI_LOG_LEVEL=all:info',
    'POD_NAME=',
    'AERAKI_NAMESPACE=',
  ]);
});

test('what runs keeps its settings over an upgrade', () => {
  const objects = controlPlane({
    ...defaultSettings,
    namespaceScoped: true,
    clusterId: 'east',
    image: 'registry.example:5000/aeraki',
    tag: '1.4.0',
    meshConfigMap: 'istio-blue',
  });
  const container = containerOf(objects);
  const env = Object.fromEntries(
    asList(container['env']).map((item) => [String(asObject(item)?.['name']), String(asObject(item)?.['value'] ?? '')]),
  );
  const running = {
    namespace: 'istio-system',
    image: String(container['image']),
    args: asList(container['args']).map(String),
    env,
  };
  assert.deepEqual(
    { ...defaultSettings, ...settingsOf(running) },
    {
      ...defaultSettings,
      namespaceScoped: true,
      clusterId: 'east',
      image: 'registry.example:5000/aeraki',
      tag: '1.4.0',
      meshConfigMap: 'istio-blue',
    },
  );
});

test("Aeraki's own manifest is understood: variables that it never reads do not count", () => {
  const running = {
    namespace: 'istio-system',
    image: 'ghcr.io/aeraki-mesh/aeraki@sha256:0123',
    args: ['/usr/local/bin/aeraki', '--master=true', '--enable-envoy-filter-namespace-scope=false'],
    env: { AERAKI_ENABLE_ENVOY_FILTER_NS_SCOPE: 'true', AERAKI_CLUSTER_ID: '', AERAKI_ISTIOD_ADDR: 'istiod.istio-system:15010' },
  };
  assert.deepEqual(settingsOf(running), {
    namespace: 'istio-system',
    image: 'ghcr.io/aeraki-mesh/aeraki',
    namespaceScoped: false,
    istiodAddress: 'istiod.istio-system:15010',
  });
});

test('every object has a name and a kind, and nothing is said twice', () => {
  const all = [...customResourceDefinitions(schemas), ...controlPlane(defaultSettings), ...applicationProtocols()];
  const keys = all.map(({ apiVersion, kind, metadata }) => `${apiVersion}/${kind}/${asObject(metadata)?.['name']}`);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(keys.filter((key) => key.includes('undefined')).length, 0);
  assert.deepEqual(JSON.parse(JSON.stringify(all)), all);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Installation } from '../../cluster/snapshot.js';
import { chooseSettings, offlineSettings } from './settings.js';

const istiod = {
  name: 'istiod',
  namespace: 'istio-system',
  revision: 'default',
  image: 'docker.io/istio/pilot:1.20.0',
  version: '1.20.0',
};

function installation(more: Partial<Installation> = {}): Installation {
  return {
    istioNamespace: 'istio-system',
    aerakiNamespace: undefined,
    istiod: [istiod],
    aeraki: [],
    rootNamespace: 'istio-system',
    namespaceScoped: false,
    domainSuffix: 'cluster.local',
    ...more,
  };
}

const running = (tag: string, env: Record<string, string> = {}, args: string[] = []): Installation =>
  installation({
    aerakiNamespace: 'istio-system',
    aeraki: [{ name: 'aeraki', namespace: 'istio-system', image: `mirror.example/aeraki:${tag}`, version: tag, env, args }],
  });

const options = (given: Record<string, string>): Map<string, string> => new Map(Object.entries(given));

test('where nothing runs and nothing is said, the newest release goes where istiod is', () => {
  const { settings, notes } = chooseSettings(options({}), installation({ istioNamespace: 'mesh' }));
  assert.deepEqual(notes, []);
  assert.equal(settings.tag, '1.4.1');
  assert.equal(settings.namespace, 'mesh');
  assert.equal(settings.istiodAddress, 'istiod.mesh:15010');
});

test('a revision of Istio has its own address and mesh configuration', () => {
  const { settings } = chooseSettings(options({}), installation({ istiod: [{ ...istiod, revision: 'blue' }] }));
  assert.equal(settings.istiodAddress, 'istiod-blue.istio-system:15010');
  assert.equal(settings.meshConfigMap, 'istio-blue');
  assert.equal(offlineSettings(options({ revision: 'blue' })).istiodAddress, 'istiod-blue.istio-system:15010');
});

test('an upgrade keeps what is not given', () => {
  const before = running('1.4.0', { AERAKI_CLUSTER_ID: 'east', AERAKI_LOG_LEVEL: 'all:debug' }, [
    '--enable-envoy-filter-namespace-scope=true',
  ]);
  const { settings } = chooseSettings(options({ 'log-level': 'all:warn' }), before);
  assert.equal(settings.image, 'mirror.example/aeraki');
  assert.equal(settings.tag, '1.4.1');
  assert.equal(settings.clusterId, 'east');
  assert.equal(settings.namespaceScoped, true);
  assert.equal(settings.logLevel, 'all:warn');
  assert.equal(chooseSettings(options({ 'envoyfilters-in': 'root' }), before).settings.namespaceScoped, false);
});

test('a build after the newest release is not replaced by it unawares', () => {
  const { settings, notes } = chooseSettings(options({}), running('56e4de0'));
  assert.equal(settings.tag, '56e4de0');
  assert.match(notes[0] ?? '', /runs already, which is newer than 1\.4\.1: it stays/);
  assert.equal(chooseSettings(options({ aeraki: '1.4.1' }), running('56e4de0')).settings.tag, '1.4.1');
});

test('a namespace other than that of Istio is told what it costs', () => {
  const { notes } = chooseSettings(options({ 'aeraki-namespace': 'aeraki' }), installation());
  assert.match(notes[0] ?? '', /its EnvoyFilters take effect in aeraki only/);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { isObject } from '../base/json.js';
import { formatPath } from '../base/path.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import { translate } from './translate.js';
import type { Translation } from './types.js';
import { checkVersions, parseVersion, type Version, versionFacts, versionText } from './versions.js';

function version(text: string): Version {
  const parsed = parseVersion(text);
  assert.ok(parsed, text);
  return parsed;
}

function service(portName: string, more = ''): Translation {
  const text = `
apiVersion: v1
kind: Service
metadata: {name: s, namespace: shop}
spec: {clusterIP: 10.0.0.1, selector: {app: s}, ports: [{name: ${portName}, port: 9000}]}
---
${more}`;
  const objects = parseAllDocuments(text).flatMap((document, index): ManifestObject[] => {
    const value: unknown = document.toJS();
    return isObject(value) ? [{ value, origin: { file: 'mesh.yaml', document: index, prefix: [] } }] : [];
  });
  return translate(buildMesh(objects));
}

const destination = `
apiVersion: redis.aeraki.io/v1alpha1
kind: RedisDestination
metadata: {name: d, namespace: shop}
spec: {host: s.shop.svc.cluster.local, trafficPolicy: {connectionPool: {redis: {mode: PROXY}}}}
`;
const policy = `
apiVersion: dubbo.aeraki.io/v1alpha1
kind: DubboAuthorizationPolicy
metadata: {name: p, namespace: shop}
spec: {action: DENY, rules: [{}]}
`;

/** What is said, as `severity CODE Kind: path`. */
function said(translation: Translation, versions: { istio?: string; envoy?: string }): string[] {
  const { istio, envoy } = versions;
  const named = { ...(istio ? { istio: version(istio) } : {}), ...(envoy ? { envoy: version(envoy) } : {}) };
  return checkVersions(translation, named).map(
    ({ code, severity, resource, path }) => `${severity} ${code} ${resource?.kind}: ${formatPath(path)}`,
  );
}

describe('a version', () => {
  it('has two or three numbers, and perhaps more behind a dash', () => {
    for (const text of ['1.24', 'v1.24.0', '1.24-dev', '1.24.0-distroless', '1.24.0+build.5'])
      assert.equal(versionText(version(text)), '1.24', text);
    assert.equal(versionText(version('1.20.3')), '1.20.3');
    for (const text of ['', '1', 'latest', '1.x', '1.2.3.4', '1.24 ', '-1.2', '1.99999'])
      assert.equal(parseVersion(text), undefined, text);
  });
});

describe('Istio', () => {
  const port = 'Service: spec.ports[0]';
  const expected: [string, string[]][] = [
    ['1.16', [`warning AER0652 ${port}`]],
    ['1.17.9', [`info AER0652 ${port}`]],
    ['1.18', []],
    ['1.18.7', []],
    ['1.19', [`info AER0652 ${port}`]],
    ['1.23.6', [`info AER0652 ${port}`]],
    ['1.24', [`error AER0650 ${port}`]],
    ['1.32-dev', [`error AER0650 ${port}`, `warning AER0651 ${port}`]],
  ];
  for (const [istio, findings] of expected) {
    it(`${istio}: ${findings.length === 0 ? 'all is well' : findings.join(', ')}`, () => {
      assert.deepEqual(said(service('tcp-metaprotocol-thrift'), { istio }), findings);
    });
  }

  it('is not spoken of where nothing is generated', () => {
    assert.deepEqual(said(service('http'), { istio: '1.24', envoy: '1.40' }), []);
  });

  it('has sidecars from 1.19 on that refuse what Aeraki gives no type', () => {
    assert.deepEqual(said(service('tcp-thrift'), { istio: '1.18' }), []);
    assert.ok(said(service('tcp-thrift'), { istio: '1.19' }).includes(`error AER0653 ${port}`));
    const pool = 'RedisDestination: spec.trafficPolicy.connectionPool';
    assert.ok(said(service('tcp-redis', destination), { istio: '1.20' }).includes(`error AER0653 ${pool}`));
  });
});

describe('Envoy', () => {
  const port = 'Service: spec.ports[0]';
  const pool = 'RedisDestination: spec.trafficPolicy.connectionPool';
  it('of any version takes native Dubbo, ZooKeeper, and Redis without a RedisDestination', () => {
    for (const name of ['tcp-zookeeper', 'tcp-redis', 'tcp-dubbo'])
      assert.deepEqual(said(service(name), { envoy: '1.40' }), [], name);
  });

  it('refuses the router of native Thrift: from 1.22 on unless a flag is set, from 1.39 on for certain', () => {
    assert.deepEqual(said(service('tcp-thrift'), { envoy: '1.21.5' }), []);
    assert.deepEqual(said(service('tcp-thrift'), { envoy: '1.22' }), [`warning AER0653 ${port}`]);
    assert.deepEqual(said(service('tcp-thrift'), { envoy: '1.38.2' }), [`warning AER0653 ${port}`]);
    assert.deepEqual(said(service('tcp-thrift'), { envoy: '1.39' }), [`error AER0653 ${port}`]);
  });

  it('refuses the cluster of a RedisDestination, and has no filter of Istio in it', () => {
    assert.deepEqual(said(service('tcp-redis', destination), { envoy: '1.40' }), [
      `error AER0653 ${pool}`,
      `info AER0654 ${pool}`,
    ]);
  });

  it('lacks filters in its plain builds', () => {
    assert.deepEqual(said(service('tcp-kafka'), { envoy: '1.40' }), [`warning AER0654 ${port}`]);
    assert.deepEqual(said(service('tcp-metaprotocol-thrift'), { envoy: '1.40' }), [`info AER0654 ${port}`]);
    assert.deepEqual(said(service('tcp-dubbo', policy), { envoy: '1.40' }), ['warning AER0654 DubboAuthorizationPolicy: spec']);
  });
});

describe('the refusals that test/e2e sees of a real Envoy', () => {
  const tests = readFileSync(new URL('../../test/e2e/accepted.test.ts', import.meta.url), 'utf8');
  const refused = [...tests.matchAll(/Didn't find a registered implementation for (?:name: )?'([\w.]+)'/g)].map(
    (match) => match[1],
  );

  it('are all among what is known of versions', () => {
    assert.ok(refused.length >= 4);
    const known = versionFacts.filter(({ program }) => program === 'envoy').map(({ extension }) => extension?.name);
    for (const name of refused) assert.ok(known.includes(name ?? ''), name);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadPatterns } from '../base/pattern.js';
import { translate } from '../controlplane/translate.js';
import { parseText } from '../manifest/parse.js';
import { parseSlow } from '../manifest/slow.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import { createDecider } from './deciding.js';
import { tablesOf } from './tables.js';

const patterns = await loadPatterns();

const service = `apiVersion: v1
kind: Service
metadata: {name: stock, namespace: shop}
spec: {clusterIP: 10.0.0.1, selector: {app: stock}, ports: [{name: tcp-metaprotocol-dubbo, port: 9090}]}
---
`;

function router(destination: string): string {
  return `apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: MetaRouter
metadata: {name: stock, namespace: shop}
spec: {hosts: [stock.shop.svc.cluster.local], routes: [{name: all, route: [{destination: ${destination}}]}]}
---
`;
}

function rule(host: string, ...subsets: string[]): string {
  return `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: r-${subsets.join('-')}, namespace: shop}
spec: {host: ${JSON.stringify(host)}, subsets: [${subsets.map((name) => `{name: ${name}}`).join(', ')}]}
---
`;
}

/** What is said of the clusters of the only route. */
function missing(...documents: string[]): [path: string, fix: string | undefined][] {
  const objects: ManifestObject[] = [];
  parseText(documents.join(''), { file: 'a.yaml', explicit: true }, (object) => objects.push(object), parseSlow);
  const mesh = buildMesh(objects, {});
  const { notes, ...translation } = translate(mesh);
  const table = tablesOf({ ...translation, notes }, patterns).find(({ host }) => host === 'stock.shop.svc.cluster.local');
  assert.ok(table);
  const decision = createDecider(table, { mesh, notes, patterns }, false).decide({ attributes: {}, random: 0n });
  return decision.warnings.flatMap(({ code, path, fix }) => (code === 'AER0726' ? [[path.slice(3).join('.'), fix]] : []));
}

describe('a cluster that sidecars will not have', () => {
  it('is one of a subset that no DestinationRule of the host defines', () => {
    const v2 = router('{host: stock.shop.svc.cluster.local, subset: V2}');
    assert.deepEqual(missing(service, v2), [['route.0.destination.subset', undefined]]);
    assert.deepEqual(missing(service, v2, rule('stock', 'v1', 'v2')), [['route.0.destination.subset', 'Did you mean v2?']]);
  });

  it('is there where one of several rules defines the subset, by a short name or by a wildcard', () => {
    const v2 = router('{host: stock.shop.svc.cluster.local, subset: v2}');
    assert.deepEqual(missing(service, v2, rule('stock', 'v1'), rule('stock.shop.svc.cluster.local', 'v2')), []);
    assert.deepEqual(missing(service, v2, rule('*.shop.svc.cluster.local', 'v2')), []);
  });

  it('is one of a port that the service does not have', () => {
    const other = router('{host: stock.shop.svc.cluster.local, port: {number: 9091}}');
    assert.deepEqual(missing(service, other), [['route.0.destination.port.number', 'Its ports are: 9090.']]);
  });

  it('is one of a host that is a known one misspelt, or cut short', () => {
    const meant = 'Did you mean stock.shop.svc.cluster.local?';
    assert.deepEqual(missing(service, router('{host: stok.shop.svc.cluster.local}')), [['route.0.destination.host', meant]]);
    assert.deepEqual(missing(service, router('{host: stock}')), [['route.0.destination.host', meant]]);
  });

  it('is not looked for on a host that the objects do not mention', () => {
    assert.deepEqual(missing(service, router('{host: elsewhere.other.svc.cluster.local, subset: v1}')), []);
  });

  it('is none of a ServiceEntry with the host among its further or wildcard ones', () => {
    const entry = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: out, namespace: shop}
spec: {hosts: [a.example.com, "*.example.org"], addresses: [10.0.0.2], ports: [{name: tcp-x, number: 9090, protocol: TCP}]}
---
`;
    assert.deepEqual(missing(service, entry, router('{host: b.example.org}')), []);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { isObject } from '../base/json.js';
import { formatPath } from '../base/path.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import type { MeshOptions } from '../mesh/types.js';
import { translate } from './translate.js';

/** The notes of a mesh as `severity CODE object: path`. */
function notesOf(text: string, options: MeshOptions = {}): string[] {
  const objects = parseAllDocuments(text).flatMap((document, index): ManifestObject[] => {
    const value: unknown = document.toJS();
    return isObject(value) ? [{ value, origin: { file: 'mesh.yaml', document: index, prefix: [] } }] : [];
  });
  return translate(buildMesh(objects, options)).notes.map(
    ({ code, severity, resource, path }) => `${severity} ${code} ${resource?.name ?? '-'}: ${formatPath(path)}`,
  );
}

const service = (name: string, port: string, address: string, app = name) => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {clusterIP: ${address}, selector: {app: ${app}}, ports: [{name: ${port}, port: 9000}]}
---
`;
const host = 'stock.shop.svc.cluster.local';
const stock = service('stock', 'tcp-metaprotocol-thrift', '10.1.0.1');
const routed = `routes: [{name: a, route: [{destination: {host: ${host}, port: {number: 9000}}}]}]`;
const limited = 'localRateLimit: {tokenBucket: {maxTokens: 1, tokensPerFill: 1, fillInterval: 1s}}';
const router = (spec: string) => `
apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: MetaRouter
metadata: {name: r, namespace: shop}
spec: {hosts: [${host}], ${spec}}
---
`;

describe('ports', () => {
  it('of a protocol that Aeraki knows and generates nothing for', () => {
    assert.deepEqual(notesOf(service('db', 'tcp-mongo-main', '10.1.0.1')), ['info AER0431 db: spec.ports[0].name']);
    assert.deepEqual(notesOf(service('db', 'tcp-MySQL', '10.1.0.1')), ['info AER0431 db: spec.ports[0].name']);
    assert.deepEqual(notesOf(service('db', 'tcp-postgres', '10.1.0.1')), []);
  });
});

describe('services', () => {
  it('that select the same pods with the same port', () => {
    const twin = service('stock-too', 'tcp-metaprotocol-thrift', '10.1.0.2', 'stock');
    assert.deepEqual(notesOf(stock + twin), ['warning AER0443 stock-too: spec.selector']);
    assert.deepEqual(notesOf(stock + twin.replace('9000', '9001')), []);
    assert.deepEqual(notesOf(stock + twin.replace('namespace: shop', 'namespace: other')), []);
  });

  it('that carry one of the addresses that Aeraki hands out', () => {
    const entry = (name: string, port: number) =>
      `{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: ${name}, namespace: shop}, spec: {hosts: [${name}.example.com], addresses: [240.240.0.1], workloadSelector: {labels: {app: ${name}}}, ports: [{name: tcp-metaprotocol-thrift, number: ${port}}]}}\n---\n`;
    assert.deepEqual(notesOf(entry('a', 1) + entry('b', 2)), ['warning AER0449 b: spec.addresses[0]']);
  });
});

describe('the mesh configuration', () => {
  const entry = `{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: a, namespace: shop}, spec: {hosts: [a.example.com], addresses: [240.240.0.1], workloadSelector: {labels: {app: a}}, ports: [{name: tcp-metaprotocol-thrift, number: 9000}]}}\n---\n`;
  const config = (value: string) =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system}, data: {mesh: '{defaultConfig: {proxyMetadata: {ISTIO_META_DNS_CAPTURE: "${value}"}}}'}}\n`;
  it('that leaves addresses which Aeraki hands out unresolved', () => {
    assert.deepEqual(notesOf(entry + config('false')), ['warning AER0447 istio: data.mesh.defaultConfig.proxyMetadata']);
    assert.deepEqual(notesOf(entry + config('true')), []);
    assert.deepEqual(notesOf(stock + config('false')), []);
    assert.deepEqual(notesOf(entry), [], 'it is not known');
  });
});

describe('a MetaRouter that exports', () => {
  it('past the pods of its service', () => {
    assert.deepEqual(notesOf(stock + router(`${routed}, exportTo: [clients]`)), ['warning AER0510 r: spec.exportTo']);
  });

  it('to them, or to the whole mesh', () => {
    for (const list of ['shop', '.', '"*"', 'clients, shop', 'istio-system'])
      assert.deepEqual(notesOf(stock + router(`${routed}, exportTo: [${list}]`)), [], list);
  });
});

describe('a MetaRouter for a gateway', () => {
  const gateway = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec: {selector: {app: edge}, servers: [{port: {name: tcp-metaprotocol-thrift, number: 9000, protocol: TCP}, hosts: ["*"]}]}
---
`;
  it('has routes that count everywhere, and limits that do not count there', () => {
    assert.deepEqual(notesOf(stock + gateway + router(`${routed}, ${limited}, gateways: [edge]`)), [
      'info AER0519 r: spec.localRateLimit',
      'info AER0526 r: spec.gateways',
    ]);
  });
});

describe('what Envoy refuses of what Aeraki serves', () => {
  it('is said of the place in the MetaRouter', () => {
    const bad = (match: string, more = '') =>
      notesOf(stock + router(`routes: [{match: {attributes: {m: ${match}}}, route: [{destination: {host: ${host}}}]${more}}]`));
    assert.deepEqual(bad('{prefix: ""}'), ['error AER0700 r: spec.routes[0].match.attributes.m']);
    assert.deepEqual(bad('{prefix: a}'), []);
    const long = `, requestMutation: [{key: a, value: b}, {key: k, value: ${'x'.repeat(16385)}}]`;
    assert.deepEqual(bad('{exact: a}', long), ['error AER0700 r: spec.routes[0].requestMutation[1]']);
  });

  it('is said once, though every port of the service has the same routes', () => {
    const two = stock.replace('ports: [', 'ports: [{name: tcp-metaprotocol-dubbo, port: 9001}, ');
    const weights = `routes: [{route: [{destination: {host: ${host}}, weight: 0}, {destination: {host: ${host}}, weight: 0}]}]`;
    assert.deepEqual(notesOf(two + router(weights)), ['error AER0700 r: spec.routes[0].route']);
  });

  it('of a rate limit costs the whole listener', () => {
    assert.deepEqual(notesOf(stock + router(`${routed}, ${limited.replace('1s', '10ms')}`)), [
      'error AER0719 r: spec.localRateLimit',
    ]);
  });
});

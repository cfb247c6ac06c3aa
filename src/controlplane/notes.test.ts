import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { isObject } from '../base/json.js';
import { formatPath } from '../base/path.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import type { MeshOptions } from '../mesh/types.js';
import { translate } from './translate.js';

function objectsOf(text: string): ManifestObject[] {
  return parseAllDocuments(text).flatMap((document, index): ManifestObject[] => {
    const value: unknown = document.toJS();
    return isObject(value) ? [{ value, origin: { file: 'mesh.yaml', document: index, prefix: [] } }] : [];
  });
}

/** The notes of a mesh as `severity CODE object: path`. */
function notesOf(text: string, options: MeshOptions = {}): string[] {
  return translate(buildMesh(objectsOf(text), options)).notes.map(
    ({ code, severity, resource, path }) => `${severity} ${code} ${resource?.name ?? '-'}: ${formatPath(path)}`,
  );
}

/** A Service `stock` of namespace `shop`, with one port, and what else is given. */
function service(portName: string, more = '', spec = ''): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: stock, namespace: shop}
spec:
  clusterIP: 10.1.0.1
  selector: {app: stock}
  ports:
  - {name: ${portName}, port: 9000}
${spec}
---
${more}`;
}

const host = 'stock.shop.svc.cluster.local';
const router = (spec: string, name = 'r') => `
apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: MetaRouter
metadata: {name: ${name}, namespace: shop}
spec: {hosts: [${host}], ${spec}}
---
`;
const routes = `routes: [{name: a, route: [{destination: {host: ${host}}}]}]`;
const redis = (spec: string) => `
apiVersion: redis.aeraki.io/v1alpha1
kind: RedisService
metadata: {name: cache, namespace: shop}
spec: {host: [${host}], ${spec}}
---
`;

describe('a healthy mesh', () => {
  it('has no notes', () => {
    assert.deepEqual(notesOf(service('tcp-metaprotocol-thrift', router(routes))), []);
    assert.deepEqual(notesOf(service('tcp-redis', redis('settings: {opTimeout: 3s}'))), []);
    assert.deepEqual(notesOf(service('http-web')), []);
  });
});

describe('what ends Aeraki is an error, and the rest is translated', () => {
  const deaths: [string, string, string][] = [
    ['a MetaProtocol port without protocol', service('tcp-metaprotocol'), 'error AER0401 stock: spec.ports[0].name'],
    [
      'a global rate limit without timeout',
      service(
        'tcp-metaprotocol-thrift',
        router(`${routes}, globalRateLimit: {domain: d, rateLimitService: c, descriptors: [{property: p, descriptorKey: p}]}`),
      ),
      'error AER0402 r: spec.globalRateLimit',
    ],
    [
      'a token bucket without interval',
      service('tcp-metaprotocol-thrift', router(`${routes}, localRateLimit: {tokenBucket: {maxTokens: 1, tokensPerFill: 1}}`)),
      'error AER0403 r: spec.localRateLimit.tokenBucket',
    ],
    [
      'a route entry without destination',
      service('tcp-metaprotocol-thrift', router('routes: [{route: [{weight: 100}]}]')),
      'error AER0404 r: spec.routes[0].route[0]',
    ],
    [
      'a rule that redirects a native service',
      service(
        'tcp-thrift',
        `{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: v, namespace: shop}, spec: {hosts: [${host}], http: [{redirect: {uri: /}}]}}`,
      ),
      'error AER0405 v: spec.http[0]',
    ],
    [
      'a Redis fault without percentage',
      service('tcp-redis', redis('faults: [{type: ERROR}]')),
      'error AER0406 cache: spec.faults[0]',
    ],
    ['a Redis entry without route', service('tcp-redis', redis('redis: [{}]')), 'error AER0407 cache: spec.redis[0]'],
    [
      'keepalive of a RedisDestination',
      service(
        'tcp-redis',
        `{apiVersion: redis.aeraki.io/v1alpha1, kind: RedisDestination, metadata: {name: d, namespace: shop}, spec: {host: ${host}, trafficPolicy: {connectionPool: {tcp: {tcpKeepalive: {probes: 3}}}}}}`,
      ),
      'error AER0408 d: spec.trafficPolicy.connectionPool.tcp.tcpKeepalive',
    ],
    [
      'an object that cannot be decoded',
      service('tcp-redis', redis('settings: {opTimeout: "60"}')),
      'error AER0409 cache: spec.settings.opTimeout',
    ],
  ];
  const other =
    'apiVersion: v1\nkind: Service\nmetadata: {name: well, namespace: shop}\nspec: {clusterIP: 10.1.0.9, selector: {app: w}, ports: [{name: tcp-kafka, port: 9092}]}\n';
  for (const [what, text, expected] of deaths) {
    it(what, () => {
      const { notes, envoyFilters } = translate(buildMesh(objectsOf(`${text}\n---\n${other}`)));
      const errors = notes.filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        errors.map(({ code, severity, resource, path }) => `${severity} ${code} ${resource?.name}: ${formatPath(path)}`),
        [expected],
      );
      assert.ok(envoyFilters.some((generated) => generated.host === 'well.shop.svc.cluster.local'));
    });
  }
});

describe('ports', () => {
  it('a protocol without codec', () => {
    assert.deepEqual(notesOf(service('tcp-metaprotocol-Thrift')), ['warning AER0422 stock: spec.ports[0].name']);
  });
  it('a name that Istio does not take for TCP', () => {
    assert.deepEqual(notesOf(service('http-metaprotocol-thrift')), ['warning AER0426 stock: spec.ports[0].name']);
    assert.deepEqual(notesOf(service('tcp-metaprotocol-thrift, appProtocol: http')), [
      'warning AER0426 stock: spec.ports[0].appProtocol',
    ]);
    assert.deepEqual(notesOf(service('tcp-metaprotocol-thrift, appProtocol: tcp')), []);
  });
  it('a native protocol that is not first', () => {
    assert.deepEqual(notesOf(service('http-web', '', '  - {name: tcp-thrift, port: 9090}')), [
      'warning AER0427 stock: spec.ports[1].name',
    ]);
  });
  it('several Redis ports', () => {
    assert.deepEqual(notesOf(service('tcp-redis', '', '  - {name: tcp-redis-2, port: 9001}')), [
      'warning AER0428 stock: spec.ports[0].name',
    ]);
  });
  it('two protocols in one service', () => {
    assert.deepEqual(notesOf(service('tcp-redis', '', '  - {name: tcp-metaprotocol-thrift, port: 9001}')), [
      'warning AER0429 stock: spec.ports[1].name',
    ]);
  });
  it('a Redis port in upper case', () => {
    assert.deepEqual(notesOf(service('tcp-Redis')), ['warning AER0430 stock: spec.ports[0].name']);
  });
  it('pods that listen elsewhere', () => {
    assert.deepEqual(notesOf(service('tcp-metaprotocol-thrift, targetPort: 9001')), [
      'warning AER0441 stock: spec.ports[0].targetPort',
    ]);
    assert.deepEqual(notesOf(service('tcp-metaprotocol-thrift, targetPort: 9000')), []);
  });
});

describe('services', () => {
  const twin = (name: string, spec: string) =>
    `{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: ${name}, namespace: shop}, spec: {workloadSelector: {labels: {app: x}}, ports: [{name: tcp-metaprotocol-thrift, number: 9000}], ${spec}}}`;
  it('two with one host', () => {
    assert.deepEqual(notesOf(service('tcp-metaprotocol-thrift', twin('a', `hosts: [${host}], addresses: [10.1.0.1]`))), [
      'warning AER0438 a: spec',
    ]);
  });
  it('two with one address and port', () => {
    assert.deepEqual(notesOf(service('tcp-metaprotocol-thrift', twin('a', 'hosts: [a.example.com], addresses: [10.1.0.1]'))), [
      'warning AER0436 stock: spec',
    ]);
  });
  it('an unknown address is made up from the host alone, and can be given', () => {
    const text = twin('a', 'hosts: [a.example.com], resolution: STATIC');
    assert.deepEqual(notesOf(text), ['info AER0420 a: spec']);
    assert.deepEqual(notesOf(text, { vips: new Map([['a.example.com', ['240.240.0.1']]]) }), []);
  });
  it('no address at all', () => {
    assert.deepEqual(notesOf(twin('a', 'hosts: [a.example.com]')), ['warning AER0433 a: spec.resolution']);
  });
  it('names that the API server refuses', () => {
    assert.deepEqual(notesOf(twin('a', 'hosts: ["*.b"], addresses: [10.0.0.0/8]')), [
      'error AER0434 a: spec.hosts[0]',
      'error AER0434 a: spec.addresses[0]',
    ]);
  });
});

describe('MetaRouters', () => {
  it('two for one host', () => {
    assert.deepEqual(notesOf(service('tcp-metaprotocol-thrift', router(routes, 'a') + router(routes, 'b'))), [
      'warning AER0503 b: spec.hosts',
    ]);
  });
  it('a host that meets no MetaProtocol port', () => {
    assert.deepEqual(notesOf(service('tcp-thrift', router(routes))), ['warning AER0502 r: spec.hosts[0]']);
  });
  it('a host of no service, with the one that was meant', () => {
    const text = service('tcp-metaprotocol-thrift', router(routes).replace(`hosts: [${host}]`, 'hosts: [stock]'));
    const [unknown] = translate(buildMesh(objectsOf(text))).notes;
    assert.equal(unknown?.code, 'AER0501');
    assert.equal(unknown?.fix, `Did you mean ${host}?`);
  });
  it('an attribute without matcher, in routes and in limits', () => {
    const text = router(
      'routes: [{match: {attributes: {m: {}}}, route: [{destination: {host: a.b}}]}], localRateLimit: {conditions: [{match: {attributes: {n: {}}}, tokenBucket: {maxTokens: 1, tokensPerFill: 1, fillInterval: 1s}}]}',
    );
    assert.deepEqual(notesOf(service('tcp-metaprotocol-thrift', text)), [
      'warning AER0504 r: spec.routes[0].match.attributes.m',
      'warning AER0504 r: spec.localRateLimit.conditions[0].match.attributes.n',
    ]);
  });
});

describe('the mesh around', () => {
  it("an object with Aeraki's label that it would not generate", () => {
    const own =
      '{apiVersion: networking.istio.io/v1alpha3, kind: EnvoyFilter, metadata: {name: mine, namespace: shop, labels: {manager: Aeraki}}, spec: {}}';
    assert.deepEqual(notesOf(own), ['warning AER0444 mine: metadata.labels.manager']);
  });
  it('an object that is given twice: the last stands', () => {
    const text = service('tcp-metaprotocol-thrift', service('tcp-metaprotocol-dubbo'));
    const { notes, listeners } = translate(buildMesh(objectsOf(text)));
    assert.deepEqual(
      notes.map(({ code, origin, related }) => [code, origin?.document, related?.[0]?.origin?.document]),
      [['AER0421', 0, 1]],
    );
    assert.deepEqual(
      listeners.map(({ codec }) => codec),
      ['aeraki.meta_protocol.codec.dubbo'],
    );
  });
  it('two codecs for one protocol', () => {
    const protocol = (name: string, codec: string) =>
      `{apiVersion: metaprotocol.aeraki.io/v1alpha1, kind: ApplicationProtocol, metadata: {name: ${name}}, spec: {protocol: p, codec: ${codec}}}\n---\n`;
    assert.deepEqual(notesOf(protocol('a', 'x') + protocol('b', 'y')), ['warning AER0423 b: spec.codec']);
    assert.deepEqual(notesOf(protocol('a', 'x') + protocol('b', 'x')), []);
  });
  it('hash keys that are never sent', () => {
    const rule = (spec: string) =>
      `{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: d, namespace: shop}, spec: {${spec}}}`;
    const hash = 'trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: user}}}';
    const meta = (text: string) => notesOf(service('tcp-metaprotocol-thrift', text));
    assert.deepEqual(meta(rule(`host: stock, ${hash}`)), []);
    assert.deepEqual(meta(rule(`host: stock.shop, ${hash}`)), ['warning AER0521 d: spec.host']);
    assert.deepEqual(meta(rule('host: stock, trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true}}}')), [
      'warning AER0522 d: spec.trafficPolicy.loadBalancer.consistentHash.useSourceIp',
    ]);
  });
});

describe('secrets', () => {
  it('are written as they are, and their place is known', () => {
    const text = service('tcp-redis', redis('settings: {auth: {plain: {password: open}}}'));
    const { envoyFilters, notes } = translate(buildMesh(objectsOf(text)));
    assert.deepEqual(
      notes.map(({ code }) => code),
      ['AER0630'],
    );
    const found = envoyFilters.flatMap(({ object, secrets }) =>
      secrets.map((path) => path.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], object)),
    );
    assert.deepEqual(found, ['open']);
  });
  it('that are missing leave Redis open, which is said', () => {
    assert.deepEqual(notesOf(service('tcp-redis', redis('settings: {auth: {secret: {name: gone}}}'))), [
      'warning AER0625 cache: spec.settings.auth.secret.name',
    ]);
  });
});

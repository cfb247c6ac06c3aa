import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../base/json.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from './build.js';
import { placeholderAddress } from './hosts.js';

function placed(...values: JsonObject[]): ManifestObject[] {
  return values.map((value, document) => ({ value, origin: { file: 'mesh.yaml', document, prefix: [] } }));
}

function service(spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'stock', namespace: 'shop', ...metadata }, spec };
}

const only = (spec: JsonObject, metadata?: JsonObject) => buildMesh(placed(service(spec, metadata))).services[0];

describe('a Kubernetes Service becomes the ServiceEntry that istiod makes of it', () => {
  it('with one host, its selector and its service ports', () => {
    const ports = [{ name: 'tcp-redis', port: 6379, targetPort: 7000 }];
    const seen = only({ clusterIP: '10.0.0.1', selector: { app: 'stock' }, ports });
    assert.deepEqual(seen?.hosts, ['stock.shop.svc.cluster.local']);
    assert.equal(seen?.name, 'synthetic-stock');
    assert.deepEqual(seen?.selector, { app: 'stock' });
    assert.deepEqual(seen?.ports, [{ name: 'tcp-redis', number: 6379, index: 0, targetPort: 7000 }]);
  });
  it('with every cluster IP', () => {
    const seen = only({ clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', 'fd00::1'] });
    assert.deepEqual(seen?.addresses, [
      { value: '10.0.0.1', placeholder: false },
      { value: 'fd00::1', placeholder: false },
    ]);
  });
  it('headless or external: 0.0.0.0', () => {
    for (const spec of [{ clusterIP: 'None' }, { type: 'ExternalName', externalName: 'a.b' }]) {
      assert.deepEqual(only(spec)?.addresses, [{ value: '0.0.0.0', placeholder: false }]);
    }
  });
  it('without its annotations', () => {
    assert.deepEqual(
      only({ clusterIP: '10.0.0.1' }, { annotations: { interface: 'x', workloadSelector: 'a' } })?.annotations,
      {},
    );
  });
  it('unless it is not exported to the root namespace', () => {
    const hidden = (exportTo: string, rootNamespace = 'istio-system') =>
      buildMesh(placed(service({ clusterIP: '10.0.0.1' }, { annotations: { 'networking.istio.io/exportTo': exportTo } })), {
        rootNamespace,
      }).hiddenServices.length === 1;
    assert.ok(hidden('.'));
    assert.ok(hidden('shop, other'));
    assert.ok(hidden('~'));
    assert.ok(!hidden('*'));
    assert.ok(!hidden('shop, istio-system'));
    assert.ok(!hidden('.', 'shop'));
  });
});

describe('a Sidecar of the root namespace', () => {
  const sidecar = (spec: JsonObject, namespace = 'istio-system'): JsonObject => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: { name: 'default', namespace },
    spec,
  });
  const hides = (...sidecars: JsonObject[]) =>
    buildMesh(placed(service({ clusterIP: '10.0.0.1' }), ...sidecars)).hiddenServices.length === 1;
  it('hides the services that its egress does not name', () => {
    assert.ok(hides(sidecar({ egress: [{ hosts: ['istio-system/*', './*'] }] })));
    assert.ok(hides(sidecar({ egress: [{ hosts: ['shop/other.shop.svc.cluster.local'] }] })));
  });
  it('shows those that it names', () => {
    for (const host of ['*/*', 'shop/*', 'shop/stock.shop.svc.cluster.local', '*/*.svc.cluster.local']) {
      assert.ok(!hides(sidecar({ egress: [{ hosts: ['./*'] }, { hosts: [host] }] })), host);
    }
  });
  it('counts neither for some workloads only, nor from another namespace, nor without egress', () => {
    const egress = [{ hosts: ['./*'] }];
    assert.ok(!hides(sidecar({ egress, workloadSelector: { labels: { app: 'x' } } })));
    assert.ok(!hides(sidecar({ egress }, 'shop')));
    assert.ok(!hides(sidecar({})));
  });
});

describe('addresses that nobody gives', () => {
  it('depend on the host alone and lie in 240.240.0.0/16', () => {
    fc.assert(
      fc.property(fc.string(), (host) => {
        const address = placeholderAddress(host);
        assert.equal(address, placeholderAddress(host));
        const [a, b, c, d] = address.split('.').map(Number);
        assert.deepEqual([a, b], [240, 240]);
        assert.ok(c !== undefined && c >= 0 && c <= 255 && d !== undefined && d >= 1 && d <= 254);
      }),
    );
  });
  it('come from the options where those know the host', () => {
    const vips = new Map([['stock.shop.svc.cluster.local', ['10.9.9.9']]]);
    assert.deepEqual(buildMesh(placed(service({})), { vips }).services[0]?.addresses, [
      { value: '10.9.9.9', placeholder: false },
    ]);
  });
});

describe('the mesh configuration', () => {
  const configMap = (mesh: string, namespace = 'istio-system'): JsonObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'istio', namespace },
    data: { mesh },
  });
  it('is read from the ConfigMap of the root namespace', () => {
    const { value, source } = buildMesh(
      placed(configMap('accessLogFile: /dev/stdout\ndefaultConfig: {tracing: {sampling: 5}}')),
    ).meshConfig;
    assert.equal(value.accessLogFile, '/dev/stdout');
    assert.equal(value.sampling, 5);
    assert.equal(source?.resource?.name, 'istio');
  });
  it('is the one given rather than the ConfigMap', () => {
    const mesh = buildMesh(placed(configMap('enableTracing: false')), { meshConfig: { accessLogFile: 'x' } });
    assert.equal(mesh.meshConfig.value.accessLogFile, 'x');
    assert.equal(mesh.meshConfig.value.enableTracing, true);
  });
  it('has defaults: tracing on, nothing sampled, no access log', () => {
    const { value } = buildMesh(placed(configMap('enableTracing: false', 'elsewhere'))).meshConfig;
    assert.deepEqual(value, {
      enableTracing: true,
      sampling: 0,
      accessLogFile: '',
      accessLogEncoding: 'TEXT',
      accessLogFormat: '',
      dnsCapture: false,
    });
  });
  it('that is no YAML is noted and not used', () => {
    for (const text of ['a: [', '- 1', 'text']) {
      assert.deepEqual(
        buildMesh(placed(configMap(text))).notes.map(({ code, path }) => [code, path]),
        [['AER0446', ['data', 'mesh']]],
      );
    }
  });
});

describe('objects', () => {
  it('without namespace get the one of the options', () => {
    const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: {} };
    assert.equal(buildMesh(placed(object), { namespace: 'mine' }).services[0]?.hosts[0], 'a.mine.svc.cluster.local');
  });
  it('of every Istio version are the same', () => {
    for (const version of ['v1', 'v1beta1', 'v1alpha3']) {
      const object = {
        apiVersion: `networking.istio.io/${version}`,
        kind: 'Gateway',
        metadata: { name: 'g', namespace: 'n' },
        spec: {},
      };
      assert.equal(buildMesh(placed(object)).gateways.length, 1);
    }
  });
  it('of other groups with a known kind are passed over', () => {
    const object = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 'g', namespace: 'n' }, spec: {} };
    assert.equal(buildMesh(placed(object)).services.length, 0);
  });
  it('that are anything at all never make it throw', () => {
    const kinds = [
      ['v1', 'Service'],
      ['v1', 'Secret'],
      ['v1', 'ConfigMap'],
      ['networking.istio.io/v1', 'ServiceEntry'],
      ['networking.istio.io/v1', 'DestinationRule'],
      ['networking.istio.io/v1', 'VirtualService'],
      ['networking.istio.io/v1', 'Gateway'],
      ['networking.istio.io/v1', 'EnvoyFilter'],
      ['metaprotocol.aeraki.io/v1alpha1', 'MetaRouter'],
      ['metaprotocol.aeraki.io/v1alpha1', 'ApplicationProtocol'],
      ['redis.aeraki.io/v1alpha1', 'RedisService'],
      ['redis.aeraki.io/v1alpha1', 'RedisDestination'],
      ['dubbo.aeraki.io/v1alpha1', 'DubboAuthorizationPolicy'],
    ] as const;
    const object = fc
      .tuple(fc.constantFrom(...kinds), fc.jsonValue(), fc.jsonValue())
      .map(([[apiVersion, kind], metadata, spec]) => ({ apiVersion, kind, metadata, spec, data: spec }) as JsonObject);
    fc.assert(
      fc.property(fc.array(object, { maxLength: 5 }), (objects) => {
        buildMesh(placed(...objects));
      }),
    );
  });
});

describe('an object that does not decode is noted where it is wrong', () => {
  const noteOf = (kind: string, group: string, spec: JsonObject) => {
    const [note] = buildMesh(
      placed({ apiVersion: `${group}/v1alpha1`, kind, metadata: { name: 'r', namespace: 'shop' }, spec }),
    ).notes;
    return { path: note?.path, message: note?.message, fix: note?.fix };
  };
  it('in words, with what the API server does and what Go says', () => {
    assert.deepEqual(noteOf('MetaRouter', 'metaprotocol.aeraki.io', { routes: [{ mirror_percentage: 5 }] }), {
      path: ['spec', 'routes', 0, 'mirror_percentage'],
      message:
        'MetaRouter shop/r cannot be decoded: spec.routes[0].mirror_percentage must be a mapping with `value`, and it is `5`. The API server refuses such an object; one that is in the cluster all the same hides every MetaRouter from Aeraki, of any name. Here only this one is left out. (json: cannot unmarshal number into Go value of type map[string]json.RawMessage)',
      fix: 'Write `mirrorPercentage: {value: 5}`.',
    });
  });
  it('and that the API server accepts it, where it does', () => {
    const { message } = noteOf('RedisService', 'redis.aeraki.io', { settings: { opTimeout: '5' } });
    assert.match(
      message ?? '',
      /must be a duration with its unit, and it is `"5"`\. The API server accepts it, and Aeraki then sees/,
    );
  });
});

describe('the mesh configuration', () => {
  const configMap = (mesh: string) =>
    buildMesh(
      placed({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh } }),
    );
  it('is read in both spellings of its fields', () => {
    assert.equal(configMap('accessLogFile: /dev/stdout').meshConfig.value.accessLogFile, '/dev/stdout');
    assert.equal(configMap('access_log_file: /dev/stdout').meshConfig.value.accessLogFile, '/dev/stdout');
  });
  it('has a note for a name that is almost a field, and none for others', () => {
    const { notes } = configMap('accesLogFile: /dev/stdout\nsomethingNew: {}\noutboundTrafficPolicy: {mode: ALLOW_ANY}');
    assert.deepEqual(
      notes.map(({ code, path, message }) => [code, path, message]),
      [
        [
          'AER0450',
          ['data', 'mesh'],
          'The mesh configuration has no field `accesLogFile`: Istio and Aeraki ignore it. Did you mean `accessLogFile`?',
        ],
      ],
    );
    const given = buildMesh([], {
      meshConfig: { accesLogFile: 'x' },
      meshConfigOrigin: { file: 'm.yaml', document: 0, prefix: [] },
    });
    assert.deepEqual(
      given.notes.map(({ path, target }) => [path, target]),
      [[['accesLogFile'], 'key']],
    );
  });
});

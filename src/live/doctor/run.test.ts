import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { isObject, type JsonObject } from '../../base/json.js';
import { buildMesh } from '../../mesh/build.js';
import { crdOf } from '../../resource/crd.js';
import { kinds } from '../../resource/kinds.js';
import { schemas } from '../../resource/schemas.js';
import type { KindShape } from './crds.js';
import { allChecks, runChecks } from './run.js';
import type { CheckResult, ControlPlane, Observation } from './types.js';

const yaml = (text: string): JsonObject => {
  const value: unknown = parse(text);
  assert.ok(isObject(value));
  return value;
};

const crds = kinds
  .filter(({ role }) => role === 'aeraki')
  .map((info): JsonObject => {
    const crd: unknown = JSON.parse(JSON.stringify(crdOf(info, schemas[info.schema] ?? {})));
    assert.ok(isObject(crd));
    return { ...crd, status: { conditions: [{ type: 'Established', status: 'True' }] } };
  });
const istioKinds = ['envoyfilters', 'serviceentries', 'virtualservices', 'destinationrules', 'gateways'].map(
  (plural): JsonObject => {
    const versions = [{ name: 'v1alpha3', served: true }];
    return { metadata: { name: `${plural}.networking.istio.io` }, spec: { versions } };
  },
);
const shapes = crds.map((crd): KindShape => {
  const { metadata, spec } = crd as {
    metadata: { name: string };
    spec: { scope: string; names: { kind: string }; versions: JsonObject[] };
  };
  const schema = spec.versions[0] as { schema: { openAPIV3Schema: { properties: { spec: JsonObject } } } };
  return {
    name: metadata.name,
    kind: spec.names.kind,
    namespaced: spec.scope === 'Namespaced',
    spec: schema.schema.openAPIV3Schema.properties.spec,
  };
});

const plane = (name: string, version: string, more: Partial<ControlPlane> = {}): ControlPlane => ({
  name,
  namespace: 'istio-system',
  image: `registry.example/${name}:${version}`,
  version,
  revision: '',
  env: {},
  args: [],
  wanted: 1,
  ready: 1,
  pods: [{ name: `${name}-0`, restarts: 0, ready: true, phase: 'Running', why: '' }],
  ...more,
});

const now = Date.parse('2026-11-21T09:00:00Z');
/** A root certificate that istiod made, valid from 2026 to 2036. */
const pem = readFileSync(new URL('../../../test/fixtures/live/root-cert.pem', import.meta.url), 'utf8');
const caBundle = Buffer.from(pem).toString('base64');

const bootstrap = (tls: boolean, address = 'aeraki.istio-system', port = 15010): JsonObject => ({
  metadata: { name: 'aeraki-bootstrap-config', namespace: 'shop' },
  data: {
    'custom_bootstrap.json': JSON.stringify({
      static_resources: {
        clusters: [
          {
            name: 'aeraki-xds',
            load_assignment: {
              endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address, port_value: port } } } }] }],
            },
            ...(tls ? { transport_socket: { name: 'envoy.transport_sockets.tls' } } : {}),
          },
        ],
      },
    }),
  },
});

const webhook = (more: JsonObject = {}): JsonObject => ({
  metadata: { name: 'aeraki-istio-system' },
  webhooks: [
    {
      name: 'validation.aeraki.io',
      failurePolicy: 'Fail',
      clientConfig: { caBundle, service: { name: 'aeraki', namespace: 'istio-system', path: '/validate', port: 443 } },
      rules: [
        {
          apiGroups: ['metaprotocol.aeraki.io'],
          apiVersions: ['*'],
          operations: ['CREATE', 'UPDATE'],
          resources: ['metarouters'],
        },
      ],
      ...more,
    },
  ],
});

const services = [
  yaml('{metadata: {name: aeraki, namespace: istio-system}, spec: {ports: [{port: 15010}, {port: 443}]}}'),
  yaml('{metadata: {name: istiod, namespace: istio-system}, spec: {ports: [{port: 15010}]}}'),
];

/** A mesh in which all is well, changed where a test wants it. */
function observation(changes: Partial<Observation> = {}): Observation {
  return {
    now,
    before: false,
    kubernetes: { value: 'v1.34.2' },
    istio: { value: [plane('istiod', '1.18.1')] },
    aeraki: { value: [plane('aeraki', '1.4.1')] },
    rootNamespace: 'istio-system',
    istioNamespace: 'istio-system',
    aerakiNamespace: 'istio-system',
    crds: { value: [...crds, ...istioKinds] },
    webhooks: { value: [webhook()] },
    namespaces: { value: [yaml('{metadata: {name: shop, labels: {istio-injection: enabled}}}')] },
    bootstraps: { value: [bootstrap(false)] },
    meshConfig: {
      value: yaml(
        '{defaultConfig: {proxyMetadata: {ISTIO_META_DNS_CAPTURE: "true"}, proxyStatsMatcher: {inclusionPrefixes: [thrift, dubbo, kafka, meta_protocol]}}}',
      ),
    },
    services: { value: services },
    endpoints: { value: [{ service: 'istio-system/aeraki', ready: 1 }] },
    rootCertificate: { value: pem },
    leader: { value: { holder: 'Aeraki-1', renewed: '2026-11-21T08:59:55Z', leaseSeconds: 30 } },
    connections: {
      value: [{ id: 'aeraki-0.istio-system-1', connectedAt: '2026-11-21T08:52:41Z', generator: 'api', watches: [] }],
    },
    log: {
      value: [
        '2026-11-21T08:50:22Z	info	adsc	Received 127.0.0.1:15010 type networking.istio.io/v1alpha3/ServiceEntry cnt=11 nonce=1',
      ],
    },
    permissions: { value: [{ verb: 'list', group: '', resource: 'pods', allowed: true, for: 'get' }] },
    mesh: { value: buildMesh([]) },
    proxies: { value: [] },
    findings: { value: [] },
    generated: { value: [] },
    managed: { value: 0 },
    ...changes,
  };
}

/** What a check says of a mesh. */
function result(id: string, changes: Partial<Observation> = {}): CheckResult {
  const found = runChecks(allChecks(shapes), observation(changes)).find((check) => check.id === id);
  assert.ok(found, `there is a check ${id}`);
  return found;
}

describe('the doctor', () => {
  it('finds all well in a mesh in which all is well', () => {
    const off = runChecks(allChecks(shapes), observation()).filter(({ verdict }) => verdict !== 'ok');
    assert.deepEqual(off, []);
  });

  it('gives each failure a remedy and a page, and what cannot be read the reason', () => {
    const results = runChecks(
      allChecks(shapes),
      observation({
        istio: { value: [] },
        aeraki: { value: [] },
        istioNamespace: undefined,
        aerakiNamespace: undefined,
        crds: { unknown: 'listing CRDs is forbidden' },
      }),
    );
    for (const { id, verdict, fix, docs, message } of results) {
      if (verdict === 'failed' || verdict === 'warning') assert.ok(fix !== undefined && fix !== '', id);
      if (verdict === 'unknown') assert.notEqual(message, '', id);
      assert.match(docs, /^docs\/codes\/AER11\d\d\.md$/);
    }
    assert.equal(results.find(({ id }) => id === 'crds-shape')?.message, 'listing CRDs is forbidden');
  });

  it('has a name of its own for each check, and a page for each', () => {
    const checks = allChecks(shapes);
    assert.equal(new Set(checks.map(({ id }) => id)).size, checks.length);
    assert.equal(new Set(checks.map(({ code }) => code)).size, checks.length);
  });
});

describe('Istio', () => {
  const istio = (version: string): Partial<Observation> => ({ istio: { value: [plane('istiod', version)] } });

  it('from 1.24 on answers Aeraki with nothing, which is said loudly', () => {
    for (const version of ['1.24.0', '1.27.3', '1.32-dev']) {
      const { verdict, message } = result('istio-compatible', istio(version));
      assert.equal(verdict, 'failed', version);
      assert.match(message, /ANSWERS AERAKI WITH NOTHING/);
    }
    assert.match(result('istio-compatible', istio('1.32-dev')).details?.join(' ') ?? '', /Unauthenticated/);
  });

  it('from 1.17 to 1.23 is well; what is published is said', () => {
    assert.equal(result('istio-compatible', istio('1.18.1')).verdict, 'ok');
    assert.match(result('istio-compatible', istio('1.20.0')).message, /published for Istio 1\.18/);
    assert.equal(result('istio-compatible', istio('1.14.0')).verdict, 'warning');
  });

  it('of a version that is not known is not judged', () => {
    assert.equal(result('istio-compatible', istio('latest')).verdict, 'unknown');
  });

  it('whose EnvoyFilters are not served as v1alpha3 cannot be written to', () => {
    const newer = istioKinds.map((crd) => ({ ...crd, spec: { versions: [{ name: 'v1', served: true }] } }));
    assert.equal(result('istio-kinds', { crds: { value: [...crds, ...newer] } }).verdict, 'failed');
  });
});

describe('Aeraki', () => {
  it('that istiod answers with an empty list is found by its log', () => {
    const lines = ['info	adsc	Received istiod:15010 type networking.istio.io/v1alpha3/ServiceEntry cnt=0 nonce=1'];
    assert.equal(result('aeraki-served', { log: { value: lines } }).verdict, 'failed');
  });

  it('that istiod refuses is found by its log, unless it got through later', () => {
    const refusal =
      'error	adsc	rpc error: code = Unauthenticated desc = the api generator requires an authenticated control-plane identity';
    assert.equal(result('aeraki-served', { log: { value: [refusal] } }).verdict, 'failed');
    const later = 'info	adsc	Received istiod:15010 type networking.istio.io/v1alpha3/ServiceEntry cnt=3 nonce=2';
    assert.equal(result('aeraki-served', { log: { value: [refusal, later] } }).verdict, 'ok');
  });

  it('that has no connection to istiod is told of, with what connections there are', () => {
    const client = {
      id: 'client-0.shop-2',
      connectedAt: '',
      generator: '',
      watches: ['type.googleapis.com/envoy.config.cluster.v3.Cluster'],
    };
    const { verdict, message } = result('aeraki-connected', { connections: { value: [client] } });
    assert.equal(verdict, 'failed');
    assert.match(message, /1 connection, none of them from Aeraki/);
    assert.equal(result('aeraki-connected').message, 'aeraki-0.istio-system-1, since 7 min');
  });

  it('whose lock is old does not write', () => {
    const old = { holder: 'Aeraki-1', renewed: '2026-11-21T08:50:00Z', leaseSeconds: 30 };
    assert.equal(result('aeraki-leader', { leader: { value: old } }).verdict, 'failed');
    assert.equal(result('aeraki-leader', { leader: { value: undefined } }).verdict, 'failed');
  });

  it('outside of the root namespace, or with a port without colon, is set up wrongly', () => {
    const details = (env: Record<string, string>): string =>
      result('aeraki-settings', { aeraki: { value: [plane('aeraki', '1.4.1', { env })] } }).details?.join('\n') ?? '';
    assert.match(details({ AERAKI_NAMESPACE: 'aeraki' }), /its root namespace is aeraki, Istio's is istio-system/);
    assert.match(details({ AERAKI_XDS_PORT: '15010' }), /must be a colon and a number/);
    assert.match(details({ AERAKI_ISTIOD_ADDR: 'istiod-1-18.istio-system:15010' }), /no Service for istiod-1-18\.istio-system/);
    assert.match(details({ AERAKI_IS_MASTER: 'false' }), /never read; only --master counts/);
  });

  it('that crashes again and again is told of with the reason', () => {
    const pods = [{ name: 'aeraki-0', restarts: 7, ready: false, phase: 'Running', why: 'CrashLoopBackOff' }];
    const { verdict, details } = result('aeraki-ready', { aeraki: { value: [plane('aeraki', '1.4.1', { ready: 0, pods })] } });
    assert.equal(verdict, 'failed');
    assert.match(details?.join('\n') ?? '', /CrashLoopBackOff/);
  });

  it('may lack rights, as with the Helm chart', () => {
    const line =
      'error	klog	Failed to watch *v1.Namespace: namespaces is forbidden: User "system:serviceaccount:istio-system:aeraki" cannot list resource "namespaces" in API group "" at the cluster scope';
    assert.deepEqual(result('aeraki-permitted', { log: { value: [line] } }).details, ['list namespaces']);
  });
});

describe('a CRD', () => {
  const without = (...fields: string[]): JsonObject[] =>
    crds.map((crd) => {
      const copy = structuredClone(crd);
      const spec = shapes.find(
        ({ name }) => isObject(copy['metadata']) && copy['metadata']['name'] === name && name.startsWith('metarouters'),
      );
      if (spec === undefined) return copy;
      const { versions } = copy['spec'] as {
        versions: { schema: { openAPIV3Schema: { properties: { spec: { properties: JsonObject } } } } }[];
      };
      const properties = versions[0]?.schema.openAPIV3Schema.properties.spec.properties ?? {};
      for (const field of fields) delete properties[field];
      return copy;
    });

  it('of the Helm chart lacks fields, which the API server drops without a word', () => {
    const { verdict, details } = result('crds-shape', { crds: { value: [...without('exportTo', 'gateways'), ...istioKinds] } });
    assert.equal(verdict, 'failed');
    assert.match(
      details?.join('\n') ?? '',
      /MetaRouter lacks spec\.gateways, spec\.exportTo|MetaRouter lacks spec\.exportTo, spec\.gateways/,
    );
  });

  it('that is missing is named', () => {
    assert.equal(result('crds-installed', { crds: { value: istioKinds } }).details?.length, 5);
  });

  it('of another scope is told of', () => {
    const namespaced = crds.map((crd) => ({ ...crd, spec: { ...(crd['spec'] as JsonObject), scope: 'Namespaced' } }));
    assert.deepEqual(result('crds-scope', { crds: { value: namespaced } }).details, [
      'ApplicationProtocol is namespaced, and published as cluster',
    ]);
  });
});

describe('the webhook', () => {
  it('that leads nowhere keeps every MetaRouter from being changed', () => {
    const { verdict, message } = result('webhook-reachable', { endpoints: { value: [] } });
    assert.equal(verdict, 'failed');
    assert.match(message, /No MetaRouter can be created or changed/);
    assert.equal(result('webhook-reachable', { services: { value: [] } }).verdict, 'failed');
  });

  it('that fails open, or leaves updates out, is told of', () => {
    const open = webhook({ failurePolicy: 'Ignore', rules: [] });
    assert.equal(result('webhook-shape', { webhooks: { value: [open] } }).details?.length, 3);
  });

  it('is no failure before an installation where there is none', () => {
    assert.equal(result('webhook-reachable', { webhooks: { value: [] }, before: true }).verdict, 'ok');
  });
});

describe('a bootstrap ConfigMap', () => {
  const check = (version: string, map: JsonObject): CheckResult =>
    result('bootstrap-current', { aeraki: { value: [plane('aeraki', version)] }, bootstraps: { value: [map] } });

  it('in plain text is stale where Aeraki demands mutual TLS, and the other way round', () => {
    assert.equal(check('1.4.1', bootstrap(false)).verdict, 'ok');
    assert.equal(check('1.5.0', bootstrap(true)).verdict, 'ok');
    assert.match(
      check('1.5.0', bootstrap(false)).details?.join() ?? '',
      /shop: plain text, where Aeraki 1\.5\.0 demands mutual TLS/,
    );
    assert.match(
      check('1.4.1', bootstrap(true)).details?.join() ?? '',
      /shop: mutual TLS, where Aeraki 1\.4\.1 speaks plain text/,
    );
  });

  it('that leads elsewhere is stale', () => {
    assert.match(check('1.4.1', bootstrap(false, 'aeraki.old', 15011)).details?.join() ?? '', /leads to aeraki\.old:15011/);
  });

  it('of an Aeraki whose version is not known is not judged by it', () => {
    assert.equal(check('latest', bootstrap(true)).verdict, 'unknown');
  });

  it('that a labelled namespace lacks keeps its pods from starting', () => {
    assert.equal(result('bootstrap-present', { bootstraps: { value: [] } }).verdict, 'failed');
  });

  it('left over before an installation is told of', () => {
    const left = result('bootstrap-current', { before: true, aeraki: { value: [] } });
    assert.equal(left.verdict, 'warning');
  });
});

const recorded = new URL('../../../../shared/recorded/', import.meta.url);

describe('a mesh that ran', { skip: !existsSync(recorded) }, () => {
  const read = (name: string): string => readFileSync(new URL(name, recorded), 'utf8');
  const items = (): JsonObject[] => {
    const list: unknown = parse(read('cluster/objects.yaml'));
    return isObject(list) && Array.isArray(list['items']) ? list['items'].filter(isObject) : [];
  };
  const at = Date.parse('2026-11-21T08:53:50Z');

  it('has a webhook that trusts Istio, and Aeraki told of eleven services', () => {
    const root = items().find(
      (item) => item['kind'] === 'ConfigMap' && JSON.stringify(item['metadata']).includes('istio-ca-root-cert'),
    );
    assert.ok(root !== undefined && isObject(root['data']));
    const rootCertificate = { value: String(root['data']['root-cert.pem']) };
    const webhooks = { value: items().filter(({ kind }) => kind === 'ValidatingWebhookConfiguration') };
    const log = { value: read('logs/aeraki.log').split('\n') };
    assert.equal(result('webhook-certificate', { rootCertificate, webhooks, now: at }).verdict, 'ok');
    assert.equal(result('webhook-shape', { webhooks }).verdict, 'ok');
    assert.match(result('aeraki-served', { log }).message, /11 ServiceEntry/);
    assert.equal(result('webhook-certificate', { rootCertificate, webhooks, now: at + 11 * 365 * 86_400_000 }).verdict, 'failed');
  });

  it('has ConfigMaps with mutual TLS, which fit the newer Aeraki that it ran', () => {
    const bootstraps = { value: items().filter((item) => JSON.stringify(item['metadata']).includes('aeraki-bootstrap-config')) };
    const env = { AERAKI_XDS_ADDR: '127.0.0.1', AERAKI_XDS_PORT: ':15011' };
    assert.ok(bootstraps.value.length > 3);
    assert.equal(
      result('bootstrap-current', { bootstraps, aeraki: { value: [plane('aeraki', '1.5.0', { env })] } }).verdict,
      'ok',
    );
    assert.equal(
      result('bootstrap-current', { bootstraps, aeraki: { value: [plane('aeraki', '1.4.1', { env })] } }).verdict,
      'failed',
    );
  });

  it('has the published fields in its CRDs', () => {
    const known: unknown = JSON.parse(read('cluster/crd-schemas.json'));
    assert.ok(isObject(known));
    const served = Object.values(known)
      .filter(isObject)
      .flatMap((crd): JsonObject[] => {
        const names = crd['names'];
        const group =
          Object.entries(known)
            .find(([, value]) => value === crd)?.[0]
            .split('/')[0] ?? '';
        if (!isObject(names)) return [];
        const versions = [{ name: 'v1alpha1', served: true, schema: { openAPIV3Schema: crd['schema'] ?? {} } }];
        return [{ metadata: { name: `${String(names['plural'])}.${group}` }, spec: { scope: crd['scope'] ?? '', versions } }];
      });
    const value = served as JsonObject[];
    assert.deepEqual(result('crds-shape', { crds: { value } }).details ?? [], []);
    assert.equal(result('crds-shape', { crds: { value } }).message, '5 kinds');
    assert.equal(result('crds-scope', { crds: { value } }).verdict, 'ok');
  });
});

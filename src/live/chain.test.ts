import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { asObject, type JsonObject } from '../base/json.js';
import { translate } from '../controlplane/translate.js';
import { lint } from '../lint/engine.js';
import { parseText } from '../manifest/parse.js';
import { parseSlow } from '../manifest/slow.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import { chainContext, chainOf } from './chain.js';
import type { HostChain, Step } from './chaintypes.js';
import { driftOf } from './drift.js';
import type { PodFacts, Workloads } from './endpoints.js';

const host = 'orders.shop.svc.cluster.local';

const placed = (values: readonly JsonObject[]): ManifestObject[] =>
  values.map((value, document) => ({ value, origin: { file: 'cluster', document, prefix: [] } }));

const service = (spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'orders', namespace: 'shop', ...metadata },
  spec: { clusterIP: '10.0.0.9', selector: { app: 'orders' }, ports: [{ name: 'tcp-metaprotocol-thrift', port: 9090 }], ...spec },
});

const rule = (...names: string[]): JsonObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'orders', namespace: 'shop' },
  spec: { host, subsets: names.map((name) => ({ name, labels: { version: name } })) },
});

const router = (subset: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
  kind: 'MetaRouter',
  metadata: { name: 'orders', namespace: 'shop' },
  spec: { hosts: [host], routes: [{ name: 'all', route: [{ destination: { host, subset } }] }], ...more },
});

const pod = (name: string, labels: Record<string, string>, ready = true): PodFacts => ({
  name,
  namespace: 'shop',
  labels: { app: 'orders', ...labels },
  ready,
  ip: `10.1.0.${name.length}`,
  hasProxy: true,
});

/** What the endpoint slice controller makes of pods. */
const workloads = (pods: PodFacts[], listed = pods): Workloads => ({
  pods,
  slices: [
    {
      metadata: { namespace: 'shop', labels: { 'kubernetes.io/service-name': 'orders' } },
      ports: [{ name: 'tcp-metaprotocol-thrift', port: 9090 }],
      endpoints: listed.map(({ name, ip, ready }) => ({
        addresses: [ip],
        conditions: { ready },
        targetRef: { kind: 'Pod', name },
      })),
    },
  ],
  entries: [],
  unread: [],
});

const v1 = pod('v1', { version: 'v1' });

/** The chain in a mesh where Aeraki has written all that it should, but for what `written` leaves out. */
function chain(
  values: readonly JsonObject[],
  { behind = workloads([v1]), written = true }: { behind?: Workloads; written?: boolean } = {},
): HostChain {
  const generated = written ? translate(buildMesh(placed(values))).envoyFilters.map(({ object }) => object) : [];
  const objects = placed([...values, ...generated]);
  const mesh = buildMesh(objects);
  const translation = translate(mesh);
  const { findings } = lint({ objects: placed(values), mesh, namespace: 'default', options: { complete: true } });
  const states = driftOf({ objects, mesh, translation, unread: [], now: 0 });
  return chainOf(host, chainContext({ objects, mesh, translation, findings, generated: states, workloads: behind }));
}

/** The first link that is not as it should be. */
const broken = ({ verdict }: HostChain): [string, Step | undefined, string] => [
  verdict.state,
  verdict.step,
  verdict.trouble?.reason ?? '',
];

describe('the chain of a host', () => {
  it('holds where every link does', () => {
    const { verdict, ports } = chain([service(), rule('v1'), router('v1')]);
    assert.deepEqual(verdict, { state: 'ok' });
    assert.deepEqual(
      ports[0]?.links.map(({ step, state }) => [step, state]),
      [
        ['service', 'ok'],
        ['listener', 'ok'],
        ['filter', 'ok'],
        ['codec', 'ok'],
        ['routes', 'ok'],
        ['clusters', 'ok'],
        ['endpoints', 'ok'],
      ],
    );
  });

  it('leads without a MetaRouter to all pods', () => {
    const [port] = chain([service()]).ports;
    assert.deepEqual(
      port?.clusters.map(({ title, endpoints }) => [title, endpoints.map(({ pod: name }) => name)]),
      [['all pods', ['shop/v1']]],
    );
  });

  it('is not managed where no name of a port asks for it, and says what name would', () => {
    const { verdict, unmanaged } = chain([service({ ports: [{ name: 'thrift', port: 9090 }] })]);
    assert.equal(verdict.state, 'unmanaged');
    assert.deepEqual(unmanaged[0]?.trouble, {
      reason: 'The port is named thrift: it has no second part, by which Aeraki goes.',
      code: 'AER1206',
      fix: 'If Aeraki shall manage it, name it tcp-metaprotocol-thrift.',
    });
  });

  it('breaks at the service that Aeraki does not see', () => {
    const hidden = service({}, { annotations: { 'networking.istio.io/exportTo': '.' } });
    const [state, step, reason] = broken(chain([hidden], { written: false }));
    assert.deepEqual([state, step], ['broken', 'service']);
    assert.match(reason, /is not exported to istio-system/);
  });

  it('breaks at the listener that Istio does not make for TCP', () => {
    const [state, step, reason] = broken(chain([service({ ports: [{ name: 'http-metaprotocol-thrift', port: 9090 }] })]));
    assert.deepEqual([state, step], ['broken', 'listener']);
    assert.match(reason, /begins with http, Istio makes no TCP listener/);
  });

  it('breaks at the filter that nobody wrote', () => {
    const [state, step, reason] = broken(chain([service()], { written: false }));
    assert.deepEqual([state, step], ['broken', 'filter']);
    assert.match(
      reason,
      /^EnvoyFilter istio-system\/aeraki-outbound-orders\.shop\.svc\.cluster\.local-10\.0\.0\.9-9090 is not there\./,
    );
  });

  it('breaks at the filter, because no codec is registered', () => {
    const result = chain([service({ ports: [{ name: 'tcp-metaprotocol-qza', port: 9090 }] })]);
    const [state, step, reason] = broken(result);
    assert.deepEqual([state, step], ['broken', 'filter']);
    assert.match(reason, /qza/);
    assert.equal(result.ports[0]?.links.find(({ step: each }) => each === 'codec')?.state, 'broken');
  });

  it('breaks at the routes that the proxies refuse', () => {
    const prefix = router('v1', {
      routes: [{ match: { attributes: { method: { prefix: '' } } }, route: [{ destination: { host, subset: 'v1' } }] }],
    });
    const [state, step] = broken(chain([service(), rule('v1'), prefix]));
    assert.deepEqual([state, step], ['broken', 'routes']);
  });

  it('breaks at the cluster of a subset that no DestinationRule defines', () => {
    const [state, step, reason] = broken(chain([service(), rule('v1'), router('v2')]));
    assert.deepEqual([state, step], ['broken', 'clusters']);
    assert.match(reason, /has no subset v2 of orders\.shop\.svc\.cluster\.local/);
  });

  it('breaks at the cluster of a host that no service has', () => {
    const elsewhere = router('', { routes: [{ route: [{ destination: { host: 'order.shop.svc.cluster.local' } }] }] });
    const [state, step, reason] = broken(chain([service(), elsewhere]));
    assert.deepEqual([state, step], ['broken', 'clusters']);
    assert.match(reason, /Did you mean orders\.shop\.svc\.cluster\.local\?/);
  });

  it('breaks at the endpoints, where no pod has the labels of the subset', () => {
    assert.deepEqual(broken(chain([service(), rule('v1', 'v2'), router('v2')])), [
      'broken',
      'endpoints',
      'The subset v2 of orders.shop.svc.cluster.local has no endpoints: DestinationRule shop/orders wants the labels version=v2, and the pods of the service have version=v1.',
    ]);
  });

  it('breaks at the endpoints, where none is ready', () => {
    const behind = workloads([pod('v1', { version: 'v1' }, false)]);
    assert.deepEqual(broken(chain([service(), rule('v1'), router('v1')], { behind })), [
      'broken',
      'endpoints',
      'The subset v1 of orders.shop.svc.cluster.local has no endpoint that is ready: shop/v1 is not.',
    ]);
  });

  it('breaks at the endpoints, where no EndpointSlice lists the pods', () => {
    const [state, step, reason] = broken(chain([service()], { behind: workloads([v1], []) }));
    assert.deepEqual([state, step], ['broken', 'endpoints']);
    assert.match(reason, /its selector takes shop\/v1, but no EndpointSlice lists any pod/);
  });

  it('is not known to its end where EndpointSlices may not be read', () => {
    const { verdict } = chain([service()], { behind: { pods: [], slices: [], entries: [], unread: ['EndpointSlice'] } });
    assert.deepEqual([verdict.state, verdict.step], ['unknown', 'endpoints']);
  });

  it('holds with a warning where only a mirror leads nowhere', () => {
    const mirrored = router('v1', {
      routes: [{ route: [{ destination: { host, subset: 'v1' } }], mirror: { host, subset: 'v1', port: { number: 1 } } }],
    });
    assert.deepEqual(broken(chain([service(), rule('v1'), mirrored])).slice(0, 2), ['warning', 'clusters']);
  });

  it('of a ServiceEntry ends at the pods that it selects', () => {
    const entry: JsonObject = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: 'orders', namespace: 'shop' },
      spec: {
        hosts: [host],
        addresses: ['240.240.0.1'],
        resolution: 'STATIC',
        ports: [{ name: 'tcp-metaprotocol-thrift', number: 9090 }],
        workloadSelector: { labels: { app: 'orders' } },
      },
    };
    const { verdict, ports } = chain([entry], { behind: { pods: [v1], slices: [], entries: [], unread: [] } });
    assert.equal(verdict.state, 'ok');
    assert.deepEqual(
      ports[0]?.clusters[0]?.endpoints.map(({ pod: name }) => name),
      ['shop/v1'],
    );
    const dns = chain([{ ...entry, spec: { ...asObject(entry['spec']), resolution: 'DNS', workloadSelector: {} } }]);
    assert.equal(dns.ports[0]?.clusters[0]?.kind, 'dns');
  });
});

const recorded = new URL('../../../shared/recorded/cluster/objects.yaml', import.meta.url);

describe('the recorded mesh', { skip: !existsSync(recorded) }, () => {
  it('has chains whose routes are the truth', () => {
    const objects: ManifestObject[] = [];
    parseText(
      readFileSync(recorded, 'utf8'),
      { file: 'objects.yaml', explicit: true },
      (object) => void objects.push(object),
      parseSlow,
    );
    const mesh = buildMesh(objects);
    const translation = translate(mesh);
    const generated = driftOf({ objects, mesh, translation, unread: [], now: 0 });
    const unknown: Workloads = { pods: [], slices: [], entries: [], unread: ['EndpointSlice', 'Pod'] };
    const context = chainContext({ objects, mesh, translation, findings: [], generated, workloads: unknown });
    const thrift = chainOf('thrift-sample-server.meta-thrift.svc.cluster.local', context);
    assert.deepEqual([thrift.verdict.state, thrift.verdict.step], ['unknown', 'endpoints']);
    assert.deepEqual(
      thrift.ports[0]?.routes.map(({ name, to }) => [name, to.map(({ percent, cluster }) => [percent, cluster.split('|')[2]])]),
      [
        [
          'traffic-split',
          [
            [20, 'v1'],
            [80, 'v2'],
          ],
        ],
      ],
    );
    const redis = chainOf('redis-cluster.redis.svc.cluster.local', context);
    const filter = redis.ports[0]?.links.find(({ step }) => step === 'filter');
    assert.equal(filter?.state, 'warning');
    assert.match(filter?.troubles[0]?.reason ?? '', /There is no Secret redis\/redis-service-secret/);
    const both = chainOf('org.apache.dubbo.samples.basic.api.demoservice', context);
    assert.deepEqual(
      both.ports.map(({ service: name, protocol }) => [name, protocol]),
      [
        ['ServiceEntry dubbo/dubbo-demoservice', 'dubbo'],
        ['ServiceEntry meta-dubbo/dubbo-demoservice', 'metaprotocol'],
      ],
    );
  });
});

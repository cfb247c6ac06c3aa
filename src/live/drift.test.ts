import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { asObject, type JsonObject } from '../base/json.js';
import { translate } from '../controlplane/translate.js';
import { parseText } from '../manifest/parse.js';
import { parseSlow } from '../manifest/slow.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import { driftFindings, driftOf } from './drift.js';
import type { ControlPlane, GeneratedState } from './drifttypes.js';

const now = Date.parse('2026-06-01T12:00:00Z');
const healthy: ControlPlane = { aeraki: [{ version: '1.4.1' }], istiod: [{ version: '1.18.0' }] };

function placed(values: readonly JsonObject[]): ManifestObject[] {
  return values.map((value, document) => ({ value, origin: { file: 'cluster', document, prefix: [] } }));
}

function drift(values: readonly JsonObject[], more: { controlPlane?: ControlPlane; unread?: string[] } = {}): GeneratedState[] {
  const objects = placed(values);
  const mesh = buildMesh(objects);
  return driftOf({ objects, mesh, translation: translate(mesh), controlPlane: healthy, unread: [], now, ...more });
}

const service = (more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'orders', namespace: 'shop', creationTimestamp: '2026-06-01T00:00:00Z', generation: 1 },
  spec: { clusterIP: '10.0.0.9', selector: { app: 'orders' }, ports: [{ name: 'tcp-metaprotocol-thrift', port: 9090 }], ...more },
});

/** What Aeraki writes for the objects, as a cluster would hand it back. */
function written(values: readonly JsonObject[]): JsonObject[] {
  return translate(buildMesh(placed(values))).envoyFilters.map(({ object }) => {
    const metadata = {
      ...asObject(object['metadata']),
      uid: 'x',
      resourceVersion: '7',
      creationTimestamp: '2026-06-01T11:00:00Z',
    };
    return { ...object, metadata };
  });
}

const short = (states: GeneratedState[]) => states.map(({ name, state, reasons }) => [name, state, reasons]);
const outbound = 'aeraki-outbound-orders.shop.svc.cluster.local-10.0.0.9-9090';
const inbound = 'aeraki-inbound-orders.shop.svc.cluster.local-9090';

describe('what Aeraki generated against what it should have', () => {
  it('is in sync where it is the same, whatever the server added', () => {
    assert.deepEqual(short(drift([service(), ...written([service()])])), [
      [inbound, 'in sync', []],
      [outbound, 'in sync', []],
    ]);
  });

  it('is missing where it is not there, with how long its input has stood so', () => {
    const [first] = written([service()]);
    assert.deepEqual(short(drift([service(), ...(first === undefined ? [] : [first])])).at(-1), [
      outbound,
      'missing',
      [
        'Aeraki has not written it, though its inputs have stood so for 12h: it may have lost istiod, or the API server refused the object.',
      ],
    ]);
  });

  it('is missing because the input is only a moment old', () => {
    const young = service();
    young['metadata'] = { ...asObject(young['metadata']), creationTimestamp: '2026-06-01T11:59:57Z' };
    const [first] = written([young]);
    const [, second] = drift([young, ...(first === undefined ? [] : [first])]);
    assert.deepEqual(second?.reasons, ['Service shop/orders changed 3s ago: Aeraki has not followed yet.']);
  });

  it('is missing altogether under an Istio that answers Aeraki with nothing', () => {
    const [state] = drift([service()], { controlPlane: { ...healthy, istiod: [{ version: '1.24.0' }] } });
    assert.match(state?.reasons[0] ?? '', /^istiod 1\.24\.0 answers Aeraki with nothing/);
  });

  it('is missing altogether where there is no Aeraki', () => {
    const [state] = drift([service()], { controlPlane: { aeraki: [], istiod: [] } });
    assert.match(state?.reasons[0] ?? '', /^Aeraki does not run in this cluster/);
  });

  it('is left over where its service is gone', () => {
    assert.deepEqual(short(drift(written([service()])))[0], [
      inbound,
      'extra',
      ['Its input is gone: no service has the host orders.shop.svc.cluster.local any longer.'],
    ]);
  });

  it('is left over where the service has another address now', () => {
    const states = drift([service({ clusterIP: '10.0.0.8' }), ...written([service()])]);
    const old = states.find(({ name }) => name === outbound);
    assert.deepEqual(old?.reasons, ['Service shop/orders has another address now: 10.0.0.8 instead of 10.0.0.9.']);
  });

  it('is left over where the port no longer opts in', () => {
    const states = drift([service({ ports: [{ name: 'tcp-orders', port: 9090 }] }), ...written([service()])]);
    assert.deepEqual(states[0]?.reasons, [
      'Port 9090 of Service shop/orders is named tcp-orders: Aeraki generates nothing for it.',
    ]);
  });

  it('is left over where no codec is registered any longer', () => {
    const protocol: JsonObject = {
      apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
      kind: 'ApplicationProtocol',
      metadata: { name: 'qza' },
      spec: { protocol: 'qza', codec: 'qza' },
    };
    const qza = service({ ports: [{ name: 'tcp-metaprotocol-qza', port: 9090 }] });
    const [state] = drift([qza, ...written([qza, protocol])]);
    assert.equal(state?.state, 'extra');
    assert.match(state?.reasons[0] ?? '', /qza/);
    assert.deepEqual(
      state?.notes.map(({ code }) => code),
      ['AER0422'],
    );
  });

  it('is left over in a namespace that exportTo does not name', () => {
    const router: JsonObject = {
      apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
      kind: 'MetaRouter',
      metadata: { name: 'orders', namespace: 'shop' },
      spec: { hosts: ['orders.shop.svc.cluster.local'], exportTo: ['.'], routes: [] },
    };
    const states = drift([service(), router, ...written([service()])]);
    const old = states.find(({ namespace, name }) => namespace === 'istio-system' && name === inbound);
    assert.deepEqual(old?.reasons, ['It belongs in shop, not in istio-system: exportTo of MetaRouter shop/orders says so.']);
  });

  it('differs field by field, with the input a field comes from and who changed it', () => {
    const [first, ...others] = written([service()]);
    const edited = structuredClone(first ?? {});
    edited['spec'] = { ...asObject(edited['spec']), workloadSelector: { labels: { app: 'other' } } };
    edited['metadata'] = {
      ...asObject(edited['metadata']),
      managedFields: [{ manager: 'kubectl-edit', time: '2026-06-01T11:55:00Z' }],
    };
    const [state] = drift([service(), edited, ...others]);
    assert.equal(state?.state, 'differs');
    assert.deepEqual(state?.fields, [
      {
        path: ['spec', 'workloadSelector', 'labels', 'app'],
        from: 'other',
        to: 'orders',
        by: 'Service shop/orders, spec.ports[0]',
      },
    ]);
    assert.deepEqual(state?.reasons, ['kubectl-edit wrote it last, 5m ago, not Aeraki.']);
  });

  it('is not known where EnvoyFilters, or what they are made of, may not be read', () => {
    const unread = drift([service()], { unread: ['EnvoyFilter'] });
    assert.deepEqual(
      unread.map(({ state }) => state),
      ['unknown', 'unknown'],
    );
    assert.deepEqual(unread.flatMap(driftFindings), []);
    const [left] = drift(written([service()]), { unread: ['Service'] });
    assert.deepEqual(left?.reasons, ['It cannot be told whether it should be there: Service may not be read everywhere.']);
  });

  it('makes one finding of each object that drifted', () => {
    const findings = drift([service()]).flatMap(driftFindings);
    assert.deepEqual(
      findings.map(({ code, severity, resource }) => [code, severity, resource?.name]),
      [
        ['AER1201', 'error', inbound],
        ['AER1201', 'error', outbound],
      ],
    );
  });
});

const recorded = new URL('../../../shared/recorded/cluster/objects.yaml', import.meta.url);

describe('the recorded mesh', { skip: !existsSync(recorded) }, () => {
  const values = (): JsonObject[] => {
    const objects: JsonObject[] = [];
    parseText(
      readFileSync(recorded, 'utf8'),
      { file: 'objects.yaml', explicit: true },
      ({ value }) => void objects.push(value),
      parseSlow,
    );
    return objects;
  };
  const secret: JsonObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'redis-service-secret', namespace: 'redis' },
    data: { password: 'dGVzdHJlZGlz' },
  };

  it('has all that the real Aeraki wrote as it should be, but for what needs a Secret that was not recorded', () => {
    const states = drift(values());
    assert.equal(states.length, 17);
    const off = states.filter(({ state }) => state !== 'in sync');
    assert.deepEqual(
      off.map(({ name, state, reasons }) => [name, state, reasons]),
      [
        [
          'aeraki-outbound-redis-cluster.redis.svc.cluster.local-10.0.0.103-6379',
          'differs',
          [
            'There is no Secret redis/redis-service-secret: Aeraki gives the whole RedisService up, and clients of redis-cluster.redis.svc.cluster.local need no password at all.',
          ],
        ],
      ],
    );
  });

  it('shows no password, though it compares them', () => {
    const states = drift([...values(), secret]);
    const text = JSON.stringify(states);
    assert.doesNotMatch(text, /testredis/);
    const password = states.flatMap(({ fields }) => fields).filter(({ path }) => path.join('.').includes('AuthPassword'));
    for (const { from, to } of password) assert.notEqual(from ?? to, undefined);
  });

  it('is not judged where Secrets may not be read', () => {
    const states = drift(values(), { unread: ['Secret'] });
    assert.deepEqual(
      states.filter(({ state }) => state !== 'in sync').map(({ state }) => state),
      ['unknown'],
    );
  });
});

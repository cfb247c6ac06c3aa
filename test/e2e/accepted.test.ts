import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isObject, type JsonObject } from '../../src/base/json.js';
import { bootstrap, judge, type Verdict, withoutEnvoy } from './envoy.js';
import { example, translate } from './program.js';
import {
  applyEnvoyFilters,
  asStockEnvoyTakes,
  istioSidecar,
  type Labels,
  onLoopback,
  type Sidecar,
  selectors,
} from './sidecar.js';

const skip = withoutEnvoy;

/** The sidecar of a pod after everything that `translate` generates; without labels, of a pod that only calls others. */
function generated(objects: JsonObject[], labels: Labels = {}): Sidecar {
  return applyEnvoyFilters(istioSidecar(objects, labels), translate(objects).envoyFilters);
}

/** Envoy's verdict on the listeners alone, so that what it says of the clusters does not hide them. */
function listeners(sidecar: Sidecar): Verdict {
  return judge(bootstrap(onLoopback({ ...sidecar, clusters: [] })));
}

function clusters(sidecar: Sidecar): Verdict {
  return judge(bootstrap(onLoopback({ ...sidecar, listeners: [] })));
}

/** Only the listener for what comes in to the pod. */
function inbound(sidecar: Sidecar): Sidecar {
  return { ...sidecar, listeners: sidecar.listeners.filter(({ name }) => name === 'virtualInbound') };
}

for (const name of ['native-dubbo', 'redis', 'zookeeper']) {
  test(`examples/${name}: Envoy takes the listeners of callers and of servers`, { skip }, () => {
    const objects = example(name);
    assert.deepEqual(listeners(generated(objects)), { accepted: true });
    for (const labels of selectors(objects)) assert.deepEqual(listeners(inbound(generated(objects, labels))), { accepted: true });
  });
}

for (const name of ['native-dubbo', 'zookeeper']) {
  test(`examples/${name}: Envoy takes the clusters`, { skip }, () => {
    assert.deepEqual(clusters(generated(example(name))), { accepted: true });
  });
}

test('Envoy takes the cluster that Aeraki writes for a Redis service without a RedisDestination', { skip }, () => {
  const objects = example('redis').filter(({ kind }) => kind !== 'RedisDestination');
  assert.deepEqual(clusters(generated(objects)), { accepted: true });
});

const refused: [what: string, name: string, refusal: string][] = [
  [
    'native Thrift: its router filter has no typed_config',
    'native-thrift',
    "Didn't find a registered implementation for 'envoy.filters.thrift.router' with type URL: ''",
  ],
  [
    'Kafka: the filter is not part of a plain Envoy',
    'kafka',
    "Didn't find a registered implementation for 'envoy.filters.network.kafka_broker' with type URL: 'envoy.extensions.filters.network.kafka_broker.v3.KafkaBroker'",
  ],
  [
    'MetaProtocol: only the MetaProtocol proxy has the filter',
    'thrift',
    "Didn't find a registered implementation for 'envoy.filters.network.meta_protocol_proxy' with type URL: 'aeraki.meta_protocol_proxy.v1alpha.MetaProtocolProxy'",
  ],
];
for (const [what, name, refusal] of refused) {
  test(`examples/${name}: Envoy refuses the listeners of callers and of servers (${what})`, { skip }, () => {
    const objects = example(name);
    assert.deepEqual(listeners(generated(objects)), { accepted: false, refusal });
    for (const labels of selectors(objects))
      assert.deepEqual(listeners(inbound(generated(objects, labels))), { accepted: false, refusal });
  });
}

test('examples/authorization: Envoy refuses everything that comes in to the pod, because it has no Dubbo authorization filter', {
  skip,
}, () => {
  const objects = example('authorization');
  const [labels] = selectors(objects);
  assert.deepEqual(listeners(generated(objects)), { accepted: true });
  assert.deepEqual(listeners(inbound(generated(objects, labels))), {
    accepted: false,
    refusal: "Didn't find a registered implementation for name: 'envoy.filters.dubbo.rbac'",
  });
  const withoutPolicies = objects.filter(({ kind }) => kind !== 'DubboAuthorizationPolicy');
  assert.deepEqual(listeners(inbound(generated(withoutPolicies, labels))), { accepted: true });
});

test('a native Dubbo service without the annotation interface: Envoy refuses the empty filter that Aeraki writes', {
  skip,
}, () => {
  const objects = structuredClone(example('native-dubbo'));
  for (const { kind, metadata } of objects) if (kind === 'ServiceEntry' && isObject(metadata)) delete metadata['annotations'];
  assert.deepEqual(listeners(generated(objects)), {
    accepted: false,
    refusal:
      'Proto constraint validation failed (DubboProxyValidationError.StatPrefix: value length must be at least 1 characters)',
  });
});

test('Envoy refuses the cluster of a RedisDestination: its filter is of Istio, its transport socket has no typed_config', {
  skip,
}, () => {
  const sidecar = generated(example('redis'));
  const verdict = clusters(sidecar);
  assert.ok(!verdict.accepted);
  assert.match(
    verdict.refusal,
    /could not find @type 'type\.googleapis\.com\/envoy\.tcp\.metadataexchange\.config\.MetadataExchange'/,
  );
  const withoutFilters = sidecar.clusters.map(({ filters: _, ...cluster }) => cluster);
  assert.deepEqual(clusters({ ...sidecar, clusters: withoutFilters }), {
    accepted: false,
    refusal: "Didn't find a registered implementation for 'envoy.transport_sockets.raw_buffer' with type URL: ''",
  });
  assert.deepEqual(clusters(asStockEnvoyTakes(sidecar)), { accepted: true });
});

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Json } from '../base/json.js';
import { readClientPage, readConfigPage, readEndpointPage, readInstancePage, readRegistryPage } from './istiodpages.js';

test('the objects of the store', () => {
  const page = [
    { kind: 'EnvoyFilter', metadata: { name: 'a', namespace: 'istio-system', resourceVersion: '7' }, spec: {} },
    'odd',
  ];
  assert.deepEqual(readConfigPage(page), [
    { kind: 'EnvoyFilter', namespace: 'istio-system', name: 'a', resourceVersion: '7', created: '' },
  ]);
  assert.equal(readConfigPage({}), undefined);
});

test('a service of the registry', () => {
  const page = [
    {
      Attributes: { ServiceRegistry: 'External', Namespace: 'dubbo' },
      ports: [{ name: 'tcp-dubbo', port: 20880, protocol: 'TCP' }],
      hostname: 'demo',
      defaultAddress: '240.240.0.3',
      Resolution: 1,
    },
  ];
  assert.deepEqual(readRegistryPage(page), [
    {
      host: 'demo',
      namespace: 'dubbo',
      registry: 'External',
      address: '240.240.0.3',
      ports: [{ port: 20880, name: 'tcp-dubbo', protocol: 'TCP' }],
      resolution: 'STRICT_DNS',
    },
  ]);
});

test('endpoints by shard, and as older versions list them', () => {
  const endpoint = {
    Address: '10.1.0.21',
    EndpointPort: 9090,
    ServicePortName: 'tcp-thrift',
    HealthStatus: 2,
    Labels: { version: 'v1' },
  };
  const read = {
    host: 'server.thrift',
    namespace: 'thrift',
    address: '10.1.0.21',
    port: 9090,
    portName: 'tcp-thrift',
    health: 'unhealthy',
    workload: '',
    cluster: 'Kubernetes',
    labels: { version: 'v1' },
  };
  const shards = { 'server.thrift': { thrift: { Shards: { 'Kubernetes/Kubernetes': [endpoint] } } } };
  assert.deepEqual(readEndpointPage(shards), [read]);
  assert.deepEqual(
    readEndpointPage([{ svc: 'server.thrift:tcp-thrift', ep: [{ Endpoint: { ...endpoint, Namespace: 'thrift' } }] }]),
    [{ ...read, cluster: '' }],
  );
  assert.equal(readEndpointPage('no'), undefined);
});

test('the services behind a proxy, and those with nothing behind them', () => {
  const page = {
    'aeraki-0.istio-system': [],
    'redis-0.redis': [
      {
        Service: { Attributes: { Namespace: 'redis' }, hostname: 'redis' },
        Port: { name: 'tcp-redis', port: 6380, TargetPort: 6381 },
      },
    ],
  };
  assert.deepEqual(readInstancePage(page), [
    { proxy: 'redis-0.redis', host: 'redis', namespace: 'redis', port: 6380, targetPort: 6381, portName: 'tcp-redis' },
  ]);
});

test('Aeraki among the clients: it asks for objects instead of configuration', () => {
  const page = {
    clients: [
      {
        connectionId: 'aeraki-0.istio-system-1',
        connectedAt: '2026-11-21T08:52:41Z',
        address: '127.0.0.1:54298',
        metadata: { ISTIO_VERSION: '1.20.0', GENERATOR: 'api' },
        watches: {
          'networking.istio.io/v1alpha3/ServiceEntry': [],
          'type.googleapis.com/envoy.config.cluster.v3.Cluster': ['a'],
        },
      },
    ],
  };
  assert.deepEqual(readClientPage(page), [
    {
      proxy: 'aeraki-0.istio-system',
      connectedAt: '2026-11-21T08:52:41Z',
      address: '127.0.0.1:54298',
      version: '1.20.0',
      generator: 'api',
      watches: [
        { type: 'ServiceEntry', names: 0 },
        { type: 'Cluster', names: 1 },
      ],
    },
  ]);
  assert.equal(readClientPage([]), undefined);
});

const recorded = '../shared/recorded/istiod';

test('the pages of an istiod that ran', { skip: !existsSync(recorded) }, () => {
  const page = (name: string): Json => JSON.parse(readFileSync(`${recorded}/${name}.json`, 'utf8'));
  assert.equal(readConfigPage(page('configz'))?.length, 27);
  assert.equal(readRegistryPage(page('registryz'))?.length, 11);
  assert.ok(readEndpointPage(page('endpointz'))?.some(({ address, health }) => address === '10.1.0.21' && health === 'healthy'));
  assert.equal(readInstancePage(page('instancesz'))?.find(({ proxy }) => proxy === 'redis-0.redis')?.port, 6380);
  assert.deepEqual(
    readClientPage(page('adsz'))?.map(({ proxy }) => proxy),
    ['aeraki-0.istio-system', 'redis-0.redis', 'thrift-client-0.meta-thrift', 'thrift-server-v1-0.meta-thrift'].sort((a, b) =>
      a < b ? -1 : 1,
    ),
  );
});

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { answer, refuse, rejection, startTestServer, type TestServer } from '../../test/support/apiserver.js';
import type { JsonObject } from '../base/json.js';
import { ClusterError } from './errors.js';
import { findPods, proxyPods, readPod } from './pods.js';

/** A pod of a Deployment, which is ready unless said otherwise. */
function pod(namespace: string, name: string, deployment?: string, more: JsonObject = {}): JsonObject {
  const hash = '6d4f';
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${deployment}-${hash}`, controller: true };
  return {
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { 'pod-template-hash': hash, app: deployment ?? name },
      ...(deployment === undefined ? {} : { ownerReferences: [owner] }),
    },
    spec: { containers: [{ name: 'app' }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    ...more,
  };
}

const all = [
  pod('meta-thrift', 'client-6d4f-aa', 'client'),
  pod('meta-thrift', 'client-6d4f-bb', 'client', { status: { phase: 'Pending' } }),
  pod('meta-thrift', 'client-v2-6d4f-cc', 'client-v2'),
  pod('meta-thrift', 'thrift-sample-server-6d4f-dd', 'thrift-sample-server'),
  pod('meta-dubbo', 'client-6d4f-ee', 'client'),
  pod('meta-dubbo', 'db.client'),
  pod('client', 'db'),
];

/** Serves pods as an API server does: by namespace, by name, by one label. */
async function serving(context: TestContext): Promise<TestServer> {
  const server = await startTestServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const [, namespace, kind] = /^\/api\/v1\/(?:namespaces\/([^/]+)\/)?(\w+)/.exec(url.pathname) ?? [];
    if (kind === 'services') {
      answer(response, { kind: 'Service', spec: { selector: { app: 'client' } } });
      return;
    }
    const name = url.searchParams.get('fieldSelector')?.replace('metadata.name=', '');
    const app = url.searchParams.get('labelSelector')?.replace('app=', '');
    const items = all.filter((each) => {
      const read = readPod(each);
      return (
        (namespace ?? read.namespace) === read.namespace &&
        (name ?? read.name) === read.name &&
        (app ?? read.labels['app']) === read.labels['app']
      );
    });
    answer(response, { kind: 'PodList', metadata: {}, items });
  });
  context.after(() => server.close());
  return server;
}

test('pods are found by name, name.namespace, workload, app, prefix or a part of the name', async (t) => {
  const cluster = await (await serving(t)).connect();
  const cases: [Parameters<typeof findPods>[1], string[]][] = [
    [{ target: 'client-6d4f-aa', namespace: 'meta-thrift' }, ['meta-thrift/client-6d4f-aa']],
    [{ target: 'client-6d4f-ee.meta-dubbo' }, ['meta-dubbo/client-6d4f-ee']],
    [{ target: 'client-6d4f-ee.meta-dubbo', namespace: 'meta-thrift' }, ['meta-dubbo/client-6d4f-ee']],
    // A name with a dot comes before a name and a namespace.
    [{ target: 'db.client' }, ['meta-dubbo/db.client']],
    [{ target: 'db.client', namespace: 'meta-thrift' }, ['client/db']],
    [{ target: 'deploy/client', namespace: 'meta-thrift' }, ['meta-thrift/client-6d4f-aa', 'meta-thrift/client-6d4f-bb']],
    [{ target: 'rs/client-v2-6d4f', namespace: 'meta-thrift' }, ['meta-thrift/client-v2-6d4f-cc']],
    [{ target: 'pod/client-6d4f-bb', namespace: 'meta-thrift' }, ['meta-thrift/client-6d4f-bb']],
    [{ target: 'svc/client', namespace: 'meta-dubbo' }, ['meta-dubbo/client-6d4f-ee']],
    [{ target: 'client', namespace: 'meta-thrift' }, ['meta-thrift/client-6d4f-aa', 'meta-thrift/client-6d4f-bb']],
    [{ target: 'client.meta-thrift' }, ['meta-thrift/client-6d4f-aa', 'meta-thrift/client-6d4f-bb']],
    [{ target: 'client-v' }, ['meta-thrift/client-v2-6d4f-cc']],
    [{ target: 'server', namespace: 'meta-thrift' }, ['meta-thrift/thrift-sample-server-6d4f-dd']],
    [{ target: 'erve', namespace: 'meta-thrift' }, []],
    [{ target: 'Not A Name,metadata.namespace=x' }, []],
    [{ labelSelector: 'app=client' }, ['meta-dubbo/client-6d4f-ee', 'meta-thrift/client-6d4f-aa', 'meta-thrift/client-6d4f-bb']],
    [{}, []],
  ];
  for (const [query, expected] of cases) {
    const found = await findPods(cluster, query);
    assert.deepEqual(
      found.map(({ namespace, name }) => `${namespace}/${name}`),
      expected,
      JSON.stringify(query),
    );
  }
});

test('a kind that runs no pods is told with those that do', async (t) => {
  const error = await rejection((await serving(t)).connect().then((cluster) => findPods(cluster, { target: 'ingress/x' })));
  assert.ok(error instanceof ClusterError);
  assert.match(error.fix ?? '', /deploy\/name, sts\/name/);
});

test('a native sidecar is a container like the others; init containers that have ended come last', () => {
  const value = pod('x', 'p', undefined, {
    spec: {
      initContainers: [
        { name: 'istio-init' },
        { name: 'istio-proxy', image: 'proxy:1', restartPolicy: 'Always', args: ['proxy', 'sidecar'] },
      ],
      containers: [{ name: 'app', image: 'app:1' }],
    },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'app', ready: true, restartCount: 2 }],
      initContainerStatuses: [{ name: 'istio-proxy', ready: true, restartCount: 0 }, { name: 'istio-init' }],
    },
  });
  const { containers, hasProxy, gateway, ready } = readPod(value);
  assert.deepEqual(containers, [
    { name: 'app', image: 'app:1', init: false, ready: true, restarts: 2 },
    { name: 'istio-proxy', image: 'proxy:1', init: false, ready: true, restarts: 0 },
    { name: 'istio-init', image: '', init: true, ready: false, restarts: 0 },
  ]);
  assert.deepEqual([hasProxy, gateway, ready], [true, false, false]);
});

test("a gateway's proxy is told from a sidecar", () => {
  const read = (args: string[]): boolean => readPod({ spec: { containers: [{ name: 'istio-proxy', args }] } }).gateway;
  assert.deepEqual(
    [read(['proxy', 'router', '--domain']), read(['router']), read(['proxy', 'sidecar']), read([])],
    [true, true, false, false],
  );
});

test('a pod belongs to the Deployment of its ReplicaSet, to another owner, or to none', () => {
  assert.equal(readPod(pod('x', 'p', 'client-v2')).owner, 'Deployment/client-v2');
  const owned = (kind: string, name: string): string =>
    readPod({ metadata: { name: 'p', ownerReferences: [{ kind, name }] } }).owner;
  assert.equal(owned('StatefulSet', 'redis'), 'StatefulSet/redis');
  assert.equal(owned('ReplicaSet', 'alone'), 'ReplicaSet/alone');
  assert.equal(readPod({}).owner, '');
});

test('a pod whose fields have other types is read as far as it goes', () => {
  const { name, labels, containers } = readPod({
    metadata: { name: 3, labels: [] },
    spec: 'x',
    status: { conditions: [null, 4] },
  });
  assert.deepEqual([name, labels, containers], ['', {}, []]);
});

test('pods with a proxy are those that run first', async (t) => {
  const proxied = { spec: { containers: [{ name: 'istio-proxy' }] } };
  const server = await startTestServer((request, response) => {
    if (request.url?.startsWith('/api/v1/namespaces/x/pods') !== true) refuse(response, 404, 'no');
    else
      answer(response, {
        metadata: {},
        items: [
          pod('x', 'a', 'a', { ...proxied, status: { phase: 'Pending' } }),
          pod('x', 'b', 'b'),
          pod('x', 'c', 'c', proxied),
        ],
      });
  });
  t.after(() => server.close());
  const found = await proxyPods(await server.connect(), 'x');
  assert.deepEqual(
    found.map(({ name }) => name),
    ['c', 'a'],
  );
});

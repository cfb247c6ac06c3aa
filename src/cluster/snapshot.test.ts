import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { answer, refuse, rejection, startTestServer, type TestServer } from '../../test/support/apiserver.js';
import type { JsonObject } from '../base/json.js';
import { objectAt } from '../resource/core.js';
import { ClusterError } from './errors.js';
import { findInstallation, readMesh, versionOfImage } from './snapshot.js';

/** Objects by the path of their list; a text is the user's missing permission. Lists that are not given do not exist. */
type Content = Record<string, JsonObject[] | 'forbidden'>;

/** Serves lists, each narrowed by name, and single objects, with `all` of the fields that selectors ask for. */
async function serving(context: TestContext, content: Content): Promise<TestServer> {
  const server = await startTestServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const named = /^(.*)\/namespaces\/([^/]+)\/(\w+)(?:\/([\w.-]+))?$/.exec(pathname);
    const path = named === null ? pathname : `${named[1]}/${named[3]}`;
    const plural = path.split('/').at(-1) ?? '';
    const found = content[path];
    if (found === undefined) refuse(response, 404, '404 page not found');
    else if (found === 'forbidden')
      refuse(response, 403, `User "jane" cannot list resource "${plural}" in API group "" at the cluster scope`);
    else {
      const name = named?.[4] ?? searchParams.get('fieldSelector')?.replace('metadata.name=', '');
      const apps = /app in \((.*)\)/.exec(searchParams.get('labelSelector') ?? '')?.[1]?.split(', ');
      const items = found.filter((item) => {
        const metadata = objectAt(item, 'metadata');
        const labels = objectAt(metadata, 'labels');
        return (
          (named?.[2] ?? metadata['namespace']) === metadata['namespace'] &&
          (name ?? metadata['name']) === metadata['name'] &&
          (apps === undefined || apps.includes(String(labels['app'])))
        );
      });
      const [one] = items;
      if (named?.[4] === undefined) answer(response, { metadata: { resourceVersion: '1' }, items });
      else if (one === undefined) refuse(response, 404, `${plural} "${name}" not found`);
      else answer(response, one);
    }
  });
  context.after(() => server.close());
  return server;
}

function deployment(namespace: string, name: string, labels: JsonObject, container: JsonObject): JsonObject {
  return { metadata: { name, namespace, labels }, spec: { template: { spec: { containers: [container] } } } };
}

const deployments = '/apis/apps/v1/deployments';
const istiod = deployment(
  'istio-system',
  'istiod',
  { app: 'istiod', 'istio.io/rev': 'default' },
  {
    name: 'discovery',
    image: 'docker.io/istio/pilot:1.20.0-distroless',
    args: ['discovery', '--domain', 'mesh.test'],
  },
);
const canary = deployment(
  'istio-system',
  'istiod-canary',
  { app: 'istiod', 'istio.io/rev': 'canary' },
  { image: 'pilot:1.21.0' },
);

test('Istio and Aeraki are found by their deployments', async (t) => {
  const aeraki = deployment(
    'mesh',
    'aeraki',
    { app: 'aeraki' },
    {
      image: 'ghcr.io/aeraki-mesh/aeraki:1.4.1',
      env: [
        { name: 'AERAKI_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
        { name: 'SCOPE', value: 'true' },
      ],
      args: ['--enable-envoy-filter-namespace-scope=$(SCOPE)', '--root-namespace=other', '$(UNKNOWN)'],
    },
  );
  const server = await serving(t, { [deployments]: [canary, istiod, aeraki] });
  assert.deepEqual(await findInstallation(await server.connect(), {}), {
    istioNamespace: 'istio-system',
    aerakiNamespace: 'mesh',
    istiod: [
      {
        name: 'istiod',
        namespace: 'istio-system',
        revision: 'default',
        image: 'docker.io/istio/pilot:1.20.0-distroless',
        version: '1.20.0',
      },
      { name: 'istiod-canary', namespace: 'istio-system', revision: 'canary', image: 'pilot:1.21.0', version: '1.21.0' },
    ],
    aeraki: [
      {
        name: 'aeraki',
        namespace: 'mesh',
        image: 'ghcr.io/aeraki-mesh/aeraki:1.4.1',
        version: '1.4.1',
        env: { AERAKI_NAMESPACE: 'mesh', SCOPE: 'true' },
        args: ['--enable-envoy-filter-namespace-scope=true', '--root-namespace=other', '$(UNKNOWN)'],
      },
    ],
    rootNamespace: 'mesh',
    namespaceScoped: true,
    domainSuffix: 'mesh.test',
  });
});

test('Aeraki is found by its image too, and no program of the same project is taken for it', async (t) => {
  const demo = deployment('demo', 'client', {}, { image: 'ghcr.io/aeraki-mesh/demo-client:1' });
  const renamed = deployment(
    'tools',
    'l7',
    {},
    { image: 'registry:5000/mirror/aeraki@sha256:0123', args: ['--root-namespace', 'istio-root'] },
  );
  const server = await serving(t, { [deployments]: [istiod, demo, renamed], '/api/v1/services': [] });
  const { aerakiNamespace, rootNamespace, aeraki } = await findInstallation(await server.connect(), {});
  assert.deepEqual([aerakiNamespace, rootNamespace, aeraki.length, aeraki[0]?.version], ['tools', 'istio-root', 1, '']);
});

test('a revision that is not there is told with those that are', async (t) => {
  const cluster = await (await serving(t, { [deployments]: [istiod, canary], '/api/v1/services': [] })).connect();
  assert.deepEqual(
    (await findInstallation(cluster, { revision: 'canary' })).istiod.map(({ revision }) => revision),
    ['canary'],
  );
  const error = await rejection(findInstallation(cluster, { revision: 'canari' }));
  assert.ok(error instanceof ClusterError);
  assert.equal(error.fix, 'Did you mean "canary"? There are: default, canary.');
});

test('where deployments may not be read, Services tell where Istio and Aeraki are', async (t) => {
  const services = [
    { metadata: { name: 'istiod', namespace: 'istio-system', labels: { app: 'istiod' } } },
    { metadata: { name: 'aeraki', namespace: 'istio-system' } },
  ];
  const server = await serving(t, { [deployments]: 'forbidden', '/api/v1/services': services });
  const { istioNamespace, aerakiNamespace, rootNamespace } = await findInstallation(await server.connect(), {});
  assert.deepEqual([istioNamespace, aerakiNamespace, rootNamespace], ['istio-system', 'istio-system', 'istio-system']);
});

test('where nothing may be read, why is known, so that nothing found does not mean nothing there', async (t) => {
  const inIstio = '/apis/apps/v1/namespaces/istio-system/deployments';
  const server = await serving(t, { [deployments]: 'forbidden', [inIstio]: 'forbidden', '/api/v1/services': [] });
  const { istiod: found, refused } = await findInstallation(await server.connect(), {});
  assert.deepEqual(found, []);
  assert.equal(refused?.kind, 'forbidden');
});

test('a cluster without a mesh has none', async (t) => {
  const server = await serving(t, { [deployments]: [], '/api/v1/services': [] });
  const { istioNamespace, aerakiNamespace, istiod: found } = await findInstallation(await server.connect(), {});
  assert.deepEqual([istioNamespace, aerakiNamespace, found], [undefined, undefined, []]);
});

test('a mesh is read whole: what is not installed or may not be read is listed, and only Secrets that are named are read', async (t) => {
  const metadata = (namespace: string, name: string): JsonObject => ({ name, namespace });
  const server = await serving(t, {
    [deployments]: [istiod, deployment('istio-system', 'aeraki', { app: 'aeraki' }, { image: 'aeraki:1.4.1' })],
    '/api/v1/services': [{ metadata: { ...metadata('redis', 'cache'), managedFields: [{}] }, spec: {} }],
    '/api/v1/configmaps': [{ kind: 'ConfigMap', metadata: metadata('istio-system', 'istio'), data: { mesh: '' } }],
    '/api/v1/secrets': [
      { kind: 'Secret', metadata: metadata('redis', 'password') },
      { kind: 'Secret', metadata: metadata('redis', 'other') },
    ],
    '/apis/redis.aeraki.io/v1alpha1/redisservices': [
      { kind: 'RedisService', metadata: metadata('redis', 'r'), spec: { settings: { auth: { secret: { name: 'password' } } } } },
    ],
    '/apis/redis.aeraki.io/v1alpha1/redisdestinations': [],
    '/apis/dubbo.aeraki.io/v1alpha1/dubboauthorizationpolicies': [],
    '/apis/metaprotocol.aeraki.io/v1alpha1/metarouters': 'forbidden',
    '/apis/metaprotocol.aeraki.io/v1alpha1/applicationprotocols': [{ metadata: { name: 'dubbo' } }],
    '/apis/networking.istio.io/v1alpha3/serviceentries': [],
    '/apis/networking.istio.io/v1/destinationrules': [{ metadata: metadata('x', 'only-v1') }],
    '/apis/networking.istio.io/v1alpha3/virtualservices': [],
    '/apis/networking.istio.io/v1alpha3/gateways': [],
    '/apis/networking.istio.io/v1alpha3/envoyfilters': [],
    '/apis/networking.istio.io/v1alpha3/sidecars': [],
    '/apis/security.istio.io/v1beta1/peerauthentications': [],
  });
  const { objects, absent, refused } = await readMesh(await server.connect(), {});
  assert.deepEqual(
    objects.map(({ origin }) => origin.file),
    [
      'cluster:Service/redis/cache',
      'cluster:DestinationRule/x/only-v1',
      'cluster:ApplicationProtocol/dubbo',
      'cluster:RedisService/redis/r',
      'cluster:ConfigMap/istio-system/istio',
      'cluster:Secret/redis/password',
    ],
  );
  assert.deepEqual(objects[0]?.value, { apiVersion: 'v1', kind: 'Service', metadata: metadata('redis', 'cache'), spec: {} });
  assert.equal(objects[1]?.value['apiVersion'], 'networking.istio.io/v1');
  assert.deepEqual(absent, ['AuthorizationPolicy']);
  assert.deepEqual(refused, [
    { kind: 'MetaRouter', message: 'The permission to list metarouters in the whole cluster is missing.' },
  ]);
  assert.deepEqual(
    server.seen.filter((line) => line.includes('/secrets')),
    ['GET /api/v1/namespaces/redis/secrets/password'],
  );
});

test("an image's version is its tag without what the build adds", () => {
  const images = [
    'istio/pilot:1.20.0',
    'hub:5000/istio/proxyv2:v1.18.1-distroless',
    'aeraki:latest',
    'hub:5000/aeraki',
    'a:1.4@sha256:0123',
  ];
  assert.deepEqual(images.map(versionOfImage), ['1.20.0', '1.18.1', 'latest', '', '1.4']);
});

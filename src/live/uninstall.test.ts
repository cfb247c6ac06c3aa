import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../base/json.js';
import { type AerakiLeftovers, planUninstall } from './uninstall.js';

function object(kind: string, name: string, namespace = '', labels: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind, metadata: { name, ...(namespace === '' ? {} : { namespace }), labels } };
}

const ours = { app: 'aeraki' };

function leftovers(more: Partial<AerakiLeftovers> = {}): AerakiLeftovers {
  return {
    rootNamespace: 'istio-system',
    deployments: [object('Deployment', 'aeraki', 'istio-system', ours)],
    services: [object('Service', 'aeraki', 'istio-system', ours)],
    serviceAccounts: [object('ServiceAccount', 'aeraki', 'istio-system')],
    roles: [object('Role', 'aeraki', 'istio-system', ours)],
    roleBindings: [],
    clusterRoles: [object('ClusterRole', 'aeraki', '', ours)],
    clusterRoleBindings: [object('ClusterRoleBinding', 'aeraki', '', ours)],
    webhooks: [object('ValidatingWebhookConfiguration', 'aeraki-istio-system')],
    generated: [object('EnvoyFilter', 'aeraki-outbound-thrift.shop-10.0.0.1-9090', 'istio-system')],
    bootstraps: [object('ConfigMap', 'aeraki-bootstrap-config', 'shop')],
    locks: [object('ConfigMap', 'aeraki-envoyfilter-controller-election', 'istio-system')],
    crds: [
      { ...object('CustomResourceDefinition', 'metarouters.metaprotocol.aeraki.io'), spec: { names: { kind: 'MetaRouter' } } },
    ],
    objects: { 'metarouters.metaprotocol.aeraki.io': 3 },
    certificates: [],
    users: [],
    ...more,
  };
}

const told = (found: AerakiLeftovers, crds = false): string[] =>
  planUninstall(found, { crds }).removed.map(({ kind, removal }) => `${kind} ${removal}`);

test('Aeraki goes first, then what it would make anew, its rights last', () => {
  assert.deepEqual(told(leftovers()), [
    'Deployment control plane',
    'ValidatingWebhookConfiguration webhook',
    'EnvoyFilter generated',
    'ConfigMap bootstrap',
    'Service control plane',
    'ConfigMap lock',
    'ClusterRoleBinding rights',
    'ClusterRole rights',
    'Role rights',
    'ServiceAccount rights',
  ]);
  assert.equal(planUninstall(leftovers(), { crds: false }).stop, 1);
});

test('CRDs and the rules of the user stay, unless they are asked for', () => {
  const plan = planUninstall(leftovers(), { crds: false });
  assert.deepEqual(plan.kept, [
    {
      kind: 'CustomResourceDefinition',
      namespace: '',
      name: 'metarouters.metaprotocol.aeraki.io',
      why: 'only --crds removes it, with its 3 objects',
    },
  ]);
  const all = planUninstall(leftovers(), { crds: true });
  assert.equal(all.removed.at(-1)?.kind, 'CustomResourceDefinition');
  assert.match(all.warnings[0] ?? '', /^With the CRDs 3 MetaRouters are deleted\. Save them first/);
});

test("what only bears Aeraki's name or label stays, and the plan says why", () => {
  const plan = planUninstall(
    leftovers({
      generated: [object('EnvoyFilter', 'my-own-filter', 'shop')],
      clusterRoles: [object('ClusterRole', 'aeraki')],
      certificates: [object('Secret', 'istio-ca-secret', 'aeraki')],
    }),
    { crds: false },
  );
  assert.deepEqual(
    plan.kept.map(({ kind, name }) => `${kind} ${name}`),
    [
      'EnvoyFilter my-own-filter',
      'ClusterRole aeraki',
      'Secret istio-ca-secret',
      'CustomResourceDefinition metarouters.metaprotocol.aeraki.io',
    ],
  );
});

test('workloads that would not start any more are named', () => {
  const users = [
    { namespace: 'shop', workload: 'Deployment/client' },
    { namespace: 'shop', workload: 'Deployment/client' },
    { namespace: 'other', workload: 'Deployment/x' },
  ];
  const { warnings } = planUninstall(leftovers({ users }), { crds: false });
  assert.ok(warnings.some((warning) => warning.startsWith('New pods of shop/Deployment/client will not start')));
});

test('a release of Helm is named, so that its own record can be kept right', () => {
  const labels = { 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': 'mesh' };
  const { warnings } = planUninstall(leftovers({ deployments: [object('Deployment', 'aeraki', 'istio-system', labels)] }), {
    crds: false,
  });
  assert.ok(warnings.some((warning) => warning.includes('helm uninstall mesh -n istio-system')));
});

test('where there is nothing, nothing is planned', () => {
  const none = Object.fromEntries(Object.entries(leftovers()).map(([key, value]) => [key, Array.isArray(value) ? [] : value]));
  const plan = planUninstall({ ...leftovers(), ...none }, { crds: true });
  assert.deepEqual([plan.removed, plan.kept, plan.warnings, plan.stop], [[], [], [], 0]);
});

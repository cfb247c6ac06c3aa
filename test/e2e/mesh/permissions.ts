import { stringify } from 'yaml';
import type { Json, JsonObject } from '../../../src/base/json.js';
import { type ApiServer, users } from './servers.js';

const group = 'rbac.authorization.k8s.io';

function rule(apiGroups: string[], resources: string[], verbs: string[]): JsonObject {
  return { apiGroups, resources, verbs };
}

const read = ['get', 'list', 'watch'];
const meshGroups = [
  'metaprotocol.aeraki.io',
  'redis.aeraki.io',
  'dubbo.aeraki.io',
  'networking.istio.io',
  'security.istio.io',
  'telemetry.istio.io',
  'apps',
  'apiextensions.k8s.io',
  'admissionregistration.k8s.io',
  'discovery.k8s.io',
];
const core = ['pods', 'services', 'configmaps', 'namespaces', 'nodes', 'endpoints', 'events'];

/**
 * What the users may do. `viewer`: read all but Secrets and logs, enter nothing. `team`: everything in `meta-thrift`, nothing elsewhere. `execonly`:
 * as the viewer, with logs and commands in pods, but no port-forward. `nobody`: nothing. `admin` is a cluster administrator.
 */
export function permissions(): JsonObject[] {
  const clusterRole = (name: string, rules: Json[]): JsonObject[] => [
    { apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: { name: `test-${name}` }, rules },
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: `test-${name}` },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: `test-${name}` },
      subjects: [{ apiGroup: group, kind: 'User', name }],
    },
  ];
  const viewing = [rule([''], core, read), rule(meshGroups, ['*'], read)];
  return [
    ...clusterRole('viewer', viewing),
    ...clusterRole('execonly', [
      ...viewing,
      rule([''], ['pods/exec'], ['get', 'create']),
      rule([''], ['pods/log'], ['get']),
      rule([''], ['secrets'], read),
    ]),
    {
      apiVersion: `${group}/v1`,
      kind: 'Role',
      metadata: { namespace: 'meta-thrift', name: 'test-team' },
      rules: [rule(['*'], ['*'], ['*'])],
    },
    {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata: { namespace: 'meta-thrift', name: 'test-team' },
      roleRef: { apiGroup: group, kind: 'Role', name: 'test-team' },
      subjects: [{ apiGroup: group, kind: 'User', name: 'team' }],
    },
  ];
}

/**
 * A kubeconfig with a context for each user (`admin` is the current one), `front` (the administrator through the {@link Front}, if there is one),
 * `cert` (by client certificate) and `wrong-token`.
 */
export function kubeconfig(server: ApiServer, frontUrl?: string): string {
  const authority = Buffer.from(server.ca).toString('base64');
  const cluster = (name: string, url: string): JsonObject => ({
    name,
    cluster: { server: url, 'certificate-authority-data': authority },
  });
  const context = (name: string, cluster: string, user: string, namespace?: string): JsonObject => ({
    name,
    context: { cluster, user, ...(namespace === undefined ? {} : { namespace }) },
  });
  const value: JsonObject = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'admin',
    clusters: [cluster('mesh', server.url), ...(frontUrl === undefined ? [] : [cluster('front', frontUrl)])],
    contexts: [
      ...users.map((user) => context(user, 'mesh', user, user === 'team' ? 'meta-thrift' : undefined)),
      context('cert', 'mesh', 'cert'),
      context('wrong-token', 'mesh', 'wrong-token'),
      ...(frontUrl === undefined ? [] : [context('front', 'front', 'admin')]),
    ],
    users: [
      ...users.map((user) => ({ name: user, user: { token: `${user}-token` } })),
      {
        name: 'cert',
        user: { 'client-certificate': `${server.folder}/client.crt`, 'client-key': `${server.folder}/client.key` },
      },
      { name: 'wrong-token', user: { token: 'no-token-of-anyone' } },
    ],
  };
  return stringify(value);
}

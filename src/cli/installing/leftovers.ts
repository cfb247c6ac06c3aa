import type { JsonObject } from '../../base/json.js';
import { ClusterError } from '../../cluster/errors.js';
import { getObject, listObjects, type Selection } from '../../cluster/objects.js';
import { readPod } from '../../cluster/pods.js';
import { resources } from '../../cluster/resources.js';
import type { Installation } from '../../cluster/snapshot.js';
import { forEachLimited } from '../../cluster/streams.js';
import type { Cluster, Resource } from '../../cluster/types.js';
import { bootstrapName } from '../../live/manifests/bootstrap.js';
import { controlPlaneName } from '../../live/manifests/controlplane.js';
import type { AerakiLeftovers } from '../../live/uninstall.js';
import { objectAt, textAt } from '../../resource/core.js';

const rbac = (plural: string, kind: string, namespaced: boolean): Resource => ({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural,
  kind,
  namespaced,
});

/** Kinds that only an installation has to do with. */
const rights = {
  roles: rbac('roles', 'Role', true),
  roleBindings: rbac('rolebindings', 'RoleBinding', true),
  clusterRoles: rbac('clusterroles', 'ClusterRole', false),
  clusterRoleBindings: rbac('clusterrolebindings', 'ClusterRoleBinding', false),
  leases: { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', kind: 'Lease', namespaced: true },
} as const satisfies Record<string, Resource>;

/** The resources of every kind that an uninstall removes. */
export const removable: readonly Resource[] = [...Object.values(resources), ...Object.values(rights)];

/** Names that Aeraki's leaders are elected under, as ConfigMaps (with older libraries both as ConfigMap and as Lease). */
const locks = ['aeraki-envoyfilter-controller-election', 'aeraki-service-entry-vip-allocation-controller-election'];

/** Where to look for Aeraki: where it runs, and where it should. */
export function rootNamespaceOf({ aerakiNamespace, istioNamespace, rootNamespace }: Installation): string {
  return aerakiNamespace ?? rootNamespace ?? istioNamespace ?? 'istio-system';
}

/** Everything of Aeraki that a cluster holds. Throws a {@link ClusterError} where something may not be read: a plan with gaps would be none. */
export async function findLeftovers(cluster: Cluster, installation: Installation, signal: AbortSignal): Promise<AerakiLeftovers> {
  const namespace = rootNamespaceOf(installation);
  const one = async (resource: Resource, name: string, where?: string): Promise<JsonObject[]> => {
    const found = await getObject(cluster, resource, name, where, { signal });
    return found === undefined ? [] : [{ apiVersion: apiVersionOf(resource), kind: resource.kind, ...found }];
  };
  const several = async (resource: Resource, selection: Selection = {}): Promise<JsonObject[]> => {
    try {
      return (await listObjects(cluster, resource, { ...selection, signal })).items;
    } catch (error) {
      // Its CRD is not installed.
      if (error instanceof ClusterError && error.kind === 'not-found') return [];
      throw error;
    }
  };
  const generated = { labelSelector: 'manager=Aeraki' };
  const deployments = installation.aeraki.map(
    ({ name, namespace: where }) =>
      async () =>
        await one(resources.deployments, name, where),
  );
  const crds = (await several(resources.crds)).filter((crd) => /\.aeraki\.io$/.test(textAt(objectAt(crd, 'spec'), 'group')));
  const [found, objects, users] = await Promise.all([
    forEachLimited(
      [
        async () => (await forEachLimited(deployments, 4, async (read) => await read())).flat(),
        async () => await one(resources.services, controlPlaneName, namespace),
        async () => await one(resources.serviceAccounts, controlPlaneName, namespace),
        async () => await one(rights.roles, controlPlaneName, namespace),
        async () => await one(rights.roleBindings, controlPlaneName, namespace),
        async () => await one(rights.clusterRoles, controlPlaneName),
        async () => await one(rights.clusterRoleBindings, controlPlaneName),
        async () => (await several(resources.validatingWebhooks)).filter(isAerakis),
        async () => [
          ...(await several(resources.envoyFilters, generated)),
          ...(await several(resources.virtualServices, generated)),
        ],
        async () => await several(resources.configMaps, { fieldSelector: `metadata.name=${bootstrapName}` }),
        async () =>
          (
            await forEachLimited(locks, 4, async (name) => [
              ...(await one(resources.configMaps, name, namespace)),
              ...(await one(rights.leases, name, namespace)),
            ])
          ).flat(),
        async () =>
          namespace === installation.istioNamespace
            ? []
            : await namesOnly(await one(resources.secrets, 'istio-ca-secret', namespace)),
      ],
      6,
      async (read) => await read(),
    ),
    countObjects(crds, several),
    usersOf(several),
  ]);
  const [, services, serviceAccounts, roles, roleBindings, clusterRoles, clusterRoleBindings] = found;
  const [, , , , , , , webhooks, managed, bootstraps, lockObjects, certificates] = found;
  return {
    rootNamespace: namespace,
    deployments: found[0] ?? [],
    services: services ?? [],
    serviceAccounts: serviceAccounts ?? [],
    roles: roles ?? [],
    roleBindings: roleBindings ?? [],
    clusterRoles: clusterRoles ?? [],
    clusterRoleBindings: clusterRoleBindings ?? [],
    webhooks: webhooks ?? [],
    generated: managed ?? [],
    bootstraps: bootstraps ?? [],
    locks: lockObjects ?? [],
    crds,
    objects,
    certificates: certificates ?? [],
    users,
  };
}

function apiVersionOf({ group, version }: Resource): string {
  return group === '' ? version : `${group}/${version}`;
}

/** A Secret without its data, which nobody needs here. */
async function namesOnly(secrets: readonly JsonObject[]): Promise<JsonObject[]> {
  return await Promise.resolve(secrets.map(({ data: _data, ...secret }) => secret));
}

/** Aeraki's webhook has a name of its own, and calls a Service named aeraki. */
function isAerakis(webhook: JsonObject): boolean {
  const name = textAt(objectAt(webhook, 'metadata'), 'name');
  const webhooks = Array.isArray(webhook['webhooks']) ? webhook['webhooks'] : [];
  const calls = webhooks.some(
    (item) =>
      typeof item === 'object' && item !== null && !Array.isArray(item) && textAt(item, 'name') === 'validation.aeraki.io',
  );
  return calls || /^aeraki-/.test(name);
}

/** How many objects of each kind of Aeraki there are, by the name of its CRD. */
async function countObjects(
  crds: readonly JsonObject[],
  several: (resource: Resource) => Promise<JsonObject[]>,
): Promise<Record<string, number>> {
  const counted = await forEachLimited(crds, 4, async (crd): Promise<[string, number]> => {
    const spec = objectAt(crd, 'spec');
    const names = objectAt(spec, 'names');
    const resource: Resource = {
      group: textAt(spec, 'group'),
      version: 'v1alpha1',
      plural: textAt(names, 'plural'),
      kind: textAt(names, 'kind'),
      namespaced: textAt(spec, 'scope') !== 'Cluster',
    };
    return [textAt(objectAt(crd, 'metadata'), 'name'), (await several(resource)).length];
  });
  return Object.fromEntries(counted);
}

/** Pods that are started with the bootstrap's ConfigMap. */
async function usersOf(several: (resource: Resource) => Promise<JsonObject[]>): Promise<AerakiLeftovers['users']> {
  return (await several(resources.pods))
    .map(readPod)
    .flatMap(({ annotations, namespace, owner, name }) =>
      annotations['sidecar.istio.io/bootstrapOverride'] === bootstrapName
        ? [{ namespace, workload: owner === '' ? name : owner }]
        : [],
    );
}

import { asObject, asString, type JsonObject, own } from '../base/json.js';
import { bootstrapName } from './manifests/bootstrap.js';

/** What of Aeraki a cluster holds: everything that one of its manifests, or Aeraki itself, could have made. Objects of an absent kind are none. */
export interface AerakiLeftovers {
  /** Namespace that Aeraki runs in, or ran in. */
  rootNamespace: string;
  /** Deployments that run Aeraki. */
  deployments: JsonObject[];
  services: JsonObject[];
  serviceAccounts: JsonObject[];
  roles: JsonObject[];
  roleBindings: JsonObject[];
  clusterRoles: JsonObject[];
  clusterRoleBindings: JsonObject[];
  webhooks: JsonObject[];
  /** EnvoyFilters and VirtualServices with the label `manager: Aeraki`. */
  generated: JsonObject[];
  /** ConfigMaps named `aeraki-bootstrap-config`, of all namespaces. */
  bootstraps: JsonObject[];
  /** ConfigMaps and Leases that Aeraki's leaders are elected by. */
  locks: JsonObject[];
  crds: JsonObject[];
  /** How many objects there are of each kind of Aeraki, by the name of its CRD. */
  objects: Readonly<Record<string, number>>;
  /** Secrets named `istio-ca-secret` in Aeraki's namespace where no istiod is. */
  certificates: JsonObject[];
  /** Pods that complete their bootstrap from the ConfigMap, by their annotation. */
  users: { namespace: string; workload: string }[];
}

/** Why an object is removed. */
export type Removal = 'control plane' | 'webhook' | 'generated' | 'bootstrap' | 'lock' | 'rights' | 'definition';

/** One object to remove. */
export interface Removed {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
  removal: Removal;
  /** As it was found. */
  object: JsonObject;
}

/** An object that stays, and why. */
export interface Kept {
  kind: string;
  namespace: string;
  name: string;
  why: string;
}

/** What an uninstall does. */
export interface UninstallPlan {
  /**
   * In order. The first `stop` objects run Aeraki: only when they and their pods are gone is the rest removed, else it would be made anew.
   */
  removed: Removed[];
  stop: number;
  kept: Kept[];
  /** What else to know before saying yes. */
  warnings: string[];
}

interface Named {
  namespace: string;
  name: string;
  labels: JsonObject;
}

function named(object: JsonObject): Named {
  const metadata = asObject(own(object, 'metadata')) ?? {};
  return {
    namespace: asString(own(metadata, 'namespace')) ?? '',
    name: asString(own(metadata, 'name')) ?? '',
    labels: asObject(own(metadata, 'labels')) ?? {},
  };
}

function removedOf(object: JsonObject, removal: Removal): Removed {
  const { namespace, name } = named(object);
  const apiVersion = asString(own(object, 'apiVersion')) ?? '';
  return { apiVersion, kind: asString(own(object, 'kind')) ?? '', namespace, name, removal, object };
}

/** Names that Aeraki gives what it generates. */
const generatedName = /^aeraki-(?:inbound|outbound|gateway-outbound|vs)-/;

/** Labels by which Aeraki's manifests, the Helm chart's and this program's tell their objects. */
function belongsToAeraki({ labels }: Named): boolean {
  return own(labels, 'app') === 'aeraki' || own(labels, 'app.kubernetes.io/name') === 'aeraki';
}

/** The kind that a CRD defines. */
function kindOf(crd: JsonObject): string {
  const names = asObject(own(asObject(own(crd, 'spec')) ?? {}, 'names')) ?? {};
  return asString(own(names, 'kind')) ?? named(crd).name;
}

/** A number of things in words. */
function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/**
 * What is removed, in which order, and what stays. Aeraki itself first, as it makes anew what is removed while it runs; then its webhook, without which
 * no MetaRouter can be written; then what it generated; then bootstraps, locks and rights; the CRDs last, and only where `crds` asks for them.
 */
export function planUninstall(found: AerakiLeftovers, { crds }: { crds: boolean }): UninstallPlan {
  const kept: Kept[] = [];
  const keep = (object: JsonObject, why: string): void => {
    const { namespace, name } = named(object);
    kept.push({ kind: asString(own(object, 'kind')) ?? '', namespace, name, why });
  };
  const only = (objects: readonly JsonObject[], mine: (object: Named) => boolean, why: string): JsonObject[] =>
    objects.filter((object) => {
      const own = mine(named(object));
      if (!own) keep(object, why);
      return own;
    });
  const generated = only(
    found.generated,
    ({ name }) => generatedName.test(name),
    'it has the label manager: Aeraki, but no name that Aeraki gives',
  );
  const rights = only(
    [...found.clusterRoleBindings, ...found.clusterRoles, ...found.roleBindings, ...found.roles],
    belongsToAeraki,
    'it is named aeraki, but has none of its labels',
  );
  const services = found.services.filter((object) => {
    const selector = asObject(own(asObject(own(object, 'spec')) ?? {}, 'selector')) ?? {};
    const mine = belongsToAeraki(named(object)) || belongsToAeraki({ ...named(object), labels: selector });
    if (!mine) keep(object, 'it is named aeraki, but neither its labels nor its selector are those of Aeraki');
    return mine;
  });
  for (const secret of found.certificates)
    keep(secret, 'a CA that Aeraki may have made, or an earlier Istio: remove it by hand if nothing trusts it any more');
  const removed = [
    ...found.deployments.map((object) => removedOf(object, 'control plane')),
    ...found.webhooks.map((object) => removedOf(object, 'webhook')),
    ...generated.map((object) => removedOf(object, 'generated')),
    ...found.bootstraps.map((object) => removedOf(object, 'bootstrap')),
    ...services.map((object) => removedOf(object, 'control plane')),
    ...found.locks.map((object) => removedOf(object, 'lock')),
    ...rights.map((object) => removedOf(object, 'rights')),
    ...found.serviceAccounts.map((object) => removedOf(object, 'rights')),
  ];
  const warnings: string[] = [];
  const objectsOf = (crd: JsonObject): number => found.objects[named(crd).name] ?? 0;
  if (crds) {
    removed.push(...found.crds.map((object) => removedOf(object, 'definition')));
    const dying = found.crds.filter((crd) => objectsOf(crd) > 0);
    if (dying.length > 0) {
      const told = dying.map((crd) => count(objectsOf(crd), kindOf(crd)));
      warnings.push(
        `With the CRDs ${told.join(', ')} ${told.length === 1 && told[0]?.startsWith('1 ') ? 'is' : 'are'} deleted. Save them first: 'kubectl get ${dying.map((crd) => named(crd).name).join(',')} -A -o yaml'.`,
      );
    }
  } else {
    for (const crd of found.crds)
      keep(
        crd,
        objectsOf(crd) === 0 ? 'only --crds removes it' : `only --crds removes it, with its ${count(objectsOf(crd), 'object')}`,
      );
  }
  warnings.push(...warningsOf(found, generated.length));
  return { removed, stop: found.deployments.length, kept, warnings };
}

function warningsOf(found: AerakiLeftovers, generated: number): string[] {
  const warnings: string[] = [];
  if (generated > 0)
    warnings.push(
      `Traffic of the services that Aeraki manages becomes plain TCP: no routing by attributes, no rate limits, no mirrors. Their proxies lose ${count(generated, 'generated object')}.`,
    );
  const namespaces = new Set(found.bootstraps.map((object) => named(object).namespace));
  const stuck = [
    ...new Set(
      found.users
        .filter(({ namespace }) => namespaces.has(namespace))
        .map(({ namespace, workload }) => `${namespace}/${workload}`),
    ),
  ].sort();
  if (stuck.length > 0) {
    const shown = stuck.slice(0, 5).join(', ');
    warnings.push(
      `New pods of ${shown}${stuck.length > 5 ? ` and ${stuck.length - 5} more` : ''} will not start without the ConfigMap ${bootstrapName}: take the annotations sidecar.istio.io/bootstrapOverride and sidecar.istio.io/proxyImage from their templates.`,
    );
  }
  for (const deployment of found.deployments) {
    const { labels, namespace, name } = named(deployment);
    if (own(labels, 'app.kubernetes.io/managed-by') !== 'Helm') continue;
    const release = asString(own(labels, 'app.kubernetes.io/instance')) ?? 'RELEASE';
    warnings.push(
      `Deployment ${namespace}/${name} belongs to the Helm release ${release}: 'helm uninstall ${release} -n ${namespace}' keeps Helm's own record right; this removes what it leaves behind.`,
    );
  }
  return warnings;
}

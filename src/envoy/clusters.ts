import { isObject, type JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';
import { get, messageOf, messagesOf, textOf, typedConfig } from './fields.js';
import { sourceOf } from './filters.js';
import { type DumpItem, pathOf, refusalOf, stateOf } from './items.js';
import { clusterName, configReference } from './names.js';
import type { ClusterName, HeldCluster, Refusal, ResourceState } from './types.js';

/** Reads the clusters of a dump. One that is warming while an older version is in force is one here. */
export function readClusters(items: readonly DumpItem[]): HeldCluster[] {
  const clusters: LazyCluster[] = [];
  const byName = new Map<string, LazyCluster>();
  for (const item of items) {
    const cluster = new LazyCluster(item);
    const known = byName.get(cluster.name);
    if (known === undefined || known.static !== cluster.static) {
      clusters.push(cluster);
      byName.set(cluster.name, cluster);
    } else known.merge(cluster);
  }
  return clusters;
}

/** A cluster whose parts are read when they are asked for: a dump may hold tens of thousands, of which a few are looked at. */
class LazyCluster implements HeldCluster {
  readonly name: string;
  readonly static: boolean;
  state: ResourceState;
  refused?: Refusal;
  updating?: true;
  #item: DumpItem;
  #value: JsonObject;
  #security: Pick<HeldCluster, 'tls' | 'secrets'> | undefined;

  constructor(item: DumpItem) {
    const held = get(item.value, 'cluster');
    this.#item = item;
    this.#value = isObject(held) ? held : messageOf(messageOf(item.value, 'error_state'), 'failed_configuration');
    this.name = textOf(this.#value, 'name');
    this.static = item.list.startsWith('static');
    this.state = isObject(held) ? stateOf(item.list) : 'rejected';
    const refused = refusalOf(item.value);
    if (refused !== undefined) this.refused = refused;
  }

  /** Takes in what another item of the same name says. */
  merge(other: LazyCluster): void {
    if (other.refused !== undefined) this.refused = other.refused;
    if (this.state === 'active' && other.state === 'warming') this.updating = true;
    if (this.state !== 'warming' || other.state !== 'active') return;
    this.#item = other.#item;
    this.#value = other.#value;
    this.#security = undefined;
    this.state = 'active';
    this.updating = true;
  }

  get path(): Path {
    return pathOf(this.#item);
  }

  get version(): string {
    return textOf(this.#item.value, 'version_info');
  }

  get lastUpdated(): string {
    return textOf(this.#item.value, 'last_updated');
  }

  get target(): ClusterName | undefined {
    return clusterName(this.name);
  }

  get type(): string {
    return textOf(messageOf(this.#value, 'cluster_type'), 'name') || textOf(this.#value, 'type') || 'STATIC';
  }

  get lbPolicy(): string {
    return balancing(this.#value);
  }

  get tls(): HeldCluster['tls'] {
    this.#security ??= securityOf(this.#value);
    return this.#security.tls;
  }

  get secrets(): HeldCluster['secrets'] {
    this.#security ??= securityOf(this.#value);
    return this.#security.secrets;
  }

  get destinationRule(): HeldCluster['destinationRule'] {
    const rule = configReference(textOf(this.#istio, 'config'));
    return rule?.kind === 'destination-rule' ? { namespace: rule.namespace, name: rule.name } : undefined;
  }

  get services(): HeldCluster['services'] {
    return messagesOf(this.#istio, 'services').map((service) => ({
      host: textOf(service, 'host'),
      namespace: textOf(service, 'namespace'),
      name: textOf(service, 'name'),
    }));
  }

  get #istio(): JsonObject {
    return messageOf(messageOf(messageOf(this.#value, 'metadata'), 'filter_metadata'), 'istio');
  }
}

/** The policy by its name; the newer form lists extensions, of which the first counts here. */
function balancing(value: JsonObject): string {
  const [policy] = messagesOf(messageOf(value, 'load_balancing_policy'), 'policies');
  const name = policy === undefined ? '' : textOf(messageOf(policy, 'typed_extension_config'), 'name');
  const short = name.slice(name.lastIndexOf('.') + 1).toUpperCase();
  return short || textOf(value, 'lb_policy') || 'ROUND_ROBIN';
}

/** What the cluster's transport sockets are, and the secrets that they wait for. */
function securityOf(value: JsonObject): Pick<HeldCluster, 'tls' | 'secrets'> {
  const matches = messagesOf(value, 'transport_socket_matches').map((match) => messageOf(match, 'transport_socket'));
  const own = get(value, 'transport_socket');
  const sockets = isObject(own) ? [own, ...matches] : matches;
  if (sockets.length === 0) return { tls: 'none', secrets: [] };
  const secrets = new Map<string, string>();
  let secured = 0;
  for (const socket of sockets) {
    const { type, value: context } = typedConfig(socket);
    if (!type.endsWith('TlsContext') && !textOf(socket, 'name').endsWith('.tls')) continue;
    secured++;
    for (const { name, from } of secretsOf(context)) secrets.set(name, from);
  }
  return {
    tls: secured === 0 ? 'none' : matches.length > 0 ? 'istio' : 'tls',
    secrets: [...secrets].map(([name, from]) => ({ name, from })),
  };
}

/** The secrets that a TLS context asks for, and of whom. */
function secretsOf(context: JsonObject): { name: string; from: string }[] {
  const common = messageOf(context, 'common_tls_context');
  const combined = messageOf(common, 'combined_validation_context');
  const references = [
    ...messagesOf(common, 'tls_certificate_sds_secret_configs'),
    messageOf(common, 'validation_context_sds_secret_config'),
    messageOf(combined, 'validation_context_sds_secret_config'),
  ];
  return references.flatMap((reference) => {
    const name = textOf(reference, 'name');
    return name === '' ? [] : [{ name, from: sourceOf(messageOf(reference, 'sds_config')) }];
  });
}

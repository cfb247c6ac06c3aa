import { isObject, type JsonObject } from '../base/json.js';
import { get, messageOf, messagesOf, textOf, typedConfig } from './fields.js';
import { sourceOf } from './filters.js';
import { type DumpItem, refusalOf, stateOf } from './items.js';
import { clusterName, configReference } from './names.js';
import type { HeldCluster } from './types.js';

/** Reads the clusters of a dump. One that is warming while an older version is in force is one here. */
export function readClusters(items: readonly DumpItem[]): HeldCluster[] {
  const clusters: HeldCluster[] = [];
  const byName = new Map<string, HeldCluster>();
  for (const item of items) {
    const cluster = readCluster(item);
    const known = byName.get(cluster.name);
    if (known === undefined || known.static !== cluster.static) {
      clusters.push(cluster);
      byName.set(cluster.name, cluster);
      continue;
    }
    if (cluster.refused !== undefined) known.refused = cluster.refused;
    if (known.state === 'active' && cluster.state === 'warming') known.updating = true;
    else if (known.state === 'warming' && cluster.state === 'active') Object.assign(known, cluster, { updating: true as const });
  }
  return clusters;
}

function readCluster({ value: item, path, list }: DumpItem): HeldCluster {
  const refused = refusalOf(item);
  const held = get(item, 'cluster');
  const value = isObject(held) ? held : messageOf(messageOf(item, 'error_state'), 'failed_configuration');
  const name = textOf(value, 'name');
  const target = clusterName(name);
  const istio = messageOf(messageOf(messageOf(value, 'metadata'), 'filter_metadata'), 'istio');
  const rule = configReference(textOf(istio, 'config'));
  const { tls, secrets } = securityOf(value);
  return {
    name,
    state: isObject(held) ? stateOf(list) : 'rejected',
    static: list.startsWith('static'),
    ...(refused === undefined ? {} : { refused }),
    version: textOf(item, 'version_info'),
    lastUpdated: textOf(item, 'last_updated'),
    path,
    ...(target === undefined ? {} : { target }),
    type: textOf(messageOf(value, 'cluster_type'), 'name') || textOf(value, 'type') || 'STATIC',
    lbPolicy: balancing(value),
    tls,
    secrets,
    ...(rule?.kind === 'destination-rule' ? { destinationRule: { namespace: rule.namespace, name: rule.name } } : {}),
    services: messagesOf(istio, 'services').map((service) => ({
      host: textOf(service, 'host'),
      namespace: textOf(service, 'namespace'),
      name: textOf(service, 'name'),
    })),
  };
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

import type { ClusterName } from './types.js';

/**
 * Takes Istio's name of a cluster apart: `outbound|9090|v1|host`, `inbound|9090||`, or `outbound_.9090_.v1_.host`, as clusters for TLS passthrough are
 * called. Undefined for any other name.
 */
export function clusterName(name: string): ClusterName | undefined {
  const parts = name.includes('|') ? name.split('|') : name.split('_.');
  const [direction, port = '', subset = '', host = ''] = parts;
  if (parts.length !== 4 || (direction !== 'inbound' && direction !== 'outbound')) return undefined;
  if (!/^\d{1,5}$/.test(port)) return undefined;
  return { direction, port: Number(port), subset: subset === '_' ? '' : subset, host };
}

/** Host and port of the name under which MetaRDS serves routes, `<host>_<port>`. */
export function metaRdsName(name: string): { host: string; port: number } | undefined {
  const at = name.lastIndexOf('_');
  const port = name.slice(at + 1);
  return at > 0 && /^\d{1,5}$/.test(port) ? { host: name.slice(0, at), port: Number(port) } : undefined;
}

/** The object of Istio's `config` metadata: `/apis/networking.istio.io/v1alpha3/namespaces/NS/destination-rule/NAME`. */
export function configReference(config: string): { kind: string; namespace: string; name: string } | undefined {
  const found = /^\/apis\/[^/]+\/[^/]+\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(config);
  return found === null ? undefined : { namespace: found[1] ?? '', kind: found[2] ?? '', name: found[3] ?? '' };
}

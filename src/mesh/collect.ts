import type { Finding } from '../base/finding.js';
import { asString, type JsonObject, own } from '../base/json.js';
import type { ManifestObject } from '../manifest/types.js';
import { objectAt, textAt } from '../resource/core.js';
import type { Sourced } from '../resource/source.js';
import { compareText } from './hosts.js';
import { nameOf, note } from './notes.js';

/** The kinds that a mesh is made of, by API group. The group of the core kinds is the empty one. */
const kinds: Record<string, readonly string[]> = {
  '': ['Service', 'Secret', 'ConfigMap'],
  'networking.istio.io': ['ServiceEntry', 'DestinationRule', 'VirtualService', 'Gateway', 'EnvoyFilter', 'Sidecar'],
  'security.istio.io': ['PeerAuthentication', 'AuthorizationPolicy'],
  'metaprotocol.aeraki.io': ['MetaRouter', 'ApplicationProtocol'],
  'redis.aeraki.io': ['RedisService', 'RedisDestination'],
  'dubbo.aeraki.io': ['DubboAuthorizationPolicy'],
};

/** A kind that a mesh is made of. */
export type MeshKind =
  | 'Service'
  | 'Secret'
  | 'ConfigMap'
  | 'ServiceEntry'
  | 'DestinationRule'
  | 'VirtualService'
  | 'Gateway'
  | 'EnvoyFilter'
  | 'Sidecar'
  | 'PeerAuthentication'
  | 'AuthorizationPolicy'
  | 'MetaRouter'
  | 'ApplicationProtocol'
  | 'RedisService'
  | 'RedisDestination'
  | 'DubboAuthorizationPolicy';

/** The objects of each kind by namespace and name, whatever order they were read in. */
export type Collection = (kind: MeshKind) => Sourced<JsonObject>[];

function groupOf(apiVersion: string): string | undefined {
  const [first, version] = apiVersion.split('/');
  if (version === undefined) return first === 'v1' ? '' : undefined;
  // Aeraki's kinds are served in one version, Istio's in three that mean the same.
  return first !== undefined && (!first.endsWith('.aeraki.io') || version === 'v1alpha1') ? first : undefined;
}

/**
 * Sorts the objects by kind, namespace and name. Of objects with one kind, namespace and name the last read stands, as it
 * would once all were applied in turn; the others are noted. `namespace` is given to objects that name none.
 */
export function collect(objects: readonly ManifestObject[], namespace: string, notes: Finding[]): Collection {
  const found = new Map<string, Map<string, Sourced<JsonObject>>>();
  for (const { value, origin } of objects) {
    const apiVersion = asString(own(value, 'apiVersion')) ?? '';
    const kind = asString(own(value, 'kind')) ?? '';
    const group = groupOf(apiVersion);
    if (group === undefined || !Object.hasOwn(kinds, group) || !kinds[group]?.includes(kind)) continue;
    const metadata = objectAt(value, 'metadata');
    const resource = { apiVersion, kind, namespace: textAt(metadata, 'namespace') || namespace, name: textAt(metadata, 'name') };
    // The scope of this kind is the cluster, and the API server drops a namespace that is written.
    if (kind === 'ApplicationProtocol') resource.namespace = '';
    const source = { origin, resource };
    const ofKind = found.get(kind) ?? new Map<string, Sourced<JsonObject>>();
    found.set(kind, ofKind);
    const key = `${resource.namespace}/${resource.name}`;
    const earlier = ofKind.get(key);
    if (earlier) {
      notes.push(
        note(
          'AER0421',
          earlier.source,
          [],
          `${nameOf(source)} is given again, and the later one stands: this one has no effect.`,
          {
            related: [{ message: 'The one that stands.', origin, resource, path: [] }],
            fix: 'Remove one of the two, or give it another name.',
          },
        ),
      );
    }
    ofKind.set(key, { value, source });
  }
  const sorted = new Map<string, Sourced<JsonObject>[]>();
  for (const [kind, ofKind] of found) {
    const name = ({ source }: Sourced<JsonObject>) => source.resource.name ?? '';
    const space = ({ source }: Sourced<JsonObject>) => source.resource.namespace ?? '';
    sorted.set(
      kind,
      [...ofKind.values()].sort((a, b) => compareText(space(a), space(b)) || compareText(name(a), name(b))),
    );
  }
  return (kind) => sorted.get(kind) ?? [];
}

import { suggest } from '../base/suggest.js';

/** A kind of object that the program knows. */
export interface KindInfo {
  /** The API group; `''` for Kubernetes' core. */
  group: string;
  /** The versions served, the preferred one first. None: not an object of Kubernetes, only of a file (MeshConfig). */
  versions: readonly string[];
  kind: string;
  plural: string;
  shortNames: readonly string[];
  scope: 'Namespaced' | 'Cluster';
  /** Its file in `schemas/`. */
  schema: string;
  /** `aeraki`: `validate` judges it as the API server would. `read`: the program uses some of its fields, others are never a finding. */
  role: 'aeraki' | 'read';
}

function aeraki(
  group: string,
  kind: string,
  plural: string,
  shortNames: string[],
  scope: KindInfo['scope'] = 'Namespaced',
): KindInfo {
  return { group, versions: ['v1alpha1'], kind, plural, shortNames, scope, schema: `${kind.toLowerCase()}.json`, role: 'aeraki' };
}

function istio(kind: string, plural: string, shortNames: string[] = []): KindInfo {
  const versions = ['v1', 'v1beta1', 'v1alpha3'];
  return {
    group: 'networking.istio.io',
    versions,
    kind,
    plural,
    shortNames,
    scope: 'Namespaced',
    schema: `${kind.toLowerCase()}.json`,
    role: 'read',
  };
}

function kubernetes(group: string, kind: string, shortName: string[], scope: KindInfo['scope'] = 'Namespaced'): KindInfo {
  const name = kind.toLowerCase();
  return {
    group,
    versions: ['v1'],
    kind,
    plural: `${name}s`,
    shortNames: shortName,
    scope,
    schema: `${name}.json`,
    role: 'read',
  };
}

/** Every kind the program knows, Aeraki's first. Scopes and short names as the published CRDs have them. */
export const kinds: readonly KindInfo[] = [
  aeraki('metaprotocol.aeraki.io', 'MetaRouter', 'metarouters', []),
  aeraki('metaprotocol.aeraki.io', 'ApplicationProtocol', 'applicationprotocols', [], 'Cluster'),
  aeraki('redis.aeraki.io', 'RedisService', 'redisservices', ['rsvc']),
  aeraki('redis.aeraki.io', 'RedisDestination', 'redisdestinations', ['rd']),
  aeraki('dubbo.aeraki.io', 'DubboAuthorizationPolicy', 'dubboauthorizationpolicies', ['dap']),
  istio('ServiceEntry', 'serviceentries', ['se']),
  istio('DestinationRule', 'destinationrules', ['dr']),
  istio('VirtualService', 'virtualservices', ['vs']),
  istio('Gateway', 'gateways', ['gw']),
  istio('EnvoyFilter', 'envoyfilters'),
  istio('Sidecar', 'sidecars'),
  kubernetes('', 'Service', ['svc']),
  kubernetes('', 'Secret', []),
  kubernetes('', 'ConfigMap', ['cm']),
  kubernetes('', 'Namespace', ['ns'], 'Cluster'),
  kubernetes('', 'Pod', ['po']),
  kubernetes('apps', 'Deployment', ['deploy']),
  {
    group: '',
    versions: [],
    kind: 'MeshConfig',
    plural: 'meshconfigs',
    shortNames: [],
    scope: 'Cluster',
    schema: 'meshconfig.json',
    role: 'read',
  },
];

/** The apiVersions under which a kind is served, the preferred one first: `metaprotocol.aeraki.io/v1alpha1`, `v1`. */
export function apiVersions(info: KindInfo): string[] {
  return info.versions.map((version) => (info.group === '' ? version : `${info.group}/${version}`));
}

/** The apiVersion and kind that were probably meant. */
export interface KindSuggestion {
  apiVersion: string;
  kind: string;
}

/**
 * What an apiVersion and kind stand for.
 * - `known`: a kind of the registry, in a version it is served in.
 * - `unknownKind`: the group is Aeraki's (anything under `aeraki.io`) but has no such kind; the API server refuses it.
 * - `unknownVersion`: the kind is Aeraki's, the version is not served; the API server refuses it.
 * - `foreign`: of no concern to Aeraki. A suggestion is given only where the kind is spelt as one of Aeraki's.
 */
export type KindLookup =
  | { status: 'known'; info: KindInfo }
  | { status: 'unknownKind'; group: string; suggestion?: KindSuggestion }
  | { status: 'unknownVersion'; info: KindInfo; version: string; suggestion: KindSuggestion }
  | { status: 'foreign'; suggestion?: KindSuggestion };

const byKey = new Map(
  kinds.flatMap((info) => apiVersions(info).map((apiVersion) => [`${apiVersion}/${info.kind}`, info] as const)),
);
const aerakiKinds = kinds.filter((info) => info.role === 'aeraki');

function suggestionOf(info: KindInfo): KindSuggestion {
  return { apiVersion: apiVersions(info)[0] ?? '', kind: info.kind };
}

/** Looks an apiVersion and kind up, as the API server does: letter case counts. */
export function findKind(apiVersion: string, kind: string): KindLookup {
  const info = byKey.get(`${apiVersion}/${kind}`);
  if (info !== undefined) return { status: 'known', info };
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  const exact = aerakiKinds.find((candidate) => candidate.kind === kind);
  if (!/(?:^|\.)aeraki\.io$/i.test(group)) {
    const spelt = exact ?? aerakiKinds.find((candidate) => candidate.kind.toLowerCase() === kind.toLowerCase());
    return spelt === undefined ? { status: 'foreign' } : { status: 'foreign', suggestion: suggestionOf(spelt) };
  }
  if (exact !== undefined && exact.group === group) {
    return { status: 'unknownVersion', info: exact, version: apiVersion.slice(slash + 1), suggestion: suggestionOf(exact) };
  }
  const meant = exact ?? similarKind(kind, group);
  return meant === undefined
    ? { status: 'unknownKind', group }
    : { status: 'unknownKind', group, suggestion: suggestionOf(meant) };
}

/** A kind of Aeraki by a misspelt name, a plural or a short name; kinds of the group first. */
function similarKind(name: string, group: string): KindInfo | undefined {
  for (const candidates of [aerakiKinds.filter((info) => info.group === group), aerakiKinds]) {
    const named = candidates.find((info) => isNamed(info, name));
    if (named !== undefined) return named;
    const like = suggest(
      name,
      candidates.map((info) => info.kind),
    );
    if (like !== undefined) return candidates.find((info) => info.kind === like);
  }
  return undefined;
}

function isNamed(info: KindInfo, name: string): boolean {
  const wanted = name.toLowerCase();
  return info.kind.toLowerCase() === wanted || info.plural === wanted || info.shortNames.includes(wanted);
}

/** The kind that goes by a name on the command line: its kind, plural or short name, in any letter case. */
export function kindNamed(name: string): KindInfo | undefined {
  return kinds.find((info) => isNamed(info, name));
}

/** Every name that {@link kindNamed} takes, for completion and "did you mean". */
export function kindNames(): string[] {
  return kinds.flatMap((info) => [info.kind.toLowerCase(), info.plural, ...info.shortNames]);
}

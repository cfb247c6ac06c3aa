import { suggest } from '../base/suggest.js';
import type { Facts } from './rows.js';

/** A kind that `get` lists. */
export interface ListedKind {
  kind: Facts['kind'];
  group: string;
  plural: string;
  /** What people call it beside its kind and plural, in lower case. */
  names: readonly string[];
}

/** Every kind that `get` lists, in the order in which `all` shows them. Short names are those of the CRDs, and `mr`, `ap`, which they lack. */
export const listedKinds: readonly ListedKind[] = [
  { kind: 'MetaRouter', group: 'metaprotocol.aeraki.io', plural: 'metarouters', names: ['mr', 'router', 'routers'] },
  {
    kind: 'ApplicationProtocol',
    group: 'metaprotocol.aeraki.io',
    plural: 'applicationprotocols',
    names: ['ap', 'protocol', 'protocols'],
  },
  { kind: 'Service', group: '', plural: 'services', names: ['svc'] },
  { kind: 'ServiceEntry', group: 'networking.istio.io', plural: 'serviceentries', names: ['se'] },
  { kind: 'RedisService', group: 'redis.aeraki.io', plural: 'redisservices', names: ['rsvc'] },
  { kind: 'RedisDestination', group: 'redis.aeraki.io', plural: 'redisdestinations', names: ['rd'] },
  {
    kind: 'DubboAuthorizationPolicy',
    group: 'dubbo.aeraki.io',
    plural: 'dubboauthorizationpolicies',
    names: ['dap', 'authorizations'],
  },
];

/** Names that stand for several kinds. To Aeraki a ServiceEntry is a service as much as a Service. */
const several: Record<string, readonly Facts['kind'][]> = {
  all: listedKinds.map(({ kind }) => kind),
  redis: ['RedisService', 'RedisDestination'],
  service: ['Service', 'ServiceEntry'],
  services: ['Service', 'ServiceEntry'],
  svc: ['Service', 'ServiceEntry'],
};

/** The kinds that a word means: a kind, plural or short name in any letter case, also with its group as kubectl takes it; undefined where none. */
export function kindsNamed(word: string): ListedKind[] | undefined {
  const name = word.toLowerCase();
  if (Object.hasOwn(several, name)) return listedKinds.filter(({ kind }) => several[name]?.includes(kind));
  const found = listedKinds.find(
    ({ kind, group, plural, names }) =>
      [kind.toLowerCase(), plural, ...names].includes(name) ||
      (group !== '' && [`${kind.toLowerCase()}.${group}`, `${plural}.${group}`, `${plural}.v1alpha1.${group}`].includes(name)),
  );
  return found === undefined ? undefined : [found];
}

/** Every word that {@link kindsNamed} takes. */
export function kindWords(): string[] {
  return [...Object.keys(several), ...listedKinds.flatMap(({ kind, plural, names }) => [kind.toLowerCase(), plural, ...names])];
}

/** The word most like one that means no kind. */
export function kindLike(word: string): string | undefined {
  return suggest(word, kindWords());
}

/** The name of an object as `-o name` has it: `metarouter.metaprotocol.aeraki.io/orders`. */
export function qualifiedName(kind: Facts['kind'], name: string): string {
  const group = listedKinds.find((listed) => listed.kind === kind)?.group ?? '';
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`;
}

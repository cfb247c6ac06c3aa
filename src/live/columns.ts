import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import { decidingProtocol } from '../controlplane/checks.js';
import { applicationProtocolOf, protocolOf } from '../controlplane/names.js';
import { addTo } from '../mesh/hosts.js';
import { type Mesh, redisKey, type Service } from '../mesh/types.js';
import type { MetaRouter } from '../resource/aeraki.js';
import { objectAt, textAt, textMapAt, textsAt } from '../resource/core.js';
import type { DubboAuthorizationPolicy } from '../resource/dubbo.js';
import type { RedisAuth, RedisDestination, RedisService } from '../resource/redis.js';
import type { Sourced } from '../resource/source.js';
import type { GeneratedState } from './drifttypes.js';
import { type ListedKind, listedKinds } from './kinds.js';
import { resourceKey, resourceRef } from './objects.js';
import type { Destination, Facts, RedisServiceFacts, RouterFacts, Row, ServiceFacts } from './rows.js';

/** What rows are worked out of. */
export interface RowInput {
  objects: readonly { value: JsonObject }[];
  mesh: Mesh;
  /** Of `lint`, on all objects. */
  findings: readonly Finding[];
  generated: readonly GeneratedState[];
}

/** Makes rows of objects, all look-ups indexed once. */
export function rowMaker({ mesh, findings, generated }: Omit<RowInput, 'objects'>): (object: JsonObject) => Row | undefined {
  const found = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { kind = '', namespace = '', name = '' } = finding.resource ?? {};
    addTo(found, `${kind}/${isClusterScoped(kind) ? '' : namespace}/${name}`, finding);
  }
  const services = new Map<string, Service>();
  for (const service of [...mesh.services, ...mesh.hiddenServices]) services.set(resourceKey(service.source.resource), service);
  const byHost = new Map<string, GeneratedState[]>();
  for (const state of generated) addTo(byHost, state.host, state);
  const context: FactContext = {
    mesh,
    services,
    generated: byHost,
    speakers: speakersOf(mesh),
    routers: byKey(mesh.routers),
    redisServices: byKey(mesh.redisServices),
    redisDestinations: byKey(mesh.redisDestinations),
    authorizations: byKey([...mesh.authorizations.values()].flat()),
  };
  return (object) => {
    const ref = resourceRef(object);
    const facts = factsOf(object, ref.kind, keyOf(ref), context);
    if (facts === undefined) return undefined;
    return { object, namespace: ref.namespace ?? '', name: ref.name, facts, findings: found.get(keyOf(ref)) ?? [] };
  };
}

const isClusterScoped = (kind: string): boolean => kind === 'ApplicationProtocol';

/** The key of an object; one of a cluster-scoped kind has no namespace, also where whoever read it gave it one. */
function keyOf({ kind = '', namespace = '', name = '' }: { kind?: string; namespace?: string; name?: string }): string {
  return `${kind}/${isClusterScoped(kind) ? '' : namespace}/${name}`;
}

interface FactContext {
  mesh: Mesh;
  services: ReadonlyMap<string, Service>;
  generated: ReadonlyMap<string, GeneratedState[]>;
  /** Hosts by the application protocol of their ports. */
  speakers: ReadonlyMap<string, string[]>;
  // Aeraki's objects as it decodes them; those that do not decode are left out.
  routers: ReadonlyMap<string, MetaRouter>;
  redisServices: ReadonlyMap<string, RedisService>;
  redisDestinations: ReadonlyMap<string, RedisDestination>;
  authorizations: ReadonlyMap<string, DubboAuthorizationPolicy>;
}

function byKey<T>(list: readonly Sourced<T>[]): Map<string, T> {
  return new Map(list.map(({ value, source }) => [keyOf(source.resource), value]));
}

function speakersOf({ services }: Mesh): Map<string, string[]> {
  const speakers = new Map<string, string[]>();
  for (const service of services) {
    const protocols = service.ports.flatMap(({ name }) =>
      protocolOf(name) === 'metaprotocol' ? (applicationProtocolOf(name) ?? []) : [],
    );
    for (const protocol of new Set(protocols)) addTo(speakers, protocol, service.hosts[0] ?? '');
  }
  return speakers;
}

function factsOf(object: JsonObject, kind: string, key: string, context: FactContext): Facts | undefined {
  const spec = objectAt(object, 'spec');
  const hosts = [...textsAt(spec, 'hosts'), ...textsAt(spec, 'host')];
  const { mesh } = context;
  switch (kind) {
    case 'MetaRouter':
      return routerFacts(context.routers.get(key), hosts, key, context);
    case 'ApplicationProtocol': {
      const protocol = textAt(spec, 'protocol');
      return { kind, protocol, codec: textAt(spec, 'codec'), hosts: context.speakers.get(protocol) ?? [] };
    }
    case 'Service':
    case 'ServiceEntry': {
      const service = context.services.get(key);
      return service === undefined ? undefined : serviceFacts(kind, service, context);
    }
    case 'RedisService':
      return redisServiceFacts(context.redisServices.get(key), hosts);
    case 'RedisDestination': {
      const value = context.redisDestinations.get(key);
      const host = textAt(spec, 'host');
      return {
        kind,
        hosts: host === '' ? [] : [host],
        mode: value?.pool?.cluster === true ? 'cluster' : 'single',
        auth: authText(value?.pool?.auth),
      };
    }
    case 'DubboAuthorizationPolicy': {
      const value = context.authorizations.get(key);
      const namespace = textAt(objectAt(object, 'metadata'), 'namespace');
      const governed = mesh.services.filter(
        (service) => service.namespace === namespace && decidingProtocol(service) === 'dubbo',
      );
      return {
        kind,
        action: value?.action ?? textAt(spec, 'action'),
        rules: value?.rules.length ?? 0,
        hosts: governed.map((service) => service.hosts[0] ?? ''),
      };
    }
    default:
      return undefined;
  }
}

function authText(auth: RedisAuth | undefined): string {
  if (auth === undefined) return '';
  return auth.kind === 'plain' ? 'in clear text' : `Secret ${auth.name}`;
}

/** Destinations, each once. */
function distinct(all: readonly Destination[]): Destination[] {
  const seen = new Map(all.map((each) => [`${each.host}|${each.subset}|${each.port ?? ''}`, each]));
  return [...seen.values()];
}

function routerFacts(router: MetaRouter | undefined, hosts: string[], key: string, { mesh }: FactContext): RouterFacts {
  const host = hosts[0] ?? '';
  const services = mesh.servicesByHost.get(host) ?? [];
  const routed = services.filter(({ ports }) => ports.some(({ name }) => protocolOf(name) === 'metaprotocol'));
  const ports = routed.flatMap((service) => service.ports.filter(({ name }) => protocolOf(name) === 'metaprotocol'));
  const named = ({ host: to, subset, port }: { host: string; subset: string; port?: number }): Destination => ({
    host: to,
    subset,
    ...(port === undefined || port === 0 ? {} : { port }),
  });
  const routes = router?.routes ?? [];
  const resource = (routed[0] ?? services[0])?.source.resource;
  const rivals = mesh.routersByHost.get(host) ?? [];
  return {
    kind: 'MetaRouter',
    hosts,
    protocols: [...new Set(ports.flatMap(({ name }) => applicationProtocolOf(name) ?? []))],
    service: resource === undefined ? '' : `${resource.kind} ${resource.namespace}/${resource.name}`,
    routes: routes.length,
    destinations: distinct(
      routes.flatMap(({ route }) => route.flatMap(({ destination }) => (destination ? [named(destination)] : []))),
    ),
    mirrors: distinct(routes.flatMap(({ mirror }) => (mirror === undefined ? [] : [named(mirror)]))),
    limits: [...(router?.localRateLimit ? (['local'] as const) : []), ...(router?.globalRateLimit ? (['global'] as const) : [])],
    gateways: router?.gateways ?? [],
    exportTo: router?.exportTo ?? [],
    competes: rivals.length > 1 && rivals.some(({ source }) => resourceKey(source.resource) === key),
  };
}

function redisServiceFacts(value: RedisService | undefined, hosts: string[]): RedisServiceFacts {
  const target = (route: { host: string; port: number } | undefined): Destination[] =>
    route === undefined ? [] : [{ host: route.host, subset: '', ...(route.port === 0 ? {} : { port: route.port }) }];
  const routes = value?.routes ?? [];
  return {
    kind: 'RedisService',
    hosts,
    routes: routes.length,
    destinations: distinct(routes.flatMap(({ route }) => target(route))),
    mirrors: distinct(routes.flatMap(({ mirrors }) => mirrors.flatMap(({ route }) => target(route)))),
    faults: value?.faults.length ?? 0,
    auth: authText(value?.settings?.auth),
  };
}

function serviceFacts(kind: 'Service' | 'ServiceEntry', service: Service, { mesh, generated }: FactContext): ServiceFacts {
  const host = service.hosts[0] ?? '';
  const protocol = decidingProtocol(service);
  const managed = service.ports.filter(({ name }) => protocol !== undefined && protocolOf(name) === protocol);
  const routers: Sourced<unknown>[] =
    protocol === 'metaprotocol'
      ? (mesh.routersByHost.get(host) ?? [])
      : protocol === 'redis'
        ? (mesh.redisServicesByHost.get(redisKey(service.namespace, host)) ?? [])
        : protocol === 'dubbo' || protocol === 'thrift'
          ? (mesh.virtualServicesByHost.get(host) ?? [])
          : [];
  // Another service of the host may share its generated objects; those of its own addresses are told by them.
  const addresses = new Set(service.addresses.map(({ value }) => value));
  const made = (generated.get(host) ?? []).filter(
    ({ state, side, address }) =>
      state !== 'extra' && state !== 'unknown' && (side !== 'outbound' || addresses.has(address ?? '')),
  );
  return {
    kind,
    hosts: service.hosts,
    protocol: protocol ?? '',
    protocols: [...new Set(protocol === 'metaprotocol' ? managed.flatMap(({ name }) => applicationProtocolOf(name) ?? []) : [])],
    ports: service.ports.map((port) => ({ number: port.number, name: port.name, managed: managed.includes(port) })),
    addresses: service.addresses.filter(({ placeholder }) => !placeholder).map(({ value }) => value),
    routedBy: routers.map(({ source: { resource } }) => `${resource.kind} ${resource.namespace}/${resource.name}`),
    generated: { expected: made.length, inSync: made.filter(({ state }) => state === 'in sync').length },
    hidden: service.hidden !== undefined,
  };
}

/** Which rows are wanted. */
export interface RowQuery {
  kinds: readonly ListedKind[];
  /** All namespaces where left out. Objects without namespace are always wanted. */
  namespace?: string;
  labels?: (labels: Readonly<Record<string, string>>) => boolean;
  /** Only services that Aeraki manages. */
  managedOnly?: boolean;
}

/** Whether an object is one of those wanted. */
export function isWanted(object: JsonObject, { kinds, namespace, labels }: RowQuery): boolean {
  if (!kinds.some(({ kind }) => kind === object['kind'])) return false;
  const metadata = objectAt(object, 'metadata');
  const own = textAt(metadata, 'namespace');
  if (namespace !== undefined && own !== '' && own !== namespace) return false;
  return labels === undefined || labels(textMapAt(metadata, 'labels'));
}

/** The rows of the objects that are wanted, by kind, namespace and name. */
export function rowsOf(input: RowInput, query: RowQuery): Row[] {
  const make = rowMaker(input);
  const rows = input.objects.flatMap(({ value }) => {
    const row = isWanted(value, query) ? make(value) : undefined;
    return row === undefined || (query.managedOnly === true && isUnmanaged(row)) ? [] : [row];
  });
  const rank = new Map(listedKinds.map(({ kind }, index) => [kind, index]));
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return rows.sort(
    (a, b) =>
      (rank.get(a.facts.kind) ?? 0) - (rank.get(b.facts.kind) ?? 0) ||
      compare(a.namespace, b.namespace) ||
      compare(a.name, b.name),
  );
}

function isUnmanaged({ facts }: Row): boolean {
  return (facts.kind === 'Service' || facts.kind === 'ServiceEntry') && facts.protocol === '' && !facts.hidden;
}

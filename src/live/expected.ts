import { asList, asNumber, asObject, asString, isObject, type JsonObject, own } from '../base/json.js';
import { metaProtocolFilter } from '../controlplane/metaprotocol.js';
import type { GeneratedObject, Translation } from '../controlplane/types.js';
import type { RouteConfiguration } from '../dataplane/types.js';
import type { Mesh, Service } from '../mesh/types.js';
import { isExported, lets } from '../mesh/visibility.js';
import { objectAt, textAt, textMapAt } from '../resource/core.js';
import type { Sidecar } from '../resource/istio.js';

/** What of a pod decides which configuration its proxy gets. */
export interface Workload {
  namespace: string;
  labels: Readonly<Record<string, string>>;
  /** A gateway's proxy, not a sidecar. */
  gateway: boolean;
}

/** A network filter that a proxy must have in one of its listeners. */
export interface ExpectedFilter {
  direction: 'outbound' | 'inbound' | 'gateway';
  /** `<address>_<port>`, or `virtualInbound`. */
  listener: string;
  /** The port of the service; of an inbound filter it is the `destination_port` of the chain. */
  port: number;
  host: string;
  /** The filter's name, such as `envoy.filters.network.meta_protocol_proxy`. */
  filter: string;
  /** The message's full name, such as `aeraki.meta_protocol_proxy.v1alpha.MetaProtocolProxy`. */
  type: string;
  /** The EnvoyFilter that puts it there, as `namespace/name`. */
  envoyFilter: string;
  /** The whole value of the filter, as Aeraki writes it. */
  value: JsonObject;
  /** The route configuration that it asks MetaRDS for. */
  routeConfiguration?: string;
  /** Where the pods listen on another port, so that Istio's chain is not named after the service's port. */
  targetPort?: number | string;
  /** The service has no address yet, so that the name of the listener is made up. */
  unaddressed?: true;
}

/** The routes of one listener, as MetaRDS serves them. Without a configuration Aeraki serves none under that name. */
export interface ExpectedRoutes {
  name: string;
  host: string;
  configuration?: RouteConfiguration;
}

/** What Aeraki has given a proxy, if all went well. */
export interface Expected {
  /** By direction, listener and port. */
  filters: ExpectedFilter[];
  /** By name. */
  routes: ExpectedRoutes[];
}

/**
 * What the proxy of a pod must hold: the network filters of the EnvoyFilters that reach its namespace and labels, and the route configurations
 * that those ask for. As istiod does it, an EnvoyFilter reaches its own namespace, and all of them from the root namespace; an outbound
 * listener is there only for services that `exportTo` and the namespace's Sidecar let through; an inbound one only at the pods of a service in
 * their own namespace. A gateway gets only what is generated for gateways.
 */
export function expectedOf(mesh: Mesh, translation: Translation, pod: Workload): Expected {
  const expected: Expected = { filters: [], routes: [] };
  const sidecar = pod.gateway ? undefined : sidecarFor(mesh, pod);
  const asked = new Set<ExpectedRoutes>();
  let last = '';
  for (const { key, namespace, selector, services, filter, routes } of patchesOf(mesh, translation)) {
    if (namespace !== pod.namespace && namespace !== mesh.rootNamespace) continue;
    if ((filter.direction === 'gateway') !== pod.gateway || !isSelected(selector, pod.labels)) continue;
    if (filter.direction === 'outbound' && !services.some((service) => isVisible(service, filter.host, pod, sidecar))) continue;
    if (filter.direction === 'inbound' && !services.some((service) => isServedBy(service, pod))) continue;
    // Of two for one place the later stands.
    if (key === last) expected.filters.pop();
    last = key;
    expected.filters.push(filter);
    if (routes !== undefined) asked.add(routes);
  }
  expected.routes = [...asked].sort((a, b) => (a.name < b.name ? -1 : 1));
  return expected;
}

/** A filter of an EnvoyFilter, with what decides whether a pod gets it. */
interface Patch {
  /** Direction, listener and port: by what they are sorted. */
  key: string;
  namespace: string;
  /** Of the EnvoyFilter; empty where it is for all. */
  selector: Record<string, string>;
  services: Service[];
  filter: ExpectedFilter;
  /** What the filter asks MetaRDS for. */
  routes: ExpectedRoutes | undefined;
}

/** What was read of a translation: there are many pods, and all are held against the same. */
const read = new WeakMap<Translation, Patch[]>();

function patchesOf(mesh: Mesh, translation: Translation): Patch[] {
  const known = read.get(translation);
  if (known !== undefined) return known;
  const routesOf = routesByName(translation);
  const patches = translation.envoyFilters.flatMap((generated): Patch[] => {
    const { object } = generated;
    const spec = objectAt(object, 'spec');
    const services = servicesOf(mesh, generated);
    const about = {
      namespace: textAt(objectAt(object, 'metadata'), 'namespace'),
      selector: textMapAt(objectAt(spec, 'workloadSelector'), 'labels'),
      services,
    };
    return asList(own(spec, 'configPatches')).flatMap((patch) => {
      const filter = isObject(patch) ? filterOf(generated, patch) : undefined;
      if (filter === undefined) return [];
      const target = services.flatMap(({ ports }) => ports).find(({ number }) => number === filter.port)?.targetPort;
      if (target !== undefined && filter.direction === 'inbound') filter.targetPort = target;
      if (isMadeUp(filter, services)) filter.unaddressed = true;
      return [{ ...about, key: `${filter.direction} ${filter.listener} ${filter.port}`, filter, routes: routesOf(filter) }];
    });
  });
  patches.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  read.set(translation, patches);
  return patches;
}

/** Finds the routes that a filter asks for, one object a name. */
function routesByName(translation: Translation): (filter: ExpectedFilter) => ExpectedRoutes | undefined {
  const served = new Map(translation.routeConfigurations.map(({ configuration }) => [configuration.name, configuration]));
  const made = new Map<string, ExpectedRoutes>();
  return ({ routeConfiguration: name, host }) => {
    if (name === undefined) return undefined;
    const configuration = served.get(name);
    const routes = made.get(name) ?? { name, host, ...(configuration === undefined ? {} : { configuration }) };
    made.set(name, routes);
    return routes;
  };
}

/** Reads one patch of an EnvoyFilter; undefined where it is none of a network filter. */
function filterOf({ object, host }: GeneratedObject, patch: JsonObject): ExpectedFilter | undefined {
  if (own(patch, 'applyTo') !== 'NETWORK_FILTER') return undefined;
  const match = objectAt(objectAt(patch, 'match'), 'listener');
  const value = objectAt(objectAt(patch, 'patch'), 'value');
  const config = objectAt(value, 'typed_config');
  const listener = textAt(match, 'name');
  const inbound = listener === 'virtualInbound';
  const port = inbound
    ? asNumber(own(objectAt(match, 'filterChain'), 'destinationPort'))
    : Number(listener.slice(listener.lastIndexOf('_') + 1));
  if (port === undefined || !Number.isSafeInteger(port)) return undefined;
  const metadata = objectAt(object, 'metadata');
  const name = textAt(metadata, 'name');
  const type = textAt(config, 'type_url').replace(/^.*\//, '');
  const inner = objectAt(config, 'value');
  const routes = asString(own(asObject(own(inner, 'rds')) ?? {}, 'routeConfigName'));
  return {
    direction: inbound ? 'inbound' : name.startsWith('aeraki-gateway-') ? 'gateway' : 'outbound',
    listener,
    port,
    host,
    filter: textAt(value, 'name'),
    type,
    envoyFilter: `${textAt(metadata, 'namespace')}/${name}`,
    value: inner,
    ...(type === metaProtocolFilter.typeUrl && routes !== undefined ? { routeConfiguration: routes } : {}),
  };
}

/** The services that an EnvoyFilter is for: those of its causes. */
function servicesOf(mesh: Mesh, { host, causes }: GeneratedObject): Service[] {
  const sources = causes.filter(({ role }) => role === 'service');
  return (mesh.servicesByHost.get(host) ?? []).filter(({ source: { resource } }) =>
    sources.some(
      (cause) =>
        cause.resource.kind === resource.kind &&
        cause.resource.namespace === resource.namespace &&
        cause.resource.name === resource.name,
    ),
  );
}

/** Whether the address in an outbound listener's name stands for one that nobody gave. */
function isMadeUp({ direction, listener }: ExpectedFilter, services: readonly Service[]): boolean {
  if (direction !== 'outbound') return false;
  const address = listener.slice(0, listener.lastIndexOf('_'));
  return services.some(({ addresses }) => addresses.some(({ value, placeholder }) => placeholder && value === address));
}

/** Whether labels have everything that a selector asks for. An empty selector takes all. */
export function isSelected(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

/** The Sidecar that holds for a pod: one that selects it, else that of its namespace, else that of the root namespace. */
function sidecarFor(mesh: Mesh, pod: Workload): Sidecar | undefined {
  const here = mesh.sidecars.filter(({ value }) => value.metadata.namespace === pod.namespace);
  const chosen =
    here.find(({ value }) => value.selective && isSelected(value.selector, pod.labels)) ??
    here.find(({ value }) => !value.selective) ??
    mesh.sidecars.find(({ value }) => value.metadata.namespace === mesh.rootNamespace && !value.selective);
  return chosen?.value;
}

function isVisible(service: Service, host: string, pod: Workload, sidecar: Sidecar | undefined): boolean {
  if (!isExported(service.exportTo ?? [], service.namespace, pod.namespace)) return false;
  return sidecar?.egressHosts?.some((entry) => lets(entry, host, service.namespace, pod.namespace)) ?? true;
}

/** Whether a pod is one of a service's. A ServiceEntry without a selector of its own has no pods to istiod, whatever Aeraki's annotation says. */
function isServedBy(service: Service, pod: Workload): boolean {
  return (
    service.namespace === pod.namespace && Object.keys(service.selector).length > 0 && isSelected(service.selector, pod.labels)
  );
}

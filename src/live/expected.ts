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
  const filters = new Map<string, ExpectedFilter>();
  const sidecar = pod.gateway ? undefined : sidecarFor(mesh, pod);
  for (const generated of translation.envoyFilters) {
    const { object } = generated;
    const namespace = textAt(objectAt(object, 'metadata'), 'namespace');
    if (namespace !== pod.namespace && namespace !== mesh.rootNamespace) continue;
    const spec = objectAt(object, 'spec');
    const selector = textMapAt(objectAt(spec, 'workloadSelector'), 'labels');
    if (!isSelected(selector, pod.labels)) continue;
    for (const patch of asList(own(spec, 'configPatches'))) {
      const filter = isObject(patch) ? filterOf(generated, patch) : undefined;
      if (filter === undefined || (filter.direction === 'gateway') !== pod.gateway) continue;
      const services = servicesOf(mesh, generated);
      if (filter.direction === 'outbound' && !services.some((service) => isVisible(service, filter.host, pod, sidecar))) continue;
      if (filter.direction === 'inbound' && !services.some((service) => isServedBy(service, pod))) continue;
      const target = services.flatMap(({ ports }) => ports).find(({ number }) => number === filter.port)?.targetPort;
      filters.set(`${filter.direction} ${filter.listener} ${filter.port}`, {
        ...filter,
        ...(target === undefined || filter.direction !== 'inbound' ? {} : { targetPort: target }),
        ...(isMadeUp(filter, services) ? { unaddressed: true as const } : {}),
      });
    }
  }
  const all = [...filters].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, filter]) => filter);
  return { filters: all, routes: routesOf(all, translation) };
}

function routesOf(filters: readonly ExpectedFilter[], translation: Translation): ExpectedRoutes[] {
  const served = new Map(translation.routeConfigurations.map(({ configuration }) => [configuration.name, configuration]));
  const routes = new Map<string, ExpectedRoutes>();
  for (const { routeConfiguration: name, host } of filters) {
    if (name === undefined || routes.has(name)) continue;
    const configuration = served.get(name);
    routes.set(name, { name, host, ...(configuration === undefined ? {} : { configuration }) });
  }
  return [...routes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
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

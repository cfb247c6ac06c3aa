import { codes } from '../base/codes.js';
import { decidingProtocol } from '../controlplane/checks.js';
import { protocolOf } from '../controlplane/names.js';
import type { Service, ServicePort } from '../mesh/types.js';
import type { ChainContext, ChainInput, HostChain, Link, PortChain, UnmanagedPort, Verdict } from './chaintypes.js';
import { byResource, findingsByHost, named, servicesOfHost } from './concern.js';
import { clusterLinks, routeLinks } from './destinations.js';
import type { GeneratedState } from './drifttypes.js';
import { clustersLink, codecLink, endpointsLink, filterLink, listenerLink, routesLink, serviceLink } from './links.js';
import { indexObjects, resourceKey } from './objects.js';

/** Prepares the look-ups that chains are worked out with. */
export function chainContext(input: ChainInput): ChainContext {
  const index = indexObjects(input.objects);
  return {
    ...input,
    objectOf: ({ source }) => index.get(resourceKey(source.resource)),
    findingsOf: findingsByHost(input.mesh, byResource(input.findings)),
  };
}

/** What becomes of requests to a host: for each port that Aeraki manages the chain to its endpoints, and why not where it is broken. */
export function chainOf(host: string, context: ChainContext): HostChain {
  const services = servicesOfHost(context.mesh, host);
  const ports = services.flatMap((service) => managedPorts(service).map((port) => portChain(host, service, port, context)));
  const unmanaged = services.flatMap((service) => {
    const protocol = decidingProtocol(service);
    return service.ports
      .filter(({ name }) => protocol === undefined || protocolOf(name) !== protocol)
      .map((port) => unmanagedPort(service, port));
  });
  return {
    host,
    services: services.map((service) => ({
      name: named(service.source.resource),
      addresses: service.addresses.filter(({ placeholder }) => !placeholder).map(({ value }) => value),
      selector: service.selector,
      ports: service.ports.length,
    })),
    verdict: verdictOf(ports, unmanaged),
    ports,
    unmanaged,
    findings: context.findingsOf(host),
  };
}

function managedPorts(service: Service): ServicePort[] {
  const protocol = decidingProtocol(service);
  return protocol === undefined ? [] : service.ports.filter(({ name }) => protocolOf(name) === protocol);
}

/** The first broken link of any port, else the first with a warning. */
export function verdictOf(ports: readonly PortChain[], unmanaged: readonly UnmanagedPort[] = []): Verdict {
  for (const state of ['broken', 'warning', 'unknown'] as const) {
    for (const { port, links } of ports) {
      const link = links.find((each) => each.state === state);
      if (link === undefined) continue;
      const [trouble] = link.troubles;
      return { state, port, step: link.step, ...(trouble === undefined ? {} : { trouble }) };
    }
  }
  if (ports.length > 0) return { state: 'ok' };
  const [first] = unmanaged;
  return { state: 'unmanaged', ...(first === undefined ? {} : { trouble: first.trouble }) };
}

/** Why Aeraki leaves a port alone, and what would make it manage it. */
function unmanagedPort(service: Service, { number, name, appProtocol }: ServicePort): UnmanagedPort {
  const deciding = decidingProtocol(service);
  const about = { service: named(service.source.resource), port: number, portName: name };
  if (deciding !== undefined && protocolOf(name) !== undefined) {
    const reason = `The ${deciding} port of the service decides: Aeraki gives no other protocol of it a filter.`;
    return { ...about, trouble: { reason, code: 'AER0429', fix: codes.AER0429.fix } };
  }
  const parts = name.split('-');
  const known = ['dubbo', 'thrift', 'kafka', 'zookeeper', 'redis', 'brpc', 'trpc'].find((word) =>
    name.toLowerCase().split(/[-_.]/).includes(word),
  );
  const wanted =
    known === undefined
      ? 'tcp-metaprotocol-PROTOCOL'
      : ['kafka', 'zookeeper', 'redis'].includes(known)
        ? `tcp-${known}`
        : `tcp-metaprotocol-${known}`;
  const given = name === '' ? 'The port has no name' : `The port is named ${name}`;
  const second =
    parts.length < 2
      ? 'it has no second part, by which Aeraki goes'
      : `its second part, ${parts[1] === '' ? 'empty' : (parts[1] ?? '')}, is none of Aeraki's protocols`;
  const also = appProtocol === undefined ? '' : ` appProtocol (${appProtocol}) does not count for Aeraki.`;
  return {
    ...about,
    trouble: {
      reason: `${given}: ${name === '' ? 'Aeraki goes by the name' : second}.${also}`,
      code: 'AER1206',
      fix: `If Aeraki shall manage it, name it ${wanted}.`,
    },
  };
}

function portChain(host: string, service: Service, port: ServicePort, context: ChainContext): PortChain {
  const { translation } = context;
  const protocol = protocolOf(port.name) ?? 'metaprotocol';
  // What routes a native protocol says nothing of MetaProtocol, and the other way round; the host may have ports of both.
  const foreign = protocol === 'metaprotocol' ? 'VirtualService' : 'MetaRouter';
  const findings = context.findingsOf(host).filter(({ resource }) => resource?.kind !== foreign);
  const listener = translation.listeners.find((each) => each.host === host && each.port === port.number);
  const served = translation.routeConfigurations.find((each) => each.host === host && each.port === port.number);
  const states = statesOf(host, service, port, context.generated).sort((a, b) =>
    a.side < b.side ? 1 : a.side > b.side ? -1 : 0,
  );
  const about = { host, service, port, protocol, findings, listener, served, states, context };
  const routes = routeLinks({ ...about, mesh: context.mesh });
  const clusters = clusterLinks(routes, about);
  const links: Link[] = [
    serviceLink(about),
    listenerLink(about),
    filterLink(about),
    codecLink(about),
    routesLink(about, routes),
    clustersLink(clusters),
    endpointsLink(clusters),
  ];
  return {
    service: named(service.source.resource),
    port: port.number,
    portName: port.name,
    protocol,
    ...(listener?.applicationProtocol === undefined ? {} : { applicationProtocol: listener.applicationProtocol }),
    links,
    routes,
    clusters,
  };
}

function statesOf(host: string, service: Service, port: ServicePort, generated: readonly GeneratedState[]): GeneratedState[] {
  const addresses = new Set(service.addresses.map(({ value }) => value));
  // Native protocols have one port, and their objects its number or that of the first.
  const numbers = new Set([port.number, ...(protocolOf(port.name) === 'metaprotocol' ? [] : [service.ports[0]?.number])]);
  return generated.filter(
    (state) =>
      state.host === host &&
      state.state !== 'extra' &&
      numbers.has(state.port) &&
      (state.side === 'inbound' || (state.side === 'outbound' && addresses.has(state.address ?? ''))),
  );
}

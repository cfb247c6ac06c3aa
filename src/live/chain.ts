import type { Code } from '../base/codes.js';
import { codes } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import { decidingProtocol } from '../controlplane/checks.js';
import { targetNamespaces } from '../controlplane/draft.js';
import { type GeneratedProtocol, protocolOf } from '../controlplane/names.js';
import type { GeneratedRoutes, ListenerInfo, Translation } from '../controlplane/types.js';
import type { ManifestObject } from '../manifest/types.js';
import type { Mesh, Service, ServicePort } from '../mesh/types.js';
import type { Source } from '../resource/source.js';
import { byResource, findingsByHost, named, servicesOfHost } from './concern.js';
import { type ClusterLink, clusterLinks, type RouteLink, routeLinks } from './destinations.js';
import type { GeneratedState } from './drift.js';
import type { Workloads } from './endpoints.js';
import { indexObjects, resourceKey } from './objects.js';

/** How a link of the chain stands: `broken` stops requests, or what Aeraki shall do with them. */
export type LinkState = 'ok' | 'warning' | 'broken' | 'unknown';

/** The links from a client to the endpoints, in their order. */
export const steps = ['service', 'listener', 'filter', 'codec', 'routes', 'clusters', 'endpoints'] as const;
export type Step = (typeof steps)[number];

/** Why a link is not as it should be, and what to do about it. */
export interface Trouble {
  reason: string;
  fix?: string;
  code?: Code;
}

/** One link of the chain. `facts` are what it is made of, in words. */
export interface Link {
  step: Step;
  state: LinkState;
  facts: string[];
  troubles: Trouble[];
}

/** The chain of one port. */
export interface PortChain {
  service: string;
  port: number;
  portName: string;
  /** What Aeraki manages it as. */
  protocol: GeneratedProtocol;
  /** Of MetaProtocol the third part of the port's name. */
  applicationProtocol?: string;
  links: Link[];
  routes: RouteLink[];
  /** Clusters that the routes name, each once. */
  clusters: ClusterLink[];
}

/** How a host stands, and the first link that is not as it should be. */
export interface Verdict {
  state: LinkState | 'unmanaged';
  port?: number;
  step?: Step;
  trouble?: Trouble;
}

/** A port that Aeraki leaves alone, and why. */
export interface UnmanagedPort {
  service: string;
  port: number;
  portName: string;
  trouble: Trouble;
}

/** Everything that is known of a host. */
export interface HostChain {
  host: string;
  services: { name: string; addresses: string[]; selector: Record<string, string>; ports: number }[];
  verdict: Verdict;
  ports: PortChain[];
  unmanaged: UnmanagedPort[];
  /** On all objects that have a say in what becomes of the host. */
  findings: Finding[];
}

/** What chains are worked out of. */
export interface ChainInput {
  objects: readonly ManifestObject[];
  mesh: Mesh;
  translation: Translation;
  /** Of `lint`, on all objects. */
  findings: readonly Finding[];
  generated: readonly GeneratedState[];
  workloads: Workloads;
}

/** What all chains of a mesh share. */
export interface ChainContext extends ChainInput {
  /** The object that something was read from, as the API server has it. */
  objectOf: (sourced: { source: Source }) => JsonObject | undefined;
  findingsOf: (host: string) => Finding[];
}

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
    parts.length < 2 ? 'it has no second part' : `its second part is ${parts[1] === '' ? 'empty' : (parts[1] ?? '')}`;
  const also = appProtocol === undefined ? '' : ` appProtocol (${appProtocol}) does not count for Aeraki.`;
  return {
    ...about,
    trouble: {
      reason: `${given}: ${name === '' ? 'Aeraki goes by the name' : `${second}, which is none of Aeraki's protocols`}.${also}`,
      code: 'AER1206',
      fix: `If Aeraki shall manage it, name it ${wanted}.`,
    },
  };
}

function portChain(host: string, service: Service, port: ServicePort, context: ChainContext): PortChain {
  const { translation } = context;
  const protocol = protocolOf(port.name) ?? 'metaprotocol';
  const findings = context.findingsOf(host);
  const listener = translation.listeners.find((each) => each.host === host && each.port === port.number);
  const served = translation.routeConfigurations.find((each) => each.host === host && each.port === port.number);
  const states = statesOf(host, service, port, context.generated);
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

/** Everything that is known of a port, for its links. */
export interface PortAbout {
  host: string;
  service: Service;
  port: ServicePort;
  protocol: GeneratedProtocol;
  /** On all objects that have a say. */
  findings: Finding[];
  listener: ListenerInfo | undefined;
  served: GeneratedRoutes | undefined;
  /** Generated objects of the port. */
  states: GeneratedState[];
  context: ChainContext;
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

function troubleOf({ message, fix, code }: Finding): Trouble {
  return { reason: message, code, ...(fix === undefined ? { fix: codes[code].fix } : { fix }) };
}

/** Findings on the service itself, of some codes; those at one of its ports only where it is this one. */
function onService({ findings, service, port }: PortAbout, wanted: readonly Code[]): Finding[] {
  const own = resourceKey(service.source.resource);
  return findings.filter(({ code, resource, path }) => {
    if (!wanted.includes(code) || resource === undefined || resourceKey(resource) !== own) return false;
    return path[1] !== 'ports' || path[2] === port.index;
  });
}

function link(step: Step, facts: string[], broken: Trouble[], warnings: Trouble[] = []): Link {
  const state = broken.length > 0 ? 'broken' : warnings.length > 0 ? 'warning' : 'ok';
  return { step, state, facts, troubles: [...broken, ...warnings] };
}

function serviceLink(about: PortAbout): Link {
  const { service, host, findings } = about;
  const facts = [`${named(service.source.resource)}, port ${about.port.number} ${about.port.name}`];
  if (service.hidden === undefined) return link('service', facts, [], onService(about, ['AER0437', 'AER0429']).map(troubleOf));
  const found = findings.find(({ code }) => code === 'AER0442');
  const reason = `Aeraki does not see it, so that nothing is generated for ${host}.`;
  return link('service', facts, [found === undefined ? { reason, code: 'AER0442', fix: codes.AER0442.fix } : troubleOf(found)]);
}

function listenerLink(about: PortAbout): Link {
  const { service, port, protocol } = about;
  const number = protocol === 'metaprotocol' ? port.number : (service.ports[0]?.number ?? port.number);
  const known = service.addresses.filter(({ placeholder }) => !placeholder);
  const facts = known.map(({ value }) => `${value}_${number} at clients`);
  if (Object.keys(service.selector).length > 0)
    facts.push(`virtualInbound, port ${port.number}, at the pods ${labelsText(service.selector)}`);
  const broken = onService(about, ['AER0426', 'AER0433', 'AER0435']).map(troubleOf);
  if (known.length < service.addresses.length)
    broken.push({
      reason: `${named(service.source.resource)} has no address yet. Aeraki gives a ServiceEntry one of 240.240.0.0/16 as soon as it runs.`,
      code: 'AER0433',
      fix: 'Look whether Aeraki runs: aerakictl check.',
    });
  const warnings = onService(about, ['AER0427', 'AER0436', 'AER0439', 'AER0440', 'AER0441', 'AER0443', 'AER0449']).map(troubleOf);
  return link('listener', facts, broken, warnings);
}

/** Labels in one line: `app=orders,version=v1`. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** What keeps Aeraki from generating anything for a service. */
const withoutFilter: readonly Code[] = [
  'AER0401',
  'AER0402',
  'AER0403',
  'AER0404',
  'AER0405',
  'AER0406',
  'AER0407',
  'AER0408',
  'AER0422',
  'AER0430',
  'AER0601',
  'AER0606',
  'AER0434',
];

function filterLink(about: PortAbout): Link {
  const { states, service, host, findings, context } = about;
  const facts = states.map(({ kind, namespace, name, state, side }) => `${side}: ${kind} ${namespace}/${name}, ${state}`);
  if (service.hidden !== undefined)
    return link('filter', facts, [{ reason: 'Aeraki generates none, as it does not see the service.' }]);
  const broken = states.flatMap((state): Trouble[] => (state.state === 'missing' ? [driftTrouble(state, 'AER1201')] : []));
  const warnings = states.flatMap((state): Trouble[] => (state.state === 'differs' ? [driftTrouble(state, 'AER1203')] : []));
  if (!states.some(({ side }) => side === 'outbound') && service.addresses.length > 0) {
    const why = findings.find(
      ({ code, path }) =>
        withoutFilter.includes(code) && (path[1] !== 'ports' || code === 'AER0422' || path[2] === about.port.index),
    );
    broken.push(why === undefined ? { reason: `Aeraki generates none for ${host}.` } : troubleOf(why));
  }
  const router = context.mesh.routersByHost.get(host)?.[0];
  if (router !== undefined && router.value.exportTo.length > 0) {
    const spaces = [...new Set(targetNamespaces({ mesh: context.mesh, service, host, router, notes: [] }))];
    if (!spaces.includes(context.mesh.rootNamespace))
      facts.push(`only for pods of ${spaces.join(', ')}: exportTo of ${named(router.source.resource)}`);
  }
  warnings.push(...findings.filter(({ code }) => code === 'AER0510').map(troubleOf));
  return link('filter', facts, broken, warnings);
}

function driftTrouble({ kind, namespace, name, state, reasons, fix }: GeneratedState, code: Code): Trouble {
  const what = state === 'missing' ? 'is not there' : 'is not what its inputs lead to';
  return {
    reason: `${kind} ${namespace}/${name} ${what}. ${reasons.join(' ')}`.trim(),
    code,
    ...(fix === undefined ? {} : { fix }),
  };
}

const nativeFilters: Record<Exclude<GeneratedProtocol, 'metaprotocol'>, string> = {
  dubbo: "Envoy's own dubbo_proxy",
  thrift: "Envoy's own thrift_proxy",
  kafka: "Envoy's kafka_broker, before tcp_proxy: statistics only",
  zookeeper: "Envoy's zookeeper_proxy, before tcp_proxy: statistics only",
  redis: "Envoy's own redis_proxy",
};

function codecLink({ protocol, listener, findings, context }: PortAbout): Link {
  if (protocol !== 'metaprotocol') return link('codec', [`${protocol}: ${nativeFilters[protocol]}`], []);
  const application = listener?.applicationProtocol;
  if (application === undefined || listener?.codec === undefined) {
    const note = findings.find(({ code }) => code === 'AER0422' || code === 'AER0401');
    const reason =
      application === undefined
        ? 'The name of the port has no protocol.'
        : `No codec is registered for the protocol ${application}.`;
    return link('codec', [], [note === undefined ? { reason, code: 'AER0422', fix: codes.AER0422.fix } : troubleOf(note)]);
  }
  const source = context.mesh.codecs.get(application)?.source;
  const by = source === undefined ? 'built into Aeraki' : named(source.resource);
  const warnings = findings.filter(({ code }) => code === 'AER0423' || code === 'AER0425').map(troubleOf);
  return link('codec', [`${application}, read by ${listener.codec} (${by})`], [], warnings);
}

function routesLink(about: PortAbout, routes: readonly RouteLink[]): Link {
  const { protocol, served, host, findings, context } = about;
  const facts: string[] = [];
  const from = [...new Set(routes.flatMap(({ from: source }) => (source === undefined ? [] : [source.replace(/, .*$/, '')])))];
  if (protocol === 'metaprotocol' && served !== undefined)
    facts.push(`${served.configuration.name}, which clients ask MetaRDS for`);
  if (from.length > 0) facts.push(`by ${from.join(', ')}`);
  else if (protocol === 'metaprotocol') facts.push('no MetaRouter has this host: one route for all requests, to all pods');
  const router = context.mesh.routersByHost.get(host)?.[0];
  const refused = findings.filter(
    ({ code, severity, resource }) =>
      (code === 'AER0700' || code === 'AER0133') && severity === 'error' && resource?.kind === 'MetaRouter',
  );
  const ignored = findings.filter(
    ({ code }) =>
      code === 'AER0502' ||
      code === 'AER0503' ||
      code === 'AER0525' ||
      code === 'AER0409' ||
      code === 'AER0309' ||
      code === 'AER0625' ||
      code === 'AER0607',
  );
  if (
    router !== undefined &&
    protocol === 'metaprotocol' &&
    (router.value.localRateLimit !== undefined || router.value.globalRateLimit !== undefined)
  ) {
    const kinds = [router.value.localRateLimit && 'local', router.value.globalRateLimit && 'global'].filter(
      (kind) => kind !== undefined,
    );
    facts.push(`${kinds.join(' and ')} rate limit, in the sidecars of the service`);
  }
  return link('routes', facts, refused.map(troubleOf), ignored.map(troubleOf));
}

function clustersLink(clusters: readonly ClusterLink[]): Link {
  const broken = clusters.flatMap(({ trouble, missing }) => (trouble !== undefined && missing ? [trouble] : []));
  return link(
    'clusters',
    clusters.map(({ cluster }) => cluster),
    broken,
  );
}

function endpointsLink(clusters: readonly ClusterLink[]): Link {
  const broken = clusters.flatMap(({ trouble, missing }) => (trouble !== undefined && !missing ? [trouble] : []));
  const known = clusters.filter(({ missing }) => !missing);
  const facts = known.map(({ endpoints, kind, title }) => {
    if (kind === 'dns') return `${title}: whoever its host resolves to`;
    if (kind === 'passthrough') return `${title}: whichever address the client asks for`;
    if (kind === 'unknown') return `${title}: EndpointSlices may not be read`;
    const ready = endpoints.filter((endpoint) => endpoint.ready).length;
    return `${title}: ${ready} of ${endpoints.length} ready`;
  });
  const made = link('endpoints', facts, broken);
  return made.state === 'ok' && known.some(({ kind }) => kind === 'unknown') ? { ...made, state: 'unknown' } : made;
}

import type { Finding } from '../base/finding.js';
import { asObject, asString, own } from '../base/json.js';
import { compareText } from '../mesh/hosts.js';
import { nameOf, note } from '../mesh/notes.js';
import type { Mesh, Service } from '../mesh/types.js';
import { checkAccessLog } from './accesslog.js';
import { checkDestinationRules, checkManaged, checkRouters, checkVirtualServices, decidingProtocol } from './checks.js';
import { envoyFilterOf, exportCauses, type Generator, type GeneratorContext, targetNamespaces } from './draft.js';
import { generateDubbo } from './dubbo.js';
import { checkAuthorizations } from './dubbo-authorization.js';
import { checkGatewayEntries, generateGateways } from './gateway.js';
import { generateKafka } from './kafka.js';
import { generateMetaProtocol } from './metaprotocol.js';
import { checkHash, checkRoutes, generateRoutes } from './metards.js';
import { applicationProtocolOf, type GeneratedProtocol, protocolOf } from './names.js';
import { rateLimitsOf } from './ratelimit.js';
import { generateRedis } from './redis.js';
import { checkRedisObjects } from './redis-checks.js';
import { checkRefusals } from './refusals.js';
import { checkSecurity } from './security.js';
import { checkAddresses, checkHidden, checkService, listenerRegister } from './services.js';
import { checkSurroundings } from './surroundings.js';
import { generateThrift } from './thrift.js';
import type { GeneratedObject, GeneratedRoutes, ListenerInfo, Translation } from './types.js';
import { generateZookeeper } from './zookeeper.js';

const generators: Record<GeneratedProtocol, Generator> = {
  dubbo: generateDubbo,
  thrift: generateThrift,
  kafka: generateKafka,
  zookeeper: generateZookeeper,
  redis: generateRedis,
  metaprotocol: generateMetaProtocol,
};

/** Objects by what identifies them. */
interface Register<T> {
  put(key: string, item: T, service?: Service): void;
  sorted(): T[];
}

/** A register in which a later object replaces an earlier one, which is noted once for two services. */
function register<T>(replaced: Set<Service>, notes: Finding[]): Register<T> {
  const byKey = new Map<string, { item: T; service: Service | undefined }>();
  return {
    put(key, item, service) {
      const earlier = byKey.get(key)?.service;
      byKey.set(key, { item, service });
      if (earlier === undefined || service === undefined || earlier === service || replaced.has(earlier)) return;
      replaced.add(earlier);
      const message = `${nameOf(service.source)} has the same host and port, and what is generated for it replaces what is generated for this; in a mesh it may be the other way round.`;
      const related = [{ message: 'The one that stands here.', ...service.source, path: [] }];
      notes.push(note('AER0438', earlier.source, ['spec'], message, { related }));
    },
    sorted: () => [...byKey].sort(([a], [b]) => compareText(a, b)).map(([, { item }]) => item),
  };
}

function keyOf({ object }: GeneratedObject): string {
  const metadata = asObject(own(object, 'metadata')) ?? {};
  return `${asString(own(metadata, 'namespace')) ?? ''}/${asString(own(metadata, 'name')) ?? ''}`;
}

function listenersOf(mesh: Mesh, service: Service, host: string, router: GeneratorContext['router']): ListenerInfo[] {
  return service.ports.flatMap((port): ListenerInfo[] => {
    if (protocolOf(port.name) !== 'metaprotocol') return [];
    const applicationProtocol = applicationProtocolOf(port.name);
    const codec = applicationProtocol === undefined ? undefined : mesh.codecs.get(applicationProtocol)?.codec;
    return [
      {
        host,
        port: port.number,
        portName: port.name,
        service: service.source,
        ...(applicationProtocol === undefined ? {} : { applicationProtocol }),
        ...(codec === undefined ? {} : { codec }),
        ...rateLimitsOf(router?.value),
        ...(router ? { router: router.source } : {}),
      },
    ];
  });
}

/**
 * What Aeraki would generate from a mesh, in the order of namespace and name. Where Aeraki's choice is random the first
 * (or, where objects replace each other, the last) by namespace and name is taken, and a note says so. Where Aeraki would
 * die a note says so, and the other services are translated all the same.
 */
export function translate(mesh: Mesh): Translation {
  const notes: Finding[] = [...mesh.notes];
  const replaced = new Set<Service>();
  const envoyFilters = register<GeneratedObject>(replaced, notes);
  const virtualServices = register<GeneratedObject>(replaced, notes);
  const routes = register<GeneratedRoutes>(replaced, notes);
  const listeners = new Map<string, ListenerInfo>();
  const registerListener = listenerRegister();
  let metaProtocol = false;
  for (const service of mesh.services) {
    const host = service.hosts[0];
    if (host === undefined) {
      notes.push(
        note(
          'AER0410',
          service.source,
          ['spec', 'hosts'],
          `${nameOf(service.source)} has no host: Aeraki stops here and deletes the EnvoyFilters of the services that come after it.`,
        ),
      );
      continue;
    }
    const router = mesh.routersByHost.get(host)?.[0];
    const virtualService = mesh.virtualServicesByHost.get(host)?.[0];
    const context: GeneratorContext = {
      mesh,
      service,
      host,
      notes,
      ...(router ? { router } : {}),
      ...(virtualService ? { virtualService } : {}),
    };
    const protocol = decidingProtocol(service);
    if (protocol === undefined) continue;
    checkService(context, protocol);
    const drafts = generators[protocol](context);
    if (drafts && drafts.length > 0) {
      checkAddresses(context);
      const metaPorts = service.ports.filter(({ name }) => protocolOf(name) === 'metaprotocol');
      registerListener(
        context,
        (protocol === 'metaprotocol' ? metaPorts : service.ports.slice(0, 1)).map(({ number }) => number),
      );
    }
    const exported = exportCauses(context);
    for (const draft of drafts ?? []) {
      for (const namespace of targetNamespaces(context)) {
        const generated = envoyFilterOf({ ...draft, causes: [...draft.causes, ...exported] }, namespace, host);
        envoyFilters.put(keyOf(generated), generated, service);
      }
    }
    for (const generated of generateRoutes(mesh, service, host, router)) {
      metaProtocol = true;
      routes.put(generated.configuration.name, generated, service);
    }
    for (const listener of listenersOf(mesh, service, host, router)) listeners.set(`${host}_${listener.port}`, listener);
    if (service.ports.some(({ name }) => protocolOf(name) === 'metaprotocol')) checkHash(mesh, service, host, router, notes);
  }
  if (metaProtocol) checkAccessLog(mesh.meshConfig, notes);
  const gateways = generateGateways(mesh, notes);
  for (const { draft, namespace, host } of gateways.drafts) {
    const generated = envoyFilterOf(draft, namespace, host);
    envoyFilters.put(keyOf(generated), generated);
  }
  for (const generated of gateways.virtualServices) virtualServices.put(keyOf(generated), generated);
  const filters = envoyFilters.sorted();
  const services = virtualServices.sorted();
  const configurations = routes.sorted();
  const ports = [...listeners].sort(([a], [b]) => compareText(a, b)).map(([, listener]) => listener);
  for (const router of mesh.routers) checkRoutes(router, notes);
  checkRefusals(configurations, ports, notes);
  checkSurroundings(mesh, notes);
  checkHidden(mesh, notes);
  checkRouters(mesh, notes);
  checkGatewayEntries(mesh, notes);
  checkDestinationRules(mesh, notes);
  checkVirtualServices(mesh, notes);
  checkAuthorizations(mesh, notes);
  checkRedisObjects(mesh, notes);
  checkSecurity(mesh, notes);
  checkManaged(
    mesh,
    [
      { kind: 'EnvoyFilter', objects: filters },
      { kind: 'VirtualService', objects: services },
    ],
    notes,
  );
  return {
    envoyFilters: filters,
    virtualServices: services,
    routeConfigurations: configurations,
    listeners: ports,
    notes,
  };
}

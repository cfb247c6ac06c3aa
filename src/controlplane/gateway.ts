import type { Finding } from '../base/finding.js';
import { addTo } from '../mesh/hosts.js';
import { note } from '../mesh/notes.js';
import type { Mesh } from '../mesh/types.js';
import type { MetaRouter } from '../resource/aeraki.js';
import type { Gateway, GatewayServer } from '../resource/istio.js';
import type { Sourced } from '../resource/source.js';
import { type Draft, managedObject, outboundPatch } from './draft.js';
import { metaProtocolFilter, outboundListener, speechCauses, unknownCodec } from './metaprotocol.js';
import { applicationProtocolOf, protocolOf } from './names.js';
import type { Cause, GeneratedObject } from './types.js';

/** A MetaRouter that binds to one server of a Gateway. */
interface Binding {
  gateway: Sourced<Gateway>;
  server: GatewayServer;
  router: Sourced<MetaRouter>;
  /** The router's first host; empty where it has none, which the webhook prevents. */
  host: string;
}

/** What was generated for gateways: EnvoyFilters with the Gateway's namespace, and VirtualServices. */
export interface GatewayObjects {
  drafts: { draft: Draft; namespace: string; host: string }[];
  virtualServices: GeneratedObject[];
}

/** The Gateway that an entry of `spec.gateways` names: without a namespace, one in the router's own. */
export function gatewayName(entry: string, router: MetaRouter): string {
  return entry.includes('/') ? entry : `${router.metadata.namespace}/${entry}`;
}

function destinationPorts({ routes }: MetaRouter): Set<number> {
  return new Set(
    routes.flatMap(({ route }) => route.flatMap(({ destination }) => (destination?.port ? [destination.port] : []))),
  );
}

function metaProtocolServers({ value }: Sourced<Gateway>): GatewayServer[] {
  return value.servers.filter(({ portName }) => protocolOf(portName) === 'metaprotocol');
}

/** Which routers bind to which servers (`EF/controller.go`), by gateway, server and router. */
function bindingsOf(mesh: Mesh): Binding[] {
  const routersByGateway = new Map<string, Sourced<MetaRouter>[]>();
  for (const router of mesh.routers) {
    for (const name of new Set(router.value.gateways.map((entry) => gatewayName(entry, router.value)))) {
      addTo(routersByGateway, name, router);
    }
  }
  return mesh.gateways.flatMap((gateway) => {
    const { namespace, name } = gateway.value.metadata;
    const routers = routersByGateway.get(`${namespace}/${name}`) ?? [];
    return metaProtocolServers(gateway).flatMap((server) =>
      routers
        .filter(({ value }) => destinationPorts(value).has(server.portNumber))
        .map((router) => ({ gateway, server, router, host: router.value.hosts[0] ?? '' })),
    );
  });
}

/**
 * The EnvoyFilter of a binding. Aeraki makes one for every MetaProtocol server of the Gateway and then gives all of them the
 * name of the last, so that only that one remains. Undefined where a server has no codec, or Aeraki dies.
 */
function draftOf(mesh: Mesh, { gateway, router, host }: Binding, notes: Finding[]): Draft | undefined {
  const { namespace, name } = gateway.value.metadata;
  let last: Draft | undefined;
  for (const server of metaProtocolServers(gateway)) {
    const path = ['spec', 'servers', server.index, 'port', 'name'];
    const applicationProtocol = applicationProtocolOf(server.portName);
    if (applicationProtocol === undefined) {
      const message = `Aeraki dies of the port name ${server.portName}, which names no application protocol, and with it the control plane of the whole mesh.`;
      notes.push(note('AER0401', gateway.source, path, message, { fix: `Name the port ${server.portName}-PROTOCOL.` }));
      return undefined;
    }
    const codec = mesh.codecs.get(applicationProtocol);
    if (codec === undefined) {
      const { message, fix } = unknownCodec(mesh, applicationProtocol);
      notes.push(note('AER0422', gateway.source, path, `${message} The gateway gets a TCP route but no EnvoyFilter.`, { fix }));
      return undefined;
    }
    const speech = { applicationProtocol, codec: codec.codec };
    last = {
      name: `aeraki-gateway-outbound-${name}.${namespace}-${server.portNumber}`,
      patches: [
        outboundPatch(metaProtocolFilter, '0.0.0.0', server.portNumber, outboundListener(mesh, host, server.portNumber, speech)),
      ],
      selector: gateway.value.selector,
      causes: [...bindingCauses(gateway, server, router), ...speechCauses(mesh, codec)],
      secrets: [],
    };
  }
  return last;
}

function bindingCauses(gateway: Sourced<Gateway>, server: GatewayServer, router: Sourced<MetaRouter>): Cause[] {
  return [
    { ...gateway.source, path: ['spec', 'servers', server.index], role: 'gateway' },
    { ...router.source, path: ['spec', 'gateways'], role: 'router' },
  ];
}

/** The VirtualService that makes Istio open the gateway's listener. */
function virtualServiceOf({ gateway, server, router, host }: Binding): GeneratedObject {
  const { namespace, name } = gateway.value.metadata;
  const spec = {
    hosts: [host],
    gateways: [`${namespace}/${name}`],
    tcp: [{ match: [{ port: server.portNumber }], route: [{ destination: { host, port: { number: server.portNumber } } }] }],
  };
  const object = managedObject('VirtualService', `aeraki-vs-${namespace}.${name}-${server.portNumber}`, namespace, spec);
  return { object, host, causes: bindingCauses(gateway, server, router), secrets: [] };
}

/** What Aeraki generates for gateways, in order: of objects with one name the later stands. */
export function generateGateways(mesh: Mesh, notes: Finding[]): GatewayObjects {
  const objects: GatewayObjects = { drafts: [], virtualServices: [] };
  const bindings = bindingsOf(mesh);
  checkBindings(mesh, bindings, notes);
  const failed = new Set<Sourced<Gateway>>();
  for (const binding of bindings) {
    objects.virtualServices.push(virtualServiceOf(binding));
    if (failed.has(binding.gateway)) continue;
    const draft = draftOf(mesh, binding, notes);
    if (draft) objects.drafts.push({ draft, namespace: binding.gateway.value.metadata.namespace, host: binding.host });
    else failed.add(binding.gateway);
  }
  return objects;
}

/** Whether two ports name different protocols, both of which have a codec. */
function differentCodecs(mesh: Mesh, ...portNames: [string, string]): boolean {
  const [one, other] = portNames.map(applicationProtocolOf);
  return one !== undefined && other !== undefined && one !== other && mesh.codecs.has(one) && mesh.codecs.has(other);
}

/** Notes the servers of which something is lost, and routes that nobody serves. */
function checkBindings(mesh: Mesh, bindings: Binding[], notes: Finding[]): void {
  const taken = new Map<string, Binding>();
  const counted = new Set<Sourced<Gateway>>();
  for (const binding of bindings) {
    const { gateway, server, router, host } = binding;
    const { namespace, name } = gateway.value.metadata;
    const serverPath = ['spec', 'servers', server.index, 'port'];
    const key = `${namespace}/${name}:${server.portNumber}`;
    const earlier = taken.get(key);
    if (earlier && earlier.router !== router) {
      const message = `Another MetaRouter binds to port ${server.portNumber} of Gateway ${namespace}/${name}, and what is generated for it replaces what is generated for this; in a mesh it may be the other way round.`;
      const related = [{ message: 'The one that stands here.', ...router.source, path: ['spec', 'gateways'] }];
      notes.push(note('AER0515', earlier.router.source, ['spec', 'gateways'], message, { related }));
    }
    taken.set(key, binding);
    const servers = metaProtocolServers(gateway);
    const last = servers.at(-1);
    if (!counted.has(gateway) && last && servers.some(({ portNumber }) => portNumber !== last.portNumber)) {
      counted.add(gateway);
      const message = `This Gateway has ${servers.length} MetaProtocol servers, of which only the last, ${last.portNumber}, gets a filter.`;
      notes.push(note('AER0514', gateway.source, ['spec', 'servers'], message));
    }
    const ports = (mesh.servicesByHost.get(host) ?? []).flatMap((service) =>
      service.ports.filter((port) => protocolOf(port.name) === 'metaprotocol'),
    );
    const served = ports.find(({ number }) => number === server.portNumber);
    if (served === undefined) {
      const message = `No service ${host} has a MetaProtocol port ${server.portNumber}, so that the listener waits for its routes for ever.`;
      notes.push(
        note('AER0516', gateway.source, [...serverPath, 'number'], message, {
          related: [{ message: 'The MetaRouter that binds to it.', ...router.source, path: ['spec', 'hosts', 0] }],
        }),
      );
    } else if (differentCodecs(mesh, served.name, server.portName)) {
      const message = `The port of the gateway is ${server.portName}, that of ${host} is ${served.name}: they decode requests with different codecs.`;
      notes.push(note('AER0518', gateway.source, [...serverPath, 'name'], message));
    }
  }
}

/** Notes the entries of `spec.gateways` that bind to nothing. */
export function checkGatewayEntries(mesh: Mesh, notes: Finding[]): void {
  const gateways = new Map(
    mesh.gateways.map((gateway) => [`${gateway.value.metadata.namespace}/${gateway.value.metadata.name}`, gateway]),
  );
  const names = new Map([...gateways.keys()].map((name) => [name.slice(name.indexOf('/') + 1), name]));
  for (const { value, source } of mesh.routers) {
    value.gateways.forEach((entry, index) => {
      const path = ['spec', 'gateways', index];
      const name = gatewayName(entry, value);
      const gateway = gateways.get(name);
      if (gateway === undefined) {
        const elsewhere = names.get(entry.slice(entry.indexOf('/') + 1));
        const fix = elsewhere === undefined ? undefined : `Did you mean ${elsewhere}?`;
        notes.push(
          note(
            'AER0511',
            source,
            path,
            `There is no Gateway ${name}: nothing is generated for it.`,
            fix === undefined ? {} : { fix },
          ),
        );
        return;
      }
      const servers = metaProtocolServers(gateway);
      const ports = destinationPorts(value);
      if (servers.length === 0) {
        notes.push(
          note(
            'AER0512',
            source,
            path,
            `Gateway ${name} has no server whose port is named tcp-metaprotocol-…: nothing is generated for it.`,
          ),
        );
      } else if (!servers.some(({ portNumber }) => ports.has(portNumber))) {
        const wanted = servers.map(({ portNumber }) => portNumber).join(' or ');
        const message = `No destination has port.number ${wanted}, so that this MetaRouter does not bind to Gateway ${name}.`;
        notes.push(note('AER0513', source, path, message));
      } else if (value.exportTo.length > 0) {
        notes.push(
          note(
            'AER0517',
            source,
            ['spec', 'exportTo'],
            `exportTo does not count for Gateway ${name}, whose EnvoyFilter is created beside it.`,
          ),
        );
      }
    });
  }
}

import type { Finding } from '../base/finding.js';
import { suggest } from '../base/suggest.js';
import { addTo, completeHost } from '../mesh/hosts.js';
import { nameOf, note } from '../mesh/notes.js';
import type { Mesh, Service } from '../mesh/types.js';
import type { DestinationRule } from '../resource/istio.js';
import type { Sourced } from '../resource/source.js';
import { type GeneratedProtocol, protocolOf } from './names.js';
import type { GeneratedObject } from './types.js';

/** Past this many hosts a mistyped one is compared only with those that begin with the same name. */
const comparable = 2_000;

/** The protocol that decides for a service: that of its first port with a generator. */
export function decidingProtocol({ ports }: Service): GeneratedProtocol | undefined {
  for (const { name } of ports) {
    const protocol = protocolOf(name);
    if (protocol !== undefined) return protocol;
  }
  return undefined;
}

function hasMetaProtocol({ ports }: Service): boolean {
  return ports.some(({ name }) => protocolOf(name) === 'metaprotocol');
}

/** Hosts of managed services by their first label, for "did you mean". */
function hostsByLabel(mesh: Mesh): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const service of mesh.services) {
    const host = service.hosts[0];
    if (host !== undefined && decidingProtocol(service) !== undefined)
      addTo(index, host.split('.')[0]?.toLowerCase() ?? '', host);
  }
  return index;
}

function nearHost(mesh: Mesh, byLabel: Map<string, string[]>, host: string): string | undefined {
  const sameName = byLabel.get(host.split('.')[0]?.toLowerCase() ?? '');
  if (sameName !== undefined) return suggest(host, sameName) ?? sameName[0];
  return mesh.servicesByHost.size <= comparable ? suggest(host, [...byLabel.values()].flat()) : undefined;
}

/** Notes the MetaRouters whose host Aeraki does not find, that meet no MetaProtocol port, or that lose to another. */
export function checkRouters(mesh: Mesh, notes: Finding[]): void {
  const byLabel = hostsByLabel(mesh);
  for (const { value, source } of mesh.routers) {
    value.hosts.forEach((host, index) => {
      const path = ['spec', 'hosts', index];
      const services = mesh.servicesByHost.get(host) ?? [];
      // At a gateway the host need not be that of a service; the gateway's own checks look at it.
      if (services.length === 0 && value.gateways.length === 0) {
        const near = nearHost(mesh, byLabel, host);
        const fix = near === undefined ? {} : { fix: `Did you mean ${near}?` };
        notes.push(note('AER0501', source, path, `No service has the host ${host}: this MetaRouter has no effect.`, fix));
      } else if (services.length > 0 && !services.some(hasMetaProtocol)) {
        const native = services.some((service) => decidingProtocol(service) !== undefined);
        const left = native && value.exportTo.length > 0 ? 'only its exportTo counts' : 'it has no effect';
        const message = `${host} has no port named tcp-metaprotocol-…, so that Aeraki ignores this MetaRouter: ${left}.`;
        notes.push(note('AER0502', source, path, message));
      }
    });
  }
  for (const [host, [first, ...others]] of mesh.routersByHost) {
    for (const { source } of others) {
      const related = first ? [{ message: 'The one that is used here.', ...first.source, path: ['spec', 'hosts'] }] : [];
      const message = `Another MetaRouter names ${host}; Aeraki takes one of them at random, for routes and for limits each.`;
      notes.push(note('AER0503', source, ['spec', 'hosts'], message, { related }));
    }
  }
}

/** Notes the VirtualServices that Aeraki does not relate to the service they name. */
export function checkVirtualServices(mesh: Mesh, notes: Finding[]): void {
  const own = new Set(mesh.managed.filter(({ kind }) => kind === 'VirtualService').map(({ source }) => source));
  for (const { value, source } of mesh.virtualServices) {
    if (own.has(source)) continue;
    value.hosts.forEach((host, index) => {
      const path = ['spec', 'hosts', index];
      const named = mesh.servicesByHost.get(host) ?? [];
      if (value.http.length > 0 && named.length > 0 && named.every((service) => decidingProtocol(service) === 'metaprotocol')) {
        notes.push(
          note('AER0525', source, ['spec', 'http'], `Aeraki routes ${host} by MetaRouters: these rules do not count for it.`),
        );
      }
      const full = completeHost(host, value.metadata.namespace);
      if (named.length > 0 || full === host) return;
      const meant = mesh.servicesByHost.get(full) ?? [];
      if (!meant.some((service) => ['dubbo', 'thrift'].includes(decidingProtocol(service) ?? ''))) return;
      const message = `Aeraki does not complete ${host}: the rules have no effect on ${full}.`;
      notes.push(note('AER0605', source, path, message, { fix: `Write ${full}.` }));
    });
  }
}

function hashes({ hash, subsets }: DestinationRule): boolean {
  return hash !== undefined || subsets.some((subset) => subset.hash !== undefined);
}

/** Notes the DestinationRules with a hash key whose host Aeraki does not match with the MetaProtocol service that is meant. */
export function checkDestinationRules(mesh: Mesh, notes: Finding[]): void {
  const unmatched = mesh.destinationRules.filter(
    ({ value }) => hashes(value) && !mesh.servicesByHost.has(completeHost(value.host, value.metadata.namespace)),
  );
  if (unmatched.length === 0) return;
  const byLabel = new Map<string, string[]>();
  const hosts: string[] = [];
  for (const service of mesh.services) {
    const host = service.hosts[0];
    if (host === undefined || !hasMetaProtocol(service)) continue;
    hosts.push(host);
    addTo(byLabel, host.split('.')[0] ?? '', host);
  }
  for (const { value, source } of unmatched) {
    const meant = value.host.startsWith('*')
      ? hosts.find((host) => host.endsWith(value.host.slice(1)))
      : byLabel.get(value.host.split('.')[0] ?? '')?.find((host) => host.startsWith(`${value.host}.`));
    if (meant === undefined) continue;
    const message = `Aeraki does not take ${value.host} for ${meant}: requests to it carry no hash key.`;
    notes.push(note('AER0521', source, ['spec', 'host'], message, { fix: `Write ${meant}.` }));
  }
}

/** Notes the objects with Aeraki's label that it would not generate, and so deletes. */
export function checkManaged(mesh: Mesh, generated: { kind: string; objects: GeneratedObject[] }[], notes: Finding[]): void {
  const keys = new Set(
    generated.flatMap(({ kind, objects }) =>
      objects.map(({ object }) => {
        const { namespace, name } = object['metadata'] as Sourced<{ namespace: string; name: string }>['value'];
        return `${kind}/${namespace}/${name}`;
      }),
    ),
  );
  for (const { kind, name, namespace, source } of mesh.managed) {
    if (keys.has(`${kind}/${namespace}/${name}`)) continue;
    // Where the address is made up the names cannot agree.
    const host = /^aeraki-outbound-(.+)-[^-]+-\d+$/.exec(name)?.[1] ?? '';
    if (mesh.servicesByHost.get(host)?.some(({ addresses }) => addresses.some(({ placeholder }) => placeholder))) continue;
    const message = `${nameOf(source)} carries the label manager: Aeraki, but Aeraki would not generate it from these files: it deletes it.`;
    notes.push(note('AER0444', source, ['metadata', 'labels', 'manager'], message));
  }
}

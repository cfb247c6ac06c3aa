import type { Finding } from '../base/finding.js';
import { addTo } from '../mesh/hosts.js';
import { nameOf, note } from '../mesh/notes.js';
import type { Mesh, Service } from '../mesh/types.js';
import { decidingProtocol } from './checks.js';
import { targetNamespaces } from './draft.js';
import { protocolOf } from './names.js';

/** Protocols that Aeraki knows by name but generates nothing for (`internal/model/protocol`). */
const withoutGenerator = new Set(['mongo', 'mysql']);

/** Notes the ports that look managed and are not. */
function checkUnmanaged(service: Service, notes: Finding[]): void {
  for (const port of service.ports) {
    const second = port.name.split('-')[1]?.toLowerCase() ?? '';
    if (port.name.split('-')[0]?.toLowerCase() !== 'tcp' || !withoutGenerator.has(second)) continue;
    const message = `Aeraki knows ${second} by the name of the port ${port.name}, but generates nothing for it.`;
    notes.push(note('AER0431', service.source, ['spec', 'ports', port.index, 'name'], message));
  }
}

/** Labels as one text, for look-ups. */
function labelsText(selector: Record<string, string>): string {
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}

/** Notes the services whose inbound filters apply to the same port of the same pods: the first that is applied wins. */
function checkSharedPods(services: readonly Service[], notes: Finding[]): void {
  const owners = new Map<string, Service[]>();
  for (const service of services) {
    const labels = labelsText(service.selector);
    if (labels === '') continue;
    const ports = new Set(service.ports.filter(({ name }) => protocolOf(name) !== undefined).map(({ number }) => number));
    for (const port of ports) addTo(owners, `${service.namespace}/${labels}:${port}`, service);
  }
  for (const [key, [first, ...others]] of owners) {
    for (const other of others) {
      if (first === undefined || first.hosts[0] === other.hosts[0]) continue;
      const field = other.kind === 'Service' ? 'selector' : 'workloadSelector';
      const message = `${nameOf(first.source)} selects the same pods (${key.slice(key.indexOf('/') + 1, key.lastIndexOf(':'))}) with the same port ${key.slice(key.lastIndexOf(':') + 1)}: one of the two inbound EnvoyFilters wins, and its limits and statistics serve both.`;
      const related = [{ message: 'The other one.', ...first.source, path: ['spec'] }];
      notes.push(note('AER0443', other.source, ['spec', field], message, { related }));
    }
  }
}

/** Notes addresses of 240.240.0.0/16 that several ServiceEntries carry: Aeraki, which hands them out, gives one of them another. */
function checkHandedOut(services: readonly Service[], notes: Finding[]): void {
  const holders = new Map<string, Service>();
  for (const service of services) {
    if (service.kind !== 'ServiceEntry') continue;
    service.addresses.forEach(({ value, placeholder }, index) => {
      if (placeholder || !value.startsWith('240.240')) return;
      const holder = holders.get(value);
      if (holder === undefined || holder === service) {
        holders.set(value, service);
        return;
      }
      const message = `${nameOf(holder.source)} has the address ${value} too. Aeraki hands out these addresses and gives one of the two another: what is generated then differs from this.`;
      notes.push(note('AER0449', service.source, ['spec', 'addresses', index], message));
    });
  }
}

/** Notes that nobody resolves hosts to the addresses that Aeraki hands out, where the mesh configuration is known. */
function checkDnsCapture({ meshConfig }: Mesh, services: readonly Service[], notes: Finding[]): void {
  const { source, value, path } = meshConfig;
  if (source === undefined || value.dnsCapture) return;
  const handedOut = services.filter(
    ({ kind, addresses }) => kind === 'ServiceEntry' && addresses.some((address) => address.value.startsWith('240.240')),
  );
  const [first] = handedOut;
  if (first === undefined) return;
  const others = handedOut.length === 1 ? '' : ` and ${handedOut.length - 1} more`;
  const message = `Sidecars do not answer DNS (ISTIO_META_DNS_CAPTURE is not "true" for the mesh), so that clients do not reach ${first.hosts[0]}${others} at the address of 240.240.0.0/16, unless their pods set it: their requests pass the filter by.`;
  const related = [{ message: 'A service with such an address.', ...first.source, path: ['spec'] }];
  notes.push(note('AER0447', source, [...path, 'defaultConfig', 'proxyMetadata'], message, { related }));
}

/** Notes where a MetaRouter exports the EnvoyFilters of its service past the pods that serve it, and what it does at gateways. */
function checkExport(mesh: Mesh, service: Service, notes: Finding[]): void {
  const host = service.hosts[0] ?? '';
  const router = mesh.routersByHost.get(host)?.[0];
  if (router === undefined) return;
  const { value, source } = router;
  if (value.exportTo.length > 0) {
    const spaces = targetNamespaces({ mesh, service, host, router, notes });
    if (!spaces.includes(mesh.rootNamespace) && !spaces.includes(service.namespace)) {
      const lost = value.localRateLimit || value.globalRateLimit ? 'its rate limits' : 'what works at the server';
      const message = `The EnvoyFilters of ${host} go to ${[...new Set(spaces)].join(', ')}, and its pods are in ${service.namespace}: the inbound one applies to none of them, so that ${lost} never ${lost === 'its rate limits' ? 'take' : 'takes'} effect.`;
      notes.push(note('AER0510', source, ['spec', 'exportTo'], message, { fix: `Add ${service.namespace} to exportTo.` }));
    }
  }
  if (value.gateways.length === 0) return;
  for (const field of ['localRateLimit', 'globalRateLimit'] as const) {
    if (value[field] === undefined) continue;
    const message = `Rate limits do not apply at gateways, only in the sidecars of ${host}.`;
    notes.push(note('AER0519', source, ['spec', field], message));
  }
  if (value.routes.length > 0) {
    const message = `These routes count for every sidecar that calls ${host} as well, not only at the gateway.`;
    notes.push(note('AER0526', source, ['spec', 'gateways'], message));
  }
}

/** Notes what services and routers do to each other, and what they only seem to do. */
export function checkSurroundings(mesh: Mesh, notes: Finding[]): void {
  const managed = mesh.services.filter((service) => decidingProtocol(service) !== undefined);
  for (const service of mesh.services) checkUnmanaged(service, notes);
  for (const service of managed) if (decidingProtocol(service) === 'metaprotocol') checkExport(mesh, service, notes);
  checkSharedPods(managed, notes);
  checkHandedOut(managed, notes);
  checkDnsCapture(mesh, managed, notes);
}

import type { Finding } from '../base/finding.js';
import { nameOf, note } from '../mesh/notes.js';
import type { Mesh, Service, ServicePort } from '../mesh/types.js';
import type { AuthorizationPolicy, PeerAuthentication } from '../resource/security.js';
import type { Sourced } from '../resource/source.js';
import { decidingProtocol } from './checks.js';
import { inboundLabels } from './draft.js';
import { protocolOf } from './names.js';

/** Whether a selector takes the workloads of a service, as far as the labels that the service selects by say. */
function selects(selector: Record<string, string> | undefined, service: Service): boolean {
  if (selector === undefined) return true;
  const labels = inboundLabels(service) ?? {};
  return Object.entries(selector).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

/** Where mutual TLS is turned off: the object, and the place in it. */
export interface TlsOff {
  source: Sourced<PeerAuthentication>['source'];
  path: (string | number)[];
}

/**
 * What turns mutual TLS off for a port of a service, or undefined where it is not off. As Istio does: of the PeerAuthentications those of
 * the workload come before the namespace's, and that before the root namespace's; a port's mode counts only with a selector.
 * [read in Istio's documentation; of several on one level the oldest counts, here the first by name]
 */
export function mutualTlsOff(mesh: Mesh, service: Service, port: ServicePort): TlsOff | undefined {
  const of = (namespace: string, bySelector: boolean) =>
    (mesh.peerAuthentications.get(namespace) ?? []).filter(
      ({ value }) => (value.selector !== undefined) === bySelector && selects(value.selector, service),
    );
  const workload = of(service.namespace, true)[0];
  const number = String(port.targetPort ?? port.number);
  const ofPort = workload?.value.portModes.get(number) ?? 'UNSET';
  if (workload !== undefined && ofPort !== 'UNSET') {
    return ofPort === 'DISABLE' ? { source: workload.source, path: ['spec', 'portLevelMtls', number, 'mode'] } : undefined;
  }
  const levels = [workload, of(service.namespace, false)[0], of(mesh.rootNamespace, false)[0]];
  const decides = levels.find((level) => level !== undefined && level.value.mode !== 'UNSET');
  return decides?.value.mode === 'DISABLE' ? { source: decides.source, path: ['spec', 'mtls', 'mode'] } : undefined;
}

/** The Istio policies that reach the workloads of a service. */
export function policiesOf(mesh: Mesh, service: Service): Sourced<AuthorizationPolicy>[] {
  return [...new Set([service.namespace, mesh.rootNamespace])].flatMap((namespace) =>
    (mesh.authorizationPolicies.get(namespace) ?? []).filter(({ value }) => !value.elsewhere && selects(value.selector, service)),
  );
}

/** Some hosts by name, the rest by number. */
function hostsInWords(services: readonly Service[]): string {
  const hosts = services.map(({ hosts: [host = ''] }) => host);
  return hosts.length > 3 ? `${hosts.slice(0, 3).join(', ')} and ${hosts.length - 3} more` : hosts.join(', ');
}

/**
 * Notes what of Istio's own security reaches the services that Aeraki manages, and what of Aeraki's lacks an identity to look at: of all
 * services, or of those given.
 */
export function checkSecurity(mesh: Mesh, notes: Finding[], services: readonly Service[] = mesh.services): void {
  if (mesh.authorizationPolicies.size === 0 && mesh.peerAuthentications.size === 0) return;
  const managed = services.filter((service) => service.hosts[0] !== undefined && decidingProtocol(service) !== undefined);
  const reached = new Map<string, { policy: Sourced<AuthorizationPolicy>; services: Service[] }>();
  for (const service of managed) {
    for (const policy of policiesOf(mesh, service)) {
      const key = nameOf(policy.source);
      const known = reached.get(key);
      if (known === undefined) reached.set(key, { policy, services: [service] });
      else known.services.push(service);
    }
  }
  for (const { policy, services: selected } of reached.values()) checkPolicy(policy, selected, notes);
  checkIdentities(mesh, managed, notes);
}

function checkPolicy({ value, source }: Sourced<AuthorizationPolicy>, services: Service[], notes: Finding[]): void {
  const hosts = hostsInWords(services);
  const reach = `${nameOf(source)} reaches ${hosts} when clients connect, not request by request.`;
  notes.push(note('AER0681', source, ['spec'], reach));
  const usable = value.rules.filter(({ httpFields }) => httpFields.length === 0).length;
  for (const { index, httpFields, hasOthers } of value.rules) {
    const [first] = httpFields;
    if (first === undefined) continue;
    const field = first[first.length - (first.at(-1) === 'key' ? 3 : 1)];
    if (value.action === 'ALLOW') {
      const rest =
        usable === 0 ? `no rule is left, and every connection is closed` : 'connections need another rule that takes them';
      notes.push(note('AER0682', source, first, `Rule ${index} has ${field}, and does not exist for ${hosts}: ${rest}.`));
    } else if (value.action === 'DENY') {
      const rest = hasOthers
        ? 'what is left of the rule denies connections'
        : 'nothing is left of the rule, and every connection is closed';
      notes.push(note('AER0683', source, first, `Rule ${index} has ${field}, which is left out for ${hosts}: ${rest}.`));
    }
  }
}

/** Notes policies that look at identities where mutual TLS is off. */
function checkIdentities(mesh: Mesh, managed: readonly Service[], notes: Finding[]): void {
  const off = new Map<string, { off: TlsOff; services: Service[]; policies: Set<string> }>();
  const namespaces = new Map<string, boolean>();
  for (const [namespace, policies] of mesh.authorizations) {
    const asks = policies.some(({ value }) =>
      value.rules.some(({ from }) => from.some((source) => Object.values(source).some((list: string[]) => list.length > 0))),
    );
    namespaces.set(namespace, asks);
  }
  for (const service of managed) {
    const port = service.ports.find(({ name }) => protocolOf(name) !== undefined);
    const found = port === undefined ? undefined : mutualTlsOff(mesh, service, port);
    if (found === undefined) continue;
    const names = policiesOf(mesh, service).flatMap(({ value, source }) => (value.identities.length > 0 ? [nameOf(source)] : []));
    if (decidingProtocol(service) === 'dubbo' && namespaces.get(service.namespace) === true)
      names.push(`the DubboAuthorizationPolicies of namespace ${service.namespace}`);
    if (names.length === 0) continue;
    const key = `${nameOf(found.source)} ${found.path.join('.')}`;
    const known = off.get(key) ?? { off: found, services: [], policies: new Set<string>() };
    off.set(key, known);
    known.services.push(service);
    for (const name of names) known.policies.add(name);
  }
  for (const { off: found, services, policies } of off.values()) {
    const message = `${nameOf(found.source)} turns mutual TLS off for ${hostsInWords(services)}, so that clients have no identity for ${[...policies].join(' and ')} to match.`;
    notes.push(note('AER0684', found.source, found.path, message));
  }
}

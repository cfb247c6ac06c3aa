import type { Finding } from '../base/finding.js';
import type { Path } from '../base/path.js';
import { suggest } from '../base/suggest.js';
import type { Cause } from '../controlplane/types.js';
import type { SimulatedDecision } from '../dataplane/types.js';
import { note } from '../mesh/notes.js';
import type { Mesh, Service } from '../mesh/types.js';

/** An outbound cluster by the parts of its name. */
interface Outbound {
  cluster: string;
  host: string;
  port: number;
  subset: string;
}

/** A cluster that will not exist: which part of the destination is to blame, and why. */
interface Missing {
  part: Path;
  message: string;
  fix?: string;
}

/**
 * Says which clusters of the route that was taken sidecars will not have, as far as the objects tell: of hosts that none of them
 * mentions nothing is said, since they may stand in other files. `cause` is what made the route.
 */
export function missingClusters(mesh: Mesh, decision: SimulatedDecision, cause: Cause | undefined): Finding[] {
  if (decision.route === null || decision.passthrough === true) return [];
  const parts = (decision.split ?? []).map(({ cluster }) => cluster);
  const places: [string, Path][] = parts.map((cluster, index) => [cluster, ['route', index, 'destination']]);
  if (parts.length === 0 && decision.cluster !== null) places.push([decision.cluster, ['route', 0, 'destination']]);
  for (const { cluster } of decision.mirrors) places.push([cluster, ['mirror']]);
  const seen = new Set<string>();
  return places.flatMap(([cluster, place]) => {
    const outbound = outboundOf(cluster);
    if (outbound === undefined || seen.has(cluster)) return [];
    seen.add(cluster);
    const missing = missingPart(mesh, outbound);
    if (missing === undefined) return [];
    const path = cause === undefined ? [] : [...cause.path, ...place, ...missing.part];
    return [note('AER0726', cause ?? {}, path, missing.message, missing.fix === undefined ? {} : { fix: missing.fix })];
  });
}

function outboundOf(cluster: string): Outbound | undefined {
  const [direction, port, subset, host, ...more] = cluster.split('|');
  if (direction !== 'outbound' || port === undefined || subset === undefined || host === undefined || more.length > 0)
    return undefined;
  return { cluster, host, port: Number(port), subset };
}

function missingPart(mesh: Mesh, { cluster, host, port, subset }: Outbound): Missing | undefined {
  const services = servicesOf(mesh, host);
  const rules = mesh.destinationRules.filter(({ value }) => takes(value.host, value.metadata.namespace, host));
  const gone = `the cluster ${cluster} will not exist`;
  if (services.length === 0) {
    const near = nearHost(host, mesh.servicesByHost.keys());
    if (near === undefined && rules.length === 0) return undefined;
    const message = `No service among the objects has the host ${host}: ${gone} unless one of the mesh does.`;
    return { part: ['host'], message, ...(near === undefined ? {} : { fix: `Did you mean ${near}?` }) };
  }
  const ports = [...new Set(services.flatMap((service) => service.ports.map(({ number }) => number)))];
  if (!ports.includes(port)) {
    const message = `${host} has no port ${port}, so that ${gone}.`;
    return { part: ['port', 'number'], message, fix: `Its ports are: ${ports.join(', ')}.` };
  }
  if (subset === '') return undefined;
  const subsets = [...new Set(rules.flatMap(({ value }) => value.subsets.map(({ name }) => name)))];
  if (subsets.includes(subset)) return undefined;
  const near = suggest(subset, subsets) ?? (subsets.length === 1 ? subsets[0] : undefined);
  const message = `No DestinationRule among the objects defines subset ${subset} of ${host}: ${gone} unless one does.`;
  const there = subsets.length === 0 ? '' : ` There are: ${subsets.join(', ')}.`;
  return { part: ['subset'], message: `${message}${there}`, ...(near === undefined ? {} : { fix: `Did you mean ${near}?` }) };
}

/** The services of a host, whichever of their hosts it is, with those that Aeraki does not see. */
function servicesOf(mesh: Mesh, host: string): Service[] {
  const seen = mesh.servicesByHost.get(host) ?? mesh.services.filter(({ hosts }) => hosts.some((own) => isOf(own, host)));
  return [...seen, ...mesh.hiddenServices.filter(({ hosts }) => hosts.some((own) => isOf(own, host)))];
}

/** Whether a host is the given one, also by a wildcard as Istio has it. */
function isOf(pattern: string, host: string): boolean {
  return pattern.startsWith('*') ? host.endsWith(pattern.slice(1)) : pattern === host;
}

/** Whether a DestinationRule's host is the given one, also by a wildcard as Istio has it. */
function takes(pattern: string, namespace: string, host: string): boolean {
  return isOf(pattern, host) || (!pattern.includes('.') && host.startsWith(`${pattern}.${namespace}.`));
}

/** The host that was meant: of the same first name, or of one much like it in the same domain. */
function nearHost(host: string, known: Iterable<string>): string | undefined {
  const [first = ''] = host.split('.');
  const domain = host.slice(first.length);
  const hosts = [...known];
  const sameName = hosts.filter((other) => other === first || other.startsWith(`${first}.`));
  if (sameName.length > 0) return suggest(host, sameName) ?? sameName[0];
  const beside = hosts.filter((other) => other.endsWith(domain)).map((other) => other.slice(0, other.length - domain.length));
  const near = domain === '' ? undefined : suggest(first, beside);
  return near === undefined ? undefined : `${near}${domain}`;
}

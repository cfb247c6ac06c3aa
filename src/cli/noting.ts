import type { Code } from '../base/codes.js';
import type { Finding, ResourceRef } from '../base/finding.js';
import { completeHost } from '../mesh/hosts.js';
import type { Mesh } from '../mesh/types.js';
import type { Table } from './tables.js';

/** Notes on what a gateway makes of a MetaRouter. */
const ofGateways: ReadonlySet<Code> = new Set(['AER0511', 'AER0512', 'AER0513', 'AER0514', 'AER0515', 'AER0517', 'AER0518']);

/** Notes that an object names no host of a service: they concern the host that their fix names. */
const ofOtherHosts: ReadonlySet<Code> = new Set(['AER0501', 'AER0521', 'AER0605']);

/** Notes that say nothing of where a request goes, or that a decision says itself. */
const leftOut: ReadonlySet<Code> = new Set(['AER0420', 'AER0516', 'AER0630', 'AER0634', 'AER0700', 'AER0719']);

/**
 * Of a translation's notes those that explain what becomes of a request to a table: about the service, the MetaRouters and
 * other objects of its host, and about objects that name the host in a way that Aeraki does not find.
 */
export function notesFor(table: Table, mesh: Mesh, notes: readonly Finding[]): Finding[] {
  const { host = '', gateway } = table;
  const about = resourcesOf(table, mesh);
  const unused = new Set((mesh.routersByHost.get(host) ?? []).slice(1).map(({ source }) => source.resource));
  const meant = new Set([`Did you mean ${host}?`, `Write ${host}.`]);
  return notes.filter((note) => {
    if (leftOut.has(note.code) || (gateway === undefined ? ofGateways.has(note.code) : note.code === 'AER0526')) return false;
    if (ofOtherHosts.has(note.code)) return note.fix !== undefined && meant.has(note.fix);
    if (note.resource === undefined) return false;
    if (unused.has(note.resource)) return note.code === 'AER0503';
    return about.has(note.resource);
  });
}

/** The objects that a table was made of, and those that name its host. Notes hold the very objects of their sources. */
function resourcesOf(table: Table, mesh: Mesh): Set<ResourceRef> {
  const { host = '' } = table;
  const services = mesh.servicesByHost.get(host) ?? [];
  const causes =
    table.kind === 'routes'
      ? [...(table.causes ?? []), ...(table.generated?.causes ?? [])]
      : [...table.filter.causes, ...(table.server?.causes ?? [])];
  const namespaces = services.map(({ namespace }) => namespace);
  const sourced = [
    ...(mesh.routersByHost.get(host) ?? []),
    ...[host, ...namespaces.map((namespace) => completeHost(host, namespace))].flatMap(
      (name) => mesh.destinationRulesByHost.get(name) ?? [],
    ),
    ...(mesh.virtualServicesByHost.get(host) ?? []),
  ];
  const sources = [...services, ...sourced].map(({ source }) => source);
  const resources = [...sources, ...causes.filter(({ role }) => role !== 'meshConfig')].map(({ resource }) => resource);
  return new Set(resources);
}

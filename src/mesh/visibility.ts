import type { Path } from '../base/path.js';
import type { Sidecar } from '../resource/istio.js';
import type { Source, Sourced } from '../resource/source.js';

/** The annotation that says which namespaces see a Service. */
const exportAnnotation = 'networking.istio.io/exportTo';

/** Why Aeraki does not see a Service: the object that hides it, and where in it. */
export interface HiddenBy {
  source: Source;
  path: Path;
}

/** The namespaces that a Service's annotation names; empty where it says nothing. */
export function exportedTo(annotations: Record<string, string>): string[] {
  const value = Object.hasOwn(annotations, exportAnnotation) ? (annotations[exportAnnotation] ?? '') : '';
  return value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Whether what a namespace exports so reaches another one, `viewer`. Nothing said: everywhere. */
export function isExported(exportTo: readonly string[], namespace: string, viewer: string): boolean {
  if (exportTo.length === 0) return true;
  return exportTo.some((target) => target === '*' || target === viewer || (target === '.' && namespace === viewer));
}

/** Whether a host of `egress`, such as `shop/*.example.com`, lets a service through. Namespace `.` is that of the Sidecar, `root`. */
export function lets(entry: string, host: string, namespace: string, root: string): boolean {
  const slash = entry.indexOf('/');
  if (slash < 0) return false;
  const space = entry.slice(0, slash);
  const pattern = entry.slice(slash + 1);
  if (space !== '*' && space !== namespace && !(space === '.' && namespace === root)) return false;
  return pattern === '*' || pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));
}

/** The Sidecar that holds for Aeraki itself: the one of the root namespace for all workloads, if it limits what is seen. */
export function rootSidecar(sidecars: Sourced<Sidecar>[], root: string): Sourced<Sidecar> | undefined {
  const own = sidecars.find(({ value }) => value.metadata.namespace === root && !value.selective);
  return own?.value.egressHosts === undefined ? undefined : own;
}

/**
 * What hides a Kubernetes Service from Aeraki, which gets only what istiod would give a sidecar of the root namespace
 * (`IST/pilot/pkg/networking/apigen`). ServiceEntries are never hidden. Ports of `egress` are not looked at.
 */
export function hiddenBy(
  service: { host: string; namespace: string; annotations: Record<string, string>; source: Source },
  root: string,
  sidecar: Sourced<Sidecar> | undefined,
): HiddenBy | undefined {
  const { host, namespace, annotations, source } = service;
  if (!isExported(exportedTo(annotations), namespace, root))
    return { source, path: ['metadata', 'annotations', exportAnnotation] };
  if (sidecar?.value.egressHosts?.some((entry) => lets(entry, host, namespace, root)) ?? true) return undefined;
  return { source: sidecar?.source ?? source, path: ['spec', 'egress'] };
}

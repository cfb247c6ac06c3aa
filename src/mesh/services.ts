import type { JsonObject } from '../base/json.js';
import { readService } from '../resource/core.js';
import { readServiceEntry, type Sidecar } from '../resource/istio.js';
import type { Sourced } from '../resource/source.js';
import { compareText, placeholderAddress } from './hosts.js';
import type { Service, ServiceAddress, ServicePort } from './types.js';
import { exportedTo, hiddenBy } from './visibility.js';

/** What is needed to see services as Aeraki does. */
export interface ServiceContext {
  rootNamespace: string;
  domainSuffix: string;
  /** The Sidecar that limits what Aeraki sees. */
  sidecar: Sourced<Sidecar> | undefined;
  vips: ReadonlyMap<string, readonly string[]>;
}

/** Addresses that an option gives, or a made-up one. */
function missingAddresses(host: string, vips: ServiceContext['vips']): ServiceAddress[] {
  const given = vips.get(host);
  if (given !== undefined) return given.map((value) => ({ value, placeholder: false }));
  return [{ value: placeholderAddress(host), placeholder: true }];
}

/** The ServiceEntry that istiod makes of a Kubernetes Service. */
export function syntheticService({ value, source }: Sourced<JsonObject>, context: ServiceContext): Service {
  const service = readService(value, source.resource.namespace ?? '');
  const { name, namespace, annotations } = service.metadata;
  const host = `${name}.${namespace}.svc.${context.domainSuffix}`;
  const ports: ServicePort[] = service.ports.map(({ targetPort, ...port }) => ({
    ...port,
    ...(targetPort === undefined || targetPort === port.number ? {} : { targetPort }),
  }));
  const hidden = hiddenBy({ host, namespace, annotations, source }, context.rootNamespace, context.sidecar);
  const exportTo = exportedTo(annotations);
  const external = service.type === 'ExternalName';
  const headless = service.clusterIPs.some((ip) => ip.toLowerCase() === 'none');
  let addresses: ServiceAddress[];
  if (headless || external) addresses = [{ value: '0.0.0.0', placeholder: false }];
  else if (service.clusterIPs.length > 0) addresses = service.clusterIPs.map((ip) => ({ value: ip, placeholder: false }));
  else addresses = missingAddresses(host, context.vips);
  return {
    name: `synthetic-${name}`,
    namespace,
    kind: 'Service',
    hosts: [host],
    addresses,
    ports,
    resolution: external ? 'DNS' : headless ? 'NONE' : 'STATIC',
    selector: service.selector,
    annotations: {},
    ...(exportTo.length > 0 ? { exportTo } : {}),
    ...(hidden ? { hidden } : {}),
    source,
  };
}

/** A ServiceEntry of the input. One without addresses gets one from Aeraki once it runs, unless its resolution is NONE. */
export function entryService({ value, source }: Sourced<JsonObject>, context: ServiceContext): Service {
  const entry = readServiceEntry(value, source.resource.namespace ?? '');
  const host = entry.hosts[0];
  let addresses: ServiceAddress[] = (entry.addresses ?? []).map((address) => ({ value: address, placeholder: false }));
  // An empty list that was written out is taken at its word.
  if (entry.addresses === undefined && entry.resolution !== 'NONE' && host !== undefined) {
    addresses = missingAddresses(host, context.vips);
  }
  return {
    name: entry.metadata.name,
    namespace: entry.metadata.namespace,
    kind: 'ServiceEntry',
    hosts: entry.hosts,
    addresses,
    ports: entry.ports.map(({ targetPort, ...port }) => ({
      ...port,
      ...(targetPort === undefined || targetPort === port.number ? {} : { targetPort }),
    })),
    resolution: entry.resolution,
    selector: entry.selector,
    annotations: entry.metadata.annotations,
    ...(entry.exportTo.length > 0 ? { exportTo: entry.exportTo } : {}),
    source,
  };
}

/** The order in which services are processed here; Aeraki's own is random. */
export function compareServices(a: Service, b: Service): number {
  return compareText(a.namespace, b.namespace) || compareText(a.name, b.name) || compareText(a.kind, b.kind);
}

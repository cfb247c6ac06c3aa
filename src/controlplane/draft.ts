import type { Finding } from '../base/finding.js';
import type { Json, JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';
import { managerLabel } from '../mesh/build.js';
import type { Mesh, Service, ServicePort } from '../mesh/types.js';
import type { MetaRouter } from '../resource/aeraki.js';
import type { VirtualService } from '../resource/istio.js';
import type { Sourced } from '../resource/source.js';
import type { Cause, GeneratedObject } from './types.js';

/** What a generator gets: one service of the mesh and the rules that Aeraki relates to it. */
export interface GeneratorContext {
  mesh: Mesh;
  service: Service;
  /** The service's first host, the only one that counts. */
  host: string;
  router?: Sourced<MetaRouter>;
  virtualService?: Sourced<VirtualService>;
  notes: Finding[];
}

/** An EnvoyFilter before it is known into which namespaces it goes. */
export interface Draft {
  name: string;
  patches: JsonObject[];
  /** Labels of the workloads; without, all workloads of the namespace are meant. */
  selector?: Record<string, string>;
  causes: Cause[];
  /** Paths inside the spec that hold a secret. */
  secrets: Path[];
}

/** One generator: the drafts of a service, or undefined where Aeraki would log an error or die and make none. */
export type Generator = (context: GeneratorContext) => Draft[] | undefined;

/** A network filter to be patched into listeners. */
export interface NetworkFilter {
  name: string;
  typeUrl: string;
  operation: 'REPLACE' | 'INSERT_BEFORE';
}

/** A service's part in what was generated. */
export function serviceCause(service: Service, port?: ServicePort): Cause {
  return { ...service.source, path: port ? ['spec', 'ports', port.index] : [], role: 'service' };
}

function networkPatch(filter: NetworkFilter, listener: JsonObject, value: JsonObject): JsonObject {
  return {
    applyTo: 'NETWORK_FILTER',
    match: { listener },
    patch: {
      operation: filter.operation,
      value: {
        name: filter.name,
        typed_config: {
          '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct',
          type_url: `type.googleapis.com/${filter.typeUrl}`,
          value,
        },
      },
    },
  };
}

const replaced = { name: 'envoy.filters.network.tcp_proxy' };

/** The patch of an outbound or gateway listener. */
export function outboundPatch(filter: NetworkFilter, address: string, port: number, value: JsonObject): JsonObject {
  return networkPatch(filter, { name: `${address}_${port}`, filterChain: { filter: { ...replaced } } }, value);
}

/**
 * The labels that an inbound filter selects (`EF/network_filter.go`): those of the spec, else those of the annotation
 * `workloadSelector`, else `app: ""`. Undefined: the annotation has too many colons, and there is no inbound filter.
 */
export function inboundLabels(service: Service): Record<string, string> | undefined {
  if (Object.keys(service.selector).length > 0) return service.selector;
  const annotation = Object.hasOwn(service.annotations, 'workloadSelector') ? service.annotations['workloadSelector'] : undefined;
  const parts = (annotation ?? '').replaceAll(' ', '').split(':');
  if (parts.length > 2) return undefined;
  const [key = '', value] = parts;
  return value === undefined ? { app: key } : Object.fromEntries([[key, value]]);
}

/** The EnvoyFilters of one port: an outbound one for each address, and an inbound one where workloads can be selected. */
export function portDrafts(
  { service, host }: Pick<GeneratorContext, 'service' | 'host'>,
  port: ServicePort,
  filter: NetworkFilter,
  values: { outbound: JsonObject; inbound: JsonObject },
  causes: { outbound: Cause[]; inbound: Cause[] },
): Draft[] {
  const drafts: Draft[] = service.addresses.map(({ value: address }) => ({
    name: `aeraki-outbound-${host}-${address}-${port.number}`,
    patches: [outboundPatch(filter, address, port.number, values.outbound)],
    causes: [serviceCause(service, port), ...causes.outbound],
    secrets: [],
  }));
  const selector = inboundLabels(service);
  if (selector === undefined) return drafts;
  const listener = { name: 'virtualInbound', filterChain: { destinationPort: port.number, filter: { ...replaced } } };
  drafts.push({
    name: `aeraki-inbound-${host}-${port.number}`,
    patches: [networkPatch(filter, listener, values.inbound)],
    selector,
    causes: [serviceCause(service, port), ...causes.inbound],
    secrets: [],
  });
  return drafts;
}

/** The namespaces that a service's EnvoyFilters go to (`EF/controller.go`): those its MetaRouter exports to, else the default one. */
export function targetNamespaces({ mesh, service, router }: GeneratorContext): string[] {
  const exportTo = router?.value.exportTo ?? [];
  if (router === undefined || exportTo.length === 0) return [mesh.namespaceScoped ? service.namespace : mesh.rootNamespace];
  return exportTo.map((entry) => (entry === '.' ? router.value.metadata.namespace : entry === '*' ? mesh.rootNamespace : entry));
}

/** What chose the namespaces of a service's EnvoyFilters, where a MetaRouter did. */
export function exportCauses({ router }: GeneratorContext): Cause[] {
  return router === undefined || router.value.exportTo.length === 0
    ? []
    : [{ ...router.source, path: ['spec', 'exportTo'], role: 'router' }];
}

/** An object of the API as Aeraki writes it. */
export function managedObject(
  kind: 'EnvoyFilter' | 'VirtualService',
  name: string,
  namespace: string,
  spec: JsonObject,
): JsonObject {
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind,
    metadata: { labels: { [managerLabel.key]: managerLabel.value }, name, namespace },
    spec,
  };
}

/** The EnvoyFilter of a draft in one namespace. */
export function envoyFilterOf(draft: Draft, namespace: string, host: string): GeneratedObject {
  const spec: JsonObject = { configPatches: draft.patches };
  if (draft.selector) spec['workloadSelector'] = Object.keys(draft.selector).length > 0 ? { labels: draft.selector } : {};
  return {
    object: managedObject('EnvoyFilter', draft.name, namespace, spec),
    host,
    causes: draft.causes,
    secrets: draft.secrets.map((path) => ['spec', ...path]),
  };
}

/** An object without the members whose value is one that protojson leaves out: undefined, `''`, 0, false or an empty list. */
export function withoutZeros(members: Record<string, Json | undefined>): JsonObject {
  const object: JsonObject = {};
  for (const [key, value] of Object.entries(members)) {
    if (value === undefined || value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0))
      continue;
    object[key] = value;
  }
  return object;
}

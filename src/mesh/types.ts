import type { Finding, Origin } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';
import type { ApplicationProtocol, MetaRouter } from '../resource/aeraki.js';
import type { Secret } from '../resource/core.js';
import type { DubboAuthorizationPolicy } from '../resource/dubbo.js';
import type { DestinationRule, Gateway, Sidecar, VirtualService } from '../resource/istio.js';
import type { MeshConfig } from '../resource/meshconfig.js';
import type { RedisDestination, RedisService } from '../resource/redis.js';
import type { AuthorizationPolicy, PeerAuthentication } from '../resource/security.js';
import type { Source, Sourced } from '../resource/source.js';
import type { HiddenBy } from './visibility.js';

/** What the caller knows and the manifests do not say. Everything has a default. */
export interface MeshOptions {
  /** Aeraki's `--root-namespace`; `istio-system` if left out. */
  rootNamespace?: string;
  /** Aeraki's `--enable-envoy-filter-namespace-scope`; false if left out. */
  namespaceScoped?: boolean;
  /** The domain of Kubernetes Services; `cluster.local` if left out. */
  domainSuffix?: string;
  /** Addresses by host, for services whose manifests carry none. */
  vips?: ReadonlyMap<string, readonly string[]>;
  /** The namespace of objects that name none; `default` if left out. */
  namespace?: string;
  /** The mesh configuration; if left out it is read from the ConfigMap `istio` of the root namespace. */
  meshConfig?: JsonObject;
  /** Where `meshConfig` was read, for findings about it. */
  meshConfigOrigin?: Origin;
}

/** A port of a service. `index` is its place in the object's `spec.ports`. */
export interface ServicePort {
  number: number;
  name: string;
  index: number;
  /** Set where it differs from `number`: what the pods listen on. A name if the Service gives one. */
  targetPort?: number | string;
  /** The Kubernetes Service's `appProtocol`. */
  appProtocol?: string;
}

/** An address of a service. `placeholder`: made up from the host, because neither the manifest nor an option gives one. */
export interface ServiceAddress {
  value: string;
  placeholder: boolean;
}

/** A service as Aeraki sees it: a ServiceEntry, or the synthetic one that istiod makes of a Kubernetes Service. */
export interface Service {
  /** The ServiceEntry's name; `synthetic-<name>` for a Kubernetes Service. */
  name: string;
  namespace: string;
  kind: 'Service' | 'ServiceEntry';
  hosts: string[];
  addresses: ServiceAddress[];
  ports: ServicePort[];
  resolution: string;
  /** `spec.workloadSelector.labels`, or a Service's `spec.selector`. */
  selector: Record<string, string>;
  /** Only a ServiceEntry's count; a Service's never reach Aeraki. */
  annotations: Record<string, string>;
  /** The namespaces whose sidecars see it (`exportTo` of a ServiceEntry, the annotation of a Service); absent where that is not said. */
  exportTo?: string[];
  /** What hides it from Aeraki; absent where Aeraki sees it. */
  hidden?: HiddenBy;
  source: Source;
}

/** An input object that carries the label by which Aeraki knows its own. */
export interface ManagedObject {
  kind: 'EnvoyFilter' | 'VirtualService';
  name: string;
  namespace: string;
  source: Source;
}

/** The codecs of one application protocol: the last by namespace and name stands. */
export interface RegisteredCodec {
  codec: string;
  /** Absent for those built into Aeraki. */
  source?: Source;
}

/** A value whose objects were read, with the mesh configuration's place. */
export interface PlacedMeshConfig {
  value: MeshConfig;
  /** Absent for the built-in defaults. */
  source?: Partial<Source>;
  /** The path of the configuration inside its object: `data.mesh` of a ConfigMap. */
  path: Path;
}

/** The key of a host in a namespace: Redis objects count only beside the service. */
export function redisKey(namespace: string, host: string): string {
  return `${namespace}/${host}`;
}

/** A snapshot of everything that Aeraki reads, each list by namespace and name, each look-up indexed by host. */
export interface Mesh {
  rootNamespace: string;
  namespaceScoped: boolean;
  services: Service[];
  /** Those that Aeraki does not see; they are not among `services`. */
  hiddenServices: Service[];
  /** By `hosts[0]`, verbatim. */
  servicesByHost: ReadonlyMap<string, Service[]>;
  routers: Sourced<MetaRouter>[];
  /** By every element of `spec.hosts`, verbatim: the first by namespace and name is the one used. */
  routersByHost: ReadonlyMap<string, Sourced<MetaRouter>[]>;
  codecs: ReadonlyMap<string, RegisteredCodec>;
  protocols: Sourced<ApplicationProtocol>[];
  destinationRules: Sourced<DestinationRule>[];
  /** By host, which a name without a dot completes with its own namespace. */
  destinationRulesByHost: ReadonlyMap<string, Sourced<DestinationRule>[]>;
  virtualServices: Sourced<VirtualService>[];
  /** By every element of `spec.hosts`, verbatim. */
  virtualServicesByHost: ReadonlyMap<string, Sourced<VirtualService>[]>;
  gateways: Sourced<Gateway>[];
  sidecars: Sourced<Sidecar>[];
  redisServices: Sourced<RedisService>[];
  /** By namespace and host, as {@link redisKey} puts them together. */
  redisServicesByHost: ReadonlyMap<string, Sourced<RedisService>[]>;
  redisDestinations: Sourced<RedisDestination>[];
  /** By namespace and host, as {@link redisKey} puts them together. */
  redisDestinationsByHost: ReadonlyMap<string, Sourced<RedisDestination>[]>;
  /** By namespace. */
  authorizations: ReadonlyMap<string, Sourced<DubboAuthorizationPolicy>[]>;
  /** Istio's, by namespace. */
  peerAuthentications: ReadonlyMap<string, Sourced<PeerAuthentication>[]>;
  /** Istio's, by namespace. */
  authorizationPolicies: ReadonlyMap<string, Sourced<AuthorizationPolicy>[]>;
  /** By `<namespace>/<name>`. */
  secrets: ReadonlyMap<string, Sourced<Secret>>;
  meshConfig: PlacedMeshConfig;
  /** EnvoyFilters and VirtualServices of the input labelled `manager: Aeraki`. */
  managed: ManagedObject[];
  /** What was noticed while reading: placeholders, duplicates, objects that do not decode. */
  notes: Finding[];
}

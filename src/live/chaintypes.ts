import type { Code } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import type { GeneratedProtocol } from '../controlplane/names.js';
import type { GeneratedRoutes, ListenerInfo, Translation } from '../controlplane/types.js';
import type { MetadataMatcher } from '../dataplane/types.js';
import type { ManifestObject } from '../manifest/types.js';
import type { Mesh, Service, ServicePort } from '../mesh/types.js';
import type { Source } from '../resource/source.js';
import type { GeneratedState } from './drifttypes.js';
import type { Backing, ServiceEndpoint, Workloads } from './endpoints.js';

/** How a link of the chain stands: `broken` stops requests, or what Aeraki shall do with them. */
export type LinkState = 'ok' | 'warning' | 'broken' | 'unknown';

/** The links from a client to the endpoints, in their order. */
export const steps = ['service', 'listener', 'filter', 'codec', 'routes', 'clusters', 'endpoints'] as const;
export type Step = (typeof steps)[number];

/** Why a link is not as it should be, and what to do about it. */
export interface Trouble {
  reason: string;
  fix?: string;
  code?: Code;
}

/** One link of the chain. `facts` are what it is made of, in words. */
export interface Link {
  step: Step;
  state: LinkState;
  facts: string[];
  troubles: Trouble[];
}

/** The chain of one port. */
export interface PortChain {
  service: string;
  port: number;
  portName: string;
  /** What Aeraki manages it as. */
  protocol: GeneratedProtocol;
  /** Of MetaProtocol the third part of the port's name. */
  applicationProtocol?: string;
  links: Link[];
  routes: RouteLink[];
  /** Clusters that the routes name, each once. */
  clusters: ClusterLink[];
}

/** How a host stands, and the first link that is not as it should be. */
export interface Verdict {
  state: LinkState | 'unmanaged';
  port?: number;
  step?: Step;
  trouble?: Trouble;
}

/** A port that Aeraki leaves alone, and why. */
export interface UnmanagedPort {
  service: string;
  port: number;
  portName: string;
  trouble: Trouble;
}

/** Everything that is known of a host. */
export interface HostChain {
  host: string;
  services: { name: string; addresses: string[]; selector: Record<string, string>; ports: number }[];
  verdict: Verdict;
  ports: PortChain[];
  unmanaged: UnmanagedPort[];
  /** On all objects that have a say in what becomes of the host. */
  findings: Finding[];
}

/** What chains are worked out of. */
export interface ChainInput {
  objects: readonly ManifestObject[];
  mesh: Mesh;
  translation: Translation;
  /** Of `lint`, on all objects. */
  findings: readonly Finding[];
  generated: readonly GeneratedState[];
  workloads: Workloads;
}

/** What all chains of a mesh share. */
export interface ChainContext extends ChainInput {
  /** The object that something was read from, as the API server has it. */
  objectOf: (sourced: { source: Source }) => JsonObject | undefined;
  findingsOf: (host: string) => Finding[];
}

/** One route of a port: when it is taken, and where it leads. */
export interface RouteLink {
  name: string;
  match: MetadataMatcher[];
  /** Clusters with their share in percent; 100 where there is one. */
  to: { cluster: string; percent: number }[];
  mirrors: { cluster: string; percent?: number }[];
  /** The object and the place in it that made the route: `MetaRouter shop/orders, spec.routes[0]`. */
  from?: string;
}

/** A cluster that routes lead to, and who is in it. */
export interface ClusterLink {
  cluster: string;
  host: string;
  port: number;
  subset: string;
  /** In words: `subset v1`, `all pods`, with the host where it is another. */
  title: string;
  /** The DestinationRule that defines the subset. */
  rule?: string;
  labels: Record<string, string>;
  kind: Backing['kind'];
  endpoints: ServiceEndpoint[];
  /** There is no such cluster. */
  missing: boolean;
  /** It gets only copies of requests. */
  mirrorOnly: boolean;
  trouble?: Trouble;
}

/** Everything that is known of a port, for its links. */
export interface PortAbout {
  host: string;
  service: Service;
  port: ServicePort;
  protocol: GeneratedProtocol;
  /** On all objects that have a say. */
  findings: Finding[];
  listener: ListenerInfo | undefined;
  served: GeneratedRoutes | undefined;
  /** Generated objects of the port. */
  states: GeneratedState[];
  context: ChainContext;
}

import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';

/** What one proxy holds, as its `/config_dump` tells. Times are as the proxy writes them (RFC 3339); a text that it does not give is empty. */
export interface SidecarView {
  node: ProxyNode;
  bootstrap: BootstrapFacts;
  /** Version of the last update of all listeners and of all clusters that was taken whole; empty where there never was one. */
  versions: { listeners: string; clusters: string };
  /** Which parts the dump has at all. What it lacks is not known to be missing in the proxy: a partial dump, or one without `?include_eds`. */
  sections: Record<Section, boolean>;
  /** Each listener once, though Envoy lists a refused one twice. In the dump's order. */
  listeners: HeldListener[];
  /** Routes received (`dynamic`) or written into a listener. Of all protocols. */
  routeConfigurations: HeldRouteConfiguration[];
  clusters: HeldCluster[];
  endpoints: ClusterEndpoints[];
  secrets: HeldSecret[];
  /** What is refused, missing or not ready. Errors first; paths count from the dump as a whole. */
  problems: Finding[];
}

/** The parts of a dump. */
export type Section = 'bootstrap' | 'listeners' | 'routes' | 'clusters' | 'endpoints' | 'secrets';

/** What runs, and for whom. From the bootstrap's node. */
export interface ProxyNode {
  /** Empty where the dump has no bootstrap. */
  id: string;
  /** `sidecar`, `router` (a gateway), `waypoint`; empty where the id is none of Istio's. */
  kind: string;
  pod: string;
  namespace: string;
  ip: string;
  /** Version that Istio's agent gives: `1.20.0`. */
  istioVersion: string;
  /** `1.40.0`. */
  envoyVersion: string;
  /** The Kubernetes cluster's name in Istio. */
  clusterId: string;
  labels: Record<string, string>;
  /** Whether the proxy's list of extensions has the MetaProtocol filter; undefined where the dump has no such list. */
  knowsMetaProtocol: boolean | undefined;
  /** The codecs compiled in, by their registered names (`aeraki.meta_protocol.codec.thrift`); undefined as above. */
  codecs: string[] | undefined;
}

/** What the bootstrap provides. */
export interface BootstrapFacts {
  /** Names of the static clusters. */
  clusters: string[];
  /** Whether `aeraki-xds`, the server of MetaRDS, is among them. */
  aerakiXds: boolean;
  /** `host:port` of Aeraki's server; empty without. */
  aerakiAddress: string;
  /** `host:port` of istiod or of the agent that speaks with it. */
  xdsAddress: string;
  lastUpdated: string;
}

/** Why the proxy took no update, from its `error_state`. */
export interface Refusal {
  /** The proxy's own words. */
  reason: string;
  /** When it was tried; empty where not told. */
  at: string;
}

/**
 * How a resource stands. `rejected`: the proxy never took any version of it. With another state and a {@link Refusal}: an update was refused, and the version
 * before it stays in force.
 */
export type ResourceState = 'active' | 'warming' | 'draining' | 'rejected';

/** What all that a proxy holds has in common. */
export interface Held {
  name: string;
  state: ResourceState;
  /** From the bootstrap instead of a control plane. */
  static: boolean;
  refused?: Refusal;
  /** A newer version is warming; this one is in force until that is ready. */
  updating?: true;
  /** The control plane's version. */
  version: string;
  lastUpdated: string;
  /** Where it stands in the dump. */
  path: Path;
}

/** A listener. */
export interface HeldListener extends Held {
  /** Without the port; of a pipe its path. */
  address: string;
  port: number | undefined;
  direction: 'inbound' | 'outbound' | 'unspecified';
  /** Of the version in force; of a rejected listener those that were refused. The default chain is the last. */
  chains: FilterChain[];
  /** The configuration that `chains` came from, as the dump has it. */
  value: JsonObject;
  /** The refused configuration, where an older one is in force; `readChains` reads it. */
  refusedValue?: JsonObject;
}

/** What a connection must be to be given to the chain, and its network filters in order. Read when asked for: take its parts by name. */
export interface FilterChain {
  name: string;
  isDefault: boolean;
  destinationPort: number | undefined;
  serverNames: string[];
  /** Address ranges: `10.0.0.0/8`. */
  prefixRanges: string[];
  transportProtocol: string;
  applicationProtocols: string[];
  /** Whether the chain itself ends TLS. */
  tls: boolean;
  filters: NetworkFilter[];
}

/** What a network filter speaks. `tcp` passes bytes on. */
export type FilterProtocol =
  | 'metaprotocol'
  | 'dubbo'
  | 'thrift'
  | 'redis'
  | 'kafka'
  | 'zookeeper'
  | 'http'
  | 'tcp'
  | 'authorization'
  | 'other';

/** A network filter, whether it was typed or wrapped in a TypedStruct. Read when asked for: take its parts by name. */
export interface NetworkFilter {
  name: string;
  /** Message name of its configuration without `type.googleapis.com/`; empty where it has none. */
  type: string;
  protocol: FilterProtocol;
  statPrefix: string;
  /** What the filter is for, where its statistics' prefix is that of Aeraki or Istio: `outbound|9090||host`, `inbound|9090||`. */
  target?: ClusterName | undefined;
  /** Name of the route configuration that it asks for (`received`) or holds (`inline`). */
  routes?: { name: string; by: 'received' | 'inline'; from: string } | undefined;
  metaProtocol?: MetaProtocolFilter | undefined;
  /** Clusters that it names itself: of tcp_proxy, of a Redis filter's prefixes, of inline routes. */
  clusters: string[];
  /** Its configuration without wrapping, as the dump has it. */
  value: JsonObject;
}

/** What a MetaProtocol filter is made of. */
export interface MetaProtocolFilter {
  /** `thrift`, `dubbo`, …. */
  applicationProtocol: string;
  /** Registered name of the codec: `aeraki.meta_protocol.codec.thrift`. */
  codec: string;
  /** Names of its own filters in order, without `aeraki.meta_protocol.filters.`. */
  filters: string[];
  tracing: boolean;
  accessLog: boolean;
}

/** Istio's cluster name `direction|port|subset|host`, taken apart. */
export interface ClusterName {
  direction: 'inbound' | 'outbound';
  port: number;
  subset: string;
  /** Empty for inbound. */
  host: string;
}

/** A route configuration. `readRoutes` gives those of MetaProtocol as the data plane's own type. */
export interface HeldRouteConfiguration extends Held {
  protocol: 'metaprotocol' | 'dubbo' | 'thrift' | 'http' | 'other';
  /** Of a MetaRDS name `<host>_<port>`. */
  host?: string;
  port?: number;
  /** All routes, of all virtual hosts. */
  routeCount: number;
  /** Clusters that its routes and mirrors name, each once. */
  clusters: string[];
  /** Names of the listeners that ask for it or hold it. */
  listeners: string[];
  /** As the dump has it, what `readRouteConfiguration` takes. */
  value: JsonObject;
}

/** A cluster. Its parts are read when they are asked for: take them by name, a spread has only some. */
export interface HeldCluster extends Held {
  /** Undefined where the name is none of Istio's. */
  target?: ClusterName | undefined;
  /** `EDS`, `STRICT_DNS`, `ORIGINAL_DST`, …; of a custom type its name. */
  type: string;
  /** As the dump has it; `ROUND_ROBIN` where left out. */
  lbPolicy: string;
  /** How connections to it are secured: `istio` where each endpoint tells, `tls` always, `none`. */
  tls: 'istio' | 'tls' | 'none';
  /** Secrets that must have come before it is ready, and the cluster (or path) that each is asked of. */
  secrets: { name: string; from: string }[];
  /** The DestinationRule that shaped it, from Istio's metadata. */
  destinationRule?: { namespace: string; name: string } | undefined;
  /** Services it stands for, from Istio's metadata. */
  services: { host: string; namespace: string; name: string }[];
}

/** The endpoints of one cluster, read when they are asked for: take them by name. */
export interface ClusterEndpoints {
  cluster: string;
  static: boolean;
  /** Whether one of them takes requests. */
  anyReady: boolean;
  endpoints: Endpoint[];
}

/** One endpoint. */
export interface Endpoint {
  /** `10.1.0.11:9090`, or the path of a pipe. */
  address: string;
  /** `HEALTHY`, `UNHEALTHY`, `DRAINING`, `TIMEOUT`, `DEGRADED`, `UNKNOWN`. */
  health: string;
  /** 0 is the first choice. */
  priority: number;
  weight: number;
  /** `region/zone/subzone`, as far as given. */
  locality: string;
}

/** A secret by name. What is secret in it is never kept. */
export interface HeldSecret extends Held {
  kind: 'certificate' | 'trust' | 'other' | 'missing';
  /** Of the first certificate, as epoch milliseconds; undefined where there is none or it cannot be read. */
  validFrom?: number;
  validTo?: number;
  /** Subject alternative names: `URI:spiffe://cluster.local/ns/shop/sa/client`. */
  names: string[];
  serial: string;
}

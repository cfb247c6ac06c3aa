import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';

/** Where a route sends, each once. `port` is absent where the one of the listener counts. */
export interface Destination {
  host: string;
  subset: string;
  port?: number;
}

/** What a row tells of a MetaRouter. */
export interface RouterFacts {
  kind: 'MetaRouter';
  hosts: string[];
  /** Protocols of the ports that it routes; empty where no service has the host, or none of its ports takes part. */
  protocols: string[];
  /** `Service` or `ServiceEntry`, with namespace and name; empty where none has the host. */
  service: string;
  routes: number;
  destinations: Destination[];
  mirrors: Destination[];
  limits: ('local' | 'global')[];
  gateways: string[];
  exportTo: string[];
  /** Another MetaRouter may be the one that counts for the host. */
  competes: boolean;
}

/** What a row tells of an ApplicationProtocol. */
export interface ProtocolFacts {
  kind: 'ApplicationProtocol';
  protocol: string;
  codec: string;
  /** Hosts whose ports speak it. */
  hosts: string[];
}

/** What a row tells of a service. */
export interface ServiceFacts {
  kind: 'Service' | 'ServiceEntry';
  hosts: string[];
  /** What Aeraki manages it as; empty where it leaves it alone. Of MetaProtocol the application protocols. */
  protocol: string;
  protocols: string[];
  ports: { number: number; name: string; managed: boolean }[];
  addresses: string[];
  /** MetaRouters, VirtualServices or RedisServices that route it: `kind namespace/name`. */
  routedBy: string[];
  /** Generated objects: how many there should be, and how many of them are as they should be. What may not be read does not count. */
  generated: { expected: number; inSync: number };
  hidden: boolean;
}

/** What a row tells of a RedisService. */
export interface RedisServiceFacts {
  kind: 'RedisService';
  hosts: string[];
  routes: number;
  destinations: Destination[];
  mirrors: Destination[];
  faults: number;
  auth: string;
}

/** What a row tells of a RedisDestination. */
export interface RedisDestinationFacts {
  kind: 'RedisDestination';
  hosts: string[];
  mode: 'single' | 'cluster';
  auth: string;
}

/** What a row tells of a DubboAuthorizationPolicy. */
export interface AuthorizationFacts {
  kind: 'DubboAuthorizationPolicy';
  action: string;
  rules: number;
  /** Hosts of native Dubbo in its namespace, to which it applies. */
  hosts: string[];
}

/** What a row tells of its object. */
export type Facts = RouterFacts | ProtocolFacts | ServiceFacts | RedisServiceFacts | RedisDestinationFacts | AuthorizationFacts;

/** One object with what was worked out of it. */
export interface Row {
  object: JsonObject;
  namespace: string;
  name: string;
  facts: Facts;
  findings: Finding[];
}

import { asObject, type Json, type JsonObject, own } from '../base/json.js';
import type { Metadata } from './aeraki.js';
import { integerAt, listAt, objectAt, type Port, readMetadata, readPorts, textAt, textMapAt, textsAt } from './core.js';

/** What is read of a ServiceEntry. */
export interface ServiceEntry {
  metadata: Metadata;
  hosts: string[];
  /** Undefined where the field is absent; an empty list is one that was written out. */
  addresses?: string[];
  ports: Port[];
  resolution: string;
  selector: Record<string, string>;
  /** Empty where it is not said: visible everywhere. */
  exportTo: string[];
}

/** A consistent hash, as far as MetaRDS looks. `other`: the kind that is set instead of `httpHeaderName`, such as `httpCookie`. */
export interface HashKey {
  header?: string;
  other?: string;
}

/** A subset of a DestinationRule. */
export interface Subset {
  name: string;
  hash?: HashKey;
  /** Whether it has a load balancer of its own, of whatever kind. */
  hasLoadBalancer: boolean;
}

/** What is read of a DestinationRule. */
export interface DestinationRule {
  metadata: Metadata;
  host: string;
  hash?: HashKey;
  /** Whether a consistent hash is set for single ports, which MetaRDS does not read. */
  hashPerPort: boolean;
  subsets: Subset[];
}

/** A destination of a VirtualService. */
export interface RuleDestination {
  host: string;
  subset: string;
  port?: number;
}

/** One route of an HTTP rule and its weight; `destination` is absent where none is given. */
export interface RuleRoute {
  destination?: RuleDestination;
  weight: number;
}

/** A text matcher of Istio; undefined: none of the three is given. */
export type RuleStringMatch = { kind: 'exact' | 'prefix' | 'regex'; value: string };

/** A match of an HTTP rule, as far as native Dubbo reads it. */
export interface RuleMatch {
  method?: RuleStringMatch;
  headers: Map<string, RuleStringMatch | undefined>;
  /** The conditions that Aeraki does not look at, such as `uri`. */
  ignored: string[];
}

/** An HTTP rule of a VirtualService. */
export interface HttpRule {
  name: string;
  matches: RuleMatch[];
  routes: RuleRoute[];
  /** The other things it asks for (`redirect`, `mirror`, `fault`…), none of which Aeraki looks at. */
  ignored: string[];
}

/** What is read of a VirtualService. */
export interface VirtualService {
  metadata: Metadata;
  hosts: string[];
  http: HttpRule[];
}

/** A server of a Gateway. `index` is its place in the list as written. */
export interface GatewayServer {
  portName: string;
  portNumber: number;
  index: number;
}

/** What is read of a Gateway. */
export interface Gateway {
  metadata: Metadata;
  selector: Record<string, string>;
  servers: GatewayServer[];
}

/** What is read of a Sidecar. */
export interface Sidecar {
  metadata: Metadata;
  /** Whether it is for some workloads of its namespace only. */
  selective: boolean;
  /** `workloadSelector.labels`; empty where it is for all. */
  selector: Record<string, string>;
  /** `egress[].hosts`, such as `shop/*`; undefined where there is no egress at all. */
  egressHosts?: string[];
}

/** Reads a ServiceEntry leniently: what has the wrong type counts as absent. */
export function readServiceEntry(object: JsonObject, namespace: string): ServiceEntry {
  const spec = objectAt(object, 'spec');
  return {
    metadata: readMetadata(object, namespace),
    hosts: textsAt(spec, 'hosts'),
    ...(Array.isArray(own(spec, 'addresses')) ? { addresses: textsAt(spec, 'addresses') } : {}),
    ports: readPorts(spec, 'number'),
    resolution: textAt(spec, 'resolution') || 'NONE',
    selector: textMapAt(objectAt(spec, 'workloadSelector'), 'labels'),
    exportTo: textsAt(spec, 'exportTo'),
  };
}

function readHash(holder: JsonObject): { hash?: HashKey } {
  const hash = asObject(own(objectAt(objectAt(holder, 'trafficPolicy'), 'loadBalancer'), 'consistentHash'));
  if (hash === undefined) return {};
  const header = textAt(hash, 'httpHeaderName');
  if (header !== '') return { hash: { header } };
  const other = ['httpCookie', 'useSourceIp', 'httpQueryParameterName'].find((key) => Object.hasOwn(hash, key));
  return { hash: other === undefined ? {} : { other } };
}

/** Reads a DestinationRule leniently. */
export function readDestinationRule(object: JsonObject, namespace: string): DestinationRule {
  const spec = objectAt(object, 'spec');
  const perPort = listAt(objectAt(spec, 'trafficPolicy'), 'portLevelSettings');
  return {
    metadata: readMetadata(object, namespace),
    host: textAt(spec, 'host'),
    ...readHash(spec),
    hashPerPort: perPort.some((item) => Object.hasOwn(objectAt(asObject(item), 'loadBalancer'), 'consistentHash')),
    subsets: listAt(spec, 'subsets').map((item) => {
      const subset = asObject(item) ?? {};
      return {
        name: textAt(subset, 'name'),
        hasLoadBalancer: Object.hasOwn(objectAt(subset, 'trafficPolicy'), 'loadBalancer'),
        ...readHash(subset),
      };
    }),
  };
}

/** The oneof of an Istio `StringMatch`; where several are given the last by field number counts. */
function readStringMatch(value: Json | undefined): RuleStringMatch | undefined {
  const match = asObject(value);
  if (match === undefined) return undefined;
  for (const kind of ['regex', 'prefix', 'exact'] as const) {
    const text = own(match, kind);
    if (typeof text === 'string') return { kind, value: text };
  }
  return undefined;
}

function readMatch(item: Json): RuleMatch {
  const match = asObject(item) ?? {};
  const headers = new Map<string, RuleStringMatch | undefined>();
  for (const [name, value] of Object.entries(objectAt(match, 'headers'))) headers.set(name, readStringMatch(value));
  const method = readStringMatch(own(match, 'method'));
  return {
    headers,
    ignored: Object.keys(match).filter((key) => key !== 'headers' && key !== 'method' && key !== 'name'),
    ...(method === undefined ? {} : { method }),
  };
}

function readRoute(item: Json): RuleRoute {
  const route = asObject(item) ?? {};
  const destination = asObject(own(route, 'destination'));
  const weight = integerAt(route, 'weight') ?? 0;
  if (destination === undefined) return { weight };
  const port = integerAt(objectAt(destination, 'port'), 'number');
  const target = { host: textAt(destination, 'host'), subset: textAt(destination, 'subset') };
  return { weight, destination: port === undefined ? target : { ...target, port } };
}

/** Reads a VirtualService leniently. */
export function readVirtualService(object: JsonObject, namespace: string): VirtualService {
  const spec = objectAt(object, 'spec');
  return {
    metadata: readMetadata(object, namespace),
    hosts: textsAt(spec, 'hosts'),
    http: listAt(spec, 'http').map((item) => {
      const rule = asObject(item) ?? {};
      return {
        name: textAt(rule, 'name'),
        matches: listAt(rule, 'match').map(readMatch),
        routes: listAt(rule, 'route').map(readRoute),
        ignored: Object.keys(rule).filter((key) => key !== 'name' && key !== 'match' && key !== 'route'),
      };
    }),
  };
}

/** Reads a Gateway leniently. Servers without a port number are left out. */
export function readGateway(object: JsonObject, namespace: string): Gateway {
  const spec = objectAt(object, 'spec');
  const servers: GatewayServer[] = [];
  listAt(spec, 'servers').forEach((item, index) => {
    const port = objectAt(asObject(item), 'port');
    const number = integerAt(port, 'number');
    if (number !== undefined) servers.push({ portName: textAt(port, 'name'), portNumber: number, index });
  });
  return { metadata: readMetadata(object, namespace), selector: textMapAt(spec, 'selector'), servers };
}

/** Reads a Sidecar leniently. */
export function readSidecar(object: JsonObject, namespace: string): Sidecar {
  const spec = objectAt(object, 'spec');
  const egress = listAt(spec, 'egress');
  const selector = textMapAt(objectAt(spec, 'workloadSelector'), 'labels');
  return {
    metadata: readMetadata(object, namespace),
    selective: Object.keys(selector).length > 0,
    selector,
    ...(egress.length > 0 ? { egressHosts: egress.flatMap((item) => textsAt(asObject(item), 'hosts')) } : {}),
  };
}

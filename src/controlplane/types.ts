import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';
import type { GlobalRateLimit, LocalRateLimit, RouteConfiguration } from '../dataplane/types.js';
import type { Source } from '../resource/source.js';

/** What an input object was to the generator. */
export type Role =
  | 'service'
  | 'router'
  | 'protocol'
  | 'destinationRule'
  | 'virtualService'
  | 'gateway'
  | 'redisService'
  | 'redisDestination'
  | 'authorization'
  | 'secret'
  | 'meshConfig';

/** An input that made a generated object what it is. The path is the part that did. */
export interface Cause extends Source {
  path: Path;
  role: Role;
}

/** An object that Aeraki would write into the cluster. */
export interface GeneratedObject {
  /** apiVersion, kind, metadata (name, namespace, labels) and spec, as the API server would be sent them. */
  object: JsonObject;
  /** The service host it is for. */
  host: string;
  causes: Cause[];
  /** Where the object holds a secret in clear text. */
  secrets: Path[];
}

/** The routes that Aeraki would serve over MetaRDS for one port of one service. */
export interface GeneratedRoutes {
  host: string;
  port: number;
  portName: string;
  service: Source;
  /** Its name is the one that listeners ask for: `<host>_<port>`. */
  configuration: RouteConfiguration;
  causes: Cause[];
  /** For each route of the configuration the place it came from; undefined for the default route. */
  sources: (Cause | undefined)[];
}

/** A MetaProtocol port of a service, as far as requests are treated there. */
export interface ListenerInfo {
  host: string;
  port: number;
  portName: string;
  service: Source;
  /** The third part of the port's name; undefined where it has none and Aeraki dies of it. */
  applicationProtocol?: string;
  /** Undefined where no codec is registered for the protocol, so that there is no filter. */
  codec?: string;
  /** The limits at the server's side, and the router that set them. */
  localRateLimit?: LocalRateLimit;
  globalRateLimit?: GlobalRateLimit;
  router?: Source;
}

/** Everything that Aeraki would generate from a mesh, and what it would drop, guess or die of. */
export interface Translation {
  /** By namespace and name. */
  envoyFilters: GeneratedObject[];
  /** By namespace and name. */
  virtualServices: GeneratedObject[];
  /** By name. */
  routeConfigurations: GeneratedRoutes[];
  /** The MetaProtocol ports, by host and port. */
  listeners: ListenerInfo[];
  notes: Finding[];
}

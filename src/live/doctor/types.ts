import type { Code } from '../../base/codes.js';
import type { Finding } from '../../base/finding.js';
import type { JsonObject } from '../../base/json.js';
import type { Mesh } from '../../mesh/types.js';
import type { GeneratedState } from '../drifttypes.js';
import type { ProxyReport } from '../proxy.js';

/** Something that was asked, and its answer, or why there is none. */
export type Asked<T> = { value: T } | { unknown: string };

/** A control plane's deployment. */
export interface ControlPlane {
  name: string;
  namespace: string;
  image: string;
  /** Best known version: what the program itself says, else the image's tag; empty where neither is one. */
  version: string;
  /** Istio's revision; empty for Aeraki. */
  revision: string;
  env: Record<string, string>;
  args: string[];
  /** Wanted and ready pods, as the Deployment's status has them. */
  wanted: number;
  ready: number;
  pods: { name: string; restarts: number; ready: boolean; phase: string; why: string }[];
}

/** A connection that istiod has, from `/debug/adsz`. */
export interface Connection {
  id: string;
  /** RFC 3339. */
  connectedAt: string;
  /** Its own `GENERATOR`: `api` for Aeraki. */
  generator: string;
  watches: string[];
}

/** Whether the user may do something. */
export interface Permission {
  verb: string;
  group: string;
  /** `pods`, or with a subresource `pods/portforward`. */
  resource: string;
  allowed: boolean;
  /** What it is needed for: commands of this program. */
  for: string;
}

/** Everything that the doctor looks at, at about one moment. */
export interface Observation {
  /** Epoch milliseconds. */
  now: number;
  /** Before an installation: Aeraki is not expected to be there. */
  before: boolean;
  kubernetes: Asked<string>;
  istio: Asked<ControlPlane[]>;
  aeraki: Asked<ControlPlane[]>;
  /** Where Aeraki believes the root namespace to be, and Istio's own. */
  rootNamespace: string;
  istioNamespace: string | undefined;
  /** Where Aeraki is, also where only its Service was found. */
  aerakiNamespace: string | undefined;
  crds: Asked<JsonObject[]>;
  webhooks: Asked<JsonObject[]>;
  namespaces: Asked<JsonObject[]>;
  /** ConfigMaps `aeraki-bootstrap-config` of all namespaces. */
  bootstraps: Asked<JsonObject[]>;
  /** The raw mesh configuration; undefined where there is no ConfigMap. */
  meshConfig: Asked<JsonObject | undefined>;
  /** Services of the control planes' namespaces. */
  services: Asked<JsonObject[]>;
  /** Addresses that stand behind Aeraki's Service. */
  endpoints: Asked<{ service: string; ready: number }[]>;
  /** Istio's root certificate, PEM. */
  rootCertificate: Asked<string>;
  /** The value of the leader lock's annotation. */
  leader: Asked<{ holder: string; renewed: string; leaseSeconds: number } | undefined>;
  connections: Asked<Connection[]>;
  /** The last lines of Aeraki's log. */
  log: Asked<string[]>;
  permissions: Asked<Permission[]>;
  mesh: Asked<Mesh>;
  proxies: Asked<ProxyReport[]>;
  /** What lint says of the objects in the cluster. */
  findings: Asked<Finding[]>;
  /** What is there of Aeraki's making, against what should be. */
  generated: Asked<Pick<GeneratedState, 'kind' | 'namespace' | 'name' | 'state' | 'reasons'>[]>;
  /** EnvoyFilters and VirtualServices of Aeraki's making that are there. */
  managed: Asked<number>;
}

/** How a check ended. `unknown`: it could not be looked at, and is by no means well. */
export type Verdict = 'ok' | 'warning' | 'failed' | 'unknown';

/** What a check found. */
export interface Outcome {
  verdict: Verdict;
  /** What is so, in a sentence or a few words; for `unknown` why it is not known. */
  message: string;
  /** Single cases, one a line. */
  details?: string[];
  /** What to do, where that is more exact than the code's own remedy. */
  fix?: string;
}

/** The headings of the report, in order. */
export const groups = [
  'kubernetes',
  'istio',
  'aeraki',
  'custom resources',
  'webhook',
  'mesh configuration',
  'namespaces',
  'proxies',
  'configuration',
  'permissions',
] as const;

/** A heading of the report. */
export type Group = (typeof groups)[number];

/** One check as data. */
export interface Check {
  /** Kebab-case and stable: what scripts may select by. */
  id: string;
  group: Group;
  /** Its page tells why it matters and what to do. */
  code: Code;
  /** What is so when all is well. */
  title: string;
  /** When it makes sense; both where left out. */
  when?: 'before' | 'after';
  run: (observation: Observation) => Outcome;
}

/** A check that was made. */
export interface CheckResult extends Outcome {
  id: string;
  group: Group;
  code: Code;
  title: string;
  /** Set unless the verdict is ok. */
  fix?: string;
  /** Page of the code, relative to the documentation. */
  docs: string;
}

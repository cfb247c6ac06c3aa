import { asObject, type JsonObject, own } from '../base/json.js';
import type { Path } from '../base/path.js';
import type { Metadata } from './aeraki.js';
import { listAt, objectAt, readMetadata, textAt, textMapAt } from './core.js';

/** How a sidecar takes connections; `UNSET` inherits. */
export type MutualTlsMode = 'UNSET' | 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** What is read of a PeerAuthentication. */
export interface PeerAuthentication {
  metadata: Metadata;
  /** The labels of the workloads it is for; undefined: all of its namespace. */
  selector?: Record<string, string>;
  mode: MutualTlsMode;
  /** By the port that the workload listens on, as written. */
  portModes: Map<string, MutualTlsMode>;
}

/** A rule of an AuthorizationPolicy, as far as connections see it. */
export interface ConnectionRule {
  index: number;
  /** Where fields are that only HTTP has: from the object. */
  httpFields: Path[];
  /** Whether it has other conditions, which hold for a connection. */
  hasOthers: boolean;
}

/** What is read of an AuthorizationPolicy. */
export interface AuthorizationPolicy {
  metadata: Metadata;
  action: string;
  /** The labels of the workloads it is for; undefined: all of its namespace. */
  selector?: Record<string, string>;
  /** Bound to gateways or waypoints (`targetRef`), and to no sidecar. */
  elsewhere: boolean;
  rules: ConnectionRule[];
  /** Where it asks for principals or namespaces, which need mutual TLS. */
  identities: Path[];
}

function selectorOf(spec: JsonObject): { selector?: Record<string, string> } {
  const labels = textMapAt(objectAt(spec, 'selector'), 'matchLabels');
  return Object.keys(labels).length === 0 ? {} : { selector: labels };
}

function modeOf(holder: JsonObject): MutualTlsMode {
  const mode = textAt(holder, 'mode');
  return mode === 'DISABLE' || mode === 'PERMISSIVE' || mode === 'STRICT' ? mode : 'UNSET';
}

/** Reads a PeerAuthentication leniently: what has the wrong type counts as absent. */
export function readPeerAuthentication(object: JsonObject, namespace: string): PeerAuthentication {
  const spec = objectAt(object, 'spec');
  const ports = Object.entries(objectAt(spec, 'portLevelMtls'));
  return {
    metadata: readMetadata(object, namespace),
    ...selectorOf(spec),
    mode: modeOf(objectAt(spec, 'mtls')),
    portModes: new Map(ports.map(([port, value]) => [port, modeOf(asObject(value) ?? {})])),
  };
}

/** Fields of a source and an operation that only HTTP requests have (Istio's `generator.go`: they cannot be written for TCP). */
const httpSource = ['requestPrincipals', 'notRequestPrincipals'];
const httpOperation = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths'];
const identityFields = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces', 'serviceAccounts', 'notServiceAccounts'];

function isHttpKey(key: string): boolean {
  return key.startsWith('request.');
}

/** Reads an AuthorizationPolicy leniently. */
export function readAuthorizationPolicy(object: JsonObject, namespace: string): AuthorizationPolicy {
  const spec = objectAt(object, 'spec');
  const identities: Path[] = [];
  const rules = listAt(spec, 'rules').map((item, index): ConnectionRule => {
    const rule = asObject(item) ?? {};
    const httpFields: Path[] = [];
    let hasOthers = false;
    const look = (holder: JsonObject, path: Path, http: readonly string[]): void => {
      for (const [key, value] of Object.entries(holder)) {
        if (!Array.isArray(value) || value.length === 0) continue;
        if (http.includes(key)) httpFields.push([...path, key]);
        else hasOthers = true;
        if (identityFields.includes(key)) identities.push([...path, key]);
      }
    };
    const path: Path = ['spec', 'rules', index];
    listAt(rule, 'from').forEach((from, at) => {
      look(objectAt(asObject(from), 'source'), [...path, 'from', at, 'source'], httpSource);
    });
    listAt(rule, 'to').forEach((to, at) => {
      look(objectAt(asObject(to), 'operation'), [...path, 'to', at, 'operation'], httpOperation);
    });
    listAt(rule, 'when').forEach((when, at) => {
      const key = textAt(asObject(when) ?? {}, 'key');
      if (isHttpKey(key)) httpFields.push([...path, 'when', at, 'key']);
      else hasOthers = true;
      if (key === 'source.principal' || key === 'source.namespace') identities.push([...path, 'when', at, 'key']);
    });
    return { index, httpFields, hasOthers };
  });
  return {
    metadata: readMetadata(object, namespace),
    action: textAt(spec, 'action') || 'ALLOW',
    ...selectorOf(spec),
    elsewhere: own(spec, 'targetRef') !== undefined || listAt(spec, 'targetRefs').length > 0,
    rules,
    identities,
  };
}

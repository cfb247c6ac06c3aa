import type { Code } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import type { Patterns } from '../base/pattern.js';
import type { Translation } from '../controlplane/types.js';
import type { CodecFacts } from '../dataplane/codecs.js';
import type { ManifestObject } from '../manifest/types.js';
import type { Mesh, Service, ServicePort } from '../mesh/types.js';
import type { MetaRouter } from '../resource/aeraki.js';
import type { Source, Sourced } from '../resource/source.js';

/** A version as far as it decides anything. */
export interface Version {
  major: number;
  minor: number;
  patch: number;
}

/** What the caller knows and the manifests do not say. Everything may be left out. */
export interface LintOptions {
  /** Versions of what runs in the mesh; without one, nothing is said that depends on it. */
  istio?: Version;
  aeraki?: Version;
  envoy?: Version;
  /** Attributes of private protocols, by the protocol's name; `*` among them: others may occur as well. */
  attributes?: ReadonlyMap<string, readonly string[]>;
  /** True where the objects are all that the mesh has, so that what is not among them does not exist. */
  complete?: boolean;
  /** The RE2 engine; without it nothing is said about patterns. */
  patterns?: Patterns;
}

/** What is known of the attributes of an application protocol. */
export interface CodecKnowledge {
  protocol: string;
  /** As the codec sets them. Undefined: nothing is known. */
  attributes?: readonly string[];
  /** True where messages may hold others beside. */
  open: boolean;
  facts?: CodecFacts;
}

/** A MetaRouter with the service it is for, as far as there is one. */
export interface RoutedHost {
  router: MetaRouter;
  source: Source;
  host: string;
  /** Undefined where no service has the host. */
  service?: Service;
  /** The MetaProtocol ports of the service. */
  ports: ServicePort[];
  /** One for each protocol that the ports name. */
  codecs: CodecKnowledge[];
}

/** Everything a rule may look at. */
export interface LintContext {
  objects: readonly ManifestObject[];
  mesh: Mesh;
  translation: Translation;
  options: LintOptions;
  /** Every MetaRouter, by namespace and name. */
  routers: readonly RoutedHost[];
  /** Every service by each of its hosts, also those that Aeraki does not see. */
  hosts: ReadonlyMap<string, readonly Service[]>;
  /** Objects of a kind, of whatever version of the group, in the order they were read. The group of the core kinds is the empty one. */
  ofKind(group: string, kind: string): readonly Sourced<JsonObject>[];
  codec(protocol: string): CodecKnowledge;
}

/** What a rule says of itself. Summary, consequence and remedy are those of its codes. */
export interface RuleMeta {
  /** Kebab-case; the name of its file. */
  name: string;
  /** The codes it reports, its own first; those of other rooms keep their meaning. */
  codes: readonly Code[];
  /** The kinds whose objects it reports on. */
  kinds: readonly string[];
}

/** One rule: a pure function of the context. Findings name paths, never lines. */
export interface Rule {
  meta: RuleMeta;
  check(context: LintContext): Finding[];
}

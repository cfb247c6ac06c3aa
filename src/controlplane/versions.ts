import type { Code } from '../base/codes.js';
import type { Finding, Severity } from '../base/finding.js';
import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import { note } from '../mesh/notes.js';
import type { Source } from '../resource/source.js';
import type { Cause, GeneratedObject, Translation } from './types.js';

/** A version as `1.24` or `1.20.3`; what is left out is 0. */
export interface Version {
  major: number;
  minor: number;
  patch: number;
}

/** Reads `1.24`, `v1.20.3`, `1.32-dev` or `1.18.0-distroless`. Undefined: it is none. */
export function parseVersion(text: string): Version | undefined {
  const found = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:[-+][\w.+-]{1,60})?$/.exec(text);
  if (found === null) return undefined;
  return { major: Number(found[1]), minor: Number(found[2]), patch: Number(found[3] ?? 0) };
}

/** A version as it is written in messages: `1.24`, `1.20.3`. */
export function versionText({ major, minor, patch }: Version): string {
  return `${major}.${minor}${patch === 0 ? '' : `.${patch}`}`;
}

function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** What runs in the mesh, as far as it was named. */
export interface MeshVersions {
  istio?: Version;
  envoy?: Version;
}

/** One thing that versions of a program do to what Aeraki generates. */
export interface VersionFact {
  code: Code;
  program: keyof MeshVersions;
  /** The first version, and the first that is free of it again; without, all of them. */
  since?: string;
  before?: string;
  /** The extension that has to be in a generated object; without, the whole translation is meant. */
  extension?: { name: string; withoutType?: true };
  severity?: Severity;
  /** What is the matter, after `Istio 1.24 ` or `Envoy 1.40 `. `HOST` and `OBJECT` stand for what it is about. */
  consequence: string;
  /** `ran`: seen with a real one (the version is named where it was another). `read`: taken from release notes or source. */
  known: 'ran' | 'read';
}

const lookupEnds = '1.39';

/** What is known. The texts that a real Envoy refuses with are those that test/e2e expects of it. */
export const versionFacts: readonly VersionFact[] = [
  {
    code: 'AER0650',
    program: 'istio',
    since: '1.24',
    consequence:
      'answers Aeraki with an empty list for every kind and no error: Aeraki sees no services, and nothing of what is shown here is generated. MetaRouters are accepted and do nothing.',
    known: 'ran',
  },
  {
    code: 'AER0651',
    program: 'istio',
    since: '1.32',
    severity: 'warning',
    consequence:
      'has builds, from 2026-08-12 on, that refuse Aeraki altogether (Unauthenticated: the api generator requires an authenticated control-plane identity).',
    known: 'ran',
  },
  {
    code: 'AER0652',
    program: 'istio',
    since: '1.17',
    before: '1.18',
    consequence: 'is not the version that Aeraki 1.4 is published for, which is 1.18. It serves what Aeraki asks for.',
    known: 'read',
  },
  {
    code: 'AER0652',
    program: 'istio',
    since: '1.19',
    before: '1.24',
    consequence:
      'is not the version that Aeraki 1.4 is published for, which is 1.18. It serves what Aeraki asks for; a mesh with 1.20 was seen to work.',
    known: 'ran',
  },
  {
    code: 'AER0652',
    program: 'istio',
    before: '1.17',
    severity: 'warning',
    consequence:
      'is older than what Aeraki 1.4 is published for, which is 1.18. What is shown here may not be what an older Aeraki generates.',
    known: 'read',
  },
  {
    code: 'AER0653',
    program: 'istio',
    since: '1.19',
    before: '1.24',
    extension: { name: 'envoy.filters.thrift.router', withoutType: true },
    consequence:
      "no longer lets its sidecars look up filters by name: they refuse the Thrift listeners of HOST, as Aeraki gives 'envoy.filters.thrift.router' no type.",
    known: 'read',
  },
  {
    code: 'AER0653',
    program: 'istio',
    since: '1.19',
    before: '1.24',
    extension: { name: 'envoy.transport_sockets.raw_buffer', withoutType: true },
    consequence:
      "no longer lets its sidecars look up extensions by name: they refuse the cluster of HOST, as Aeraki gives 'envoy.transport_sockets.raw_buffer' no type, and with it the whole update of clusters.",
    known: 'read',
  },
  {
    code: 'AER0653',
    program: 'envoy',
    since: lookupEnds,
    extension: { name: 'envoy.filters.thrift.router', withoutType: true },
    consequence:
      "refuses the Thrift listeners of HOST: Didn't find a registered implementation for 'envoy.filters.thrift.router' with type URL: ''.",
    known: 'ran',
  },
  {
    code: 'AER0653',
    program: 'envoy',
    since: lookupEnds,
    extension: { name: 'envoy.transport_sockets.raw_buffer', withoutType: true },
    consequence:
      "refuses the cluster of HOST, and with it the whole update of clusters: Didn't find a registered implementation for 'envoy.transport_sockets.raw_buffer' with type URL: ''.",
    known: 'ran',
  },
  {
    code: 'AER0653',
    program: 'envoy',
    since: '1.22',
    before: lookupEnds,
    severity: 'warning',
    extension: { name: 'envoy.filters.thrift.router', withoutType: true },
    consequence:
      "refuses the Thrift listeners of HOST, as Aeraki gives 'envoy.filters.thrift.router' no type, unless its runtime flag no_extension_lookup_by_name is false, as in sidecars of Istio before 1.19.",
    known: 'read',
  },
  {
    code: 'AER0653',
    program: 'envoy',
    since: '1.22',
    before: lookupEnds,
    severity: 'warning',
    extension: { name: 'envoy.transport_sockets.raw_buffer', withoutType: true },
    consequence:
      "refuses the cluster of HOST, and with it the whole update of clusters, as Aeraki gives 'envoy.transport_sockets.raw_buffer' no type, unless its runtime flag no_extension_lookup_by_name is false, as in sidecars of Istio before 1.19.",
    known: 'read',
  },
  {
    code: 'AER0654',
    program: 'envoy',
    severity: 'info',
    extension: { name: 'envoy.filters.network.meta_protocol_proxy' },
    consequence: "has the MetaProtocol filter only as Aeraki's own proxy; any other refuses the listeners of HOST.",
    known: 'ran',
  },
  {
    code: 'AER0654',
    program: 'envoy',
    extension: { name: 'envoy.filters.network.kafka_broker' },
    consequence: 'has no Kafka filter in its plain builds, which then refuse the listeners of HOST.',
    known: 'ran',
  },
  {
    code: 'AER0654',
    program: 'envoy',
    extension: { name: 'envoy.filters.dubbo.rbac' },
    consequence:
      "has no Dubbo authorization filter in its plain builds, which then refuse everything that comes in to the pods of HOST (Didn't find a registered implementation for name: 'envoy.filters.dubbo.rbac').",
    known: 'ran',
  },
  {
    code: 'AER0654',
    program: 'envoy',
    severity: 'info',
    extension: { name: 'istio.metadata_exchange' },
    consequence:
      "has the filter that exchanges metadata only as Istio's or Aeraki's proxy; a plain one refuses the cluster of HOST.",
    known: 'ran',
  },
];

const programs = { istio: 'Istio', envoy: 'Envoy' } as const;

function applies(fact: VersionFact, version: Version): boolean {
  const [since, before] = [fact.since, fact.before].map((text) => (text === undefined ? undefined : parseVersion(text)));
  return (
    (since === undefined || compareVersions(version, since) >= 0) &&
    (before === undefined || compareVersions(version, before) < 0)
  );
}

/** The extensions that a value names: true where it never gives them a type. */
function extensionsIn(value: Json, found = new Map<string, boolean>()): Map<string, boolean> {
  if (Array.isArray(value)) for (const item of value) extensionsIn(item, found);
  else if (isObject(value)) {
    const name = own(value, 'name');
    if (typeof name === 'string') {
      const untyped = !Object.hasOwn(value, 'typed_config') && !Object.hasOwn(value, 'typedConfig');
      found.set(name, untyped && found.get(name) !== false);
    }
    for (const member of Object.values(value)) extensionsIn(member, found);
  }
  return found;
}

/** What an EnvoyFilter puts into the proxies; what it matches there does not count. */
function patchedValues({ object }: GeneratedObject): JsonObject[] {
  const spec = own(object, 'spec');
  const patches = isObject(spec) ? own(spec, 'configPatches') : undefined;
  return (Array.isArray(patches) ? patches : []).flatMap((patch) =>
    isObject(patch) && isObject(patch['patch']) ? [patch['patch']] : [],
  );
}

/** The input that a generated object is blamed on: what asked for the extension, as a rule the port of the service. */
function blamed(generated: GeneratedObject, extension: string): Cause | undefined {
  const wanted =
    extension === 'envoy.filters.dubbo.rbac'
      ? 'authorization'
      : /raw_buffer|metadata_exchange/.test(extension)
        ? 'redisDestination'
        : 'service';
  return generated.causes.find(({ role }) => role === wanted) ?? generated.causes[0];
}

/**
 * What the named versions of Istio and Envoy reject or ignore of a translation. A fact about a filter is said once for each host that
 * generates it; one about the whole at the first port that Aeraki manages. Where nothing is generated, facts about the whole are said of `otherwise`, such as
 * a router whose service is elsewhere, or of nothing.
 */
export function checkVersions(translation: Translation, versions: MeshVersions, otherwise?: Source): Finding[] {
  const findings: Finding[] = [];
  if (versions.istio === undefined && versions.envoy === undefined) return findings;
  const said = new Set<string>();
  const extensions = translation.envoyFilters.map((generated) => ({
    generated,
    names: patchedValues(generated).reduce((found, value) => extensionsIn(value, found), new Map<string, boolean>()),
  }));
  for (const fact of versionFacts) {
    const version = versions[fact.program];
    if (version === undefined || !applies(fact, version)) continue;
    const opening = `${programs[fact.program]} ${versionText(version)}`;
    const { extension } = fact;
    const severity = fact.severity === undefined ? {} : { severity: fact.severity };
    const say = (cause: Cause | undefined, host: string): void => {
      const message = `${opening} ${fact.consequence.replaceAll('HOST', host)}`;
      findings.push(note(fact.code, cause ?? {}, cause?.path ?? [], message, severity));
    };
    if (extension === undefined) {
      const first = translation.envoyFilters[0] ?? translation.routeConfigurations[0] ?? translation.virtualServices[0];
      if (first === undefined && otherwise !== undefined)
        findings.push(note(fact.code, otherwise, [], `${opening} ${fact.consequence}`, severity));
      if (first !== undefined) say(first.causes.find(({ role }) => role === 'service') ?? first.causes[0], first.host);
      continue;
    }
    for (const { generated, names } of extensions) {
      const untyped = names.get(extension.name);
      if (untyped === undefined || (extension.withoutType === true && !untyped)) continue;
      const key = `${fact.code} ${fact.program} ${extension.name} ${generated.host}`;
      if (said.has(key)) continue;
      said.add(key);
      say(blamed(generated, extension.name), generated.host);
    }
  }
  return findings;
}

import { asString, type JsonObject, own } from '../base/json.js';
import { applicationProtocolOf, protocolOf } from '../controlplane/names.js';
import type { Translation } from '../controlplane/types.js';
import { codecFacts } from '../dataplane/codecs.js';
import type { ManifestObject } from '../manifest/types.js';
import { addTo } from '../mesh/hosts.js';
import type { Mesh, Service } from '../mesh/types.js';
import { objectAt, textAt } from '../resource/core.js';
import type { Sourced } from '../resource/source.js';
import type { CodecKnowledge, LintContext, LintOptions, RoutedHost } from './types.js';

/** The annotation of an ApplicationProtocol that names the attributes of a private protocol: `cmd, user`, with `*` where others may occur. */
export const attributesAnnotation = 'aerakictl/attributes';

/** A list as people write it in one line: split at commas and spaces. */
export function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

function codecLookup(mesh: Mesh, options: LintOptions): (protocol: string) => CodecKnowledge {
  const annotated = new Map<string, string[]>();
  for (const { value } of mesh.protocols) {
    const { annotations } = value.metadata;
    if (Object.hasOwn(annotations, attributesAnnotation))
      annotated.set(value.protocol, wordsOf(annotations[attributesAnnotation] ?? ''));
  }
  const known = new Map<string, CodecKnowledge>();
  return (protocol) => {
    const before = known.get(protocol);
    if (before !== undefined) return before;
    const registered = mesh.codecs.get(protocol)?.codec;
    const facts = registered === undefined ? undefined : codecFacts(registered);
    const declared = [...(annotated.get(protocol) ?? []), ...(options.attributes?.get(protocol) ?? [])];
    const hasDeclared = annotated.has(protocol) || options.attributes?.has(protocol) === true;
    const attributes = [...new Set([...(facts?.attributes ?? []), ...declared.filter((name) => name !== '*')])];
    const isKnown = facts !== undefined || hasDeclared;
    const knowledge: CodecKnowledge = {
      protocol,
      open: !isKnown || facts?.furtherAttributes !== undefined || declared.includes('*'),
      ...(isKnown ? { attributes } : {}),
      ...(facts === undefined ? {} : { facts }),
    };
    known.set(protocol, knowledge);
    return knowledge;
  };
}

function allHosts(mesh: Mesh): Map<string, Service[]> {
  const hosts = new Map<string, Service[]>();
  for (const service of [...mesh.services, ...mesh.hiddenServices])
    for (const host of new Set(service.hosts)) addTo(hosts, host, service);
  return hosts;
}

/** Looks objects up by group and kind; the index is made when it is first asked for. */
function kindLookup(objects: readonly ManifestObject[], namespace: string): LintContext['ofKind'] {
  let index: Map<string, Sourced<JsonObject>[]> | undefined;
  const make = (): Map<string, Sourced<JsonObject>[]> => {
    const made = new Map<string, Sourced<JsonObject>[]>();
    for (const { value, origin } of objects) {
      const apiVersion = asString(own(value, 'apiVersion')) ?? '';
      const kind = asString(own(value, 'kind')) ?? '';
      const metadata = objectAt(value, 'metadata');
      const resource = {
        apiVersion,
        kind,
        namespace: textAt(metadata, 'namespace') || namespace,
        name: textAt(metadata, 'name'),
      };
      const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
      addTo(made, `${group}/${kind}`, { value, source: { origin, resource } });
    }
    return made;
  };
  return (group, kind) => {
    index ??= make();
    return index.get(`${group}/${kind}`) ?? [];
  };
}

/** Puts together what the rules look at. `namespace` is that of objects that name none. */
export function lintContext(
  objects: readonly ManifestObject[],
  mesh: Mesh,
  translation: Translation,
  namespace: string,
  options: LintOptions,
): LintContext {
  const codec = codecLookup(mesh, options);
  const routers = mesh.routers.map(({ value, source }): RoutedHost => {
    const host = value.hosts[0] ?? '';
    const services = mesh.servicesByHost.get(host) ?? [];
    const service = services.find(({ ports }) => ports.some(({ name }) => protocolOf(name) === 'metaprotocol')) ?? services[0];
    const ports = service?.ports.filter(({ name }) => protocolOf(name) === 'metaprotocol') ?? [];
    const protocols = new Set(ports.flatMap(({ name }) => applicationProtocolOf(name) ?? []));
    return {
      router: value,
      source,
      host,
      ports,
      codecs: [...protocols].map(codec),
      ...(service === undefined ? {} : { service }),
    };
  });
  return { objects, mesh, translation, options, routers, hosts: allHosts(mesh), ofKind: kindLookup(objects, namespace), codec };
}

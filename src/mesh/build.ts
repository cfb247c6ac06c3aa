import type { Finding } from '../base/finding.js';
import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import { formatPath, type Path } from '../base/path.js';
import type { ManifestObject } from '../manifest/types.js';
import type { ApplicationProtocol } from '../resource/aeraki.js';
import { readConfigMap, readSecret } from '../resource/core.js';
import { decodeApplicationProtocol, decodeMetaRouter } from '../resource/decode.js';
import { decodeDubboAuthorizationPolicy } from '../resource/dubbo.js';
import { readDestinationRule, readGateway, readSidecar, readVirtualService } from '../resource/istio.js';
import type { DecodeError } from '../resource/jsonpb.js';
import { decodeRedisDestination, decodeRedisService } from '../resource/redis.js';
import { readAuthorizationPolicy, readPeerAuthentication } from '../resource/security.js';
import type { Source, Sourced } from '../resource/source.js';
import { type Collection, collect, type MeshKind } from './collect.js';
import { addTo, completeHost } from './hosts.js';
import { findMeshConfig } from './meshconfig.js';
import { nameOf, note } from './notes.js';
import { compareServices, entryService, syntheticService } from './services.js';
import { type ManagedObject, type Mesh, type MeshOptions, type RegisteredCodec, redisKey } from './types.js';
import { rootSidecar } from './visibility.js';

/** The label by which Aeraki knows its own objects. */
export const managerLabel = { key: 'manager', value: 'Aeraki' } as const;

type Decoded<T> = { value: T } | { errors: DecodeError[] };

/** What follows from an object that does not decode. MetaRouters pass a webhook, which decodes them as Aeraki does. */
function undecodable(value: JsonObject, source: Source, kind: MeshKind, error: DecodeError): Finding {
  const { path, message, wanted, fix, isMistyped } = error;
  const given = valueAt(value, path);
  const isRefused = isMistyped || kind === 'MetaRouter';
  const follows = isRefused
    ? `The API server${isMistyped ? '' : ", or Aeraki's webhook,"} refuses such an object; one that is in the cluster all the same hides every ${kind} from Aeraki, of any name.`
    : `The API server accepts it, and Aeraki then sees no ${kind} at all, of any name.`;
  return note(
    'AER0409',
    source,
    path,
    `${nameOf(source)} cannot be decoded: ${formatPath(path)} must be ${wanted}${given === undefined ? '' : `, and it is ${describe(given)}`}. ${follows} Here only this one is left out. (${message})`,
    { fix },
  );
}

/** The value at a path; undefined if there is none. */
function valueAt(value: Json, path: Path): Json | undefined {
  let here: Json | undefined = value;
  for (const step of path) {
    if (Array.isArray(here)) here = here[Number(step)];
    else here = isObject(here) ? own(here, String(step)) : undefined;
  }
  return here;
}

/** A value in a few words. */
function describe(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'a mapping';
  const text = JSON.stringify(value);
  return `\`${text.length > 40 ? `${text.slice(0, 37)}…` : text}\``;
}

/** Decodes all objects of an Aeraki kind. One that does not decode is noted: to Aeraki it hides all the others. */
function decodeAll<T>(
  all: Collection,
  kind: MeshKind,
  decode: (object: JsonObject, namespace: string) => Decoded<T>,
  notes: Finding[],
): Sourced<T>[] {
  const decoded: Sourced<T>[] = [];
  for (const { value, source } of all(kind)) {
    const result = decode(value, source.resource.namespace ?? '');
    if ('value' in result) {
      decoded.push({ value: result.value, source });
      continue;
    }
    const [error] = result.errors;
    if (error !== undefined) notes.push(undecodable(value, source, kind, error));
  }
  return decoded;
}

function read<T>(objects: Sourced<JsonObject>[], reader: (object: JsonObject, namespace: string) => T): Sourced<T>[] {
  return objects.map(({ value, source }) => ({ value: reader(value, source.resource.namespace ?? ''), source }));
}

function indexBy<T>(items: readonly T[], keys: (item: T) => readonly string[]): Map<string, T[]> {
  const index = new Map<string, T[]>();
  for (const item of items) for (const key of new Set(keys(item))) addTo(index, key, item);
  return index;
}

/** The registry of codecs as it stands once all ApplicationProtocols were read in turn; the order is random in Aeraki. */
function registerCodecs(protocols: Sourced<ApplicationProtocol>[], notes: Finding[]): Map<string, RegisteredCodec> {
  const codecs = new Map<string, RegisteredCodec>([
    ['dubbo', { codec: 'aeraki.meta_protocol.codec.dubbo' }],
    ['thrift', { codec: 'aeraki.meta_protocol.codec.thrift' }],
  ]);
  for (const { value, source } of protocols) {
    const { protocol, codec } = value;
    for (const field of ['protocol', 'codec'] as const) {
      if (value[field] !== '') continue;
      const follows =
        field === 'codec' ? 'the listeners get an empty codec name, which Envoy refuses' : 'no port name can ever ask for it';
      notes.push(note('AER0425', source, ['spec', field], `${nameOf(source)} names no ${field}: ${follows}.`));
    }
    const known = codecs.get(protocol);
    if (known !== undefined && known.codec !== codec) {
      const message = known.source
        ? `Protocol ${protocol} has another codec in ${nameOf(known.source)}. Aeraki uses the one it happens to read last; here ${codec} stands.`
        : `Protocol ${protocol} is built into Aeraki with the codec ${known.codec}; this replaces it by ${codec} for the whole mesh.`;
      const related = known.source ? [{ message: 'The other one.', ...known.source, path: ['spec', 'codec'] }] : [];
      notes.push(
        note(known.source ? 'AER0423' : 'AER0424', source, ['spec', 'codec'], message, related.length > 0 ? { related } : {}),
      );
    }
    codecs.set(protocol, { codec, source });
  }
  return codecs;
}

function managedObjects(all: Collection): ManagedObject[] {
  const managed: ManagedObject[] = [];
  for (const kind of ['EnvoyFilter', 'VirtualService'] as const) {
    for (const { value, source } of all(kind)) {
      const { labels, name, namespace } = readConfigMap(value, source.resource.namespace ?? '').metadata;
      if (Object.hasOwn(labels, managerLabel.key) && labels[managerLabel.key] === managerLabel.value)
        managed.push({ kind, name, namespace, source });
    }
  }
  return managed;
}

/**
 * Makes the snapshot that Aeraki would have of these objects: Kubernetes Services become ServiceEntries as istiod makes them,
 * Aeraki's kinds are decoded as Aeraki decodes them, every list is in the order of namespace and name, and look-ups by host
 * are indexed. Objects of other kinds are passed over. Nothing throws; what was amiss is in `notes`.
 */
export function buildMesh(objects: readonly ManifestObject[], options: MeshOptions = {}): Mesh {
  const notes: Finding[] = [];
  const rootNamespace = options.rootNamespace ?? 'istio-system';
  const all = collect(objects, options.namespace ?? 'default', notes);
  const sidecars = read(all('Sidecar'), readSidecar);
  const context = {
    rootNamespace,
    domainSuffix: options.domainSuffix ?? 'cluster.local',
    sidecar: rootSidecar(sidecars, rootNamespace),
    vips: options.vips ?? new Map(),
  };
  const everyService = [
    ...all('ServiceEntry').map((entry) => entryService(entry, context)),
    ...all('Service').map((service) => syntheticService(service, context)),
  ].sort(compareServices);
  const services = everyService.filter(({ hidden }) => !hidden);
  const routers = decodeAll(all, 'MetaRouter', decodeMetaRouter, notes);
  const protocols = decodeAll(all, 'ApplicationProtocol', decodeApplicationProtocol, notes);
  const destinationRules = read(all('DestinationRule'), readDestinationRule);
  const virtualServices = read(all('VirtualService'), readVirtualService);
  const redisServices = decodeAll(all, 'RedisService', decodeRedisService, notes);
  const redisDestinations = decodeAll(all, 'RedisDestination', decodeRedisDestination, notes);
  const inNamespace = ({ source }: { source: Source }) => [source.resource.namespace ?? ''];
  return {
    rootNamespace,
    namespaceScoped: options.namespaceScoped ?? false,
    services,
    hiddenServices: everyService.filter(({ hidden }) => hidden),
    servicesByHost: indexBy(services, ({ hosts }) => hosts.slice(0, 1)),
    routers,
    routersByHost: indexBy(routers, ({ value }) => value.hosts),
    codecs: registerCodecs(protocols, notes),
    protocols,
    destinationRules,
    destinationRulesByHost: indexBy(destinationRules, ({ value }) => [completeHost(value.host, value.metadata.namespace)]),
    virtualServices,
    virtualServicesByHost: indexBy(virtualServices, ({ value }) => value.hosts),
    gateways: read(all('Gateway'), readGateway),
    sidecars,
    redisServices,
    redisServicesByHost: indexBy(redisServices, ({ value }) =>
      value.hosts.map((host) => redisKey(value.metadata.namespace, host)),
    ),
    redisDestinations,
    redisDestinationsByHost: indexBy(redisDestinations, ({ value }) => [redisKey(value.metadata.namespace, value.host)]),
    authorizations: indexBy(decodeAll(all, 'DubboAuthorizationPolicy', decodeDubboAuthorizationPolicy, notes), inNamespace),
    peerAuthentications: indexBy(read(all('PeerAuthentication'), readPeerAuthentication), inNamespace),
    authorizationPolicies: indexBy(read(all('AuthorizationPolicy'), readAuthorizationPolicy), inNamespace),
    secrets: new Map(
      read(all('Secret'), readSecret).map((secret) => [
        `${secret.value.metadata.namespace}/${secret.value.metadata.name}`,
        secret,
      ]),
    ),
    meshConfig: findMeshConfig(all, options, rootNamespace, notes),
    managed: managedObjects(all),
    notes,
  };
}

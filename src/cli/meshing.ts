import { isIP } from 'node:net';
import { asString, isObject, type JsonObject, own } from '../base/json.js';
import { suggest } from '../base/suggest.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import type { Mesh, MeshOptions } from '../mesh/types.js';
import { readConfigMap } from '../resource/core.js';
import { meshConfigMembers } from '../resource/meshconfig.js';
import { CliError } from './errors.js';
import { flag, pairs, text } from './options.js';
import type { Options } from './types.js';
import { readValue, readValueFile } from './values.js';

/**
 * The mesh that the objects make, under the options that say what else is known of it. `known` holds further addresses by host, for those that
 * neither the objects nor the options give.
 */
export function meshOf(objects: ManifestObject[], options: Options, known: ReadonlyMap<string, string[]> = new Map()): Mesh {
  const vips = addresses(options);
  const mesh = buildMesh(objects, { ...asked(options), vips: new Map([...known, ...vips]) });
  for (const host of vips.keys()) {
    if (mesh.servicesByHost.has(host)) continue;
    const near = suggest(host, mesh.servicesByHost.keys());
    throw new CliError(
      `--vip ${host}=${vips.get(host)?.[0]}: no service has this host`,
      near === undefined ? undefined : `Did you mean ${near}?`,
    );
  }
  return mesh;
}

function asked(options: Options): MeshOptions {
  const file = text(options, 'mesh-config');
  const rootNamespace = text(options, 'root-namespace');
  const domainSuffix = text(options, 'domain-suffix');
  return {
    namespace: text(options, 'namespace') ?? 'default',
    namespaceScoped: flag(options, 'namespace-scoped'),
    ...(rootNamespace === undefined ? {} : { rootNamespace }),
    ...(domainSuffix === undefined ? {} : { domainSuffix }),
    ...(file === undefined ? {} : meshConfig(file)),
  };
}

const meshConfigFix =
  'Give the fields of MeshConfig, such as accessLogFile, or the ConfigMap that holds them: kubectl get configmap istio -n istio-system -o yaml';

/** The mesh configuration of a file: its fields, or the ConfigMap that holds them as a text. */
function meshConfig(file: string): Pick<MeshOptions, 'meshConfig' | 'meshConfigOrigin'> {
  const value = readValueFile(file);
  const name = `--mesh-config ${file}`;
  if (!isObject(value)) throw new CliError(`${name}: not a mapping`, meshConfigFix);
  const kind = asString(own(value, 'kind'));
  if (kind === undefined || own(value, 'apiVersion') === undefined)
    return { meshConfig: checked(value, name), meshConfigOrigin: { file, document: 0, prefix: [] } };
  if (kind !== 'ConfigMap') throw new CliError(`${name}: it holds a ${kind}, not the mesh configuration`, meshConfigFix);
  const text = readConfigMap(value, '').data.get('mesh');
  if (text === undefined) throw new CliError(`${name}: the ConfigMap has no key mesh`, meshConfigFix);
  const mesh = readValue(text, `${file}, data.mesh`);
  if (!isObject(mesh)) throw new CliError(`${name}: data.mesh is not a mapping`, meshConfigFix);
  return { meshConfig: checked(mesh, name), meshConfigOrigin: { file, document: 0, prefix: ['data', 'mesh'] } };
}

/** The same; throws where nothing in it is a field of MeshConfig. An empty one stands for the defaults. */
function checked(value: JsonObject, name: string): JsonObject {
  const { known, unknown } = meshConfigMembers(value);
  if (known.length > 0 || unknown.length === 0) return value;
  const near = unknown.find(({ meant }) => meant !== undefined);
  throw new CliError(
    `${name}: no field of MeshConfig is in it`,
    near === undefined ? meshConfigFix : `Did you mean ${near.meant} instead of ${near.name}?`,
  );
}

/** `--vip` by host: each may be given several times. */
function addresses(options: Options): Map<string, string[]> {
  const vips = new Map<string, string[]>();
  for (const [host, address] of pairs(options, 'vip', 'HOST=IP')) {
    if (isIP(address) === 0) throw new CliError(`--vip ${host}=${address}: ${address} is not an IP address`);
    vips.set(host, [...(vips.get(host) ?? []), address]);
  }
  return vips;
}

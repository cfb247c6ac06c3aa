import { isIP } from 'node:net';
import { isObject } from '../base/json.js';
import { suggest } from '../base/suggest.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import type { Mesh, MeshOptions } from '../mesh/types.js';
import { CliError } from './errors.js';
import { flag, pairs, text } from './options.js';
import type { Options } from './types.js';
import { readValueFile } from './values.js';

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

function meshConfig(file: string): Pick<MeshOptions, 'meshConfig' | 'meshConfigOrigin'> {
  const value = readValueFile(file);
  if (!isObject(value))
    throw new CliError(`--mesh-config ${file}: not a mapping`, 'It holds the fields of MeshConfig, such as accessLogFile.');
  return { meshConfig: value, meshConfigOrigin: { file, document: 0, prefix: [] } };
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

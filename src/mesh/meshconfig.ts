import type { Finding } from '../base/finding.js';
import { isObject, type JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';
import { parseValue } from '../manifest/value.js';
import { readConfigMap } from '../resource/core.js';
import { meshConfigMembers, readMeshConfig } from '../resource/meshconfig.js';
import type { Source } from '../resource/source.js';
import type { Collection } from './collect.js';
import { note } from './notes.js';
import type { MeshOptions, PlacedMeshConfig } from './types.js';

/** The mesh configuration: the caller's, else that of the ConfigMap `istio` in the root namespace, else the defaults. */
export function findMeshConfig(all: Collection, options: MeshOptions, root: string, notes: Finding[]): PlacedMeshConfig {
  if (options.meshConfig !== undefined) {
    const source = options.meshConfigOrigin ? { origin: options.meshConfigOrigin } : {};
    noteUnknown(options.meshConfig, source, undefined, notes);
    return { value: readMeshConfig(options.meshConfig), source, path: [] };
  }
  const holder = all('ConfigMap').find(({ source }) => source.resource.name === 'istio' && source.resource.namespace === root);
  const text = holder && readConfigMap(holder.value, root).data.get('mesh');
  if (holder === undefined || text === undefined) return { value: readMeshConfig({}), path: [] };
  const path = ['data', 'mesh'];
  const outcome = parseValue(text);
  const parsed = 'value' in outcome ? outcome.value : undefined;
  if (!isObject(parsed) && parsed !== null) {
    const why = 'value' in outcome ? 'is no mapping' : `cannot be read (its line ${outcome.line}: ${outcome.message})`;
    const message = `The mesh configuration ${why}, so that the built-in defaults are used.`;
    notes.push(note('AER0446', holder.source, path, message));
  }
  const object = isObject(parsed) ? parsed : {};
  noteUnknown(object, holder.source, path, notes);
  return { value: readMeshConfig(object), source: holder.source, path };
}

/** Notes the members that are spelt almost as a field. Others may be fields of a newer Istio. `path`: of the text that holds them. */
function noteUnknown(object: JsonObject, source: Partial<Source>, path: Path | undefined, notes: Finding[]): void {
  for (const { name, meant } of meshConfigMembers(object).unknown) {
    if (meant === undefined) continue;
    const message = `The mesh configuration has no field \`${name}\`: Istio and Aeraki ignore it. Did you mean \`${meant}\`?`;
    notes.push(
      note('AER0450', source, path ?? [name], message, { fix: `Write \`${meant}\`.`, ...(path ? {} : { target: 'key' }) }),
    );
  }
}

// The CRDs of this project as the JSON schemas that kubeconform reads, closed to unknown fields as its strict mode wants them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './measure.mjs';

/** A schema in which every object with fields of its own takes no others, descriptions left out. */
function closed(schema) {
  const result = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'description' || key.startsWith('x-kubernetes-')) continue;
    if (key === 'properties')
      result[key] = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, closed(inner)]));
    else if (key === 'items' || (key === 'additionalProperties' && typeof value === 'object')) result[key] = closed(value);
    else result[key] = value;
  }
  const open = schema.additionalProperties !== undefined || schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (schema.properties !== undefined && !open) result.additionalProperties = false;
  return result;
}

/** Writes a schema for each kind and version into a folder, and answers kubeconform's `-schema-location` for it. */
export function writePeerSchemas(folder) {
  mkdirSync(folder, { recursive: true });
  const crds = join(root, 'schemas', 'crds');
  for (const name of readdirSync(crds).filter((file) => file.endsWith('.yaml'))) {
    const { spec } = parse(readFileSync(join(crds, name), 'utf8'));
    for (const version of spec.versions) {
      const schema = closed(version.schema.openAPIV3Schema);
      schema.properties = {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object' },
        ...schema.properties,
      };
      writeFileSync(join(folder, `${spec.names.kind.toLowerCase()}_${version.name}.json`), JSON.stringify(schema));
    }
  }
  return join(folder, '{{.ResourceKind}}_{{.ResourceAPIVersion}}.json');
}

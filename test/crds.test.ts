import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { crdFiles } from '../scripts/crds.js';
import { asList, asObject, isObject, type Json, own } from '../src/base/json.js';
import { crdOf as crdOfSchema } from '../src/resource/crd.js';
import { apiVersions, type KindInfo, kinds } from '../src/resource/kinds.js';
import { schemas } from '../src/resource/schemas.js';

const published = new URL('../../shared/recorded/cluster/crd-schemas.json', import.meta.url);
const aerakiKinds = kinds.filter((info) => info.role === 'aeraki');
const crdOf = (info: KindInfo) => crdOfSchema(info, schemas[info.schema] ?? {});

/** A schema without what changes no verdict: descriptions, and `format: string`, which the published ones give every text. */
function structureOf(value: Json, isProperties = false): Json {
  if (Array.isArray(value)) return value.map((item) => structureOf(item));
  if (!isObject(value)) return value;
  const entries = Object.entries(value)
    .filter(([key, member]) => isProperties || (key !== 'description' && !(key === 'format' && member === 'string')))
    .map(([key, member]): [string, Json] => [key, structureOf(member, key === 'properties' && !isProperties)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

for (const info of aerakiKinds) {
  test(`the CRD of ${info.kind} accepts what the published one accepts`, { skip: !existsSync(published) }, () => {
    const all: Json = JSON.parse(readFileSync(published, 'utf8'));
    const recorded = asObject(own(asObject(all) ?? {}, `${apiVersions(info)[0]}/${info.kind}`)) ?? {};
    const { spec } = crdOf(info);
    const version = spec.versions[0];
    const schema: Json = JSON.parse(JSON.stringify(version?.schema.openAPIV3Schema));
    assert.deepEqual(structureOf(schema), structureOf(recorded['schema'] ?? null));
    assert.deepEqual({ ...spec.names }, recorded['names']);
    assert.equal(spec.scope, recorded['scope']);
    assert.deepEqual(version?.subresources, recorded['subresources']);
  });
}

/** One line a value: its path, type and what else judges it (`spec.routes[].name: string`). The fixture is made of the published CRDs. */
function flatten(value: Json, path: string): string[] {
  const schema = asObject(value) ?? {};
  const { type, format, nullable, oneOf, properties, items, additionalProperties } = schema;
  const members = asList(oneOf).flatMap((branch) => asList(asObject(branch)?.['required']));
  const line = [
    `${path}: ${String(type)}`,
    ...(typeof format === 'string' && format !== 'string' ? [format] : []),
    ...(nullable === true ? ['nullable'] : []),
    ...(Array.isArray(schema['enum']) ? [schema['enum'].join('|')] : []),
    ...(oneOf === undefined ? [] : [`at most one of ${members.join(' ')}`]),
    ...(schema['x-kubernetes-preserve-unknown-fields'] === true ? ['anything'] : []),
  ].join(' ');
  return [
    line,
    ...Object.entries(asObject(properties) ?? {}).flatMap(([name, field]) => flatten(field, `${path}.${name}`)),
    ...(items === undefined ? [] : flatten(items, `${path}[]`)),
    ...(additionalProperties === undefined ? [] : flatten(additionalProperties, `${path}{}`)),
  ];
}

test('the CRDs have the structure that the published ones have', () => {
  const fixture = readFileSync(new URL('fixtures/crd-structure.txt', import.meta.url), 'utf8');
  const lines = aerakiKinds.flatMap((info) => {
    const schema: Json = JSON.parse(JSON.stringify(crdOf(info).spec.versions[0]?.schema.openAPIV3Schema));
    return flatten(schema, info.kind);
  });
  assert.deepEqual(lines.sort(), fixture.trimEnd().split('\n').sort());
});

test('the column Hosts of RedisService shows the field that exists', () => {
  const info = aerakiKinds.find((candidate) => candidate.kind === 'RedisService');
  assert.ok(info !== undefined);
  const columns: { jsonPath?: string }[] = crdOf(info).spec.versions[0]?.additionalPrinterColumns ?? [];
  assert.deepEqual(
    columns.map((column) => column.jsonPath),
    ['.spec.host', '.metadata.creationTimestamp'],
  );
});

test('the files are in step with the schemas, and hold what is meant when read back', () => {
  for (const [path, text] of crdFiles()) {
    assert.equal(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'), text, path);
    if (path.endsWith('.json')) continue;
    const info = aerakiKinds.find((candidate) => path.endsWith(`/${candidate.kind.toLowerCase()}.yaml`));
    assert.ok(info !== undefined);
    assert.deepEqual(parse(text), JSON.parse(JSON.stringify(crdOf(info))));
  }
});

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parseAllDocuments } from 'yaml';
import { asObject, isObject, type Json, type JsonObject } from '../src/base/json.js';
import { apiVersions, kinds } from '../src/resource/kinds.js';

const folder = new URL('../schemas/', import.meta.url);
const golden = new URL('../../shared/golden/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const schemas = new Map(
  files.map((name): [string, JsonObject] => [name, asObject(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))) ?? {}]),
);

/** Knows all schemas; strict, so that a misspelt keyword is an error. */
const engine = (() => {
  const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
  addFormats.default(ajv);
  ajv.addKeyword('x-aerakictl');
  for (const schema of schemas.values()) ajv.addSchema(schema);
  return ajv;
})();

/** Every schema inside a schema, with its place. */
function* subschemas(schema: JsonObject, place: string): Generator<[string, JsonObject]> {
  yield [place, schema];
  for (const group of ['properties', 'definitions']) {
    for (const [name, sub] of Object.entries(asObject(schema[group]) ?? {}))
      if (isObject(sub)) yield* subschemas(sub, `${place}/${group}/${name}`);
  }
  for (const key of ['items', 'additionalProperties']) {
    const sub = schema[key];
    if (isObject(sub)) yield* subschemas(sub, `${place}/${key}`);
  }
}

test('each kind has a schema, and each schema a kind', () => {
  assert.deepEqual(
    files.filter((name) => !['all.json', 'codec.json', 'config.json', 'suite.json'].includes(name)).sort(),
    kinds.map((info) => info.schema).sort(),
  );
});

for (const [file, schema] of schemas) {
  test(`${file} is JSON Schema draft-07 without anything misspelt`, () => {
    assert.equal(schema['$schema'], 'http://json-schema.org/draft-07/schema#');
    assert.equal(schema['$id'], `aerakictl:/schemas/${file}`);
    assert.equal(engine.validateSchema(schema), true);
    assert.ok(engine.getSchema(`aerakictl:/schemas/${file}`) !== undefined);
  });

  test(`${file} describes every field`, () => {
    const bare = [...subschemas(schema, file)]
      .filter(([place, sub]) => /\/(?:properties|definitions)\/[^/]+$/.test(place) && typeof sub['description'] !== 'string')
      .map(([place]) => place);
    assert.deepEqual(bare, []);
  });

  test(`${file} says of each constraint who makes it felt`, () => {
    const known =
      /^(?:required|minimum|exclusiveMinimum|maximum|minLength|maxLength|minItems|maxItems|uniqueItems|pattern|format|keys)$/;
    const meaning = /^(?:unit|default|keyName|enforcedBy)$/;
    for (const [place, sub] of subschemas(schema, file)) {
      const names = Object.keys(asObject(sub['x-aerakictl']) ?? {});
      assert.deepEqual(
        names.filter((name) => !known.test(name) && !meaning.test(name)),
        [],
        place,
      );
      const enforcedBy = asObject(sub['x-aerakictl'])?.['enforcedBy'];
      for (const name of names.filter((constraint) => known.test(constraint))) {
        assert.match(
          String(asObject(enforcedBy)?.[name] ?? enforcedBy),
          /^(?:apiserver|webhook|istio|aeraki|proxy|nobody)$/,
          `${place}: ${name}`,
        );
      }
    }
  });
}

test('what is common to all objects has the same words everywhere', () => {
  const words = new Map<string, string>();
  for (const info of kinds.filter((candidate) => candidate.versions.length > 0)) {
    const metadata = asObject(asObject(schemas.get(info.schema)?.['properties'])?.['metadata']);
    for (const [name, field] of Object.entries(asObject(metadata?.['properties']) ?? {})) {
      const key = `${name} ${info.scope}`;
      const text = JSON.stringify(field);
      assert.equal(text, words.get(key) ?? text, `${info.schema}: metadata.${name}`);
      words.set(key, text);
    }
  }
});

test('the schema of a kind names the versions of the registry', () => {
  for (const info of kinds.filter((candidate) => candidate.versions.length > 0)) {
    const { apiVersion, kind } = asObject(schemas.get(info.schema)?.['properties']) ?? {};
    const field = asObject(apiVersion) ?? {};
    assert.deepEqual(field['enum'] ?? [field['const']], apiVersions(info), info.schema);
    assert.equal(asObject(kind)?.['const'], info.kind);
  }
});

function refusals(object: JsonObject): string[] {
  const validate = engine.getSchema('aerakictl:/schemas/all.json');
  assert.ok(validate !== undefined);
  return validate(object) === true ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.keyword}`);
}

test('all.json judges an object by the schema of its kind', () => {
  const router = {
    apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
    kind: 'MetaRouter',
    metadata: { name: 'a' },
    spec: { hosts: ['a.b'], routes: [] },
  };
  assert.deepEqual(refusals(router), []);
  assert.ok(refusals({ ...router, spec: { host: ['a.b'] } }).includes('/spec additionalProperties'));
  assert.ok(refusals({ apiVersion: 'v1', kind: 'List', items: [{ ...router, spec: 1 }] }).includes('/items/0/spec type'));
});

test('all.json refuses a kind or version that Aeraki does not have and lets others pass', () => {
  assert.ok(refusals({ apiVersion: 'metaprotocol.aeraki.io/v1', kind: 'MetaRouter' }).includes('/apiVersion enum'));
  assert.ok(refusals({ apiVersion: 'metaprotocol.aeraki.io/v1alpha1', kind: 'RedisService' }).includes('/kind enum'));
  assert.deepEqual(refusals({ apiVersion: 'batch/v1', kind: 'CronJob', anything: 1 }), []);
});

test('metarouter.json asks for what the webhook asks for wherever JSON Schema can say it', () => {
  const router = (spec: JsonObject) =>
    refusals({ apiVersion: 'metaprotocol.aeraki.io/v1alpha1', kind: 'MetaRouter', metadata: { name: 'a' }, spec });
  assert.ok(router({ hosts: ['a'] }).includes('/spec anyOf'));
  assert.ok(router({ hosts: [], routes: [] }).includes('/spec/hosts minItems'));
  assert.ok(router({ hosts: ['a', 'b'], routes: [] }).includes('/spec/hosts maxItems'));
  const route = (more: JsonObject) => router({ hosts: ['a'], routes: [{ route: [{ destination: { host: 'a' } }], ...more }] });
  assert.deepEqual(route({}), []);
  assert.ok(route({ route: [] }).includes('/spec/routes/0/route minItems'));
  assert.ok(
    route({ route: [{ destination: { host: 'a', port: { number: 0 } } }] }).includes(
      '/spec/routes/0/route/0/destination/port/number minimum',
    ),
  );
  assert.ok(route({ mirrorPercentage: { value: 5 } }).includes('/spec/routes/0 dependencies'));
  assert.ok(route({ match: { attributes: { '': { exact: 'a' } } } }).includes('/spec/routes/0/match/attributes propertyNames'));
});

for (const file of ['apiserver-cases.json', 'webhook-cases.json']) {
  const cases = new URL(`../../shared/${file}`, import.meta.url);
  test(`all.json refuses nothing that an API server with the webhook took (${file})`, { skip: !existsSync(cases) }, () => {
    const validate = engine.getSchema('aerakictl:/schemas/all.json');
    assert.ok(validate !== undefined);
    const all: Json[] = JSON.parse(readFileSync(cases, 'utf8'));
    const accepted = all
      .map((one) => asObject(one) ?? {})
      .filter((one) => asObject(asObject(one['apiServer'])?.['strict'])?.['accepted'] === true);
    assert.ok(accepted.length > 30);
    for (const one of accepted) {
      // The API server takes a null for an absent field; the schema leaves it to the editor to wonder.
      const object: Json = JSON.parse(JSON.stringify(one['object'], (_key, value: Json) => (value === null ? undefined : value)));
      assert.equal(validate(object), true, `${one['name']}: ${JSON.stringify(validate.errors)}`);
    }
  });
}

test('all.json accepts the objects of the golden meshes, apart from two that no API server would take', {
  skip: !existsSync(golden),
}, () => {
  const validate = engine.getSchema('aerakictl:/schemas/all.json');
  assert.ok(validate !== undefined);
  const refused = new Set<string>();
  let count = 0;
  for (const name of readdirSync(golden)) {
    const file = new URL(`${name}/input.yaml`, golden);
    if (!existsSync(file)) continue;
    for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
      const object: Json = document.toJS();
      if (object === null) continue;
      count++;
      if (validate(object) !== true) refused.add(name);
    }
  }
  assert.ok(count > 300);
  assert.deepEqual([...refused].sort(), ['attr-unknown-matcher', 'redis-read-policy-number']);
});

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { asObject, isObject, type Json } from '../base/json.js';
import { apiVersions, kinds } from './kinds.js';
import { validators as readers, fields as readFields } from './readers.generated.js';
import { fields, type SchemaError, type Validator, validators } from './validators.generated.js';

const shared = new URL('../../../shared/', import.meta.url);

function validator(key: string): Validator {
  const found = validators[key] ?? readers[key];
  if (found === undefined) assert.fail(`no validator of ${key}`);
  return found;
}

/** What is wrong with a spec, as `place keyword params`. */
function errorsOf(key: string, spec: Json): string[] {
  const validate = validator(key);
  return validate({ spec }) ? [] : (validate.errors ?? []).map(describe);
}

function describe(error: SchemaError): string {
  return `${error.instancePath} ${error.keyword} ${Object.values(error.params).flat().join(' ')}`;
}

const router = 'metaprotocol.aeraki.io/v1alpha1/MetaRouter';

test('each kind has a validator in every version, Aeraki’s and the others apart', () => {
  for (const info of kinds) {
    for (const apiVersion of apiVersions(info)) {
      const key = `${apiVersion}/${info.kind}`;
      assert.equal(Object.hasOwn(validators, key), info.role === 'aeraki', key);
      assert.equal(Object.hasOwn(readers, key), info.role === 'read', key);
      assert.equal(Object.hasOwn({ ...fields, ...readFields }, key), true, key);
    }
  }
});

test('a value of another type is an error at its place, and all errors are told', () => {
  assert.deepEqual(
    errorsOf(router, { hosts: 'a', routes: [{ name: 1 }], globalRateLimit: { denyOnFail: 'yes' } }),
    ['/hosts type array', '/routes/0/name type string', '/globalRateLimit/denyOnFail type boolean'].map((line) => `/spec${line}`),
  );
});

test('each of very many errors is told once, in the order of the object', () => {
  const routes = Array.from({ length: 20_000 }, (_, index) => ({ name: index, match: { attributes: { method: index } } }));
  const errors = errorsOf(router, { routes });
  assert.equal(errors.length, 40_000);
  assert.deepEqual(errors.slice(0, 3), [
    '/spec/routes/0/name type string',
    '/spec/routes/0/match/attributes/method type object',
    '/spec/routes/1/name type string',
  ]);
});

test('a slash or tilde in a name is written as a JSON pointer has it', () => {
  assert.deepEqual(errorsOf(router, { routes: [{ match: { attributes: { 'a/b~c': 1 } } }] }), [
    '/spec/routes/0/match/attributes/a~1b~0c type object',
  ]);
});

test('an unknown field is an error that names it, at the top as well', () => {
  assert.deepEqual(errorsOf(router, { host: ['a'], routes: [{ match: { attributes: { method: { suffix: 'x' } } } }] }), [
    '/spec additionalProperties host',
    '/spec/routes/0/match/attributes/method additionalProperties suffix',
  ]);
  const validate = validator(router);
  assert.equal(validate({ specX: {} }), false);
});

test('names that every object of JavaScript has are unknown fields like others', () => {
  const spec: Json = JSON.parse('{"__proto__": 1, "constructor": 2}');
  assert.deepEqual(errorsOf(router, spec), ['/spec additionalProperties __proto__', '/spec additionalProperties constructor']);
});

test('two matchers of one attribute are a single error', () => {
  const spec = { routes: [{ match: { attributes: { method: { exact: 'a', regex: 'b' } } } }] };
  assert.deepEqual(errorsOf(router, spec), ['/spec/routes/0/match/attributes/method atMostOne exact prefix regex']);
  assert.deepEqual(errorsOf(router, { routes: [{ match: { attributes: { method: {} } } }] }), []);
});

test('null is for nullable fields; elsewhere it is the caller’s to drop', () => {
  assert.deepEqual(errorsOf(router, { localRateLimit: { tokenBucket: { tokensPerFill: null } } }), []);
  assert.deepEqual(errorsOf(router, { routes: [null] }), ['/spec/routes/0 type object']);
});

test('an enum takes names, not numbers', () => {
  const policy = 'dubbo.aeraki.io/v1alpha1/DubboAuthorizationPolicy';
  assert.deepEqual(errorsOf(policy, { action: 'DENY' }), []);
  assert.deepEqual(errorsOf(policy, { action: 'Deny' }), ['/spec/action enum ALLOW DENY']);
  assert.ok(errorsOf(policy, { action: 1 }).includes('/spec/action type string'));
});

test('integers are whole and fit 64 bits; 5.0 is whole, and int32 is not heeded', () => {
  const errors = (maxConnections: number) =>
    errorsOf('redis.aeraki.io/v1alpha1/RedisDestination', { trafficPolicy: { connectionPool: { tcp: { maxConnections } } } });
  for (const accepted of [5.0, -1, 2 ** 31, 2 ** 53, 2 ** 62]) assert.deepEqual(errors(accepted), []);
  assert.match(errors(1.5).join(), /maxConnections type integer/);
  assert.match(errors(1e20).join(), /maxConnections maximum/);
  assert.match(errors(-1e20).join(), /maxConnections minimum/);
});

test('what only Aeraki or its webhook asks for is no error of the structure', () => {
  assert.deepEqual(errorsOf(router, {}), []);
  assert.deepEqual(errorsOf(router, { routes: [{ route: [{ weight: 1000 }] }] }), []);
});

test('metadata and status are left to others', () => {
  assert.equal(validator(router)({ apiVersion: 1, kind: null, metadata: 'x', status: [1] }), true);
});

test('kinds that are read may have any other field, but not another type where the program reads', () => {
  assert.deepEqual(errorsOf('v1/Service', { ports: [{ port: 80, unknown: 1 }], anything: {} }), []);
  assert.deepEqual(errorsOf('v1/Service', { ports: [{ port: 80, targetPort: 'http' }] }), []);
  assert.deepEqual(errorsOf('v1/Service', { ports: [{ port: '80' }] }), ['/spec/ports/0/port type integer']);
});

test('the field tree has the fields of objects, lists and maps', () => {
  const spec = fields[router]?.fields?.['spec']?.fields;
  const match = spec?.['routes']?.items?.fields?.['match'];
  assert.deepEqual(Object.keys(match?.fields?.['attributes']?.values?.fields ?? {}), ['exact', 'prefix', 'regex']);
  assert.deepEqual(spec?.['hosts'], { items: {} });
});

/** As the API server: nulls of fields and of maps are gone before it validates. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([key, member]) => [key, withoutNulls(member)]),
  );
}

for (const file of ['apiserver-cases.json', 'webhook-cases.json']) {
  test(`the verdict on the structure is the one recorded (${file})`, { skip: !existsSync(new URL(file, shared)) }, () => {
    const cases: Json[] = JSON.parse(readFileSync(new URL(file, shared), 'utf8'));
    let judged = 0;
    for (const one of cases) {
      const { name, object, apiServer } = asObject(one) ?? {};
      const strict = asObject(asObject(apiServer)?.['strict']);
      const message = String(strict?.['message'] ?? '');
      if (strict === undefined || /ObjectMeta/.test(message)) continue;
      judged++;
      const { apiVersion, kind } = asObject(object) ?? {};
      const accepted = strict['accepted'] === true || message.includes('admission webhook');
      assert.equal(validator(`${apiVersion}/${kind}`)(withoutNulls(object ?? null)), accepted, `${name}: ${message}`);
    }
    assert.ok(judged > 100);
  });
}

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import { loadPatterns } from '../base/pattern.js';
import { serverPath } from './fieldpath.js';
import { isOnlyRead, loadReaders, validateObject } from './validate.js';

const context = { namespace: 'shop', patterns: await loadPatterns() };
const origin = { file: 'orders.yaml', document: 0, prefix: [] };
const apiVersion = 'metaprotocol.aeraki.io/v1alpha1';
const host = 'orders.shop.svc.cluster.local';

function validate(value: JsonObject): Finding[] {
  return validateObject({ value, origin }, context).findings;
}

function errorsOf(value: JsonObject): Finding[] {
  return validate(value).filter(({ severity }) => severity === 'error');
}

/** Code and path of each finding. */
function told(value: JsonObject): string[] {
  return validate(value).map(({ code, path }) => `${code} ${serverPath(path)}`);
}

function router(spec: JsonObject, metadata: JsonObject = { name: 'r' }): JsonObject {
  return { apiVersion, kind: 'MetaRouter', metadata, spec };
}

const fixtures = new URL('../../test/fixtures/verdict/', import.meta.url);

function fixture(path: string): { text: string; value: JsonObject } {
  const text = readFileSync(new URL(path, fixtures), 'utf8');
  return { text, value: parseDocument(text).toJS() };
}

for (const name of readdirSync(new URL('accepted/', fixtures))) {
  test(`accepted: ${name}`, () => {
    assert.deepEqual(errorsOf(fixture(`accepted/${name}`).value), []);
  });
}

for (const name of readdirSync(new URL('refused/', fixtures))) {
  test(`refused: ${name}`, () => {
    const { text, value } = fixture(`refused/${name}`);
    const expected = [...text.matchAll(/^# refused: (.*)$/gm)].map((match) => match[1]);
    assert.deepEqual(
      errorsOf(value)
        .map(({ code, path }) => `${code} ${serverPath(path)}`)
        .sort(),
      expected.sort(),
    );
  });
}

interface Case {
  name: string;
  object: JsonObject;
  stage?: string;
  message?: string;
  errors?: string[];
  warnings?: string[];
  apiServer: { strict: { accepted: boolean; status: number; message?: string; causes?: { field: string }[] } };
}

function cases(file: string): Case[] {
  const path = new URL(`../../../shared/${file}`, import.meta.url);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
}

const webhookCases = cases('webhook-cases.json');
const recorded = [...webhookCases, ...cases('apiserver-cases.json')];

test('the verdict and the fields of a real API server', { skip: recorded.length === 0 }, () => {
  for (const { name, object, apiServer } of recorded) {
    const { accepted, causes = [] } = apiServer.strict;
    const errors = errorsOf(object);
    assert.equal(errors.length === 0, accepted, `${name}: ${errors.map(({ message }) => message).join('; ')}`);
    const fields = causes.map(({ field }) => field).filter((field) => field !== '' && field !== '<nil>');
    const paths = errors.map(({ path }) => serverPath(path));
    for (const field of fields)
      assert.ok(
        paths.some((path) => path.startsWith(field)),
        `${name}: ${field} in ${paths}`,
      );
  }
});

test('the words and the warnings of the real webhook', { skip: webhookCases.length === 0 }, () => {
  for (const { name, object, stage, message, errors = [], warnings = [], apiServer } of webhookCases) {
    const findings = validate(object).filter(({ code }) => code.startsWith('AER02'));
    const expected = stage === 'decode' ? [message ?? ''] : errors;
    // A schema error comes first, and a pattern may be judged by a newer Go than the one that wrote the words.
    const isWebhooks = apiServer.strict.accepted || apiServer.strict.message?.includes('admission webhook');
    const said = findings.map((finding) => finding.message);
    const words = apiServer.strict.accepted ? warnings : [...expected, ...warnings];
    if (!isWebhooks) continue;
    assert.equal(said.length, words.length, `${name}: ${said.join('; ')}`);
    for (const word of words)
      assert.ok(
        said.some((one) => one.startsWith(`${word}. `)),
        `${name}: ${word} in ${said.join('; ')}`,
      );
  }
});

test('findings say where they are from: origin, object, the namespace given to those that have none', () => {
  const [finding] = validate(router({ hosts: [host] }));
  assert.deepEqual(finding?.origin, origin);
  assert.deepEqual(finding?.resource, { apiVersion, kind: 'MetaRouter', namespace: 'shop', name: 'r' });
  const [ofCluster] = validate({ apiVersion, kind: 'ApplicationProtocol', metadata: { name: 'a', namespace: 'x' } });
  assert.deepEqual(ofCluster?.resource, { apiVersion, kind: 'ApplicationProtocol', name: 'a' });
});

test('the default namespace counts in exportTo', () => {
  const spec = { hosts: [host], routes: [{ route: [{ destination: { host } }] }], exportTo: ['shop', '.'] };
  assert.match(validate(router(spec))[0]?.message ?? '', /^duplicate entries in exportTo: \. and current namespace shop\./);
  assert.deepEqual(validate(router(spec, { name: 'r', namespace: 'elsewhere' })), []);
});

test('what follows from a refused field is not told again', () => {
  const routes = [{ route: [{ destination: { host } }] }];
  assert.deepEqual(told(router({ host: [host], routes })), ['AER0101 spec.host'], 'hosts was meant');
  assert.deepEqual(told(router({ hosts: host, routes })), ['AER0102 spec.hosts']);
  assert.deepEqual(told(router({ hosts: [null], routes })), ['AER0105 spec.hosts[0]']);
  assert.deepEqual(told(router({ hosts: [host], routes: 'x' })), ['AER0102 spec.routes']);
  assert.deepEqual(told(router({ hosts: [host], routes: [{ route: [{ destination: 'x' }] }] })), [
    'AER0102 spec.routes[0].route[0].destination',
  ]);
  const bucket = { maxTokens: 1, tokensPerFill: 1, fillInterval: '60' };
  assert.deepEqual(told(router({ hosts: [host], localRateLimit: { tokenBucket: bucket } })), [
    'AER0231 spec.localRateLimit.tokenBucket.fillInterval',
  ]);
});

test('what does not decode is told with the words of the decoder', () => {
  const [finding] = validate(router({ hosts: [host], globalRateLimit: { requestTimeout: '20' } }));
  assert.match(finding?.message ?? '', /^error decoding configuration: bad Duration: time: missing unit in duration "20"\. /);
});

test('null in a map is dropped before the webhook sees it', () => {
  const routes = [{ match: { attributes: { '': null } }, route: [{ destination: { host } }] }];
  assert.deepEqual(validate(router({ hosts: [host], routes })), []);
});

test('a kind or version that Aeraki does not have is refused, with the one meant', () => {
  const [kind] = validate({ ...router({}), kind: 'MetaRoute' });
  assert.match(kind?.message ?? '', /^no matches for kind "MetaRoute" in version ".*Did you mean `kind: MetaRouter`\?/);
  const [version] = validate({ ...router({}), apiVersion: 'metaprotocol.aeraki.io/v1beta1' });
  assert.equal(version?.fix, 'Write `apiVersion: metaprotocol.aeraki.io/v1alpha1`.');
  const [core] = validate({ ...router({}), apiVersion: 'v1' });
  assert.equal(core?.severity, 'error', 'Kubernetes itself has no MetaRouter');
});

test('a kind of another group is skipped, with a warning where it has a name of Aeraki’s', () => {
  const foreign = { apiVersion: 'databases.example.com/v1', kind: 'RedisService', metadata: { name: 5 }, spec: [] };
  const result = validateObject({ value: foreign, origin }, context);
  assert.deepEqual([result.status, result.findings.map(({ severity }) => severity)], ['skipped', ['warning']]);
  assert.deepEqual(validateObject({ value: { apiVersion: 'batch/v1', kind: 'Job' }, origin }, context), {
    status: 'skipped',
    findings: [],
  });
});

test('kinds that are only read get warnings of gross mistakes, never of unknown fields', async () => {
  const readers = await loadReaders();
  const entry = { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: { name: 's' } };
  assert.ok(isOnlyRead(entry.apiVersion, entry.kind));
  const check = (spec: JsonObject) => validateObject({ value: { ...entry, spec }, origin }, { ...context, readers });
  assert.deepEqual(check({ hosts: ['h'], foo: 1, ports: [{ number: 80, bar: 2 }] }), { status: 'checked', findings: [] });
  const { findings } = check({ hosts: 'h' });
  assert.deepEqual(
    findings.map(({ code, severity, path }) => [code, severity, serverPath(path)]),
    [['AER0131', 'warning', 'spec.hosts']],
  );
});

test('a regex without an engine is a mistake of the caller', () => {
  const routes = [{ match: { attributes: { m: { regex: '(?i)a' } } }, route: [{ destination: { host } }] }];
  assert.throws(
    () => validateObject({ value: router({ hosts: [host], routes }), origin }, { namespace: 'x' }),
    /no pattern engine/,
  );
});

const aerakiKinds = [
  [apiVersion, 'MetaRouter'],
  [apiVersion, 'ApplicationProtocol'],
  ['redis.aeraki.io/v1alpha1', 'RedisService'],
  ['redis.aeraki.io/v1alpha1', 'RedisDestination'],
  ['dubbo.aeraki.io/v1alpha1', 'DubboAuthorizationPolicy'],
] as const;

test('property: any JSON as metadata, spec or anything else is judged without a crash', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...aerakiKinds),
      fc.jsonValue(),
      fc.jsonValue(),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (of, metadata, spec, more) => {
        const value: JsonObject = JSON.parse(JSON.stringify({ ...more, apiVersion: of[0], kind: of[1], metadata, spec }));
        const given = JSON.stringify(value);
        for (const { message, path } of validate(value)) {
          assert.notEqual(message, '');
          assert.ok(path.length > 0);
        }
        assert.equal(JSON.stringify(value), given, 'the object is left alone');
      },
    ),
  );
});

test('property: a field taken out, renamed or of another type in a good MetaRouter never crashes the judge', () => {
  const good = JSON.stringify(fixture('accepted/metarouter-full.yaml').value);
  const steps = fc.array(fc.nat(20), { minLength: 1, maxLength: 6 });
  const change = fc.constantFrom('delete', 'null', 'text', 'number', 'list', 'object', 'rename');
  fc.assert(
    fc.property(steps, change, (way, what) => {
      const value: JsonObject = JSON.parse(good);
      let parent = value;
      let key = 'spec';
      for (const step of way) {
        const next = parent[key];
        if (typeof next !== 'object' || next === null) break;
        const keys = Object.keys(next);
        if (keys.length === 0) break;
        parent = next as JsonObject;
        key = keys[step % keys.length] ?? key;
      }
      const old = parent[key] ?? null;
      if (what === 'delete' && !Array.isArray(parent)) delete parent[key];
      else if (what === 'rename' && !Array.isArray(parent)) Object.assign(parent, { [`${key}_`]: old });
      else parent[key] = { text: 'x', number: -1.5, list: [old], object: { value: old } }[what as 'text'] ?? null;
      for (const { path } of validate(value)) assert.ok(path.length > 0);
    }),
  );
});

test('the rules of the webhook are told of the real field beside a misspelt one', () => {
  const routes = [{ name: 'a', route: [{ destination: { host } }] }];
  assert.deepEqual(told(router({ host: ['x'], hosts: ['a.b', 'b.c'], routes })), ['AER0101 spec.host', 'AER0202 spec.hosts']);
  assert.deepEqual(told(router({ host: ['x'], routes })), ['AER0101 spec.host']);
});

test("one of Aeraki's kinds in a group spelt like Aeraki's is a warning with what was meant", () => {
  const [finding, ...rest] = validate({
    apiVersion: 'metaprotocol.aeraki.com/v1alpha1',
    kind: 'MetaRouter',
    metadata: { name: 'r' },
  });
  assert.deepEqual(rest, []);
  assert.equal(`${finding?.severity} ${finding?.code}`, 'warning AER0120');
  assert.match(
    finding?.message ?? '',
    /Aeraki does not see it\. Did you mean `apiVersion: metaprotocol\.aeraki\.io\/v1alpha1`\?$/,
  );
});

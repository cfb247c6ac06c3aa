import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../base/json.js';
import { serverPath } from './fieldpath.js';
import { durationFields, structuralFindings } from './structural.js';
import { fields, validators } from './validators.generated.js';

const groups: Record<string, string> = {
  MetaRouter: 'metaprotocol',
  RedisService: 'redis',
  RedisDestination: 'redis',
  DubboAuthorizationPolicy: 'dubbo',
};

function judge(kind: string, members: JsonObject) {
  const apiVersion = `${groups[kind]}.aeraki.io/v1alpha1`;
  const validator = validators[`${apiVersion}/${kind}`];
  assert.ok(validator);
  return structuralFindings({ apiVersion, kind, metadata: {}, ...members }, validator, fields[`${apiVersion}/${kind}`] ?? {});
}

function told(kind: string, members: JsonObject): string[] {
  return judge(kind, members).findings.map(({ code, path }) => `${code} ${serverPath(path)}`);
}

function words(kind: string, members: JsonObject): string {
  return judge(kind, members)
    .findings.map(({ message, fix }) => `${message} ${fix}`)
    .join('\n');
}

test('an unknown field is named as the server does, with what was probably meant', () => {
  const { findings } = judge('MetaRouter', { spec: { local_rate_limit: {}, hosts: [] } });
  assert.deepEqual(findings, [
    {
      code: 'AER0101',
      severity: 'error',
      path: ['spec', 'local_rate_limit'],
      target: 'key',
      message: 'unknown field "spec.local_rate_limit": the API server refuses the object. Did you mean `localRateLimit`?',
      fix: 'Write `localRateLimit`.',
    },
  ]);
  assert.match(words('MetaRouter', { spec: { Routes: [] } }), /unknown field "spec\.Routes".*Did you mean `routes`/);
  assert.match(words('MetaRouter', { specX: {} }), /^unknown field "specX".*`spec`/);
  assert.match(words('MetaRouter', { spec: { foo: null } }), /unknown field "spec\.foo"/, 'also if it is null');
  assert.match(
    words('MetaRouter', { spec: { routes: [{ match: { attributes: { 'a/b': { suffix: 'x' } } } }] } }),
    /unknown field "spec\.routes\[0\]\.match\.attributes\.a\/b\.suffix".*Fields here: `exact`, `prefix`, `regex`/,
  );
});

test('a field at the wrong depth is told where it belongs', () => {
  const inRoute = { spec: { routes: [{ destination: { host: 'h' } }] } };
  assert.match(words('MetaRouter', inRoute), /field `destination` in `spec\.routes\[0\]\.route\[\]`.*indentation/);
  assert.match(words('MetaRouter', { spec: { routes: [{ exportTo: ['.'] }] } }), /field `exportTo` in `spec`/);
});

test('a value of the wrong type is told once, for people', () => {
  assert.match(
    words('MetaRouter', { spec: { hosts: 'h' } }),
    /^spec\.hosts must be an array of strings, it is a string.*as a list/,
  );
  assert.match(words('MetaRouter', { spec: { routes: {} } }), /^spec\.routes must be an array of objects, it is an object.*dash/);
  assert.match(
    words('MetaRouter', { spec: { hosts: [5] } }),
    /^spec\.hosts\[0\] must be a string, it is the number 5.*Put quotes/,
  );
  const weight = (value: string | number) => ({ spec: { routes: [{ route: [{ weight: value }] }] } });
  assert.match(words('MetaRouter', weight('50')), /weight must be a whole number, it is a string.*Take off the quotes/);
  assert.match(words('MetaRouter', weight(1.5)), /weight must be a whole number, it is the number 1\.5/);
  assert.deepEqual(told('MetaRouter', weight(1.0)), []);
  assert.deepEqual(told('DubboAuthorizationPolicy', { spec: { action: {} } }), ['AER0102 spec.action'], 'and not as a value too');
  assert.deepEqual(told('MetaRouter', { spec: { routes: [{ match: { attributes: { m: 'x' } } }] } }), [
    'AER0102 spec.routes[0].match.attributes.m',
  ]);
  assert.deepEqual(told('MetaRouter', { spec: [] }), ['AER0102 spec']);
});

test('an object where a text is wanted is one finding, whatever is in it', () => {
  assert.deepEqual(told('MetaRouter', { spec: { hosts: [{ value: 'h' }] } }), ['AER0102 spec.hosts[0]']);
});

test('values of an enum are listed, the one meant is named', () => {
  const message = words('DubboAuthorizationPolicy', { spec: { action: 'deny' } });
  assert.match(message, /^spec\.action: Unsupported value: "deny": supported values: "ALLOW", "DENY"\. Did you mean `DENY`\?/);
  assert.deepEqual(told('RedisService', { spec: { settings: { readPolicy: 'SLAVE' } } }), ['AER0103 spec.settings.readPolicy']);
});

test('fields that exclude each other are named', () => {
  const match = { attributes: { method: { exact: 'a', prefix: 'b' } } };
  const { findings } = judge('MetaRouter', { spec: { routes: [{ match }] } });
  assert.deepEqual(
    findings.map(({ code, path, fix }) => [code, serverPath(path), fix]),
    [['AER0104', 'spec.routes[0].match.attributes.method', 'Keep one of `exact` and `prefix`.']],
  );
});

test('nulls of fields and of map values are dropped first, as the server does', () => {
  const spec = {
    hosts: null,
    routes: [{ name: null, match: { attributes: { m: null, n: { exact: null, prefix: 'p' } } } }],
    localRateLimit: { tokenBucket: { tokensPerFill: null, maxTokens: null } },
  };
  const given = structuredClone(spec);
  const { findings, object } = judge('MetaRouter', { spec });
  assert.deepEqual(findings, []);
  assert.deepEqual(object['spec'], {
    routes: [{ match: { attributes: { n: { prefix: 'p' } } } }],
    localRateLimit: { tokenBucket: { tokensPerFill: null } },
  });
  assert.deepEqual(spec, given, 'the object given is left alone');
  assert.deepEqual(told('MetaRouter', { spec: null }), []);
});

test('a null that goes does not exclude its twin', () => {
  assert.deepEqual(
    told('RedisDestination', { spec: { trafficPolicy: { connectionPool: { redis: { auth: { plain: null, secret: {} } } } } } }),
    [],
  );
});

test('a null in a list stays and is refused', () => {
  assert.deepEqual(told('MetaRouter', { spec: { hosts: [null], routes: [null] } }), [
    'AER0105 spec.hosts[0]',
    'AER0105 spec.routes[0]',
  ]);
});

test('integers have the range of 64 bits, whatever the format says', () => {
  const tcp = (maxConnections: number) => ({ spec: { trafficPolicy: { connectionPool: { tcp: { maxConnections } } } } });
  for (const good of [2 ** 31, -1, 2 ** 53]) assert.deepEqual(told('RedisDestination', tcp(good)), [], String(good));
  for (const bad of [1e20, -1e300]) {
    assert.deepEqual(told('RedisDestination', tcp(bad)), ['AER0102 spec.trafficPolicy.connectionPool.tcp.maxConnections']);
  }
});

test('metadata and status are not looked at', () => {
  assert.deepEqual(told('MetaRouter', { metadata: 'x', status: 'y' }), []);
});

test('names that JavaScript knows are names like any other', () => {
  const attributes: JsonObject = JSON.parse('{"__proto__": {"exact": null}, "constructor": {"exact": "a"}, "toString": null}');
  const { findings, object } = judge('MetaRouter', { spec: { routes: [{ match: { attributes } }] } });
  assert.deepEqual(findings, []);
  assert.match(JSON.stringify(object), /"attributes":\{"__proto__":\{\},"constructor":\{"exact":"a"\}\}/);
  assert.deepEqual(told('MetaRouter', JSON.parse('{"spec": {"__proto__": 1, "constructor": 2}}')), [
    'AER0101 spec.__proto__',
    'AER0101 spec.constructor',
  ]);
});

test('property: any JSON as spec is judged, and what remains has no null to drop', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(groups)), fc.jsonValue(), (kind, value) => {
      const spec = JSON.parse(JSON.stringify(value));
      const { findings, object } = judge(kind, { spec });
      for (const { path } of findings) assert.equal(path[0], 'spec');
      if (findings.length === 0) assert.deepEqual(judge(kind, object).object, object);
    }),
  );
});

test('a misspelt field says nothing of the real one where that is given too', () => {
  const both = judge('MetaRouter', { spec: { host: ['x'], hosts: ['a.b', 'b.c'] } });
  assert.deepEqual(both.refused, [['spec', 'host']]);
  assert.match(both.findings[0]?.message ?? '', /It looks like `hosts`, which is given beside it\.$/);
  assert.deepEqual(judge('MetaRouter', { spec: { host: ['x'] } }).refused, [
    ['spec', 'host'],
    ['spec', 'hosts'],
  ]);
});

test('a number where a duration is due wants its unit, not quotes', () => {
  const bucket = { tokenBucket: { fillInterval: 5 } };
  assert.match(
    words('MetaRouter', { spec: { localRateLimit: bucket } }),
    /Write a duration with its unit: `"5s"` if seconds are meant/,
  );
  assert.match(words('MetaRouter', { spec: { hosts: [5] } }), /Put quotes around it/);
});

test('the fields that are known to hold durations are those of the schemas', () => {
  const found = new Map<string, Set<string | undefined>>();
  const visit = (name: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { type, 'x-aerakictl': extras } = value as { type?: unknown; 'x-aerakictl'?: { format?: string } };
    if (type === 'string') found.set(name, (found.get(name) ?? new Set()).add(extras?.format));
    for (const [key, member] of Object.entries(value)) visit(key, member);
  };
  for (const file of ['metarouter', 'redisservice', 'redisdestination'])
    visit('', JSON.parse(readFileSync(new URL(`../../schemas/${file}.json`, import.meta.url), 'utf8')));
  for (const [name, formats] of found)
    assert.deepEqual(
      [...formats],
      durationFields.has(name) ? ['go-duration'] : [...formats].filter((one) => one !== 'go-duration'),
      name,
    );
  assert.deepEqual(
    [...durationFields].filter((name) => !found.has(name)),
    [],
  );
});

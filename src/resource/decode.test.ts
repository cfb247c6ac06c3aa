import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../base/json.js';
import type { MetaRouter } from './aeraki.js';
import { decodeApplicationProtocol, decodeMetaRouter } from './decode.js';
import type { DecodeError } from './jsonpb.js';

function object(spec: unknown): JsonObject {
  return JSON.parse(
    JSON.stringify({
      apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
      kind: 'MetaRouter',
      metadata: { name: 'r', labels: { a: 'b' } },
      spec,
    }),
  );
}

function decoded(spec: unknown): MetaRouter {
  const result = decodeMetaRouter(object(spec), 'meta-thrift');
  assert.ok('value' in result, 'errors' in result ? result.errors[0]?.message : undefined);
  return result.value;
}

function errors(spec: unknown): [string, string][] {
  const result = decodeMetaRouter(object(spec));
  return 'errors' in result ? result.errors.map(({ path, message }) => [path.join('.'), message]) : [];
}

test('a MetaRouter is decoded whole', () => {
  const router = decoded({
    hosts: ['thrift.meta-thrift.svc.cluster.local'],
    gateways: ['istio-system/gw'],
    routes: [
      {
        name: 'v1',
        match: { attributes: { method: { exact: 'sayHello' }, user: { prefix: 'a' }, v: { regex: '.*' }, any: {} } },
        route: [{ destination: { host: 'h', subset: 'v1', port: { number: 9090 } }, weight: 100 }],
        mirror: { host: 'm' },
        mirrorPercentage: { value: 12.5 },
        requestMutation: [{ key: 'k', value: 'v' }],
        responseMutation: [{ key: 'r', value: 'w' }],
      },
    ],
    localRateLimit: {
      tokenBucket: { maxTokens: 4, tokensPerFill: 2, fillInterval: '1m30s' },
      conditions: [{ match: {}, tokenBucket: { maxTokens: 1 } }],
    },
    globalRateLimit: {
      match: { attributes: {} },
      domain: 'production',
      requestTimeout: '100ms',
      denyOnFail: true,
      rateLimitService: 'outbound|8081||r',
      descriptors: [{ property: 'method', descriptorKey: 'm' }],
    },
    exportTo: ['.'],
  });
  const attributes = new Map<string, unknown>([
    ['method', { kind: 'exact', value: 'sayHello' }],
    ['user', { kind: 'prefix', value: 'a' }],
    ['v', { kind: 'regex', value: '.*' }],
    ['any', { kind: 'none' }],
  ]);
  assert.deepEqual(router, {
    metadata: { name: 'r', namespace: 'meta-thrift', labels: { a: 'b' }, annotations: {} },
    hosts: ['thrift.meta-thrift.svc.cluster.local'],
    gateways: ['istio-system/gw'],
    routes: [
      {
        name: 'v1',
        match: { attributes },
        route: [{ destination: { host: 'h', subset: 'v1', port: 9090 }, weight: 100 }],
        mirror: { host: 'm', subset: '' },
        mirrorPercentage: 12.5,
        requestMutation: [{ key: 'k', value: 'v' }],
        responseMutation: [{ key: 'r', value: 'w' }],
      },
    ],
    localRateLimit: {
      tokenBucket: { maxTokens: 4, tokensPerFill: 2, fillInterval: 90_000_000_000n },
      conditions: [{ match: { attributes: new Map() }, tokenBucket: { maxTokens: 1 } }],
    },
    globalRateLimit: {
      match: { attributes: new Map() },
      domain: 'production',
      requestTimeout: 100_000_000n,
      denyOnFail: true,
      rateLimitService: 'outbound|8081||r',
      descriptors: [{ property: 'method', descriptorKey: 'm' }],
    },
    exportTo: ['.'],
  });
});

test('snake_case names are read too; where both are given the JSON name counts', () => {
  const router = decoded({
    export_to: ['a'],
    local_rate_limit: { token_bucket: { max_tokens: 1, tokens_per_fill: 2, fill_interval: '1s' } },
    global_rate_limit: { rate_limit_service: 's', descriptors: [{ descriptor_key: 'k' }] },
    routes: [{ mirror_percentage: { value: 1 }, request_mutation: [{ key: 'k' }] }],
  });
  assert.deepEqual(router.exportTo, ['a']);
  assert.deepEqual(router.localRateLimit?.tokenBucket, { maxTokens: 1, tokensPerFill: 2, fillInterval: 1_000_000_000n });
  assert.equal(router.globalRateLimit?.rateLimitService, 's');
  assert.equal(router.routes[0]?.mirrorPercentage, 1);
  assert.deepEqual(decoded({ export_to: ['a'], exportTo: ['b'] }).exportTo, ['b']);
  assert.deepEqual(decoded({ export_to: ['a'], exportTo: null }).exportTo, [], 'also if it is null');
});

test('null is absent; as an element of a list or the value of a map it is an empty message', () => {
  const router = decoded({ hosts: null, routes: [null, { match: { attributes: { method: null } }, route: [null], name: null }] });
  assert.deepEqual(router.hosts, []);
  assert.deepEqual(router.routes[0], { name: '', route: [], requestMutation: [], responseMutation: [] });
  assert.deepEqual(router.routes[1]?.match?.attributes.get('method'), { kind: 'none' });
  assert.deepEqual(router.routes[1]?.route, [{ weight: 0 }]);
  assert.deepEqual(decoded({ hosts: [null] }).hosts, ['']);
  assert.deepEqual(decoded(null).routes, [], 'also the spec');
});

test('of two matchers the later field wins', () => {
  const match = { attributes: { a: { regex: 'r', exact: 'e' }, b: { prefix: 'p', exact: 'e' } } };
  const attributes = decoded({ routes: [{ match }] }).routes[0]?.match?.attributes;
  assert.deepEqual([attributes?.get('a')?.kind, attributes?.get('b')?.kind], ['regex', 'prefix']);
});

test('a port that is given without a number is 0, one that is not given is absent', () => {
  const [route] = decoded({ routes: [{ route: [{ destination: { port: {} } }, { destination: {} }] }] }).routes;
  assert.deepEqual(
    route?.route.map(({ destination }) => destination?.port),
    [0, undefined],
  );
});

test('whole numbers come as numbers or in quotes, and must fit 32 bits', () => {
  const bucket = (maxTokens: unknown) => ({ localRateLimit: { tokenBucket: { maxTokens } } });
  for (const [given, read] of [
    ['5', 5],
    [' 5 ', 5],
    [5, 5],
    [4294967295, 4294967295],
    ['null', 0],
  ] as const) {
    assert.equal(decoded(bucket(given)).localRateLimit?.tokenBucket?.maxTokens, read);
  }
  const path = 'spec.localRateLimit.tokenBucket.maxTokens';
  const words = (value: string) => `json: cannot unmarshal ${value} into Go value of type uint32`;
  for (const bad of [-1, 1.5, 5_000_000_000]) assert.deepEqual(errors(bucket(bad)), [[path, words(`number ${bad}`)]]);
  for (const bad of ['-1', '1e3', '1.0']) assert.deepEqual(errors(bucket(bad)), [[path, words(`number ${bad}`)]]);
  assert.deepEqual(errors(bucket(true)), [[path, words('bool')]]);
  assert.deepEqual(errors(bucket([1])), [[path, words('array')]]);
  assert.match(errors(bucket('many'))[0]?.[1] ?? '', /not a number/);
  assert.match(errors(bucket('05'))[0]?.[1] ?? '', /not a number/);
});

test('durations are those of Go, with its words where they are not', () => {
  const limit = (requestTimeout: unknown) => ({ globalRateLimit: { requestTimeout } });
  assert.equal(decoded(limit('1h30m')).globalRateLimit?.requestTimeout, 5_400_000_000_000n);
  assert.equal(decoded(limit('-1s')).globalRateLimit?.requestTimeout, -1_000_000_000n);
  assert.deepEqual(errors(limit('20')), [
    ['spec.globalRateLimit.requestTimeout', 'bad Duration: time: missing unit in duration "20"'],
  ]);
  assert.match(errors(limit('1d'))[0]?.[1] ?? '', /unknown unit "d"/);
  assert.match(errors(limit(20))[0]?.[1] ?? '', /^json: cannot unmarshal number into Go value of type string$/);
});

test('wrong types are told with their paths, all of them, in the order of the fields', () => {
  assert.deepEqual(errors({ exportTo: [1], hosts: 'h', routes: [{ route: [{ weight: {} }], match: 'm' }, 'x'] }), [
    ['spec.hosts', 'json: cannot unmarshal string into Go value of type []json.RawMessage'],
    ['spec.routes.1', 'json: cannot unmarshal string into Go value of type map[string]json.RawMessage'],
    ['spec.routes.0.match', 'json: cannot unmarshal string into Go value of type map[string]json.RawMessage'],
    ['spec.routes.0.route.0.weight', 'json: cannot unmarshal object into Go value of type uint32'],
    ['spec.exportTo.0', 'json: cannot unmarshal number into Go value of type string'],
  ]);
  assert.deepEqual(errors({ routes: [{ match: { attributes: { 'a/b': { exact: 1 } } } }] }), [
    ['spec.routes.0.match.attributes.a/b.exact', 'json: cannot unmarshal number into Go value of type string'],
  ]);
  assert.deepEqual(errors([]), [['spec', 'json: cannot unmarshal array into Go value of type map[string]json.RawMessage']]);
});

test('unknown fields are ignored', () => {
  assert.deepEqual(decoded({ hosts: ['h'], foo: 1, routes: [{ bar: {} }] }).hosts, ['h']);
});

test('an ApplicationProtocol is decoded; what it lacks is the empty text', () => {
  const value = { apiVersion: 'metaprotocol.aeraki.io/v1alpha1', kind: 'ApplicationProtocol', metadata: { name: 'q' } };
  const result = decodeApplicationProtocol({ ...value, spec: { protocol: 'qza' } });
  assert.deepEqual(result, {
    value: { metadata: { name: 'q', namespace: '', labels: {}, annotations: {} }, protocol: 'qza', codec: '' },
  });
  assert.ok('errors' in decodeApplicationProtocol({ ...value, spec: { codec: 3 } }));
});

test('property: any JSON decodes or is told why not, and errors have paths below spec', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (spec) => {
      for (const [path] of errors(spec)) assert.equal(path.split('.')[0], 'spec');
    }),
  );
});

test('an error is at the name that was written, and says in words what is due', () => {
  const [mirror] = errorsOf({ routes: [{ mirror_percentage: 5 }] });
  assert.deepEqual(mirror, {
    path: ['spec', 'routes', 0, 'mirror_percentage'],
    message: 'json: cannot unmarshal number into Go value of type map[string]json.RawMessage',
    wanted: 'a mapping with `value`',
    fix: 'Write `mirrorPercentage: {value: 5}`.',
    isMistyped: true,
  });
  const [bucket] = errorsOf({ local_rate_limit: { conditions: [{ token_bucket: { fillInterval: '5' } }] } });
  assert.deepEqual(bucket?.path, ['spec', 'local_rate_limit', 'conditions', 0, 'token_bucket', 'fillInterval']);
  assert.equal(bucket?.fix, 'Add the unit: `5s` if seconds are meant.');
  const [destination] = errorsOf({ routes: [{ route: [{ destination: { port: 20880 } }] }] });
  assert.equal(destination?.fix, 'Write `port: {number: 20880}`.');
});

function errorsOf(spec: unknown): DecodeError[] {
  const result = decodeMetaRouter(object(spec));
  return 'errors' in result ? result.errors : [];
}

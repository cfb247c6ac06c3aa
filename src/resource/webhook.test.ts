import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import { loadPatterns } from '../base/pattern.js';
import { readMetaRouterSpec } from './decode.js';
import { serverPath } from './fieldpath.js';
import { webhookFindings } from './webhook.js';

const patterns = await loadPatterns();
const host = 'thrift.meta-thrift.svc.cluster.local';
const destination = { host };
const route = { name: 'a', route: [{ destination }] };

function findings(spec: JsonObject): Finding[] {
  return webhookFindings(readMetaRouterSpec({ spec }).value, 'meta-thrift', patterns);
}

/** Code and path of each finding. */
function told(spec: JsonObject): string[] {
  return findings(spec).map(({ code, path }) => `${code} ${serverPath(path)}`);
}

/** The only finding's message, which must open with the webhook's words. */
function opens(spec: JsonObject, words: string): void {
  const [first, ...more] = findings(spec);
  assert.equal(more.length, 0);
  assert.ok(first?.message.startsWith(`${words}. `), first?.message);
}

function withRoute(members: JsonObject): JsonObject {
  return { hosts: [host], routes: [{ ...route, ...members }] };
}

test('a usual MetaRouter passes', () => {
  const weighted = [
    { destination: { host, subset: 'v1', port: { number: 9090 } }, weight: 20 },
    { destination: { host, subset: 'v2' }, weight: 80 },
  ];
  const match = { attributes: { method: { regex: 'say.*' }, user: { exact: '' }, any: {} } };
  assert.deepEqual(told({ hosts: [host], exportTo: ['.', 'b'], routes: [{ match, route: weighted, mirror: destination }] }), []);
});

test('1, 2: exactly one host', () => {
  opens({ routes: [route] }, 'meta router must have one host');
  opens({ hosts: [host, host], routes: [route] }, 'meta router can only have one host');
  assert.deepEqual(told({ hosts: ['*', '*'], routes: [route] }), ['AER0202 spec.hosts'], 'their names are not looked at');
});

test('3: the host is a domain name', () => {
  opens({ hosts: ['*.foo.com'], routes: [route] }, 'domain name "*.foo.com" invalid (label "*" invalid)');
  assert.deepEqual(told({ hosts: [''], routes: [route] }), ['AER0203 spec.hosts[0]']);
});

test('4: something to do', () => {
  opens({ hosts: [host] }, 'meta router must at least have one of routes, globalRateLimit, or LocalRateLimit');
  assert.deepEqual(told({ hosts: [host], routes: [] }), ['AER0204 spec']);
});

test('6: attributes have names and patterns of RE2', () => {
  const regex = (value: string) => withRoute({ match: { attributes: { m: { regex: value } } } });
  opens(regex(''), '"attributes": regex string match should not be empty');
  opens(
    regex('(a'),
    '"attributes": error parsing regexp: missing closing ): `(a`; Aeraki uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)',
  );
  assert.deepEqual(told(regex('*')), ['AER0206 spec.routes[0].match.attributes.m.regex']);
  const [older, ...none] = findings(regex('(?<n>a)'));
  assert.equal(none.length, 0);
  assert.deepEqual([older?.code, older?.severity], ['AER0133', 'warning'], 'Go takes this form since 1.22, older proxies do not');
  const [named] = findings(withRoute({ match: { attributes: { '': { exact: 'a' } } } }));
  assert.deepEqual([named?.code, named?.path.at(-1), named?.target], ['AER0220', '', 'key']);
});

test('6: a pattern too large to be compiled here is no error: nobody said that Go refuses it', () => {
  const large = withRoute({ match: { attributes: { m: { regex: '(?i)a'.repeat(20_000) } } } });
  assert.deepEqual(
    findings(large).map(({ code, severity }) => [code, severity]),
    [['AER0232', 'warning']],
  );
});

test('7: mutations are complete, requests first', () => {
  const both = withRoute({ responseMutation: [{ key: '', value: '' }], requestMutation: [{ key: 'k' }] });
  assert.deepEqual(told(both), [
    'AER0207 spec.routes[0].requestMutation[0].value',
    'AER0207 spec.routes[0].responseMutation[0].key',
    'AER0207 spec.routes[0].responseMutation[0].value',
  ]);
});

test('8, 9: a mirror percentage needs a mirror and is a percent', () => {
  opens(withRoute({ mirrorPercentage: { value: 50 } }), 'mirrorPercentage and mirror must be set together');
  const percent = (value: number) => withRoute({ mirror: destination, mirrorPercentage: { value } });
  opens(percent(100.5), 'mirrorPercentage must not be greater than 100 (it has 100.500000)');
  opens(percent(-1), 'mirrorPercentage must not be less than or equal to 0 (it has -1.000000)');
  assert.deepEqual(told(withRoute({ mirror: destination, mirrorPercentage: {} })), [
    'AER0209 spec.routes[0].mirrorPercentage.value',
  ]);
});

test('10, 12: destinations and mirrors name a host, a subset and a port that can be', () => {
  const wrong = { host: '*', subset: 'v_1', port: { number: 70000 } };
  assert.deepEqual(told(withRoute({ mirror: wrong, route: [{ destination: wrong }] })), [
    'AER0203 spec.routes[0].mirror.host',
    'AER0221 spec.routes[0].mirror.subset',
    'AER0222 spec.routes[0].mirror.port.number',
    'AER0203 spec.routes[0].route[0].destination.host',
    'AER0221 spec.routes[0].route[0].destination.subset',
    'AER0222 spec.routes[0].route[0].destination.port.number',
  ]);
  opens(withRoute({ route: [{ destination: { host, port: {} } }] }), 'port number 0 must be in the range 1..65535');
  opens(withRoute({ route: [{ destination: { host, subset: 'a b' } }] }), 'subset name is invalid: a b');
});

test('11, 12: a route has destinations', () => {
  opens({ hosts: [host], routes: [{ name: 'a' }] }, 'a route must has at least one destination');
  opens(withRoute({ route: [{ weight: 100 }] }), 'destination is required');
});

test('12, 13: weights are percent and make 100 together, unless there is only one', () => {
  const weights = (...all: number[]) => withRoute({ route: all.map((weight) => ({ destination, weight })) });
  opens(weights(50, 40), 'total destination weight 90 != 100');
  opens(weights(101), 'percentage 101 is not in range 0..100');
  assert.deepEqual(told(weights(50)), []);
  assert.deepEqual(told(weights(100, 0)), []);
  assert.deepEqual(told(weights(150, 0)), ['AER0223 spec.routes[0].route[0].weight', 'AER0213 spec.routes[0].route']);
});

test('14, 15: exportTo names each namespace once', () => {
  const exportTo = (...entries: string[]) => ({ hosts: [host], routes: [route], exportTo: entries });
  opens(exportTo('.', 'meta-thrift'), 'duplicate entries in exportTo for entry meta-thrift');
  opens(exportTo('meta-thrift', '.'), 'duplicate entries in exportTo: . and current namespace meta-thrift');
  opens(exportTo('~'), 'exportTo ~ (none) is not allowed for Istio configuration objects');
  opens(exportTo('a_b'), 'only .,*, or a valid DNS 1123 label is allowed as exportTo entry');
  opens(exportTo('*', 'b'), 'cannot have both public (*) and non-public exportTo values for a resource');
  assert.deepEqual(
    told(exportTo('a_b', 'a_b')),
    ['AER0224 spec.exportTo[0]', 'AER0224 spec.exportTo[1]'],
    'what is refused is no twin',
  );
  assert.deepEqual(told(exportTo('*', '*')), ['AER0214 spec.exportTo[1]', 'AER0215 spec.exportTo']);
});

test('W1: a route without match after another one is a warning', () => {
  const unused = findings({ hosts: [host], routes: [route, { ...route, match: {} }, route, route] });
  assert.deepEqual(
    unused.map(({ code, severity, path }) => [code, severity, serverPath(path)]),
    [
      ['AER0230', 'warning', 'spec.routes[2]'],
      ['AER0230', 'warning', 'spec.routes[3]'],
    ],
  );
  assert.match(unused[0]?.message ?? '', /^MetaRouter rule #2 not used \(only the last rule can have no match\)\. /);
});

test('16: a global rate limit is complete', () => {
  assert.deepEqual(told({ hosts: [host], globalRateLimit: { match: { attributes: { m: { regex: '' } } } } }), [
    'AER0216 spec.globalRateLimit.domain',
    'AER0216 spec.globalRateLimit.rateLimitService',
    'AER0206 spec.globalRateLimit.match.attributes.m.regex',
    'AER0216 spec.globalRateLimit.descriptors',
  ]);
  const limit = { domain: 'd', rateLimitService: 's', descriptors: [{}] };
  assert.deepEqual(told({ hosts: [host], globalRateLimit: limit }), [
    'AER0216 spec.globalRateLimit.descriptors[0].descriptorKey',
    'AER0216 spec.globalRateLimit.descriptors[0].property',
  ]);
});

test('17, 18, 19: a local rate limit is complete', () => {
  const limit = (localRateLimit: JsonObject) => ({ hosts: [host], localRateLimit });
  opens(limit({}), 'localRateLimit must have at least one of tokenBucket or conditions');
  opens(limit({ tokenBucket: { fillInterval: '1s', maxTokens: 1 } }), 'localRateLimit tokenBucket tokensPerfFill cannot be null');
  opens(
    limit({ tokenBucket: { fillInterval: '1s', maxTokens: 1, tokensPerFill: 0 } }),
    'localRateLimit tokenBucket tokensPerfFill must be greater than 0',
  );
  assert.deepEqual(told(limit({ conditions: [{}, { match: {}, tokenBucket: {} }] })), [
    'AER0219 spec.localRateLimit.conditions[0].match',
    'AER0219 spec.localRateLimit.conditions[0].tokenBucket',
    'AER0218 spec.localRateLimit.conditions[1].tokenBucket.fillInterval',
    'AER0218 spec.localRateLimit.conditions[1].tokenBucket.tokensPerFill',
    'AER0218 spec.localRateLimit.conditions[1].tokenBucket.maxTokens',
  ]);
});

test('a pattern without an engine to compile it is a mistake of the caller', () => {
  const { value } = readMetaRouterSpec({ spec: withRoute({ match: { attributes: { m: { regex: '(?i)a' } } } }) });
  assert.throws(() => webhookFindings(value, 'x', undefined), /no pattern engine/);
});

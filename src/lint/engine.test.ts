import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Finding } from '../base/finding.js';
import type { Json, JsonObject } from '../base/json.js';
import { formatPath } from '../base/path.js';
import { loadPatterns } from '../base/pattern.js';
import { parseText } from '../manifest/parse.js';
import { parseSlow } from '../manifest/slow.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import { loadReaders, validateObject } from '../resource/validate.js';
import { lint } from './engine.js';
import type { LintOptions } from './types.js';

const patterns = await loadPatterns();
const readers = await loadReaders();

function objectsOf(text: string): ManifestObject[] {
  const objects: ManifestObject[] = [];
  parseText(text, { file: 'a.yaml', explicit: false }, (object) => objects.push(object), parseSlow);
  return objects;
}

function linted(objects: ManifestObject[], options: LintOptions = {}): Finding[] {
  return lint({ objects, mesh: buildMesh(objects), namespace: 'default', patterns, readers, options }).findings;
}

function told(findings: Finding[]): string[] {
  return findings.map(({ code, severity, path }) => `${code} ${severity} ${formatPath(path)}`);
}

const service = `apiVersion: v1
kind: Service
metadata: {name: calc, namespace: demo}
spec: {clusterIP: 10.0.0.1, selector: {app: calc}, ports: [{name: tcp-metaprotocol-thrift, port: 9090}]}
---
`;

function router(spec: string): string {
  return `${service}{apiVersion: metaprotocol.aeraki.io/v1alpha1, kind: MetaRouter, metadata: {name: r, namespace: demo}, spec: {hosts: [calc.demo.svc.cluster.local], ${spec}}}\n`;
}

test('what ends the control plane is an error, said once, under the code that validate gives it', () => {
  const text = router(
    'globalRateLimit: {domain: d, rateLimitService: "outbound|1||x", descriptors: [{property: method, descriptorKey: k}]}',
  );
  const findings = told(linted(objectsOf(text))).filter((line) => line.includes('requestTimeout') || line.startsWith('AER0402'));
  assert.deepEqual(findings, ['AER0132 error spec.globalRateLimit.requestTimeout']);
});

test('what follows from a value that is refused anyway is not said of it', () => {
  const text = router('routes: [{name: a, route: [{destination: {host: "-", subset: v9}}]}]');
  assert.deepEqual(told(linted(objectsOf(text))), [
    'AER0203 error spec.routes[0].route[0].destination.host',
    'AER0301 warning spec.routes[0].route[0].destination.subset',
  ]);
});

test('where every object of the mesh is there, an unknown host is an error', () => {
  const text = router('routes: [{name: a, route: [{destination: {host: a.other.svc.cluster.local}}]}]');
  const at = 'spec.routes[0].route[0].destination.host';
  assert.deepEqual(told(linted(objectsOf(text))), [`AER0302 warning ${at}`]);
  assert.deepEqual(told(linted(objectsOf(text), { complete: true })), [`AER0302 error ${at}`]);
});

test('attributes of a private protocol come from the caller too', () => {
  const own = `{apiVersion: metaprotocol.aeraki.io/v1alpha1, kind: ApplicationProtocol, metadata: {name: own}, spec: {protocol: own, codec: x.own}}\n---\n`;
  const text =
    own +
    router(
      'routes: [{name: a, match: {attributes: {usr: {exact: x}}}, route: [{destination: {host: calc.demo.svc.cluster.local}}]}, {name: b, route: [{destination: {host: calc.demo.svc.cluster.local}}]}]',
    ).replace('thrift', 'own');
  assert.deepEqual(told(linted(objectsOf(text))), [], 'nothing is known of it');
  const attributes = new Map([['own', ['user']]]);
  assert.deepEqual(told(linted(objectsOf(text), { attributes })), ['AER0704 error spec.routes[0].match.attributes.usr']);
  assert.deepEqual(told(linted(objectsOf(text), { attributes: new Map([['own', ['user', '*']]]) })), [], 'others may occur');
});

test('of two MetaRouters for one host it is told which requests they quarrel about', () => {
  const twin = (name: string, method: string): string =>
    `{apiVersion: metaprotocol.aeraki.io/v1alpha1, kind: MetaRouter, metadata: {name: ${name}, namespace: demo}, spec: {hosts: [calc.demo.svc.cluster.local], routes: [{name: of-${name}, match: {attributes: {method: {${method}}}}, route: [{destination: {host: calc.demo.svc.cluster.local}}]}]}}\n---\n`;
  const messages = (one: string, other: string): string[] =>
    linted(objectsOf(service + twin('a', one) + twin('b', other))).flatMap(({ code, message }) =>
      code === 'AER0503' ? [message] : [],
    );
  const both = messages('prefix: say', 'exact: sayHello');
  assert.match(
    both[0] ?? '',
    /A request with \{"method":"sayHello"\} takes route "of-b" of this one or route "of-a" of the other\.$/,
  );
  assert.match(messages('prefix: say', 'exact: add')[0] ?? '', /No request fits routes of both/);
});

test('an example request needs no engine for patterns where there is no pattern', () => {
  const twin = (name: string): string =>
    `{apiVersion: metaprotocol.aeraki.io/v1alpha1, kind: MetaRouter, metadata: {name: ${name}, namespace: demo}, spec: {hosts: [calc.demo.svc.cluster.local], routes: [{name: of-${name}, match: {attributes: {method: {exact: add}}}, route: [{destination: {host: calc.demo.svc.cluster.local}}]}]}}\n---\n`;
  const objects = objectsOf(service + twin('a') + twin('b'));
  const { findings } = lint({ objects, mesh: buildMesh(objects), namespace: 'default', options: {} });
  const messages = findings.flatMap(({ code, message }) => (code === 'AER0503' || code === 'AER0309' ? [message] : []));
  assert.match(messages.find((message) => message.startsWith('Every route')) ?? '', /One such is \{"method":"a"\}\.$/);
  assert.ok(
    messages.some((message) => message.includes('A request with {"method":"add"} takes')),
    messages.join('\n'),
  );
});

test('a router with more patterns than are analysed is said to be not decided', () => {
  const one = (index: number, pattern: string): string =>
    `{name: r${index}, match: {attributes: {method: {regex: '${pattern}'}}}, route: [{destination: {host: calc.demo.svc.cluster.local}}]}`;
  const routes = [
    one(0, 'x|y'),
    ...Array.from({ length: 1_000 }, (_, index) => one(index + 1, `(?:a)${index}`)),
    one(1_001, 'y|x'),
  ];
  const said = linted(objectsOf(service + router(`routes: [${routes.join(', ')}]`)))
    .filter(({ code }) => code === 'AER0342' || code === 'AER0310')
    .map(({ code, message, path }) => `${code} ${formatPath(path)} ${message}`);
  assert.deepEqual(said, [
    'AER0342 spec.routes Whether each of the 1,002 routes is ever reached is not decided: they have more than 1,000 patterns. Only a route that a single earlier one plainly covers is told.',
  ]);
});

test('without the engine for patterns nothing is said of them, and the rest is', () => {
  const objects = objectsOf(router('routes: [{name: a, route: [{destination: {host: calc}}]}]'));
  const { findings } = lint({ objects, mesh: buildMesh(objects), namespace: 'default', options: {} });
  assert.deepEqual(told(findings), ['AER0302 error spec.routes[0].route[0].destination.host']);
});

function validated(objects: ManifestObject[]): string[] {
  return objects
    .flatMap((object) => validateObject(object, { namespace: 'default', patterns, readers }).findings)
    .map(({ code, path, message }) => `${code} ${formatPath(path)} ${message}`);
}

const golden = new URL('../../../shared/golden/', import.meta.url);
test('everything that validate says, lint says too, and nothing twice', { skip: !existsSync(golden) }, () => {
  for (const name of readdirSync(golden)) {
    const file = new URL(`${name}/input.yaml`, golden);
    if (!existsSync(file)) continue;
    const objects = objectsOf(readFileSync(file, 'utf8'));
    const findings = linted(objects);
    const lines = findings.map(({ code, path, message }) => `${code} ${formatPath(path)} ${message}`);
    for (const line of validated(objects)) assert.ok(lines.includes(line), `${name}: ${line}`);
    const keys = findings.map(({ code, origin, path, message }) => JSON.stringify([code, origin, path, message]));
    assert.equal(new Set(keys).size, keys.length, name);
  }
});

const kinds: [string, string][] = [
  ['metaprotocol.aeraki.io/v1alpha1', 'MetaRouter'],
  ['metaprotocol.aeraki.io/v1alpha1', 'ApplicationProtocol'],
  ['redis.aeraki.io/v1alpha1', 'RedisService'],
  ['redis.aeraki.io/v1alpha1', 'RedisDestination'],
  ['dubbo.aeraki.io/v1alpha1', 'DubboAuthorizationPolicy'],
  ['networking.istio.io/v1', 'DestinationRule'],
  ['networking.istio.io/v1', 'Gateway'],
  ['networking.istio.io/v1', 'VirtualService'],
  ['networking.istio.io/v1', 'EnvoyFilter'],
  ['security.istio.io/v1', 'PeerAuthentication'],
  ['apps/v1', 'Deployment'],
  ['v1', 'Service'],
  ['v1', 'Namespace'],
];

test('property: whatever the objects hold, they are linted without a crash', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const object = fc.record({ kind: fc.constantFrom(...kinds), metadata: value, spec: value });
  fc.assert(
    fc.property(fc.array(object, { maxLength: 4 }), (given) => {
      const objects = given.map(({ kind: [apiVersion, kind], metadata, spec }, document): ManifestObject => {
        return {
          value: { apiVersion, kind, metadata: metadata as Json, spec: spec as Json },
          origin: { file: 'a', document, prefix: [] },
        };
      });
      linted(objects);
    }),
    { numRuns: 300 },
  );
});

const folder = new URL('rules/', import.meta.url);
test('property: a part of a fixture taken out, or replaced, never crashes a rule', () => {
  const texts = readdirSync(folder).filter((name) => name.endsWith('.bad.yaml'));
  const all = texts.map((name) => objectsOf(readFileSync(new URL(name, folder), 'utf8')));
  const damage = (value: Json, seed: number): Json => {
    if (typeof value !== 'object' || value === null) return seed % 7 === 0 ? ([null, 0, '', {}, []][seed % 5] ?? null) : value;
    const entries = Object.entries(value);
    const at = seed % (entries.length + 1);
    const made = entries.flatMap(([key, member], index): [string, Json][] =>
      index !== at ? [[key, member]] : seed % 3 === 0 ? [] : [[key, damage(member as Json, Math.floor(seed / 3))]],
    );
    return Array.isArray(value) ? made.map(([, member]) => member) : Object.fromEntries(made);
  };
  fc.assert(
    fc.property(fc.nat(all.length - 1), fc.nat(), (which, seed) => {
      const objects = (all[which] ?? []).map((object, index) => ({
        ...object,
        value: { ...object.value, spec: damage(object.value['spec'] ?? null, seed + index) } as JsonObject,
      }));
      linted(objects);
    }),
    { numRuns: 500 },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Explanation, explainPath, explainTree, type FieldNode, isUnknownField, splitPath } from './schema.js';
import { schemas } from './schemas.js';

const metaRouter = schemas['metarouter.json'] ?? {};
const redisService = schemas['redisservice.json'] ?? {};

function explain(path: string, schema = metaRouter): Explanation {
  const result = explainPath(schema, splitPath(path));
  if (isUnknownField(result)) assert.fail(`${path}: no field ${result.field}`);
  return result;
}

function unknown(path: string) {
  const result = explainPath(metaRouter, splitPath(path));
  if (!isUnknownField(result)) assert.fail(`${path} was found`);
  return result;
}

test('a kind as a whole is explained by an empty path', () => {
  const { kind, type, fields } = explain('');
  assert.equal(kind, 'MetaRouter');
  assert.equal(type, 'object');
  assert.deepEqual(
    fields.map((field) => field.name),
    ['apiVersion', 'kind', 'metadata', 'spec', 'status'],
  );
});

test('a path goes through lists and maps without naming items', () => {
  assert.equal(explain('spec.routes.match.attributes.exact').type, 'string');
  assert.deepEqual(explain('spec.routes.match.attributes').path, ['spec', 'routes', 'match', 'attributes']);
});

test('a path may name items by an index and values of a map by a name, as findings do', () => {
  const plain = explain('spec.routes.match.attributes.exact');
  for (const path of [
    'spec.routes[0].match.attributes.method.exact',
    'spec.routes[].match.attributes["a.b"].exact',
    'spec.routes.3.match.attributes[*].exact',
  ])
    assert.deepEqual(explain(path), plain);
});

test('types are written as Go writes them', () => {
  assert.equal(explain('spec.hosts').type, '[]string');
  assert.equal(explain('spec.routes').type, '[]object');
  assert.equal(explain('spec.routes.match.attributes').type, 'map[string]object');
  assert.equal(explain('spec.localRateLimit.tokenBucket.tokensPerFill').type, 'integer');
});

test('an object lists its fields: type, whether it is needed, and the first sentence of the description', () => {
  const { fields } = explain('spec.routes.route.destination');
  assert.deepEqual(
    fields.map(({ name, type, required }) => [name, type, required]),
    [
      ['host', 'string', true],
      ['subset', 'string', false],
      ['port', 'object', false],
    ],
  );
  assert.equal(fields[2]?.summary, 'The port of the host.');
});

test('the fields of a list or a map are those of its items or values', () => {
  const names = explain('spec.routes.match.attributes').fields.map((field) => field.name);
  assert.deepEqual(names, ['exact', 'prefix', 'regex']);
});

test('constraints say who makes them felt', () => {
  assert.deepEqual(explain('spec.routes.route.destination.port.number').constraints, [
    { text: 'required', enforcedBy: 'webhook' },
    { text: 'from 1 to 65535', enforcedBy: 'webhook' },
  ]);
  assert.deepEqual(explain('spec.routes.match.attributes.method').constraints, [
    { text: 'at most one of `exact`, `prefix`, `regex`', enforcedBy: 'apiserver' },
  ]);
  assert.deepEqual(explain('spec.hosts').constraints.slice(0, 2), [
    { text: 'required', enforcedBy: 'webhook' },
    { text: 'exactly 1 item', enforcedBy: 'webhook' },
  ]);
  assert.ok(explain('spec.hosts').constraints.some(({ text }) => text === 'each: a host name without wildcards'));
  assert.deepEqual(explain('spec.routes.mirrorPercentage.value').constraints[1], {
    text: 'more than 0, at most 100',
    enforcedBy: 'webhook',
  });
});

test('units, defaults and enums are told apart from constraints', () => {
  const weight = explain('spec.routes.route.weight');
  assert.equal(weight.unit, 'percent');
  assert.equal(explain('spec.settings.opTimeout', redisService).default, '60s');
  const policy = explain('spec.settings.readPolicy', redisService);
  assert.deepEqual(policy.enum, ['MASTER', 'PREFER_MASTER', 'REPLICA', 'PREFER_REPLICA', 'ANY']);
});

test('a field at the end of a path is needed if the object around it needs it', () => {
  assert.equal(explain('spec.hosts').required, true);
  assert.equal(explain('spec.routes').required, false);
  assert.equal(explain('kind').required, true);
});

test('a field that is used in two places has the words of its place', () => {
  assert.notEqual(explain('spec.routes.mirror').description, explain('spec.routes.route.destination').description);
  assert.equal(explain('spec.routes.mirror').required, false);
});

test('a wrong field is answered with what there is, and what was probably meant', () => {
  const result = unknown('spec.routes.matches');
  assert.deepEqual(result.path, ['spec', 'routes']);
  assert.equal(result.field, 'matches');
  assert.equal(result.suggestion, 'match');
  assert.deepEqual(result.candidates.slice(0, 3), ['name', 'match', 'route']);
  assert.equal(unknown('spec.local_rate_limit').suggestion, 'localRateLimit');
  assert.equal(unknown('spec.routes.match.attributes.exat').suggestion, 'exact');
  assert.deepEqual(unknown('spec.routes.name.x').candidates, []);
});

test('names of every object of JavaScript are no fields', () => {
  for (const name of ['constructor', '__proto__', 'toString']) assert.equal(unknown(`spec.${name}`).field, name);
});

test('a path of any text is split without an error', () => {
  assert.deepEqual(splitPath(''), []);
  assert.deepEqual(splitPath('spec.routes[0]["a\\"b.c"].x'), ['spec', 'routes', '0', 'a"b.c', 'x']);
  assert.deepEqual(splitPath('..a[[b['), ['a', '[b[']);
});

test('the tree has every field, and each of its paths can be explained', () => {
  for (const [file, schema] of Object.entries(schemas)) {
    const visit = (nodes: FieldNode[], path: string[]) => {
      for (const node of nodes) {
        const below = [...path, node.name];
        const result = explainPath(schema, below);
        assert.ok(!isUnknownField(result), `${file}: ${below.join('.')}`);
        assert.equal(result.type, node.type);
        assert.notEqual(node.summary, '', `${file}: ${below.join('.')} has no description`);
        visit(node.fields, below);
      }
    };
    const tree = explainTree(schema, []);
    assert.ok(!isUnknownField(tree));
    visit(tree, []);
  }
});

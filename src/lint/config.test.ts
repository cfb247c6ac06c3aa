import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { Json } from '../base/json.js';
import { configKeys, readConfig, readVersion } from './config.js';

const schema = JSON.parse(readFileSync(new URL('../../schemas/config.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strict: false }).compile(schema);

function problems(value: Json): string[] {
  const read = readConfig(value);
  return 'problems' in read ? read.problems.map(({ message }) => message) : read.findings.map(({ message }) => message);
}

const whole: Json = {
  rules: { AER0301: 'error', AER0309: false, AER0308: 'off' },
  ignore: [{ files: ['legacy/**'], rules: ['AER0309'], reason: 'moves out' }, { rules: ['AER0319'] }],
  exclude: ['**/test/**'],
  protocols: { mine: { attributes: ['cmd', '*'] }, yours: { codec: 'codec.yaml' } },
  mesh: {
    meshConfig: 'mesh.yaml',
    rootNamespace: 'istio-system',
    namespaceScoped: true,
    domainSuffix: 'c.local',
    vips: { a: '10.0.0.1', b: ['10.0.0.2'] },
  },
  versions: { istio: '1.18.1', aeraki: 'v1.4', envoy: '1.26.2-dev' },
  failOn: 'warning',
  maxWarnings: 3,
  baseline: 'known.json',
};

test('everything that the configuration can say is read, and the schema takes it', () => {
  const read = readConfig(whole);
  assert.ok('config' in read);
  const { config } = read;
  assert.deepEqual(
    [...config.rules],
    [
      ['AER0301', 'error'],
      ['AER0309', 'off'],
      ['AER0308', 'off'],
    ],
  );
  assert.deepEqual(config.ignore[0], { files: ['legacy/**'], rules: ['AER0309'], path: ['ignore', 0] });
  assert.deepEqual(
    [...config.protocols],
    [
      ['mine', { attributes: ['cmd', '*'] }],
      ['yours', { attributes: [], codec: 'codec.yaml' }],
    ],
  );
  assert.deepEqual(config.mesh.vips, [
    ['a', '10.0.0.1'],
    ['b', '10.0.0.2'],
  ]);
  assert.deepEqual(config.istio, { major: 1, minor: 18, patch: 1 });
  assert.deepEqual([config.failOn, config.maxWarnings, config.baseline], ['warning', 3, 'known.json']);
  assert.equal(validate(whole), true, JSON.stringify(validate.errors));
});

test('an unknown key is ignored with a word about what was probably meant', () => {
  assert.deepEqual(problems({ rule: {} }), ['rule means nothing here and is ignored. Did you mean rules?']);
  assert.match(problems({ mesh: { rootnamespace: 'x' } })[0] ?? '', /mesh\.rootnamespace .* Did you mean rootNamespace\?/);
  assert.equal(validate({ rule: {} }), false);
});

test('what has another type is refused with its place', () => {
  assert.deepEqual(problems([]), ['the configuration must be a mapping']);
  assert.deepEqual(problems({ rules: { AER0301: 'fatal' } }), ['rules.AER0301 must be one of off, info, warning, error']);
  assert.deepEqual(problems({ rules: { AER0031: 'off' } }).length, 1);
  assert.deepEqual(problems({ versions: { istio: 1.2 } }), ['versions.istio must be a version in quotes, such as "1.18.1"']);
  assert.deepEqual(problems({ ignore: [{}] }), ['ignore[0] must be limited by files, by rules or by both']);
  assert.deepEqual(problems({ maxWarnings: -1 }), ['maxWarnings must be a whole number from 0']);
});

test('the schema has the keys that are read, no more and no fewer', () => {
  const { properties } = schema;
  assert.deepEqual(Object.keys(properties), [...configKeys.top]);
  assert.deepEqual(Object.keys(properties.ignore.items.properties), [...configKeys.ignore]);
  assert.deepEqual(Object.keys(properties.protocols.additionalProperties.properties), [...configKeys.protocol]);
  assert.deepEqual(Object.keys(properties.mesh.properties), [...configKeys.mesh]);
  assert.deepEqual(Object.keys(properties.versions.properties), [...configKeys.versions]);
});

test('versions are read as people and images write them', () => {
  assert.deepEqual(readVersion('v1.20'), { major: 1, minor: 20, patch: 0 });
  assert.deepEqual(readVersion('1.18.1-distroless'), { major: 1, minor: 18, patch: 1 });
  assert.equal(readVersion('latest'), undefined);
});

test('property: any value is read or refused', () => {
  const keys = fc.constantFrom<string>(...configKeys.top, 'other', '__proto__');
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue())), (value) => void readConfig(value as Json)),
  );
});

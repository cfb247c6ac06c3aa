import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { isObject, type Json, type JsonObject } from '../base/json.js';
import { formatPath } from '../base/path.js';
import { toHttpRouteConfiguration } from '../dataplane/forms.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import type { MeshOptions } from '../mesh/types.js';
import { translate } from './translate.js';
import type { Translation } from './types.js';

// UPDATE=1 rewrites test/fixtures/translate/*/expected.yaml from what is generated now. Read the difference before committing it.
const update = process.env['UPDATE'] === '1';
const fixtures = new URL('../../test/fixtures/translate/', import.meta.url);
const recorded = new URL('../../../shared/recorded/cluster/objects.yaml', import.meta.url);

function objectsOf(text: string): ManifestObject[] {
  return parseAllDocuments(text).flatMap((document, index): ManifestObject[] => {
    const value: unknown = document.toJS();
    return isObject(value) ? [{ value, origin: { file: 'input.yaml', document: index, prefix: [] } }] : [];
  });
}

function inputOf(name: string): { objects: ManifestObject[]; options: MeshOptions } {
  const options = new URL(`${name}/options.yaml`, fixtures);
  const given = existsSync(options) ? parse(readFileSync(options, 'utf8')) : {};
  const vips = given.vips ? new Map<string, string[]>(Object.entries(given.vips)) : undefined;
  return {
    objects: objectsOf(readFileSync(new URL(`${name}/input.yaml`, fixtures), 'utf8')),
    options: { ...given, ...(vips ? { vips } : {}) },
  };
}

/** A translation as it is kept in a fixture. */
function shown({ envoyFilters, virtualServices, routeConfigurations, notes }: Translation): JsonObject {
  return {
    envoyFilters: envoyFilters.map(({ object }) => object),
    virtualServices: virtualServices.map(({ object }) => object),
    routeConfigurations: routeConfigurations.map(({ configuration }) => toHttpRouteConfiguration(configuration)),
    notes: notes.map(({ code, severity, message, resource, path }) => ({
      code,
      severity,
      object: `${resource?.kind} ${resource?.namespace}/${resource?.name}`,
      path: formatPath(path),
      message,
    })),
  };
}

const names = readdirSync(fixtures);
const run = (objects: ManifestObject[], options: MeshOptions = {}) => translate(buildMesh(objects, options));

describe('translate', () => {
  for (const name of names) {
    it(`fixture ${name}`, () => {
      const { objects, options } = inputOf(name);
      const got = shown(run(objects, options));
      const expected = new URL(`${name}/expected.yaml`, fixtures);
      if (update) writeFileSync(expected, stringify(got, { lineWidth: 0, aliasDuplicateObjects: false }));
      assert.deepEqual(JSON.parse(JSON.stringify(got)), parse(readFileSync(expected, 'utf8')));
    });
  }
});

const anyFixture = fc.constantFrom(...names).map(inputOf);

describe('whatever the input', () => {
  it('the order of its documents changes nothing', () => {
    const shuffled = anyFixture.chain(({ objects, options }) =>
      fc.shuffledSubarray(objects, { minLength: objects.length }).map((other) => ({ objects, other, options })),
    );
    fc.assert(
      fc.property(shuffled, ({ objects, other, options }) => {
        assert.deepEqual(run(other, options), run(objects, options));
      }),
      { numRuns: 60 },
    );
  });

  it('translating twice gives the same, and leaves the input as it was', () => {
    fc.assert(
      fc.property(anyFixture, ({ objects, options }) => {
        const before = structuredClone(objects);
        const mesh = buildMesh(objects, options);
        assert.deepEqual(translate(mesh), translate(mesh));
        assert.deepEqual(objects, before);
      }),
      { numRuns: 20 },
    );
  });

  it('an unrelated object changes nothing', () => {
    const unrelated: JsonObject[] = [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'aaa' },
        spec: { ports: [{ name: 'http-web', port: 80 }] },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'istio', namespace: 'elsewhere' },
        data: { mesh: 'enableTracing: false' },
      },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'cache', namespace: 'elsewhere' }, stringData: { password: 'x' } },
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: {} },
      { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'edge', namespace: 'edge' }, spec: {} },
    ];
    const withOther = fc.tuple(anyFixture, fc.constantFrom(...unrelated), fc.nat());
    fc.assert(
      fc.property(withOther, ([{ objects, options }, value, at]) => {
        const others = objects.toSpliced(at % (objects.length + 1), 0, {
          value,
          origin: { file: 'other.yaml', document: 0, prefix: [] },
        });
        assert.deepEqual(shown(run(others, options)), shown(run(objects, options)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('whatever the hosts', () => {
  const entry = (host: string): ManifestObject => ({
    value: {
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: `of-${host}`, namespace: 'shop' },
      spec: { hosts: [host], resolution: 'STATIC', ports: [{ name: 'tcp-metaprotocol-thrift', number: 9090 }] },
    },
    origin: { file: 'entries.yaml', document: 0, prefix: [] },
  });
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  const hosts = fc.uniqueArray(
    fc.tuple(label, label).map((labels) => labels.join('.')),
    { minLength: 1, maxLength: 12 },
  );

  it('a made-up address depends on the host alone, not on how many others there are', () => {
    fc.assert(
      fc.property(hosts, fc.nat(), (all, at) => {
        const host = all[at % all.length] ?? '';
        const ours = ({ envoyFilters }: Translation) => envoyFilters.filter((made) => made.host === host);
        assert.deepEqual(ours(run(all.map(entry))), ours(run([entry(host)])));
      }),
      { numRuns: 60 },
    );
  });
});

describe('an object given again', () => {
  it('stands as it was given last, and that is said of the earlier one', () => {
    fc.assert(
      fc.property(anyFixture, fc.nat(), fc.nat(), ({ objects, options }, which, where) => {
        const index = which % objects.length;
        const object = objects[index];
        const kind = object?.value['kind'];
        // Only kinds that are looked at are compared.
        if (object === undefined || !['Service', 'ServiceEntry', 'MetaRouter', 'DestinationRule'].includes(String(kind))) return;
        const earlier = { ...object, value: { ...object.value, spec: {} } };
        const before = run(objects, options);
        const after = run(objects.toSpliced(where % (index + 1), 0, earlier), options);
        assert.deepEqual(
          after.envoyFilters.map((made) => made.object),
          before.envoyFilters.map((made) => made.object),
        );
        const said = after.notes.filter(({ code }) => code === 'AER0421').length;
        assert.equal(said, before.notes.filter(({ code }) => code === 'AER0421').length + 1);
      }),
      { numRuns: 60 },
    );
  });
});

/** The same value with one member somewhere in it replaced. */
function damaged(value: Json, steps: number[], replacement: Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined || typeof value !== 'object' || value === null) return replacement;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return replacement;
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? damaged(item, rest, replacement) : item));
  return { ...value, [key]: damaged(value[key] ?? null, rest, replacement) };
}

describe('damaged input', () => {
  it('never makes it throw', () => {
    const replacement = fc.oneof(
      fc.constantFrom<Json>(null, '', 0, -1, 1e300, true, [], {}, [null], '__proto__'),
      fc.jsonValue().map((value) => value as Json),
    );
    const damage = fc.record({ at: fc.nat(), steps: fc.array(fc.nat(), { minLength: 2, maxLength: 8 }), replacement });
    fc.assert(
      fc.property(anyFixture, fc.array(damage, { minLength: 1, maxLength: 4 }), ({ objects, options }, damages) => {
        const broken = [...objects];
        for (const { at, steps, replacement: other } of damages) {
          const index = at % broken.length;
          const object = broken[index];
          const value = object && damaged(object.value, steps, other);
          if (object && isObject(value)) broken[index] = { ...object, value };
        }
        for (const { configuration } of run(broken, options).routeConfigurations) toHttpRouteConfiguration(configuration);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a mesh that ran', { skip: !existsSync(recorded) }, () => {
  it('translates to the EnvoyFilters that Aeraki wrote into it', () => {
    const list = parse(readFileSync(recorded, 'utf8')) as { items: JsonObject[] };
    // The recording holds no Secrets; this is the one it was made with.
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'redis-service-secret', namespace: 'redis' },
      stringData: { password: 'testredis' },
    };
    const objects = [...list.items, secret].map((value, index) => ({
      value,
      origin: { file: 'objects.yaml', document: 0, prefix: ['items', index] },
    }));
    const { envoyFilters, notes } = run(objects);
    const byName = (all: JsonObject[]) =>
      Object.fromEntries(
        all.map((object) => {
          const { namespace, name } = object['metadata'] as Record<string, string>;
          return [`${namespace}/${name}`, object['spec']];
        }),
      );
    const managed = list.items.filter(
      ({ kind, metadata }) =>
        kind === 'EnvoyFilter' && isObject(metadata) && JSON.stringify(metadata['labels'])?.includes('"manager":"Aeraki"'),
    );
    assert.ok(managed.length > 10);
    assert.deepEqual(byName(envoyFilters.map(({ object }) => object)), byName(managed));
    assert.ok(!notes.some(({ code }) => code === 'AER0444'), 'none of its objects would be deleted');
  });
});

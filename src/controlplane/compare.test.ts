import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Json, JsonObject } from '../base/json.js';
import { formatPath } from '../base/path.js';
import { compareObjects, isSame, redact, withoutPasswords } from './compare.js';

function filter(name: string, spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { labels: { manager: 'Aeraki' }, name, namespace: 'istio-system', ...metadata },
    spec,
  };
}

/** The changes of the only object that changed, as `path: from -> to`. */
function changes(from: JsonObject, to: JsonObject): string[] {
  const [changed] = compareObjects([filter('f', from)], [filter('f', to)]).changed;
  const shown = (value: Json | undefined) => (value === undefined ? 'nothing' : JSON.stringify(value));
  return (changed?.changes ?? []).map((change) => `${formatPath(change.path)}: ${shown(change.from)} -> ${shown(change.to)}`);
}

describe('objects', () => {
  it('are told apart by kind, namespace and name', () => {
    const service = { ...filter('a', {}), kind: 'VirtualService' };
    const elsewhere = filter('a', {}, { namespace: 'shop' });
    const { added, removed, changed } = compareObjects([filter('a', {}), filter('b', {})], [filter('a', {}), service, elsewhere]);
    assert.deepEqual(added, [
      { kind: 'EnvoyFilter', namespace: 'shop', name: 'a' },
      { kind: 'VirtualService', namespace: 'istio-system', name: 'a' },
    ]);
    assert.deepEqual(removed, [{ kind: 'EnvoyFilter', namespace: 'istio-system', name: 'b' }]);
    assert.deepEqual(changed, []);
  });

  it('are the same whatever a server adds to them', () => {
    const fromServer = {
      ...filter(
        'f',
        { configPatches: [] },
        {
          uid: 'u',
          resourceVersion: '7',
          generation: 2,
          creationTimestamp: '2026-01-01T00:00:00Z',
          managedFields: [{ manager: 'aeraki' }],
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
        },
      ),
      apiVersion: 'networking.istio.io/v1',
      status: { observedGeneration: 2 },
    };
    assert.ok(isSame(compareObjects([fromServer], [filter('f', { configPatches: [] })])));
  });

  it('differ in labels and in annotations of a person', () => {
    const labelled = filter('f', {}, { labels: { manager: 'Aeraki', team: 'a' }, annotations: { note: 'x' } });
    const [changed] = compareObjects([filter('f', {})], [labelled]).changed;
    assert.deepEqual(
      changed?.changes.map(({ path }) => formatPath(path)),
      ['metadata.annotations', 'metadata.labels.team'],
    );
  });
});

describe('fields', () => {
  it('are named by their path, with both values', () => {
    assert.deepEqual(changes({ a: { b: [1, { c: 'x' }] } }, { a: { b: [1, { c: 'y' }] } }), ['spec.a.b[1].c: "x" -> "y"']);
    assert.deepEqual(changes({ a: 1, b: false }, { b: false, c: null }), ['spec.a: 1 -> nothing', 'spec.c: nothing -> null']);
    assert.deepEqual(changes({ a: [1] }, { a: { 0: 1 } }), ['spec.a: [1] -> {"0":1}']);
  });

  it('of a list count as one change where one item is put in or taken out', () => {
    assert.deepEqual(changes({ routes: ['a', 'b', 'c'] }, { routes: ['a', 'new', 'b', 'c'] }), [
      'spec.routes[1]: nothing -> "new"',
    ]);
    assert.deepEqual(changes({ routes: ['a', 'b', 'c'] }, { routes: ['b', 'c'] }), ['spec.routes[0]: "a" -> nothing']);
    assert.deepEqual(changes({ routes: ['a', 'a'] }, { routes: ['a'] }), ['spec.routes[1]: "a" -> nothing']);
  });

  it('in lists of matchers have no order', () => {
    const one = { name: 'method', exactMatch: 'get' };
    const other = { name: 'user', exactMatch: 'x' };
    assert.deepEqual(changes({ match: { headers: [one, other] } }, { match: { headers: [other, one] } }), []);
    assert.deepEqual(changes({ match: { metadata: [one, other] } }, { match: { metadata: [other, one] } }), []);
    assert.deepEqual(changes({ names: [one, other] }, { names: [other, one] }).length, 4);
  });

  it('that are passwords are compared but not shown', () => {
    const auth = (password: string) => ({ downstreamAuthPassword: { inlineString: password } });
    assert.deepEqual(changes(auth('one'), auth('two')), [
      'spec.downstreamAuthPassword.inlineString: "<redacted>" -> "<redacted>"',
    ]);
    assert.deepEqual(changes({}, { value: auth('one') }), [
      'spec.value: nothing -> {"downstreamAuthPassword":{"inlineString":"<redacted>"}}',
    ]);
    assert.deepEqual(changes(auth('one'), auth('one')), []);
  });
});

describe('route configurations', () => {
  const wire = {
    name: 'h_1',
    virtualHosts: [
      { domains: ['*'], name: 'dummy', routes: [{ match: { prefix: '/' }, name: 'all', route: { cluster: 'outbound|1||h' } }] },
    ],
  };

  it("are the same in the wire's form and in the proxy's", () => {
    const own = { name: 'h_1', routes: [{ name: 'all', route: { cluster: 'outbound|1||h' } }] };
    assert.ok(isSame(compareObjects([wire], [own])));
  });

  it('are told apart by their name', () => {
    assert.deepEqual(compareObjects([wire], []).removed, [{ kind: 'RouteConfiguration', namespace: '', name: 'h_1' }]);
  });
});

describe('redaction', () => {
  it('hides what is at the paths, in a copy', () => {
    const object = { spec: { list: [{ secret: 'x' }], other: 'y' } };
    assert.deepEqual(
      redact(object, [
        ['spec', 'list', 0, 'secret'],
        ['spec', 'missing', 'secret'],
      ]),
      {
        spec: { list: [{ secret: '<redacted>' }], other: 'y' },
      },
    );
    assert.equal(object.spec.list[0]?.secret, 'x');
  });

  it('hides what is named after a password, at any depth and in either spelling', () => {
    assert.deepEqual(withoutPasswords({ auth_password: { inline_string: 'x' }, passwords: ['a', ''], user: 'u' }), {
      auth_password: { inline_string: '<redacted>' },
      passwords: ['<redacted>', ''],
      user: 'u',
    });
    assert.equal(withoutPasswords('x', ['authPassword', 'inlineString']), '<redacted>');
  });
});

describe('whatever the objects', () => {
  const anyJson = fc.jsonValue({ maxDepth: 4 }).map((value) => value as Json);
  const anySpec = fc.dictionary(fc.constantFrom('a', 'b', 'headers', '__proto__'), anyJson).map((spec) => ({ ...spec }));

  it('nothing differs from itself', () => {
    fc.assert(fc.property(anySpec, (spec) => isSame(compareObjects([filter('f', spec)], [filter('f', structuredClone(spec))]))));
  });

  it('there is a change exactly where the two differ, and the same ones the other way round', () => {
    fc.assert(
      fc.property(anySpec, anySpec, (a, b) => {
        const there = compareObjects([filter('f', a)], [filter('f', b)]);
        const back = compareObjects([filter('f', b)], [filter('f', a)]);
        assert.equal(isSame(there), isSame(back));
        assert.equal(there.changed[0]?.changes.length, back.changed[0]?.changes.length);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import type { Json, JsonObject } from '../base/json.js';
import { formatPath } from '../base/path.js';
import { loadPatterns } from '../base/pattern.js';
import { patternProblems, readRouteConfiguration, toDataplaneRouteConfiguration, toHttpRouteConfiguration } from './forms.js';
import type { RouteConfiguration, RouteConfigurationRead } from './types.js';

const patterns = await loadPatterns();

function read(value: Json): RouteConfigurationRead {
  const result = readRouteConfiguration(value);
  assert.ok('value' in result);
  return result;
}

/** `path: message` of what Envoy refuses. */
function refused(value: Json): string[] {
  const result = read(value);
  return [...result.problems, ...patternProblems(result, patterns)].map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

/** The wire's form with one route, spelled as Aeraki's JSON. */
function wire(route: JsonObject): Json {
  return { name: 'greeter_9090', virtualHosts: [{ name: 'dummy', domains: ['*'], routes: [route] }] };
}

/** The wire's form with one route to a cluster under one condition. */
function wireHeader(header: JsonObject): Json {
  return wire({ match: { prefix: '/', headers: [header] }, route: { cluster: 'c' } });
}

/** The proxy's own form with one route. */
function own(route: JsonObject): Json {
  return { name: 'greeter_9090', routes: [route] };
}

const full: RouteConfiguration = {
  name: 'greeter_9090',
  routes: [
    {
      name: 'all-there-is',
      match: [
        { name: 'a', matcher: { kind: 'exactHeader', value: '' }, invert: false, treatMissingAsEmpty: false },
        { name: 'b', matcher: { kind: 'exact', value: 'x', ignoreCase: true }, invert: true, treatMissingAsEmpty: false },
        { name: 'c', matcher: { kind: 'prefix', value: 'x', ignoreCase: false }, invert: false, treatMissingAsEmpty: true },
        { name: 'd', matcher: { kind: 'suffix', value: 'x', ignoreCase: true }, invert: false, treatMissingAsEmpty: false },
        { name: 'e', matcher: { kind: 'contains', value: 'x', ignoreCase: false }, invert: false, treatMissingAsEmpty: false },
        { name: 'f', matcher: { kind: 'regex', pattern: 'x.*' }, invert: false, treatMissingAsEmpty: false },
        { name: 'g', matcher: { kind: 'range', start: -5n, end: 9007199254740993n }, invert: false, treatMissingAsEmpty: false },
        { name: 'h', matcher: { kind: 'present', present: false }, invert: false, treatMissingAsEmpty: false },
      ],
      action: {
        weightedClusters: [
          { name: 'c1', weight: 0 },
          { name: 'c2', weight: 80 },
        ],
        hashPolicy: ['a', 'b'],
        mirrors: [
          { cluster: 'm1', numerator: 125000, denominator: 1_000_000 },
          { cluster: 'm2', numerator: 0, denominator: 100 },
        ],
      },
      requestMutation: [{ key: 'k', value: '' }],
      responseMutation: [{ key: 'k', value: 'v' }],
    },
    {
      name: '',
      match: [],
      action: { cluster: 'c', hashPolicy: [], mirrors: [] },
      requestMutation: [],
      responseMutation: [],
    },
  ],
};

describe('writing', () => {
  it('is read back as it was, in either form', () => {
    assert.deepEqual(read(toHttpRouteConfiguration(full)).value, full);
    assert.deepEqual(read(toDataplaneRouteConfiguration(full)).value, full);
  });

  it('leaves out defaults but writes wrapped numbers, as proto JSON does', () => {
    const { virtualHosts } = toHttpRouteConfiguration(full) as { virtualHosts: { routes: JsonObject[] }[] };
    assert.deepEqual(virtualHosts[0]?.routes[1], { match: { prefix: '/' }, route: { cluster: 'c' } });
    assert.deepEqual(virtualHosts[0]?.routes[0]?.['route'], {
      weightedClusters: {
        clusters: [
          { name: 'c1', weight: 0 },
          { name: 'c2', weight: 80 },
        ],
        totalWeight: 80,
      },
      hashPolicy: [{ header: { headerName: 'a' } }, { header: { headerName: 'b' } }],
      requestMirrorPolicies: [
        { cluster: 'm1', runtimeFraction: { defaultValue: { denominator: 'MILLION', numerator: 125000 } } },
        { cluster: 'm2', runtimeFraction: { defaultValue: {} } },
      ],
    });
  });

  it('shows the proxy its own form as its dump does', () => {
    assert.deepEqual(toDataplaneRouteConfiguration({ name: 'n', routes: full.routes.slice(1) }), {
      name: 'n',
      routes: [{ route: { cluster: 'c' } }],
    });
  });
});

const goldens = new URL('../../../shared/golden/', import.meta.url);
it('reads and writes every recorded route configuration of Aeraki without a change', { skip: !existsSync(goldens) }, () => {
  let count = 0;
  for (const name of readdirSync(goldens)) {
    const file = new URL(`${name}/routes.yaml`, goldens);
    if (!existsSync(file)) continue;
    for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
      const value = document.toJS() as Json;
      if (value === null) continue;
      assert.deepEqual(toHttpRouteConfiguration(read(value).value), value, name);
      count++;
    }
  }
  assert.ok(count > 100);
});

describe('reading', () => {
  it('takes snake_case and camelCase, and numbers as texts', () => {
    const snake = {
      name: 'n',
      virtual_hosts: [
        {
          name: 'd',
          domains: ['*'],
          routes: [
            {
              match: { prefix: '/', headers: [{ name: 'a', range_match: { start: '1', end: 5 } }] },
              route: { weighted_clusters: { clusters: [{ name: 'c', weight: '7' }] } },
            },
          ],
        },
      ],
    };
    const { form, value } = read(snake);
    assert.equal(form, 'wire');
    assert.deepEqual(value.routes[0]?.match[0]?.matcher, { kind: 'range', start: 1n, end: 5n });
    assert.deepEqual(value.routes[0]?.action.weightedClusters, [{ name: 'c', weight: 7 }]);
  });

  it('takes off what dumps and listeners wrap around it', () => {
    const inner = {
      '@type': 'type.googleapis.com/aeraki.meta_protocol_proxy.config.route.v1alpha.RouteConfiguration',
      name: 'n',
      routes: [{ route: { cluster: 'c' } }],
    };
    for (const value of [
      inner,
      { version_info: '1', route_config: inner, last_updated: '…' },
      { '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct', type_url: 'x', value: inner },
    ]) {
      const { form, value: routes } = read(value);
      assert.equal(form, 'dataplane');
      assert.equal(routes.routes[0]?.action.cluster, 'c');
    }
  });

  it('says what a value is that is none', () => {
    const message = (value: Json) => {
      const result = readRouteConfiguration(value);
      return 'value' in result ? undefined : result.problems[0]?.message;
    };
    assert.match(
      message({ apiVersion: 'metaprotocol.aeraki.io/v1alpha1', kind: 'MetaRouter' }) ?? '',
      /"MetaRouter" of Kubernetes/,
    );
    assert.match(
      message({ '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', name: 'c' }) ?? '',
      /not a RouteConfiguration/,
    );
    assert.match(message([]) ?? '', /no object/);
    assert.match(message({ hello: 1 }) ?? '', /neither "virtual_hosts"/);
    assert.match(message(JSON.parse('{"__proto__": {"routes": []}}') as Json) ?? '', /neither/);
  });

  it('sees no names in the prototype', () => {
    assert.deepEqual(
      refused(JSON.parse('{"name": "n", "routes": [{"route": {"cluster": "c"}, "__proto__": {"name": "x"}}]}') as Json),
      [],
    );
  });
});

describe('what Envoy refuses as a whole', () => {
  const header = 'virtualHosts[0].routes[0].match.headers[0]';

  it('an empty prefix', () => {
    assert.deepEqual(refused(wireHeader({ name: 'm', prefixMatch: '' })), [
      `${header}.prefixMatch: An empty prefix matches everything, and Envoy refuses it.`,
    ]);
  });

  it('a pattern that is not RE2', () => {
    assert.match(
      refused(wireHeader({ name: 'm', safeRegexMatch: { regex: '(?=a)' } }))[0] ?? '',
      /safeRegexMatch\.regex: .* is not a pattern of RE2/,
    );
    assert.match(refused(wireHeader({ name: 'm', safeRegexMatch: { regex: '' } }))[0] ?? '', /An empty pattern/);
  });

  it('ignore_case beside a pattern, two comparisons at once, none in a string_match, an unknown one', () => {
    assert.match(
      refused(wireHeader({ name: 'm', stringMatch: { safeRegex: { regex: 'a' }, ignoreCase: true } }))[0] ?? '',
      /ignore_case/,
    );
    assert.match(refused(wireHeader({ name: 'm', exactMatch: 'a', prefixMatch: 'a' }))[0] ?? '', /only one of them/);
    assert.match(refused(wireHeader({ name: 'm', stringMatch: {} }))[0] ?? '', /compares with nothing/);
    assert.match(refused(wireHeader({ name: 'm', exct_match: 'a' }))[0] ?? '', /Did you mean exact_match\?/);
    assert.match(refused(wireHeader({ exactMatch: 'a' }))[0] ?? '', /without a name/);
  });

  it('values of another type', () => {
    assert.match(refused(wireHeader({ name: 'm', exactMatch: 5 }))[0] ?? '', /quote it/);
    assert.match(refused(wireHeader({ name: 'm', rangeMatch: { start: 1.5 } }))[0] ?? '', /no whole number/);
    assert.match(refused(wireHeader({ name: 'm', rangeMatch: { start: '9223372036854775808' } }))[0] ?? '', /no whole number/);
    assert.match(refused({ name: 'n', routes: 'none' })[0] ?? '', /list is expected/);
  });

  it('splits without clusters, without a weight, or with weights that sum to 0 by their total', () => {
    const split = (weightedClusters: JsonObject) => refused(wire({ match: { prefix: '/' }, route: { weightedClusters } }));
    assert.match(split({ clusters: [] })[0] ?? '', /at least one cluster/);
    assert.match(split({ clusters: [{ name: 'a' }] })[0] ?? '', /needs a weight/);
    assert.match(split({ clusters: [{ name: 'a', weight: 0 }], totalWeight: 0 })[0] ?? '', /at least 1/);
    assert.deepEqual(split({ clusters: [{ name: 'a', weight: 1 }], totalWeight: 50 }), []);
  });

  it('routes of the wire without a path, a cluster or an action; a configuration without a virtual host', () => {
    assert.match(refused(wire({ match: {}, route: { cluster: 'c' } }))[0] ?? '', /path to match/);
    assert.match(refused(wire({ match: { prefix: '/' }, route: { cluster: '' } }))[0] ?? '', /may not be empty/);
    assert.match(refused(wire({ match: { prefix: '/' } }))[0] ?? '', /needs an action/);
    assert.match(refused({ name: 'n', virtualHosts: [] })[0] ?? '', /no virtual host/);
  });

  it('an empty key of a mutation', () => {
    assert.match(refused(own({ route: { cluster: 'c' }, request_mutation: [{ value: 'v' }] }))[0] ?? '', /key may not be empty/);
  });
});

describe('what is lost over MetaRDS', () => {
  const ignored = (value: Json) => read(value).ignored.map(({ path, message }) => `${formatPath(path)}: ${message}`);

  it("a mirror without a fraction copies nothing, where the proxy's own form copies all", () => {
    const policy = { cluster: 'm' };
    const overWire = read(wire({ match: { prefix: '/' }, route: { cluster: 'c', requestMirrorPolicies: [policy] } }));
    assert.deepEqual(overWire.value.routes[0]?.action.mirrors, [{ cluster: 'm', numerator: 0, denominator: 100 }]);
    assert.match(overWire.ignored[0]?.message ?? '', /0 %/);
    const inOwn = read(own({ route: { cluster: 'c', request_mirror_policies: [policy] } }));
    assert.deepEqual(inOwn.value.routes[0]?.action.mirrors, [{ cluster: 'm', numerator: 100, denominator: 100 }]);
  });

  it("runtime keys, which the proxy's own form keeps", () => {
    const policy = { cluster: 'm', runtime_fraction: { runtime_key: 'k', default_value: { numerator: 5, denominator: 1 } } };
    assert.equal(
      read(wire({ match: { prefix: '/' }, route: { cluster: 'c', request_mirror_policies: [policy] } })).value.routes[0]?.action
        .mirrors[0]?.runtimeKey,
      undefined,
    );
    assert.deepEqual(
      read(own({ route: { cluster: 'c', request_mirror_policies: [policy] } })).value.routes[0]?.action.mirrors[0],
      { cluster: 'm', numerator: 5, denominator: 10_000, runtimeKey: 'k' },
    );
  });

  it('actions that send nowhere become empty ones', () => {
    const { value, problems } = read(wire({ name: 'r', match: { prefix: '/' }, redirect: { hostRedirect: 'x' } }));
    assert.deepEqual(problems, []);
    assert.deepEqual(value.routes[0]?.action, { hashPolicy: [], mirrors: [] });
  });

  it('paths, hash policies on other things, further virtual hosts, and all the rest of HTTP', () => {
    assert.match(ignored(wire({ match: { path: '/x' }, route: { cluster: 'c' } }))[0] ?? '', /path is not looked at/);
    const cookie = wire({ match: { prefix: '/' }, route: { cluster: 'c', hashPolicy: [{ cookie: { name: 'x' } }] } });
    assert.deepEqual(read(cookie).value.routes[0]?.action.hashPolicy, ['']);
    assert.match(
      ignored(wire({ match: { prefix: '/' }, route: { cluster: 'c', timeout: '5s' } }))[0] ?? '',
      /"timeout" has no effect/,
    );
    const host = { name: 'd', domains: ['*'], routes: [] };
    assert.match(ignored({ name: 'n', virtualHosts: [host, host] })[0] ?? '', /^virtualHosts\[1\]: Only the first/);
  });
});

describe('any value from outside', () => {
  const names = [
    'name',
    'virtual_hosts',
    'virtualHosts',
    'routes',
    'match',
    'headers',
    'metadata',
    'route',
    'route_config',
    'weighted_clusters',
    'clusters',
    'weight',
    'string_match',
    'exact',
    'range_match',
    '@type',
    'value',
    'type_url',
    '__proto__',
  ];
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 8 },
      fc.constantFrom<Json>(null, true, 0, -1, 1.5, 1e300, '', 'x', '5', '/'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.array(fc.tuple(fc.constantFrom(...names), tie('tree')), { maxLength: 5 }).map((members) => Object.fromEntries(members)),
    ),
  }));

  it('is read or refused, and what was read can be written and read again', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const result = readRouteConfiguration(value as Json);
        if (!('value' in result)) {
          assert.ok(result.problems.length > 0);
          return;
        }
        for (const written of [toHttpRouteConfiguration(result.value), toDataplaneRouteConfiguration(result.value)]) {
          assert.ok('problems' in readRouteConfiguration(written));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('may nest as deep as it likes', () => {
    let value: Json = {};
    for (let i = 0; i < 100_000; i++) value = { route_config: value };
    assert.ok(!('value' in readRouteConfiguration(value)));
  });
});

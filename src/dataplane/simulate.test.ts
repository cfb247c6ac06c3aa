import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json } from '../base/json.js';
import { loadPatterns } from '../base/pattern.js';
import { codecFacts } from './codecs.js';
import { readRouteConfiguration } from './forms.js';
import { seededRandom } from './random.js';
import { createSimulator, type SimulatorOptions, simulateMany, simulateRequest } from './simulate.js';
import type { LocalRateLimit, RouteConfiguration, SimulatedDecision } from './types.js';

const patterns = await loadPatterns();

function table(routes: Json[]): RouteConfiguration {
  const read = readRouteConfiguration({ name: 'greeter_9090', routes });
  assert.ok('value' in read);
  assert.deepEqual(read.problems, []);
  return read.value;
}

function simulator(routes: Json[], options: Partial<SimulatorOptions> & { protocol?: string } = {}) {
  const { protocol, ...others } = options;
  const codec = protocol === undefined ? undefined : codecFacts(protocol);
  return createSimulator({
    configuration: table(routes),
    patterns,
    trace: false,
    ...(protocol === undefined ? {} : { applicationProtocol: protocol }),
    ...(codec === undefined ? {} : { codec }),
    ...others,
  });
}

function decide(
  routes: Json[],
  attributes: Record<string, string>,
  options: Partial<SimulatorOptions> & { protocol?: string } = {},
): SimulatedDecision {
  return simulateRequest(simulator(routes, options), { attributes, random: 0n });
}

const codesOf = (decision: SimulatedDecision) => decision.warnings.map(({ code }) => code);
const sayHello = { name: 'method', exact_match: 'sayHello' };
const split = {
  clusters: [
    { name: 'a', weight: 20 },
    { name: 'b', weight: 80 },
  ],
};

describe('a decision', () => {
  it('says the route, its split and shares, the mirrors, the mutation and the hash policy', () => {
    const route = {
      name: 'split',
      match: { metadata: [sayHello] },
      route: {
        weighted_clusters: split,
        hash_policy: ['user'],
        request_mirror_policies: [
          { cluster: 'm', runtime_fraction: { default_value: { numerator: 125000, denominator: 'MILLION' } } },
        ],
      },
      request_mutation: [
        { key: 'k', value: '1' },
        { key: 'a', value: '2' },
        { key: 'k', value: '3' },
      ],
    };
    const decision = simulateRequest(simulator([route], { host: 'greeter', port: 9090, protocol: 'dubbo' }), {
      attributes: { method: 'sayHello', user: 'bob' },
      random: 19n,
    });
    assert.deepEqual(
      { ...decision, warnings: [] },
      {
        host: 'greeter',
        port: 9090,
        routeConfiguration: 'greeter_9090',
        attributes: { method: 'sayHello', user: 'bob' },
        matched: true,
        route: { name: 'split', index: 0 },
        cluster: 'a',
        mirrors: [{ cluster: 'm', percent: 12.5 }],
        requestMutation: [
          { key: 'a', value: '2', written: true },
          { key: 'k', value: '3', written: true },
        ],
        hashPolicy: ['user'],
        error: null,
        warnings: [],
        split: [
          { cluster: 'a', weight: 20, percent: 20 },
          { cluster: 'b', weight: 80, percent: 80 },
        ],
      },
    );
  });

  it('traces every route that was tried, with what each condition saw', () => {
    const routes = [
      {
        name: 'bye',
        match: {
          metadata: [
            { name: 'Method', prefix_match: 'bye' },
            { name: 'n', range_match: { start: 1, end: 10 } },
          ],
        },
        route: { cluster: 'a' },
      },
      { name: 'hello', match: { metadata: [sayHello] }, route: { cluster: 'b' } },
      { name: 'rest', route: { cluster: 'c' } },
    ];
    assert.deepEqual(decide(routes, { method: 'sayHello' }, { trace: true }).trace, [
      {
        route: 'bye',
        index: 0,
        matched: false,
        conditions: [
          { attribute: 'Method', matcher: 'prefix', expected: 'bye', actual: 'sayHello', matched: false },
          { attribute: 'n', matcher: 'range', expected: '[1, 10)', actual: null, matched: false },
        ],
      },
      {
        route: 'hello',
        index: 1,
        matched: true,
        conditions: [{ attribute: 'method', matcher: 'exact', expected: 'sayHello', actual: 'sayHello', matched: true }],
      },
    ]);
  });

  it('sees the attribute that the proxy sets itself, whatever the request says', () => {
    const routes = [
      {
        name: 'thrift',
        match: { metadata: [{ name: 'x-meta-protocol-application-protocol', exact_match: 'thrift' }] },
        route: { cluster: 'a' },
      },
    ];
    const decision = decide(routes, { 'X-Meta-Protocol-Application-Protocol': 'dubbo' }, { protocol: 'thrift' });
    assert.equal(decision.matched, true);
    assert.deepEqual(codesOf(decision), ['AER0718']);
  });
});

describe('an error', () => {
  it("for no route, in the proxy's words, and whether the client sees it", () => {
    const routes = [{ name: 'r', match: { metadata: [sayHello] }, route: { cluster: 'a' } }];
    const thrift = decide(routes, { method: 'ping' }, { protocol: 'thrift' });
    assert.deepEqual(thrift.error, {
      type: 'RouteNotFound',
      message: "meta protocol router: no matched route for request '<id>'",
    });
    assert.deepEqual([thrift.matched, thrift.route, thrift.cluster, codesOf(thrift)], [false, null, null, []]);
    assert.deepEqual(codesOf(decide(routes, { method: 'ping' }, { protocol: 'dubbo' })), ['AER0705']);
  });

  it('for a cluster that the sidecar does not have: later routes are not tried', () => {
    const routes = [
      { name: 'gone', route: { cluster: 'a' } },
      { name: 'next', route: { cluster: 'b' } },
    ];
    const decision = decide(routes, {}, { clusters: new Set(['b']) });
    assert.deepEqual(
      [decision.route?.name, decision.cluster, decision.error],
      ['gone', 'a', { type: 'ClusterNotFound', message: "meta protocol router: unknown cluster 'a'" }],
    );
  });

  it('for a configuration that Envoy refuses: nothing is routed', () => {
    const decision = decide(
      [{ name: 'r', route: { cluster: 'a' } }],
      {},
      { refused: [{ path: ['routes', 0], message: 'An empty prefix.' }] },
    );
    assert.deepEqual([decision.matched, decision.error?.type, codesOf(decision)], [false, 'RouteNotFound', ['AER0700']]);
  });

  it('is none where all weights are 0, since the proxy is gone', () => {
    const routes = [{ name: 'zero', route: { weighted_clusters: { clusters: [{ name: 'a', weight: 0 }] } } }];
    const decision = decide(routes, {});
    assert.deepEqual([decision.matched, decision.cluster, decision.error, codesOf(decision)], [true, null, null, ['AER0714']]);
  });
});

describe('warnings', () => {
  const taken = (route: Record<string, Json>, attributes: Record<string, string>, protocol?: string) =>
    codesOf(decide([{ name: 'r', route: { cluster: 'a' }, ...route }], attributes, protocol === undefined ? {} : { protocol }));

  it('of mutations that nothing comes of', () => {
    const mutation = { request_mutation: [{ key: 'k', value: 'v' }], response_mutation: [{ key: 'k', value: 'v' }] };
    assert.deepEqual(taken(mutation, {}, 'thrift'), ['AER0702', 'AER0701']);
    assert.deepEqual(taken(mutation, {}, 'dubbo'), ['AER0701']);
  });

  it('of attributes that the codec never sets, asked for or given', () => {
    const match = { match: { metadata: [{ name: 'mehtod', exact_match: 'x' }] } };
    const asked = decide([{ name: 'r', route: { cluster: 'a' }, ...match }], { method: 'x' }, { protocol: 'thrift' });
    assert.deepEqual(codesOf(asked), ['AER0704']);
    assert.equal(asked.warnings[0]?.fix, 'Did you mean "method"?');
    assert.deepEqual(taken(match, { mehtod: 'x' }, 'thrift'), ['AER0704']);
    assert.deepEqual(taken(match, { mehtod: 'x' }, 'dubbo'), []);
    assert.deepEqual(taken(match, {}, 'brpc'), ['AER0703', 'AER0705']);
  });

  it('of keys that the codec keeps as numbers', () => {
    assert.deepEqual(taken({ match: { metadata: [{ name: 'version', exact_match: 'v1' }] } }, {}, 'trpc'), ['AER0704']);
    assert.deepEqual(taken({ route: { cluster: 'a', hash_policy: ['call_type'] } }, {}, 'trpc'), ['AER0710']);
  });

  it('of hash policies that read nothing', () => {
    assert.deepEqual(taken({ route: { cluster: 'a', hash_policy: ['User', 'trace'] } }, { user: 'bob' }), ['AER0708', 'AER0709']);
  });

  it('of matchers that are not what they seem', () => {
    assert.deepEqual(taken({ match: { metadata: [{ name: 'user', exact_match: '' }] } }, { user: 'bob' }), ['AER0706']);
    const inverted = { match: { metadata: [{ name: 'user', exact_match: 'bob', invert_match: true }, sayHello] } };
    assert.deepEqual(taken(inverted, { method: 'sayHello' }), ['AER0707']);
    assert.deepEqual(taken(inverted, { method: 'ping' }), []);
    assert.deepEqual(taken({ match: { metadata: [{ name: 'X-Request-Id', present_match: true }] } }, {}), ['AER0721']);
  });

  it('of patterns that older proxies refuse', () => {
    assert.deepEqual(
      taken({ match: { metadata: [{ name: 'user', safe_regex_match: { regex: '(?<name>b.*)' } }] } }, { user: 'bob' }),
      ['AER0722'],
    );
  });

  it('of names that collide', () => {
    assert.deepEqual(taken({}, { user: 'a', User: 'b' }), ['AER0717']);
  });
});

describe('rate limits', () => {
  const localRateLimit: LocalRateLimit = {
    statPrefix: 'greeter',
    tokenBucket: { maxTokens: 1, tokensPerFill: 1, fillIntervalMs: 1000 },
    conditions: [],
  };
  const routes = [
    { name: 'r', match: { metadata: [sayHello] }, route: { cluster: 'outbound|9090||greeter' } },
    {
      name: 'other',
      match: { metadata: [{ name: 'method', exact_match: 'other' }] },
      route: { cluster: 'outbound|9090||elsewhere' },
    },
  ];

  it('are those of the service that is reached: what is not routed there takes no token', () => {
    const limited = simulator(routes, { host: 'greeter', localRateLimit });
    const at = (method: string, atMs: number) => simulateRequest(limited, { attributes: { method }, random: 0n, atMs });
    assert.equal(at('ping', 0).rateLimit, undefined);
    assert.equal(at('other', 0).rateLimit, undefined);
    assert.deepEqual(at('sayHello', 1).rateLimit, { local: { limited: false, bucket: 'global', tokensLeft: 0 } });
    const third = at('sayHello', 2);
    assert.deepEqual(
      [third.matched, third.error],
      [true, { type: 'OverLimit', message: "meta protocol local rate limit: request '<id>' has been rate limited" }],
    );
    assert.equal(at('sayHello', 1000).error, null);
  });

  it('see what the first sidecar wrote into the message', () => {
    const conditions = [
      {
        match: [
          { name: 'tier', matcher: { kind: 'exactHeader' as const, value: 'free' }, invert: false, treatMissingAsEmpty: false },
        ],
        tokenBucket: { maxTokens: 1, tokensPerFill: 1, fillIntervalMs: 1000 },
      },
    ];
    const mutating = [
      { name: 'r', route: { cluster: 'outbound|9090||greeter' }, request_mutation: [{ key: 'tier', value: 'free' }] },
    ];
    const bucket = (protocol: string) =>
      decide(mutating, {}, { protocol, localRateLimit: { statPrefix: 's', conditions } }).rateLimit?.local?.bucket;
    assert.equal(bucket('dubbo'), 0);
    assert.equal(bucket('thrift'), 'none');
  });

  it('that the proxy refuses are said to be', () => {
    const decision = decide(routes, { method: 'sayHello' }, { localRateLimit: { statPrefix: 's', conditions: [] } });
    assert.deepEqual(codesOf(decision), ['AER0719']);
  });

  it('of the mesh: what is asked, and that no match means no limit', () => {
    const settings = {
      match: [],
      domain: 'd',
      failureModeDeny: true,
      cluster: 'rls',
      descriptors: [
        { property: 'Method', descriptorKey: 'm' },
        { property: 'user', descriptorKey: 'u' },
      ],
    };
    const unmatched = decide(routes, { method: 'sayHello' }, { globalRateLimit: settings });
    assert.deepEqual([unmatched.rateLimit?.global?.reason, codesOf(unmatched)], ['empty-match', ['AER0711']]);
    const match = [
      { name: 'method', matcher: { kind: 'regex' as const, pattern: '.*' }, invert: false, treatMissingAsEmpty: false },
    ];
    const asked = decide(routes, { method: 'sayHello', user: 'bob' }, { globalRateLimit: { ...settings, match } });
    assert.deepEqual(asked.rateLimit?.global, {
      asked: true,
      reason: 'asked',
      service: 'rls',
      domain: 'd',
      descriptors: [
        { key: 'm', value: '' },
        { key: 'u', value: 'bob' },
      ],
      onFailure: 'limit',
    });
    assert.deepEqual(codesOf(asked), ['AER0708', 'AER0712']);
    const missing = decide(
      routes,
      { method: 'sayHello' },
      { globalRateLimit: { ...settings, match }, clusters: new Set(['outbound|9090||greeter']) },
    );
    assert.deepEqual([missing.error?.type, codesOf(missing)], ['ClusterNotFound', ['AER0713']]);
  });
});

describe('the same request many times', () => {
  it('is spread by weight and mirrored by percentage, repeatably', () => {
    const route = {
      name: 'split',
      route: {
        weighted_clusters: split,
        request_mirror_policies: [{ cluster: 'm', runtime_fraction: { default_value: { numerator: 50 } } }],
      },
    };
    const run = () => simulateMany(simulator([route]), { attributes: {} }, 1000, seededRandom(42n));
    const { split: shares, mirrors } = run();
    assert.deepEqual(run().split, shares);
    const [a, b] = shares ?? [];
    assert.equal((a?.count ?? 0) + (b?.count ?? 0), 1000);
    assert.ok((a?.count ?? 0) > 150 && (a?.count ?? 0) < 250, String(a?.count));
    assert.ok((mirrors[0]?.count ?? 0) > 430 && (mirrors[0]?.count ?? 0) < 570, String(mirrors[0]?.count));
  });

  it('counts what the rate limit turned away', () => {
    const localRateLimit: LocalRateLimit = {
      statPrefix: 's',
      tokenBucket: { maxTokens: 2, tokensPerFill: 2, fillIntervalMs: 60_000 },
      conditions: [],
    };
    const decision = simulateMany(
      simulator([{ name: 'r', route: { cluster: 'a' } }], { localRateLimit }),
      { attributes: {} },
      10,
      seededRandom(1n),
    );
    assert.equal(decision.rateLimit?.limitedCount, 8);
  });
});

it('draws the numbers of SplitMix64', () => {
  const source = seededRandom(0n);
  assert.deepEqual([source.next(), source.next()], [0xe220a8397b1dcdafn, 0x6e789e6aa1b965f4n]);
});

describe('an attribute that nothing looks at', () => {
  const routes = [{ name: 'a', match: { metadata: [sayHello] }, route: { cluster: 'a' } }];

  it('is told where it is near to one that a route or the codec names and the request lacks', () => {
    const decision = decide(routes, { mehtod: 'sayHello' });
    assert.deepEqual(codesOf(decision), ['AER0727']);
    assert.equal(decision.warnings[0]?.fix, 'Did you mean "method"?');
    assert.deepEqual(codesOf(decide([{ route: { cluster: 'a' } }], { interfaec: 'x' }, { protocol: 'dubbo' })), ['AER0727']);
  });

  it('is left alone where the request has the near one, too, or where it is near to nothing', () => {
    assert.deepEqual(codesOf(decide(routes, { method: 'sayHello', methods: 'x' })), []);
    assert.deepEqual(codesOf(decide(routes, { tenant: 'x' })), []);
  });

  it('is left alone where a hash policy or a limit looks at it', () => {
    const hashed = [{ match: { metadata: [sayHello] }, route: { cluster: 'a', hash_policy: ['methods'] } }];
    assert.deepEqual(codesOf(decide(hashed, { methods: 'x' })), []);
  });
});

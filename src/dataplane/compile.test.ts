import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { loadPatterns } from '../base/pattern.js';
import { compileRoutes } from './compile.js';
import { decide, findRoute } from './decide.js';
import { explain } from './explain.js';
import type { MetadataMatcher, Route, RouteAction, RouteConfiguration, ValueMatcher } from './types.js';
import { pickCluster } from './weighted.js';

const patterns = await loadPatterns();

const names = ['method', 'Method', 'user', 'host', ':authority', '__proto__', 'n'];
const values = [
  '',
  'a',
  'ab',
  'abc',
  'abcd',
  'b',
  'A',
  'AB',
  'say',
  'sayHello',
  'sayBye',
  '7',
  ' 8 ',
  '-1',
  '9223372036854775808',
  'a\nb',
  'é',
  '日本',
];
const regexes = [
  'a.*',
  '.*',
  'abc',
  'a|b',
  '(ab|say).*',
  'say(Hello|Bye)?',
  '^ab',
  'ab?c*',
  '\\d+',
  '(?i)ab',
  'a\\.b',
  '[a-c]+',
  '',
  '\\x61b',
  'a{2}',
  '(',
];

const flag = fc.boolean();
const text = fc.constantFrom(...values);
const filledText = fc.constantFrom(...values.filter((value) => value !== ''));
const matcher: fc.Arbitrary<ValueMatcher> = fc.oneof(
  fc.record({ kind: fc.constant('exactHeader' as const), value: text }),
  fc.record({ kind: fc.constant('exact' as const), value: text, ignoreCase: flag }),
  fc.record({
    kind: fc.constantFrom('prefix' as const, 'suffix' as const, 'contains' as const),
    value: filledText,
    ignoreCase: flag,
  }),
  fc.record({ kind: fc.constant('regex' as const), pattern: fc.constantFrom(...regexes) }),
  fc.record({ kind: fc.constant('range' as const), start: fc.bigInt(-2n, 9n), end: fc.bigInt(-2n, 9n) }),
  fc.record({ kind: fc.constant('present' as const), present: flag }),
);
const often = fc.constantFrom(false, false, false, true);
const condition: fc.Arbitrary<MetadataMatcher> = fc.record({
  name: fc.constantFrom(...names),
  matcher,
  invert: often,
  treatMissingAsEmpty: often,
});
const none = { hashPolicy: [], mirrors: [] };
const action: fc.Arbitrary<RouteAction> = fc.oneof(
  fc.constantFrom({ cluster: 'c1', ...none }, { cluster: 'c2', ...none }),
  fc
    .array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), weight: fc.nat(4) }), { maxLength: 4 })
    .map((weightedClusters) => ({ weightedClusters, ...none })),
);
const route: fc.Arbitrary<Route> = fc
  .tuple(fc.array(condition, { minLength: 1, maxLength: 4 }), action)
  .map(([match, taken]) => ({ name: 'r', match, action: taken, requestMutation: [], responseMutation: [] }));
/** An own member also for `__proto__`, as JSON.parse makes it. */
const attributes = fc
  .array(fc.tuple(fc.constantFrom(...names), text), { maxLength: 6 })
  .map((pairs) => Object.fromEntries(pairs));

it('decides as the plain evaluator does, whatever the table and the requests', () => {
  fc.assert(
    fc.property(
      fc.array(route, { maxLength: 40 }),
      fc.array(attributes, { minLength: 1, maxLength: 12 }),
      fc.bigInt(0n, (1n << 64n) - 1n),
      (routes, requests, random) => {
        const configuration: RouteConfiguration = { name: 't', routes };
        const compiled = compileRoutes(configuration, patterns);
        for (const request of requests) {
          const { index } = explain(configuration, request, patterns);
          const decision = decide(compiled, request, random);
          assert.equal(decision.index, index);
          const taken = routes[index];
          assert.equal(decision.route, taken);
          assert.equal(decision.cluster, taken && pickCluster(taken.action, random));
        }
      },
    ),
    { numRuns: 3000 },
  );
});

function table(routes: [string, ValueMatcher][][]): RouteConfiguration {
  return {
    name: 't',
    routes: routes.map((match, i) => ({
      name: `r${i}`,
      match: match.map(([name, matcher]) => ({ name, matcher, invert: false, treatMissingAsEmpty: false })),
      action: { cluster: 'c', hashPolicy: [], mirrors: [] },
      requestMutation: [],
      responseMutation: [],
    })),
  };
}

it('remembers no more than its bound, however many values and names it meets', () => {
  const routes = Array.from({ length: 20 }, (_, i): [string, ValueMatcher][] => [
    ['user', { kind: 'regex', pattern: `.*x${i}$` }],
  ]);
  const compiled = compileRoutes(table(routes), patterns);
  let most = 0;
  for (let i = 0; i < 50_000; i++) {
    findRoute(compiled, { user: `u${i}`, [`name${i}`]: 'x' });
    most = Math.max(most, compiled.scratch.memories[0]?.rows.size ?? 0, compiled.scratch.spellings.size);
  }
  assert.ok(most > 1000 && most < 40_000, String(most));
});

it('does not remember huge values, and decides on them', () => {
  const compiled = compileRoutes(
    table([[['user', { kind: 'regex', pattern: '.*z' }]], [['user', { kind: 'prefix', value: 'aa', ignoreCase: false }]]]),
    patterns,
  );
  const huge = 'a'.repeat(1_000_000);
  assert.equal(findRoute(compiled, { user: `${huge}z` }), 0);
  assert.equal(findRoute(compiled, { user: huge }), 1);
  assert.equal(compiled.scratch.memories[0]?.rows.size, 0);
});

it('shares equal conditions and drops routes that an earlier one hides', () => {
  const same: [string, ValueMatcher][] = [['Method', { kind: 'exactHeader', value: 'a' }]];
  const compiled = compileRoutes(table([same, [['method', { kind: 'exactHeader', value: 'a' }]], [], same]), patterns);
  assert.equal(compiled.root.candidates.length, 2);
  assert.equal(findRoute(compiled, { method: 'a' }), 0);
  assert.equal(findRoute(compiled, {}), 2);
});

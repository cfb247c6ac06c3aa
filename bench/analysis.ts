// Exact analysis of one router with 500 routes on 5 attributes, in several manners of writing: how long it takes until every route has its
// verdict, and how many of them are decided. `node --import tsx bench/analysis.ts`
import { performance } from 'node:perf_hooks';
import { compareTables } from '../src/analysis/compare.js';
import { coverRoutes } from '../src/analysis/coverage.js';
import { loadPatterns } from '../src/base/pattern.js';
import type { MetadataMatcher, RouteConfiguration, ValueMatcher } from '../src/dataplane/types.js';

const count = 500;
const names = ['interface', 'method', 'user', 'version', 'region'];
const patterns = await loadPatterns();

let state = 7;
function draw(below: number): number {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 0x80000000) * below);
}

function condition(name: string, matcher: ValueMatcher): MetadataMatcher {
  return { name, matcher, invert: false, treatMissingAsEmpty: false };
}

function word(): string {
  return Array.from({ length: 4 + draw(6) }, () => String.fromCharCode(97 + draw(26))).join('');
}

/** Manners of writing a router: the conditions of one route. */
const manners: Record<string, (index: number) => MetadataMatcher[]> = {
  'exact on all five': () => names.map((name) => condition(name, { kind: 'exactHeader', value: `${name}-${draw(100)}` })),
  'exact on two of five': () =>
    [...names]
      .sort(() => draw(3) - 1)
      .slice(0, 2)
      .map((name) => condition(name, { kind: 'exactHeader', value: `${name}-${draw(50)}` })),
  'prefixes on all five': () =>
    names.map((name) => condition(name, { kind: 'prefix', value: word().slice(0, 1 + draw(5)), ignoreCase: false })),
  'mixed, as MetaRouters are': (index) => [
    condition('interface', { kind: 'exactHeader', value: `org.example.Service${draw(80)}` }),
    condition(
      'method',
      index % 3 === 0
        ? { kind: 'regex', pattern: `(get|list|find)${word()}.*` }
        : { kind: 'prefix', value: word(), ignoreCase: false },
    ),
    ...(index % 2 === 0 ? [condition('user', { kind: 'regex', pattern: `${word()}-\\d+` })] : []),
    ...(index % 5 === 0 ? [condition('version', { kind: 'regex', pattern: `v[${draw(5)}-9](\\.\\d+)*` })] : []),
    ...(index % 7 === 0 ? [condition('region', { kind: 'exactHeader', value: `r${draw(20)}` })] : []),
  ],
  'regexes on all five': () =>
    names.map((name) => condition(name, { kind: 'regex', pattern: `${word()}(-[a-z0-9]+)*\\.${word()}\\.\\d+` })),
  'suffixes by regex': () => names.map((name) => condition(name, { kind: 'regex', pattern: `.*${word()}` })),
};

function table(manner: (index: number) => MetadataMatcher[]): RouteConfiguration {
  return {
    name: 'bench',
    routes: Array.from({ length: count }, (_, index) => ({
      name: `route${index}`,
      match: manner(index),
      action: { cluster: `c${index % 50}`, hashPolicy: [], mirrors: [] },
      requestMutation: [],
      responseMutation: [],
    })),
  };
}

console.log(`${count} routes, ${names.length} attributes`);
for (const [name, manner] of Object.entries(manners)) {
  const configuration = table(manner);
  const start = performance.now();
  const { routes, unrouted } = coverRoutes(configuration, patterns);
  const took = performance.now() - start;
  const kinds = new Map<string, number>();
  for (const { kind } of routes) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const told = [...kinds].map(([kind, number]) => `${number} ${kind}`).join(', ');
  const changed = {
    ...configuration,
    routes: configuration.routes.map((route, index) =>
      index === 250 ? { ...route, action: { ...route.action, cluster: 'other' } } : route,
    ),
  };
  const from = performance.now();
  const compared = compareTables({ configuration, patterns }, { configuration: changed, patterns });
  console.log(
    `${name.padEnd(28)} ${took.toFixed(0).padStart(6)} ms  ${told}; unrouted: ${unrouted.kind}; one cluster changed: ${(performance.now() - from).toFixed(0)} ms, ${compared.changes.length} found, ${compared.undecided.length} undecided`,
  );
}

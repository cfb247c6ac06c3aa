import type { JsonObject } from '../../base/json.js';
import { createSimulator, simulateRequest } from '../../dataplane/simulate.js';
import type { SimulatedDecision } from '../../dataplane/types.js';
import type { ServiceTable } from '../behaviour.js';
import { coverRoutes, type Witness } from '../coverage.js';
import { domainOfTable } from '../domain.js';
import { sumByCluster } from './run.js';

/** A suite that was written, and what it cannot reach. */
export interface GeneratedSuite {
  suite: JsonObject;
  /** Routes that no test takes, each with the reason. */
  left: { host: string | undefined; port: number | undefined; route: string; index: number; reason: string }[];
}

/**
 * Writes a suite that passes on these tables and takes every route that any request can take and every cluster of every split, and has a request without
 * a route where there is one.
 */
export function generateSuite(tables: readonly ServiceTable[]): GeneratedSuite {
  const left: GeneratedSuite['left'] = [];
  const tests = tables.flatMap((table): JsonObject[] => {
    const simulator = createSimulator({ ...table, trace: false });
    const { configuration } = simulator;
    const { routes, unrouted } = coverRoutes(configuration, table.patterns, domainOfTable(table));
    const written: JsonObject[] = [];
    const write = (witness: Witness, random: bigint): void => {
      const test = testOf(simulateRequest(simulator, { attributes: witness.attributes, random }), random);
      written.push(witness.unusual ? { ...test, name: `${String(test['name'])}, with unusual characters` } : test);
    };
    for (const [index, fate] of routes.entries()) {
      const route = configuration.routes[index];
      if (route === undefined) continue;
      if (fate.kind === 'reached') for (const random of picks(route.action.weightedClusters ?? [])) write(fate.witness, random);
      else left.push({ host: table.host, port: table.port, route: route.name, index, reason: reasonOf(fate.kind) });
    }
    if (unrouted.kind === 'some') write(unrouted.witness, 0n);
    return distinctNames(written);
  });
  return { suite: { tests }, left };
}

function reasonOf(kind: 'empty' | 'covered' | 'undecided'): string {
  if (kind === 'empty') return 'no request fulfils its conditions';
  return kind === 'covered' ? 'earlier routes take all its requests' : 'not decided whether any request takes it';
}

/** A number for each cluster that has a share; 0 where there is no split. */
function picks(weighted: readonly { weight: number }[]): bigint[] {
  const found: bigint[] = [];
  let end = 0n;
  for (const { weight } of weighted) {
    if (weight > 0) found.push(end);
    end += BigInt(weight);
  }
  return found.length === 0 ? [0n] : found;
}

function testOf(decision: SimulatedDecision, random: bigint): JsonObject {
  const { host, port, attributes, route, cluster, split, mirrors, requestMutation, hashPolicy, error } = decision;
  const target = split === undefined || cluster === null ? '' : `, ${cluster}`;
  const name = route === null ? 'no route' : `route ${route.name || route.index + 1}${target}`;
  return {
    name,
    ...(host === null ? {} : { host }),
    ...(port === null ? {} : { port }),
    attributes: { ...attributes },
    ...(split === undefined ? {} : { random: Number(random) }),
    expect: {
      route: route?.name ?? null,
      ...(error === null ? { cluster } : { error: error.type }),
      ...(mirrors.length === 0 ? {} : { mirrors: Object.fromEntries(sumByCluster(mirrors)) }),
      ...(requestMutation.length === 0
        ? {}
        : { mutation: Object.fromEntries(requestMutation.map(({ key, value }) => [key, value])) }),
      ...(hashPolicy.length === 0 ? {} : { hashPolicy: [...hashPolicy] }),
    },
  };
}

/** A name that stands twice gets a number. */
function distinctNames(tests: JsonObject[]): JsonObject[] {
  const seen = new Map<string, number>();
  return tests.map((test) => {
    const name = String(test['name']);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? test : { ...test, name: `${name} (${times})` };
  });
}

import type { SimulatedDecision } from '../../dataplane/types.js';
import type { ServiceTable } from '../behaviour.js';

/** How often the parts of one route were reached. */
export interface RouteHits {
  taken: number;
  /** How often each condition held and did not, of those that were tried. */
  conditions: { held: number; failed: number }[];
  /** How often each cluster of a split was chosen; empty where there is no split. */
  branches: number[];
}

/** What was reached, by table. */
export type CoverageRecord = Map<ServiceTable, RouteHits[]>;

/** Nothing is reached yet of these tables. */
export function newCoverage(tables: readonly ServiceTable[]): CoverageRecord {
  return new Map(
    tables.map((table) => [
      table,
      table.configuration.routes.map(({ match, action }) => ({
        taken: 0,
        conditions: match.map(() => ({ held: 0, failed: 0 })),
        branches: (action.weightedClusters ?? []).map(() => 0),
      })),
    ]),
  );
}

/** Notes what one decision has reached; it must come with its trace. A decision of many requests counts for each branch that was chosen. */
export function recordDecision(record: CoverageRecord, table: ServiceTable, decision: SimulatedDecision): void {
  const routes = record.get(table) ?? [];
  for (const tried of decision.trace ?? []) {
    const hits = routes[tried.index];
    if (hits === undefined) continue;
    if (tried.matched) hits.taken++;
    for (const [at, { matched }] of tried.conditions.entries()) {
      const condition = hits.conditions[at];
      if (condition === undefined) continue;
      if (matched) condition.held++;
      else condition.failed++;
    }
  }
  const hits = decision.route === null ? undefined : routes[decision.route.index];
  const weighted = table.configuration.routes[decision.route?.index ?? -1]?.action.weightedClusters ?? [];
  const counts = new Map((decision.split ?? []).map(({ cluster, count }) => [cluster, count]));
  for (const [at, { name }] of weighted.entries()) {
    const chosen = counts.get(name) ?? (name === decision.cluster ? 1 : 0);
    if (hits !== undefined) hits.branches[at] = (hits.branches[at] ?? 0) + chosen;
  }
}

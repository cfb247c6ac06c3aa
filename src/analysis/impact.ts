import type { ServiceTable } from './behaviour.js';
import { type Change, type Comparison, compareTables, type UndecidedChange } from './compare.js';

/** What a change of the rules does to the requests of one host and port. */
export interface ServiceImpact extends Comparison {
  host: string;
  port: number;
}

export type { Change, UndecidedChange };

/**
 * Which requests a change of the rules affects: for each host and port of either side the changes, one for each pair of different behaviours, with
 * a request that shows it. Ports without any change and anything undecided are left out. By host and port.
 */
export function impact(before: readonly ServiceTable[], after: readonly ServiceTable[]): ServiceImpact[] {
  const keyOf = ({ host, port }: ServiceTable): string => `${host ?? ''}_${port ?? 0}`;
  const old = new Map(before.map((table) => [keyOf(table), table]));
  const now = new Map(after.map((table) => [keyOf(table), table]));
  const services = new Map([...old, ...now]);
  const impacts = [...services].map(([key, { host = '', port = 0 }]) => ({
    host,
    port,
    ...compareTables(old.get(key), now.get(key)),
  }));
  return impacts
    .filter(({ changes, undecided }) => changes.length > 0 || undecided.length > 0)
    .sort((a, b) => (a.host < b.host ? -1 : a.host > b.host ? 1 : a.port - b.port));
}

import type { Cluster } from '../../cluster/types.js';
import { allChecks, runChecks } from '../../live/doctor/run.js';
import type { CheckResult, Group } from '../../live/doctor/types.js';
import { renderChecks } from '../../report/check.js';
import { stderrOptions } from '../applying/showing.js';
import { observeAll, publishedShapes } from '../doctor/observe.js';
import { write } from '../io.js';
import { askingOf } from '../proxies.js';
import type { Invocation } from '../types.js';

/** Where a failed check means that Aeraki cannot do anything here; what else fails before, an installation may put right. */
const grounds: ReadonlySet<Group> = new Set<Group>(['kubernetes', 'istio']);
/** What else is worth saying before. */
const toldBefore: ReadonlySet<Group> = new Set<Group>([...grounds, 'mesh configuration']);

/** The doctor's checks before or after an installation. */
export async function check(
  cluster: Cluster,
  { options, io }: Pick<Invocation, 'options' | 'io'>,
  moment: 'before' | 'after',
  signal: AbortSignal,
): Promise<CheckResult[]> {
  // Whoever calls this draws a progress of their own.
  const { onProgress: _drawn, ...asking } = askingOf(options, io, signal);
  const observation = await observeAll(cluster, options, moment === 'before', asking);
  return runChecks(allChecks(publishedShapes()), observation);
}

/** Makes the checks, tells on stderr what is not well, and answers whether nothing is in the way. */
export async function tellChecks(
  cluster: Cluster,
  invocation: Pick<Invocation, 'options' | 'io'>,
  moment: 'before' | 'after',
  signal: AbortSignal,
): Promise<boolean> {
  const results = await check(cluster, invocation, moment, signal);
  const bad = results.filter(
    ({ verdict, group }) => (verdict === 'failed' || verdict === 'warning') && (moment === 'after' || toldBefore.has(group)),
  );
  if (bad.length > 0) await write(invocation.io.stderr, renderChecks(bad, stderrOptions(invocation)));
  return !bad.some(({ verdict, group }) => verdict === 'failed' && (moment === 'after' || grounds.has(group)));
}

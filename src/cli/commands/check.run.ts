import { setTimeout as sleep } from 'node:timers/promises';
import { allChecks, runChecks } from '../../live/doctor/run.js';
import type { CheckResult } from '../../live/doctor/types.js';
import { checksJson, checksJunit, countChecks, isUncertain, renderChecks } from '../../report/check.js';
import { toJson } from '../../report/json.js';
import { observeAll, publishedShapes } from '../doctor/observe.js';
import { asCalled } from '../errors.js';
import { textOptions, write } from '../io.js';
import { milliseconds, withCluster } from '../live.js';
import { flag, text } from '../options.js';
import { askingOf } from '../proxies.js';
import type { Handler, Io } from '../types.js';

/** Time between two rounds of `--wait`, in milliseconds. */
const pauseMs = 3000;

/** Runs `check`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  const checks = allChecks(publishedShapes());
  const before = flag(options, 'pre');
  const waiting = flag(options, 'wait');
  const timeoutMs = milliseconds(text(options, 'timeout') ?? '5m', 'timeout');
  // Read before the cluster is, so that a wrong option is told first.
  const said = askingOf(options, io, new AbortController().signal);
  return await withCluster(invocation, async (cluster, signal) => {
    const asking = { ...said, signal };
    const end = Date.now() + timeoutMs;
    let results = runChecks(checks, await observeAll(cluster, options, before, asking));
    while (waiting && countChecks(results).failed > 0 && Date.now() + pauseMs < end) {
      tellWaiting(results, io);
      await sleep(pauseMs, undefined, { signal });
      results = runChecks(checks, await observeAll(cluster, options, before, asking));
    }
    const output = text(options, 'output') ?? 'text';
    if (output === 'json') await write(io.stdout, `${toJson(checksJson(results), 2)}\n`);
    else
      await write(
        io.stdout,
        output === 'junit' ? checksJunit(results) : asCalled(renderChecks(results, textOptions(io, options)), invocation.program),
      );
    if (countChecks(results).failed > 0) return 1;
    return isUncertain(results) ? 2 : 0;
  });
};

/** What is waited for, on a terminal. */
function tellWaiting(results: readonly CheckResult[], { stderr }: Io): void {
  if (stderr.isTTY !== true) return;
  const failing = results.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id);
  stderr.write(`waiting for ${failing.join(', ')}\n`);
}

import { ClusterError } from '../../cluster/errors.js';
import type { Cluster } from '../../cluster/types.js';
import type { Step } from '../../live/account.js';
import { keyOfName, nameOfObject } from '../../live/objectname.js';
import { plannedDeletion } from '../../live/plan.js';
import { type Kept, planUninstall, type UninstallPlan } from '../../live/uninstall.js';
import { renderUninstall } from '../../report/install.js';
import { toJson } from '../../report/json.js';
import { outcomeCounts, renderSteps } from '../../report/plan.js';
import { toYaml } from '../../report/yaml.js';
import { objectAt, textMapAt } from '../../resource/core.js';
import { canAsk, confirm } from '../applying/asking.js';
import { progressOn } from '../applying/progress.js';
import { isText, orInterrupted, stderrOptions, tell, tellFindings } from '../applying/showing.js';
import type { PlannedStep } from '../applying/trying.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { installationQuery, withCluster } from '../live.js';
import { flag, text } from '../options.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';

/** Runs `uninstall`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  const dryRun = text(options, 'dry-run') ?? 'none';
  if (dryRun === 'none' && !flag(options, 'yes') && !canAsk(io))
    throw new CliError('nobody can be asked here whether to uninstall', 'Look with --dry-run=client, then give --yes.');
  return await withCluster(invocation, async (cluster, signal) => {
    const work = async (): Promise<ExitStatus> => await uninstall({ invocation, cluster, signal, dryRun });
    return await orInterrupted(work, 'Interrupted. Nothing was removed.', invocation, signal);
  });
};

interface Uninstall {
  invocation: Invocation;
  cluster: Cluster;
  signal: AbortSignal;
  dryRun: string;
}

/** What is told in the end, as one value. */
interface Result {
  result: 'nothing' | 'planned' | 'declined' | 'removed' | 'failed' | 'interrupted';
  steps: Step[];
  plan: PlannedStep[];
  kept: Kept[];
  warnings: string[];
  error?: { message: string; fix?: string };
}

async function uninstall(given: Uninstall): Promise<ExitStatus> {
  const { invocation, cluster, signal, dryRun } = given;
  const { io, options } = invocation;
  const { findInstallation } = await import('../../cluster/snapshot.js');
  const { findLeftovers, rootNamespaceOf } = await import('../installing/leftovers.js');
  const progress = progressOn(io);
  progress.say('Looking for everything of Aeraki');
  const installation = await findInstallation(cluster, installationQuery(options), signal);
  const crds = flag(options, 'crds');
  const read = async (): Promise<UninstallPlan & { steps: PlannedStep[] }> => {
    const plan = planUninstall(await findLeftovers(cluster, installation, signal), { crds });
    return { ...plan, steps: await stepsOf(plan) };
  };
  const { steps: plan, stop, kept, warnings } = await read();
  progress.clear();
  const result: Result = { result: 'interrupted', steps: [], plan, kept, warnings };
  if (plan.length === 0) {
    result.result = 'nothing';
    if (isText(invocation)) await tell(invocation, 'There is nothing of Aeraki to remove.');
    return await finish(given, result, 0);
  }
  const shown = { plan: plan.map(({ planned }) => planned), kept, warnings };
  const asking = dryRun === 'none' && !flag(options, 'yes');
  if (isText(invocation)) await write(io.stdout, renderUninstall(shown, textOptions(io, options)));
  else if (asking) await write(io.stderr, renderUninstall(shown, stderrOptions(invocation)));
  if (dryRun !== 'none') {
    const { tryDeletions } = await import('../applying/trying.js');
    const refused = dryRun === 'server' ? await tryDeletions(cluster, plan, signal) : [];
    await tellFindings(refused, invocation);
    result.result = 'planned';
    await tell(
      invocation,
      dryRun === 'server' ? 'Dry run: the server has tried it, nothing was removed.' : 'Dry run: nothing was removed.',
    );
    return await finish(given, result, refused.length > 0 ? 1 : 0);
  }
  if (asking) {
    await tell(invocation, `Context ${cluster.context}, ${cluster.server}`);
    if (!(await confirm(crds ? 'Remove all of this, and every rule with it?' : 'Remove all of this?', io, signal))) {
      result.result = signal.aborted ? 'interrupted' : 'declined';
      await tell(invocation, 'Nothing was removed.');
      return await finish(given, result, 1);
    }
  }
  return await carry(given, { plan, stop, rootNamespace: rootNamespaceOf(installation), read }, result);
}

async function stepsOf({ removed }: UninstallPlan): Promise<PlannedStep[]> {
  const { removable } = await import('../installing/leftovers.js');
  return removed.map(({ apiVersion, kind, namespace, object }) => {
    const resource = removable.find(
      (candidate) =>
        candidate.kind === kind && apiVersion.startsWith(candidate.group === '' ? candidate.version : `${candidate.group}/`),
    );
    if (resource === undefined) throw new Error(`no resource is known for ${apiVersion} ${kind}`);
    return { planned: plannedDeletion(nameOfObject(object, namespace), object), resource };
  });
}

interface Ready {
  plan: PlannedStep[];
  /** So many steps at its beginning stop Aeraki. */
  stop: number;
  rootNamespace: string;
  read: () => Promise<UninstallPlan & { steps: PlannedStep[] }>;
}

/**
 * Aeraki first; only when its pods are gone the rest, where one refusal does not hold the others back. What Aeraki wrote while it stopped is removed too. From
 * here on an account is given whatever happens.
 */
async function carry(given: Uninstall, { plan, stop, rootNamespace, read }: Ready, result: Result): Promise<ExitStatus> {
  const { invocation, cluster, signal } = given;
  const progress = progressOn(invocation.io);
  const done: Step[] = [];
  const carryPart = async (part: readonly PlannedStep[], goOn: boolean): Promise<boolean> => {
    const { carryOut } = await import('../applying/carrying.js');
    let whole = true;
    for (let at = 0; at < part.length; ) {
      const rest = part.slice(at);
      const carried = await carryOut(cluster, rest, {
        force: true,
        signal,
        onProgress: (_step, count) => progress.say(`Removed ${done.length + count} of ${plan.length}`),
      });
      if (carried.stopped === undefined) {
        done.push(...carried.steps);
        return whole;
      }
      whole = false;
      const failed = carried.steps.findIndex(({ outcome }) => outcome === 'failed');
      const { message, fix, interrupted } = carried.stopped;
      result.error = fix === undefined ? { message } : { message, fix };
      if (failed < 0 || interrupted || !goOn) {
        done.push(...carried.steps);
        return false;
      }
      done.push(...carried.steps.slice(0, failed + 1));
      at += failed + 1;
    }
    return whole;
  };
  const notDone = (steps: readonly PlannedStep[]): Step[] => steps.map(({ planned }) => ({ planned, outcome: 'notApplied' }));
  const end = async (whole: boolean): Promise<ExitStatus> => {
    progress.clear();
    result.steps = done;
    result.result = signal.aborted ? 'interrupted' : whole ? 'removed' : 'failed';
    if (result.error !== undefined && !signal.aborted)
      await tell(invocation, `error: ${result.error.message}${result.error.fix === undefined ? '' : `\n${result.error.fix}`}`);
    if (isText(invocation)) {
      const { io, options } = invocation;
      if (!whole) await write(io.stdout, renderSteps(done, textOptions(io, options)).replaceAll('not applied', 'not removed'));
      await write(io.stdout, `${outcomeCounts(done).replaceAll('not applied', 'not removed')}\n`);
    }
    if (!whole) await tell(invocation, 'Run it again: what is gone already is passed over.');
    return await finish(given, result, signal.aborted ? 130 : whole ? 0 : 1);
  };
  try {
    const [first, rest] = [plan.slice(0, stop), plan.slice(stop)];
    if (!(await carryPart(first, false))) {
      done.push(...notDone(rest));
      return await end(false);
    }
    progress.say('Waiting until Aeraki has stopped');
    const running = await untilStopped(given, first, rootNamespace);
    if (running !== undefined) {
      result.error = {
        message: running,
        fix: 'Aeraki would make anew what is removed while it runs. Run it again when its pods are gone.',
      };
      done.push(...notDone(rest));
      return await end(false);
    }
    let whole = await carryPart(rest, true);
    if (whole && !signal.aborted) {
      const known = new Set(plan.map(({ planned }) => keyOfName(planned.name)));
      const late = (await read()).steps.filter(({ planned }) => !known.has(keyOfName(planned.name)));
      whole = await carryPart(late, true);
    }
    return await end(whole);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    result.error = { message: error.message, ...(error.fix === undefined ? {} : { fix: error.fix }) };
    const told = new Set(done.map(({ planned }) => planned));
    done.push(...notDone(plan.filter(({ planned }) => !told.has(planned))));
    return await end(false);
  }
}

/**
 * Waits until no pod of the stopped Deployments is left, nor one that bears Aeraki's label, as where an earlier run ended in between; what still runs when a
 * minute is over.
 */
async function untilStopped(
  { cluster, signal }: Uninstall,
  stopped: readonly PlannedStep[],
  rootNamespace: string,
): Promise<string | undefined> {
  const { listObjects } = await import('../../cluster/objects.js');
  const { resources } = await import('../../cluster/resources.js');
  const { readPod } = await import('../../cluster/pods.js');
  const { pause } = await import('../../cluster/request.js');
  const deadline = Date.now() + 60_000;
  const selections = stopped.map(({ planned }) => {
    const labels = textMapAt(objectAt(objectAt(planned.before ?? {}, 'spec'), 'selector'), 'matchLabels');
    const labelSelector = Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    return { namespace: planned.name.namespace, labelSelector };
  });
  selections.push({ namespace: rootNamespace, labelSelector: 'app=aeraki' });
  for (;;) {
    const pods = new Set<string>();
    for (const selection of selections) {
      const { items } = await listObjects(cluster, resources.pods, { ...selection, signal });
      const running = items.map(readPod).filter(({ phase }) => phase === 'Running' || phase === 'Pending');
      for (const { namespace, name } of running) pods.add(`${namespace}/${name}`);
    }
    if (pods.size === 0) return undefined;
    if (signal.aborted || Date.now() > deadline) return `Aeraki still runs: ${[...pods].join(', ')}.`;
    await pause(500, signal);
  }
}

/** Writes the result where it is for programs. */
async function finish({ invocation, cluster, dryRun }: Uninstall, result: Result, status: ExitStatus): Promise<ExitStatus> {
  if (isText(invocation)) return status;
  const { io, options } = invocation;
  const objects =
    result.steps.length > 0
      ? result.steps
      : result.plan.map(({ planned }): Partial<Step> & Pick<Step, 'planned'> => ({ planned }));
  const value = {
    context: cluster.context,
    server: cluster.server,
    dryRun,
    result: result.result,
    objects: objects.map(({ planned, outcome, message }) => ({
      ...planned.name,
      action: planned.action,
      ...(outcome === undefined ? {} : { outcome }),
      ...(message === undefined ? {} : { message }),
    })),
    kept: result.kept,
    warnings: result.warnings,
    ...(result.error === undefined ? {} : { error: result.error }),
  };
  await write(io.stdout, text(options, 'output') === 'yaml' ? toYaml(value) : `${toJson(value, 2)}\n`);
  return status;
}

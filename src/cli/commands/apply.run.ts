import type { LocatedFinding } from '../../base/finding.js';
import { ClusterError } from '../../cluster/errors.js';
import { proxyPods } from '../../cluster/pods.js';
import { pause } from '../../cluster/request.js';
import type { Cluster } from '../../cluster/types.js';
import type { Translation } from '../../controlplane/types.js';
import type { Step } from '../../live/account.js';
import { lossesOf } from '../../live/loss.js';
import { keyOfName, nameInWords } from '../../live/objectname.js';
import { overlay, without } from '../../live/overlay.js';
import { inOrder as inStepOrder } from '../../live/plan.js';
import type { ManifestObject } from '../../manifest/types.js';
import { outcomeCounts, renderLosses, renderPlan, renderSteps } from '../../report/plan.js';
import { type Asked, askedBy } from '../applying/asked.js';
import { canAsk, confirm } from '../applying/asking.js';
import { type Carried, carryOut, rollBack } from '../applying/carrying.js';
import { progressOn } from '../applying/progress.js';
import { findPruned, outsideOf } from '../applying/pruning.js';
import {
  emptyResult,
  isText,
  type Result,
  stderrOptions,
  tell,
  tellFindings,
  tellWaited,
  writeResult,
} from '../applying/showing.js';
import { findTargets } from '../applying/targets.js';
import { isRefusal, type PlannedStep, tryAll, tryDeletions } from '../applying/trying.js';
import { type Waited, waitForMesh } from '../applying/waiting.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { attributesOf, type Loaded, loadConfig, ruleSettingsOf, versionsOf, withConfig } from '../lintconfig.js';
import { type LintRun, look } from '../linting.js';
import { withCluster } from '../live.js';
import { readLiveMesh, translatedMesh } from '../livemesh.js';
import { locateAll, namespacesOf } from '../objects.js';
import { flag, text } from '../options.js';
import { gather, type Input } from '../reading.js';
import { type Surroundings, surroundingsOf } from '../surroundings.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';
import { statusOf } from '../verdict.js';

/** Runs `apply`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  const asked = askedBy(options);
  const loaded = loadConfig(options, io.cwd);
  const input = await gather({ ...invocation, options: withConfig(options, loaded) }, 'apply');
  return await withCluster(invocation, async (cluster, signal) => {
    const apply: Apply = { invocation, asked, loaded, input, cluster, signal };
    const result = emptyResult(cluster, asked.dryRun, 'interrupted');
    try {
      return await applyInput(apply, result);
    } catch (error) {
      // What was sent has its account by then; here nothing has been sent.
      if (error instanceof ClusterError && !signal.aborted) await tell(invocation, 'Nothing was applied.');
      if (!signal.aborted) throw error;
      await tell(invocation, 'Interrupted. Nothing was applied.');
      if (!isText(invocation)) await writeResult(result, invocation);
      return 130;
    }
  });
};

interface Apply {
  invocation: Invocation;
  asked: Asked;
  loaded: Loaded;
  input: Input;
  cluster: Cluster;
  signal: AbortSignal;
}

/** Findings with their places, told on stderr. */
async function told({ invocation, input }: Apply, findings: Parameters<typeof locateAll>[0]): Promise<LocatedFinding[]> {
  const located = locateAll(findings, input, true);
  await tellFindings(located, invocation);
  return located;
}

async function applyInput(apply: Apply, result: Result): Promise<ExitStatus> {
  const { invocation, asked, cluster, signal } = apply;
  const progress = progressOn(invocation.io);
  const stop = async (name: string, status: ExitStatus, why?: string): Promise<ExitStatus> => {
    progress.clear();
    if (why !== undefined) await tell(invocation, why);
    result.result = name;
    if (!isText(invocation)) await writeResult(result, invocation);
    return status;
  };
  progress.say('Reading the live mesh');
  const options = withConfig(invocation.options, apply.loaded);
  const spaces = (): string[] => namespacesOf(apply.input, text(options, 'namespace') ?? cluster.namespace);
  const live = await surroundingsOf(cluster, { options, given: invocation.options }, signal, spaces);
  if (asked.wait) await checkWait(cluster, live, signal);
  progress.clear();
  for (const note of live.notes) await tell(invocation, note);
  if (asked.wait && live.installation.aeraki.length === 0)
    await tell(invocation, 'warning: no Aeraki was found in this cluster: nothing may come of waiting for it.');
  const namespace = text(live.options, 'namespace') ?? cluster.namespace;
  const { findings: all, objects } = await judge(apply, live);
  // What is amiss with the mesh as such, such as its version, is no reason not to apply.
  const findings = all.filter(({ origin }) => origin !== undefined);
  await tellFindings(findings, invocation);
  result.findings = findings;
  const status = statusOf(findings, 'error');
  if (status !== 0) return await stop('refused', status, 'Nothing was applied.');
  if (objects.length === 0) throw new CliError('nothing to apply: the input holds no object');
  const { targets, findings: lost } = await findTargets(cluster, objects, namespace, signal);
  const outside = asked.prune === undefined ? [] : outsideOf(targets, asked.prune);
  const tried = await tryAll(cluster, targets, {
    by: asked.dryRun === 'client' ? 'client' : 'server',
    force: asked.force,
    signal,
    onProgress: (done) => progress.say(`Tried on the server: ${done} of ${targets.length}`),
    onWarning: (warning) => {
      progress.clear();
      void tell(invocation, `warning: ${warning}`);
    },
  });
  progress.clear();
  const refusals = [...lost, ...tried.findings];
  result.findings = [...findings, ...(await told(apply, [...outside, ...refusals]))];
  if (refusals.length > 0) return await stop('refused', 1, 'Nothing was applied.');
  const pruned =
    asked.prune === undefined ? [] : await findPruned(cluster, targets, { selector: asked.prune, namespace, signal });
  if (asked.dryRun !== 'client') {
    const kept = await told(apply, await tryDeletions(cluster, pruned, signal));
    result.findings = [...result.findings, ...kept];
    if (kept.length > 0) return await stop('refused', 1, 'Nothing was applied.');
  }
  const plan = ordered([...tried.steps, ...pruned]);
  const before = translatedMesh(live, live.objects).translation;
  result.plan = plan.map(({ planned }) => planned);
  result.losses = lossesOf(before, translationAfter(live, objects, pruned, namespace));
  await showPlan(apply, result);
  if (asked.dryRun !== 'none')
    return await stop(
      'planned',
      0,
      asked.dryRun === 'server' ? 'Dry run: the server has tried it, nothing was applied.' : 'Dry run: nothing was applied.',
    );
  if (!(await mayGoOn(apply, plan))) return await stop(signal.aborted ? 'interrupted' : 'declined', 1, 'Nothing was applied.');
  return await carry(apply, { plan, before, progress }, result);
}

/** Throws where it could not be seen whether the sidecars hold the routes: better before anything is applied. */
async function checkWait(cluster: Cluster, { refused }: Surroundings, signal: AbortSignal): Promise<void> {
  const needed = refused.filter((kind) => kind !== 'Secret' && kind !== 'ConfigMap');
  if (needed.length > 0)
    throw new CliError(
      `--wait needs to read the whole mesh, and permission to list is missing for ${needed.join(', ')}; nothing was applied`,
      'Apply without --wait, or ask for a role that may list them in the whole cluster.',
    );
  await proxyPods(cluster, undefined, signal);
}

/** Everything that is found in the files as they would be in the live mesh, rules and suppressions as the configuration has them. */
async function judge({ invocation, loaded, input }: Apply, live: Surroundings) {
  const run: LintRun = {
    options: live.options,
    loaded,
    settings: ruleSettingsOf(invocation.options, loaded.config),
    // Services may be applied after their rules: what is not there yet may still come, so it counts as a warning.
    lintOptions: {
      ...live.versions,
      ...versionsOf(live.options, loaded.config),
      attributes: await attributesOf(loaded, invocation.io),
    },
    frames: true,
    cwd: invocation.io.cwd,
    live: live.objects,
  };
  return await look(input, run);
}

function ordered(steps: readonly PlannedStep[]): PlannedStep[] {
  const resources = new Map(steps.map((step) => [step.planned, step]));
  return inStepOrder(steps.map(({ planned }) => planned)).flatMap((planned) => resources.get(planned) ?? []);
}

function translationAfter(
  live: Surroundings,
  objects: readonly ManifestObject[],
  pruned: readonly PlannedStep[],
  namespace: string,
): Translation {
  const gone = new Set(pruned.map(({ planned }) => keyOfName(planned.name)));
  return translatedMesh(live, without(overlay(live.objects, objects, namespace).objects, gone)).translation;
}

async function showPlan({ invocation, cluster }: Apply, { plan, losses }: Result): Promise<void> {
  const { io, options } = invocation;
  if (isText(invocation)) {
    const drawn = textOptions(io, options);
    await write(io.stdout, renderPlan(plan, drawn) + renderLosses(losses, drawn));
  } else if (canAsk(io) && !flag(options, 'yes')) {
    const drawn = stderrOptions(invocation);
    await write(io.stderr, renderPlan(plan, drawn) + renderLosses(losses, drawn));
  }
  if (canAsk(io)) await tell(invocation, `Context ${cluster.context}, ${cluster.server}`);
}

async function mayGoOn({ invocation, asked, signal }: Apply, plan: readonly PlannedStep[]): Promise<boolean> {
  const { io, options } = invocation;
  const isIdle = plan.every(({ planned }) => planned.action === 'unchanged');
  if (asked.dryRun !== 'none' || isIdle || flag(options, 'yes') || !canAsk(io)) return !signal.aborted;
  return await confirm('Apply this?', io, signal);
}

interface Ready {
  plan: PlannedStep[];
  before: Translation;
  progress: ReturnType<typeof progressOn>;
}

/** Applies, waits, takes back: from here on an account is given whatever happens. */
async function carry(apply: Apply, { plan, before, progress }: Ready, result: Result): Promise<ExitStatus> {
  const { invocation, asked, cluster, signal } = apply;
  const carried = await carryOut(cluster, plan, {
    force: asked.force,
    signal,
    onProgress: ({ planned }, done) => progress.say(`Applying ${done + 1} of ${plan.length}: ${nameInWords(planned.name)}`),
  });
  progress.clear();
  result.steps = carried.steps;
  result.findings = [...result.findings, ...(await told(apply, carried.findings))];
  if (carried.stopped !== undefined) {
    const { message, fix, interrupted } = carried.stopped;
    await tell(invocation, `${interrupted ? '' : 'error: '}${message}${fix === undefined ? '' : `\n${fix}`}`);
    result.error = fix === undefined ? { message } : { message, fix };
    return await fail(apply, plan, carried, interrupted ? 'interrupted' : 'failed', result);
  }
  result.result = carried.steps.every(({ outcome }) => outcome === 'unchanged') ? 'unchanged' : 'applied';
  if (!asked.wait) return await finish(apply, result, 0);
  if (isText(invocation)) await account(apply, carried.steps);
  const waited = await waitingFor(apply, plan, before, progress);
  progress.clear();
  if ('error' in waited) {
    result.error = waited.error;
    await tell(invocation, `error: ${waited.error.message}`);
  } else {
    result.wait = waited;
    if (signal.aborted) await tell(invocation, 'Interrupted while waiting: everything has been applied.');
    await tellWaited(waited, invocation);
    if (waited.done) {
      if (!isText(invocation)) await writeResult(result, invocation);
      return 0;
    }
  }
  if (asked.rollBack) return await fail(apply, plan, carried, 'notInSync', result);
  result.result = signal.aborted ? 'interrupted' : 'notInSync';
  if (!isText(invocation)) await writeResult(result, invocation);
  return 1;
}

/** The mesh is read once more: what is to be waited for is what it should make of everything that is there now. */
async function waitingFor(
  { invocation, asked, cluster, signal }: Apply,
  plan: readonly PlannedStep[],
  before: Translation,
  progress: Ready['progress'],
): Promise<Waited | { error: { message: string } }> {
  const end = Date.now() + asked.timeoutMs;
  const names = plan.map(({ planned }) => planned.name);
  for (;;) {
    try {
      progress.say('Waiting for Aeraki');
      const { mesh, translation } = await readLiveMesh(cluster, invocation.options, signal);
      const timeoutMs = Math.max(0, end - Date.now());
      return await waitForMesh(cluster, { before, mesh, after: translation, names, timeoutMs, signal, progress });
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (Date.now() >= end || signal.aborted || isRefusal(error)) return { error: { message: error.message } };
      await pause(1_000, signal);
    }
  }
}

/** Takes back what was done, if that is asked for, and gives the account. */
async function fail(apply: Apply, plan: PlannedStep[], carried: Carried, name: string, result: Result): Promise<ExitStatus> {
  const { asked, cluster, invocation } = apply;
  result.result = name;
  if (!asked.rollBack) return await finish(apply, result, 1);
  await tell(invocation, 'Putting back what was there before.');
  const progress = progressOn(invocation.io);
  const steps = await rollBack(cluster, plan, carried.steps, ({ planned }) =>
    progress.say(`Putting back ${nameInWords(planned.name)}`),
  );
  progress.clear();
  result.steps = steps;
  const isBack = steps.every(({ outcome }) => outcome !== 'notRestored' && outcome !== 'unknown');
  result.result = isBack ? 'rolledBack' : 'notRolledBack';
  await tell(invocation, isBack ? 'Everything is as it was before.' : 'error: not everything could be put back.');
  return await finish(apply, result, 1);
}

async function finish(apply: Apply, result: Result, status: ExitStatus): Promise<ExitStatus> {
  if (isText(apply.invocation)) await account(apply, result.steps);
  else await writeResult(result, apply.invocation);
  return status;
}

async function account({ invocation }: Apply, steps: readonly Step[]): Promise<void> {
  const { io, options } = invocation;
  // The plan has just said it.
  if (steps.every(({ outcome }) => outcome === 'unchanged')) return;
  await write(io.stdout, `\n${renderSteps(steps, textOptions(io, options))}${outcomeCounts(steps)}\n`);
}

import type { Finding } from '../../base/finding.js';
import { suggest } from '../../base/suggest.js';
import { ClusterError } from '../../cluster/errors.js';
import { getObject, listObjects } from '../../cluster/objects.js';
import { pause } from '../../cluster/request.js';
import { forEachLimited } from '../../cluster/streams.js';
import type { Cluster } from '../../cluster/types.js';
import type { Translation } from '../../controlplane/types.js';
import { lossesOf } from '../../live/loss.js';
import { groupOf, keyOfName, nameInWords, nameOfObject } from '../../live/objectname.js';
import { without } from '../../live/overlay.js';
import { definedKind, inOrder, type Planned, plannedDeletion } from '../../live/plan.js';
import type { ManifestObject } from '../../manifest/types.js';
import { outcomeCounts, renderLosses, renderPlan, renderSteps } from '../../report/plan.js';
import { objectAt, textAt } from '../../resource/core.js';
import { canAsk, confirm } from '../applying/asking.js';
import { carryOut } from '../applying/carrying.js';
import { type NamedObject, namedObjects } from '../applying/naming.js';
import { progressOn } from '../applying/progress.js';
import {
  emptyResult,
  isText,
  orInterrupted,
  type Result,
  stderrOptions,
  tell,
  tellFindings,
  tellWaited,
  writeResult,
} from '../applying/showing.js';
import { atOnce, findTargets } from '../applying/targets.js';
import { type PlannedStep, tryDeletions } from '../applying/trying.js';
import { waitForMesh } from '../applying/waiting.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { milliseconds, withCluster } from '../live.js';
import { type LiveMesh, readLiveMesh, translatedMesh } from '../livemesh.js';
import { locateAll, readAll } from '../objects.js';
import { flag, text, texts } from '../options.js';
import { gather, type Input, isUnreadable, noInput } from '../reading.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';

interface Named {
  input: Input;
  objects: ManifestObject[];
}

/** What `-f` and `-k` name; nothing where objects are named by kind. */
async function readNamed(invocation: Invocation): Promise<Named> {
  const { options } = invocation;
  const isByFile = texts(options, 'filename').length > 0 || text(options, 'kustomize') !== undefined;
  if (!isByFile) return { input: noInput, objects: [] };
  if (invocation.arguments.length > 0)
    throw new CliError('objects are named both by files and by kind', 'Give either -f, or KIND NAME.');
  const input = await gather(invocation, 'delete');
  const { objects, findings } = readAll(input);
  await tellFindings(locateAll(findings, input, true), invocation);
  if (findings.some(isUnreadable)) throw new CliError('not everything could be read, so that nothing was deleted');
  if (objects.length === 0) throw new CliError('nothing to delete: the input holds no object');
  return { input, objects };
}

/** Runs `delete`. */
export const run: Handler = async (invocation) => {
  const { options } = invocation;
  const named = await readNamed(invocation);
  if (named.objects.length === 0 && invocation.arguments.length === 0)
    throw new CliError('nothing is named', 'Name objects as in metarouter thrift, or files with -f.');
  if (text(options, 'timeout') !== undefined && !flag(options, 'wait')) throw new CliError('--timeout goes with --wait');
  // What cannot be read is told before anyone is asked for a password.
  namedObjects(invocation.arguments, 'default');
  return await withCluster(invocation, async (cluster, signal) => {
    const work = (): Promise<ExitStatus> => remove({ invocation, named, cluster, signal });
    return await orInterrupted(work, 'Interrupted. Nothing was deleted.', invocation, signal);
  });
};

interface Removal {
  invocation: Invocation;
  named: Named;
  cluster: Cluster;
  signal: AbortSignal;
}

async function remove(removal: Removal): Promise<ExitStatus> {
  const { invocation, named, cluster, signal } = removal;
  const { options, io } = invocation;
  const dryRun = text(options, 'dry-run') ?? 'none';
  const progress = progressOn(io);
  const result = emptyResult(cluster, dryRun, 'refused');
  const stop = async (name: string, status: ExitStatus, why?: string): Promise<ExitStatus> => {
    progress.clear();
    if (why !== undefined) await tell(invocation, why);
    result.result = name;
    if (!isText(invocation)) await writeResult(result, invocation);
    return status;
  };
  const wanted = await wantedObjects(removal, result);
  if (result.findings.length > 0) return await stop('refused', 1, 'Nothing was deleted.');
  const { steps, missing } = await look(cluster, wanted, signal);
  if (missing.length > 0 && !flag(options, 'ignore-not-found')) {
    for (const one of missing) await tell(invocation, await notFound(cluster, one, signal));
    result.error = { message: `not found: ${missing.map(({ name }) => nameInWords(name)).join(', ')}` };
    return await stop('refused', 1, 'Nothing was deleted. With --ignore-not-found, what does not exist counts as deleted.');
  }
  for (const { name } of missing) await tell(invocation, `${nameInWords(name)} does not exist.`);
  if (steps.length === 0) return await stop('unchanged', 0, 'Nothing to delete.');
  const byPlan = new Map(steps.map((step) => [step.planned, step]));
  const plan = inOrder(steps.map(({ planned }) => planned)).flatMap((planned) => byPlan.get(planned) ?? []);
  result.plan = plan.map(({ planned }) => planned);
  progress.say('Reading the live mesh');
  const live = await readLiveMesh(cluster, options, signal);
  progress.clear();
  const unread = live.snapshot.refused.map(({ kind }) => kind);
  if (unread.length > 0 && flag(options, 'wait'))
    throw new CliError(
      `--wait needs to read the whole mesh, and permission is missing for ${unread.join(', ')}; nothing was deleted`,
      'Delete without --wait, or ask for a role that may list them in the whole cluster.',
    );
  if (unread.length > 0)
    await tell(
      invocation,
      `What traffic loses is not known for certain: permission to read is missing for ${unread.join(', ')}.`,
    );
  const keys = goneKeys(live, result.plan);
  const after = translatedMesh(live.snapshot, without(live.snapshot.objects, keys)).translation;
  result.losses = lossesOf(live.translation, after);
  const drawn = isText(invocation) ? textOptions(io, options) : stderrOptions(invocation);
  const shown = renderPlan(result.plan, drawn) + renderLosses(result.losses, drawn);
  const asks = canAsk(io) && !flag(options, 'yes');
  if (isText(invocation)) await write(io.stdout, shown);
  else if (asks) await write(io.stderr, shown);
  if (dryRun !== 'client') {
    const refusals = await tryDeletions(cluster, plan, signal);
    const located = locateAll(refusals, named.input, true);
    await tellFindings(located, invocation);
    result.findings = located;
    if (refusals.length > 0) return await stop('refused', 1, 'Nothing was deleted.');
  }
  if (dryRun !== 'none') return await stop('planned', 0, 'Dry run: nothing was deleted.');
  if (asks) {
    await tell(invocation, `Context ${cluster.context}, ${cluster.server}`);
    if (!(await confirm('Delete this?', io, signal)))
      return await stop(signal.aborted ? 'interrupted' : 'declined', 1, 'Nothing was deleted.');
  }
  return await carry(removal, plan, live.translation, result);
}

/** The objects that are meant, with where they are. Kinds that the cluster does not have are findings. */
async function wantedObjects(
  { invocation, named, cluster, signal }: Removal,
  result: Result,
): Promise<(NamedObject & { finding?: Finding })[]> {
  const namespace = text(invocation.options, 'namespace') ?? cluster.namespace;
  if (named.objects.length === 0) return namedObjects(invocation.arguments, namespace);
  const { targets, findings } = await findTargets(cluster, named.objects, namespace, signal);
  // A kind that is not there has no objects to delete.
  const counted = flag(invocation.options, 'ignore-not-found') ? findings.filter(({ code }) => code !== 'AER1303') : findings;
  const located = locateAll(counted, named.input, true);
  await tellFindings(located, invocation);
  result.findings = located;
  return targets.map(({ name, resource }) => ({ name, resource }));
}

async function look(
  cluster: Cluster,
  wanted: readonly NamedObject[],
  signal: AbortSignal,
): Promise<{ steps: PlannedStep[]; missing: NamedObject[] }> {
  const missing: NamedObject[] = [];
  const found = await forEachLimited(wanted, atOnce, async (one): Promise<PlannedStep | undefined> => {
    const { name, resource } = one;
    const before = await getObject(cluster, resource, name.name, name.namespace, { signal });
    if (before !== undefined) return { resource, planned: plannedDeletion(name, before) };
    missing.push(one);
    return undefined;
  });
  return { steps: found.flatMap((step) => step ?? []), missing };
}

/** What does not exist, with the name that was probably meant. */
async function notFound(cluster: Cluster, { name, resource }: NamedObject, signal: AbortSignal): Promise<string> {
  const message = `error: ${nameInWords(name)} does not exist.`;
  try {
    const selection = { signal, ...(name.namespace === '' ? {} : { namespace: name.namespace }) };
    const { items } = await listObjects(cluster, resource, selection);
    const near = suggest(
      name.name,
      items.map((item) => textAt(objectAt(item, 'metadata'), 'name')),
    );
    return near === undefined ? message : `${message} Did you mean ${near}?`;
  } catch (error) {
    if (error instanceof ClusterError) return message;
    throw error;
  }
}

/** The keys of all that goes: with a namespace everything in it, with a definition every object of the kind. */
function goneKeys({ snapshot }: LiveMesh, plan: readonly Planned[]): Set<string> {
  const keys = new Set(plan.map(({ name }) => keyOfName(name)));
  const namespaces = new Set(plan.flatMap(({ name }) => (name.kind === 'Namespace' ? [name.name] : [])));
  const kinds = new Set(
    plan.flatMap(({ before }) => {
      const defined = before === undefined ? undefined : definedKind(before);
      return defined === undefined ? [] : [`${defined.group}/${defined.kind}`];
    }),
  );
  if (namespaces.size + kinds.size > 0) {
    for (const { value } of snapshot.objects) {
      const name = nameOfObject(value, '');
      if (namespaces.has(name.namespace) || kinds.has(`${groupOf(name.apiVersion)}/${name.kind}`)) keys.add(keyOfName(name));
    }
  }
  return keys;
}

async function carry(
  { invocation, cluster, signal }: Removal,
  plan: readonly PlannedStep[],
  before: Translation,
  result: Result,
): Promise<ExitStatus> {
  const { io, options } = invocation;
  const progress = progressOn(io);
  const onProgress = ({ planned }: PlannedStep, done: number): void =>
    progress.say(`Deleting ${done + 1} of ${plan.length}: ${nameInWords(planned.name)}`);
  const carried = await carryOut(cluster, plan, { force: false, signal, onProgress });
  progress.clear();
  result.steps = carried.steps;
  result.result = 'deleted';
  let status: ExitStatus = 0;
  if (carried.stopped !== undefined) {
    const { message, fix, interrupted } = carried.stopped;
    await tell(invocation, `${interrupted ? '' : 'error: '}${message}${fix === undefined ? '' : `\n${fix}`}`);
    result.result = interrupted ? 'interrupted' : 'failed';
    result.error = fix === undefined ? { message } : { message, fix };
    status = 1;
  }
  if (isText(invocation)) {
    const drawn = textOptions(io, options);
    await write(io.stdout, `\n${renderSteps(carried.steps, drawn)}${outcomeCounts(carried.steps)}\n`);
  }
  if (status === 0 && flag(options, 'wait')) status = await waitFor({ invocation, cluster, signal }, plan, before, result);
  if (!isText(invocation)) await writeResult(result, invocation);
  return status;
}

/** Waits until the objects are gone for good, and Aeraki and the sidecars have followed. */
async function waitFor(
  { invocation, cluster, signal }: Pick<Removal, 'invocation' | 'cluster' | 'signal'>,
  plan: readonly PlannedStep[],
  before: Translation,
  result: Result,
): Promise<ExitStatus> {
  const { options, io } = invocation;
  const progress = progressOn(io);
  const end = Date.now() + milliseconds(text(options, 'timeout') ?? '2m', 'timeout');
  try {
    let left = plan.map(({ planned }) => planned.name);
    for (;;) {
      const there = await forEachLimited(plan, atOnce, async ({ planned: { name }, resource }) => {
        return (await getObject(cluster, resource, name.name, name.namespace, { signal })) !== undefined;
      });
      left = plan.flatMap(({ planned }, index) => (there[index] === true ? [planned.name] : []));
      if (left.length === 0) break;
      if (Date.now() >= end || signal.aborted) {
        const message = `still there: ${left.map(nameInWords).join(', ')}: a finalizer holds them`;
        await tell(invocation, `error: ${message}.`);
        result.error = { message };
        return 1;
      }
      progress.say(`Waiting until ${left.length} objects are gone`);
      await pause(500, signal);
    }
    const { mesh, translation } = await readLiveMesh(cluster, options, signal);
    const timeoutMs = Math.max(0, end - Date.now());
    const names = plan.map(({ planned }) => planned.name);
    const waited = await waitForMesh(cluster, { before, mesh, after: translation, names, timeoutMs, signal, progress });
    progress.clear();
    result.wait = waited;
    await tellWaited(waited, invocation);
    return waited.done ? 0 : 1;
  } catch (error) {
    progress.clear();
    if (!(error instanceof ClusterError)) throw error;
    await tell(invocation, `error: ${error.message}`);
    result.error = { message: error.message };
    return 1;
  }
}

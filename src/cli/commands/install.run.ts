import type { JsonObject } from '../../base/json.js';
import { ClusterError } from '../../cluster/errors.js';
import type { Cluster } from '../../cluster/types.js';
import { readableChanges } from '../../live/manifests/changes.js';
import {
  applicationProtocols,
  controlPlane,
  customResourceDefinitions,
  namespaceObject,
} from '../../live/manifests/controlplane.js';
import { releases } from '../../live/manifests/releases.js';
import type { InstallSettings } from '../../live/manifests/settings.js';
import { toJson } from '../../report/json.js';
import { outcomeCounts, renderPlan, renderSteps } from '../../report/plan.js';
import { sanitize } from '../../report/sanitize.js';
import { toYaml } from '../../report/yaml.js';
import { canAsk, confirm } from '../applying/asking.js';
import { progressOn } from '../applying/progress.js';
import { emptyResult, isText, type Result, stderrOptions, tell, tellFindings, writeResult } from '../applying/showing.js';
import { CliError } from '../errors.js';
import { offlineSettings } from '../installing/settings.js';
import { textOptions, write } from '../io.js';
import { installationQuery, milliseconds, withCluster } from '../live.js';
import { flag, text } from '../options.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';

/** Runs `install`. */
export const run: Handler = async (invocation) => {
  const { options } = invocation;
  if (text(options, 'timeout') !== undefined && !flag(options, 'wait')) throw new CliError('--timeout goes with --wait');
  const dryRun = text(options, 'dry-run') ?? 'none';
  if (dryRun !== 'none' && flag(options, 'wait'))
    throw new CliError('--wait: a dry run changes nothing that could be waited for');
  if (dryRun === 'client') return await printManifests(invocation);
  // What is wrong on the command line is said before a cluster is asked.
  offlineSettings(options);
  const timeoutMs = milliseconds(text(options, 'timeout') ?? '3m', 'timeout');
  return await withCluster(invocation, async (cluster, signal) => {
    const result = emptyResult(cluster, dryRun, 'interrupted');
    try {
      return await installInto({ invocation, cluster, signal, timeoutMs }, result);
    } catch (error) {
      if (error instanceof ClusterError && !signal.aborted && result.steps.length === 0)
        await tell(invocation, 'Nothing was installed.');
      if (!signal.aborted) throw error;
      await tell(invocation, result.steps.length === 0 ? 'Interrupted. Nothing was installed.' : 'Interrupted.');
      if (!isText(invocation)) await writeResult(result, invocation);
      return 130;
    }
  });
};

/** Everything that is installed, in the order in which it is created. */
async function manifestsOf(settings: InstallSettings, istioNamespace: string): Promise<JsonObject[]> {
  const { schemas } = await import('../../resource/schemas.js');
  return [
    ...(settings.namespace === istioNamespace ? [] : [namespaceObject(settings.namespace)]),
    ...customResourceDefinitions(schemas),
    ...controlPlane(settings),
    ...applicationProtocols(),
  ];
}

async function printManifests({ options, io }: Invocation): Promise<ExitStatus> {
  const settings = offlineSettings(options);
  const objects = await manifestsOf(settings, text(options, 'istio-namespace') ?? 'istio-system');
  if (text(options, 'output') === 'json')
    await write(io.stdout, `${toJson({ apiVersion: 'v1', kind: 'List', items: objects }, 2)}\n`);
  else await write(io.stdout, objects.map((object) => `---\n${toYaml(object)}`).join(''));
  if (io.stdout.isTTY !== true)
    await tell({ io }, "With 'kubectl apply --server-side' it takes two rounds: a kind is known a moment after its CRD.");
  return 0;
}

interface Install {
  invocation: Invocation;
  cluster: Cluster;
  signal: AbortSignal;
  timeoutMs: number;
}

async function installInto({ invocation, cluster, signal, timeoutMs }: Install, result: Result): Promise<ExitStatus> {
  const { io, options } = invocation;
  const { findInstallation } = await import('../../cluster/snapshot.js');
  const { chooseSettings } = await import('../installing/settings.js');
  const { adaptManifests } = await import('../installing/adapting.js');
  const { findTargets } = await import('../applying/targets.js');
  const { tryAll } = await import('../applying/trying.js');
  const { carryOut } = await import('../applying/carrying.js');
  const { inOrder } = await import('../../live/plan.js');
  const progress = progressOn(io);
  const stop = async (name: string, status: ExitStatus, why: string): Promise<ExitStatus> => {
    progress.clear();
    await tell(invocation, why);
    result.result = name;
    if (!isText(invocation)) await writeResult(result, invocation);
    return status;
  };
  progress.say('Looking for Istio and Aeraki');
  // Wherever Aeraki runs: a second one would fight with it.
  const { aerakiNamespace: _wanted, ...where } = installationQuery(options);
  const installation = await findInstallation(cluster, where, signal);
  progress.clear();
  const { settings, notes } = chooseSettings(options, installation);
  const elsewhere = installation.aeraki.find(({ namespace }) => namespace !== settings.namespace);
  if (elsewhere !== undefined && !flag(options, 'force'))
    return await stop(
      'refused',
      1,
      `Aeraki runs in ${elsewhere.namespace} already: one in ${settings.namespace} would fight with it over the same EnvoyFilters.\nUninstall that one first, or leave --aeraki-namespace out. Nothing was installed.`,
    );
  for (const note of notes) await tell(invocation, `warning: ${note}`);
  const { tellChecks } = await import('../installing/checking.js');
  progress.say('Checking the cluster');
  const checked = await tellChecks(cluster, invocation, 'before', signal);
  progress.clear();
  if (!checked && !flag(options, 'force'))
    return await stop('refused', 1, 'Nothing was installed. --force installs all the same.');
  progress.say('Reading what is there');
  const manifests = await manifestsOf(settings, installation.istioNamespace ?? settings.namespace);
  const adapted = await adaptManifests(cluster, manifests, settings, signal);
  progress.clear();
  for (const note of adapted.notes) await tell(invocation, `note: ${note}`);
  if (adapted.refusal !== undefined && !flag(options, 'force'))
    return await stop('refused', 1, `${adapted.refusal}\nNothing was installed.`);
  const origin = { file: 'aerakictl install', document: 0, prefix: [] };
  const { targets, findings: lost } = await findTargets(
    cluster,
    adapted.objects.map((value) => ({ value, origin })),
    settings.namespace,
    signal,
  );
  const tried = await tryAll(cluster, targets, {
    by: 'server',
    force: true,
    signal,
    onProgress: (done) => progress.say(`Tried on the server: ${done} of ${targets.length}`),
    onWarning: (warning) => void tell(invocation, `warning: ${warning}`),
  });
  progress.clear();
  const refusals = [...lost, ...tried.findings].map(({ origin: _origin, ...finding }) => finding);
  result.findings = refusals;
  if (refusals.length > 0) {
    await tellFindings(refusals, invocation);
    return await stop('refused', 1, 'Nothing was installed.');
  }
  const steps = new Map(tried.steps.map((step) => [step.planned, step]));
  const plan = inOrder([...steps.keys()]).flatMap((planned) => steps.get(planned) ?? []);
  for (const { planned } of plan) planned.changes = readableChanges(planned);
  result.plan = plan.map(({ planned }) => planned);
  const asking = canAsk(io) && !flag(options, 'yes') && text(options, 'dry-run') === undefined;
  if (isText(invocation)) await write(io.stdout, renderPlan(result.plan, textOptions(io, options)));
  else if (asking) await write(io.stderr, renderPlan(result.plan, stderrOptions(invocation)));
  if (text(options, 'dry-run') === 'server')
    return await stop('planned', 0, 'Dry run: the server has tried it, nothing was installed.');
  const idle = result.plan.every(({ action, isSent }) => action === 'unchanged' && !isSent);
  if (!idle && asking) {
    await tell(invocation, `Context ${cluster.context}, ${cluster.server}`);
    if (!(await confirm(`Install Aeraki ${settings.tag} into ${settings.namespace}?`, io, signal)))
      return await stop(signal.aborted ? 'interrupted' : 'declined', 1, 'Nothing was installed.');
  }
  const carried = await carryOut(cluster, plan, {
    force: true,
    signal,
    onProgress: (_step, done) => progress.say(`Applied ${done} of ${plan.length}`),
  });
  progress.clear();
  result.steps = carried.steps;
  const findings = carried.findings.map(({ origin: _origin, ...finding }) => finding);
  result.findings = findings;
  await tellFindings(findings, invocation);
  if (carried.stopped !== undefined) {
    const { message, fix, interrupted } = carried.stopped;
    result.result = interrupted ? 'interrupted' : 'failed';
    result.error = fix === undefined ? { message } : { message, fix };
    await tell(invocation, `${interrupted ? '' : 'error: '}${message}${fix === undefined ? '' : `\n${fix}`}`);
    if (isText(invocation)) await write(io.stdout, renderSteps(carried.steps, textOptions(io, options)));
    else await writeResult(result, invocation);
    await tell(invocation, `${outcomeCounts(carried.steps)}. Run it again: what is there already stays as it is.`);
    return 1;
  }
  result.result = carried.steps.every(({ outcome }) => outcome === 'unchanged') ? 'unchanged' : 'installed';
  if (isText(invocation)) await write(io.stdout, `${outcomeCounts(carried.steps)}\n`);
  if (adapted.restart.length > 0)
    await tell(
      invocation,
      `The bootstraps of ${adapted.restart.length === 1 ? 'a namespace were' : `${adapted.restart.length} namespaces were`} renewed: restart what uses them, with 'kubectl rollout restart deployment -n NAMESPACE' in ${adapted.restart.map(sanitize).join(', ')}.`,
    );
  return await afterwards({ invocation, cluster, signal, timeoutMs }, settings, result);
}

/** Waits where asked, and checks; else says how to. */
async function afterwards(
  { invocation, cluster, signal, timeoutMs }: Install,
  settings: InstallSettings,
  result: Result,
): Promise<ExitStatus> {
  const { options, program } = invocation;
  const proxy = releases.find(({ version }) => settings.tag.replace(/^v/, '') === version)?.proxy;
  let status: ExitStatus = 0;
  if (!flag(options, 'wait')) await tell(invocation, `'${program} check --wait' tells when Aeraki is ready.`);
  else {
    const { waitForAeraki } = await import('../installing/waiting.js');
    const progress = progressOn(invocation.io);
    const lacking = await waitForAeraki(cluster, settings.namespace, {
      timeoutMs,
      signal,
      onProgress: (what) => progress.say(what),
    });
    progress.clear();
    if (lacking.length > 0) {
      status = 1;
      result.result = signal.aborted ? 'interrupted' : 'notReady';
      await tell(invocation, `error: Aeraki is not ready: ${lacking.join('; ')}`);
    } else {
      const { tellChecks } = await import('../installing/checking.js');
      if (!(await tellChecks(cluster, invocation, 'after', signal))) status = 1;
    }
  }
  if (result.result === 'installed' && proxy !== undefined)
    await tell(
      invocation,
      `Pods get the proxy by their annotations sidecar.istio.io/proxyImage: ghcr.io/aeraki-mesh/meta-protocol-proxy:${proxy} and sidecar.istio.io/bootstrapOverride: aeraki-bootstrap-config.`,
    );
  if (!isText(invocation)) await writeResult(result, invocation);
  return status;
}

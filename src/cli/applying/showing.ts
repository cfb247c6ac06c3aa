import type { LocatedFinding } from '../../base/finding.js';
import type { Cluster } from '../../cluster/types.js';
import type { Step } from '../../live/account.js';
import type { Loss } from '../../live/loss.js';
import type { ObjectName } from '../../live/objectname.js';
import type { Planned } from '../../live/plan.js';
import { inOrder } from '../../report/diagnostics/common.js';
import { toJsonFinding } from '../../report/diagnostics/json.js';
import { renderFinding } from '../../report/diagnostics/text.js';
import { toJson } from '../../report/json.js';
import type { TextOptions } from '../../report/options.js';
import { renderLacking, sidecarCount } from '../../report/plan.js';
import { sanitizeLines } from '../../report/sanitize.js';
import { toYaml } from '../../report/yaml.js';
import { textOptions, write } from '../io.js';
import { text } from '../options.js';
import type { ExitStatus, Invocation } from '../types.js';
import type { Waited } from './waiting.js';

/** How text is drawn on stderr. */
export function stderrOptions({ io, options }: Pick<Invocation, 'io' | 'options'>): TextOptions {
  return textOptions({ ...io, stdout: io.stderr }, options);
}

/** Whether the result is for people. */
export function isText({ options }: Pick<Invocation, 'options'>): boolean {
  return (text(options, 'output') ?? 'text') === 'text';
}

/** Findings on stderr, as `validate` prints them. */
export async function tellFindings(
  findings: readonly LocatedFinding[],
  invocation: Pick<Invocation, 'io' | 'options'>,
): Promise<void> {
  const drawn = stderrOptions(invocation);
  for (const finding of inOrder(findings)) await write(invocation.io.stderr, renderFinding(finding, drawn));
}

/** Lines on stderr. */
export async function tell({ io }: Pick<Invocation, 'io'>, message: string): Promise<void> {
  await write(io.stderr, `${sanitizeLines(message)}\n`);
}

/** Does what Ctrl-C may break off before anything was changed: then this is said, in JSON too, and the status is 130. */
export async function orInterrupted(
  work: () => Promise<ExitStatus>,
  said: string,
  invocation: Pick<Invocation, 'io' | 'options'>,
  signal: AbortSignal,
): Promise<ExitStatus> {
  try {
    return await work();
  } catch (error) {
    if (!signal.aborted) throw error;
    await tell(invocation, said);
    if (text(invocation.options, 'output') === 'json')
      await write(invocation.io.stdout, `${toJson({ result: 'interrupted' })}\n`);
    return 130;
  }
}

/** How waiting ended, on stderr. */
export async function tellWaited(waited: Waited, invocation: Pick<Invocation, 'io' | 'options'>): Promise<void> {
  const { done, hosts, proxies, unable, seconds } = waited;
  for (const { pod, namespace, reason } of unable)
    await tell(invocation, `warning: not waited for ${pod}.${namespace}: ${reason}.`);
  if (!done) {
    await tell(invocation, `error: not in sync after ${seconds} s:`);
    await write(invocation.io.stderr, renderLacking(waited, stderrOptions(invocation)));
    return;
  }
  const what = `${hosts.length} host${hosts.length === 1 ? '' : 's'}`;
  const text =
    hosts.length === 0
      ? 'Nothing to wait for: Aeraki generates nothing from these objects.'
      : proxies === 0
        ? `In sync after ${seconds} s: Aeraki has written what it should for ${what}; no running sidecar has to hold it.`
        : `In sync after ${seconds} s: ${sidecarCount(proxies)} hold${proxies === 1 ? 's' : ''} what Aeraki makes of ${what}.`;
  await tell(invocation, text);
}

/** What a command that changes a cluster has to say in the end; what does not apply is left out. */
export interface Result {
  context: string;
  server: string;
  dryRun: string;
  result: string;
  /** Steps, where something was done or tried; else what was planned. */
  steps: readonly Step[];
  plan: readonly Planned[];
  losses: readonly Loss[];
  findings: readonly LocatedFinding[];
  wait?: Waited;
  error?: { message: string; fix?: string };
}

/** A result of which nothing is known yet; `result` is how it ended if it gets no further. */
export function emptyResult({ context, server }: Pick<Cluster, 'context' | 'server'>, dryRun: string, result: string): Result {
  return { context, server, dryRun, result, steps: [], plan: [], losses: [], findings: [] };
}

function nameIn({ apiVersion, kind, namespace, name }: ObjectName) {
  return { apiVersion, kind, ...(namespace === '' ? {} : { namespace }), name };
}

function objectsOf({ steps, plan }: Result) {
  const all: readonly (Partial<Step> & { planned: Planned })[] = steps.length > 0 ? steps : plan.map((planned) => ({ planned }));
  return all.map(({ planned, outcome, message }) => ({
    ...nameIn(planned.name),
    action: planned.action,
    ...(outcome === undefined ? {} : { outcome }),
    ...(message === undefined ? {} : { message }),
    ...(planned.needs === undefined ? {} : { triedAfter: planned.needs }),
    changes: planned.changes,
  }));
}

/** Writes the result as one value of JSON or YAML. */
export async function writeResult(result: Result, { io, options }: Pick<Invocation, 'io' | 'options'>): Promise<void> {
  const { context, server, dryRun, losses, findings, wait, error } = result;
  const value = {
    context,
    server,
    dryRun,
    result: result.result,
    objects: objectsOf(result),
    traffic: losses,
    findings: inOrder(findings).map(toJsonFinding),
    ...(wait === undefined ? {} : { wait }),
    ...(error === undefined ? {} : { error }),
  };
  await write(io.stdout, text(options, 'output') === 'yaml' ? toYaml(value) : `${toJson(value, 2)}\n`);
}

import type { Finding } from '../../base/finding.js';
import type { JsonObject } from '../../base/json.js';
import type { Cluster } from '../../cluster/types.js';
import { redactedSides, substanceOf, withoutSecrets } from '../../live/changes.js';
import { groupOf } from '../../live/objectname.js';
import { inOrder, type Planned } from '../../live/plan.js';
import type { ManifestObject } from '../../manifest/types.js';
import { toJson } from '../../report/json.js';
import { paint } from '../../report/paint.js';
import { sanitize } from '../../report/sanitize.js';
import { unifiedDiff } from '../../report/unifieddiff.js';
import { toYaml } from '../../report/yaml.js';
import { progressOn } from '../applying/progress.js';
import { orInterrupted, tell, tellFindings } from '../applying/showing.js';
import { findTargets, type Target } from '../applying/targets.js';
import { type Tried, tryAll } from '../applying/trying.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { withCluster } from '../live.js';
import { locateAll, readAll } from '../objects.js';
import { text } from '../options.js';
import { gather, type Input, isUnreadable } from '../reading.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';

/** Runs `diff`. */
export const run: Handler = async (invocation) => {
  const input = await gather(invocation, 'diff');
  const { objects, findings } = readAll(input);
  await tellFindings(locateAll(findings, input, true), invocation);
  if (findings.some(isUnreadable)) throw new CliError('not everything could be read, so that nothing was compared');
  if (objects.length === 0) throw new CliError('nothing to compare: the input holds no object');
  return await withCluster(invocation, async (cluster, signal) => {
    const work = (): Promise<ExitStatus> => compare({ invocation, input, objects, cluster, signal });
    return await orInterrupted(work, 'Interrupted.', invocation, signal);
  });
};

interface Comparing {
  invocation: Invocation;
  input: Input;
  objects: readonly ManifestObject[];
  cluster: Cluster;
  signal: AbortSignal;
}

async function compare({ invocation, input, objects, cluster, signal }: Comparing): Promise<ExitStatus> {
  const namespace = text(invocation.options, 'namespace') ?? cluster.namespace;
  const { targets, findings: lost } = await findTargets(cluster, objects, namespace, signal);
  const { steps, findings: said } = await compared(cluster, targets, invocation, signal);
  await tellFindings(locateAll([...lost, ...said], input, true), invocation);
  const plan = inOrder(steps.map(({ planned }) => planned));
  const isKnown = [...lost, ...said].every(({ severity }) => severity !== 'error');
  await print(plan, isKnown, cluster, invocation);
  for (const { needs } of plan.filter((planned) => planned.needs !== undefined))
    await tell(invocation, `Not tried on the server, as ${needs} is not there yet: shown as in the file.`);
  if (!isKnown) return 2;
  return plan.some(({ action }) => action === 'create' || action === 'change') ? 1 : 0;
}

/** As the server would merge them; fields of other managers are taken over in the comparison, with a warning. */
async function compared(cluster: Cluster, targets: readonly Target[], { io }: Invocation, signal: AbortSignal): Promise<Tried> {
  const progress = progressOn(io);
  const onProgress = (done: number): void => progress.say(`Tried on the server: ${done} of ${targets.length}`);
  const tried = await tryAll(cluster, targets, { by: 'server', force: false, signal, onProgress });
  const conflicts = tried.findings.filter(({ code }) => code === 'AER1302');
  const keyOf = ({ origin }: Pick<Finding, 'origin'>): string => JSON.stringify(origin);
  const owned = new Set(conflicts.map(keyOf));
  const again = targets.filter((target) => owned.has(keyOf(target)));
  const forced = await tryAll(cluster, again, { by: 'server', force: true, signal });
  progress.clear();
  const warnings = conflicts.map((finding): Finding => ({ ...finding, severity: 'warning' }));
  const others = tried.findings.filter(({ code }) => code !== 'AER1302');
  return { steps: [...tried.steps, ...forced.steps], findings: [...others, ...forced.findings, ...warnings] };
}

/** The two sides of an object as texts, without secrets. */
function sidesOf({ before, after, object }: Planned): { before: string; after: string } {
  const to = substanceOf(after ?? object ?? {});
  if (before === undefined) return { before: '', after: toYaml(withoutSecrets(to)) };
  const sides = redactedSides(substanceOf(before), to);
  return { before: toYaml(sides.before), after: toYaml(sides.after) };
}

/** As kubectl names the sides: `metaprotocol.aeraki.io.v1alpha1.MetaRouter.demo.thrift`. */
function fileOf({ name: { apiVersion, kind, namespace, name } }: Planned): string {
  const version = apiVersion.slice(groupOf(apiVersion).length).replace('/', '');
  return [groupOf(apiVersion), version, kind, namespace, name].filter((part) => part !== '').join('.');
}

async function print(plan: readonly Planned[], isKnown: boolean, cluster: Cluster, invocation: Invocation): Promise<void> {
  const { io, options } = invocation;
  const output = text(options, 'output') ?? 'text';
  const differing = plan.filter(({ action }) => action !== 'unchanged');
  if (output !== 'text') {
    const value = {
      context: cluster.context,
      differs: differing.length > 0,
      complete: isKnown,
      objects: plan.map((planned) => jsonOf(planned)),
    };
    await write(io.stdout, output === 'yaml' ? toYaml(value) : `${toJson(value, 2)}\n`);
    return;
  }
  const colors = paint(textOptions(io, options).color);
  for (const planned of differing) {
    const { before, after } = sidesOf(planned);
    const lines = unifiedDiff(fileOf(planned), before, after).split('\n');
    const drawn = lines.map((line) => {
      const clean = sanitize(line);
      return line.startsWith('+') ? colors.good(clean) : line.startsWith('-') ? colors.error(clean) : clean;
    });
    await write(io.stdout, drawn.join('\n'));
  }
}

function jsonOf(planned: Planned): JsonObject {
  const { name, action, changes, needs } = planned;
  const { apiVersion, kind, namespace } = name;
  const object: JsonObject = {
    apiVersion,
    kind,
    ...(namespace === '' ? {} : { namespace }),
    name: name.name,
    action,
    changes: changes.map(({ path, from, to }) => ({
      path: [...path],
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    })),
  };
  if (needs !== undefined) object['triedAfter'] = needs;
  return object;
}

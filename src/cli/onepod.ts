import type { Pod } from '../cluster/pods.js';
import type { Cluster } from '../cluster/types.js';
import { CliError } from './errors.js';
import { findPodSet, nothingFound, type PodKind, type WantedPods, wantedPods } from './podsets.js';
import type { Invocation } from './types.js';

/**
 * The one pod that the arguments `[pod] [namespace]`, `-n`, `-A` and `-l` mean. `deploy/name` means any of its pods, a ready one first; otherwise several are ambiguous: a
 * terminal offers a choice, elsewhere they are listed and the command ends. `free`: nothing said means the only one of the kind in all namespaces.
 */
export async function onePod(
  invocation: Pick<Invocation, 'arguments' | 'options' | 'io'>,
  cluster: Cluster,
  kind: PodKind,
  signal: AbortSignal,
  free = false,
): Promise<Pod> {
  const wanted: WantedPods = anything(invocation) && free ? {} : wantedPods(invocation, cluster, free);
  const { pods } = await findPodSet(cluster, wanted, kind.which, signal);
  const [first] = pods;
  if (first === undefined) throw await nothingFound(cluster, wanted, kind, signal);
  if (pods.length === 1) return first;
  const running = pods.filter(({ phase }) => phase === 'Running');
  const [only] = running;
  if (only !== undefined && running.length === 1) return only;
  if (wanted.target?.includes('/') === true) {
    const chosen = running.find(({ ready }) => ready) ?? only ?? first;
    invocation.io.stderr.write(`Of ${pods.length} pods of ${wanted.target}: ${chosen.name}\n`);
    return chosen;
  }
  return await choose(pods, wanted, kind, invocation);
}

function anything({ arguments: words, options }: Pick<Invocation, 'arguments' | 'options'>): boolean {
  return words.length === 0 && !['namespace', 'all-namespaces', 'selector'].some((name) => options.has(name));
}

async function choose(pods: readonly Pod[], wanted: WantedPods, { what }: PodKind, { io }: Pick<Invocation, 'io'>): Promise<Pod> {
  if (io.stdin.isTTY === true && io.stderr.isTTY === true) {
    const { default: inquirer } = await import('inquirer');
    const choices = pods.map((pod) => ({ value: pod, name: `${pod.name}.${pod.namespace}  ${pod.phase}` }));
    const prompt = inquirer.createPromptModule({ output: process.stderr });
    return (await prompt([{ type: 'select', name: 'pod', message: 'Which one?', choices }])).pod;
  }
  const shown = pods.slice(0, 20).map(({ name, namespace }) => `${name}.${namespace}`);
  const meant = wanted.target ?? (wanted.labelSelector === undefined ? '' : `-l ${wanted.labelSelector}`);
  const owners = new Set(pods.map(({ owner }) => owner));
  const [owner = ''] = owners;
  const any = owners.size === 1 && owner.startsWith('Deployment/') ? ` For any of them: deploy/${owner.slice(11)}.` : '';
  throw new CliError(
    `${pods.length} pods fit ${meant === '' ? `(${what})` : meant}: ${shown.join(', ')}${pods.length > shown.length ? ` and ${pods.length - shown.length} more` : ''}`,
    `Name one.${any}`,
  );
}

import { setMaxListeners } from 'node:events';
import type { Cluster } from '../cluster/types.js';
import { CliError } from './errors.js';
import { flag, text, texts } from './options.js';
import type { ExitStatus, Invocation, OptionDeclaration, Options } from './types.js';

/** Options of every command that talks to a cluster, as kubectl's of the same names. */
export const clusterOptions: readonly OptionDeclaration[] = [
  { long: 'context', value: 'NAME', completes: 'context', summary: 'Context of the kubeconfig; else the current one' },
  {
    long: 'kubeconfig',
    value: 'FILE',
    completes: 'anyFile',
    summary: 'Kubeconfig; else KUBECONFIG, ~/.kube/config, or in-cluster',
  },
  { long: 'request-timeout', value: 'DURATION', default: '30s', summary: 'Time a single request may take, such as 10s' },
  { long: 'as', value: 'USER', summary: 'User to impersonate' },
  { long: 'as-group', value: 'GROUP', repeatable: true, summary: 'Group to impersonate' },
];

/** `-n` of commands that look at one namespace. */
export const namespaceOption: OptionDeclaration = {
  long: 'namespace',
  short: 'n',
  value: 'NAMESPACE',
  completes: 'namespace',
  summary: "Namespace; else the context's",
};

/** `-A` of commands that can look at all namespaces. */
export const allNamespacesOption: OptionDeclaration = { long: 'all-namespaces', short: 'A', summary: 'All namespaces' };

/** Where Istio and Aeraki are; looked for where left out. */
export const installationOptions: readonly OptionDeclaration[] = [
  {
    long: 'istio-namespace',
    short: 'i',
    value: 'NAMESPACE',
    completes: 'namespace',
    summary: 'Namespace of istiod; else it is looked for',
  },
  { long: 'aeraki-namespace', value: 'NAMESPACE', completes: 'namespace', summary: 'Namespace of Aeraki; else it is looked for' },
  { long: 'revision', value: 'REVISION', summary: "Istio's revision, where there are several" },
];

/** `-f` of the commands that look at a mesh as it stands: what was saved of one, looked at without a cluster. */
export const savedMeshOption: OptionDeclaration = {
  long: 'filename',
  short: 'f',
  value: 'FILE',
  repeatable: true,
  completes: 'file',
  summary: 'Look at objects saved with kubectl get -o yaml instead of a cluster; file, folder, glob or - for stdin',
};

/** Milliseconds of a duration such as `30s`, `5m`, `1h30m`, `500ms` or a bare number of seconds, as kubectl takes them. */
export function milliseconds(value: string, name: string): number {
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h))+$/.test(value))
    throw new CliError(`--${name} ${value}: not a duration`, 'Give it as in 30s, 5m or 1h30m.');
  let total = 0;
  for (const [, number, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) total += Number(number) * (units[unit ?? ''] ?? 0);
  return total;
}

/** What the options say of the installation. */
export function installationQuery(options: Options): { istioNamespace?: string; aerakiNamespace?: string; revision?: string } {
  const istioNamespace = text(options, 'istio-namespace');
  const aerakiNamespace = text(options, 'aeraki-namespace');
  const revision = text(options, 'revision');
  return {
    ...(istioNamespace === undefined ? {} : { istioNamespace }),
    ...(aerakiNamespace === undefined ? {} : { aerakiNamespace }),
    ...(revision === undefined ? {} : { revision }),
  };
}

/**
 * Connects as the options say and does the work. Ctrl-C (and SIGTERM) gives the signal, so that the work can end cleanly; the status is then 130. A second
 * one ends the process at once. The client is loaded only here.
 */
export async function withCluster(
  { options, io }: Pick<Invocation, 'options' | 'io'>,
  work: (cluster: Cluster, signal: AbortSignal) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  return await interruptible(async (signal) => {
    try {
      return await connected({ options, io }, work, signal);
    } catch (error) {
      // Whoever reads JSON gets one value, also of what was broken off.
      if (isInterrupted(error, signal) && text(options, 'output') === 'json' && !flag(options, 'watch'))
        io.stdout.write(`${JSON.stringify({ error: { message: 'Interrupted.' } })}\n`);
      throw error;
    }
  });
}

async function connected(
  { options, io }: Pick<Invocation, 'options' | 'io'>,
  work: (cluster: Cluster, signal: AbortSignal) => Promise<ExitStatus>,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const { connect } = await import('../cluster/connect.js');
  const kubeconfig = text(options, 'kubeconfig');
  const context = text(options, 'context');
  const as = text(options, 'as');
  const cluster = await connect({
    env: io.env,
    requestTimeoutMs: milliseconds(text(options, 'request-timeout') ?? '30s', 'request-timeout'),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(as === undefined ? {} : { as }),
    asGroups: texts(options, 'as-group'),
    // A login may ask on the terminal, where there is one.
    ...(io.stdin.isTTY === true && io.stderr.isTTY === true
      ? { onPluginOutput: (told: string) => void io.stderr.write(told) }
      : {}),
  });
  try {
    return await work(cluster, signal);
  } finally {
    cluster.close();
  }
}

/** Whether an error is Ctrl-C's: also at a choice, which takes the key for itself and says so by the error's name. */
function isInterrupted(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted || (error instanceof Error && error.name === 'ExitPromptError');
}

/** Does work that Ctrl-C ends cleanly, with status 130. */
export async function interruptible(work: (signal: AbortSignal) => Promise<ExitStatus>): Promise<ExitStatus> {
  const stop = new AbortController();
  // Each request that is under way listens to it.
  setMaxListeners(0, stop.signal);
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const status = await work(stop.signal);
    return stop.signal.aborted ? 130 : status;
  } catch (error) {
    if (isInterrupted(error, stop.signal)) return 130;
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

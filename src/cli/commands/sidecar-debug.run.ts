import { asList, asObject, isObject, own } from '../../base/json.js';
import { suggest } from '../../base/suggest.js';
import type { Pod } from '../../cluster/pods.js';
import type { Cluster } from '../../cluster/types.js';
import { readLogging } from '../../envoy/admin.js';
import { changedLevels, chosenLoggers, levelPaths, startLevels } from '../../live/loggers.js';
import { sanitize } from '../../report/sanitize.js';
import { CliError, errorTeller } from '../errors.js';
import { milliseconds, withCluster } from '../live.js';
import { changeFormerLevels, loggingStateFile, readFormerLevels } from '../loggingstate.js';
import { text, texts } from '../options.js';
import { findPodSet, nothingFound, running, wantedPods } from '../podsets.js';
import type { Handler, Invocation } from '../types.js';

/** Proxies asked at once. */
const atOnce = 16;

/** Runs `sidecar-debug`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  const [level = '', ...words] = invocation.arguments;
  if (!/^(?:on|off|trace)$/.test(level))
    throw new CliError(`${level}: on, off or trace?`, `As in '${invocation.program} sidecar-debug on client meta-thrift'.`);
  const given = text(options, 'for');
  const forMs = given === undefined ? undefined : milliseconds(given, 'for');
  if (level === 'off' && forMs !== undefined)
    throw new CliError('off and --for: levels are put back at once', 'Leave --for out.');
  return await withCluster(invocation, async (cluster, signal) => {
    const wanted = wantedPods({ arguments: words, options }, cluster);
    const { pods } = await findPodSet(cluster, wanted, running.which, signal);
    if (pods.length === 0) throw await nothingFound(cluster, wanted, running, signal);
    const tellError = errorTeller(io.stderr);
    const all = async (work: (pod: Pod) => Promise<string>): Promise<boolean> => {
      const { forEachLimited } = await import('../../cluster/streams.js');
      const done = await forEachLimited(pods, atOnce, async (pod) => {
        try {
          io.stdout.write(`${sanitize(await work(pod))}\n`);
          return true;
        } catch (error) {
          if (error instanceof CliError) throw error;
          tellError(error);
          return false;
        }
      });
      return done.every((one) => one);
    };
    if (level === 'off') return (await all((pod) => putBack(cluster, pod, invocation))) ? 0 : 2;
    const named = texts(options, 'logger');
    const raised = await all((pod) => raise(cluster, pod, level === 'on' ? 'debug' : 'trace', named, invocation));
    if (forMs === undefined) {
      const chosen = ['selector', 'namespace'].flatMap((name) => (options.has(name) ? [`--${name}`, text(options, name)] : []));
      const who = [...words, ...chosen, ...(options.has('all-namespaces') ? ['-A'] : [])];
      io.stderr.write(`Put it back with '${sanitize(`${invocation.program} sidecar-debug off ${who.join(' ')}`)}'.\n`);
      return raised ? 0 : 2;
    }
    io.stderr.write(`Put back in ${given}, or with Ctrl-C.\n`);
    if (!signal.aborted) await (await import('../../cluster/request.js')).pause(Math.min(forMs, 2 ** 31 - 1), signal);
    // Also after Ctrl-C, so without its signal.
    return (await all((pod) => putBack(cluster, pod, invocation))) && raised ? 0 : 2;
  });
};

/** What tells a proxy from every other, also from a later one of the same name. */
function keyOf(cluster: Cluster, { namespace, name, value }: Pod): string {
  const uid = own(asObject(own(value, 'metadata')) ?? {}, 'uid');
  return `${cluster.server} ${namespace}/${name} ${typeof uid === 'string' ? uid : ''}`.trim();
}

/** Raises the levels, keeping the former ones before. Says what was done. */
async function raise(cluster: Cluster, pod: Pod, level: string, named: readonly string[], { io }: Invocation): Promise<string> {
  const now = await levelsOf(cluster, pod);
  const { loggers, missing } = chosenLoggers(now, named);
  const [first] = missing;
  if (first !== undefined) {
    const near = suggest(first, now.keys());
    throw new CliError(
      `--logger ${first}: the proxy of ${pod.name} has no such logger`,
      near === undefined ? `It has ${[...now.keys()].join(', ')}.` : `Did you mean ${near}?`,
    );
  }
  const wanted = changedLevels(now, new Map(loggers.map((name) => [name, level])));
  if (wanted.size === 0) return `${pod.name}: ${loggers.length} loggers are at ${level} already`;
  const file = loggingStateFile(io.env);
  try {
    changeFormerLevels(file, (levels) => {
      // Raised twice, the levels before the first time are those to go back to.
      const kept = levels.get(keyOf(cluster, pod)) ?? new Map<string, string>();
      for (const name of wanted.keys()) if (!kept.has(name)) kept.set(name, now.get(name) ?? '');
      levels.set(keyOf(cluster, pod), kept);
    });
  } catch (error) {
    io.stderr.write(
      `warning: the former levels are not kept, so that 'off' will set what the pod starts with: ${sanitize(error instanceof Error ? error.message : String(error))}\n`,
    );
  }
  await setLevels(cluster, pod, wanted);
  return `${pod.name}: ${[...wanted.keys()].join(', ')} at ${level}`;
}

/** Puts the levels back: those that were kept, else those that the pod starts its proxy with. Says what was done. */
async function putBack(cluster: Cluster, pod: Pod, { io }: Invocation): Promise<string> {
  const now = await levelsOf(cluster, pod);
  const file = loggingStateFile(io.env);
  const kept = readFormerLevels(file).get(keyOf(cluster, pod));
  const wanted = changedLevels(now, kept ?? startLevels(argumentsOf(pod), now));
  if (wanted.size > 0) await setLevels(cluster, pod, wanted);
  if (kept !== undefined) changeFormerLevels(file, (levels) => void levels.delete(keyOf(cluster, pod)));
  if (wanted.size === 0) return `${pod.name}: the levels are as they were`;
  const byLevel = new Map<string, string[]>();
  for (const [name, level] of wanted) byLevel.set(level, [...(byLevel.get(level) ?? []), name]);
  return `${pod.name}: ${[...byLevel].map(([level, names]) => `${names.join(', ')} at ${level}`).join('; ')} again`;
}

async function levelsOf(cluster: Cluster, pod: Pod): Promise<Map<string, string>> {
  const { proxyAdmin } = await import('../../cluster/streams.js');
  return readLogging((await proxyAdmin(cluster, pod, { method: 'POST', path: '/logging' })).toString());
}

async function setLevels(cluster: Cluster, pod: Pod, levels: ReadonlyMap<string, string>): Promise<void> {
  const [{ proxyAdmin }, { ClusterError }] = await Promise.all([
    import('../../cluster/streams.js'),
    import('../../cluster/errors.js'),
  ]);
  const { together, singly } = levelPaths(levels);
  try {
    await proxyAdmin(cluster, pod, { method: 'POST', path: together });
  } catch (error) {
    // Older proxies take one logger at a time.
    if (!(error instanceof ClusterError) || error.status === undefined || error.status < 400 || error.status === 503) throw error;
    for (const path of singly) await proxyAdmin(cluster, pod, { method: 'POST', path });
  }
}

function argumentsOf({ value }: Pod): string[] {
  const spec = asObject(own(value, 'spec')) ?? {};
  const containers = [...asList(own(spec, 'containers')), ...asList(own(spec, 'initContainers'))].filter(isObject);
  const proxy = containers.find((one) => own(one, 'name') === 'istio-proxy') ?? {};
  return asList(own(proxy, 'args')).filter((one): one is string => typeof one === 'string');
}

import type { Json } from '../../base/json.js';
import { suggest } from '../../base/suggest.js';
import type { Pod } from '../../cluster/pods.js';
import type { Cluster } from '../../cluster/types.js';
import { redactDump } from '../../envoy/redact.js';
import { dangerOf, readAdminHelp } from '../../live/adminpaths.js';
import { toJson } from '../../report/json.js';
import { sanitizeLines } from '../../report/sanitize.js';
import { table } from '../../report/table.js';
import { canAsk, confirm } from '../applying/asking.js';
import { CliError } from '../errors.js';
import { listOptions, write } from '../io.js';
import { withCluster } from '../live.js';
import { onePod } from '../onepod.js';
import { flag, text } from '../options.js';
import { proxied } from '../podsets.js';
import type { Handler, Invocation } from '../types.js';

/** Runs `sidecar-admin`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  const { words, path } = partsOf(invocation);
  const post = flag(options, 'post');
  return await withCluster(invocation, async (cluster, signal) => {
    const pod = await onePod({ arguments: words, options, io }, cluster, proxied, signal);
    const { proxyAdmin } = await import('../../cluster/streams.js');
    if (path === undefined) {
      const help = await proxyAdmin(cluster, pod, { path: '/help', signal });
      const rows = readAdminHelp(help.toString()).map((one) => [one.path, one.post ? 'POST' : '', one.summary]);
      await write(io.stdout, table([{ header: 'PATH' }, { header: '' }, { header: 'WHAT' }], rows, listOptions(io, options)));
      return 0;
    }
    const danger = dangerOf(path);
    if (danger !== undefined && !(await mayDo(`${path} ${danger}`, pod, invocation, signal))) return 1;
    const answer = await ask(cluster, pod, path, post, signal);
    const shown = flag(options, 'include-secrets') ? undefined : withoutSecrets(path, answer);
    const body = shown ?? answer;
    await write(io.stdout, io.stdout.isTTY === true ? `${sanitizeLines(body.toString().replace(/\n$/, ''))}\n` : body);
    return 0;
  });
};

/** Which words name the pod, and which is the path: the one that begins with `/`, the third, or the second where `-n` names the namespace. */
function partsOf({ arguments: given, options }: Invocation): { words: string[]; path: string | undefined } {
  const [pod, second, third] = given;
  if (pod === undefined) throw new CliError('no pod is named', 'Name a pod or what its name begins with.');
  const isPath =
    second !== undefined && third === undefined && (second.startsWith('/') || text(options, 'namespace') !== undefined);
  const path = isPath ? second : third;
  const words = isPath || second === undefined ? [pod] : [pod, second];
  return { words, path: path === undefined ? undefined : `/${path.replace(/^\/+/, '')}` };
}

async function mayDo(what: string, pod: Pod, { options, io }: Invocation, signal: AbortSignal): Promise<boolean> {
  if (flag(options, 'yes')) return true;
  if (!canAsk(io)) throw new CliError(what, 'Give --yes if that is meant.');
  return await confirm(`${what}. Do it to ${pod.name} in ${pod.namespace}?`, io, signal);
}

/** The proxy's answer. A path that it does not have, or not this way, is told with those that it has. */
async function ask(cluster: Cluster, pod: Pod, path: string, post: boolean, signal: AbortSignal): Promise<Buffer> {
  const [{ proxyAdmin }, { ClusterError }] = await Promise.all([
    import('../../cluster/streams.js'),
    import('../../cluster/errors.js'),
  ]);
  try {
    return await proxyAdmin(cluster, pod, { path, method: post ? 'POST' : 'GET', signal });
  } catch (error) {
    if (!(error instanceof ClusterError) || (error.status !== 404 && error.status !== 405)) throw error;
    const help = readAdminHelp((await proxyAdmin(cluster, pod, { path: '/help', signal })).toString());
    const bare = path.replace(/\?.*$/, '');
    if (!post && help.some((one) => one.path === bare && one.post))
      throw new CliError(`${bare} changes the proxy, and is taken as a POST only`, 'Give --post.');
    const near = suggest(
      bare,
      help.map((one) => one.path),
    );
    const fix = near === undefined ? 'Without a path, the list of them is printed.' : `Did you mean ${near}?`;
    throw new CliError(`the proxy of pod ${pod.name} has no path ${bare} of its admin interface`, fix);
  }
}

/** A dump with its secrets hidden; undefined where the answer is none. Nothing is shown of what cannot be gone through. */
function withoutSecrets(path: string, answer: Buffer): string | undefined {
  if (!/^\/(?:config_dump|server_info|init_dump)\b/.test(path)) return undefined;
  let dump: Json;
  try {
    dump = JSON.parse(answer.toString());
  } catch {
    return undefined;
  }
  if (!redactDump(dump))
    throw new CliError(
      `the answer of ${path} is nested too deep to hide its secrets`,
      'With --include-secrets it is printed as it is.',
    );
  return `${toJson(dump, 1)}\n`;
}

import type { Finding } from '../../base/finding.js';
import { suggest } from '../../base/suggest.js';
import type { Pod } from '../../cluster/pods.js';
import { chainContext, chainOf } from '../../live/chain.js';
import type { ChainContext, HostChain } from '../../live/chaintypes.js';
import { rowMaker } from '../../live/columns.js';
import { servicesOfHost } from '../../live/concern.js';
import type { GeneratedState } from '../../live/drifttypes.js';
import { kindsNamed, type ListedKind, listedKinds } from '../../live/kinds.js';
import { ageText, createdAt } from '../../live/objects.js';
import { type PodChain, podChainOf } from '../../live/podchain.js';
import type { Row } from '../../live/rows.js';
import {
  type ChainOptions,
  type PodHead,
  renderHost,
  renderHosts,
  renderPod,
  toJsonHost,
  toJsonPod,
} from '../../report/chain.js';
import { renderRow, toJsonState } from '../../report/get.js';
import { toJson } from '../../report/json.js';
import { sanitize } from '../../report/sanitize.js';
import { toYaml } from '../../report/yaml.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { lintObserved, type Observed, observe, observeDrift } from '../observing.js';
import { text } from '../options.js';
import { askingOf, askProxies, proxyPodOf } from '../proxies.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';
import { readWorkloads, savedPods } from '../workloads.js';

/** What is to be described. */
type Asked =
  | { what: 'host'; name: string }
  | { what: 'pod'; name: string }
  | { what: 'object'; kinds: ListedKind[]; name: string };

function parseAsked(words: readonly string[]): Asked {
  const [first = '', second] = words;
  const slash = first.indexOf('/');
  const [kind, name] =
    second !== undefined ? [first, second] : slash > 0 ? [first.slice(0, slash), first.slice(slash + 1)] : ['host', first];
  const word = kind.toLowerCase();
  if (word === 'host' || word === 'hosts') return { what: 'host', name };
  if (['pod', 'pods', 'po', 'deploy', 'deployment', 'deployments'].includes(word))
    return { what: 'pod', name: word.startsWith('deploy') ? `deploy/${name}` : name };
  const kinds = word === 'all' ? undefined : kindsNamed(word);
  if (kinds !== undefined) return { what: 'object', kinds, name };
  const known = ['host', 'pod', ...listedKinds.flatMap((each) => [each.kind.toLowerCase(), each.plural, ...each.names])];
  const near = suggest(word, known);
  throw new CliError(
    `describe ${kind}: no such kind`,
    near === undefined
      ? 'Describe a host, pod, service, serviceentry, metarouter, redisservice, redisdestination or applicationprotocol.'
      : `Did you mean ${near}?`,
  );
}

/** Everything that descriptions are worked out of. */
interface Known {
  observed: Observed;
  generated: GeneratedState[];
  findings: Finding[];
}

/** Chains of hosts, with the workloads of every namespace that they lead to. */
async function chainsOf(hosts: readonly string[], { observed, generated, findings }: Known): Promise<HostChain[]> {
  const { objects, mesh, translation } = observed;
  const input = { objects, mesh, translation, findings, generated };
  const leads = chainContext({ ...input, workloads: { pods: [], slices: [], entries: [], unread: ['EndpointSlice', 'Pod'] } });
  const led = hosts.flatMap((host) => [
    host,
    ...chainOf(host, leads).ports.flatMap(({ clusters }) => clusters.map((cluster) => cluster.host)),
  ]);
  const namespaces = new Set(led.flatMap((host) => servicesOfHost(mesh, host).map(({ namespace }) => namespace)));
  const context: ChainContext = chainContext({ ...input, workloads: await readWorkloads(observed, namespaces) });
  return hosts.map((host) => chainOf(host, context));
}

/** What a word names as a host: the host itself, `name.namespace`, or the name of a service of the namespace. */
function hostsNamed(name: string, { mesh, namespace }: Observed): string[] {
  const all = [...mesh.services, ...mesh.hiddenServices];
  if (all.some(({ hosts }) => hosts.includes(name))) return [all.find(({ hosts }) => hosts.includes(name))?.hosts[0] ?? name];
  const matching = all.filter((service) => {
    const own = service.source.resource.name ?? '';
    return (
      `${own}.${service.namespace}` === name ||
      `${own}.${service.namespace}.svc` === name ||
      (own === name && (namespace === undefined || service.namespace === namespace))
    );
  });
  return [...new Set(matching.flatMap(({ hosts }) => hosts.slice(0, 1)))];
}

function drawn({ io, options, program }: Invocation): ChainOptions {
  return { ...textOptions(io, options), program };
}

async function tell(value: unknown, shown: string, { io, options }: Invocation): Promise<void> {
  const output = text(options, 'output') ?? 'text';
  await write(io.stdout, output === 'json' ? `${toJson(value, 2)}\n` : output === 'yaml' ? toYaml(value) : shown);
}

/** Says on stderr that there is no such thing, as JSON on stdout where that is asked for. */
async function tellAbsent(message: string, { io, options }: Invocation): Promise<ExitStatus> {
  await write(io.stderr, `error: ${sanitize(message)}\n`);
  const output = text(options, 'output');
  if (output === 'json' || output === 'yaml') await tell({ error: { message } }, '', { io, options } as Invocation);
  return 1;
}

async function describeHosts(hosts: readonly string[], known: Known, invocation: Invocation, object?: Row): Promise<ExitStatus> {
  const chains = await chainsOf(hosts, known);
  const options = drawn(invocation);
  const { now } = known.observed;
  const from = text(invocation.options, 'from');
  const client = from === undefined ? undefined : await clientOf(from, hosts, known, invocation);
  const head = object === undefined ? '' : renderRow(object, ageText(createdAt(object.object), now), options);
  // Of an object that concerns many hosts, each in a line.
  const shown = chains.length > 3 ? [renderHosts(chains, options)] : chains.map((chain) => renderHost(chain, options));
  const parts = [head, ...shown, client === undefined ? '' : renderPod(client.chain, client.head, options)];
  const value = {
    ...(object === undefined ? {} : { object: toJsonState(object) }),
    hosts: chains.map(toJsonHost),
    ...(client === undefined ? {} : { from: toJsonPod(client.chain, client.head) }),
  };
  await tell(value, parts.filter((part) => part !== '').join('\n'), invocation);
  return 0;
}

/** How the proxy of a client holds some hosts. */
async function clientOf(
  target: string,
  hosts: readonly string[],
  known: Known,
  invocation: Invocation,
): Promise<{ chain: PodChain; head: PodHead }> {
  const pod = await podNamed(target, known.observed, invocation);
  if (pod === undefined) throw new CliError(`--from ${target}: there is no such pod`, 'Name it as name.namespace, or with -n.');
  const { chain, head } = await podChain(pod, known, invocation);
  const isOf = ({ host }: { host: string }): boolean => hosts.includes(host);
  // Problems of the proxy as a whole concern every host of it.
  const others = [...chain.calls, ...chain.serves].filter((link) => !isOf(link)).map(({ host }) => host);
  const problems = chain.problems.filter(
    ({ message }) => hosts.some((host) => message.includes(host)) || !others.some((host) => message.includes(host)),
  );
  return {
    chain: {
      ...chain,
      serves: [],
      plain: [],
      calls: chain.calls.filter(isOf),
      outOfReach: chain.outOfReach.filter(isOf),
      problems,
    },
    head,
  };
}

async function describeHost(name: string, known: Known, invocation: Invocation): Promise<ExitStatus> {
  const { observed } = known;
  const hosts = hostsNamed(name, observed);
  if (hosts.length > 0) return await describeHosts(hosts, known, invocation);
  // Others may name a host that no service has: that is worth telling, too.
  if (observed.mesh.routersByHost.has(name) || observed.mesh.destinationRulesByHost.has(name))
    return await describeHosts([name], known, invocation);
  const all = [...observed.mesh.services, ...observed.mesh.hiddenServices].flatMap((service) => [
    service.hosts[0] ?? '',
    service.source.resource.name ?? '',
  ]);
  const near = suggest(name, all);
  const elsewhere = hostsNamed(name, { ...observed, namespace: undefined });
  const hint =
    elsewhere.length > 0 ? ` Other namespaces have ${elsewhere.join(', ')}.` : near === undefined ? '' : ` Did you mean ${near}?`;
  return await tellAbsent(`no service has the host ${name}.${hint}`, invocation);
}

async function describeObject(
  kinds: readonly ListedKind[],
  name: string,
  known: Known,
  invocation: Invocation,
): Promise<ExitStatus> {
  const { observed, generated, findings } = known;
  const found = observed.objects.filter(({ value }) => {
    const metadata = value['metadata'];
    const { name: own, namespace = '' } =
      typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) ? metadata : {};
    const isHere = observed.namespace === undefined || namespace === '' || namespace === observed.namespace;
    return own === name && isHere && kinds.some(({ kind }) => kind === value['kind']);
  });
  const make = rowMaker({ mesh: observed.mesh, findings, generated });
  const rows = found.flatMap(({ value }) => make(value) ?? []);
  const [row] = rows;
  if (row === undefined) {
    const names = observed.objects.flatMap(({ value }) => {
      const metadata = value['metadata'];
      const own = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) ? metadata['name'] : '';
      return kinds.some(({ kind }) => kind === value['kind']) && typeof own === 'string' ? [own] : [];
    });
    const isElsewhere = names.includes(name);
    const near = suggest(name, names);
    const where = observed.namespace === undefined ? '' : ` in namespace ${observed.namespace}`;
    const hint = isElsewhere ? ' Another namespace has it: -n, or -A.' : near === undefined ? '' : ` Did you mean ${near}?`;
    return await tellAbsent(`${kinds[0]?.plural ?? 'objects'} "${name}" not found${where}.${hint}`, invocation);
  }
  if (rows.length > 1 && kinds.every(({ kind }) => kind !== 'Service')) {
    const where = rows.map(({ namespace }) => namespace).join(', ');
    throw new CliError(`${rows.length} namespaces have ${name}: ${where}`, 'Choose one with -n.');
  }
  const isService = row.facts.kind === 'Service' || row.facts.kind === 'ServiceEntry';
  const hosts = [...new Set(rows.flatMap(({ facts }) => (isService ? facts.hosts.slice(0, 1) : facts.hosts)))];
  return await describeHosts(hosts, known, invocation, isService ? undefined : row);
}

/** The pod that is meant; undefined where there is none. */
async function podNamed(target: string, observed: Observed, invocation: Invocation): Promise<Pod | undefined> {
  const { cluster, signal } = observed;
  if (cluster === undefined) {
    const pods = await savedPods(observed);
    const [name, namespace] = target.includes('.')
      ? [target.slice(0, target.indexOf('.')), target.slice(target.indexOf('.') + 1)]
      : [target, observed.namespace];
    const here = pods.filter((pod) => namespace === undefined || pod.namespace === namespace);
    return here.find((pod) => pod.name === name) ?? here.find((pod) => pod.name.startsWith(name));
  }
  const [{ onePod }, { anyPod, findPodSet }] = await Promise.all([import('../onepod.js'), import('../podsets.js')]);
  const wanted = { target, ...(observed.namespace === undefined ? {} : { namespace: observed.namespace }) };
  const { pods } = await findPodSet(cluster, wanted, () => true, signal);
  if (pods.length === 0) return undefined;
  return await onePod({ ...invocation, arguments: [target] }, cluster, anyPod, signal);
}

async function podChain(
  pod: Pod,
  { observed, generated }: Known,
  invocation: Invocation,
): Promise<{ chain: PodChain; head: PodHead }> {
  const { cluster, signal, mesh, translation } = observed;
  const about = { ...proxyPodOf(pod), hasProxy: pod.hasProxy };
  const asked =
    cluster === undefined || !pod.hasProxy
      ? []
      : await askProxies(cluster, [pod], { mesh, translation }, { ...askingOf(new Map(), invocation.io, signal) });
  const [report] = asked;
  const chain = podChainOf(about, report, { mesh, translation, generated });
  const head: PodHead = {
    node: pod.node,
    owner: pod.owner,
    ip: pod.ip,
    phase: pod.phase,
    ready: pod.ready,
    image: about.image,
    istioVersion: report?.istioVersion ?? '',
    envoyVersion: report?.envoyVersion ?? '',
    aerakiXds: report?.aerakiXds,
    knowsMetaProtocol: report?.filter.known ?? 'unknown',
    age: ageText(createdAt(pod.value), observed.now),
  };
  return { chain, head };
}

async function describePod(name: string, known: Known, invocation: Invocation): Promise<ExitStatus> {
  const pod = await podNamed(name, known.observed, invocation);
  if (pod === undefined) {
    const where = known.observed.namespace === undefined ? '' : ` in namespace ${known.observed.namespace}`;
    return await tellAbsent(`no pod named ${name}, or beginning so, was found${where}.`, invocation);
  }
  const { chain, head } = await podChain(pod, known, invocation);
  await tell(toJsonPod(chain, head), renderPod(chain, head, drawn(invocation)), invocation);
  return 0;
}

/** Runs `describe`. */
export const run: Handler = (invocation) => {
  const asked = parseAsked(invocation.arguments);
  if (asked.what === 'pod' && text(invocation.options, 'from') !== undefined)
    throw new CliError('--from: only where a host or its service is described', 'Describe the host: describe HOST --from POD.');
  return observe(invocation, async (observed): Promise<ExitStatus> => {
    const [generated, findings] = await Promise.all([observeDrift(observed), lintObserved(observed)]);
    const known: Known = { observed, generated, findings };
    if (asked.what === 'host') return await describeHost(asked.name, known, invocation);
    if (asked.what === 'pod') return await describePod(asked.name, known, invocation);
    return await describeObject(asked.kinds, asked.name, known, invocation);
  });
};

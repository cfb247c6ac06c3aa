import type { ClusterLink, HostChain, Link, LinkState, PortChain, RouteLink, Trouble, Verdict } from '../live/chaintypes.js';
import type { OutOfReach, PodChain, PodLink } from '../live/podchain.js';
import { inOrder } from './diagnostics/common.js';
import { toJsonFinding } from './diagnostics/json.js';
import { count } from './diagnostics/summary.js';
import { renderFinding } from './diagnostics/text.js';
import type { TextOptions } from './options.js';
import { type Paint, paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { table } from './table.js';
import { type TreeNode, tree } from './tree.js';
import { conditionsInWords, percentText } from './words.js';
import { wrapHanging } from './wrap.js';

/** How descriptions are drawn. */
export interface ChainOptions extends TextOptions {
  program: string;
}

/** The paint of a state. */
export function linkPaint(colors: Paint, state: LinkState | 'unmanaged'): (text: string) => string {
  const paints = {
    ok: colors.good,
    warning: colors.warning,
    broken: colors.error,
    unknown: colors.faint,
    unmanaged: colors.faint,
  };
  return paints[state];
}

/** A word or sign for a state. */
function sign(state: LinkState, options: TextOptions): string {
  const signs =
    options.unicode === true
      ? { ok: '✓', warning: '!', broken: '✗', unknown: '?' }
      : { ok: 'ok', warning: '!', broken: 'X', unknown: '?' };
  return linkPaint(paint(options.color), state)(signs[state]);
}

/** `label   text`, wrapped under the text. */
export function fact(label: string, text: string, width: number): string[] {
  return text === '' ? [] : wrapHanging(`${label.padEnd(12)} `, sanitize(text), width);
}

/** A host: what it is, how it stands, and the chain of each of its ports. */
export function renderHost(chain: HostChain, options: ChainOptions): string {
  const colors = paint(options.color);
  const lines = [...fact('Host', chain.host, options.width)];
  for (const { name, addresses, selector } of chain.services) {
    const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
    const where = addresses.length === 0 ? 'no address' : addresses.join(', ');
    lines.push(...fact('Service', `${name} (${where}${labels.length === 0 ? '' : `; pods ${labels.join(',')}`})`, options.width));
  }
  lines.push(...fact('Managed by', managedBy(chain), options.width), ...verdictLines(chain.verdict, colors, options.width));
  const parts = [lines.map((line) => `${line}\n`).join('')];
  for (const port of chain.ports) parts.push(renderPort(port, options));
  if (chain.unmanaged.length > 0) parts.push(unmanagedText(chain, colors, options.width));
  const told = new Set(chain.ports.flatMap(({ links }) => links.flatMap(({ troubles }) => troubles.map(({ reason }) => reason))));
  const others = chain.findings.filter(({ severity, message }) => severity !== 'info' && !told.has(message));
  if (others.length > 0)
    parts.push(
      `${colors.strong('Also found')}\n${inOrder(others)
        .map((finding) => renderFinding(finding, options))
        .join('')}`,
    );
  return parts.join('\n');
}

function managedBy({ ports, services }: HostChain): string {
  if (services.length === 0) return 'nobody: no service has this host';
  if (ports.length === 0) return 'nobody: Aeraki leaves it alone';
  const parts = ports.map(({ port, protocol, applicationProtocol }) =>
    protocol === 'metaprotocol' ? `port ${port} as ${applicationProtocol ?? '?'} (MetaProtocol)` : `port ${port} as ${protocol}`,
  );
  return `Aeraki: ${[...new Set(parts)].join(', ')}`;
}

function verdictLines({ state, port, step, trouble }: Verdict, colors: Paint, width: number): string[] {
  const where = step === undefined ? '' : ` at ${step} of port ${port}`;
  const words = {
    ok: 'all links hold',
    warning: `works, with a warning${where}`,
    broken: `broken${where}`,
    unknown: `not known as a whole${where}`,
    unmanaged: 'not managed',
  };
  const color = linkPaint(colors, state);
  const [first = '', ...rest] = fact('State', words[state], width);
  const shown = [first.replace(words[state], color(words[state])), ...rest];
  return trouble === undefined
    ? shown
    : [...shown, ...fact('', trouble.reason, width), ...fixLines(trouble, '             ', colors, width)];
}

function fixLines({ fix }: Trouble, indent: string, colors: Paint, width: number): string[] {
  if (fix === undefined) return [];
  return wrapHanging(`${indent}= fix: `, sanitize(fix), width).map((line, index) =>
    index === 0 ? line.replace('= fix:', `= ${colors.good('fix:')}`) : line,
  );
}

function unmanagedText({ unmanaged }: HostChain, colors: Paint, width: number): string {
  const lines = [colors.strong('Left alone by Aeraki')];
  for (const { port, trouble } of unmanaged)
    lines.push(...wrapHanging(`  port ${port}: `, sanitize(trouble.reason), width), ...fixLines(trouble, '    ', colors, width));
  return lines.map((line) => `${line}\n`).join('');
}

/** Many hosts, one row each, the worst first. */
export function renderHosts(chains: readonly HostChain[], options: ChainOptions): string {
  const colors = paint(options.color);
  const order: Verdict['state'][] = ['broken', 'warning', 'unknown', 'unmanaged', 'ok'];
  const sorted = chains.toSorted((a, b) => order.indexOf(a.verdict.state) - order.indexOf(b.verdict.state));
  const columns = [
    { header: 'HOST' },
    { header: 'STATE', paint: (text: string, row: number) => linkPaint(colors, sorted[row]?.verdict.state ?? 'ok')(text) },
    { header: 'AT' },
    { header: 'BECAUSE' },
  ];
  const rows = sorted.map(({ host, verdict }) => [host, verdict.state, verdict.step ?? '', verdict.trouble?.reason ?? '']);
  return table(columns, rows, options);
}

/** The chain of one port as a tree. */
function renderPort(port: PortChain, options: ChainOptions): string {
  const colors = paint(options.color);
  const title = `${colors.strong(`Port ${port.port}`)} ${sanitize(port.portName)}`;
  const children = port.links.map((link) => linkNode(link, port, options, colors));
  return tree([{ text: title, children }], options);
}

function linkNode(link: Link, port: PortChain, options: ChainOptions, colors: Paint): TreeNode {
  const [first = '', ...facts] = link.facts;
  const troubles = link.troubles.map(({ reason, fix, code }) => {
    const shown = sanitize(`${reason}${code === undefined ? '' : ` (${code})`}`);
    return {
      text: linkPaint(colors, link.state === 'broken' ? 'broken' : 'warning')(shown),
      children: fix === undefined ? [] : [{ text: `${colors.good('fix:')} ${sanitize(fix)}` }],
    };
  });
  const below: TreeNode[] = [];
  if (link.step === 'routes') below.push(...port.routes.map((route, index) => routeNode(route, index, port, colors)));
  if (link.step === 'clusters' || link.step === 'endpoints') {
    const nodes = port.clusters.map((cluster) =>
      link.step === 'clusters' ? clusterNode(cluster, colors) : endpointsNode(cluster, options, colors),
    );
    return { text: `${sign(link.state, options)} ${colors.strong(link.step)}`, children: [...nodes.flat(), ...troubles] };
  }
  const text = `${sign(link.state, options)} ${colors.strong(link.step)}${first === '' ? '' : `: ${sanitize(first)}`}`;
  return { text, children: [...facts.map((each) => ({ text: sanitize(each) })), ...below, ...troubles] };
}

function titleOf(name: string, clusters: readonly ClusterLink[]): string {
  return clusters.find(({ cluster }) => cluster === name)?.title ?? name;
}

function routeNode(
  { name, match, to, mirrors, from }: RouteLink,
  index: number,
  { clusters, protocol }: PortChain,
  colors: Paint,
): TreeNode {
  const targets = to.map(
    ({ cluster, percent }) => `${to.length > 1 ? `${percentText(percent)} ` : ''}${titleOf(cluster, clusters)}`,
  );
  const copies = mirrors.map(
    ({ cluster, percent }) =>
      `; mirrors ${percent === undefined ? '' : `${percentText(percent)} `}to ${titleOf(cluster, clusters)}`,
  );
  const when =
    protocol === 'metaprotocol' ? `${index + 1} ${name === '' ? '' : `${name}: `}${conditionsInWords(match)} -> ` : 'to ';
  const source =
    from === undefined || protocol !== 'metaprotocol' ? '' : ` ${colors.faint(`(${sanitize(from.replace(/^.*, /, ''))})`)}`;
  return { text: `${sanitize(`${when}${targets.join(', ') || 'nowhere'}${copies.join('')}`)}${source}` };
}

function clusterNode({ cluster, rule, labels, missing }: ClusterLink, colors: Paint): TreeNode[] {
  if (missing) return [{ text: linkPaint(colors, 'broken')(sanitize(`${cluster}: there is none`)) }];
  const wanted = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const by = rule === undefined ? '' : ` ${colors.faint(sanitize(`(${rule}: pods ${wanted || 'of any label'})`))}`;
  return [{ text: `${sanitize(cluster)}${by}` }];
}

/** Past this many endpoints of a cluster only their number is told. */
const shownEndpoints = 10;

function endpointsNode({ title, kind, endpoints, missing }: ClusterLink, options: ChainOptions, colors: Paint): TreeNode[] {
  if (missing) return [];
  if (kind === 'dns') return [{ text: sanitize(`${title}: whoever its host resolves to`) }];
  if (kind === 'passthrough') return [{ text: sanitize(`${title}: whichever address the client asks for`) }];
  if (kind === 'unknown') return [{ text: sanitize(`${title}: not known, as EndpointSlices or Pods may not be read`) }];
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  const text = `${sanitize(title)}: ${linkPaint(colors, ready > 0 ? 'ok' : 'broken')(`${ready} of ${count(endpoints.length, 'endpoint')} ready`)}`;
  const children = endpoints.slice(0, shownEndpoints).map((endpoint) => {
    const notes = [endpoint.ready ? '' : 'not ready', endpoint.hasProxy === false ? 'no sidecar' : ''].filter(
      (note) => note !== '',
    );
    const pod = endpoint.pod === undefined ? '' : ` ${endpoint.pod}`;
    return {
      text: `${sign(endpoint.ready ? 'ok' : 'broken', options)} ${sanitize(`${endpoint.address}${pod}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`)}`,
    };
  });
  const more = endpoints.length - children.length;
  return [{ text, children: more > 0 ? [...children, { text: `and ${more} more` }] : children }];
}

/** What is said of a pod beside its chain. */
export interface PodHead {
  node: string;
  owner: string;
  ip: string;
  phase: string;
  ready: boolean;
  image: string;
  istioVersion: string;
  envoyVersion: string;
  /** Whether the bootstrap has `aeraki-xds`; undefined where it is not known. */
  aerakiXds: boolean | undefined;
  knowsMetaProtocol: 'yes' | 'no' | 'unknown';
  age: string;
}

/** A pod: its proxy, what Aeraki makes of what comes in and goes out, and what is wrong. */
export function renderPod(chain: PodChain, head: PodHead, options: ChainOptions): string {
  const colors = paint(options.color);
  const { width } = options;
  const proxy = [
    chain.kind === 'no proxy' ? 'none' : chain.kind,
    head.image,
    head.istioVersion === '' ? '' : `Istio ${head.istioVersion}`,
    head.envoyVersion === '' ? '' : `Envoy ${head.envoyVersion}`,
  ].filter((part) => part !== '');
  const knows = { yes: 'known to the proxy', no: 'not known to the proxy', unknown: '' }[head.knowsMetaProtocol];
  const xds =
    head.aerakiXds === undefined ? '' : head.aerakiXds ? 'aeraki-xds in its bootstrap' : 'no aeraki-xds in its bootstrap';
  const words = {
    ok: 'holds all that it should',
    warning: 'works, with warnings',
    broken: chain.kind === 'no proxy' ? 'has no istio-proxy: nothing of Aeraki takes effect' : 'does not hold all that it should',
    unknown: 'what its proxy holds is not known',
    unmanaged: 'Aeraki has nothing for it',
  };
  const lines = [
    ...fact('Pod', `${chain.namespace}/${chain.name}`, width),
    ...fact(
      'Runs',
      [head.phase, head.ready ? 'ready' : 'not ready', head.ip, head.node, head.owner, `${head.age} old`]
        .filter((part) => part !== '')
        .join(', '),
      width,
    ),
    ...fact('Proxy', proxy.join(', '), width),
    ...fact('MetaProtocol', [knows, xds].filter((part) => part !== '').join(', '), width),
    ...fact('State', words[chain.state], width).map((line, index) =>
      index === 0 ? line.replace(words[chain.state], linkPaint(colors, chain.state)(words[chain.state])) : line,
    ),
  ];
  const parts = [lines.map((line) => `${line}\n`).join('')];
  if (chain.serves.length > 0 && chain.kind !== 'no proxy')
    parts.push(`${colors.strong('Comes in')}\n${linkTable(chain.serves, options, colors)}`);
  if (chain.plain.length > 0)
    parts.push(`${fact('Left alone', `what comes in by ${chain.plain.join(', ')}`, width).join('\n')}\n`);
  if (chain.calls.length > 0 && chain.kind !== 'no proxy')
    parts.push(
      `${colors.strong(chain.kind === 'gateway' ? 'Comes through' : 'Goes out')}\n${linkTable(chain.calls, options, colors)}`,
    );
  if (chain.outOfReach.length > 0 && chain.kind !== 'no proxy')
    parts.push(`${colors.strong('Out of reach')}\n${reachLines(chain.outOfReach, colors, width)}`);
  if (chain.problems.length > 0) parts.push(chain.problems.map((finding) => renderFinding(finding, options)).join(''));
  return parts.join('\n');
}

function reachLines(list: readonly OutOfReach[], colors: Paint, width: number): string {
  const lines = list.flatMap(({ trouble }) => [
    ...wrapHanging('  ', sanitize(trouble.reason), width),
    ...fixLines(trouble, '    ', colors, width),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

const heldWords: Record<PodLink['held'], string> = {
  present: 'in place',
  stale: 'stale',
  warming: 'warming',
  refused: 'refused',
  missing: 'not there',
  'no-listener': 'no listener',
  unknown: 'not known',
  'not-asked': 'not asked',
};

function linkTable(links: readonly PodLink[], options: ChainOptions, colors: Paint): string {
  const order: LinkState[] = ['broken', 'warning', 'unknown', 'ok'];
  const sorted = links.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const painted = (text: string, row: number): string => linkPaint(colors, sorted[row]?.state ?? 'ok')(text);
  const columns = [
    { header: 'HOST' },
    { header: 'LISTENER' },
    { header: 'FILTER' },
    { header: 'ENVOYFILTER' },
    { header: 'IN THE PROXY', paint: painted },
    { header: 'ROUTES', paint: painted },
  ];
  const rows = sorted.map(({ host, direction, listener, port, filter, generated, held, routes }) => [
    host.replace(/\.svc\.cluster\.local$/, ''),
    direction === 'inbound' ? `inbound ${port}` : listener,
    filter,
    generated ?? '-',
    heldWords[held],
    routes === undefined ? '-' : routes.state.replace('-', ' '),
  ]);
  return table(columns, rows, options);
}

/** A host's chain in the form of `-o json`. */
export function toJsonHost(chain: HostChain) {
  return { ...chain, findings: chain.findings.map(toJsonFinding) };
}

/** A pod's chain in the form of `-o json`. */
export function toJsonPod(chain: PodChain, head: PodHead) {
  return { ...chain, ...head, problems: chain.problems.map(toJsonFinding) };
}

import type { ListenerLine, ProblemGroup, RefusedListeners, SidecarStory } from '../envoy/story.js';
import type { Section, SidecarView } from '../envoy/types.js';
import type { TextOptions } from './options.js';
import { type Paint, paint, severityPaint } from './paint.js';
import { sanitize } from './sanitize.js';
import { displayWidth } from './width.js';
import { wrapHanging } from './wrap.js';

/** What a proxy is, in one line: `thrift-client-0.meta-thrift: sidecar, Istio 1.20.0, Envoy 1.40.0 without MetaProtocol, aeraki-xds`. */
export function proxyLine({ node, bootstrap, sections }: SidecarView, options: TextOptions): string {
  const colors = paint(options.color);
  const kinds: Record<string, string> = { router: 'gateway', '': 'proxy' };
  const facts = [
    kinds[node.kind] ?? node.kind,
    node.istioVersion === '' ? '' : `Istio ${node.istioVersion}`,
    node.envoyVersion === ''
      ? ''
      : `Envoy ${node.envoyVersion}${node.knowsMetaProtocol === undefined ? '' : node.knowsMetaProtocol ? ' with MetaProtocol' : ' without MetaProtocol'}`,
    sections.bootstrap ? (bootstrap.aerakiXds ? 'aeraki-xds' : 'no aeraki-xds') : '',
  ];
  const name = node.pod === '' ? node.id || 'a proxy that the dump does not name' : `${node.pod}.${node.namespace}`;
  const known = node.id === '' ? [] : facts.filter((fact) => fact !== '');
  const lines = wrapHanging('', sanitize([name, known.join(', ')].filter((part) => part !== '').join(': ')), options.width);
  const [first = '', ...more] = lines;
  return [colors.strong(first), ...more].map((line) => `${line}\n`).join('');
}

/** How much it holds, in one line; what is not in the dump is said. */
export function countLine(view: SidecarView): string {
  const { listeners, routeConfigurations, clusters, secrets, sections } = view;
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  const refused = listeners.filter((listener) => listener.refused !== undefined).length;
  const warming = clusters.filter(({ state }) => state === 'warming').length;
  const received = routeConfigurations.filter((held) => held.protocol === 'metaprotocol' && !held.static).length;
  const parts: [Section, string][] = [
    ['listeners', `${count(listeners.length, 'listener')}${refused === 0 ? '' : ` (${refused} refused)`}`],
    ['routes', `${count(routeConfigurations.length, 'route configuration')} (${received} by MetaRDS)`],
    ['clusters', `${count(clusters.length, 'cluster')}${warming === 0 ? '' : ` (${warming} warming)`}`],
    ['endpoints', ''],
    ['secrets', count(secrets.length, 'secret')],
  ];
  const missing = parts.flatMap(([section]) => (sections[section] ? [] : [section]));
  const told = parts.flatMap(([section, text]) => (sections[section] && text !== '' ? [text] : []));
  const without = missing.length === 0 ? '' : `${told.length === 0 ? '' : '; '}not in this dump: ${missing.join(', ')}`;
  return `${told.join(', ')}${without}`;
}

/** The first screen: what the proxy is and holds, what it refused and lacks, and what of Aeraki's it accepted. */
export function renderSidecar(view: SidecarView, story: SidecarStory, options: TextOptions): string {
  const lines = [proxyLine(view, options).trimEnd(), ...wrapHanging('', sanitize(countLine(view)), options.width)];
  const errors = story.problems.filter(({ severity }) => severity === 'error');
  const others = story.problems.filter(({ severity }) => severity !== 'error');
  lines.push(...blocks([refusedLines(story, view, options), ...errors.map((group) => problemLines(group, options))]));
  lines.push(...blocks([acceptedLines(view, story, options)]));
  lines.push(...blocks(others.map((group) => problemLines(group, options))));
  return lines.map((line) => `${line}\n`).join('');
}

/** What is refused, missing or not ready, as it stands before a section's tables; empty where nothing is. */
export function renderProblems(view: SidecarView, story: SidecarStory, options: TextOptions): string {
  const lines = blocks([refusedLines(story, view, options), ...story.problems.map((group) => problemLines(group, options))]);
  return lines.map((line) => `${line}\n`).join('');
}

/** Blocks of lines, each after an empty line; single lines of the same kind stand together. */
function blocks(parts: readonly string[][]): string[] {
  return parts.flatMap((lines) => (lines.length === 0 ? [] : ['', ...lines]));
}

function refusedLines({ refused }: SidecarStory, view: SidecarView, options: TextOptions): string[] {
  if (refused.length === 0) return [];
  const colors = paint(options.color);
  const all = refused.flatMap(({ listeners }) => listeners);
  const consequences = [...new Set(all.filter(({ listener }) => listener !== 'virtualInbound').map((one) => one.consequence))];
  const [shared] = consequences;
  const follows = shared === undefined || consequences.length > 1 ? '' : ` ${lowerFirst(shared)}`;
  const title = `error AER1054: ${all.length} of ${view.listeners.length} listeners refused${follows === '' ? '' : `;${follows}`}`;
  const widest = (text: (one: (typeof all)[number]) => string): number =>
    all.reduce((most, one) => Math.max(most, displayWidth(sanitize(text(one)))), 0);
  const width = widest(({ address }) => address);
  const hostWidth = Math.min(
    widest(({ host }) => shortHost(host, view)),
    options.width - width - 6 - widest(({ protocol }) => protocol),
  );
  const most = 10;
  const lines = refused.flatMap((group) => [
    ...group.listeners.slice(0, most).flatMap((one) => {
      const name = sanitize(one.address);
      const host = sanitize(shortHost(one.host, view));
      const text = `  ${padded(name, width)}  ${padded(host, hostWidth)}  ${sanitize(one.protocol)}`.trimEnd();
      const own = one.listener === 'virtualInbound' || consequences.length > 1 ? hanging('      ', one.consequence, options) : [];
      return [text, ...own];
    }),
    ...(group.listeners.length > most ? [`  and ${group.listeners.length - most} more`] : []),
    ...reasonLines(group, options, colors),
  ]);
  return [...headed(title, options, colors.error), ...lines];
}

function reasonLines({ reason, fix }: RefusedListeners, options: TextOptions, colors: Paint): string[] {
  const why = labelled('why', shortReason(reason), options, colors.warning);
  return fix === undefined ? why : [...why, ...labelled('fix', fix, options, colors.good)];
}

/** Envoy's longest-winded refusal in short; any other as it is. */
export function shortReason(reason: string): string {
  const found = /^Didn't find a registered implementation for '([^']+)' with type URL: '([^']*)'$/.exec(reason.trim());
  if (found === null) return reason;
  return `Didn't find a registered implementation for '${found[1]}'${found[2] === '' ? " with type URL: ''" : ''}`;
}

function problemLines({ code, severity, title, items, fix }: ProblemGroup, options: TextOptions): string[] {
  const colors = paint(options.color);
  const lines = headed(`${severity} ${code}: ${title}`, options, severityPaint(colors, severity));
  if (items.length > 0) lines.push(...itemLines(items, options));
  if (fix !== undefined) lines.push(...labelled('fix', fix, options, colors.good));
  return lines;
}

/** Names of a group; many share lines. */
function itemLines(items: readonly string[], options: TextOptions): string[] {
  const most = 12;
  const shown = items.slice(0, most).map(sanitize);
  if (items.length > most) shown.push(`and ${items.length - most} more`);
  if (shown.length <= 3 && shown.join(', ').length > 60) return shown.map((item) => `  ${item}`);
  return wrapHanging('  ', shown.join(', '), options.width);
}

/** A heading with its severity and code coloured. */
function headed(title: string, options: TextOptions, color: (text: string) => string): string[] {
  const end = title.indexOf(': ') + 1;
  const [first = '', ...rest] = wrapHanging('', sanitize(title), options.width - 2);
  return [color(first.slice(0, end)) + first.slice(end), ...rest.map((line) => `  ${line}`)];
}

function labelled(label: string, text: string, options: TextOptions, color: (text: string) => string): string[] {
  const first = `    ${label}  `;
  return wrapHanging(first, sanitize(text), options.width).map((line, index) =>
    index === 0 ? `    ${color(label)}${line.slice(first.length - 2)}` : line,
  );
}

function hanging(indent: string, text: string, options: TextOptions): string[] {
  return wrapHanging(indent, sanitize(text), options.width);
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

function lowerFirst(text: string): string {
  return (text.slice(0, 1).toLowerCase() + text.slice(1)).replace(/\.$/, '');
}

/** The accepted listeners with a protocol of Aeraki's, by protocol, and how many others there are. */
function acceptedLines(view: SidecarView, { layer7, others }: SidecarStory, options: TextOptions): string[] {
  if (view.listeners.length === 0) return [];
  const colors = paint(options.color);
  const byProtocol = new Map<string, ListenerLine[]>();
  for (const line of layer7) {
    const known = byProtocol.get(line.protocol);
    if (known === undefined) byProtocol.set(line.protocol, [line]);
    else known.push(line);
  }
  const rest = `${others}${byProtocol.size === 0 ? '' : ' other'} listener${others === 1 ? '' : 's'} of plain TCP or HTTP`;
  const accepted = new Set(layer7.map(({ listener }) => listener)).size + others;
  const title = `accepted: ${accepted} listener${accepted === 1 ? '' : 's'}`;
  const most = 6;
  const lines = [...byProtocol].map(([protocol, list]) => {
    const names = list.slice(0, most).map(({ address, host }) => `${address} ${shortHost(host, view)}`.trimEnd());
    if (list.length > most) names.push(`and ${list.length - most} more`);
    return wrapHanging(`  ${sanitize(protocol)}  `, sanitize(names.join(', ')), options.width);
  });
  return [colors.good('accepted:') + title.slice('accepted:'.length), ...lines.flat(), ...(others === 0 ? [] : [`  ${rest}`])];
}

/** A host without the cluster's domain, as people call it within. */
export function shortHost(host: string, { node }: Pick<SidecarView, 'node'>): string {
  const domain = node.id.split('~')[3]?.split('.').slice(1).join('.') || 'svc.cluster.local';
  return host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1) : host;
}

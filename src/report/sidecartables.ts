import type { RouteConfiguration } from '../dataplane/types.js';
import type { FilterChain, HeldListener, HeldRouteConfiguration, NetworkFilter, SidecarView } from '../envoy/types.js';
import type { TextOptions } from './options.js';
import { type Paint, paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { shortHost, shortReason } from './sidecar.js';
import { type Column, table } from './table.js';
import { clusterInWords, conditionsInWords, percentText } from './words.js';
import { wrapHanging } from './wrap.js';

/** What the tables say beside what the proxy holds: which objects caused it. */
export interface TableCauses {
  /** EnvoyFilters of a listener by its name. */
  listeners: ReadonlyMap<string, readonly string[]>;
  /** The MetaRouter of a route configuration, and the place of each route in it; by the configuration's name. Empty without the mesh. */
  routes: ReadonlyMap<string, { router: string; routes: readonly string[] }>;
  /** The routes of MetaProtocol as they were read, by position among all; undefined: they cannot be read. */
  tables: ReadonlyMap<HeldRouteConfiguration, RouteConfiguration | string>;
}

function statePaint(colors: Paint, state: string): (text: string) => string {
  if (/refused/.test(state)) return colors.error;
  if (/^(warming|draining|UN|TIMEOUT|DRAIN|expired|missing)/.test(state)) return colors.warning;
  return colors.good;
}

/** Time without fractions of a second, or `-`. */
function time(given: string): string {
  return given === '' ? '-' : given.replace(/\.\d+(?=Z|$)/, '');
}

function stateOf(held: { state: string; refused?: unknown; updating?: true }): string {
  if (held.state === 'rejected') return 'refused';
  if (held.refused !== undefined) return `${held.state}, update refused`;
  return held.updating === true ? `${held.state}, newer warming` : held.state;
}

/** One filter in a few words: what it speaks, and where it leads. */
function filterInWords(filter: NetworkFilter, view: SidecarView): string {
  const { protocol, metaProtocol, routes, clusters, name, target } = filter;
  const short = name.slice(name.lastIndexOf('.') + 1);
  if (metaProtocol !== undefined) {
    const to =
      routes === undefined
        ? 'without routes'
        : routes.by === 'received'
          ? `routes ${shortRoutes(routes.name, view)}`
          : 'inline routes';
    return `metaprotocol (${metaProtocol.applicationProtocol}), ${to}`;
  }
  if (protocol === 'other' || protocol === 'authorization') return short;
  if (routes !== undefined)
    return `${protocol}, ${routes.by === 'received' ? `routes ${routes.name}` : 'inline routes'}${target === undefined || target.host === '' ? '' : ` of ${shortHost(target.host, view)}`}`;
  const [only] = clusters;
  if (only === undefined) return protocol;
  return clusters.length === 1 ? `${protocol} to ${shortCluster(only, view)}` : `${protocol} to ${clusters.length} clusters`;
}

/** Istio's cluster name as `host:port`, with its subset if it has one; any other name as it is. */
function shortCluster(name: string, view: SidecarView): string {
  const [direction, port, subset, host = '', ...more] = name.split('|');
  if (direction !== 'outbound' || host === '' || more.length > 0) return name;
  return `${shortHost(host, view)}:${port}${subset === '' ? '' : ` subset ${subset}`}`;
}

/** A name of MetaRDS, `<host>_<port>`, as `host:port`. */
function shortRoutes(name: string, view: SidecarView): string {
  const found = /^(.+)_(\d{1,5})$/.exec(name);
  return found === null ? name : `${shortHost(found[1] ?? '', view)}:${found[2]}`;
}

/** A table without the columns in which every cell is empty. */
function filledTable(columns: readonly Column[], rows: readonly (readonly string[])[], options: TextOptions): string {
  const filled = columns.map((_, index) => rows.some((row) => row[index] !== ''));
  return table(
    columns.filter((_, index) => filled[index]),
    rows.map((row) => row.filter((_, index) => filled[index])),
    options,
  );
}

/** What a chain takes: `:9090`, `to 10.0.0.0/8`, `host a.example`, `tls`. */
function chainInWords(chain: FilterChain, view: SidecarView): string {
  const names = chain.serverNames.map((name) => shortHost(name, view));
  const ranges = chain.prefixRanges.filter((range) => !/^(0\.0\.0\.0|::)\/0$/.test(range));
  const parts = [
    chain.destinationPort === undefined ? '' : `:${chain.destinationPort}`,
    ranges.length === 0 ? '' : `to ${ranges.slice(0, 3).join(' ')}${ranges.length > 3 ? ` +${ranges.length - 3}` : ''}`,
    names.length === 0 ? '' : `SNI ${names.slice(0, 2).join(' ')}${names.length > 2 ? ' …' : ''}`,
    chain.transportProtocol === 'tls' ? 'tls' : '',
    chain.applicationProtocols.length === 0 ? '' : chain.applicationProtocols.slice(0, 3).join('/'),
    chain.isDefault ? 'else' : '',
  ];
  return parts.filter((part) => part !== '').join(' ') || 'any';
}

/** Listeners with what each chain does; refused ones first, each with the proxy's own words and the EnvoyFilter behind it. */
export function listenersTable(view: SidecarView, causes: TableCauses, options: TextOptions): string {
  if (view.listeners.length === 0) return absent(view, 'listeners');
  const colors = paint(options.color);
  const rank = (listener: HeldListener): number => (listener.refused !== undefined ? 0 : listener.state === 'active' ? 2 : 1);
  const sorted = [...view.listeners].sort((a, b) => rank(a) - rank(b));
  const states: string[] = [];
  const rows = sorted.flatMap((listener) => {
    const address = listener.port === undefined ? listener.address : `${listener.address}:${listener.port}`;
    const named = listener.name === address.replace(/:(\d+)$/, '_$1') ? address : `${listener.name} ${address}`;
    const chains = listener.chains.length === 0 ? [undefined] : listener.chains;
    return chains.map((chain, index) => {
      states.push(index === 0 ? stateOf(listener) : '');
      return [
        index === 0 ? named : '',
        index === 0 ? stateOf(listener) : '',
        chain === undefined ? '' : chainInWords(chain, view),
        chain === undefined
          ? 'no filter chain'
          : shownFilters(chain)
              .map((filter) => filterInWords(filter, view))
              .join('; '),
      ];
    });
  });
  const columns: Column[] = [
    { header: 'LISTENER' },
    { header: 'STATE', paint: (text, row) => statePaint(colors, states[row] ?? '')(text) },
    { header: 'MATCH' },
    { header: 'FILTERS' },
  ];
  return `${table(columns, rows, options)}${madeBy(sorted, causes, options)}`;
}

/** Filters that say what becomes of a connection: those of telemetry say nothing. */
function shownFilters({ filters }: FilterChain): NetworkFilter[] {
  const telling = filters.filter(({ protocol }) => protocol !== 'other');
  return telling.length === 0 ? filters : telling;
}

/** Below the table: why each refused one is, and which EnvoyFilters made which listener. */
function madeBy(listeners: readonly HeldListener[], causes: TableCauses, options: TextOptions): string {
  const colors = paint(options.color);
  const lines = listeners.flatMap((listener) => {
    const { name, refused } = listener;
    const made = causes.listeners.get(name) ?? [];
    if (refused === undefined && made.length === 0) return [];
    return [
      sanitize(name),
      ...made.flatMap((one) => wrapHanging('  from ', sanitize(one), options.width)),
      ...(refused === undefined
        ? []
        : wrapHanging(`  ${time(refused.at)} `, sanitize(refused.reason), options.width).map(colors.error)),
    ];
  });
  return lines.length === 0 ? '' : `\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** What is said where a section is empty, or not in the dump. */
function absent({ sections }: SidecarView, section: 'listeners' | 'clusters' | 'endpoints' | 'secrets' | 'routes'): string {
  if (sections[section]) return `No ${section}.\n`;
  const how = section === 'endpoints' ? ' Ask the proxy for /config_dump?include_eds.' : '';
  return `The dump has no section of ${section}.${how}\n`;
}

const protocolOrder = ['metaprotocol', 'dubbo', 'thrift', 'other', 'http'];

/** Route configurations, those of MetaProtocol route by route. `only`: no others. */
export function routesTables(view: SidecarView, causes: TableCauses, options: TextOptions, only: 'metaprotocol' | 'all'): string {
  const colors = paint(options.color);
  const shown = view.routeConfigurations
    .filter(({ protocol }) => only === 'all' || protocol === 'metaprotocol')
    .sort((a, b) => protocolOrder.indexOf(a.protocol) - protocolOrder.indexOf(b.protocol) || Number(a.static) - Number(b.static));
  if (shown.length === 0) {
    if (only === 'metaprotocol' && view.sections.routes)
      return 'No routes of MetaProtocol: the proxy has no MetaProtocol filter that it accepted, or MetaRDS never answered.\n';
    return absent(view, 'routes');
  }
  const detailed = shown.filter(({ protocol }) => protocol === 'metaprotocol');
  const others = shown.filter(({ protocol }) => protocol !== 'metaprotocol');
  const parts = detailed.map((held) => {
    const made = causes.routes.get(held.name);
    const from = routerInWords(held, made);
    const facts = [
      held.static ? 'written into the listener' : `by MetaRDS, version ${held.version || '-'}, ${time(held.lastUpdated)}`,
      held.listeners.length === 0 ? 'no accepted listener uses it' : `used by ${held.listeners.join(', ')}`,
      ...(from === '' ? [] : [from]),
    ];
    const head = [colors.strong(sanitize(held.name || '(without a name)')), ...facts.map((fact) => `  ${sanitize(fact)}`)];
    const read = causes.tables.get(held);
    const body =
      read === undefined || typeof read === 'string'
        ? `  ${sanitize(read ?? '')}\n`
        : indented(routeRows(read, held, made?.routes ?? [], { ...options, width: options.width - 2 }));
    return `${head.map((line) => `${line}\n`).join('')}${body}`;
  });
  if (others.length > 0) {
    const rows = others.map((held) => [
      held.name || '-',
      held.protocol,
      held.static ? 'inline' : time(held.lastUpdated),
      String(held.routeCount),
      String(held.clusters.length),
      held.listeners.join(', '),
    ]);
    const columns: Column[] = [
      { header: 'ROUTES' },
      { header: 'PROTOCOL' },
      { header: 'RECEIVED' },
      { header: 'ROUTES', align: 'right' },
      { header: 'CLUSTERS', align: 'right' },
      { header: 'LISTENERS' },
    ];
    parts.push(table(columns, rows, options));
  }
  return parts.join('\n');
}

/** Which MetaRouter the routes come from, as far as it is known; empty for those that a listener holds itself. */
function routerInWords(
  { host, static: fixed }: HeldRouteConfiguration,
  made: { router: string; routes: readonly string[] } | undefined,
): string {
  if (fixed || host === undefined) return '';
  if (made !== undefined && made.router !== '') return `from ${made.router}`;
  // With the mesh at hand every served configuration has its routes' places.
  if (made !== undefined && made.routes.length > 0) return `no MetaRouter has the host ${host}: Aeraki's own default`;
  return `from the MetaRouter with the host ${host}, if there is one`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

function routeRows(
  { routes }: RouteConfiguration,
  { host = '', port = 0 }: HeldRouteConfiguration,
  from: readonly string[],
  options: TextOptions,
): string {
  if (routes.length === 0) return 'No route: every request is answered with RouteNotFound.\n';
  const linked = from.length > 0;
  const rows = routes.map((route, index) => {
    const { cluster, weightedClusters, hashPolicy, mirrors } = route.action;
    const total = (weightedClusters ?? []).reduce((sum, { weight }) => sum + weight, 0);
    const to =
      weightedClusters === undefined
        ? cluster === undefined || cluster === ''
          ? 'no cluster'
          : clusterInWords(cluster, host, port)
        : weightedClusters
            .map(
              ({ name, weight }) =>
                `${clusterInWords(name, host, port)} ${percentText(total === 0 ? 0 : (weight / total) * 100)}`,
            )
            .join(', ');
    const more = [
      ...mirrors.map(
        (mirror) =>
          `mirror ${percentText((mirror.numerator / mirror.denominator) * 100)} to ${clusterInWords(mirror.cluster, host, port)}`,
      ),
      ...(hashPolicy.length === 0 ? [] : [`hash of ${hashPolicy.join(', ')}`]),
      ...route.requestMutation.map(({ key, value }) => `sets ${key}=${value}`),
    ];
    return [
      String(index),
      route.name,
      conditionsInWords(route.match),
      to,
      more.join('; '),
      ...(linked ? [from[index] ?? ''] : []),
    ];
  });
  const extra = rows.some((row) => row[4] !== '');
  const columns: Column[] = [
    { header: '#', align: 'right' },
    { header: 'ROUTE' },
    { header: 'MATCH' },
    { header: 'TO' },
    ...(extra ? [{ header: 'ALSO' }] : []),
    ...(linked ? [{ header: 'FROM' }] : []),
  ];
  return table(columns, extra ? rows : rows.map((row) => [...row.slice(0, 4), ...row.slice(5)]), options);
}

/** Clusters by service and port, with the DestinationRule that shaped each. */
export function clustersTable(view: SidecarView, options: TextOptions): string {
  if (view.clusters.length === 0) return absent(view, 'clusters');
  const colors = paint(options.color);
  const endpoints = new Map(view.endpoints.map(({ cluster, endpoints: list }) => [cluster, list]));
  const rank = { rejected: 0, warming: 1, draining: 2, active: 3 };
  const sorted = [...view.clusters].sort((a, b) => rank[a.state] - rank[b.state] || compare(a.name, b.name));
  const rows = sorted.map((cluster) => {
    const { target, destinationRule: rule } = cluster;
    const held = endpoints.get(cluster.name);
    const healthy = held?.filter(({ health }) => health === 'HEALTHY' || health === 'UNKNOWN' || health === 'DEGRADED').length;
    const host = target === undefined ? cluster.name : target.host || `(inbound) ${cluster.services[0]?.host ?? ''}`;
    return [
      target === undefined ? host : `${shortHost(host, view)}:${target.port}`,
      target?.subset ?? '',
      stateOf(cluster),
      cluster.type.replace(/^envoy\.clusters?\./, ''),
      cluster.tls === 'none' ? '' : cluster.tls,
      held === undefined ? '-' : `${healthy}/${held.length}`,
      rule === undefined ? '' : `${rule.namespace}/${rule.name}`,
    ];
  });
  const columns: Column[] = [
    { header: 'CLUSTER' },
    { header: 'SUBSET' },
    { header: 'STATE', paint: (text, row) => statePaint(colors, stateOf(sorted[row] ?? { state: 'active' }))(text) },
    { header: 'TYPE' },
    { header: 'TLS' },
    { header: 'READY', align: 'right' },
    { header: 'DESTINATIONRULE' },
  ];
  const refused = sorted.flatMap(({ name, refused: why }) =>
    why === undefined ? [] : wrapHanging(`${sanitize(name)}: `, sanitize(shortReason(why.reason)), options.width),
  );
  return `${filledTable(columns, rows, options)}${refused.length === 0 ? '' : `\n${refused.map((line) => `${colors.error(line)}\n`).join('')}`}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Endpoints by cluster. */
export function endpointsTable(view: SidecarView, options: TextOptions): string {
  const rows = view.endpoints.flatMap(({ cluster, endpoints }) =>
    endpoints.map(({ address, health, priority, weight, locality }) => [
      address,
      health,
      String(priority),
      String(weight),
      locality,
      shortCluster(cluster, view),
    ]),
  );
  const empty = view.endpoints.filter(({ endpoints }) => endpoints.length === 0).length;
  if (view.endpoints.length === 0) return absent(view, 'endpoints');
  const colors = paint(options.color);
  const columns: Column[] = [
    { header: 'ENDPOINT' },
    { header: 'HEALTH', paint: (text, row) => statePaint(colors, rows[row]?.[1] ?? '')(text) },
    { header: 'PRIORITY', align: 'right' },
    { header: 'WEIGHT', align: 'right' },
    { header: 'LOCALITY' },
    { header: 'CLUSTER' },
  ];
  const without = empty === 0 ? '' : `${empty} cluster${empty === 1 ? ' has' : 's have'} no endpoint.\n`;
  return rows.length === 0 ? without : `${filledTable(columns, rows, options)}${without === '' ? '' : `\n${without}`}`;
}

/** Secrets with their validity; `now` in epoch milliseconds. */
export function secretsTable(view: SidecarView, now: number, options: TextOptions): string {
  if (view.secrets.length === 0) return absent(view, 'secrets');
  const colors = paint(options.color);
  const states = view.secrets.map((secret) => {
    if (secret.kind === 'missing') return 'missing';
    if (secret.validTo !== undefined && now > secret.validTo) return 'expired';
    return stateOf(secret);
  });
  const day = (at: number | undefined): string => (at === undefined ? '' : `${new Date(at).toISOString().slice(0, 19)}Z`);
  const rows = view.secrets.map((secret, index) => [
    secret.name,
    secret.kind === 'missing' ? '' : secret.kind,
    states[index] ?? '',
    day(secret.validFrom),
    day(secret.validTo),
    secret.serial.toLowerCase(),
    secret.names.join(', '),
  ]);
  const columns: Column[] = [
    { header: 'SECRET' },
    { header: 'KIND' },
    { header: 'STATE', paint: (text, row) => statePaint(colors, states[row] ?? '')(text) },
    { header: 'VALID FROM' },
    { header: 'VALID TO' },
    { header: 'SERIAL' },
    { header: 'NAMES' },
  ];
  return filledTable(columns, rows, options);
}

/** What the proxy was started with. */
export function bootstrapTable({ node, bootstrap, sections, versions }: SidecarView, options: TextOptions): string {
  if (!sections.bootstrap) return 'The dump has no bootstrap.\n';
  const known = node.knowsMetaProtocol;
  const rows: [string, string][] = [
    ['id', node.id],
    ['pod', node.pod === '' ? '' : `${node.pod}.${node.namespace} ${node.ip}`],
    [
      'labels',
      Object.entries(node.labels)
        .map(([name, value]) => `${name}=${value}`)
        .join(', '),
    ],
    ['Istio', node.istioVersion],
    ['Envoy', node.envoyVersion],
    ['MetaProtocol', known === undefined ? 'the dump does not tell' : known ? 'known to this proxy' : 'NOT known to this proxy'],
    ['codecs', known === true ? (node.codecs ?? []).join(', ') || 'none listed' : ''],
    ['aeraki-xds', bootstrap.aerakiXds ? bootstrap.aerakiAddress || 'there' : 'MISSING'],
    ['xDS', bootstrap.xdsAddress],
    ['clusters', bootstrap.clusters.join(', ')],
    ['started', time(bootstrap.lastUpdated)],
    ['listeners at', versions.listeners || 'no update taken yet'],
    ['clusters at', versions.clusters || 'no update taken yet'],
  ];
  const shown = rows.filter(([, value]) => value !== '');
  return table([{ header: 'BOOTSTRAP' }, { header: '' }], shown, options);
}

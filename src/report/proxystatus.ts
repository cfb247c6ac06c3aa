import { type Code, codes, docsPage } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import type { Json, JsonObject } from '../base/json.js';
import { formatPath } from '../base/path.js';
import type { ProxyReport, ProxyState } from '../live/proxy.js';
import type { Difference, FilterState, HeldFilter, RoutesState } from '../live/sync.js';
import type { TextOptions } from './options.js';
import { type Paint, paint, severityPaint } from './paint.js';
import { sanitize } from './sanitize.js';
import { type Column, table } from './table.js';
import { wrapHanging } from './wrap.js';

const stateWords: Record<ProxyState, string> = {
  'in-sync': 'in sync',
  nothing: 'not used',
  problems: 'PROBLEMS',
  'not-asked': 'NOT ASKED',
};

/** How the state of proxies is drawn. */
export interface ProxyTextOptions extends TextOptions {
  /** Columns that tables fit into, where they are others than those of the text: Infinity for programs that cut them into lines. */
  tableWidth?: number;
}

function tableOptions(options: ProxyTextOptions): TextOptions {
  return { ...options, width: options.tableWidth ?? options.width };
}

/** The state in its colour. */
function statePaint(colors: Paint, state: ProxyState): (text: string) => string {
  return state === 'problems'
    ? colors.error
    : state === 'not-asked'
      ? colors.warning
      : state === 'in-sync'
        ? colors.good
        : colors.faint;
}

/** All proxies as a table, the problems below it, each once with the pods that have it and its remedy. `where`: what was looked at. */
export function renderProxies(reports: readonly ProxyReport[], where: string, options: ProxyTextOptions): string {
  if (reports.length === 0) return `No pod in ${sanitize(where)} has a proxy.\n`;
  const colors = paint(options.color);
  const sorted = [...reports].sort((a, b) => compare(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`));
  const columns: Column[] = [
    { header: 'NAMESPACE' },
    { header: 'PROXY' },
    { header: 'IMAGE' },
    { header: 'XDS' },
    { header: 'FILTERS', align: 'right' },
    { header: 'ROUTES', align: 'right' },
    { header: 'STATE', paint: (text, row) => statePaint(colors, sorted[row]?.state ?? 'nothing')(text) },
  ];
  const rows = sorted.map((report) => [
    report.namespace,
    report.name,
    { yes: 'aeraki', no: 'stock', unknown: '?' }[report.filter.known],
    report.aerakiXds === undefined ? '?' : report.aerakiXds ? 'yes' : 'no',
    share(report.sync?.filters, 'present'),
    share(report.sync?.routes, 'in-sync'),
    stateWords[report.state],
  ]);
  const problems = renderProblems(reports, options);
  return `${table(columns, rows, tableOptions(options))}${problems === '' ? '' : `\n${problems}`}\n${summaryLine(reports)}\n`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `2/3`: how many of those that must be there are well; `-` where none must. */
function share(items: readonly { state: FilterState | RoutesState }[] | undefined, well: string): string {
  if (items === undefined) return '?';
  return items.length === 0 ? '-' : `${items.filter(({ state }) => state === well).length}/${items.length}`;
}

function summaryLine(reports: readonly ProxyReport[]): string {
  const { inSync, nothing, problems, notAsked } = summary(reports);
  const parts = [
    `${inSync} in sync`,
    ...(nothing > 0 ? [`${nothing} not used by Aeraki`] : []),
    ...(problems > 0 ? [`${problems} with problems`] : []),
    ...(notAsked > 0 ? [`${notAsked} not asked`] : []),
  ];
  return `${reports.length} ${reports.length === 1 ? 'proxy' : 'proxies'}: ${parts.join(', ')}.`;
}

function summary(reports: readonly ProxyReport[]): Record<'proxies' | 'inSync' | 'nothing' | 'problems' | 'notAsked', number> {
  const count = (state: ProxyState): number => reports.filter((report) => report.state === state).length;
  return {
    proxies: reports.length,
    inSync: count('in-sync'),
    nothing: count('nothing'),
    problems: count('problems'),
    notAsked: count('not-asked'),
  };
}

/** A problem that several proxies share. */
interface Shared {
  finding: Finding;
  pods: string[];
}

function renderProblems(reports: readonly ProxyReport[], options: TextOptions): string {
  const shared = new Map<string, Shared>();
  for (const { name, namespace, problems } of reports) {
    for (const finding of problems) {
      const key = `${finding.code}\n${finding.message}`;
      const known = shared.get(key) ?? { finding, pods: [] };
      known.pods.push(`${name}.${namespace}`);
      shared.set(key, known);
    }
  }
  // The page's remedy is said once for all problems of a code.
  const byCode = new Map<Code, Shared[]>();
  for (const one of shared.values()) byCode.set(one.finding.code, [...(byCode.get(one.finding.code) ?? []), one]);
  const colors = paint(options.color);
  return [...byCode]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([code, problems]) => [
      ...problems.flatMap((problem) => problemLines(problem, reports.length > 1, colors, options)),
      ...fixLines(codes[code].fix, colors, options.width),
      colors.faint(`  ${docsPage(code)}`),
      '',
    ])
    .join('\n');
}

function problemLines({ finding, pods }: Shared, named: boolean, colors: Paint, { width }: TextOptions): string[] {
  const lines = wrapHanging(`${finding.severity}[${finding.code}] `, sanitize(finding.message), width);
  const head = lines[0] ?? '';
  const label = `${finding.severity}[${finding.code}]`;
  const painted = severityPaint(colors, finding.severity)(label) + head.slice(label.length);
  const several = pods.length > 5 ? `${pods.slice(0, 5).join(', ')} and ${pods.length - 5} more` : pods.join(', ');
  const where = named ? wrapHanging('  at ', sanitize(several), width) : [];
  return [painted, ...lines.slice(1), ...where, ...(finding.fix === undefined ? [] : fixLines(finding.fix, colors, width))];
}

/** Remedies are written for Markdown pages; their code marks are left out. */
function fixLines(fix: string, colors: Paint, width: number): string[] {
  const [first = '', ...rest] = wrapHanging('  fix: ', sanitize(fix.replaceAll('`', '')), width);
  return [`  ${colors.accent('fix:')}${first.slice('  fix:'.length)}`, ...rest];
}

/** Everything about one proxy. */
export function renderProxy(report: ProxyReport, options: ProxyTextOptions): string {
  const colors = paint(options.color);
  const { sync, filter } = report;
  const by = { extensions: 'its own list of extensions', listener: 'its listeners', image: "the image's name", nothing: '' }[
    filter.by
  ];
  const versions = [
    ...(report.istioVersion === '' ? [] : [`Istio ${report.istioVersion}`]),
    ...(report.envoyVersion === '' ? [] : [`Envoy ${report.envoyVersion}`]),
  ];
  const facts: [string, string][] = [
    ['Proxy', `${report.name}.${report.namespace} (${report.gateway ? 'gateway' : 'sidecar'})`],
    ['Image', report.image === '' ? 'not known' : report.image],
    ...(versions.length > 0 ? [['Versions', versions.join(', ')] as [string, string]] : []),
    ['MetaProtocol', filter.known === 'unknown' ? 'not known' : `${filter.known}, by ${by}`],
    [
      'aeraki-xds',
      report.aerakiXds === undefined ? 'not known' : report.aerakiXds ? 'in its bootstrap' : 'missing in its bootstrap',
    ],
  ];
  const head = facts.map(([label, value]) => `${colors.strong(`${label}:`.padEnd(14))}${sanitize(value)}\n`).join('');
  const state = `${colors.strong('State:'.padEnd(14))}${statePaint(colors, report.state)(stateWords[report.state])}\n`;
  const parts = [head + state];
  if (sync !== undefined && sync.filters.length > 0) {
    const rows = sync.filters.map((held) => [
      placeOf(held),
      held.expected.host,
      shortFilter(held.expected.filter),
      filterWords[held.state],
    ]);
    const columns = [
      { header: 'LISTENER' },
      { header: 'HOST' },
      { header: 'FILTER' },
      stateColumn(colors, sync.filters, 'present'),
    ];
    parts.push(table(columns, rows, tableOptions(options)));
  }
  if (sync !== undefined && sync.routes.length > 0) {
    const rows = sync.routes.map(({ name, lastUpdated, state }) => [
      name,
      lastUpdated === '' ? '-' : lastUpdated,
      routesWords[state],
    ]);
    const columns = [{ header: 'ROUTE CONFIGURATION' }, { header: 'UPDATED' }, stateColumn(colors, sync.routes, 'in-sync')];
    parts.push(table(columns, rows, tableOptions(options)));
  }
  const differences = [...(sync?.filters ?? []), ...(sync?.routes ?? [])].flatMap((held) => {
    const name = 'expected' in held ? `${placeOf(held)} ${shortFilter(held.expected.filter)}` : held.name;
    return (held.differences ?? []).slice(0, most).map((difference) => [name, ...cells(difference)]);
  });
  if (differences.length > 0) {
    parts.push(
      table(
        [{ header: 'IN' }, { header: 'FIELD' }, { header: 'HELD' }, { header: 'SHOULD BE' }],
        differences,
        tableOptions(options),
      ),
    );
  }
  const problems = renderProblems([report], options);
  if (problems !== '') parts.push(`${problems}\n`.replace(/\n+$/, '\n'));
  return parts.join('\n');
}

/** So many differences of one part are shown; `-o json` has all. */
const most = 20;

function stateColumn(colors: Paint, items: readonly { state: string }[], well: string): Column {
  return { header: 'STATE', paint: (text, row) => (items[row]?.state === well ? colors.good(text) : colors.error(text)) };
}

const filterWords: Record<FilterState, string> = {
  present: 'present',
  stale: 'STALE',
  warming: 'WARMING',
  refused: 'REFUSED',
  missing: 'MISSING',
  'no-listener': 'NO LISTENER',
  unknown: 'not known',
};

const routesWords: Record<RoutesState, string> = {
  'in-sync': 'in sync',
  stale: 'STALE',
  missing: 'MISSING',
  unserved: 'NOT SERVED',
  unknown: 'not known',
};

function placeOf({ expected: { direction, listener, port } }: HeldFilter): string {
  return direction === 'inbound' ? `inbound ${port}` : listener;
}

function shortFilter(name: string): string {
  return name.replace(/^envoy\.filters\.network\./, '');
}

function cells({ path, held, expected }: Difference): string[] {
  const text = (value: Json | undefined): string =>
    value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value);
  return [formatPath(path), text(held), text(expected)];
}

/** The result for machines. */
export function proxyStatusJson(reports: readonly ProxyReport[]): JsonObject {
  return { proxies: reports.map(proxyJson), summary: summary(reports) };
}

function proxyJson(report: ProxyReport): JsonObject {
  const { name, namespace, gateway, image, istioVersion, envoyVersion, state, filter, aerakiXds, sync, unasked, problems } =
    report;
  return {
    name,
    namespace,
    kind: gateway ? 'gateway' : 'sidecar',
    image,
    istioVersion: istioVersion === '' ? null : istioVersion,
    envoyVersion: envoyVersion === '' ? null : envoyVersion,
    state,
    ...(unasked === undefined ? {} : { reason: unasked }),
    metaProtocol: { known: filter.known, by: filter.by },
    aerakiXds: aerakiXds ?? null,
    filters: (sync?.filters ?? []).map(({ expected, state: held, reason, instead, differences }) => ({
      direction: expected.direction,
      listener: expected.listener,
      port: expected.port,
      host: expected.host,
      filter: expected.filter,
      envoyFilter: expected.envoyFilter,
      ...(expected.routeConfiguration === undefined ? {} : { routeConfiguration: expected.routeConfiguration }),
      state: held,
      ...(reason === undefined ? {} : { reason }),
      ...(instead === undefined ? {} : { instead }),
      ...(differences === undefined ? {} : { differences: differences.map(differenceJson) }),
    })),
    routeConfigurations: (sync?.routes ?? []).map(({ name: routes, host, state: held, lastUpdated, differences }) => ({
      name: routes,
      host,
      state: held,
      lastUpdated: lastUpdated === '' ? null : lastUpdated,
      ...(differences === undefined ? {} : { differences: differences.map(differenceJson) }),
    })),
    refused: (sync?.refused ?? []).map((refused) => ({ ...refused })),
    problems: problems.map(({ code, severity, message, fix }) => ({
      code,
      severity,
      message,
      fix: fix ?? codes[code].fix,
      docs: docsPage(code),
    })),
  };
}

function differenceJson({ path, held, expected }: Difference): JsonObject {
  return { path: [...path], ...(held === undefined ? {} : { held }), ...(expected === undefined ? {} : { expected }) };
}

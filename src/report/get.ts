import type { Severity } from '../base/finding.js';
import type { Destination, Facts, Row, ServiceFacts } from '../live/rows.js';
import { toJsonFinding } from './diagnostics/json.js';
import type { TextOptions } from './options.js';
import { type Paint, paint, severityPaint } from './paint.js';
import { sanitize } from './sanitize.js';
import { type Column, table } from './table.js';
import { wrapHanging } from './wrap.js';

/** How objects are listed. */
export interface ListOptions extends TextOptions {
  wide: boolean;
  /** With a column of namespaces. */
  namespaces: boolean;
  /** Names with their kind before them, where several kinds are listed. */
  kinds: boolean;
  headings?: boolean;
  /** Whether an object is gone, where changes are listed. */
  deleted?: (row: Row) => boolean;
  /** The age of an object. */
  age: (row: Row) => string;
}

type Cell = [header: string, text: string];

/** The cells of an object's own kind; those of the wide form last. */
function cellsOf({ facts, namespace }: Row, wide: boolean): Cell[] {
  const name = (host: string): string => (wide ? host : shortHost(host));
  const more = (...cells: Cell[]): Cell[] => (wide ? cells : []);
  switch (facts.kind) {
    case 'MetaRouter': {
      const host = facts.hosts[0] ?? '';
      return [
        ['HOST', facts.hosts.map(name).join(', ')],
        ['PROTOCOL', facts.protocols.join(', ')],
        ['ROUTES', facts.routes === 0 ? 'default' : String(facts.routes)],
        ['DESTINATIONS', facts.routes === 0 ? 'all pods' : destinationsText(facts.destinations, host, name)],
        ...more(
          ['MIRRORS', destinationsText(facts.mirrors, host, name)],
          ['LIMITS', facts.limits.join(', ')],
          ['GATEWAYS', facts.gateways.join(', ')],
          ['EXPORT-TO', facts.exportTo.join(', ')],
          ['SERVICE', facts.service],
        ),
      ];
    }
    case 'ApplicationProtocol':
      return [
        ['PROTOCOL', facts.protocol],
        ['CODEC', facts.codec],
        ['HOSTS', String(facts.hosts.length)],
        ...more(['SPOKEN BY', facts.hosts.join(', ')]),
      ];
    case 'Service':
    case 'ServiceEntry': {
      const { expected, inSync } = facts.generated;
      const managed = facts.ports.filter((port) => port.managed);
      return [
        ['HOST', facts.hosts.map(name).join(', ')],
        ['PORTS', (managed.length > 0 ? managed : facts.ports).map(({ number }) => number).join(', ')],
        ['PROTOCOL', protocolText(facts)],
        ['ROUTED BY', facts.routedBy.map((by) => (wide ? by : shortName(by, namespace))).join(', ')],
        ['GENERATED', expected === 0 ? '' : `${inSync}/${expected}`],
        ...more(['ADDRESSES', facts.addresses.join(', ')], ['PORT NAMES', facts.ports.map(({ name }) => name).join(', ')]),
      ];
    }
    case 'RedisService':
      return [
        ['HOST', facts.hosts.map(name).join(', ')],
        ['ROUTES', String(facts.routes)],
        ['DESTINATIONS', destinationsText(facts.destinations, '', name)],
        ['AUTH', facts.auth],
        ...more(['MIRRORS', destinationsText(facts.mirrors, '', name)], ['FAULTS', String(facts.faults)]),
      ];
    case 'RedisDestination':
      return [
        ['HOST', facts.hosts.map(name).join(', ')],
        ['MODE', facts.mode],
        ['AUTH', facts.auth],
      ];
    case 'DubboAuthorizationPolicy':
      return [
        ['ACTION', facts.action],
        ['RULES', String(facts.rules)],
        ['HOSTS', String(facts.hosts.length)],
        ...more(['APPLIES TO', facts.hosts.join(', ')]),
      ];
  }
}

/** `thrift` for a MetaProtocol port, `native thrift` for Envoy's own filter; `hidden` where Aeraki does not see the service. */
function protocolText({ hidden, protocol, protocols }: ServiceFacts): string {
  if (hidden) return 'hidden';
  if (protocol === 'metaprotocol') return protocols.join(', ') || protocol;
  return protocol === 'dubbo' || protocol === 'thrift' ? `native ${protocol}` : protocol;
}

/** The host of a Kubernetes Service without the domain of the cluster. */
function shortHost(host: string): string {
  return host.replace(/\.svc\.cluster\.local$/, '');
}

/** `orders` for `MetaRouter shop/orders` in its own namespace, `shop/orders` elsewhere. */
function shortName(named: string, namespace: string): string {
  const name = named.slice(named.indexOf(' ') + 1);
  return name.startsWith(`${namespace}/`) ? name.slice(namespace.length + 1) : name;
}

/** What kinds are called before a name where several are listed. */
const prefixes: Record<Facts['kind'], string> = {
  MetaRouter: 'mr',
  ApplicationProtocol: 'ap',
  Service: 'svc',
  ServiceEntry: 'se',
  RedisService: 'rsvc',
  RedisDestination: 'rd',
  DubboAuthorizationPolicy: 'dap',
};

/** `v1, v2` for subsets of the host itself; others with their host. */
function destinationsText(destinations: readonly Destination[], own: string, name: (host: string) => string): string {
  return destinations
    .map(({ host, subset, port }) => {
      const to = host === own ? (subset === '' ? 'all pods' : subset) : subset === '' ? name(host) : `${subset} of ${name(host)}`;
      return port === undefined ? to : `${to}:${port}`;
    })
    .join(', ');
}

/** `1 error, 2 warnings`; '' for none. Infos are left to `describe`. */
function problemsText({ findings }: Row): string {
  return (['error', 'warning'] as const)
    .flatMap((severity) => {
      const number = findings.filter((finding) => finding.severity === severity).length;
      return number === 0 ? [] : [`${number} ${severity}${number === 1 ? '' : 's'}`];
    })
    .join(', ');
}

/** The worst that is found on an object, as far as it is shown. */
function worst({ findings }: Row): Severity | undefined {
  return (['error', 'warning'] as const).find((severity) => findings.some((finding) => finding.severity === severity));
}

/** Objects as tables, one a kind, as kubectl prints them. What is empty is `-`. */
export function renderRows(rows: readonly Row[], options: ListOptions): string {
  const colors = paint(options.color);
  const byKind = new Map<string, Row[]>();
  for (const row of rows) {
    const group = byKind.get(row.facts.kind);
    if (group === undefined) byKind.set(row.facts.kind, [row]);
    else group.push(row);
  }
  const shown = { ...options, kinds: options.kinds || byKind.size > 1 };
  return [...byKind.values()].map((group) => renderKind(group, shown, colors)).join('\n');
}

function renderKind(rows: readonly Row[], options: ListOptions, colors: Paint): string {
  const every = rows.map((row) => allCells(row, options));
  // On a terminal room is short: there, what is empty in every row is left out.
  const isShown = (column: number): boolean =>
    !Number.isFinite(options.width) || isKept(every[0]?.[column]?.[0]) || every.some((row) => row[column]?.[1] !== '');
  const cells = every.map((row) => row.filter((_, column) => isShown(column)));
  const columns = (cells[0] ?? []).map(([header]): Column => {
    const column: Column = { header };
    if (header === 'ROUTES' || header === 'HOSTS' || header === 'RULES') column.align = 'right';
    if (header === 'PROBLEMS' || header === 'CODES') {
      column.paint = (text, number) => {
        const row = rows[number];
        const severity = row === undefined ? undefined : worst(row);
        return severity === undefined || text === '-' ? text : severityPaint(colors, severity)(text);
      };
    }
    if (header === 'GENERATED') column.paint = (text) => (isShort(text) ? colors.error(text) : text);
    return column;
  });
  const shown = options.wide ? { ...options, width: Number.POSITIVE_INFINITY } : options;
  const text = table(
    columns,
    cells.map((row) => row.map(([, cell]) => cell || '-')),
    shown,
  );
  return options.headings === false ? text.slice(text.indexOf('\n') + 1) : text;
}

/** Columns that are told also where all are empty: that nothing is wrong is worth knowing. */
function isKept(header: string | undefined): boolean {
  return header === 'PROBLEMS' || header === 'NAME' || header === 'AGE';
}

/** `1/2`: fewer are as they should be than there should be. */
function isShort(text: string): boolean {
  const [there, wanted] = text.split('/');
  return wanted !== undefined && there !== wanted;
}

/** On a terminal the host of a Kubernetes Service, which is its name and namespace, is not said again. */
function isDerived({ facts }: Row, { wide, width }: ListOptions): boolean {
  return facts.kind === 'Service' && !wide && Number.isFinite(width);
}

function allCells(row: Row, options: ListOptions): Cell[] {
  const name = options.kinds ? `${prefixes[row.facts.kind]}/${row.name}` : row.name;
  const codes = [...new Set(row.findings.flatMap(({ code, severity }) => (severity === 'info' ? [] : [code])))];
  return [
    ...(options.namespaces ? [['NAMESPACE', row.namespace] satisfies Cell] : []),
    ['NAME', name],
    ...cellsOf(row, options.wide).map(
      ([header, cell]): Cell => [header, header === 'HOST' && isDerived(row, options) ? '' : cell],
    ),
    ['PROBLEMS', options.deleted?.(row) === true ? 'deleted' : problemsText(row)],
    ...(options.wide ? [['CODES', codes.join(', ')] satisfies Cell] : []),
    ['AGE', options.age(row)],
  ];
}

/** One object with all that a row tells of it, a line each; what is empty is left out. */
export function renderRow(row: Row, age: string, options: TextOptions): string {
  const { kind } = row.facts;
  const title = `${kind} ${row.namespace === '' ? '' : `${row.namespace}/`}${row.name}`;
  const lines = [`${paint(options.color).strong(sanitize(title))}, ${age} old`];
  for (const [header, cell] of cellsOf(row, true)) {
    if (cell === '') continue;
    const label = header.charAt(0) + header.slice(1).toLowerCase();
    lines.push(...wrapHanging(`  ${label.padEnd(13)} `, sanitize(cell), options.width));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** What was worked out of an object, in the form of `-o json`. */
export function toJsonState({ facts, namespace, name, findings }: Row) {
  const problems = { errors: 0, warnings: 0, infos: 0 };
  for (const { severity } of findings) problems[`${severity}s`]++;
  const { kind, ...rest } = facts;
  return { kind, ...(namespace === '' ? {} : { namespace }), name, ...rest, problems, findings: findings.map(toJsonFinding) };
}

/** Objects with what was worked out of them: a List as kubectl has it, and one state for each item, in the same order. */
export function toJsonList(rows: readonly Row[]) {
  return {
    apiVersion: 'v1',
    kind: 'List',
    metadata: { resourceVersion: '' },
    items: rows.map(({ object }) => object),
    states: rows.map(toJsonState),
  };
}

import type { LocatedFinding } from '../base/finding.js';
import { asObject, asString } from '../base/json.js';
import { formatPath, type Path } from '../base/path.js';
import type { Cause, GeneratedObject, GeneratedRoutes, ListenerInfo, Translation } from '../controlplane/types.js';
import type { Route, TokenBucket } from '../dataplane/types.js';
import type { Source } from '../resource/source.js';
import { inOrder, resourceName } from './diagnostics/common.js';
import { renderFinding } from './diagnostics/text.js';
import type { TextOptions } from './options.js';
import { type Paint, paint } from './paint.js';
import { patchesInWords, selectorInWords, tcpRoutesInWords } from './patches.js';
import { sanitize, sanitizeLines } from './sanitize.js';
import { table } from './table.js';
import { clusterInWords, conditionsInWords, percentText } from './words.js';
import { wrap, wrapHanging } from './wrap.js';

/** Where an object (empty path), or a value in it, was read: `routes.yaml:12`; undefined if that is not known. */
export type PlaceOf = (source: Source, path: Path) => string | undefined;

const fileOf: PlaceOf = (source, path) => (path.length === 0 ? source.origin.file : undefined);

/**
 * A translation for reading: per service what is generated and because of what, its routes as a table, the objects with their meaning, then the
 * notes. `notes` are the translation's with their positions.
 */
export function renderTranslation(
  translation: Translation,
  notes: readonly LocatedFinding[],
  options: TranslationOptions,
  placeOf: PlaceOf = fileOf,
): string {
  const view: View = { options, colors: paint(options.color), placeOf };
  const parts = [...byHost(translation)].map(([host, made]) => renderHost(host, made, view));
  if (parts.length === 0) {
    const nothing = options.nothing ?? 'Aeraki generates nothing from these objects.';
    parts.push(`${wrap(sanitizeLines(nothing), options.width).join('\n')}\n`);
  }
  parts.push(...inOrder(notes).map((finding) => renderFinding(finding, options)));
  return parts.join('\n');
}

/** How a translation is drawn. */
export interface TranslationOptions extends TextOptions {
  /** Whether each object tells which inputs caused it. */
  explain?: boolean;
  /** What is said where nothing is generated, and why. */
  nothing?: string;
}

interface View {
  options: TranslationOptions;
  colors: Paint;
  placeOf: PlaceOf;
}

/** What is generated for one host. */
interface MadeForHost {
  objects: GeneratedObject[];
  routes: GeneratedRoutes[];
  listeners: ListenerInfo[];
}

function byHost({ listeners, envoyFilters, virtualServices, routeConfigurations }: Translation): Map<string, MadeForHost> {
  const hosts = new Map<string, MadeForHost>();
  for (const list of [listeners, routeConfigurations, envoyFilters, virtualServices])
    for (const { host } of list) hosts.set(host, { objects: [], routes: [], listeners: [] });
  for (const listener of listeners) hosts.get(listener.host)?.listeners.push(listener);
  for (const configuration of routeConfigurations) hosts.get(configuration.host)?.routes.push(configuration);
  for (const object of [...envoyFilters, ...virtualServices]) hosts.get(object.host)?.objects.push(object);
  return new Map([...hosts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function renderHost(host: string, { objects, routes, listeners }: MadeForHost, view: View): string {
  const lines = [view.colors.strong(sanitize(host)), ...causeLines([...routes, ...objects], view)];
  for (const listener of listeners) {
    lines.push('', ...listenerLines(listener, view));
    for (const configuration of routes) if (configuration.port === listener.port) lines.push(...routeLines(configuration, view));
  }
  for (const configuration of routes) {
    if (!listeners.some((listener) => listener.port === configuration.port)) lines.push('', ...routeLines(configuration, view));
  }
  if (objects.length > 0) lines.push('', ...objects.flatMap((object) => objectLines(object, view)));
  return lines.map((line) => `${line}\n`).join('');
}

/** `from  Service default/a (a.yaml), MetaRouter default/b (b.yaml)`: the inputs, each once. */
function causeLines(items: readonly { causes: readonly Cause[] }[], { colors, options, placeOf }: View): string[] {
  const seen = new Map<string, string>();
  for (const { causes } of items) {
    for (const cause of causes) {
      const name = resourceName(cause.resource) || cause.role;
      const place = placeOf(cause, []);
      if (!seen.has(name)) seen.set(name, sanitize(place === undefined ? name : `${name} (${place})`));
    }
  }
  if (seen.size === 0) return [];
  return wrapHanging('  from ', [...seen.values()].join(', '), options.width).map((line) => colors.faint(line));
}

function listenerLines(listener: ListenerInfo, { colors, options }: View): string[] {
  const { port, portName, applicationProtocol, codec } = listener;
  const codecText =
    applicationProtocol === undefined
      ? colors.error('no protocol in the name of the port')
      : codec === undefined
        ? colors.error(`no codec for ${sanitize(applicationProtocol)}: the sidecars leave this port alone`)
        : sanitize(`${applicationProtocol}, read by the codec ${codec}`);
  const lines = [`  ${colors.strong(`port ${port}`)} ${sanitize(portName)}`, `  ${codecText}`];
  const limits: string[] = [];
  if (listener.localRateLimit !== undefined) {
    const { tokenBucket, conditions } = listener.localRateLimit;
    for (const { match, tokenBucket: bucket } of conditions)
      limits.push(`limit in each pod: ${conditionsInWords(match)}: ${bucketInWords(bucket)}`);
    const rest = conditions.length === 0 ? 'any request' : 'any other request';
    limits.push(`limit in each pod: ${rest}: ${tokenBucket === undefined ? 'none' : bucketInWords(tokenBucket)}`);
  }
  if (listener.globalRateLimit !== undefined) {
    const { cluster, domain, match } = listener.globalRateLimit;
    limits.push(
      `limit by the service ${cluster}, domain ${domain}: ${match.length === 0 ? 'no request, as it has no conditions' : conditionsInWords(match)}`,
    );
  }
  return [...lines, ...limits.flatMap((limit) => wrapHanging('  ', sanitize(limit), options.width))];
}

function routeLines(generated: GeneratedRoutes, { colors, options, placeOf }: View): string[] {
  const { configuration, sources, host, port } = generated;
  const rows = configuration.routes.map((route, index) => {
    const source = sources[index];
    const from = source === undefined ? 'made by Aeraki' : withinFile(source, placeOf(source, source.path));
    return [String(index + 1), route.name || '-', conditionsInWords(route.match), targetInWords(route, host, port), from];
  });
  const headings = ['#', 'ROUTE', 'WHEN', 'TO', 'FROM'];
  const columns = headings.map((header, index) => ({ header, ...(index === 4 ? { paint: colors.faint } : {}) }));
  const text = table(columns, rows, { ...options, width: options.width - 4 });
  const routers = [...new Set(sources.flatMap((source) => (source === undefined ? [] : [resourceName(source.resource)])))];
  const by = routers.length === 0 ? '' : ` by ${routers.join(', ')}`;
  const title = wrapHanging('  ', sanitize(`routes ${configuration.name}${by}; the first that matches is taken:`), options.width);
  return [
    ...title,
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`),
    ...because(generated.causes, { colors, options, placeOf }),
  ];
}

/** What each role of an input is in the making of an object. */
const roles: Record<Cause['role'], string> = {
  service: 'port',
  router: 'router',
  protocol: 'codec',
  destinationRule: 'hash key',
  virtualService: 'rules',
  gateway: 'gateway',
  redisService: 'Redis rules',
  redisDestination: 'Redis cluster',
  authorization: 'authorization',
  secret: 'password',
  meshConfig: 'mesh config',
};

/** One cause: `port: Service shop/orders, spec.ports[0] (orders.yaml:12)`. Sanitized. */
export function causeInWords(cause: Cause, place: string | undefined): string {
  const path = formatPath(cause.path);
  const what = [resourceName(cause.resource), path].filter((part) => part !== '').join(', ');
  return sanitize(`${roles[cause.role]}: ${what === '' ? (place ?? '') : place === undefined ? what : `${what} (${place})`}`);
}

/** The inputs that caused something, one a line, where they were asked for. */
function because(causes: readonly Cause[], { colors, options, placeOf }: View): string[] {
  if (options.explain !== true || causes.length === 0) return [];
  return [
    `    ${colors.faint('because of')}`,
    ...causes.flatMap((cause) =>
      wrapHanging('      ', causeInWords(cause, placeOf(cause, cause.path)), options.width).map((line) => colors.faint(line)),
    ),
  ];
}

/** `line 12` of the router's file, which is named above; else the path in the router. */
function withinFile(source: Cause, place: string | undefined): string {
  const line = place?.startsWith(`${source.origin.file}:`) === true ? place.slice(source.origin.file.length + 1) : '';
  return /^\d+$/.test(line) ? `line ${line}` : (place ?? formatPath(source.path));
}

/** `1000 requests, and 100 more every 2 s`. */
function bucketInWords({ maxTokens, tokensPerFill, fillIntervalMs }: TokenBucket): string {
  const interval = fillIntervalMs % 1000 === 0 ? `${fillIntervalMs / 1000} s` : `${fillIntervalMs} ms`;
  return `${maxTokens} requests, and ${tokensPerFill} more every ${interval}`;
}

/** Where a route sends, and what else it does. Clusters of the service itself are named by their subset. */
function targetInWords({ action, requestMutation, responseMutation }: Route, host: string, port: number): string {
  const name = (cluster: string): string => clusterInWords(cluster, host, port);
  const weighted = action.weightedClusters ?? [];
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const split = weighted
    .map((part) => `${percentText(total === 0 ? 0 : (part.weight / total) * 100)} ${name(part.name)}`)
    .join(', ');
  const parts = [split || (action.cluster === undefined ? 'nowhere' : name(action.cluster))];
  for (const mirror of action.mirrors)
    parts.push(`mirrors ${percentText((mirror.numerator / mirror.denominator) * 100)} to ${name(mirror.cluster)}`);
  if (action.hashPolicy.length > 0) parts.push(`picks the pod by ${action.hashPolicy.join(', ')}`);
  const pairs = (list: readonly { key: string; value: string }[]): string =>
    list.map(({ key, value }) => `${key}=${value}`).join(', ');
  if (requestMutation.length > 0) parts.push(`sets ${pairs(requestMutation)}`);
  if (responseMutation.length > 0) parts.push(`sets in the response ${pairs(responseMutation)}`);
  return parts.join('; ');
}

function objectLines({ object, causes }: GeneratedObject, view: View): string[] {
  const { colors, options } = view;
  const metadata = asObject(object['metadata']) ?? {};
  const name = `${asString(metadata['namespace']) ?? ''}/${asString(metadata['name']) ?? ''}`;
  const lines = [`  ${asString(object['kind']) ?? 'object'} ${colors.accent(sanitize(name))}`];
  const selector = selectorInWords(object);
  const patches = patchesInWords(object).map((meaning) => (selector === '' ? meaning : `${meaning}, at the pods ${selector}`));
  const meanings = [...patches, ...tcpRoutesInWords(object)];
  return [
    ...lines,
    ...meanings.flatMap((meaning) => wrapHanging('    ', sanitize(meaning), options.width)),
    ...because(causes, view),
  ];
}

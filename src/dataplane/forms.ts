import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import type { Path } from '../base/path.js';
import { isPatternError, type Patterns } from '../base/pattern.js';
import { writeMatcher } from './matcherforms.js';
import { readDataplane } from './ownform.js';
import { camelCase, field, type Place, shown, startReading, text } from './protojson.js';
import type {
  FormProblem,
  KeyValue,
  RequestMirrorPolicy,
  RouteAction,
  RouteConfiguration,
  RouteConfigurationRead,
  RouteConfigurationUnreadable,
  RouteForm,
} from './types.js';
import { readWire } from './wireform.js';

/**
 * Reads a route configuration: the HTTP RouteConfiguration of MetaRDS, converted as the proxy converts it, or the proxy's own
 * form. Names may be in snake_case or camelCase, at every level; the value may be the item of a config dump, or wrapped in an Any or
 * a TypedStruct. The rules are those of Envoy's protos and of the proxy's constructors.
 */
export function readRouteConfiguration(value: Json): RouteConfigurationRead | RouteConfigurationUnreadable {
  const place = unwrap(value);
  if ('problems' in place) return place;
  const reading = startReading();
  const form = formOf(place);
  const name = text(reading, field(place, 'name')) ?? '';
  const routes = form === 'wire' ? readWire(reading, place) : readDataplane(reading, place);
  return { form, value: { name, routes }, ...reading };
}

/**
 * The patterns that the proxy's RE2 refuses: each makes Envoy refuse the configuration as a whole. What only proxies before Envoy
 * 1.29 refuse is not among them.
 */
export function patternProblems(read: Pick<RouteConfigurationRead, 'patterns'>, patterns: Patterns): FormProblem[] {
  return read.patterns.flatMap(({ path, pattern }) => {
    const result = patterns.compile(pattern);
    if (isPatternError(result)) return [{ path, message: `${shown(pattern)} is not a pattern of RE2: ${result.error}.` }];
    const { proxyRefusal } = result;
    if (proxyRefusal?.proxies !== 'every') return [];
    return [{ path, message: `${shown(pattern)} is not a pattern of the proxy's RE2: ${proxyRefusal.reason}.` }];
  });
}

/** Takes off what dumps, discovery answers and listeners wrap around a route configuration. */
function unwrap(value: Json): Place<JsonObject> | RouteConfigurationUnreadable {
  let place: Place = { value, path: [] };
  for (let layers = 0; layers < 5; layers++) {
    if (!isObject(place.value)) break;
    const here = { value: place.value, path: place.path };
    const kind = own(place.value, 'kind');
    if (typeof kind === 'string' && own(place.value, 'apiVersion') !== undefined) {
      return unreadable(place.path, `This is a ${shown(kind)} of Kubernetes, not a route configuration of a proxy.`);
    }
    const type = own(place.value, '@type');
    if (typeof type === 'string' && /\.RouteConfiguration$/.test(type)) return here;
    const inner = field(here, 'route_config') ?? field(here, 'resource') ?? (field(here, 'type_url') && field(here, 'value'));
    if (inner !== undefined) {
      place = inner;
      continue;
    }
    if (typeof type === 'string') return unreadable(place.path, `This is a ${shown(type)}, not a RouteConfiguration.`);
    if (['virtual_hosts', 'routes', 'name'].some((name) => field(here, name) !== undefined)) return here;
    return unreadable(
      place.path,
      'This has neither "virtual_hosts", as MetaRDS carries routes, nor "routes", as the proxy holds them.',
    );
  }
  return unreadable(place.path, 'This is no object that holds a route configuration.');
}

function unreadable(path: Path, text: string): RouteConfigurationUnreadable {
  return { problems: [{ path, message: text }] };
}

function formOf(place: Place<JsonObject>): RouteForm {
  if (field(place, 'virtual_hosts') !== undefined) return 'wire';
  const type = own(place.value, '@type');
  return typeof type === 'string' && type.includes('envoy.config.route') ? 'wire' : 'dataplane';
}

/** As MetaRDS carries it: Envoy's HTTP RouteConfiguration in proto JSON with camelCase names, as Aeraki makes it (one virtual host `dummy`). */
export function toHttpRouteConfiguration(configuration: RouteConfiguration): JsonObject {
  const routes = configuration.routes.map(
    (route): JsonObject => ({
      match: { ...(route.match.length === 0 ? {} : { headers: route.match.map(writeMatcher) }), prefix: '/' },
      ...named(route.name),
      ...filled('request_headers_to_add', route.requestMutation.map(writeHeader)),
      ...filled('response_headers_to_add', route.responseMutation.map(writeHeader)),
      route: {
        ...writeClusters(route.action),
        ...filled(
          'hash_policy',
          route.action.hashPolicy.map((name): JsonObject => ({ header: { header_name: name } })),
        ),
        ...filled('request_mirror_policies', route.action.mirrors.map(writeMirror)),
      },
    }),
  );
  const host = { domains: ['*'], name: 'dummy', ...filled('routes', routes) };
  return camelCased({ ...named(configuration.name), virtual_hosts: [host] });
}

/** The proxy's own form in snake_case, as its config dump shows it: defaults are left out, enums are names. */
export function toDataplaneRouteConfiguration(configuration: RouteConfiguration): JsonObject {
  const routes = configuration.routes.map(
    (route): JsonObject => ({
      ...named(route.name),
      ...(route.match.length === 0 ? {} : { match: { metadata: route.match.map(writeMatcher) } }),
      route: {
        ...writeClusters(route.action),
        ...filled('hash_policy', [...route.action.hashPolicy]),
        ...filled('request_mirror_policies', route.action.mirrors.map(writeMirror)),
      },
      ...filled('request_mutation', route.requestMutation.map(writePair)),
      ...filled('response_mutation', route.responseMutation.map(writePair)),
    }),
  );
  return { ...named(configuration.name), ...filled('routes', routes) };
}

/** Proto JSON leaves out an empty text. */
function named(name: string): JsonObject {
  return name === '' ? {} : { name };
}

/** Proto JSON leaves out an empty list. */
function filled(name: string, items: Json[]): JsonObject {
  return items.length === 0 ? {} : { [name]: items };
}

function writePair({ key, value }: KeyValue): JsonObject {
  return { key, ...(value === '' ? {} : { value }) };
}

function writeHeader(pair: KeyValue): JsonObject {
  return { header: writePair(pair) };
}

/** Weights are wrapped numbers, so that 0 is written. */
function writeClusters(action: RouteAction): JsonObject {
  if (action.weightedClusters === undefined) return action.cluster === undefined ? {} : { cluster: action.cluster };
  const clusters = action.weightedClusters.map(({ name, weight }): JsonObject => ({ ...named(name), weight }));
  const total = action.weightedClusters.reduce((sum, { weight }) => sum + weight, 0);
  return { weighted_clusters: { ...filled('clusters', clusters), total_weight: total } };
}

function writeMirror({ cluster, numerator, denominator, runtimeKey }: RequestMirrorPolicy): JsonObject {
  const unit = denominator === 1_000_000 ? 'MILLION' : denominator === 10_000 ? 'TEN_THOUSAND' : 'HUNDRED';
  const value = { ...(unit === 'HUNDRED' ? {} : { denominator: unit }), ...(numerator === 0 ? {} : { numerator }) };
  return {
    cluster,
    runtime_fraction: { default_value: value, ...(runtimeKey === undefined ? {} : { runtime_key: runtimeKey }) },
  };
}

/** The same value with every name in camelCase. Only for values that this file has made. */
function camelCased(value: JsonObject): JsonObject {
  const convert = (inner: Json): Json =>
    Array.isArray(inner) ? inner.map(convert) : isObject(inner) ? camelCased(inner) : inner;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [camelCase(name), convert(inner)]));
}

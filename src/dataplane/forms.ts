import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import type { Path } from '../base/path.js';
import { isPatternError, type Patterns } from '../base/pattern.js';
import { readMatchers, writeMatcher } from './matcherforms.js';
import {
  camelCase,
  enumeration,
  field,
  list,
  message,
  messages,
  otherFields,
  type Place,
  type Reading,
  refuse,
  shown,
  startReading,
  text,
  uint32,
} from './protojson.js';
import type {
  FormProblem,
  KeyValue,
  RequestMirrorPolicy,
  Route,
  RouteAction,
  RouteConfiguration,
  RouteConfigurationRead,
  RouteConfigurationUnreadable,
  RouteForm,
  WeightedCluster,
} from './types.js';

const denominatorNames = ['HUNDRED', 'TEN_THOUSAND', 'MILLION'] as const;
const denominators = [100, 10_000, 1_000_000] as const;

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

/** The patterns that RE2 refuses: each makes Envoy refuse the configuration as a whole. */
export function patternProblems(read: Pick<RouteConfigurationRead, 'patterns'>, patterns: Patterns): FormProblem[] {
  return read.patterns.flatMap(({ path, pattern }) => {
    const result = patterns.compile(pattern);
    return isPatternError(result) ? [{ path, message: `${shown(pattern)} is not a pattern of RE2: ${result.error}.` }] : [];
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

function readWire(reading: Reading, place: Place<JsonObject>): Route[] {
  const hosts = messages(reading, field(place, 'virtual_hosts'));
  const [host, second] = hosts;
  if (host === undefined) {
    refuse(reading, place.path, 'There is no virtual host. The proxy reads the first one without looking whether it is there.');
    return [];
  }
  if (second !== undefined)
    ignore(reading, second.path, 'Only the first virtual host is read: the routes of the others do not exist for the proxy.');
  unused(reading, place, ['name', 'virtual_hosts']);
  unused(reading, host, ['name', 'domains', 'routes']);
  if ((text(reading, field(host, 'name')) ?? '') === '') refuse(reading, host.path, 'A virtual host needs a name.');
  if (list(reading, field(host, 'domains')).length === 0) refuse(reading, host.path, 'A virtual host needs at least one domain.');
  return messages(reading, field(host, 'routes')).map((route) => readWireRoute(reading, route));
}

const pathSpecifiers = ['prefix', 'path', 'safe_regex', 'connect_matcher', 'path_separated_prefix', 'path_match_policy'];
const otherActions = ['redirect', 'direct_response', 'filter_action', 'non_forwarding_action'];

function readWireRoute(reading: Reading, route: Place<JsonObject>): Route {
  unused(reading, route, ['name', 'match', 'route', 'request_headers_to_add', 'response_headers_to_add', ...otherActions]);
  const match = message(reading, field(route, 'match'));
  if (match === undefined) refuse(reading, route.path, 'An HTTP route needs a match.');
  else {
    unused(reading, match, ['headers', ...pathSpecifiers]);
    const path = pathSpecifiers.map((name) => field(match, name)).find((given) => given !== undefined);
    if (path === undefined) refuse(reading, match.path, 'An HTTP route needs a path to match, such as prefix: "/".');
    else if (path.value !== '/' && path.value !== '')
      ignore(reading, path.path, 'The path is not looked at: messages have none.');
  }
  return {
    name: text(reading, field(route, 'name')) ?? '',
    match: match === undefined ? [] : readMatchers(reading, field(match, 'headers')),
    action: readWireAction(reading, route),
    requestMutation: readHeaders(reading, field(route, 'request_headers_to_add')),
    responseMutation: readHeaders(reading, field(route, 'response_headers_to_add')),
  };
}

function readWireAction(reading: Reading, route: Place<JsonObject>): RouteAction {
  const empty = { hashPolicy: [], mirrors: [] };
  const action = message(reading, field(route, 'route'));
  if (action === undefined) {
    const other = otherActions.map((name) => field(route, name)).find((given) => given !== undefined);
    if (other === undefined) refuse(reading, route.path, 'A route needs an action.');
    else
      ignore(
        reading,
        other.path,
        'The proxy knows no such action: requests that match this route are answered with ClusterNotFound.',
      );
    return empty;
  }
  const others = ['cluster_header', 'cluster_specifier_plugin', 'inline_cluster_specifier_plugin'];
  unused(reading, action, ['cluster', 'weighted_clusters', 'hash_policy', 'request_mirror_policies', ...others]);
  const destination = readClusters(reading, action);
  if (destination.cluster === '') refuse(reading, action.path, 'The name of a cluster may not be empty.');
  if (destination.cluster === undefined && destination.weightedClusters === undefined) {
    const other = others.map((name) => field(action, name)).find((given) => given !== undefined);
    if (other === undefined) refuse(reading, action.path, 'A route needs a cluster.');
    else
      ignore(
        reading,
        other.path,
        'The proxy does not read it: requests that match this route are answered with ClusterNotFound.',
      );
  }
  return {
    ...destination,
    hashPolicy: messages(reading, field(action, 'hash_policy')).map((policy) => readWireHashPolicy(reading, policy)),
    mirrors: messages(reading, field(action, 'request_mirror_policies')).map((policy) => readMirror(reading, policy, 'wire')),
  };
}

function readWireHashPolicy(reading: Reading, policy: Place<JsonObject>): string {
  const header = message(reading, field(policy, 'header'));
  if (header !== undefined) {
    const name = text(reading, field(header, 'header_name')) ?? '';
    if (name === '') refuse(reading, header.path, 'A hash policy needs the name of an attribute.');
    return name;
  }
  if (Object.keys(policy.value).length === 0) refuse(reading, policy.path, 'A hash policy needs something to hash.');
  else
    ignore(
      reading,
      policy.path,
      'Only hash policies on a header are understood; this one becomes one on an attribute without a name.',
    );
  return '';
}

function readHeaders(reading: Reading, place: Place | undefined): KeyValue[] {
  const options = messages(reading, place);
  if (place !== undefined && options.length > 1000) refuse(reading, place.path, 'More than 1000 entries.');
  return options.map((option) => {
    unused(reading, option, ['header']);
    const header = message(reading, field(option, 'header'));
    if (header === undefined) {
      refuse(reading, option.path, 'An entry needs a header.');
      return { key: '', value: '' };
    }
    return readKeyValue(reading, header);
  });
}

function readKeyValue(reading: Reading, pair: Place<JsonObject>): KeyValue {
  const key = text(reading, field(pair, 'key')) ?? '';
  const value = text(reading, field(pair, 'value')) ?? '';
  if (key === '') refuse(reading, pair.path, 'A key may not be empty.');
  for (const part of [key, value]) {
    if (part.length > 16384 || (part.length * 3 > 16384 && Buffer.byteLength(part) > 16384)) {
      refuse(reading, pair.path, 'A key or value may not be longer than 16384 bytes.');
    }
  }
  return { key, value };
}

/** `cluster` or `weighted_clusters`, which both forms write alike. */
function readClusters(reading: Reading, action: Place<JsonObject>): { cluster?: string; weightedClusters?: WeightedCluster[] } {
  const weighted = message(reading, field(action, 'weighted_clusters'));
  const cluster = field(action, 'cluster');
  if (weighted === undefined) {
    const name = text(reading, cluster);
    return name === undefined ? {} : { cluster: name };
  }
  if (cluster !== undefined)
    refuse(reading, cluster.path, 'cluster stands beside weighted_clusters: only one of them can be given.');
  const clusters = messages(reading, field(weighted, 'clusters'));
  if (clusters.length === 0) refuse(reading, weighted.path, 'A split needs at least one cluster.');
  const total = field(weighted, 'total_weight');
  if (total !== undefined && uint32(reading, total) === 0) {
    refuse(reading, total.path, 'The weights sum to 0: Envoy wants a total_weight of at least 1.');
  }
  return {
    weightedClusters: clusters.map((entry) => {
      const name = text(reading, field(entry, 'name')) ?? '';
      if (name === '') refuse(reading, entry.path, 'A cluster of a split needs a name.');
      const weight = field(entry, 'weight');
      if (weight === undefined) refuse(reading, entry.path, 'A cluster of a split needs a weight.');
      return { name, weight: uint32(reading, weight) ?? 0 };
    }),
  };
}

/**
 * A mirror. Without a fraction all requests are copied in the proxy's own form, but none over the wire: the proxy's conversion
 * then writes a fraction of 0. It also loses the runtime key.
 */
function readMirror(reading: Reading, policy: Place<JsonObject>, form: RouteForm): RequestMirrorPolicy {
  const cluster = text(reading, field(policy, 'cluster')) ?? '';
  if (cluster === '' && form === 'dataplane') refuse(reading, policy.path, 'A mirror needs a cluster.');
  const fraction = message(reading, field(policy, 'runtime_fraction'));
  if (fraction === undefined) {
    if (form === 'dataplane') return { cluster, numerator: 100, denominator: 100 };
    ignore(reading, policy.path, 'A mirror without a fraction copies nothing when it comes over MetaRDS: it becomes 0 %.');
    return { cluster, numerator: 0, denominator: 100 };
  }
  const value = message(reading, field(fraction, 'default_value'));
  if (value === undefined && form === 'wire') refuse(reading, fraction.path, 'A fraction needs a default_value.');
  const key = field(fraction, 'runtime_key');
  const runtimeKey = text(reading, key) ?? '';
  if (key !== undefined && form === 'wire' && runtimeKey !== '') {
    ignore(reading, key.path, 'The runtime key is lost over MetaRDS: the fraction cannot be changed while the proxy runs.');
  }
  const unit = value === undefined ? 0 : (enumeration(reading, field(value, 'denominator'), denominatorNames) ?? 0);
  return {
    cluster,
    numerator: value === undefined ? 0 : (uint32(reading, field(value, 'numerator')) ?? 0),
    denominator: denominators[unit] ?? 100,
    ...(form === 'dataplane' && runtimeKey !== '' ? { runtimeKey } : {}),
  };
}

function readDataplane(reading: Reading, place: Place<JsonObject>): Route[] {
  unused(reading, place, ['name', 'routes']);
  return messages(reading, field(place, 'routes')).map((route) => {
    unused(reading, route, ['name', 'match', 'route', 'request_mutation', 'response_mutation']);
    const match = message(reading, field(route, 'match'));
    if (match !== undefined) unused(reading, match, ['metadata']);
    return {
      name: text(reading, field(route, 'name')) ?? '',
      match: match === undefined ? [] : readMatchers(reading, field(match, 'metadata')),
      action: readDataplaneAction(reading, route),
      requestMutation: readMutation(reading, field(route, 'request_mutation')),
      responseMutation: readMutation(reading, field(route, 'response_mutation')),
    };
  });
}

function readDataplaneAction(reading: Reading, route: Place<JsonObject>): RouteAction {
  const action = message(reading, field(route, 'route'));
  if (action === undefined) {
    refuse(reading, route.path, 'A route needs an action.');
    return { hashPolicy: [], mirrors: [] };
  }
  unused(reading, action, ['cluster', 'weighted_clusters', 'hash_policy', 'request_mirror_policies']);
  const destination = readClusters(reading, action);
  if (destination.cluster === undefined && destination.weightedClusters === undefined) {
    ignore(
      reading,
      action.path,
      'The action names no cluster. What came over MetaRDS so is answered with ClusterNotFound; a listener that holds it is refused.',
    );
  }
  const hashPolicy = list(reading, field(action, 'hash_policy')).map((key) => text(reading, key) ?? '');
  if (hashPolicy.length > 100) refuse(reading, action.path, 'More than 100 hash policies.');
  return {
    ...destination,
    hashPolicy,
    mirrors: messages(reading, field(action, 'request_mirror_policies')).map((policy) =>
      readMirror(reading, policy, 'dataplane'),
    ),
  };
}

function readMutation(reading: Reading, place: Place | undefined): KeyValue[] {
  const pairs = messages(reading, place);
  if (place !== undefined && pairs.length > 1000) refuse(reading, place.path, 'More than 1000 entries.');
  return pairs.map((pair) => readKeyValue(reading, pair));
}

function ignore(reading: Reading, path: Path, text: string): void {
  reading.ignored.push({ path, message: text });
}

/** Notes the fields that the proxy does not read. */
function unused(reading: Reading, parent: Place<JsonObject>, read: readonly string[]): void {
  for (const name of otherFields(parent, read)) {
    ignore(reading, [...parent.path, name], `${JSON.stringify(name)} has no effect: a MetaProtocol proxy does not read it.`);
  }
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

import type { JsonObject } from '../base/json.js';
import { readClusters, readKeyValue, readMirror } from './actionforms.js';
import { readMatchers } from './matcherforms.js';
import {
  field,
  forbiddenCharacter,
  ignore,
  list,
  message,
  messages,
  type Place,
  type Reading,
  refuse,
  shown,
  text,
  unused,
} from './protojson.js';
import type { KeyValue, Route, RouteAction } from './types.js';

/** Reads the routes of the HTTP RouteConfiguration that MetaRDS carries, converted as the proxy converts them. */
export function readWire(reading: Reading, place: Place<JsonObject>): Route[] {
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
    const pair = readKeyValue(reading, header);
    for (const part of ['key', 'value'] as const) {
      const forbidden = forbiddenCharacter(pair[part]);
      if (forbidden === undefined) continue;
      const whose = part === 'key' ? `The key ${shown(pair.key)}` : `The value of ${shown(pair.key)}`;
      refuse(reading, header.path, `${whose} has ${forbidden}, and may hold neither NUL nor CR nor LF.`);
    }
    return pair;
  });
}

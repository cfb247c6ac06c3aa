import type { JsonObject } from '../base/json.js';
import { readClusters, readKeyValue, readMirror } from './actionforms.js';
import { readMatchers } from './matcherforms.js';
import { field, ignore, list, message, messages, type Place, type Reading, refuse, text, unused } from './protojson.js';
import type { KeyValue, Route, RouteAction } from './types.js';

/** Reads the routes of the proxy's own RouteConfiguration, as listeners and dumps hold it. */
export function readDataplane(reading: Reading, place: Place<JsonObject>): Route[] {
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

import type { Json, JsonObject } from '../../base/json.js';
import type { Patterns } from '../../base/pattern.js';
import { routableName } from '../attributes.js';
import { traceCondition } from '../explain.js';
import { patternProblems } from '../forms.js';
import { readMatchers } from '../matcherforms.js';
import { bool, field, message, messages, type Place, type Reading, refuse, startReading, text } from '../protojson.js';
import type { ValueMatcher } from '../types.js';
import { readAction } from './action.js';
import { type NativeCondition, type NativeRoute, type NativeRoutes, valueCondition } from './routes.js';

/**
 * Reads Envoy's `ThriftProxy` (camelCase or snake_case) into routes. As its router has it [read]: a route is for a method
 * (empty for any) or for a service, which is what stands before a colon in the method's name; `invert` turns that around; headers are those of the
 * header transport. Aeraki writes an empty method into every route, so that its first route takes every request.
 */
export function readThriftProxy(value: Json, patterns: Patterns): NativeRoutes {
  const reading = startReading();
  const proxy = message(reading, { value, path: [] });
  let routes: NativeRoute[] = [];
  let name = '';
  if (proxy !== undefined) {
    name = text(reading, field(proxy, 'stat_prefix')) ?? '';
    if (name === '') refuse(reading, [], 'stat_prefix is missing.');
    const configuration = message(reading, field(proxy, 'route_config'));
    if (configuration !== undefined) {
      name = text(reading, field(configuration, 'name')) ?? name;
      routes = messages(reading, field(configuration, 'routes')).map((route) => ({
        conditions: readMatch(reading, route, patterns),
        action: readAction(reading, route, 1),
      }));
    }
  }
  return {
    protocol: 'thrift',
    name,
    routes,
    unmatched: (seen) => ({ type: 'UnknownMethod', message: `no route for method '${seen.get('method') ?? ''}'` }),
    problems: [...reading.problems, ...patternProblems(reading, patterns)],
  };
}

function readMatch(reading: Reading, route: Place<JsonObject>, patterns: Patterns): NativeCondition[] {
  const match = message(reading, field(route, 'match'));
  if (match === undefined) {
    refuse(reading, route.path, 'A route without a match.');
    return [];
  }
  const headers = readMatchers(reading, field(match, 'headers')).map((header): NativeCondition => {
    const attribute = routableName(header.name);
    return (seen) => traceCondition(header, attribute === 'method' ? undefined : seen.get(attribute), patterns);
  });
  const inverted = bool(reading, field(match, 'invert')) ?? false;
  const method = text(reading, field(match, 'method_name'));
  const service = text(reading, field(match, 'service_name'));
  if (method === undefined && service === undefined) refuse(reading, match.path, 'A match without a method or service name.');
  const wanted = method ?? service ?? '';
  if (wanted === '') {
    if (inverted) refuse(reading, match.path, 'An empty name cannot be inverted.');
    return headers;
  }
  const start = method === undefined && !wanted.endsWith(':') ? `${wanted}:` : wanted;
  const matcher: ValueMatcher =
    method === undefined
      ? { kind: 'prefix', value: start, ignoreCase: false }
      : { kind: 'exact', value: method, ignoreCase: false };
  const plain = valueCondition('method', matcher, (value) =>
    method === undefined ? value?.startsWith(start) === true : value === method,
  );
  const turned: NativeCondition = (seen) => {
    const asked = plain(seen);
    return { ...asked, matched: !asked.matched, inverted: true };
  };
  return [...headers, inverted ? turned : plain];
}

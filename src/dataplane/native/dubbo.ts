import type { Json, JsonObject } from '../../base/json.js';
import type { Patterns } from '../../base/pattern.js';
import { routableName } from '../attributes.js';
import { traceCondition } from '../explain.js';
import { patternProblems } from '../forms.js';
import { valueTest } from '../matcher.js';
import { readMatchers, readStringMatcher } from '../matcherforms.js';
import { field, message, messages, type Place, type Reading, refuse, startReading, text } from '../protojson.js';
import type { ValueMatcher } from '../types.js';
import { readAction } from './action.js';
import { type NativeCondition, type NativeRoute, type NativeRoutes, valueCondition } from './routes.js';

/**
 * Reads Envoy's `DubboProxy` (of an EnvoyFilter or of a dump, camelCase or snake_case) into routes. As its `route_matcher.cc` has it [read]:
 * a route configuration is for an interface (`*` for any, or with `*` at one end, which stands for at least one character), and for a version and
 * a group where it names them; then the first route counts whose headers hold, which are compared with the attachments, and
 * whose method matches. A request without a method matches no route.
 */
export function readDubboProxy(value: Json, patterns: Patterns): NativeRoutes {
  const reading = startReading();
  const proxy = message(reading, { value, path: [] });
  const routes: NativeRoute[] = [];
  let name = '';
  if (proxy !== undefined) {
    name = text(reading, field(proxy, 'stat_prefix')) ?? '';
    if (name === '') refuse(reading, [], 'stat_prefix is missing.');
    const several = message(reading, field(proxy, 'multiple_route_config'));
    for (const configuration of messages(reading, field(several ?? proxy, 'route_config'))) {
      name = text(reading, field(configuration, 'name')) ?? name;
      routes.push(...readConfiguration(reading, configuration, patterns));
    }
  }
  return {
    protocol: 'dubbo',
    name,
    routes,
    unmatched: (seen) => ({
      type: 'ServiceNotFound',
      message: `dubbo router: no route for interface '${seen.get('interface') ?? ''}'`,
    }),
    problems: [...reading.problems, ...patternProblems(reading, patterns)],
  };
}

function readConfiguration(reading: Reading, configuration: Place<JsonObject>, patterns: Patterns): NativeRoute[] {
  const called = text(reading, field(configuration, 'interface')) ?? '';
  const version = text(reading, field(configuration, 'version')) ?? '';
  const group = text(reading, field(configuration, 'group')) ?? '';
  const common: NativeCondition[] = [
    interfaceCondition(called),
    ...(version === '' ? [] : [exactly('version', version)]),
    ...(group === '' ? [] : [exactly('group', group)]),
  ];
  return messages(reading, field(configuration, 'routes')).map((route) => ({
    conditions: [...common, ...readMatch(reading, route, patterns)],
    action: readAction(reading, route, 0),
  }));
}

function exactly(attribute: string, value: string): NativeCondition {
  return valueCondition(attribute, { kind: 'exact', value, ignoreCase: false }, (actual) => actual === value);
}

function interfaceCondition(called: string): NativeCondition {
  const condition = (matcher: ValueMatcher, holds: (value: string) => boolean) =>
    valueCondition('interface', matcher, (value) => holds(value ?? ''));
  if (called === '*') return condition({ kind: 'present', present: true }, (value) => value !== '');
  if (called.startsWith('*')) {
    const end = called.slice(1);
    const matcher: ValueMatcher = { kind: 'suffix', value: end, ignoreCase: false };
    return condition(matcher, (value) => value.length > end.length && value.endsWith(end));
  }
  if (called.endsWith('*')) {
    const start = called.slice(0, -1);
    const matcher: ValueMatcher = { kind: 'prefix', value: start, ignoreCase: false };
    return condition(matcher, (value) => value.length > start.length && value.startsWith(start));
  }
  return exactly('interface', called);
}

function readMatch(reading: Reading, route: Place<JsonObject>, patterns: Patterns): NativeCondition[] {
  const match = message(reading, field(route, 'match'));
  if (match === undefined) {
    refuse(reading, route.path, 'A route without a match.');
    return [];
  }
  const headers = readMatchers(reading, field(match, 'headers')).map((header): NativeCondition => {
    const attribute = routableName(header.name);
    // The method of a call is no attachment.
    return (seen) => traceCondition(header, attribute === 'method' ? undefined : seen.get(attribute), patterns);
  });
  const method = message(reading, field(match, 'method'));
  const named = method === undefined ? undefined : message(reading, field(method, 'name'));
  const matcher = named === undefined ? undefined : readStringMatcher(reading, named);
  if (matcher === undefined) {
    refuse(reading, match.path, 'A route without a method to match.');
    return headers;
  }
  const test = valueTest(matcher, patterns);
  return [...headers, valueCondition('method', matcher, (value) => value !== undefined && value !== '' && test(value))];
}

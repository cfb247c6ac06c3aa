import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import type { Path } from '../base/path.js';
import { field, type Place } from './protojson.js';

/** A route configuration inside a larger value. */
export interface HeldRoutes {
  /** Empty where it has none. */
  name: string;
  /** What `readRouteConfiguration` takes. */
  value: Json;
  /** Where it stands in the value that was looked through. */
  path: Path;
}

/** The members that hold lists of route configurations: of a section of a dump, of a discovery answer, of what `translate -o json` prints. */
const holders = ['static_route_configs', 'dynamic_route_configs', 'resources', 'route_configurations'];

/**
 * The route configurations in a list, a whole config dump, a `RoutesConfigDump` section of one, a discovery answer, or the result of
 * `translate -o json`. Of a whole dump only the section of the MetaProtocol proxy is looked at: Envoy's own holds HTTP routes.
 * Undefined: it is none of these, but may be a route configuration itself.
 */
export function heldRoutes(value: Json): HeldRoutes[] | undefined {
  if (Array.isArray(value)) return value.flatMap((item, index) => within({ value: item, path: [index] }));
  if (!isObject(value)) return undefined;
  const place = { value, path: [] };
  return sections(place) ?? items(place);
}

/** Of an item of a list: what it holds, or itself. */
function within(place: Place): HeldRoutes[] {
  if (!isObject(place.value)) return [];
  const inner = { value: place.value, path: place.path };
  const known = sections(inner) ?? items(inner);
  if (known !== undefined) return known;
  const looksLikeRoutes = ['virtual_hosts', 'routes', 'route_config', 'resource'].some(
    (name) => field(inner, name) !== undefined,
  );
  return looksLikeRoutes ? [{ name: nameOf(place.value), ...place }] : [];
}

function sections(place: Place<JsonObject>): HeldRoutes[] | undefined {
  const configs = own(place.value, 'configs');
  if (!Array.isArray(configs)) return undefined;
  return configs.flatMap((section, index) => {
    if (!isObject(section) || !/aeraki\.meta_protocol_proxy\..*RoutesConfigDump$/.test(typeOf(section))) return [];
    return items({ value: section, path: [...place.path, 'configs', index] }) ?? [];
  });
}

function items(place: Place<JsonObject>): HeldRoutes[] | undefined {
  const lists = holders.flatMap((name) => field(place, name) ?? []).filter(({ value }) => Array.isArray(value));
  if (lists.length === 0) return typeOf(place.value).endsWith('RoutesConfigDump') ? [] : undefined;
  return lists.flatMap(({ value, path }) =>
    (Array.isArray(value) ? value : []).map((item, index) => ({ name: nameOf(item), value: item, path: [...path, index] })),
  );
}

function typeOf(value: JsonObject): string {
  const type = own(value, '@type');
  return typeof type === 'string' ? type : '';
}

/** The name of a route configuration, looked for through what is wrapped around it. */
function nameOf(value: Json, depth = 0): string {
  if (!isObject(value) || depth > 4) return '';
  const name = own(value, 'name');
  if (typeof name === 'string') return name;
  const place = { value, path: [] };
  const inner = field(place, 'route_config') ?? field(place, 'resource') ?? field(place, 'value');
  return inner === undefined ? '' : nameOf(inner.value, depth + 1);
}

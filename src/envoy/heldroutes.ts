import { isObject } from '../base/json.js';
import { get, messageOf, messagesOf, textOf, typeName } from './fields.js';
import { type DumpItem, pathOf, refusalOf } from './items.js';
import { metaRdsName } from './names.js';
import { clustersOfRoutes } from './routes.js';
import type { HeldListener, HeldRouteConfiguration } from './types.js';

type RouteProtocol = HeldRouteConfiguration['protocol'];

/** Reads the route configurations of all protocols. `listeners` tells who uses them. */
export function readRouteConfigurations(
  items: readonly DumpItem[],
  listeners: readonly HeldListener[],
): HeldRouteConfiguration[] {
  const users = usersOf(listeners);
  return items.map((item) => readHeld(item, users));
}

function readHeld(given: DumpItem, users: ReadonlyMap<string, readonly string[]>): HeldRouteConfiguration {
  const { value: item, list } = given;
  const held = get(item, 'route_config');
  const refused = refusalOf(item);
  const value = isObject(held) ? held : messageOf(messageOf(item, 'error_state'), 'failed_configuration');
  const protocol = protocolOf(typeName(textOf(value, '@type')), typeName(textOf(item, '@type')));
  // Dubbo's has no name of its own, but those of its parts.
  const name = textOf(value, 'name') || textOf(messagesOf(value, 'route_config')[0] ?? {}, 'name');
  const isStatic = list.startsWith('static');
  const target = protocol === 'metaprotocol' && !isStatic ? metaRdsName(name) : undefined;
  return {
    name,
    state: isObject(held) ? 'active' : 'rejected',
    static: isStatic,
    ...(refused === undefined ? {} : { refused }),
    version: textOf(item, 'version_info'),
    lastUpdated: textOf(item, 'last_updated'),
    path: pathOf(given),
    protocol,
    ...target,
    ...clustersOfRoutes(value),
    listeners: [...(users.get(`${protocol} ${name}`) ?? [])],
    value,
  };
}

function protocolOf(type: string, item: string): RouteProtocol {
  if (type.includes('meta_protocol_proxy') || (type === '' && item.includes('meta_protocol_proxy'))) return 'metaprotocol';
  if (type.includes('dubbo_proxy')) return 'dubbo';
  if (type.includes('thrift_proxy')) return 'thrift';
  return type === '' || /^envoy\.(config|api)\.|^envoy\.admin/.test(type) ? 'http' : 'other';
}

/** Names of the listeners by protocol and name of the routes that their filters use. */
function usersOf(listeners: readonly HeldListener[]): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const { name, state, chains } of listeners) {
    if (state === 'rejected') continue;
    for (const { protocol, routes } of chains.flatMap(({ filters }) => filters)) {
      if (routes === undefined) continue;
      const key = `${protocol} ${routes.name}`;
      const known = users.get(key);
      if (known === undefined) users.set(key, [name]);
      else if (known.at(-1) !== name) known.push(name);
    }
  }
  return users;
}

import { isObject, type JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';
import { get, textOf } from './fields.js';
import type { Refusal, ResourceState } from './types.js';

/** An item of a list in a section of a dump. */
export interface DumpItem {
  value: JsonObject;
  /** Path of the section; {@link pathOf} gives that of the item. */
  section: Path;
  /** The list as the dump spells it, and the place in it; -1 of an item on its own. */
  key: string;
  index: number;
  /** Proto name of the list that it stands in: `dynamic_listeners`, `static_clusters`, …. */
  list: string;
}

/** Where an item stands in the dump. */
export function pathOf({ section, key, index }: DumpItem): Path {
  return index < 0 ? section : [...section, key, index];
}

/** The `error_state` of an item: the last update, if the proxy refused it. */
export function refusalOf(item: JsonObject): Refusal | undefined {
  const error = get(item, 'error_state');
  if (!isObject(error)) return undefined;
  return { reason: textOf(error, 'details') || 'the proxy gives no reason', at: textOf(error, 'last_update_attempt') };
}

/** The state that the name of a list tells; `dynamic_listeners` and static lists tell none and count as active. */
export function stateOf(list: string): ResourceState {
  if (list.includes('warming')) return 'warming';
  return list.includes('draining') ? 'draining' : 'active';
}

import { isObject } from '../base/json.js';
import { addressOf, get, messageOf, textOf } from './fields.js';
import { readChains } from './filters.js';
import { type DumpItem, pathOf, refusalOf, stateOf } from './items.js';
import type { HeldListener, ResourceState } from './types.js';

const directions: Record<string, HeldListener['direction']> = {
  INBOUND: 'inbound',
  OUTBOUND: 'outbound',
  '1': 'inbound',
  '2': 'outbound',
};

/**
 * Reads the listeners of a dump. Envoy lists a listener that it refused twice: by its name, and once more without one among the last failures; both are one
 * here.
 */
export function readListeners(items: readonly DumpItem[]): HeldListener[] {
  const listeners: HeldListener[] = [];
  const byName = new Map<string, HeldListener>();
  for (const item of items) {
    const listener = readListener(item);
    const known = byName.get(listener.name);
    if (known === undefined || listener.static !== known.static) {
      listeners.push(listener);
      byName.set(listener.name, listener);
    } else merge(known, listener);
  }
  return listeners;
}

/** The failure that is told once more, or an older form's list of each state. */
function merge(known: HeldListener, again: HeldListener): void {
  if (again.refused !== undefined && known.refused === undefined) {
    known.refused = again.refused;
    known.refusedValue = again.value;
    return;
  }
  if (known.refused !== undefined && known.refused.at === '' && again.refused !== undefined) known.refused = again.refused;
  if (again.refused !== undefined || again.state === 'draining') return;
  if (known.state === 'active' && again.state === 'warming') known.updating = true;
  else if (known.state !== 'active') Object.assign(known, again, known.state === 'warming' ? { updating: true } : {});
}

/** The states of an item in the order in which they are in force. */
const stages: readonly [field: string, state: ResourceState][] = [
  ['active_state', 'active'],
  ['warming_state', 'warming'],
  ['draining_state', 'draining'],
];

function readListener(item: DumpItem): HeldListener {
  const { value: outer, list } = item;
  let state: ResourceState | undefined;
  let stage = outer;
  let updating = false;
  for (const [field, named] of stages) {
    const held = get(outer, field);
    if (!isObject(held)) continue;
    if (state === 'active' && named === 'warming') updating = true;
    if (state !== undefined) continue;
    state = named;
    stage = held;
  }
  // Static ones, and those of Envoy before 1.13, hold the listener themselves.
  if (state === undefined && isObject(get(outer, 'listener'))) state = stateOf(list);
  const refused = refusalOf(outer);
  const failed = refused === undefined ? {} : messageOf(messageOf(outer, 'error_state'), 'failed_configuration');
  const value = state === undefined ? failed : messageOf(stage, 'listener');
  const { address, port } = addressOf(messageOf(value, 'address'));
  const listener: HeldListener = {
    name: textOf(outer, 'name') || textOf(value, 'name') || `${address}_${port ?? ''}`,
    state: state ?? 'rejected',
    static: list.startsWith('static'),
    version: state === undefined ? '' : textOf(stage, 'version_info'),
    lastUpdated: state === undefined ? '' : textOf(stage, 'last_updated'),
    path: pathOf(item),
    address,
    port,
    direction: directions[String(get(value, 'traffic_direction'))] ?? 'unspecified',
    chains: readChains(value),
    value,
  };
  if (refused !== undefined) listener.refused = refused;
  if (updating) listener.updating = true;
  if (state !== undefined && refused !== undefined) listener.refusedValue = failed;
  return listener;
}

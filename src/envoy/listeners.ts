import { isObject, type JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';
import { addressOf, get, messageOf, textOf } from './fields.js';
import { readChains } from './filters.js';
import { type DumpItem, refusalOf, stateOf } from './items.js';
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

function readListener({ value: item, path, list }: DumpItem): HeldListener {
  const held = stages.flatMap(([field, state]) => {
    const stage = get(item, field);
    return isObject(stage) ? [{ state, stage }] : [];
  });
  // Static ones, and those of Envoy before 1.13, hold the listener themselves.
  if (held.length === 0 && isObject(get(item, 'listener'))) held.push({ state: stateOf(list), stage: item });
  const refused = refusalOf(item);
  const [first] = held;
  const failed = messageOf(messageOf(item, 'error_state'), 'failed_configuration');
  const value = first === undefined ? failed : messageOf(first.stage, 'listener');
  const where = describe(value, path);
  return {
    name: textOf(item, 'name') || textOf(value, 'name') || where.shown,
    state: first?.state ?? 'rejected',
    static: list.startsWith('static'),
    ...(refused === undefined ? {} : { refused }),
    ...(first !== undefined && held.some(({ state }) => state === 'warming') && first.state === 'active'
      ? { updating: true as const }
      : {}),
    version: first === undefined ? '' : textOf(first.stage, 'version_info'),
    lastUpdated: first === undefined ? '' : textOf(first.stage, 'last_updated'),
    path,
    address: where.address,
    port: where.port,
    direction: directions[String(get(value, 'traffic_direction'))] ?? 'unspecified',
    chains: readChains(value),
    value,
    ...(first === undefined || refused === undefined ? {} : { refusedValue: failed }),
  };
}

function describe(value: JsonObject, path: Path): { address: string; port: number | undefined; shown: string } {
  const { address, port } = addressOf(messageOf(value, 'address'));
  return { address, port, shown: address === '' ? `listener ${path.at(-1)}` : `${address}_${port ?? ''}` };
}

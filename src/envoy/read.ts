import type { Json } from '../base/json.js';
import { readClusters } from './clusters.js';
import { readEndpoints } from './endpoints.js';
import { messageOf } from './fields.js';
import { readRouteConfigurations } from './heldroutes.js';
import { readListeners } from './listeners.js';
import { readBootstrap, readNode } from './node.js';
import { problemsOf } from './problems.js';
import { readSecrets } from './secrets.js';
import { bootstrapOf, type DumpSection, itemsOf, type NotADump, sectionsOf, versionOf } from './sections.js';
import type { Section, SidecarView } from './types.js';

export type { NotADump } from './sections.js';

/**
 * Tells what a proxy's `/config_dump` holds, of any version of Envoy, in snake_case or camelCase; parts and single sections of a dump are taken too. `now` (epoch
 * milliseconds) is what certificates are held against; without, their validity is not judged. A value that is no dump is told so; nothing is thrown.
 */
export function readSidecar(json: Json, options: { now?: number } = {}): SidecarView | NotADump {
  const all = sectionsOf(json);
  if (!Array.isArray(all)) return all;
  const { bootstrap, lastUpdated } = bootstrapOf(all);
  const listeners = readListeners(itemsOf(all, 'listeners'));
  const view: SidecarView = {
    node: readNode(messageOf(bootstrap, 'node')),
    bootstrap: readBootstrap(bootstrap, lastUpdated),
    versions: { listeners: versionOf(all, 'listeners'), clusters: versionOf(all, 'clusters') },
    sections: presence(all),
    listeners,
    routeConfigurations: readRouteConfigurations(itemsOf(all, 'routes'), listeners),
    clusters: readClusters(itemsOf(all, 'clusters')),
    endpoints: readEndpoints(itemsOf(all, 'endpoints')),
    secrets: readSecrets(itemsOf(all, 'secrets')),
    problems: [],
  };
  view.problems = problemsOf(view, { whole: (section) => isWhole(all, section), ...options });
  return view;
}

/** Whether a value is a view, and not the answer that it is no dump. */
export function isView(read: SidecarView | NotADump): read is SidecarView {
  return 'listeners' in read;
}

function presence(all: readonly DumpSection[]): Record<Section, boolean> {
  const has = (wanted: Section): boolean => all.some(({ section }) => section === wanted);
  // Envoy leaves out the sections of routes until there is a filter with routes.
  const full = has('bootstrap') && has('listeners') && has('clusters');
  return {
    bootstrap: has('bootstrap'),
    listeners: has('listeners'),
    routes: full || has('routes'),
    clusters: has('clusters'),
    endpoints: has('endpoints'),
    secrets: full || has('secrets'),
  };
}

/** Whether all of a section is there, so that what is not in it is not in the proxy. */
function isWhole(all: readonly DumpSection[], wanted: Section): boolean {
  const whole = (section: Section): boolean => all.some((one) => one.section === section && !one.item);
  return wanted === 'routes' ? whole('bootstrap') && whole('listeners') && whole('clusters') : whole(wanted);
}

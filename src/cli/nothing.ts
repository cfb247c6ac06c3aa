import { protocolOf } from '../controlplane/names.js';
import type { Translation } from '../controlplane/types.js';
import type { Mesh } from '../mesh/types.js';
import { count } from '../report/diagnostics/summary.js';
import type { Chosen } from './choosing.js';
import { text } from './options.js';
import type { Options } from './types.js';

/** A part of a translation as `--only` names it. */
export type Part = 'envoyfilters' | 'virtualservices' | 'metards';

const nameOf: Record<Part, string> = {
  envoyfilters: 'EnvoyFilter',
  virtualservices: 'VirtualService',
  metards: 'MetaRDS route configuration',
};

/**
 * What to say where nothing that was asked for is generated: what `--only` leaves out, else what {@link Chosen} says, else whether there is a
 * port that Aeraki manages at all.
 */
export function whyNothing({ translation, nothing }: Chosen, mesh: Mesh, options: Options): string {
  const only = partOf(text(options, 'only'));
  const left = only === undefined ? [] : leftOut(translation, only);
  if (only !== undefined && left.length > 0) {
    const host = text(options, 'service');
    const namespace = text(options, 'only-namespace');
    const where = `${host === undefined ? '' : ` for ${host}`}${namespace === undefined ? '' : ` in the namespace ${namespace}`}`;
    return `No ${nameOf[only]}s${where}; --only ${only} leaves ${left.join(' and ')} out.`;
  }
  if (nothing !== undefined) return nothing;
  const named = [...mesh.services, ...mesh.hiddenServices].some(({ ports }) =>
    ports.some(({ name }) => protocolOf(name) !== undefined),
  );
  if (!named)
    return 'Aeraki generates nothing from these objects: no service among them has a port that it manages.\nA port is managed by its name, as in tcp-metaprotocol-thrift.';
  return `Aeraki generates nothing from these objects, though a service among them has a port with a name that it manages.${translation.notes.length === 0 ? '' : '\nThe notes tell why.'}`;
}

function partOf(name: string | undefined): Part | undefined {
  return name === 'envoyfilters' || name === 'virtualservices' || name === 'metards' ? name : undefined;
}

/** What there is of the other parts: `2 EnvoyFilters`. */
function leftOut({ envoyFilters, virtualServices, routeConfigurations }: Translation, only: Part): string[] {
  const sizes: [Part, number][] = [
    ['envoyfilters', envoyFilters.length],
    ['virtualservices', virtualServices.length],
    ['metards', routeConfigurations.length],
  ];
  return sizes.flatMap(([part, size]) => (part === only || size === 0 ? [] : count(size, nameOf[part])));
}

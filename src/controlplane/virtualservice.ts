import type { JsonObject } from '../base/json.js';
import { note } from '../mesh/notes.js';
import type { HttpRule, RuleRoute } from '../resource/istio.js';
import type { GeneratorContext } from './draft.js';
import { outboundCluster } from './names.js';
import type { Cause } from './types.js';

/**
 * The action of a rule for native Dubbo and Thrift: only the subset of a destination counts. Undefined: the rule has no
 * destination to take, of which Aeraki dies.
 */
export function ruleAction(host: string, port: number, { routes }: HttpRule, withTotal: boolean): JsonObject | undefined {
  if (routes.length === 0 || routes.some(({ destination }) => destination === undefined)) return undefined;
  const cluster = ({ destination }: RuleRoute) => outboundCluster(host, port, destination?.subset);
  const [only] = routes;
  if (only && routes.length === 1) return { cluster: cluster(only) };
  const total = routes.reduce((sum, { weight }) => sum + weight, 0);
  return {
    weightedClusters: {
      clusters: routes.map((route) => ({ name: cluster(route), weight: route.weight })),
      ...(withTotal ? { totalWeight: total } : {}),
    },
  };
}

/** The causes that a VirtualService adds. */
export function ruleCauses({ virtualService }: GeneratorContext): Cause[] {
  return virtualService ? [{ ...virtualService.source, path: ['spec', 'http'], role: 'virtualService' }] : [];
}

/** Notes what Aeraki ignores or dies of in the VirtualService of a native service. False: it dies. */
export function checkRules({ virtualService, mesh, host, service, notes }: GeneratorContext): boolean {
  if (virtualService === undefined) return true;
  const { value, source } = virtualService;
  for (const other of mesh.virtualServicesByHost.get(host)?.slice(1) ?? []) {
    const related = [{ message: 'The one that is used here.', ...source, path: ['spec', 'hosts'] }];
    notes.push(
      note(
        'AER0607',
        other.source,
        ['spec', 'hosts'],
        `Another VirtualService names ${host}; Aeraki takes one of them at random.`,
        { related },
      ),
    );
  }
  if (value.http.length === 0) {
    notes.push(
      note(
        'AER0606',
        source,
        ['spec'],
        `Without http rules the service ${host} gets an empty list of routes: every request fails.`,
      ),
    );
  }
  let usable = true;
  value.http.forEach((rule, index) => {
    const path = ['spec', 'http', index];
    const missing = rule.routes.findIndex(({ destination }) => destination === undefined);
    if (rule.routes.length === 0 || missing >= 0) {
      usable = false;
      const what = missing >= 0 ? 'a route without destination' : 'a rule without route';
      const message = `Aeraki dies of ${what} for the native service ${host}, and with it the control plane of the whole mesh.`;
      notes.push(note('AER0405', source, missing >= 0 ? [...path, 'route', missing] : path, message));
      return;
    }
    for (const key of rule.ignored) {
      notes.push(note('AER0602', source, [...path, key], `Aeraki does not look at ${key} for native protocols.`));
    }
    rule.routes.forEach(({ destination }, at) => {
      if (destination === undefined) return;
      const named = ['spec', 'http', index, 'route', at, 'destination'];
      const known =
        destination.host === host ||
        (!destination.host.includes('.') && host.startsWith(`${destination.host}.${service.namespace}.`));
      if (!known) {
        const message = `The destination ${destination.host} does not count: requests stay with ${host}, of which the subset is chosen.`;
        notes.push(note('AER0604', source, [...named, 'host'], message));
      }
      if (destination.port !== undefined && destination.port !== service.ports[0]?.number) {
        notes.push(
          note(
            'AER0604',
            source,
            [...named, 'port'],
            `The port ${destination.port} of a destination does not count for native protocols.`,
          ),
        );
      }
    });
  });
  return usable;
}

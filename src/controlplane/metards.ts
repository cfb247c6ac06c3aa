import type { Finding } from '../base/finding.js';
import type { RequestMirrorPolicy, Route, RouteAction, RouteConfiguration } from '../dataplane/types.js';
import { completeHost } from '../mesh/hosts.js';
import { note } from '../mesh/notes.js';
import type { Mesh, Service, ServicePort } from '../mesh/types.js';
import type { Destination, MetaRoute, MetaRouter } from '../resource/aeraki.js';
import type { DestinationRule } from '../resource/istio.js';
import type { Sourced } from '../resource/source.js';
import { serviceCause } from './draft.js';
import { droppedAttributes, matchersOf } from './match.js';
import { outboundCluster, protocolOf, routeName } from './names.js';
import type { Cause, GeneratedRoutes } from './types.js';

/** The DestinationRule that Aeraki finds for a service (`XDS/cache_mgr.go`): of several the first by namespace and name. */
export function destinationRuleOf(mesh: Mesh, service: Service, host: string): Sourced<DestinationRule> | undefined {
  return mesh.destinationRulesByHost.get(completeHost(host, service.namespace))?.[0];
}

/** The attribute that requests to a subset are hashed by; a subset has only its own, never its rule's. */
function hashKeys(rule: DestinationRule | undefined, subset: string): string[] {
  const holder = subset === '' ? rule : rule?.subsets.find(({ name }) => name === subset);
  return holder?.hash?.header === undefined ? [] : [holder.hash.header];
}

function clusterOf({ host, subset, port }: Destination, own: number): string {
  return outboundCluster(host, port === undefined || port === 0 ? own : port, subset);
}

/** The numerator of a percentage in millionths, cut as Go converts a float64 to a uint32. */
export function millionths(percentage: number): number {
  return Math.min(0xffffffff, Math.max(0, Math.trunc(percentage * 10_000)));
}

function mirrorsOf(route: MetaRoute, port: number): RequestMirrorPolicy[] {
  if (route.mirror === undefined) return [];
  const percentage = route.mirrorPercentage === undefined || route.mirrorPercentage === 0 ? 100 : route.mirrorPercentage;
  return [{ cluster: clusterOf(route.mirror, port), numerator: millionths(percentage), denominator: 1_000_000 }];
}

function actionOf(route: MetaRoute, port: number, rule: DestinationRule | undefined): RouteAction {
  const destinations = route.route.flatMap(({ destination, weight }) => (destination ? [{ destination, weight }] : []));
  const hashPolicy = destinations.flatMap(({ destination }) => hashKeys(rule, destination.subset));
  const mirrors = mirrorsOf(route, port);
  const only = destinations.length === 1 ? destinations[0] : undefined;
  if (only) return { cluster: clusterOf(only.destination, port), hashPolicy, mirrors };
  return {
    weightedClusters: destinations.map(({ destination, weight }) => ({ name: clusterOf(destination, port), weight })),
    hashPolicy,
    mirrors,
  };
}

function configurationOf(
  host: string,
  port: number,
  router: MetaRouter | undefined,
  rule: DestinationRule | undefined,
): RouteConfiguration {
  const name = routeName(host, port);
  if (router === undefined || router.routes.length === 0) {
    const action = { cluster: outboundCluster(host, port), hashPolicy: hashKeys(rule, ''), mirrors: [] };
    return { name, routes: [{ name: 'default', match: [], action, requestMutation: [], responseMutation: [] }] };
  }
  const routes = router.routes.map(
    (route): Route => ({
      name: route.name,
      match: matchersOf(route.match),
      action: actionOf(route, port, rule),
      requestMutation: route.requestMutation,
      responseMutation: route.responseMutation,
    }),
  );
  return { name, routes };
}

/** The routes that MetaRDS serves for a service, one configuration a MetaProtocol port, whether or not there is a codec. */
export function generateRoutes(
  mesh: Mesh,
  service: Service,
  host: string,
  router: Sourced<MetaRouter> | undefined,
): GeneratedRoutes[] {
  const rule = destinationRuleOf(mesh, service, host);
  return service.ports.flatMap((port: ServicePort): GeneratedRoutes[] => {
    if (protocolOf(port.name) !== 'metaprotocol') return [];
    const configuration = configurationOf(host, port.number, router?.value, rule?.value);
    const causes: Cause[] = [serviceCause(service, port)];
    const routed = router !== undefined && router.value.routes.length > 0;
    if (routed) causes.push({ ...router.source, path: ['spec', 'routes'], role: 'router' });
    if (rule && configuration.routes.some(({ action }) => action.hashPolicy.length > 0)) {
      causes.push({ ...rule.source, path: ['spec'], role: 'destinationRule' });
    }
    const sources = configuration.routes.map((_, index): Cause | undefined =>
      routed ? { ...router.source, path: ['spec', 'routes', index], role: 'router' } : undefined,
    );
    return [{ host, port: port.number, portName: port.name, service: service.source, configuration, causes, sources }];
  });
}

/** Notes what Aeraki drops, ignores or dies of in the routes of a MetaRouter that is served. */
export function checkRoutes({ value, source }: Sourced<MetaRouter>, notes: Finding[]): void {
  if (value.routes.length === 0) {
    notes.push(
      note(
        'AER0505',
        source,
        ['spec'],
        'This MetaRouter has no routes, so that the default route is served: all requests go to the service itself.',
      ),
    );
  }
  const checkMatch = (match: MetaRoute['match'], path: (string | number)[], consequence: string) => {
    for (const name of droppedAttributes(match)) {
      const alone = match !== undefined && matchersOf(match).length === 0;
      const follows = alone ? consequence : 'the other attributes alone decide.';
      notes.push(
        note(
          'AER0504',
          source,
          [...path, 'attributes', name],
          `The attribute ${name} has no matcher, so that Aeraki drops it: ${follows}`,
          {
            fix: 'Write regex: ".*" to ask for its presence.',
          },
        ),
      );
    }
  };
  value.routes.forEach((route, index) => {
    const path = ['spec', 'routes', index];
    checkMatch(route.match, [...path, 'match'], 'the route matches every request.');
    route.route.forEach((entry, at) => {
      if (entry.destination !== undefined) return;
      const message = 'Aeraki dies of a route entry without destination, and with it the control plane of the whole mesh.';
      notes.push(note('AER0404', source, [...path, 'route', at], message));
    });
    const weight = route.route.length === 1 ? (route.route[0]?.weight ?? 0) : 0;
    if (weight !== 0 && weight !== 100) {
      const message = `The weight ${weight} of a single destination is ignored: it gets every request.`;
      notes.push(note('AER0506', source, [...path, 'route', 0, 'weight'], message));
    }
    if (route.mirror && route.mirrorPercentage && millionths(route.mirrorPercentage) === 0) {
      const message = `${route.mirrorPercentage} % is less than a millionth: nothing is mirrored.`;
      notes.push(note('AER0507', source, [...path, 'mirrorPercentage'], message));
    }
  });
  const local = value.localRateLimit;
  local?.conditions.forEach(({ match }, index) => {
    checkMatch(match, ['spec', 'localRateLimit', 'conditions', index, 'match'], 'the condition holds for every request.');
  });
  checkMatch(value.globalRateLimit?.match, ['spec', 'globalRateLimit', 'match'], 'the limit holds for every request.');
}

/** Notes where a hash key that a DestinationRule asks for is never sent, for the MetaProtocol services of a mesh. */
export function checkHash(
  mesh: Mesh,
  service: Service,
  host: string,
  router: Sourced<MetaRouter> | undefined,
  notes: Finding[],
): void {
  const rules = mesh.destinationRulesByHost.get(completeHost(host, service.namespace)) ?? [];
  const [first, ...others] = rules;
  if (first === undefined) return;
  const { value: rule, source } = first;
  const keysOf = ({ hash, subsets }: DestinationRule) =>
    JSON.stringify([hash, subsets.map((subset) => [subset.name, subset.hash])]);
  const hashes = ({ hash, subsets }: DestinationRule) =>
    hash !== undefined || subsets.some((subset) => subset.hash !== undefined);
  const different = others.find(({ value }) => (hashes(value) || hashes(rule)) && keysOf(value) !== keysOf(rule));
  if (different) {
    notes.push(
      note(
        'AER0524',
        different.source,
        ['spec', 'host'],
        `Another DestinationRule for ${host} has other hash keys; Aeraki takes one of them at random.`,
        {
          related: [{ message: 'The one that is used here.', ...source, path: ['spec', 'host'] }],
        },
      ),
    );
  }
  const ignored = (other: string, path: (string | number)[]) =>
    note(
      'AER0522',
      source,
      path,
      `Aeraki does not read ${other} here, so that requests to ${host} carry no hash key and are spread at random.`,
    );
  const hashPath = ['trafficPolicy', 'loadBalancer', 'consistentHash'];
  if (rule.hash?.other) notes.push(ignored(rule.hash.other, ['spec', ...hashPath, rule.hash.other]));
  if (rule.hashPerPort) notes.push(ignored('portLevelSettings', ['spec', 'trafficPolicy', 'portLevelSettings']));
  const used = new Set(router?.value.routes.flatMap(({ route }) => route.map(({ destination }) => destination?.subset ?? '')));
  rule.subsets.forEach((subset, index) => {
    const path = ['spec', 'subsets', index];
    if (subset.hash?.other) notes.push(ignored(subset.hash.other, [...path, ...hashPath, subset.hash.other]));
    if (rule.hash?.header === undefined || subset.hasLoadBalancer || !used.has(subset.name)) return;
    const message = `Subset ${subset.name} does not inherit the hash key ${rule.hash.header}: requests to it are spread at random.`;
    notes.push(note('AER0523', source, path, message));
  });
}

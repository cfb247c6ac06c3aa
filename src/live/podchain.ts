import { codes } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import { decidingProtocol } from '../controlplane/checks.js';
import type { Translation } from '../controlplane/types.js';
import { causeOfRefusal, remedyOf } from '../envoy/refusals.js';
import type { Mesh } from '../mesh/types.js';
import { objectAt, textAt } from '../resource/core.js';
import type { LinkState, Trouble } from './chaintypes.js';
import { named } from './concern.js';
import type { DriftState, GeneratedState } from './drifttypes.js';
import { type ExpectedFilter, expectedOf, isSelected } from './expected.js';
import type { ProxyPod, ProxyReport } from './proxy.js';
import type { FilterState, RoutesState } from './sync.js';

/** One listener that Aeraki manages in a pod's proxy. */
export interface PodLink {
  host: string;
  direction: ExpectedFilter['direction'];
  listener: string;
  port: number;
  /** Short name of the filter: `meta_protocol_proxy`. */
  filter: string;
  /** `namespace/name`. */
  envoyFilter: string;
  /** How the EnvoyFilter stands in the cluster. */
  generated: DriftState | undefined;
  /** How the filter stands in the proxy; `not-asked` where the proxy was not. */
  held: FilterState | 'not-asked';
  /** The routes that it asks for, and how they stand. */
  routes?: { name: string; state: RoutesState | 'not-asked'; lastUpdated: string };
  state: LinkState;
}

/** A service that Aeraki manages, and this pod does not know as such. */
export interface OutOfReach {
  host: string;
  trouble: Trouble;
}

/** What Aeraki means to a pod. */
export interface PodChain {
  namespace: string;
  name: string;
  kind: 'sidecar' | 'gateway' | 'no proxy';
  /** What comes in to the pod, by its services; and what goes out. */
  serves: PodLink[];
  calls: PodLink[];
  /** Services that select the pod and that Aeraki leaves alone. */
  plain: string[];
  outOfReach: OutOfReach[];
  /** Of the proxy, and of the objects that it depends on. */
  problems: Finding[];
  state: LinkState | 'unmanaged';
}

/** What a pod's chain is worked out of. */
export interface PodInput {
  mesh: Mesh;
  translation: Translation;
  generated: readonly GeneratedState[];
}

const shortFilter = (name: string): string => name.replace(/^envoy\.filters\.network\./, '');

/** What Aeraki means to a pod: the listeners that it should have, and how they stand in its proxy where that was asked (`report`). */
export function podChainOf(pod: ProxyPod & { hasProxy: boolean }, report: ProxyReport | undefined, input: PodInput): PodChain {
  const { mesh, translation, generated } = input;
  const expected = expectedOf(mesh, translation, pod);
  const byName = new Map(generated.map((state) => [`${state.namespace}/${state.name}`, state]));
  const held = new Map(report?.sync?.filters.map((filter) => [keyOf(filter.expected), filter.state]));
  const routes = new Map(report?.sync?.routes.map((each) => [each.name, each]));
  const links = expected.filters.map((filter): PodLink => {
    const state = byName.get(filter.envoyFilter);
    const heldState = report?.sync === undefined ? 'not-asked' : (held.get(keyOf(filter)) ?? 'unknown');
    const wanted = filter.routeConfiguration;
    const received = wanted === undefined ? undefined : routes.get(wanted);
    const link: PodLink = {
      host: filter.host,
      direction: filter.direction,
      listener: filter.listener,
      port: filter.port,
      filter: shortFilter(filter.filter),
      envoyFilter: filter.envoyFilter,
      generated: state?.state,
      held: heldState,
      ...(wanted === undefined
        ? {}
        : { routes: { name: wanted, state: received?.state ?? 'not-asked', lastUpdated: received?.lastUpdated ?? '' } }),
      state: 'ok',
    };
    link.state = pod.hasProxy ? stateOf(link) : 'broken';
    return link;
  });
  const missing = generated.filter(
    ({ state, namespace, name }) =>
      state === 'missing' && expected.filters.some(({ envoyFilter }) => envoyFilter === `${namespace}/${name}`),
  );
  const problems = [
    ...(pod.hasProxy || (links.length === 0 && report === undefined) ? [] : [proxyProblem(pod)]),
    ...missing.map(missingProblem),
    ...(report?.problems ?? []).map(withRemedy),
  ];
  const chain: PodChain = {
    namespace: pod.namespace,
    name: pod.name,
    kind: pod.hasProxy ? (pod.gateway ? 'gateway' : 'sidecar') : 'no proxy',
    serves: links.filter(({ direction }) => direction === 'inbound'),
    calls: links.filter(({ direction }) => direction !== 'inbound'),
    plain: plainServices(mesh, pod),
    outOfReach: pod.gateway ? [] : outOfReach(input, pod, expected.filters),
    problems,
    state: 'ok',
  };
  chain.state = stateOfPod(chain);
  return chain;
}

const keyOf = ({ direction, listener, port }: ExpectedFilter): string => `${direction} ${listener} ${port}`;

function stateOf({ generated, held, routes }: PodLink): LinkState {
  if (generated === 'missing' || ['refused', 'missing', 'no-listener', 'warming'].includes(held)) return 'broken';
  if (routes !== undefined && (routes.state === 'missing' || routes.state === 'unserved')) return 'broken';
  if (generated === 'differs' || held === 'stale' || routes?.state === 'stale') return 'warning';
  return held === 'not-asked' || held === 'unknown' ? 'unknown' : 'ok';
}

function stateOfPod({ serves, calls, problems, kind }: PodChain): PodChain['state'] {
  const links = [...serves, ...calls];
  if (links.length === 0 && problems.length === 0) return 'unmanaged';
  if (kind === 'no proxy') return 'broken';
  for (const state of ['broken', 'warning', 'unknown'] as const) if (links.some((link) => link.state === state)) return state;
  return problems.some(({ severity }) => severity === 'error') ? 'broken' : problems.length > 0 ? 'warning' : 'ok';
}

/** A finding with what to do about it: what is known of the very refusal, else of its code. */
function withRemedy(finding: Finding): Finding {
  if (finding.fix !== undefined) return finding;
  const known = finding.code === 'AER1054' || finding.code === 'AER1055' ? remedyOf(causeOfRefusal(finding.message)) : undefined;
  return { ...finding, fix: known ?? codes[finding.code].fix };
}

function proxyProblem({ namespace, name }: ProxyPod): Finding {
  return {
    code: 'AER1207',
    severity: codes.AER1207.severity,
    message: `${namespace}/${name} has no istio-proxy: its requests go unrouted to the addresses of the services, and what comes in to it knows no limits.`,
    path: [],
    resource: { apiVersion: 'v1', kind: 'Pod', namespace, name },
    fix: codes.AER1207.fix,
  };
}

function missingProblem({ kind, namespace, name, reasons, fix }: GeneratedState): Finding {
  return {
    code: 'AER1201',
    severity: 'error',
    message: `${kind} ${namespace}/${name} is not there. ${reasons.join(' ')}`,
    path: [],
    resource: { apiVersion: 'networking.istio.io/v1alpha3', kind, namespace, name },
    ...(fix === undefined ? {} : { fix }),
  };
}

/** The services that select a pod and that Aeraki does not manage. */
function plainServices(mesh: Mesh, pod: ProxyPod): string[] {
  return [...mesh.services, ...mesh.hiddenServices].flatMap((service) => {
    const isBehind =
      service.namespace === pod.namespace && Object.keys(service.selector).length > 0 && isSelected(service.selector, pod.labels);
    return isBehind && decidingProtocol(service) === undefined ? [named(service.source.resource)] : [];
  });
}

/** The hosts whose outbound filter does not come to a pod: it is in other namespaces, or a Sidecar or exportTo hides the service. */
function outOfReach({ mesh, translation }: PodInput, pod: ProxyPod, filters: readonly ExpectedFilter[]): OutOfReach[] {
  const reached = new Set(filters.flatMap(({ direction, host }) => (direction === 'outbound' ? [host] : [])));
  const spaces = new Map<string, Set<string>>();
  for (const { object, host } of translation.envoyFilters) {
    const metadata = objectAt(object, 'metadata');
    if (!textAt(metadata, 'name').startsWith('aeraki-outbound-') || reached.has(host)) continue;
    spaces.set(host, (spaces.get(host) ?? new Set()).add(textAt(metadata, 'namespace')));
  }
  return [...spaces].map(([host, namespaces]) => {
    const comes = namespaces.has(mesh.rootNamespace) || namespaces.has(pod.namespace);
    if (comes)
      return {
        host,
        trouble: {
          reason: `${host} is not visible from ${pod.namespace}: its exportTo, or a Sidecar that holds for the pod, leaves it out.`,
          fix: 'Add the host to egress of the Sidecar, or the namespace to exportTo of the service.',
        },
      };
    const router = mesh.routersByHost.get(host)?.find(({ value }) => value.exportTo.length > 0);
    const by = router === undefined ? '' : `, by exportTo of ${named(router.source.resource)}`;
    return {
      host,
      trouble: {
        reason: `The EnvoyFilters of ${host} are in ${[...namespaces].join(', ')}${by}: this pod talks plain TCP to it.`,
        code: 'AER1208',
        fix: `Add ${pod.namespace} to exportTo, if its pods shall be routed.`,
      },
    };
  });
}

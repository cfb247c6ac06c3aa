import type { Code } from '../base/codes.js';
import { codes } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import { metaProtocolFilter } from '../controlplane/metaprotocol.js';
import type { SidecarView } from '../envoy/types.js';
import type { Expected, ExpectedFilter, Workload } from './expected.js';
import { compareHeld, differenceInWords, type HeldFilter, type HeldRoutes, type SyncReport } from './sync.js';

/** A pod with a proxy, as far as a report names it. */
export interface ProxyPod extends Workload {
  name: string;
  /** Image of the container istio-proxy; empty where it has none. */
  image: string;
}

/** Whether a proxy knows the MetaProtocol filter, and how that is known: `extensions` and `listener` are proofs, the image's name is a hint. */
export interface FilterKnowledge {
  known: 'yes' | 'no' | 'unknown';
  by: 'extensions' | 'listener' | 'image' | 'nothing';
}

/** `nothing`: Aeraki has nothing for it. */
export type ProxyState = 'in-sync' | 'nothing' | 'problems' | 'not-asked';

/** How one proxy stands. */
export interface ProxyReport {
  name: string;
  namespace: string;
  gateway: boolean;
  image: string;
  /** Empty where they are not known. */
  istioVersion: string;
  envoyVersion: string;
  filter: FilterKnowledge;
  /** Whether its bootstrap has `aeraki-xds`; undefined where it was not asked or does not tell. */
  aerakiXds: boolean | undefined;
  /** Whether anything of Aeraki's is meant for it. */
  managed: boolean;
  /** Whether it must have a MetaProtocol filter. */
  needsMetaProtocol: boolean;
  /** What it holds against what it should; undefined where it could not be asked. */
  sync: SyncReport | undefined;
  /** Why it could not be asked. */
  unasked?: string;
  state: ProxyState;
  problems: Finding[];
}

/** Whether the name of an image says that it is Aeraki's proxy or Istio's own. Other names say nothing: anyone may build a proxy with codecs of their own. */
export function imageKnowsFilter(image: string): 'yes' | 'no' | 'unknown' {
  const path = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/meta-?protocol/.test(name)) return 'yes';
  return name === 'proxyv2' ? 'no' : 'unknown';
}

/** The report on a proxy that could not be asked. */
export function unaskedProxy(pod: ProxyPod, expected: Expected, why: string): ProxyReport {
  const report = emptyReport(pod, expected);
  const known = imageKnowsFilter(pod.image);
  report.filter = { known, by: known === 'unknown' ? 'nothing' : 'image' };
  report.unasked = why;
  report.problems.push(problem('AER1062', pod, `The proxy could not be asked: ${why}`));
  return report;
}

function emptyReport(pod: ProxyPod, expected: Expected): ProxyReport {
  return {
    name: pod.name,
    namespace: pod.namespace,
    gateway: pod.gateway,
    image: pod.image,
    istioVersion: '',
    envoyVersion: '',
    filter: { known: 'unknown', by: 'nothing' },
    aerakiXds: undefined,
    managed: expected.filters.length > 0,
    needsMetaProtocol: expected.filters.some(isMetaProtocol),
    sync: undefined,
    state: 'not-asked',
    problems: [],
  };
}

/** The report on what a proxy holds. Of what follows from one cause only the cause is told. */
export function reportProxy(pod: ProxyPod, expected: Expected, view: SidecarView): ProxyReport {
  const sync = compareHeld(expected, view);
  const report: ProxyReport = {
    ...emptyReport(pod, expected),
    istioVersion: view.node.istioVersion,
    envoyVersion: view.node.envoyVersion,
    filter: knowledge(pod, view),
    aerakiXds: view.sections.bootstrap ? view.bootstrap.aerakiXds : undefined,
    sync,
  };
  report.problems = problemsOf(report, sync, pod, view);
  report.state = report.problems.length > 0 || !sync.inSync ? 'problems' : report.managed ? 'in-sync' : 'nothing';
  return report;
}

function isMetaProtocol({ type }: ExpectedFilter): boolean {
  return type === metaProtocolFilter.typeUrl;
}

/** What the proxy itself shows counts before the name of its image. */
function knowledge({ image }: ProxyPod, view: SidecarView): FilterKnowledge {
  const listed = view.node.knowsMetaProtocol;
  if (listed !== undefined) return { known: listed ? 'yes' : 'no', by: 'extensions' };
  const having = view.listeners.filter(({ chains }) =>
    chains.some(({ filters }) => filters.some(({ protocol }) => protocol === 'metaprotocol')),
  );
  if (having.some(({ state }) => state === 'active')) return { known: 'yes', by: 'listener' };
  if (having.some(({ refused }) => refused !== undefined && isUnknownFilter(refused.reason)))
    return { known: 'no', by: 'listener' };
  const known = imageKnowsFilter(image);
  return { known, by: known === 'unknown' ? 'nothing' : 'image' };
}

/** Envoy's words for a filter that it was not built with. */
function isUnknownFilter(reason: string): boolean {
  return /find a registered implementation for ('|name: ')?'?envoy\.filters\.network\.meta_protocol_proxy/.test(reason);
}

function problem(code: Code, pod: Pick<ProxyPod, 'name' | 'namespace'>, message: string, fix?: string): Finding {
  return {
    code,
    severity: codes[code].severity,
    message,
    resource: { apiVersion: 'v1', kind: 'Pod', namespace: pod.namespace, name: pod.name },
    path: [],
    ...(fix === undefined ? {} : { fix }),
  };
}

function problemsOf(report: ProxyReport, sync: SyncReport, pod: ProxyPod, view: SidecarView): Finding[] {
  const say = (code: Code, message: string, fix?: string): Finding => problem(code, pod, message, fix);
  const problems: Finding[] = [];
  const ignorant = report.needsMetaProtocol && report.filter.known === 'no';
  const cutOff = report.needsMetaProtocol && report.aerakiXds === false;
  if (ignorant) {
    const hosts = hostsOf(sync.filters.filter(({ expected }) => isMetaProtocol(expected)));
    problems.push(
      say(
        'AER1050',
        `The proxy (${report.image || 'image not known'}) does not know MetaProtocol, and refuses the listeners of ${hosts}.`,
      ),
    );
  }
  if (cutOff) {
    problems.push(say('AER1051', "The bootstrap lacks the cluster aeraki-xds: no MetaProtocol listener gets Aeraki's routes."));
  }
  problems.push(...filterProblems(sync, view, ignorant, say), ...codecProblems(sync, view, ignorant, say));
  // What the proxy refused of other makers counts as well: a refused cluster holds the whole update back.
  const told = new Set(sync.filters.map(({ expected }) => expected.listener));
  for (const { kind, name, reason, inForce } of sync.refused) {
    if (kind === 'listener' && (told.has(name) || (ignorant && isUnknownFilter(reason)))) continue;
    const older = inForce ? ' An older version stays in force.' : '';
    problems.push(say(kind === 'listener' ? 'AER1054' : 'AER1055', `The proxy refused the ${kind} ${name}: ${reason}.${older}`));
  }
  if (!ignorant) problems.push(...sync.routes.flatMap((routes) => routesProblem(routes, sync, cutOff, say)));
  return problems;
}

function hostsOf(filters: readonly HeldFilter[]): string {
  const hosts = [...new Set(filters.map(({ expected }) => expected.host))];
  return hosts.length > 3 ? `${hosts.slice(0, 3).join(', ')} and ${hosts.length - 3} more` : hosts.join(', ');
}

type Say = (code: Code, message: string, fix?: string) => Finding;

function filterProblems({ filters }: SyncReport, view: SidecarView, ignorant: boolean, say: Say): Finding[] {
  const absent = filters.filter(({ state }) => state === 'no-listener');
  if (absent.length > 2 && absent.length === filters.length) {
    const why = view.problems.filter(({ code }) => code === 'AER1004');
    if (why.length > 0) return why.map(({ code, message, fix }) => say(code, message, fix));
    return [
      say(
        'AER1053',
        `The proxy has none of the ${absent.length} listeners that it must have for ${hostsOf(absent)}.`,
        'It may have refused an update of clusters, wait for its certificates, or not be connected to istiod: its log and aerakictl sidecar-config tell.',
      ),
    ];
  }
  return filters.flatMap((filter) => (ignorant && isMetaProtocol(filter.expected) ? [] : filterProblem(filter, say)));
}

/** The listener in words: `listener 10.0.0.1_9090` or `inbound port 9090`. */
function placeOf({ direction, listener, port }: ExpectedFilter): string {
  return direction === 'inbound' ? `inbound port ${port}` : `listener ${listener}`;
}

function filterProblem({ expected, state, reason, instead, differences }: HeldFilter, say: Say): Finding[] {
  const { host, filter, envoyFilter, targetPort } = expected;
  const place = placeOf(expected);
  const short = filter.replace(/^envoy\.filters\.network\./, '');
  const port =
    targetPort === undefined
      ? ''
      : ` Istio's chain has the port of the pods, ${targetPort}, where Aeraki writes that of the service.`;
  const equalPorts = targetPort === undefined ? undefined : 'Give the service the same port and targetPort.';
  switch (state) {
    case 'present':
      return [];
    case 'refused':
      return [say('AER1054', `The proxy refused the ${place} of ${host}: ${reason ?? 'no reason given'}.`)];
    case 'missing': {
      const found = instead === undefined || instead.length === 0 ? '' : ` (it has ${instead.join(', ')})`;
      return [
        say(
          'AER1052',
          `The ${place} of ${host} lacks the filter ${short}${found}: EnvoyFilter ${envoyFilter} has no effect here.${port}`,
          equalPorts,
        ),
      ];
    }
    case 'no-listener':
      if (expected.unaddressed === true) {
        return [
          say(
            'AER1053',
            `${host} has no address, so that there is no listener for it. Aeraki gives a ServiceEntry one when it runs.`,
            'Wait for it, or write spec.addresses.',
          ),
        ];
      }
      return [
        say(
          'AER1053',
          `There is no ${place} for ${host}, into which EnvoyFilter ${envoyFilter} could put ${short}.${port}`,
          equalPorts,
        ),
      ];
    case 'warming':
      return [say('AER1057', `The ${place} of ${host} waits and takes no connections yet.`)];
    case 'stale':
      return [
        say(
          'AER1056',
          `The filter ${short} in the ${place} of ${host} is not what Aeraki should generate: ${inWords(differences)}.`,
        ),
      ];
    case 'unknown':
      return [say('AER1062', `The dump has no listeners, so that the ${place} of ${host} is not known.`)];
  }
}

/** The first differences, and how many more there are. */
function inWords(differences: HeldRoutes['differences'] = []): string {
  const [first, second, ...more] = differences.map(differenceInWords);
  return [first, second, more.length > 0 ? `and ${more.length} more` : undefined].filter((part) => part !== undefined).join('; ');
}

function codecProblems({ filters }: SyncReport, { node: { codecs } }: SidecarView, ignorant: boolean, say: Say): Finding[] {
  if (codecs === undefined || ignorant) return [];
  const wanted = new Map<string, string>();
  for (const { expected } of filters) {
    const codec = expected.value['codec'];
    const name = typeof codec === 'object' && codec !== null && !Array.isArray(codec) ? codec['name'] : undefined;
    if (typeof name === 'string') wanted.set(name, expected.host);
  }
  return [...wanted].flatMap(([name, host]) =>
    codecs.includes(name)
      ? []
      : [say('AER1061', `The proxy has no codec ${name}, which ${host} needs; it has ${codecs.join(', ') || 'none'}.`)],
  );
}

/** Whether routes lack only because the filter that asks for them is not in place. */
function lacksFilter(name: string, { filters }: SyncReport): boolean {
  return filters.every(({ expected, state }) => expected.routeConfiguration !== name || !['present', 'stale'].includes(state));
}

function routesProblem({ name, state, differences }: HeldRoutes, sync: SyncReport, cutOff: boolean, say: Say): Finding[] {
  switch (state) {
    case 'in-sync':
      return [];
    case 'missing':
      if (cutOff || lacksFilter(name, sync)) return [];
      return [say('AER1058', `The proxy never got the routes ${name}: every request there fails.`)];
    case 'stale':
      return [say('AER1059', `The routes ${name} are not those that Aeraki should serve: ${inWords(differences)}.`)];
    case 'unserved':
      return [say('AER1060', `Aeraki serves no routes named ${name}: the listener waits for ever.`)];
    case 'unknown':
      return [say('AER1062', `The dump does not tell whether the routes ${name} came.`)];
  }
}

import type { Code } from '../base/codes.js';
import type { Finding, Severity } from '../base/finding.js';
import { withPort } from './fields.js';
import { destinationService } from './filters.js';
import { causeOfRefusal, consequenceOf, isLayer7, remedyOf } from './refusals.js';
import type { FilterChain, HeldListener, NetworkFilter, SidecarView } from './types.js';

/** A listener, or one chain of it, in a few words. */
export interface ListenerLine {
  listener: string;
  /** `10.0.0.77:9090`; of a chain `inbound :9090`. */
  address: string;
  /** Service that it is for; empty where none is known. */
  host: string;
  /** `metaprotocol (thrift)`, `redis`, `http`, `tcp`. */
  protocol: string;
}

/** Listeners that the proxy refused for one and the same reason. */
export interface RefusedListeners {
  /** The proxy's own words. */
  reason: string;
  fix?: string;
  listeners: (ListenerLine & { inForce: boolean; consequence: string })[];
}

/** Problems of one kind: one as its message, several as a heading and their names. */
export interface ProblemGroup {
  code: Code;
  severity: Severity;
  title: string;
  items: string[];
  fix?: string;
}

/** What there is to tell of a proxy, the worst first. */
export interface SidecarStory {
  refused: RefusedListeners[];
  problems: ProblemGroup[];
  /** Accepted listeners with a filter of layer 7 that Aeraki generates. */
  layer7: ListenerLine[];
  /** Accepted listeners with nothing of the kind. */
  others: number;
}

/** Puts together what there is to tell. */
export function storyOf(view: SidecarView, problems: readonly Finding[] = view.problems): SidecarStory {
  const accepted = view.listeners.filter(({ state }) => state !== 'rejected');
  const layer7 = accepted
    .filter(({ chains }) => chains.some(({ filters }) => filters.some(({ protocol }) => isLayer7(protocol))))
    .flatMap((listener) => linesOf(listener, view).filter(({ layer7: is }) => is));
  const managed = new Set(layer7.map(({ listener }) => listener));
  const refused = refusedOf(view);
  // That a proxy lacks the filter is told with the listeners that it refuses for that.
  const told = new Set<Code>(['AER1054']);
  if (refused.some(({ reason }) => causeOfRefusal(reason).kind === 'no-metaprotocol')) told.add('AER1050');
  return {
    refused,
    problems: groupsOf(
      problems.filter(({ code }) => !told.has(code)),
      view,
    ),
    layer7: layer7.map(({ layer7: _, ...line }) => line),
    others: accepted.filter(({ name }) => !managed.has(name)).length,
  };
}

/** Each chain of a listener in a few words; one line where the listener has only one chain of its own. */
export function linesOf(listener: HeldListener, view: SidecarView): (ListenerLine & { layer7: boolean })[] {
  const address = listener.address === '' ? listener.name : withPort(listener.address, listener.port);
  return listener.chains.map((chain) => {
    const filter = mainFilter(chain);
    const inbound = listener.direction === 'inbound' && chain.destinationPort !== undefined;
    return {
      listener: listener.name,
      address: inbound ? `inbound :${chain.destinationPort}` : address,
      host: filter === undefined ? '' : hostOf(filter, view),
      protocol: filter === undefined ? '' : protocolInWords(filter),
      layer7: filter !== undefined && isLayer7(filter.protocol),
    };
  });
}

/** The filter that says what a chain is for: that of layer 7, else the last. */
export function mainFilter(chain: FilterChain): NetworkFilter | undefined {
  return chain.filters.find(({ protocol }) => isLayer7(protocol)) ?? chain.filters.at(-1);
}

/** `metaprotocol (thrift)`, `redis`, …. */
export function protocolInWords({ protocol, metaProtocol, name }: NetworkFilter): string {
  if (protocol === 'metaprotocol') return `metaprotocol (${metaProtocol?.applicationProtocol || 'no protocol'})`;
  return protocol === 'other' ? name.slice(name.lastIndexOf('.') + 1) : protocol;
}

/** The service that a filter is for; of an inbound one that of its cluster or its statistics. Empty where none is known. */
export function hostOf(filter: NetworkFilter, view: SidecarView): string {
  if (filter.target?.direction === 'outbound') return filter.target.host;
  const target = filter.target ?? undefined;
  if (target === undefined) return '';
  const cluster = view.clusters.find(({ name }) => name === `inbound|${target.port}||`);
  return destinationService(filter) || (cluster?.services[0]?.host ?? '');
}

function refusedOf(view: SidecarView): RefusedListeners[] {
  const groups = new Map<string, RefusedListeners>();
  for (const listener of view.listeners) {
    if (listener.refused === undefined) continue;
    const { reason } = listener.refused;
    const fix = remedyOf(causeOfRefusal(reason));
    const group = groups.get(reason) ?? { reason, ...(fix === undefined ? {} : { fix }), listeners: [] };
    groups.set(reason, group);
    const lines = linesOf(listener, view);
    const line = lines.find(({ layer7 }) => layer7) ?? lines[0];
    group.listeners.push({
      listener: listener.name,
      address:
        listener.direction === 'inbound' || listener.address === '' ? listener.name : withPort(listener.address, listener.port),
      host: line?.host ?? '',
      protocol: `${line?.protocol ?? ''}${listener.direction === 'inbound' && line?.layer7 === true ? ` on ${line.address.slice(8)}` : ''}`,
      inForce: listener.state !== 'rejected',
      consequence: consequenceOf(listener, view),
    });
  }
  // Losing all that comes in is the worst; then the reason that takes the most listeners.
  const weight = ({ listeners }: RefusedListeners): number =>
    listeners.length + (listeners.some(({ listener }) => listener === 'virtualInbound') ? 1000 : 0);
  for (const { listeners } of groups.values())
    listeners.sort((a, b) => Number(b.listener === 'virtualInbound') - Number(a.listener === 'virtualInbound'));
  return [...groups.values()].sort((a, b) => weight(b) - weight(a));
}

/** Headings of several findings of one code. */
const headings: Partial<Record<Code, string>> = {
  AER1001: 'clusters are named, but the proxy does not have them',
  AER1002: 'clusters are warming, and take no requests yet',
  AER1003: 'secrets have not come',
  AER1005: 'clusters that requests are sent to have no endpoint',
  AER1006: 'clusters have no healthy endpoint',
  AER1007: 'certificates are not valid',
  AER1008: 'hash policies have no effect, as their cluster does not balance by hash',
  AER1009: 'updates of routes were refused',
  AER1052: 'ports that Aeraki manages still pass as plain TCP',
  AER1055: 'clusters are refused',
  AER1057: 'listeners are warming, and take no connections yet',
  AER1058: 'route configurations were asked for and never came: requests get RouteNotFound',
};

function groupsOf(problems: readonly Finding[], view: SidecarView): ProblemGroup[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of problems) {
    const key = `${finding.code} ${finding.severity}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [finding]);
    else known.push(finding);
  }
  return [...groups.values()].flatMap((findings) => {
    const [first] = findings;
    if (first === undefined) return [];
    const { code, severity, fix } = first;
    const heading = headings[code];
    if (findings.length === 1 || heading === undefined)
      return findings.map((one) => ({
        code: one.code,
        severity: one.severity,
        title: one.message,
        items: [],
        ...(one.fix === undefined ? {} : { fix: one.fix }),
      }));
    const title = `${findings.length} ${heading}${waiting(code, view)}`;
    const items = findings.map((one) => one.related?.[0]?.resource?.name ?? one.resource?.name ?? one.message);
    return [{ code, severity, title, items: [...new Set(items)], ...(fix === undefined ? {} : { fix }) }];
  });
}

/** What clusters or secrets wait for, from what the proxy holds. */
function waiting(code: Code, { clusters, secrets }: SidecarView): string {
  const missing = new Set(secrets.flatMap(({ name, state }) => (state === 'warming' ? [name] : [])));
  const asked = clusters.flatMap((cluster) => cluster.secrets).filter(({ name }) => missing.has(name));
  if (code === 'AER1002') {
    const names = [...new Set(asked.map(({ name }) => name))];
    return names.length === 0 ? '' : `: they wait for the secret${names.length === 1 ? '' : 's'} ${names.join(' and ')}`;
  }
  if (code !== 'AER1003') return '';
  const sources = [...new Set(asked.map(({ from }) => from))].filter((from) => from !== '');
  const [only] = sources;
  if (only === undefined || sources.length > 1) return '';
  const unknown = only !== 'ads' && !only.includes('/') && !clusters.some(({ name }) => name === only);
  return `: they are asked of ${only}${unknown ? ', which is none of its clusters' : ''}`;
}

import { type Code, codes } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import { targetNamespaces } from '../controlplane/draft.js';
import type { GeneratedProtocol } from '../controlplane/names.js';
import type { ClusterLink, Link, PortAbout, RouteLink, Step, Trouble } from './chaintypes.js';
import { named } from './concern.js';
import type { GeneratedState } from './drifttypes.js';
import { resourceKey } from './objects.js';

function troubleOf({ message, fix, code }: Finding): Trouble {
  return { reason: message, code, ...(fix === undefined ? { fix: codes[code].fix } : { fix }) };
}

/** Findings on the service itself, of some codes; those at one of its ports only where it is this one. */
function onService({ findings, service, port }: PortAbout, wanted: readonly Code[]): Finding[] {
  const own = resourceKey(service.source.resource);
  return findings.filter(({ code, resource, path }) => {
    if (!wanted.includes(code) || resource === undefined || resourceKey(resource) !== own) return false;
    return path[1] !== 'ports' || path[2] === port.index;
  });
}

function link(step: Step, facts: string[], broken: Trouble[], warnings: Trouble[] = []): Link {
  const state = broken.length > 0 ? 'broken' : warnings.length > 0 ? 'warning' : 'ok';
  return { step, state, facts, troubles: [...broken, ...warnings] };
}

/** The link `service` of a port. */
export function serviceLink(about: PortAbout): Link {
  const { service, host, findings } = about;
  const facts = [`${named(service.source.resource)}, port ${about.port.number} ${about.port.name}`];
  if (service.hidden === undefined) return link('service', facts, [], onService(about, ['AER0437', 'AER0429']).map(troubleOf));
  const found = findings.find(({ code }) => code === 'AER0442');
  const reason = `Aeraki does not see it, so that nothing is generated for ${host}.`;
  return link('service', facts, [found === undefined ? { reason, code: 'AER0442', fix: codes.AER0442.fix } : troubleOf(found)]);
}

/** The link `listener` of a port. */
export function listenerLink(about: PortAbout): Link {
  const { service, port, protocol } = about;
  const number = protocol === 'metaprotocol' ? port.number : (service.ports[0]?.number ?? port.number);
  const known = service.addresses.filter(({ placeholder }) => !placeholder);
  const facts = known.map(({ value }) => `${value}_${number} at clients`);
  if (Object.keys(service.selector).length > 0)
    facts.push(`virtualInbound, port ${port.number}, at the pods ${labelsText(service.selector)}`);
  const broken = onService(about, ['AER0426', 'AER0433', 'AER0435']).map(troubleOf);
  if (known.length < service.addresses.length)
    broken.push({
      reason: `${named(service.source.resource)} has no address yet. Aeraki gives a ServiceEntry one of 240.240.0.0/16 as soon as it runs.`,
      code: 'AER0433',
      fix: 'Look whether Aeraki runs: aerakictl check.',
    });
  const warnings = onService(about, ['AER0427', 'AER0436', 'AER0439', 'AER0440', 'AER0441', 'AER0443', 'AER0449']).map(troubleOf);
  return link('listener', facts, broken, warnings);
}

/** Labels in one line: `app=orders,version=v1`. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** What keeps Aeraki from generating anything for a service. */
const withoutFilter: readonly Code[] = [
  'AER0401',
  'AER0402',
  'AER0403',
  'AER0404',
  'AER0405',
  'AER0406',
  'AER0407',
  'AER0408',
  'AER0422',
  'AER0430',
  'AER0601',
  'AER0606',
  'AER0434',
];

/** The link `filter` of a port. */
export function filterLink(about: PortAbout): Link {
  const { states, service, host, findings, context } = about;
  const facts = states.map(({ kind, namespace, name, state, side }) => `${side}: ${kind} ${namespace}/${name}, ${state}`);
  if (service.hidden !== undefined)
    return link('filter', facts, [{ reason: 'Aeraki generates none, as it does not see the service.' }]);
  const broken = states.flatMap((state): Trouble[] => (state.state === 'missing' ? [driftTrouble(state, 'AER1201')] : []));
  const warnings = states.flatMap((state): Trouble[] => (state.state === 'differs' ? [driftTrouble(state, 'AER1203')] : []));
  if (!states.some(({ side }) => side === 'outbound') && service.addresses.length > 0) {
    const why = findings.find(
      ({ code, path }) =>
        withoutFilter.includes(code) && (path[1] !== 'ports' || code === 'AER0422' || path[2] === about.port.index),
    );
    broken.push(why === undefined ? { reason: `Aeraki generates none for ${host}.` } : troubleOf(why));
  }
  const router = context.mesh.routersByHost.get(host)?.[0];
  if (router !== undefined && router.value.exportTo.length > 0) {
    const spaces = [...new Set(targetNamespaces({ mesh: context.mesh, service, host, router, notes: [] }))];
    if (!spaces.includes(context.mesh.rootNamespace))
      facts.push(`only for pods of ${spaces.join(', ')}: exportTo of ${named(router.source.resource)}`);
  }
  warnings.push(...findings.filter(({ code }) => code === 'AER0510').map(troubleOf));
  const made = link('filter', facts, broken, warnings);
  const unknown = states.find(({ state }) => state === 'unknown');
  if (made.state !== 'ok' || unknown === undefined) return made;
  return { ...made, state: 'unknown', troubles: [{ reason: unknown.reasons.join(' ') }] };
}

function driftTrouble({ kind, namespace, name, state, reasons, fix }: GeneratedState, code: Code): Trouble {
  const what = state === 'missing' ? 'is not there' : 'is not what its inputs lead to';
  return {
    reason: `${kind} ${namespace}/${name} ${what}. ${reasons.join(' ')}`.trim(),
    code,
    ...(fix === undefined ? {} : { fix }),
  };
}

const nativeFilters: Record<Exclude<GeneratedProtocol, 'metaprotocol'>, string> = {
  dubbo: "Envoy's own dubbo_proxy",
  thrift: "Envoy's own thrift_proxy",
  kafka: "Envoy's kafka_broker, before tcp_proxy: statistics only",
  zookeeper: "Envoy's zookeeper_proxy, before tcp_proxy: statistics only",
  redis: "Envoy's own redis_proxy",
};

/** The link `codec` of a port. */
export function codecLink({ protocol, listener, findings, context }: PortAbout): Link {
  if (protocol !== 'metaprotocol') return link('codec', [`${protocol}: ${nativeFilters[protocol]}`], []);
  const application = listener?.applicationProtocol;
  if (application === undefined || listener?.codec === undefined) {
    const note = findings.find(({ code }) => code === 'AER0422' || code === 'AER0401');
    const reason =
      application === undefined
        ? 'The name of the port has no protocol.'
        : `No codec is registered for the protocol ${application}.`;
    return link('codec', [], [note === undefined ? { reason, code: 'AER0422', fix: codes.AER0422.fix } : troubleOf(note)]);
  }
  const source = context.mesh.codecs.get(application)?.source;
  const by = source === undefined ? 'built into Aeraki' : named(source.resource);
  const warnings = findings.filter(({ code }) => code === 'AER0423' || code === 'AER0425').map(troubleOf);
  return link('codec', [`${application}, read by ${listener.codec} (${by})`], [], warnings);
}

/** The link `routes` of a port. */
export function routesLink(about: PortAbout, routes: readonly RouteLink[]): Link {
  const { protocol, served, host, findings, context } = about;
  const facts: string[] = [];
  const from = [...new Set(routes.flatMap(({ from: source }) => (source === undefined ? [] : [source.replace(/, .*$/, '')])))];
  if (protocol === 'metaprotocol' && served !== undefined)
    facts.push(`${served.configuration.name}, which clients ask MetaRDS for`);
  if (from.length > 0) facts.push(`by ${from.join(', ')}`);
  else if (protocol === 'metaprotocol') facts.push('no MetaRouter has this host: one route for all requests, to all pods');
  const router = context.mesh.routersByHost.get(host)?.[0];
  const refused = findings.filter(
    ({ code, severity, resource }) =>
      (code === 'AER0700' || code === 'AER0133') && severity === 'error' && resource?.kind === 'MetaRouter',
  );
  const ignored = findings.filter(
    ({ code }) =>
      code === 'AER0502' ||
      code === 'AER0503' ||
      code === 'AER0525' ||
      code === 'AER0409' ||
      code === 'AER0309' ||
      code === 'AER0625' ||
      code === 'AER0607',
  );
  if (
    router !== undefined &&
    protocol === 'metaprotocol' &&
    (router.value.localRateLimit !== undefined || router.value.globalRateLimit !== undefined)
  ) {
    const kinds = [router.value.localRateLimit && 'local', router.value.globalRateLimit && 'global'].filter(
      (kind) => kind !== undefined,
    );
    facts.push(`${kinds.join(' and ')} rate limit, in the sidecars of the service`);
  }
  return link('routes', facts, refused.map(troubleOf), ignored.map(troubleOf));
}

/** What is wrong with clusters: those that requests go to, or those that get only copies. */
function troublesOf(clusters: readonly ClusterLink[], mirrorOnly: boolean): Trouble[] {
  return clusters.flatMap((cluster) =>
    cluster.trouble !== undefined && cluster.mirrorOnly === mirrorOnly ? [cluster.trouble] : [],
  );
}

/** The link `clusters` of a port. */
export function clustersLink(clusters: readonly ClusterLink[]): Link {
  const missing = clusters.filter((cluster) => cluster.missing);
  const broken = troublesOf(missing, false);
  const warnings = troublesOf(missing, true);
  return link(
    'clusters',
    clusters.map(({ cluster }) => cluster),
    broken,
    warnings,
  );
}

/** The link `endpoints` of a port. */
export function endpointsLink(clusters: readonly ClusterLink[]): Link {
  const known = clusters.filter(({ missing }) => !missing);
  const facts = known.map(({ endpoints, kind, title }) => {
    if (kind === 'dns') return `${title}: whoever its host resolves to`;
    if (kind === 'passthrough') return `${title}: whichever address the client asks for`;
    if (kind === 'unknown') return `${title}: EndpointSlices may not be read`;
    const ready = endpoints.filter((endpoint) => endpoint.ready).length;
    return `${title}: ${ready} of ${endpoints.length} ready`;
  });
  const made = link('endpoints', facts, troublesOf(known, false), troublesOf(known, true));
  const isUnknown = known.length === 0 || known.some(({ kind }) => kind === 'unknown');
  return made.state === 'ok' && isUnknown ? { ...made, state: 'unknown' } : made;
}

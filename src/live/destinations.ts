import { type Code, codes } from '../base/codes.js';
import { isObject, type Json, type JsonObject } from '../base/json.js';
import { formatPath } from '../base/path.js';
import { suggest } from '../base/suggest.js';
import { outboundCluster } from '../controlplane/names.js';
import { clusterName } from '../envoy/names.js';
import { completeHost } from '../mesh/hosts.js';
import type { Mesh, Service } from '../mesh/types.js';
import { listAt, objectAt, textAt, textMapAt } from '../resource/core.js';
import type { ClusterLink, PortAbout, RouteLink, Trouble } from './chaintypes.js';
import { named, servicesOfHost } from './concern.js';
import { type Backing, backingOf, inSubset } from './endpoints.js';

/** The routes of a port, in the order in which they are tried. */
export function routeLinks({ host, port, protocol, served, states, mesh }: PortAbout & { mesh: Mesh }): RouteLink[] {
  if (protocol === 'metaprotocol') {
    if (served === undefined) return [];
    return served.configuration.routes.map((route, index): RouteLink => {
      const { action } = route;
      const weighted = action.weightedClusters ?? [];
      const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
      const single = action.cluster === undefined ? [] : [{ cluster: action.cluster, percent: 100 }];
      const source = served.sources[index];
      return {
        name: route.name,
        match: route.match,
        to:
          weighted.length > 0
            ? weighted.map(({ name, weight }) => ({ cluster: name, percent: total === 0 ? 0 : (weight / total) * 100 }))
            : single,
        mirrors: action.mirrors.map(({ cluster, numerator, denominator }) => ({
          cluster,
          percent: (numerator / denominator) * 100,
        })),
        ...(source === undefined ? {} : { from: `${named(source.resource)}, ${formatPath(source.path)}` }),
      };
    });
  }
  // Of native protocols the filter that Aeraki generates names the clusters.
  const filter = states.find(({ side }) => side === 'outbound')?.expected;
  const found = filter === undefined ? [] : clustersIn(objectAt(filter, 'spec'));
  const clusters = new Set(found.flatMap(({ name, mirror }) => (mirror ? [] : [name])));
  if (clusters.size === 0) clusters.add(outboundCluster(host, port.number));
  const mirrors = [...new Set(found.flatMap(({ name, mirror }) => (mirror ? [name] : [])))];
  const router = routerOfNative(mesh, host, protocol, states);
  return [...clusters].map((cluster, index) => ({
    name: '',
    match: [],
    to: [{ cluster, percent: 100 }],
    // Which rule mirrors is the filter's own matter; that something is mirrored is told once.
    mirrors: index === 0 ? mirrors.map((name) => ({ cluster: name })) : [],
    ...(router === undefined ? {} : { from: router }),
  }));
}

/** The object whose rules a native filter has. */
function routerOfNative(mesh: Mesh, host: string, protocol: string, states: PortAbout['states']): string | undefined {
  if (protocol === 'kafka' || protocol === 'zookeeper') return undefined;
  const cause = states.flatMap(({ causes }) => causes).find(({ role }) => role === 'virtualService' || role === 'redisService');
  if (cause !== undefined) return named(cause.resource);
  const [rules] = protocol === 'redis' ? [] : (mesh.virtualServicesByHost.get(host) ?? []);
  return rules === undefined ? undefined : named(rules.source.resource);
}

/** Every outbound cluster that is named anywhere in a value, and whether it gets only copies there. */
function clustersIn(value: Json, mirror = false): { name: string; mirror: boolean }[] {
  if (typeof value === 'string')
    return value.startsWith('outbound|') && clusterName(value) !== undefined ? [{ name: value, mirror }] : [];
  if (Array.isArray(value)) return value.flatMap((item) => clustersIn(item, mirror));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => clustersIn(member, mirror || /mirror/i.test(key)));
}

/** The clusters of routes, each once, with who is in them. */
export function clusterLinks(routes: readonly RouteLink[], about: PortAbout): ClusterLink[] {
  const names = new Set(routes.flatMap(({ to, mirrors }) => [...to, ...mirrors].map(({ cluster }) => cluster)));
  const served = new Set(routes.flatMap(({ to }) => to.map(({ cluster }) => cluster)));
  return [...names].map((name) => ({ ...clusterLink(name, !served.has(name), about), mirrorOnly: !served.has(name) }));
}

function clusterLink(name: string, mirrorOnly: boolean, about: PortAbout): ClusterLink {
  const { mesh } = about.context;
  const parsed = clusterName(name);
  const { host = '', port = 0, subset = '' } = parsed ?? {};
  const own = host === about.host && port === about.port.number;
  const follows = mirrorOnly ? 'nothing is mirrored there' : 'requests to it fail';
  const what = subset === '' ? 'all pods' : `subset ${subset}`;
  const title = own ? what : host === '' ? name : `${what} of ${host}:${port}`;
  const link: ClusterLink = {
    cluster: name,
    host,
    port,
    subset,
    title,
    labels: {},
    kind: 'unknown',
    endpoints: [],
    missing: false,
    mirrorOnly,
  };
  const [service] = servicesOfHost(mesh, host).filter((each) => !own || each === about.service);
  if (parsed === undefined || service === undefined) {
    const near = suggest(host, mesh.servicesByHost.keys());
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    return {
      ...link,
      missing: true,
      trouble: said(about, ['AER0302'], host, `No service has the host ${host}: ${follows}.${hint}`),
    };
  }
  const servicePort = service.ports.find(({ number }) => number === port);
  if (servicePort === undefined) {
    const ports = service.ports.map(({ number }) => number).join(', ');
    return {
      ...link,
      missing: true,
      trouble: said(about, ['AER0303'], host, `${host} has no port ${port}, it has ${ports || 'none'}: ${follows}.`),
    };
  }
  if (subset !== '') {
    const found = subsetOf(service, host, subset, about);
    if (found === undefined)
      return {
        ...link,
        missing: true,
        trouble: said(about, ['AER0301'], subset, `No DestinationRule defines the subset ${subset} of ${host}: ${follows}.`),
      };
    link.rule = found.rule;
    link.labels = found.labels;
  }
  const backing = backingOf(service, about.context.objectOf(service), servicePort.name, about.context.workloads);
  const endpoints = inSubset(backing, link.labels);
  const filled: ClusterLink = { ...link, kind: backing.kind, endpoints };
  const trouble = emptyTrouble(filled, backing, service);
  return trouble === undefined ? filled : { ...filled, trouble };
}

/** What a finding of these codes says of a destination, where there is one; else the words given. */
function said({ findings }: PortAbout, wanted: readonly Code[], text: string, reason: string): Trouble {
  const finding = findings.find(({ code, message }) => wanted.includes(code) && message.includes(text));
  const code = wanted[0];
  const fix = finding?.fix ?? (code === undefined ? undefined : codes[code].fix);
  return { reason: finding?.message ?? reason, ...(code === undefined ? {} : { code }), ...(fix === undefined ? {} : { fix }) };
}

/** Why nobody is in a cluster; undefined where somebody is, or it cannot be known. */
function emptyTrouble(
  { kind, endpoints, labels, host, subset, rule }: ClusterLink,
  backing: Backing,
  service: Service,
): Trouble | undefined {
  if (kind !== 'listed' && kind !== 'written') return undefined;
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  if (ready > 0) return undefined;
  const where = subset === '' ? host : `The subset ${subset} of ${host}`;
  if (backing.endpoints.length === 0 && backing.unlisted.length > 0) {
    const pods = backing.unlisted.slice(0, 3).join(', ');
    return {
      reason: `${where} has no endpoints: its selector takes ${pods}, but no EndpointSlice lists any pod for this port.`,
      code: 'AER1205',
      fix: codes.AER1205.fix,
    };
  }
  if (endpoints.length > 0) {
    const pods = endpoints.slice(0, 3).map(({ pod, address }) => pod ?? address);
    return {
      reason: `${where} has no endpoint that is ready: ${pods.join(', ')}${endpoints.length > 3 ? ' and others are' : endpoints.length > 1 ? ' are' : ' is'} not.`,
      code: 'AER1204',
      fix: 'See why: kubectl describe pod.',
    };
  }
  if (backing.endpoints.length > 0) {
    const wanted = Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    const keys = Object.keys(labels);
    const has = [
      ...new Set(backing.endpoints.map((endpoint) => keys.map((key) => `${key}=${endpoint.labels[key] ?? ''}`).join(','))),
    ];
    return {
      reason: `${where} has no endpoints: ${rule ?? 'the DestinationRule'} wants the labels ${wanted}, and the pods of the service have ${has.slice(0, 5).join(' or ')}.`,
      code: 'AER1204',
      fix: codes.AER1204.fix,
    };
  }
  const selector = Object.entries(service.selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const why =
    selector === '' ? 'it has neither a selector nor endpoints' : `no pod of ${service.namespace} has the labels ${selector}`;
  return { reason: `${where} has no endpoints: ${why}.`, code: 'AER1204', fix: codes.AER1204.fix };
}

/** The labels of a subset, and the DestinationRule that defines it: one of the host, else one with a wildcard over it. */
function subsetOf(
  service: Service,
  host: string,
  subset: string,
  { context }: PortAbout,
): { rule: string; labels: Record<string, string> } | undefined {
  const { mesh } = context;
  const exact = mesh.destinationRulesByHost.get(completeHost(host, service.namespace)) ?? [];
  const rules =
    exact.length > 0
      ? exact
      : mesh.destinationRules.filter(({ value }) => value.host.startsWith('*') && host.endsWith(value.host.slice(1)));
  for (const { value, source } of rules) {
    const index = value.subsets.findIndex(({ name }) => name === subset);
    if (index < 0) continue;
    return { rule: named(source.resource), labels: labelsOf(context.objectOf({ source }), subset) };
  }
  return undefined;
}

function labelsOf(rule: JsonObject | undefined, subset: string): Record<string, string> {
  const found = listAt(objectAt(rule, 'spec'), 'subsets').find((item) => isObject(item) && textAt(item, 'name') === subset);
  return isObject(found) ? textMapAt(found, 'labels') : {};
}

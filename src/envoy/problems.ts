import type { Finding } from '../base/finding.js';
import { clusterProblems } from './clusterproblems.js';
import { plainTcpProblems } from './plaintcp.js';
import { type Judging, problem } from './problem.js';
import { causeOfRefusal, consequenceOf, remedyOf } from './refusals.js';
import type { HeldListener, NetworkFilter, SidecarView } from './types.js';

/** What is refused, missing or not ready in what a proxy holds; errors first, otherwise by what hurts most. */
export function problemsOf(view: SidecarView, judging: Judging): Finding[] {
  const found = [
    ...noListener(view, judging),
    ...withoutMetaProtocol(view),
    ...listenerProblems(view),
    ...plainTcpProblems(view),
    ...routeProblems(view, judging),
    ...clusterProblems(view, judging),
    ...secretProblems(view, judging),
  ];
  const rank = { error: 0, warning: 1, info: 2 };
  return found.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

function proxyName({ node }: SidecarView): string {
  return node.pod === '' ? node.id : `${node.pod}.${node.namespace}`;
}

function noListener(view: SidecarView, { whole }: Judging): Finding[] {
  if (!whole('listeners') || view.listeners.length > 0) return [];
  const warming = view.clusters.filter(({ state }) => state === 'warming');
  const never =
    view.versions.listeners === '' ? 'and never took an update of listeners' : 'though it took an update of listeners';
  const waits =
    warming.length === 0
      ? ''
      : ` It asks for listeners only when all its clusters are ready, and ${warming.length} of ${view.clusters.length} are not. A cluster that it refused would leave no trace here.`;
  return [
    problem('AER1004', { kind: 'Proxy', name: proxyName(view) }, `The proxy has no listener at all, ${never}.${waits}`, {
      fix: `Only its log says what it refused, and why: aerakictl sidecar-log ${proxyName(view) || 'POD'}`,
    }),
  ];
}

/** Every MetaProtocol filter of a proxy, with the listener that it is in. */
function metaProtocolFilters(view: SidecarView): { listener: HeldListener; filter: NetworkFilter }[] {
  return view.listeners.flatMap((listener) =>
    listener.chains.flatMap(({ filters }) =>
      filters.flatMap((filter) => (filter.protocol === 'metaprotocol' ? [{ listener, filter }] : [])),
    ),
  );
}

function withoutMetaProtocol(view: SidecarView): Finding[] {
  const held = metaProtocolFilters(view);
  const about = { kind: 'Proxy', name: proxyName(view) } as const;
  const found: Finding[] = [];
  if (view.node.knowsMetaProtocol === false && held.length > 0) {
    const listeners = new Set(held.map(({ listener }) => listener.name));
    const message = `The proxy does not know the MetaProtocol filter, which ${listeners.size} of its listeners ${listeners.size === 1 ? 'has' : 'have'}: it refuses them.`;
    found.push(problem('AER1050', about, message, { fix: remedyOf({ kind: 'no-metaprotocol', extension: '' }) }));
  }
  const lacks = view.sections.bootstrap && !view.bootstrap.aerakiXds;
  if (lacks && held.some(({ filter: { routes } }) => routes?.by === 'received' && routes.from === 'aeraki-xds'))
    found.push(
      problem(
        'AER1051',
        about,
        "The proxy's bootstrap has no cluster aeraki-xds, which its MetaProtocol listeners ask for their routes.",
        {
          fix: 'Annotate the pod template with sidecar.istio.io/bootstrapOverride: aeraki-bootstrap-config, and restart the pod.',
        },
      ),
    );
  const { codecs = [], knowsMetaProtocol } = view.node;
  if (knowsMetaProtocol === true && codecs.length > 0)
    for (const codec of new Set(held.map(({ filter }) => filter.metaProtocol?.codec ?? '')))
      if (codec !== '' && !codecs.includes(codec))
        found.push(
          problem('AER1061', about, `The proxy has no codec ${codec}, which its listeners ask for. It has ${codecs.join(', ')}.`),
        );
  return found;
}

/** A listener in words: address, and the service that it is for. */
function inWords(listener: HeldListener): string {
  const target = listener.chains.flatMap(({ filters }) => filters.flatMap(({ target }) => target ?? []))[0];
  return target === undefined || target.host === '' ? listener.name : `${listener.name} (${target.host})`;
}

function listenerProblems(view: SidecarView): Finding[] {
  return view.listeners.flatMap((listener) => {
    const about = { kind: 'Listener', name: listener.name, path: listener.path } as const;
    const found: Finding[] = [];
    if (listener.refused !== undefined) {
      const { reason } = listener.refused;
      const what = listener.state === 'rejected' ? 'refuses the listener' : 'refused an update of the listener';
      const message = `The proxy ${what} ${inWords(listener)}: ${ended(reason)} ${consequenceOf(listener, view)}`;
      found.push(problem('AER1054', about, message, { fix: remedyOf(causeOfRefusal(reason)) }));
    }
    if (listener.state === 'warming') {
      const asks = listener.chains.flatMap(({ filters }) =>
        filters.flatMap(({ routes }) => (routes?.by === 'received' ? [`routes ${routes.name} from ${routes.from}`] : [])),
      );
      const waits = asks.length === 0 ? '' : ` It asks for ${asks.join(', ')}.`;
      found.push(problem('AER1057', about, `The listener ${inWords(listener)} is warming and takes no connections yet.${waits}`));
    }
    return found;
  });
}

/** A text with a full stop at its end. */
function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function routeProblems(view: SidecarView, { whole }: Judging): Finding[] {
  const found: Finding[] = [];
  for (const held of view.routeConfigurations) {
    if (held.refused === undefined) continue;
    const about = { kind: 'RouteConfiguration', name: held.name, path: held.path } as const;
    const follows = held.state === 'rejected' ? 'It has none before it.' : 'Those from before stay in force.';
    found.push(problem('AER1009', about, `The proxy refused an update of routes: ${ended(held.refused.reason)} ${follows}`));
  }
  if (!whole('routes')) return found;
  const received = new Set(view.routeConfigurations.flatMap((held) => (held.static ? [] : [`${held.protocol} ${held.name}`])));
  const told = new Set<string>();
  for (const listener of view.listeners) {
    if (listener.state === 'rejected') continue;
    for (const { protocol, routes } of listener.chains.flatMap(({ filters }) => filters)) {
      const key = `${protocol} ${routes?.name}`;
      if (routes?.by !== 'received' || received.has(key) || told.has(key)) continue;
      told.add(key);
      const about = { kind: 'RouteConfiguration', name: routes.name, path: listener.path } as const;
      const error = protocol === 'metaprotocol' ? 'every request is answered with RouteNotFound' : 'requests find no route';
      const message = `Listener ${inWords(listener)} asks ${routes.from || 'its control plane'} for the routes ${routes.name}, which the proxy never got: ${error}.`;
      found.push(problem('AER1058', about, message, protocol === 'metaprotocol' ? {} : { fix: 'See whether istiod sent them.' }));
    }
  }
  return found;
}

function secretProblems(view: SidecarView, { now }: Judging): Finding[] {
  if (view.secrets.length === 0) return [];
  const clusters = new Set(view.clusters.map(({ name }) => name));
  return view.secrets.flatMap((secret) => {
    const about = { kind: 'Secret', name: secret.name, path: secret.path } as const;
    if (secret.state === 'warming' || secret.kind === 'missing') {
      const waiting = view.clusters.filter(({ secrets }) => secrets.some(({ name }) => name === secret.name));
      const from = waiting.flatMap(({ secrets }) => secrets.filter(({ name }) => name === secret.name))[0]?.from ?? '';
      const known = view.sections.clusters && from !== '' && from !== 'ads' && !clusters.has(from) && !from.includes('/');
      const source = from === '' ? '' : `, asked of ${from}${known ? ', which is none of its clusters' : ''}`;
      const message = `The secret ${secret.name} has not come${source}. ${waiting.length} cluster${waiting.length === 1 ? '' : 's'} may wait for it.`;
      return [problem('AER1003', about, message)];
    }
    if (now === undefined || secret.validTo === undefined || secret.validFrom === undefined) return [];
    if (now > secret.validTo)
      return [
        problem(
          'AER1007',
          about,
          `The certificate ${secret.name} expired at ${new Date(secret.validTo).toISOString()}: peers refuse it.`,
        ),
      ];
    if (now < secret.validFrom)
      return [
        problem(
          'AER1007',
          about,
          `The certificate ${secret.name} is not valid before ${new Date(secret.validFrom).toISOString()}: peers refuse it.`,
        ),
      ];
    return [];
  });
}

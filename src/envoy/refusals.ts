import type { FilterProtocol, HeldListener, SidecarView } from './types.js';

/** Why a proxy refused something, sorted. */
export type RefusalKind = 'no-metaprotocol' | 'no-extension' | 'no-type' | 'other';

/** What a reason says: its kind, and the extension that it names. */
export interface RefusalCause {
  kind: RefusalKind;
  extension: string;
}

/** Sorts the words of Envoy's refusals that Aeraki's configuration is known to meet. */
export function causeOfRefusal(reason: string): RefusalCause {
  const found = /Didn't find a registered implementation for '([^']{0,200})'(?: with type URL: '([^']{0,300})')?/.exec(reason);
  if (found === null) return { kind: 'other', extension: '' };
  const [, extension = '', type] = found;
  if (type === '') return { kind: 'no-type', extension };
  return { kind: `${extension} ${type ?? ''}`.includes('meta_protocol_proxy') ? 'no-metaprotocol' : 'no-extension', extension };
}

/** What to do about a refusal, as a sentence; undefined where nothing better is known than to correct what the reason names. */
export function remedyOf(cause: RefusalCause): string | undefined {
  switch (cause.kind) {
    case 'no-metaprotocol':
      return "Give the pod Aeraki's proxy: annotation sidecar.istio.io/proxyImage, then restart it.";
    case 'no-type':
      if (cause.extension === 'envoy.filters.thrift.router')
        return 'Name the port tcp-metaprotocol-thrift, or use proxies before Istio 1.19 (look-up by name).';
      return `Aeraki gives '${cause.extension}' no type, and this proxy does not look it up by name; proxies before Istio 1.19 do.`;
    case 'no-extension':
      return `Use a build of the proxy that has it${cause.extension.includes('kafka') ? ", such as Istio's own" : ''}.`;
    case 'other':
      return undefined;
  }
}

/** What becomes of connections to a listener that the proxy never took. */
export function consequenceOf(listener: HeldListener, view: SidecarView): string {
  if (listener.state !== 'rejected') return 'What it was before stays in force, and the change has no effect.';
  if (listener.name === 'virtualInbound')
    return 'Nothing listens for inbound connections: every connection to this pod is refused.';
  if (listener.direction !== 'outbound') return 'Nothing listens there.';
  const clusters = passedTo(view.listeners);
  if (clusters.has('PassthroughCluster')) return 'Connections pass as plain TCP: no routes, no mutual TLS.';
  return clusters.has('BlackHoleCluster') ? 'Connections are closed.' : 'This proxy does not handle their connections.';
}

const passed = new WeakMap<readonly HeldListener[], ReadonlySet<string>>();

/** Clusters of virtualOutbound, which takes what no other listener does; worked out once for a proxy's listeners. */
function passedTo(listeners: readonly HeldListener[]): ReadonlySet<string> {
  const known = passed.get(listeners);
  if (known !== undefined) return known;
  const catchAll = listeners.find(({ name, state }) => name === 'virtualOutbound' && state !== 'rejected');
  const clusters = new Set(catchAll?.chains.flatMap(({ filters }) => filters.flatMap((filter) => filter.clusters)) ?? []);
  passed.set(listeners, clusters);
  return clusters;
}

const layer7Protocols: ReadonlySet<FilterProtocol> = new Set(['metaprotocol', 'dubbo', 'thrift', 'redis', 'kafka', 'zookeeper']);

/** Whether Aeraki generates filters of a protocol. */
export function isLayer7(protocol: FilterProtocol): boolean {
  return layer7Protocols.has(protocol);
}

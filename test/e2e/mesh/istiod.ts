import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../../src/base/json.js';
import type { ProxyState } from './dump.js';
import { configDump, listenersOf } from './dump.js';
import { type Answer, json, type Listening, serve } from './http.js';
import { listAt, mapAt, textAt } from './objects.js';

const folder = fileURLToPath(new URL('../../fixtures/mesh/istiod', import.meta.url));

const paths = (
  'adsz adsz?push=true authorizationz cachez clusterz config_distribution config_dump configz connections ecdsz edsz endpointShardz ' +
  'endpointz inject instancesz mcsz mesh ndsz networkz push_status pushcontext registryz resourcesz sidecarz syncz telemetryz'
).split(' ');

/** What istiod's debug interface is asked about. */
export interface Pushed {
  proxies(): ProxyState[];
  /** Name of the Aeraki pod and since when it is connected (RFC 3339); undefined while it is not. */
  aeraki(): { pod: string; since: string } | undefined;
  version: string;
}

/** Starts istiod's `/debug`: who is connected and in sync is told of this mesh; registry, configuration and endpoints are those of a recorded one. */
export function startIstiod({ proxies, aeraki, version }: Pushed): Promise<Listening> {
  const nameOf = ({ pod }: ProxyState): string => `${textAt(pod, 'metadata', 'name')}.${textAt(pod, 'metadata', 'namespace')}`;
  const syncz = (): JsonObject[] => {
    const connected = aeraki();
    const self: JsonObject[] =
      connected === undefined
        ? []
        : [{ proxy: `${connected.pod}.istio-system`, proxy_type: 'sidecar', istio_version: '65536.65536.65536' }];
    const others = proxies().map((proxy): JsonObject => {
      const refused = listenersOf(proxy).some((one) => one.refused !== undefined);
      return {
        cluster_id: 'Kubernetes',
        proxy: nameOf(proxy),
        proxy_type: 'sidecar',
        istio_version: proxy.istioVersion,
        cluster_sent: 'c1',
        cluster_acked: 'c1',
        listener_sent: 'l1',
        ...(refused ? {} : { listener_acked: 'l1' }),
        endpoint_sent: 'e1',
        endpoint_acked: 'e1',
      };
    });
    return [...self, ...others];
  };
  const connections = (): JsonObject => {
    const connected = aeraki();
    const clients = [
      ...(connected === undefined ? [] : [{ name: `${connected.pod}.istio-system`, since: connected.since }]),
      ...proxies().map((proxy) => ({ name: nameOf(proxy), since: proxy.started })),
    ].map(({ name, since }, index) => ({
      connectionId: `${name}-${index + 1}`,
      connectedAt: since,
      address: '10.1.0.1:4000',
      labels: null,
    }));
    return { totalClients: clients.length, clients };
  };
  const kinds = ['DestinationRule', 'EnvoyFilter', 'Gateway', 'ServiceEntry', 'VirtualService'];
  const adsz = (): JsonObject => {
    const { totalClients, clients } = connections();
    const states = new Map(proxies().map((proxy) => [nameOf(proxy), proxy]));
    const detailed = listAt({ clients: clients ?? [] }, 'clients').map((client): JsonObject => {
      const proxy = states.get(textAt(client, 'connectionId').replace(/-\d+$/, ''));
      const asked = kinds.map((kind) => [`networking.istio.io/v1alpha3/${kind}`, []]);
      return {
        ...client,
        labels: proxy === undefined ? {} : mapAt(proxy.pod, 'metadata', 'labels'),
        metadata:
          proxy === undefined ? { ISTIO_VERSION: '65536.65536.65536', GENERATOR: 'api' } : { ISTIO_VERSION: proxy.istioVersion },
        locality: {},
        watches: proxy === undefined ? Object.fromEntries(asked) : { 'type.googleapis.com/envoy.config.cluster.v3.Cluster': [] },
      };
    });
    return { totalClients: totalClients ?? 0, clients: detailed };
  };
  const debug = (name: string, url: URL): Answer => {
    switch (name) {
      case '':
      case 'list':
        return json(paths);
      case 'syncz':
        return json(syncz());
      case 'adsz':
        return json(adsz());
      case 'connections':
        return json(connections());
      case 'config_dump': {
        const id = url.searchParams.get('proxyID');
        const proxy = proxies().find((one) => nameOf(one) === id);
        if (proxy === undefined)
          return { status: 404, body: 'Proxy not connected to this Pilot instance. It may be connected to another instance.\n' };
        return json(configDump(proxy, true));
      }
      case 'clusterz':
        return json([{ id: 'Kubernetes', secretName: '', syncStatus: 'synced' }]);
      case 'telemetryz':
        return json({});
    }
    if (!paths.includes(name)) return { status: 404, body: '404 page not found\n' };
    try {
      return { body: readFileSync(join(folder, `${name}.json`)), type: 'application/json' };
    } catch {
      return json({});
    }
  };
  return serve(({ url }) => {
    if (url.pathname === '/ready') return { body: '' };
    if (url.pathname === '/version') return { body: `${version}-tests-Clean` };
    if (url.pathname === '/metrics') return { body: '# TYPE pilot_xds gauge\npilot_xds{version="1.20.0"} 4\n' };
    const [, first, ...rest] = url.pathname.split('/');
    return first === 'debug' ? debug(rest.join('/'), url) : { status: 404, body: '404 page not found\n' };
  });
}

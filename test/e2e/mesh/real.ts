import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../src/base/json.js';
import { envoyPath } from '../envoy.js';
import { startServer, untilReady } from '../process.js';
import { asStockEnvoyTakes } from '../sidecar.js';
import { bootstrapNode, type ProxyState, resources } from './dump.js';
import { at, listAt, textAt } from './objects.js';

/** A real Envoy in the place of a pod's proxy. It has no MetaProtocol, as Istio's own image, and is sent the same listeners and clusters as the stand-ins hold. */
export interface RealProxy {
  /** Of its admin interface. */
  port: number;
  /** Sends it what a proxy in this state should hold. */
  send(state: ProxyState): void;
  stop(): Promise<void>;
}

function discovery(type: string, values: JsonObject[]): string {
  return JSON.stringify({
    versionInfo: new Date().toISOString(),
    resources: values.map((value) => ({ '@type': type, ...value })),
  });
}

/** Listeners that are not bound, so that any address will do, and clusters with the endpoints that Istio would send over EDS. */
function files(state: ProxyState): { lds: string; cds: string } {
  const { listeners, clusters } = resources(state);
  const taken = asStockEnvoyTakes({ labels: {}, listeners, clusters });
  return {
    lds: discovery(
      'type.googleapis.com/envoy.config.listener.v3.Listener',
      taken.listeners.map((listener) => ({ ...listener, address: addressOf(textAt(listener, 'name')), bindToPort: false })),
    ),
    cds: discovery(
      'type.googleapis.com/envoy.config.cluster.v3.Cluster',
      taken.clusters.map(({ edsClusterConfig: _, ...cluster }) =>
        cluster['type'] === 'EDS'
          ? { ...cluster, type: 'STATIC', loadAssignment: { clusterName: cluster['name'] ?? '' } }
          : cluster,
      ),
    ),
  };
}

function addressOf(name: string): JsonObject {
  const [, address = '0.0.0.0', port = '15006'] = /^(.*)_(\d+)$/.exec(name) ?? [];
  return { socketAddress: { address, portValue: Number(port) } };
}

/** Starts a real Envoy for the pod; undefined where the run has none. */
export async function startRealProxy(state: ProxyState): Promise<RealProxy | undefined> {
  if (envoyPath === undefined) return undefined;
  const write = (folder: string, name: string, content: string): void => {
    // Envoy watches for files that are moved into place.
    writeFileSync(join(folder, `${name}.part`), content);
    renameSync(join(folder, `${name}.part`), join(folder, name));
  };
  const send = (folder: string, now: ProxyState): void => {
    const { lds, cds } = files(now);
    write(folder, 'cds.json', cds);
    write(folder, 'lds.json', lds);
  };
  const node = bootstrapNode(state);
  const server = startServer(envoyPath, (folder) => {
    send(folder, state);
    const path = (name: string): JsonObject => ({
      resourceApiVersion: 'V3',
      pathConfigSource: { path: join(folder, name), watchedDirectory: { path: folder } },
    });
    const bootstrap = {
      node: { id: at(node, 'id'), cluster: at(node, 'cluster'), metadata: at(node, 'metadata') },
      admin: { address: { socketAddress: { address: '127.0.0.1', portValue: 0 } } },
      dynamicResources: { ldsConfig: path('lds.json'), cdsConfig: path('cds.json') },
    };
    writeFileSync(join(folder, 'bootstrap.json'), JSON.stringify(bootstrap));
    const files = ['-c', join(folder, 'bootstrap.json'), '--admin-address-path', join(folder, 'admin')];
    return [...files, '--disable-hot-restart', '--concurrency', '1', '-l', 'error'];
  });
  const adminFile = join(server.folder, 'admin');
  const address = await untilReady(server, async () => {
    if (!existsSync(adminFile)) return undefined;
    const where = readFileSync(adminFile, 'utf8').trim();
    const answer = await fetch(`http://${where}/listeners?format=json`, { signal: AbortSignal.timeout(5000) });
    return listAt((await answer.json()) as JsonObject, 'listener_statuses') === undefined ? undefined : where;
  });
  return {
    port: Number(address.split(':').at(-1)),
    send: (now) => send(server.folder, now),
    stop: () => server.stop(),
  };
}

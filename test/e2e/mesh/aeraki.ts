import type { JsonObject } from '../../../src/base/json.js';
import { translate } from '../../../src/controlplane/translate.js';
import { toDataplaneRouteConfiguration } from '../../../src/dataplane/forms.js';
import { buildMesh } from '../../../src/mesh/build.js';
import type { Api } from './api.js';
import type { HeldRoutes } from './dump.js';
import { type Collection, follow, keyOf, mapAt, oneAtATime, textAt } from './objects.js';

/**
 * A stand-in for Aeraki: it follows the API server and writes the EnvoyFilters and VirtualServices that the project's own `translate` yields, and has the routes
 * that it would serve over MetaRDS. That `translate` yields what the real Aeraki does is held to recordings elsewhere; here it only has to react.
 */
export interface Aeraki {
  /** What it serves over MetaRDS, by the configuration's name. */
  routes: ReadonlyMap<string, HeldRoutes>;
  /** Everything it follows, by path of the collection. */
  objects(): JsonObject[];
  /** Objects of its own that are in the cluster. */
  envoyFilters(): JsonObject[];
  /** While true it sees nothing new and writes nothing, as one that lost its istiod. */
  deaf: boolean;
  /** Waits until it has worked off what it saw. */
  settled(): Promise<void>;
  errors: string[];
  stop(): Promise<void>;
}

const networking = '/apis/networking.istio.io';
const followed = [
  '/api/v1/services',
  '/api/v1/secrets',
  '/api/v1/namespaces/istio-system/configmaps',
  '/apis/metaprotocol.aeraki.io/v1alpha1/metarouters',
  '/apis/metaprotocol.aeraki.io/v1alpha1/applicationprotocols',
  '/apis/redis.aeraki.io/v1alpha1/redisservices',
  '/apis/redis.aeraki.io/v1alpha1/redisdestinations',
  '/apis/dubbo.aeraki.io/v1alpha1/dubboauthorizationpolicies',
  `${networking}/v1beta1/serviceentries`,
  `${networking}/v1beta1/destinationrules`,
  `${networking}/v1beta1/virtualservices`,
  `${networking}/v1beta1/gateways`,
];

/** Lists of the API server leave kind and version out of their items; here they are put back. */
const kinds: Record<string, [string, string]> = {
  services: ['v1', 'Service'],
  secrets: ['v1', 'Secret'],
  configmaps: ['v1', 'ConfigMap'],
};

const isOurs = (object: JsonObject): boolean => textAt(object, 'metadata', 'labels', 'manager') === 'Aeraki';

/** Starts it. `changed` is called when the routes that it serves, or its EnvoyFilters, may have changed. */
export function startAeraki(api: Api, changed: () => void = () => undefined): Aeraki {
  const routes = new Map<string, HeldRoutes>();
  let busy = true;
  let seen = Date.now();

  const put = async (wanted: JsonObject[], there: Iterable<JsonObject>, collection: string): Promise<void> => {
    const kept = new Set(wanted.map(keyOf));
    const present = new Map([...there].filter(isOurs).map((object) => [keyOf(object), object]));
    for (const object of wanted) {
      const found = present.get(keyOf(object));
      if (found !== undefined && JSON.stringify(sorted(mapAt(found, 'spec'))) === JSON.stringify(sorted(mapAt(object, 'spec'))))
        continue;
      const path = `${collection}/namespaces/${textAt(object, 'metadata', 'namespace')}/${object['kind'] === 'EnvoyFilter' ? 'envoyfilters' : 'virtualservices'}`;
      if (found === undefined) await api.send('POST', `${path}?fieldManager=Aeraki`, object);
      else {
        const version = textAt(found, 'metadata', 'resourceVersion');
        const metadata = { ...mapAt(object, 'metadata'), resourceVersion: version };
        await api.send('PUT', `${path}/${textAt(object, 'metadata', 'name')}?fieldManager=Aeraki`, { ...object, metadata });
      }
    }
    for (const [key, object] of present) if (!kept.has(key)) await api.remove(object);
  };

  const work = oneAtATime(async () => {
    if (aeraki.deaf) return;
    busy = true;
    const values = aeraki.objects();
    const origin = (value: JsonObject) => ({ file: `cluster:${keyOf(value)}`, document: 0, prefix: [] });
    const mesh = buildMesh(
      values.map((value) => ({ value, origin: origin(value) })),
      { rootNamespace: 'istio-system', namespaceScoped: false, domainSuffix: 'cluster.local' },
    );
    const translation = translate(mesh);
    const now = new Date().toISOString();
    const names = new Set<string>();
    for (const { configuration } of translation.routeConfigurations) {
      names.add(configuration.name);
      const value = toDataplaneRouteConfiguration(configuration);
      const held = routes.get(configuration.name);
      if (held !== undefined && JSON.stringify(held.configuration) === JSON.stringify(value)) continue;
      routes.set(configuration.name, { configuration: value, version: String(Math.floor(Date.now() / 1000)), updated: now });
    }
    for (const name of [...routes.keys()]) if (!names.has(name)) routes.delete(name);
    const wanted = translation.envoyFilters.map(({ object }) => object);
    await put(wanted, filters.objects.values(), `${networking}/v1alpha3`);
    const services = translation.virtualServices.map(({ object }) => object);
    await put(
      services,
      collections.get(`${networking}/v1beta1/virtualservices`)?.objects.values() ?? [],
      `${networking}/v1alpha3`,
    );
    busy = false;
    changed();
  });
  // The lock of the replica that writes, renewed as Aeraki does.
  const acquireTime = new Date().toISOString().replace(/\.\d+/, '');
  const renew = async (): Promise<void> => {
    if (aeraki.deaf) return;
    const record = { holderIdentity: 'Aeraki-tests', holderKey: '', leaseDurationSeconds: 30, acquireTime, leaderTransitions: 0 };
    const renewed = { ...record, renewTime: new Date().toISOString().replace(/\.\d+/, '') };
    const annotations = { 'control-plane.alpha.kubernetes.io/leader': JSON.stringify(renewed) };
    const metadata = { namespace: 'istio-system', name: 'aeraki-envoyfilter-controller-election', annotations };
    await api.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata }], 'Aeraki').catch(() => undefined);
  };
  const lock = setInterval(renew, 10_000);
  const see = (): void => {
    seen = Date.now();
    work.call();
  };
  const collections = new Map<string, Collection>(followed.map((path) => [path, follow(api, path, see)]));
  const filters = follow(api, `${networking}/v1alpha3/envoyfilters`, () => {
    see();
    changed();
  });
  const aeraki: Aeraki = {
    routes,
    deaf: false,
    objects: () =>
      [...collections].flatMap(([path, { objects }]) => {
        const [apiVersion, kind] = kinds[path.split('/').at(-1) ?? ''] ?? [];
        return [...objects.values()].map((value) =>
          kind === undefined ? value : { ...value, apiVersion: apiVersion ?? '', kind },
        );
      }),
    envoyFilters: () => [...filters.objects.values()],
    async settled() {
      const deadline = Date.now() + 60_000;
      while (busy || Date.now() - seen < 300) {
        if (Date.now() > deadline) throw new Error(`Aeraki does not settle\n${work.errors.join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    errors: work.errors,
    async stop() {
      clearInterval(lock);
      for (const { stop } of collections.values()) stop();
      filters.stop();
      await work.idle();
    },
  };
  void renew();
  return aeraki;
}

/** The same value with the members of its objects in the order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, sorted(item)]),
  );
}

import { asBoolean, asList, asString, isObject, type JsonObject, own } from '../../base/json.js';
import { getObject, listObjects, type Selection } from '../../cluster/objects.js';
import { proxyPods } from '../../cluster/pods.js';
import { requestJson } from '../../cluster/request.js';
import { resources } from '../../cluster/resources.js';
import type { Cluster, Resource } from '../../cluster/types.js';
import type { KindShape } from '../../live/doctor/crds.js';
import type { Asked, Observation } from '../../live/doctor/types.js';
import { driftOf } from '../../live/drift.js';
import type { GeneratedState } from '../../live/drifttypes.js';
import { parseValue } from '../../manifest/value.js';
import { objectAt, textAt } from '../../resource/core.js';
import { crdOf } from '../../resource/crd.js';
import { kinds } from '../../resource/kinds.js';
import { schemas } from '../../resource/schemas.js';
import { type LiveMesh, readLiveMesh } from '../livemesh.js';
import { lintObserved } from '../observing.js';
import { type Asking, askProxies } from '../proxies.js';
import type { Options } from '../types.js';
import { ask, then } from './asked.js';
import { connectionsOf, leaderOf, logOf, planesOf } from './controlplanes.js';
import { permissionsOf } from './permissions.js';

const bootstrapName = 'aeraki-bootstrap-config';
const lockName = 'aeraki-envoyfilter-controller-election';

/** The published shapes of Aeraki's kinds. */
export function publishedShapes(): KindShape[] {
  return kinds
    .filter(({ role }) => role === 'aeraki')
    .map((info) => {
      const { metadata, spec } = crdOf(info, schemas[info.schema] ?? {});
      const schema: unknown = spec.versions[0]?.schema.openAPIV3Schema.properties.spec;
      return {
        name: metadata.name,
        kind: info.kind,
        namespaced: spec.scope === 'Namespaced',
        spec: isObject(schema) ? schema : {},
      };
    });
}

/**
 * Looks at everything that the doctor checks. Only what tells whether there is a cluster at all may fail; what else cannot be read is known to be unknown, with
 * the reason. Before an installation the proxies are not asked.
 */
export async function observeAll(cluster: Cluster, options: Options, before: boolean, asking: Asking): Promise<Observation> {
  const { signal } = asking;
  const version = await requestJson(cluster, { path: '/version', signal });
  const list = (resource: Resource, selection: Omit<Selection, 'signal'> = {}): Promise<Asked<JsonObject[]>> =>
    ask(signal, async () => (await listObjects(cluster, resource, { ...selection, signal })).items);
  const live = await ask(signal, () => readLiveMesh(cluster, options, signal));
  // What Aeraki should do with a mesh is known only of one that is read as a whole; passwords of Redis make no difference here.
  const whole = await then(live, signal, (found) => {
    const refused = found.snapshot.refused.filter(({ kind }) => kind !== 'Secret').map(({ kind }) => kind);
    if (refused.length > 0) throw new Error(`these kinds may not be read in the whole cluster: ${refused.join(', ')}`);
    return found;
  });
  const installation = await then(live, signal, ({ snapshot }) => snapshot.installation);
  const rootNamespace = 'value' in installation ? installation.value.rootNamespace : 'istio-system';
  const istioNamespace = 'value' in installation ? installation.value.istioNamespace : undefined;
  const [istio, aeraki] = await Promise.all([
    then(installation, signal, (found) => planesOf(cluster, found, 'istiod', signal)),
    then(installation, signal, (found) => planesOf(cluster, found, 'aeraki', signal)),
  ]);
  const [
    crds,
    webhooks,
    namespaces,
    bootstraps,
    services,
    slices,
    lock,
    root,
    meshMap,
    connections,
    log,
    permissions,
    proxies,
    findings,
  ] = await Promise.all([
    list(resources.crds),
    list(resources.validatingWebhooks),
    list(resources.namespaces),
    list(resources.configMaps, { fieldSelector: `metadata.name=${bootstrapName}` }),
    list(resources.services),
    list(resources.endpointSlices, { namespace: rootNamespace }),
    ask(signal, () => getObject(cluster, resources.configMaps, lockName, rootNamespace, { signal })),
    list(resources.configMaps, { fieldSelector: 'metadata.name=istio-ca-root-cert' }),
    ask(signal, () => getObject(cluster, resources.configMaps, 'istio', rootNamespace, { signal })),
    then(istio, signal, ({ pods }) => connectionsOf(cluster, pods, signal)),
    then(aeraki, signal, ({ pods }) => logOf(cluster, pods, signal)),
    ask(signal, () => permissionsOf(cluster, before, signal)),
    before
      ? ({ unknown: 'proxies are not asked before an installation' } as const)
      : then(
          whole,
          signal,
          async (found) => await askProxies(cluster, await proxyPods(cluster, undefined, signal), found, asking),
        ),
    then(whole, signal, async ({ snapshot, mesh }) =>
      lintObserved({ objects: snapshot.objects, mesh, unread: snapshot.refused.map(({ kind }) => kind) }),
    ),
  ]);
  return {
    now: Date.now(),
    before,
    kubernetes: { value: isObject(version) ? textAt(version, 'gitVersion') : '' },
    istio: await then(istio, signal, ({ planes }) => planes),
    aeraki: await then(aeraki, signal, ({ planes }) => planes),
    rootNamespace,
    istioNamespace,
    aerakiNamespace: 'value' in installation ? installation.value.aerakiNamespace : undefined,
    crds,
    webhooks,
    namespaces,
    bootstraps,
    meshConfig: await then(meshMap, signal, (map) => meshConfigOf(map)),
    services,
    endpoints: await then(slices, signal, (found) => found.map(endpointsOf)),
    rootCertificate: await then(root, signal, (maps) => rootOf(maps, rootNamespace)),
    leader: await then(lock, signal, (map) => leaderOf(map)),
    connections,
    log,
    permissions,
    mesh: await then(whole, signal, ({ mesh }) => mesh),
    proxies,
    findings,
    generated: await then(whole, signal, (found) => drift(found)),
    managed: await then(whole, signal, ({ mesh }) => mesh.managed.length),
  };
}

/** What Aeraki wrote against what it should have written. */
function drift({ snapshot: { objects, installation, refused }, mesh, translation }: LiveMesh): GeneratedState[] {
  return driftOf({
    objects,
    mesh,
    translation,
    controlPlane: installation,
    unread: refused.map(({ kind }) => kind),
    now: Date.now(),
  });
}

function meshConfigOf(map: JsonObject | undefined): JsonObject | undefined {
  if (map === undefined) return undefined;
  const outcome = parseValue(textAt(objectAt(map, 'data'), 'mesh'));
  if (!('value' in outcome)) throw new Error(`the mesh configuration cannot be read: ${outcome.message}`);
  return isObject(outcome.value) ? outcome.value : {};
}

/** Istio's root certificate, of which istiod puts a copy into every namespace. */
function rootOf(maps: readonly JsonObject[], namespace: string): string {
  const texts = maps.map((map) => ({
    own: textAt(objectAt(map, 'metadata'), 'namespace') === namespace,
    text: textAt(objectAt(map, 'data'), 'root-cert.pem'),
  }));
  const found = texts.find(({ own, text }) => own && text !== '') ?? texts.find(({ text }) => text !== '');
  if (found === undefined) throw new Error("there is no ConfigMap istio-ca-root-cert, which holds Istio's root certificate");
  return found.text;
}

/** The Service that a slice belongs to, and how many of its addresses are ready. */
function endpointsOf(slice: JsonObject): { service: string; ready: number } {
  const metadata = objectAt(slice, 'metadata');
  const name = asString(own(objectAt(metadata, 'labels'), 'kubernetes.io/service-name')) ?? '';
  const ready = asList(own(slice, 'endpoints'))
    .filter(isObject)
    // Absent means that it is not known, which counts as ready (discovery/v1).
    .filter((endpoint) => asBoolean(own(objectAt(endpoint, 'conditions'), 'ready')) !== false).length;
  return { service: `${textAt(metadata, 'namespace')}/${name}`, ready };
}

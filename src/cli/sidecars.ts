import type { Finding } from '../base/finding.js';
import type { Json } from '../base/json.js';
import { translate } from '../controlplane/translate.js';
import type { Translation } from '../controlplane/types.js';
import type { Narrowing } from '../envoy/narrow.js';
import { readRoutes } from '../envoy/routes.js';
import type { HeldRouteConfiguration, SidecarView } from '../envoy/types.js';
import { expectedOf } from '../live/expected.js';
import { causesOf } from '../live/heldcauses.js';
import { reportProxy } from '../live/proxy.js';
import type { Mesh } from '../mesh/types.js';
import type { TableCauses } from '../report/sidecartables.js';
import { CliError } from './errors.js';
import { meshOf } from './meshing.js';
import { readAll } from './objects.js';
import { text, texts, wholeNumber } from './options.js';
import { gather, isUnreadable } from './reading.js';
import type { Invocation, Options } from './types.js';

/** The mesh that a proxy is held against. */
export interface MeshAround {
  mesh: Mesh;
  translation: Translation;
}

/** A proxy that is to be told of. */
export interface HeldProxy {
  /** The dump itself. */
  json: Json;
  view: SidecarView;
  /** Known where a cluster was asked, or manifests were named. */
  around?: MeshAround;
}

/** Codes of what only the mesh can tell of a proxy. */
const toldByMesh = new Set(['AER1052', 'AER1053', 'AER1056', 'AER1059', 'AER1060']);

/** A view with what the mesh tells of it besides: filters that should be there, routes that are stale. */
export function withMesh(view: SidecarView, { mesh, translation }: MeshAround): SidecarView {
  const { node } = view;
  const about = {
    name: node.pod,
    namespace: node.namespace,
    labels: node.labels,
    gateway: node.kind === 'router',
    image: '',
  };
  const { problems } = reportProxy(about, expectedOf(mesh, translation, about), view);
  const added: Finding[] = problems.filter(({ code }) => toldByMesh.has(code));
  const plain = added.some(({ code }) => code === 'AER1052');
  const kept = view.problems.filter(({ code }) => code !== 'AER1052' || !plain);
  const rank = { error: 0, warning: 1, info: 2 };
  return { ...view, problems: [...kept, ...added].sort((a, b) => rank[a.severity] - rank[b.severity]) };
}

/** The mesh of the manifests that `--mesh` names. */
export async function namedMesh({ options, program }: Invocation): Promise<MeshAround | undefined> {
  const names = texts(options, 'mesh');
  if (names.length === 0) return undefined;
  const input = await gather({ arguments: names, options: new Map(), program }, 'sidecar-config');
  const { objects, findings } = readAll(input);
  const broken = findings.find(isUnreadable);
  if (broken !== undefined) throw new CliError(`--mesh: ${broken.message}`, "'aerakictl validate' says where.");
  const mesh = meshOf(objects, new Map());
  return { mesh, translation: translate(mesh) };
}

/** What narrowing options say. */
export function narrowingOf(options: Options): Narrowing {
  const host = text(options, 'host');
  const fqdn = text(options, 'fqdn');
  if (host !== undefined && fqdn !== undefined && host !== fqdn)
    throw new CliError(`--host ${host} and --fqdn ${fqdn}: which one?`);
  const wanted = host ?? fqdn;
  const port = wholeNumber(options, 'port', 0, 65_535);
  const name = text(options, 'name');
  return {
    ...(wanted === undefined ? {} : { host: wanted }),
    ...(port === undefined ? {} : { port }),
    ...(name === undefined ? {} : { name }),
  };
}

/** What tables show of causes, and the routes as they were read. */
export function tableCauses(view: SidecarView, around: MeshAround | undefined): TableCauses {
  const causes = causesOf(view, around?.translation);
  const tables = new Map<HeldRouteConfiguration, ReturnType<typeof tableOf>>();
  for (const held of view.routeConfigurations) if (held.protocol === 'metaprotocol') tables.set(held, tableOf(held));
  return {
    listeners: new Map(view.listeners.map((listener) => [listener.name, causes.ofListener(listener)])),
    routes: new Map(view.routeConfigurations.map(({ name }) => [name, causes.ofRoutes(name)])),
    tables,
  };
}

function tableOf(held: HeldRouteConfiguration) {
  const read = readRoutes(held);
  return 'value' in read ? read.value : `They cannot be read: ${read.problems[0]?.message ?? 'no reason'}`;
}

import type { Finding } from '../../base/finding.js';
import type { Json } from '../../base/json.js';
import { suggest } from '../../base/suggest.js';
import type { Cluster } from '../../cluster/types.js';
import { isNarrowed, narrow } from '../../envoy/narrow.js';
import { rawSections } from '../../envoy/raw.js';
import { redactDump } from '../../envoy/redact.js';
import { storyOf } from '../../envoy/story.js';
import type { Section, SidecarView } from '../../envoy/types.js';
import { toJson } from '../../report/json.js';
import type { TextOptions } from '../../report/options.js';
import { proxyLine, renderProblems, renderSidecar } from '../../report/sidecar.js';
import { sidecarValue } from '../../report/sidecarjson.js';
import {
  bootstrapTable,
  clustersTable,
  endpointsTable,
  listenersTable,
  routesTables,
  secretsTable,
} from '../../report/sidecartables.js';
import { toYaml } from '../../report/yaml.js';
import { parseDump, readDumpBytes, viewOf } from '../dumps.js';
import { CliError } from '../errors.js';
import { listOptions, textOptions, write } from '../io.js';
import { withCluster } from '../live.js';
import { onePod } from '../onepod.js';
import { text } from '../options.js';
import { gateways, type PodKind, proxied } from '../podsets.js';
import { type HeldProxy, type MeshAround, namedMesh, narrowingOf, tableCauses, withMesh } from '../sidecars.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';

/** A section that can be asked for. `metards` is what `sidecar-route` shows. */
type Wanted = Section | 'all' | 'metards';

/** The words of the sections, also in the singular as istioctl has them. */
const words: Record<string, Wanted> = {
  listeners: 'listeners',
  listener: 'listeners',
  routes: 'routes',
  route: 'routes',
  clusters: 'clusters',
  cluster: 'clusters',
  endpoints: 'endpoints',
  endpoint: 'endpoints',
  bootstrap: 'bootstrap',
  secrets: 'secrets',
  secret: 'secrets',
  all: 'all',
};

/** Runs `sidecar-config`. */
export const sidecarConfig: Handler = async (invocation) => {
  const { rest, section } = sectionIn(invocation.arguments);
  return await run({ ...invocation, arguments: rest }, section, proxied);
};

/** Runs `sidecar-route`. */
export const sidecarRoute: Handler = async (invocation) => await run(invocation, 'metards', proxied);

/** Runs `gateway-config`. */
export const gatewayConfig: Handler = async (invocation) => {
  const { rest, section } = sectionIn(invocation.arguments);
  return await run({ ...invocation, arguments: rest }, section, gateways);
};

/** Takes the section's word out of the arguments: the last that is one. */
function sectionIn(given: readonly string[]): { rest: string[]; section: Wanted | undefined } {
  const at = given.findLastIndex((word) => Object.hasOwn(words, word));
  if (at < 0) {
    const third = given[2];
    if (third === undefined) return { rest: [...given], section: undefined };
    const near = suggest(third, Object.keys(words));
    throw new CliError(
      `${third}: no section of a proxy's configuration`,
      near === undefined ? `There are ${[...new Set(Object.values(words))].join(', ')}.` : `Did you mean ${near}?`,
    );
  }
  return { rest: given.filter((_, index) => index !== at), section: words[given[at] ?? ''] };
}

/** `raw` is the proxy's own JSON, which goes to whatever reads on. */
function formOf({ options, io }: Invocation): 'text' | 'json' | 'yaml' | 'raw' {
  const given = text(options, 'output');
  if (given === 'text' || given === 'json' || given === 'yaml' || given === 'raw') return given;
  return io.stdout.isTTY === true ? 'text' : 'raw';
}

async function run(invocation: Invocation, section: Wanted | undefined, kind: PodKind): Promise<ExitStatus> {
  const { options, io } = invocation;
  const file = text(options, 'file');
  if (file === undefined) {
    if (options.has('mesh')) throw new CliError('--mesh without --file: a live mesh is asked itself');
    return await withCluster(invocation, async (cluster, signal) => {
      const pod = await theirPod(invocation, cluster, kind, signal);
      const { proxyAdmin } = await import('../../cluster/streams.js');
      const bytes = await proxyAdmin(cluster, pod, { path: '/config_dump?include_eds', signal });
      const name = `${pod.name}.${pod.namespace}`;
      const form = formOf(invocation);
      const around = form === 'raw' ? undefined : await liveMesh(invocation, cluster, signal);
      return await show(invocation, await hold(parseDump(bytes, name), name, around), section, form);
    });
  }
  const [extra] = invocation.arguments;
  if (extra !== undefined) throw extraWord(extra, file);
  const around = await namedMesh(invocation);
  const json = parseDump(await readDumpBytes(file, io), file);
  return await show(invocation, await hold(json, file, around), section, formOf(invocation));
}

/** The pod; where there is none, the second word may have been meant as a section. */
async function theirPod(invocation: Invocation, cluster: Cluster, kind: PodKind, signal: AbortSignal): ReturnType<typeof onePod> {
  try {
    return await onePod(invocation, cluster, kind, signal, kind === gateways);
  } catch (error) {
    const [, second] = invocation.arguments;
    const near = second === undefined ? undefined : suggest(second, Object.keys(words));
    if (!(error instanceof CliError) || near === undefined) throw error;
    throw new CliError(error.message, `${second} was taken for a namespace. Did you mean the section ${near}?`);
  }
}

function extraWord(word: string, file: string): CliError {
  const near = suggest(word, Object.keys(words));
  return new CliError(
    `${word}: with --file ${file} there is no pod to name${near === undefined ? '' : ', and this is no section'}`,
    near === undefined ? 'Leave it out, or name a section.' : `Did you mean ${near}?`,
  );
}

async function hold(json: Json, name: string, around: MeshAround | undefined): Promise<HeldProxy> {
  const view = await viewOf(json, name);
  return around === undefined ? { json, view } : { json, view: withMesh(view, around), around };
}

/** The mesh, to link what the proxy holds to it; where it may not be read, the names alone must do. */
async function liveMesh({ options, io }: Invocation, cluster: Cluster, signal: AbortSignal): Promise<MeshAround | undefined> {
  const { readLiveMesh } = await import('../livemesh.js');
  const { ClusterError } = await import('../../cluster/errors.js');
  try {
    const { mesh, translation, snapshot } = await readLiveMesh(cluster, options, signal);
    for (const { kind } of snapshot.refused.slice(0, 3))
      io.stderr.write(`note: ${kind} may not be read; links to them are left out\n`);
    return { mesh, translation };
  } catch (error) {
    if (!(error instanceof ClusterError) || signal.aborted) throw error;
    io.stderr.write(`note: the mesh could not be read, so that only names link to it: ${error.message}\n`);
    return undefined;
  }
}

async function show(
  invocation: Invocation,
  proxy: HeldProxy,
  section: Wanted | undefined,
  form: ReturnType<typeof formOf>,
): Promise<ExitStatus> {
  const { options, io } = invocation;
  const narrowing = narrowingOf(options);
  const view = narrow(proxy.view, narrowing);
  if (form === 'raw') return await showRaw(proxy.json, isNarrowed(narrowing) ? view : undefined, section, invocation);
  if (form === 'text') {
    await write(io.stdout, asText({ ...proxy, view }, section, textOptions(io, options), invocation));
    return 0;
  }
  if (!redactDump(proxy.json)) throw tooDeep();
  const value = sidecarValue(view, tableCauses(view, proxy.around), section);
  await write(io.stdout, form === 'json' ? `${toJson(value, 2)}\n` : toYaml(value));
  return 0;
}

function tooDeep(): CliError {
  return new CliError('the dump is nested deeper than any proxy does it', 'Save it again from the proxy itself.');
}

/** The proxy's own JSON, indented as Envoy does it. */
async function showRaw(
  json: Json,
  narrowed: SidecarView | undefined,
  section: Wanted | undefined,
  { io, program }: Invocation,
): Promise<ExitStatus> {
  if (!redactDump(json)) throw tooDeep();
  const value = rawSections(json, section, narrowed);
  if (value === undefined) {
    const how = section === 'endpoints' ? ' It comes with /config_dump?include_eds.' : '';
    io.stderr.write(
      `error: ${section === 'metards' ? 'the proxy holds no routes of MetaProtocol' : `the dump has no section of ${section}`}.${how}\nSee '${program} sidecar-config' with -o text for what there is.\n`,
    );
    return 1;
  }
  await write(io.stdout, `${JSON.stringify(value, null, 1)}\n`);
  return 0;
}

/** The kinds of things whose problems are told before a section. */
const about: Record<Section | 'metards', readonly string[]> = {
  listeners: ['Listener', 'Proxy'],
  routes: ['RouteConfiguration', 'Proxy'],
  metards: ['RouteConfiguration', 'Proxy'],
  clusters: ['Cluster', 'Secret'],
  endpoints: ['Cluster'],
  bootstrap: ['Proxy'],
  secrets: ['Secret'],
};

function asText({ view, around }: HeldProxy, section: Wanted | undefined, drawn: TextOptions, invocation: Invocation): string {
  // Programs cut tables into lines: no cell takes several where there is no terminal.
  const { width } = listOptions(invocation.io, invocation.options);
  const tables = (one: Section | 'metards'): string => tableFor(view, one, around, { ...drawn, width });
  if (section === undefined || section === 'all') {
    const first = renderSidecar(view, storyOf(view), drawn);
    if (section === undefined) return `${first}${hint(view, invocation)}`;
    const parts = (['listeners', 'routes', 'clusters', 'endpoints', 'secrets', 'bootstrap'] as const).map((one) => tables(one));
    return [first, ...parts].join('\n');
  }
  const story = storyOf(view, problemsAbout(view, section));
  const told = renderProblems(view, section === 'listeners' ? story : { ...story, refused: [] }, drawn);
  return `${proxyLine(view, drawn)}${told}\n${tables(section)}`;
}

function problemsAbout({ problems }: SidecarView, section: Section | 'metards'): Finding[] {
  return problems.filter(({ resource, code }) => {
    if (section === 'endpoints') return code === 'AER1005' || code === 'AER1006';
    return about[section].includes(resource?.kind ?? '') || (section === 'clusters' && code === 'AER1001');
  });
}

function tableFor(view: SidecarView, section: Section | 'metards', around: MeshAround | undefined, drawn: TextOptions): string {
  switch (section) {
    case 'listeners':
      return listenersTable(view, tableCauses(view, around), drawn);
    case 'routes':
      return routesTables(view, tableCauses(view, around), drawn, 'all');
    case 'metards':
      return routesTables(view, tableCauses(view, around), drawn, 'metaprotocol');
    case 'clusters':
      return clustersTable(view, drawn);
    case 'endpoints':
      return endpointsTable(view, drawn);
    case 'secrets':
      return secretsTable(view, Date.now(), drawn);
    case 'bootstrap':
      return bootstrapTable(view, drawn);
  }
}

/** What more there is to see. */
function hint(view: SidecarView, { options, program }: Invocation): string {
  const file = text(options, 'file');
  const name = file === undefined ? `${view.node.pod}.${view.node.namespace}` : `--file ${file}`;
  return view.listeners.length === 0 && view.clusters.length === 0
    ? ''
    : `\nMore: ${program} sidecar-config ${name} listeners|routes|clusters|endpoints|secrets|bootstrap|all\n`;
}

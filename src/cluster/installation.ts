import { isObject, type JsonObject, own } from '../base/json.js';
import { suggest } from '../base/suggest.js';
import { listAt, objectAt, readMetadata, textAt, textsAt } from '../resource/core.js';
import { ClusterError } from './errors.js';
import { listObjects } from './list.js';
import { resources } from './resources.js';
import type { Cluster } from './types.js';

/** What a mesh is run by, and where. */
export interface Installation {
  /** Namespaces of istiod and of Aeraki; undefined where none was found. */
  istioNamespace: string | undefined;
  aerakiNamespace: string | undefined;
  /** `app=istiod` deployments by revision: revision, image, version (from the image's tag). */
  istiod: { name: string; namespace: string; revision: string; image: string; version: string }[];
  aeraki: { name: string; namespace: string; image: string; version: string; env: Record<string, string>; args: string[] }[];
  /** Root namespace Aeraki writes global EnvoyFilters to (its env or arguments, else the Istio namespace). */
  rootNamespace: string;
  /** Aeraki runs with --enable-envoy-filter-namespace-scope. */
  namespaceScoped: boolean;
  domainSuffix: string;
  /** Why deployments could not be seen where these mostly are, so that nothing found does not mean nothing there. */
  refused?: ClusterError;
}

/** Where the user says they are; what is left out is looked for. */
export interface InstallationQuery {
  istioNamespace?: string;
  aerakiNamespace?: string;
  revision?: string;
  /** The namespace at hand, else the context's: read alone where the whole cluster may not be. */
  namespace?: string;
}

const defaultNamespace = 'istio-system';

/** A Deployment as far as it tells what runs. */
interface Workload {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  containers: JsonObject[];
}

function readWorkload(value: JsonObject): Workload {
  const { name, namespace, labels } = readMetadata(value, 'default');
  const template = objectAt(objectAt(value, 'spec'), 'template');
  return { name, namespace, labels, containers: listAt(objectAt(template, 'spec'), 'containers').filter(isObject) };
}

/**
 * Finds Istio and Aeraki by their deployments' labels and images; where deployments cannot be seen, or run elsewhere (an external control plane), by their Services.
 * Throws a {@link ClusterError} of kind `not-found` where there is no istiod of the revision asked for.
 */
export async function findInstallation(cluster: Cluster, query: InstallationQuery, signal?: AbortSignal): Promise<Installation> {
  const { found: deployments, refused } = await controlPlanes(cluster, query, signal);
  const istiods = deployments
    .filter(({ labels, namespace }) => labels['app'] === 'istiod' && (query.istioNamespace ?? namespace) === namespace)
    .map(readIstiod);
  const istiod = ofRevision(istiods, query.revision);
  const aerakis = deployments
    .filter((workload) => isAeraki(workload) && (query.aerakiNamespace ?? workload.namespace) === workload.namespace)
    .map(readAeraki);
  const services = istiods.length > 0 && aerakis.length > 0 ? [] : await controlServices(cluster, query, signal);
  const servedBy = (app: string): string | undefined =>
    services.find(({ labels, name }) => (labels['app'] ?? name) === app)?.namespace;
  const istioNamespace = query.istioNamespace ?? istiod[0]?.namespace ?? servedBy('istiod');
  // One Aeraki serves the mesh of its istiod, which mostly is its neighbour.
  aerakis.sort((a, b) => Number(b.namespace === istioNamespace) - Number(a.namespace === istioNamespace));
  const [aeraki] = aerakis;
  const flag = (name: string): string | undefined => (aeraki === undefined ? undefined : flagOf(aeraki.args, name));
  return {
    istioNamespace,
    aerakiNamespace: query.aerakiNamespace ?? aeraki?.namespace ?? servedBy('aeraki'),
    istiod: istiod.map(({ domain: _, ...rest }) => rest),
    aeraki: aerakis,
    rootNamespace:
      aeraki?.env['AERAKI_NAMESPACE'] ||
      flag('root-namespace') ||
      (aeraki === undefined ? istioNamespace : undefined) ||
      defaultNamespace,
    namespaceScoped: /^(?:1|t|true)$/i.test(flag('enable-envoy-filter-namespace-scope') ?? ''),
    domainSuffix: istiod[0]?.domain || 'cluster.local',
    ...(refused === undefined ? {} : { refused }),
  };
}

/** Deployments that may be istiod or Aeraki. Each question is asked only where the one before it did not answer. */
async function controlPlanes(
  cluster: Cluster,
  query: InstallationQuery,
  signal: AbortSignal | undefined,
): Promise<{ found: Workload[]; refused?: ClusterError }> {
  const read = async (selection: { namespace?: string; labelSelector?: string; fieldSelector?: string }): Promise<Workload[]> => {
    const given = signal === undefined ? selection : { ...selection, signal };
    return (await listObjects(cluster, resources.deployments, given)).items.map(readWorkload);
  };
  try {
    const found = await read({ labelSelector: 'app in (istiod, aeraki)' });
    if (!found.some(isAeraki)) found.push(...(await read({ fieldSelector: 'metadata.name=aeraki' })));
    if (!found.some(isAeraki)) found.push(...(await read({})).filter(isAeraki));
    return { found };
  } catch (error) {
    if (!(error instanceof ClusterError && error.kind === 'forbidden')) throw error;
    // Whoever may not look everywhere may still look where these mostly are.
    const found: Workload[] = [];
    let refused: ClusterError | undefined;
    for (const namespace of new Set([query.istioNamespace ?? defaultNamespace, query.aerakiNamespace ?? defaultNamespace])) {
      try {
        const here = await read({ namespace });
        found.push(...here.filter((workload) => workload.labels['app'] === 'istiod' || isAeraki(workload)));
      } catch (failure) {
        if (!(failure instanceof ClusterError && failure.kind === 'forbidden')) throw failure;
        refused ??= failure;
      }
    }
    return refused === undefined ? { found } : { found, refused };
  }
}

function noneIfForbidden(error: unknown): never[] {
  if (error instanceof ClusterError && error.kind === 'forbidden') return [];
  throw error;
}

async function controlServices(cluster: Cluster, query: InstallationQuery, signal: AbortSignal | undefined): Promise<Workload[]> {
  const read = async (more: { namespace?: string; fieldSelector: string }): Promise<Workload[]> => {
    const { items } = await listObjects(cluster, resources.services, { ...more, ...(signal === undefined ? {} : { signal }) });
    return items.map(readWorkload);
  };
  const places = new Set([query.istioNamespace ?? defaultNamespace, query.aerakiNamespace ?? defaultNamespace]);
  const named = ['istiod', 'aeraki'].map(async (name) => {
    const fieldSelector = `metadata.name=${name}`;
    try {
      return await read({ fieldSelector });
    } catch (error) {
      noneIfForbidden(error);
      const here = [...places].map((namespace) => read({ namespace, fieldSelector }).catch(noneIfForbidden));
      return (await Promise.all(here)).flat();
    }
  });
  return (await Promise.all(named)).flat().filter(({ name, namespace }) => {
    const wanted = name === 'istiod' ? query.istioNamespace : query.aerakiNamespace;
    return (wanted ?? namespace) === namespace;
  });
}

function isAeraki({ name, labels, containers }: Workload): boolean {
  return (
    name === 'aeraki' || labels['app'] === 'aeraki' || containers.some((container) => isAerakiImage(textAt(container, 'image')))
  );
}

/** Whether an image's own name says Aeraki; its registry and project may (`ghcr.io/aeraki-mesh/demo-client`) for other programs too. */
function isAerakiImage(image: string): boolean {
  return /(?:^|\/)aeraki(?:[:@]|$)/.test(image);
}

/** The version that an image's tag gives: `1.20.0` of `docker.io/istio/pilot:1.20.0-distroless`; a tag that is no version as it stands; empty without one. */
export function versionOfImage(image: string): string {
  const tag = /:([\w][\w.-]*)$/.exec(image.replace(/@.*$/, ''))?.[1] ?? '';
  return /^v?(\d+\.\d+.*?)(?:-(?:distroless|debug))?$/.exec(tag)?.[1] ?? tag;
}

function readIstiod({ name, namespace, labels, containers }: Workload): Installation['istiod'][number] & { domain: string } {
  const discovery = containers.find((container) => textAt(container, 'name') === 'discovery') ?? containers[0];
  const image = textAt(discovery, 'image');
  return {
    name,
    namespace,
    revision: labels['istio.io/rev'] ?? 'default',
    image,
    version: versionOfImage(image) || labels['app.kubernetes.io/version'] || labels['operator.istio.io/version'] || '',
    domain: flagOf(argumentsOf(discovery, {}), 'domain') ?? '',
  };
}

function readAeraki({ name, namespace, containers }: Workload): Installation['aeraki'][number] {
  const container = containers.find((each) => isAerakiImage(textAt(each, 'image'))) ?? containers[0];
  const image = textAt(container, 'image');
  const env: Record<string, string> = {};
  for (const item of listAt(container, 'env')) {
    if (!isObject(item)) continue;
    const field = textAt(objectAt(objectAt(item, 'valueFrom'), 'fieldRef'), 'fieldPath');
    if (field === 'metadata.namespace') env[textAt(item, 'name')] = namespace;
    else if (own(item, 'valueFrom') === undefined) env[textAt(item, 'name')] = textAt(item, 'value');
  }
  return { name, namespace, image, version: versionOfImage(image), env, args: argumentsOf(container, env) };
}

/** A container's command and arguments, with the `$(NAME)` of its environment filled in as Kubernetes does. */
function argumentsOf(container: JsonObject | undefined, env: Record<string, string>): string[] {
  return [...textsAt(container, 'command'), ...textsAt(container, 'args')].map((argument) =>
    argument.replace(/\$\$|\$\(([\w.-]+)\)/g, (whole: string, name: string | undefined) =>
      name === undefined ? '$' : Object.hasOwn(env, name) ? (env[name] ?? '') : whole,
    ),
  );
}

/** The value of a flag as Go's flags have it: `--name=value`, `--name value`, or alone for a true. The last one stands. */
function flagOf(args: readonly string[], name: string): string | undefined {
  let value: string | undefined;
  for (const [index, argument] of args.entries()) {
    if (argument === `--${name}`) {
      const next = args[index + 1];
      value = next === undefined || next.startsWith('-') ? 'true' : next;
    } else if (argument.startsWith(`--${name}=`)) value = argument.slice(name.length + 3);
  }
  return value;
}

/** Those of the revision asked for; else all, the default one first. */
function ofRevision<Istiod extends { revision: string }>(istiods: Istiod[], revision: string | undefined): Istiod[] {
  if (revision === undefined) return istiods.sort((a, b) => Number(b.revision === 'default') - Number(a.revision === 'default'));
  const found = istiods.filter((istiod) => istiod.revision === revision);
  if (found.length > 0) return found;
  const known = istiods.map((istiod) => istiod.revision);
  const like = suggest(revision, known);
  throw new ClusterError('not-found', `There is no istiod of the revision "${revision}".`, {
    fix: `${like === undefined ? '' : `Did you mean "${like}"? `}${known.length === 0 ? 'No istiod was found at all.' : `There are: ${known.join(', ')}.`}`,
  });
}

import type { Finding, Origin } from '../../base/finding.js';
import type { JsonObject } from '../../base/json.js';
import { ClusterError } from '../../cluster/errors.js';
import { getObject } from '../../cluster/objects.js';
import { resourceOf, resources } from '../../cluster/resources.js';
import { forEachLimited } from '../../cluster/streams.js';
import type { Cluster, Resource } from '../../cluster/types.js';
import {
  groupOf,
  inNamespace,
  isClusterScoped,
  keyOfName,
  nameInWords,
  nameOfObject,
  type ObjectName,
} from '../../live/objectname.js';
import { type DefinedKind, definedKind } from '../../live/plan.js';
import type { ManifestObject } from '../../manifest/types.js';

/** How many requests are made at once. */
export const atOnce = 8;

/** An object of a file, with where it goes. */
export interface Target {
  name: ObjectName;
  origin: Origin;
  /** With its namespace. */
  object: JsonObject;
  resource: Resource;
  /** What the same files create first, without which the server cannot know this one: `Namespace demo`. */
  needs?: string;
}

/** Where the objects of the files go, and which of them can go nowhere. */
export interface Targets {
  /** In the order of the files; of a name given twice only the last. */
  targets: Target[];
  findings: Finding[];
}

/** What the files themselves define, and the cluster does not have yet. */
interface Defined {
  namespaces: Set<string>;
  /** By group and kind. Also those that the cluster has: the files may change them. */
  kinds: Map<string, DefinedKind>;
}

/** Finds the resource of each object, and what has to be created before it. */
export async function findTargets(
  cluster: Cluster,
  objects: readonly ManifestObject[],
  namespace: string,
  signal: AbortSignal,
): Promise<Targets> {
  const findings: Finding[] = [];
  const last = new Map<string, ManifestObject & { name: ObjectName }>();
  for (const object of objects) {
    const name = nameOfObject(object.value, namespace);
    if (name.name === '') findings.push(nameless(object, name));
    else if (/[/%]|^\.\.?$/.test(name.name)) findings.push(misnamed(object, name));
    else last.set(keyOfName(name), { ...object, name });
  }
  const named = [...last.values()];
  const defined = await definedBy(cluster, named, signal);
  const resolved = new Map<string, Promise<Resource | ClusterError>>();
  const targets: Target[] = [];
  for (const { name, origin, value } of named) {
    const { apiVersion, kind } = name;
    const key = `${apiVersion}/${kind}`;
    const found = await (resolved.get(key) ?? remember(resolved, key, resolve(cluster, apiVersion, kind, defined)));
    if (found instanceof ClusterError) {
      findings.push(unknownKind({ name, origin }, found));
      continue;
    }
    const placed = found.namespaced
      ? { ...name, namespace: name.namespace === '' ? namespace : name.namespace }
      : { ...name, namespace: '' };
    const needs = neededBy(placed, defined);
    targets.push({
      name: placed,
      origin,
      object: inNamespace(value, placed.namespace),
      resource: found,
      ...(needs === undefined ? {} : { needs }),
    });
  }
  return { targets, findings };
}

function remember<T>(known: Map<string, Promise<T>>, key: string, value: Promise<T>): Promise<T> {
  known.set(key, value);
  return value;
}

async function definedBy(
  cluster: Cluster,
  objects: readonly (ManifestObject & { name: ObjectName })[],
  signal: AbortSignal,
): Promise<Defined> {
  const kinds = new Map<string, DefinedKind>();
  const namespaces = new Set<string>();
  const used = new Set(objects.map(({ name }) => name.namespace));
  const made = objects.filter(({ name }) => name.kind === 'Namespace' && name.apiVersion === 'v1' && used.has(name.name));
  await forEachLimited(made, atOnce, async ({ name }) => {
    if ((await getObject(cluster, resources.namespaces, name.name, undefined, { signal })) === undefined)
      namespaces.add(name.name);
  });
  for (const { value } of objects) {
    const kind = definedKind(value);
    if (kind !== undefined) kinds.set(`${kind.group}/${kind.kind}`, kind);
  }
  return { namespaces, kinds };
}

/** The resource of a kind; of one that the files define, what they say of it. */
async function resolve(cluster: Cluster, apiVersion: string, kind: string, { kinds }: Defined): Promise<Resource | ClusterError> {
  const group = groupOf(apiVersion);
  const version = group === '' ? apiVersion : apiVersion.slice(group.length + 1);
  const defined = kinds.get(`${group}/${kind}`);
  if (defined?.versions.includes(version) === true)
    return { group, version, plural: defined.plural, kind, namespaced: defined.namespaced };
  try {
    return await resourceOf(cluster, apiVersion, kind);
  } catch (error) {
    if (error instanceof ClusterError && error.kind === 'not-found') return error;
    throw error;
  }
}

function neededBy({ apiVersion, kind, namespace }: ObjectName, { namespaces, kinds }: Defined): string | undefined {
  const crd = kinds.get(`${groupOf(apiVersion)}/${kind}`);
  if (crd !== undefined) return `CustomResourceDefinition ${crd.crd}`;
  return namespaces.has(namespace) ? `Namespace ${namespace}` : undefined;
}

/** Names of objects on the command line: `KIND NAME…`, `KIND/NAME…`. */
export function refOf({ apiVersion, kind, namespace, name }: ObjectName): Finding['resource'] & object {
  return {
    apiVersion,
    kind,
    ...(namespace === '' || isClusterScoped(apiVersion, kind) ? {} : { namespace }),
    name,
  };
}

function nameless({ origin }: ManifestObject, name: ObjectName): Finding {
  const { name: _none, ...resource } = refOf(name);
  return {
    code: 'AER1305',
    severity: 'error',
    message: `This ${name.kind} has no name, so it cannot be applied: an object is found by its name.`,
    origin,
    resource,
    path: ['metadata'],
    fix: 'Give it a metadata.name.',
  };
}

/** Names are parts of paths: what is none of a path could lead elsewhere, and the server takes it for no object. */
function misnamed({ origin }: ManifestObject, name: ObjectName): Finding {
  return {
    code: 'AER1301',
    severity: 'error',
    message: `The API server would refuse ${nameInWords(name)}: a name may not hold / or %, nor be . or ..`,
    origin,
    resource: refOf(name),
    path: ['metadata', 'name'],
    fix: 'Name it with lower-case letters, digits, - and dots.',
  };
}

function unknownKind({ name, origin }: Pick<Target, 'name' | 'origin'>, error: ClusterError): Finding {
  return {
    code: 'AER1303',
    severity: 'error',
    message: `${nameInWords(name)} cannot be applied: the cluster has no kind ${name.kind} in ${name.apiVersion}.`,
    origin,
    resource: refOf(name),
    path: ['kind'],
    fix: error.fix ?? 'Install the CustomResourceDefinition first, or add it to the files.',
  };
}

import type { Origin } from '../base/finding.js';
import { asString, type JsonObject } from '../base/json.js';
import type { FieldChange } from '../controlplane/compare.js';
import { objectAt, textAt } from '../resource/core.js';
import { areEqual, changesBetween } from './changes.js';
import { groupOf, type ObjectName } from './objectname.js';
import { inApplyOrder, inDeleteOrder } from './order.js';
import { isOwnedAlike } from './ownership.js';

/** What becomes of an object. */
export type Action = 'create' | 'change' | 'unchanged' | 'delete';

/** One object of a plan. */
export interface Planned {
  name: ObjectName;
  action: Action;
  /** Where the file has it; absent for what is pruned. */
  origin?: Origin;
  /** What is sent; absent for what is deleted. */
  object?: JsonObject;
  /** What is there now. */
  before?: JsonObject;
  /** What the server says it would be; absent where it has not been asked. */
  after?: JsonObject;
  /** What differs, secrets hidden; empty for what is created, deleted or unchanged. */
  changes: FieldChange[];
  /** Whether a request is needed: an unchanged object whose fields are already ours needs none. */
  isSent: boolean;
  /** What the same plan creates first, without which the server cannot try this: `Namespace demo`. */
  needs?: string;
}

/** What is known of an object that a file has. */
export interface Candidate {
  name: ObjectName;
  origin: Origin;
  object: JsonObject;
  before?: JsonObject;
  after?: JsonObject;
  needs?: string;
}

/** Decides what becomes of an object of a file. */
export function plannedOf({ name, origin, object, before, after, needs }: Candidate): Planned {
  const common = {
    name,
    origin,
    object,
    ...(after === undefined ? {} : { after }),
    ...(needs === undefined ? {} : { needs }),
  };
  if (before === undefined) return { ...common, action: 'create', changes: [], isSent: true };
  if (after === undefined) return { ...common, before, action: 'change', changes: [], isSent: true };
  if (areEqual(before, after))
    return { ...common, before, action: 'unchanged', changes: [], isSent: !isOwnedAlike(before, after) };
  return { ...common, before, action: 'change', changes: changesBetween(before, after), isSent: true };
}

/** What is deleted. */
export function plannedDeletion(name: ObjectName, before: JsonObject): Planned {
  return { name, action: 'delete', before, changes: [], isSent: true };
}

/** The steps in their order: what is applied, by kinds; then what is deleted, the other way round. */
export function inOrder(planned: readonly Planned[]): Planned[] {
  const byName = (list: readonly Planned[], order: (names: (ObjectName & { item: Planned })[]) => { item: Planned }[]) =>
    order(list.map((item) => ({ ...item.name, item }))).map(({ item }) => item);
  return [
    ...byName(
      planned.filter(({ action }) => action !== 'delete'),
      inApplyOrder,
    ),
    ...byName(
      planned.filter(({ action }) => action === 'delete'),
      inDeleteOrder,
    ),
  ];
}

/** A kind that a CustomResourceDefinition among the files defines. */
export interface DefinedKind {
  group: string;
  kind: string;
  plural: string;
  versions: string[];
  namespaced: boolean;
  /** The name of the CustomResourceDefinition. */
  crd: string;
}

/** What a CustomResourceDefinition defines; undefined where the object is none, or lacks what it needs. */
export function definedKind(object: JsonObject): DefinedKind | undefined {
  if (groupOf(asString(object['apiVersion']) ?? '') !== 'apiextensions.k8s.io') return undefined;
  if (object['kind'] !== 'CustomResourceDefinition') return undefined;
  const spec = objectAt(object, 'spec');
  const names = objectAt(spec, 'names');
  const [group, kind, plural] = [textAt(spec, 'group'), textAt(names, 'kind'), textAt(names, 'plural')];
  if (group === '' || kind === '' || plural === '') return undefined;
  const versions = Array.isArray(spec['versions']) ? spec['versions'] : [];
  return {
    group,
    kind,
    plural,
    versions: versions.flatMap((version) => {
      const name = typeof version === 'object' && version !== null && !Array.isArray(version) ? version['name'] : undefined;
      return typeof name === 'string' ? [name] : [];
    }),
    namespaced: textAt(spec, 'scope') !== 'Cluster',
    crd: textAt(objectAt(object, 'metadata'), 'name'),
  };
}

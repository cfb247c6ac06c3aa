import { asObject, asString, isObject, type Json, own } from '../../base/json.js';
import { type FieldChange, fieldChanges } from '../../controlplane/compare.js';
import type { Planned } from '../plan.js';
import { bootstrapKey, bootstrapName } from './bootstrap.js';

/** So many fields of a definition are told; they change in hundreds of descriptions. */
const mostOfDefinitions = 5;

/**
 * The changes of an object of an installation for people: of a bootstrap not the text as a whole but what in it changes; of a definition not its descriptions, and
 * only the first few others.
 */
export function readableChanges({ name, changes, before, after }: Planned): FieldChange[] {
  if (name.kind === 'CustomResourceDefinition') {
    const told = changes.filter(({ path }) => path.at(-1) !== 'description');
    return (told.length === 0 ? changes : told).slice(0, mostOfDefinitions);
  }
  if (name.kind !== 'ConfigMap' || name.name !== bootstrapName) return changes;
  return changes.flatMap((change): FieldChange[] => {
    if (change.path.at(-1) !== bootstrapKey) return [change];
    const [from, to] = [bootstrapIn(before), bootstrapIn(after)];
    if (from === undefined || to === undefined) return [change];
    return fieldChanges(from, to).map(({ path, ...values }) => named({ path: [...change.path, ...path], ...values }));
  });
}

function bootstrapIn(object: Json | undefined): Json | undefined {
  const text = asString(own(asObject(own(asObject(object) ?? {}, 'data')) ?? {}, bootstrapKey));
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of a whole extension that comes or goes (`transport_socket`), only its name. */
function named(change: FieldChange): FieldChange {
  const value = change.from === undefined ? change.to : change.to === undefined ? change.from : undefined;
  const name = isObject(value) ? asString(own(value, 'name')) : undefined;
  if (name === undefined) return change;
  const path = [...change.path, 'name'];
  return change.from === undefined ? { path, to: name } : { path, from: name };
}

import { asList, asObject, asString, isObject, type JsonObject, own } from '../base/json.js';

/** The field manager under which this program applies. */
export const fieldManager = 'aerakictl';

/** The entry of the server-side applies of this program in an object's `managedFields`. */
function applyEntry(object: JsonObject): JsonObject | undefined {
  const metadata = asObject(own(object, 'metadata')) ?? {};
  return asList(own(metadata, 'managedFields'))
    .filter(isObject)
    .find(
      (entry) =>
        own(entry, 'manager') === fieldManager && own(entry, 'operation') === 'Apply' && (own(entry, 'subresource') ?? '') === '',
    );
}

/** Whether this program has applied the object, and still owns fields of it. */
export function isOurs(object: JsonObject): boolean {
  return applyEntry(object) !== undefined;
}

/** Whether this program owns the same fields in both states, so that applying one over the other would change nothing at all. */
export function isOwnedAlike(one: JsonObject, other: JsonObject): boolean {
  const [before, after] = [applyEntry(one), applyEntry(other)];
  // An object that gives nothing but its name has no entry at all.
  if (before === undefined || after === undefined) return before === after;
  return (
    JSON.stringify(own(before, 'fieldsV1') ?? null) === JSON.stringify(own(after, 'fieldsV1') ?? null) &&
    own(before, 'apiVersion') === own(after, 'apiVersion')
  );
}

/** The resourceVersion and uid that an object was read with. */
export function revisionOf(object: JsonObject): { uid: string; resourceVersion: string } {
  const metadata = asObject(own(object, 'metadata')) ?? {};
  return {
    uid: asString(own(metadata, 'uid')) ?? '',
    resourceVersion: asString(own(metadata, 'resourceVersion')) ?? '',
  };
}

/** A manager that owns a field which is to be applied. */
export interface Conflict {
  manager: string;
  /** As the server names it: `.spec.routes`. */
  field: string;
}

/** Reads the causes of a refused server-side apply; empty where it was refused for something else. */
export function conflictsOf(causes: readonly { reason: string; message: string; field: string }[]): Conflict[] {
  return causes.flatMap(({ reason, message, field }) => {
    if (reason !== 'FieldManagerConflict') return [];
    const manager = /^conflicts? with "((?:[^"\\]|\\.)*)"/.exec(message)?.[1];
    return [{ manager: manager ?? 'another manager', field }];
  });
}

import { isObject, type JsonObject, own } from '../base/json.js';
import type { ManifestObject } from '../manifest/types.js';
import { keyOfName, nameOfObject } from './objectname.js';

/** What a mesh would hold once files were applied to it. */
export interface Overlaid {
  /** The live objects that no file has, then those of the files, in their order. Of a file's objects the last of a name stands. */
  objects: ManifestObject[];
  /** Live objects that a file replaces, by the key of their name. */
  replaced: Map<string, ManifestObject>;
}

/**
 * Lays files over what is live: an object of the same group, kind, namespace and name replaces the live one as a whole, as its fields say what is
 * meant. `namespace` is that of the files' objects that name none.
 */
export function overlay(live: readonly ManifestObject[], files: readonly ManifestObject[], namespace: string): Overlaid {
  const keys = new Set(files.map(({ value }) => keyOfName(nameOfObject(value, namespace))));
  const replaced = new Map<string, ManifestObject>();
  const kept = live.filter((object) => {
    const key = keyOfName(nameOfObject(object.value, ''));
    if (!keys.has(key)) return true;
    replaced.set(key, object);
    return false;
  });
  const laid = files.map((file) => {
    const live = replaced.get(keyOfName(nameOfObject(file.value, namespace)));
    return live === undefined ? file : { ...file, value: withAddress(file.value, live.value) };
  });
  return { objects: [...kept, ...laid], replaced };
}

/** A Service keeps the addresses that the cluster gave it: files leave them out. */
function withAddress(value: JsonObject, live: JsonObject): JsonObject {
  const [spec, liveSpec] = [own(value, 'spec'), own(live, 'spec')];
  if (own(value, 'kind') !== 'Service' || !isObject(spec) || !isObject(liveSpec)) return value;
  if (own(spec, 'clusterIP') !== undefined || own(spec, 'clusterIPs') !== undefined) return value;
  const { clusterIP, clusterIPs } = liveSpec;
  return {
    ...value,
    spec: {
      ...spec,
      ...(clusterIP === undefined ? {} : { clusterIP }),
      ...(clusterIPs === undefined ? {} : { clusterIPs }),
    },
  };
}

/** What is live without the objects of some names. */
export function without(live: readonly ManifestObject[], keys: ReadonlySet<string>): ManifestObject[] {
  return live.filter(({ value }) => !keys.has(keyOfName(nameOfObject(value, ''))));
}

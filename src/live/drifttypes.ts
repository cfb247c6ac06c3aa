import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import type { FieldChange } from '../controlplane/compare.js';
import type { Cause, Translation } from '../controlplane/types.js';
import type { ManifestObject } from '../manifest/types.js';
import type { Mesh } from '../mesh/types.js';
import type { ParsedName } from './names.js';

/**
 * How an object that Aeraki generated, or should have, stands against what it should be. `unknown`: what it is made of may not be read, so that it
 * could not be compared.
 */
export type DriftState = 'in sync' | 'differs' | 'missing' | 'extra' | 'unknown';

/** Who runs the mesh, as far as it explains what Aeraki does not do. */
export interface ControlPlane {
  aeraki: readonly { version: string }[];
  istiod: readonly { version: string }[];
}

/** A field of an object that is there, and what it should be. `from` is what is there. Passwords are hidden. */
export interface DriftedField extends FieldChange {
  /** The input that gives the field its value, in words; absent where none does. */
  by?: string;
}

/** One object that Aeraki generated or should have generated. */
export interface GeneratedState extends ParsedName {
  kind: 'EnvoyFilter' | 'VirtualService';
  namespace: string;
  name: string;
  /** The service host it is for; '' where its name tells none. */
  host: string;
  state: DriftState;
  /** What is there, with its passwords hidden. */
  live?: JsonObject;
  /** What should be there, with its passwords hidden. */
  expected?: JsonObject;
  /** Epoch milliseconds. */
  created?: number;
  written?: number;
  fields: DriftedField[];
  /** Why it is so, most likely first: whole sentences. Empty where it is in sync. */
  reasons: string[];
  /** What to do about it. */
  fix?: string;
  /** The inputs that it was made of, or should be. */
  causes: Cause[];
  /** Notes of the translation that may tell why. */
  notes: Finding[];
}

/** Everything that drift is worked out of. */
export interface DriftInput {
  objects: readonly ManifestObject[];
  mesh: Mesh;
  translation: Translation;
  /** Left out where only the objects are known. */
  controlPlane?: ControlPlane;
  /** Kinds that may not be read. */
  unread: readonly string[];
  /** Epoch milliseconds. */
  now: number;
}

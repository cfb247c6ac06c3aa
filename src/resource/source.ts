import type { Origin, ResourceRef } from '../base/finding.js';

/** Which object something came from, and where that object was read. */
export interface Source {
  origin: Origin;
  resource: ResourceRef;
}

/** A value read from an object, and the object. */
export interface Sourced<T> {
  value: T;
  source: Source;
}

import type { Finding, Origin } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';

/** An object of a manifest, with the place it was read from. */
export interface ManifestObject {
  value: JsonObject;
  origin: Origin;
}

/** What was read, of one file or of all: objects in their order, and what could not be read. */
export interface Manifest {
  objects: ManifestObject[];
  findings: Finding[];
  files: number;
  documents: number;
  /** Documents of a folder walk that hold no object of Kubernetes, and Helm templates. */
  skipped: number;
}

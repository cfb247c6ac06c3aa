import type { Json } from '../../base/json.js';

/** What a file of the report holds, before secrets are hidden in it. */
export type Content =
  | { json: Json }
  /** Objects of Kubernetes. */
  | { objects: readonly Json[] }
  | { text: string; cut?: string };

/** One file of a report, and how it is had. */
export interface Piece {
  path: string;
  /** What is in it, in a few words. */
  about: string;
  /** The pod that is asked: when it does not answer once, it is not asked for its other files. */
  asks?: string;
  /** Gets it. Undefined where there is nothing to tell. */
  collect(signal: AbortSignal): Promise<Content | undefined>;
}

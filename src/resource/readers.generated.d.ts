import type { FieldTree, Validator } from './validators.generated.js';

/**
 * As validators.generated.js, for the kinds of Kubernetes and Istio that the program reads, by `group/version/Kind` (`v1/Service`).
 * Only the types of the fields it reads are judged; other fields are allowed.
 */
export declare const validators: Record<string, Validator>;

/** The fields that the program reads; objects may hold more at every level. */
export declare const fields: Record<string, FieldTree>;

/**
 * What `scripts/validators.mjs` compiles from `schemas/` (the .js beside this file is not kept in the repository).
 *
 * A validator judges the structure of one object as the API server does: types, enums, unknown fields, at most one member of a
 * oneof. It says nothing of apiVersion, kind, metadata and status. Before validating, the API server drops every null that is the
 * value of a field or of a map (but of `nullable` fields, where null is allowed): a caller that gets errors for an object with such
 * nulls drops them and asks again. Nulls in lists stay and are refused.
 */

/** What is wrong at one place. `instancePath` is a JSON pointer. */
export type SchemaError = { instancePath: string } & (
  | { keyword: 'type'; params: { type: string | string[] } }
  | { keyword: 'enum'; params: { allowedValues: string[] } }
  | { keyword: 'additionalProperties'; params: { additionalProperty: string } }
  /** More than one of these members is given: the server's "must validate one and only one schema (oneOf)". */
  | { keyword: 'atMostOne'; params: { members: string[] } }
  | { keyword: 'minimum' | 'maximum'; params: { comparison: string; limit: number } }
);

/** Tells whether the object fits; if not, `errors` holds all that is wrong until the next call. */
export interface Validator {
  (object: unknown): boolean;
  errors?: SchemaError[] | null;
}

/** The fields below a value: of an object (`fields`), of each value of a map (`values`), of each item of a list (`items`). None: a plain value. */
export interface FieldTree {
  fields?: Record<string, FieldTree>;
  values?: FieldTree;
  items?: FieldTree;
}

/** By `group/version/Kind`: `metaprotocol.aeraki.io/v1alpha1/MetaRouter`. Ask with `Object.hasOwn`. */
export declare const validators: Record<string, Validator>;

/** The field tree of each kind, by the same keys. `metadata` and `status` in it are incomplete: both may hold more. */
export declare const fields: Record<string, FieldTree>;

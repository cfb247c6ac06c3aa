import type { Json } from '../base/json.js';
import { suggest } from '../base/suggest.js';

const enforcers = ['apiserver', 'webhook', 'istio', 'aeraki', 'proxy', 'nobody'] as const;

/**
 * Who makes a constraint felt: the API server, Aeraki's webhook or Istio's refuses the object; Aeraki drops it or crashes; the proxy
 * refuses the configuration; or nobody does, and it does something else than meant.
 */
export type Enforcer = (typeof enforcers)[number];

/**
 * What a schema says beyond what the API server checks, under the keyword `x-aerakictl`: constraints and meaning that only
 * Aeraki's webhook, Aeraki's code or the proxy know.
 */
export interface Extras {
  required?: boolean;
  /** A number, or a duration as text. */
  minimum?: number | string;
  exclusiveMinimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  /** JavaScript's syntax, of ours. */
  pattern?: string;
  /** The form of a text: `go-duration`, `fqdn`, `dns-label`, `dns-subdomain`, `re2`, `envoy-cluster`, `host:port`. */
  format?: string;
  unit?: string;
  /** What holds if the field is left out: a value, or words. */
  default?: Json;
  /** Constraints on the names of a map. */
  keys?: { minLength?: number };
  /** What the names of a map are, in the singular. */
  keyName?: string;
  /** An {@link Enforcer}, of all constraints or by the constraint's name. */
  enforcedBy?: string | Record<string, string>;
}

/** The part of JSON Schema draft-07 that `schemas/` uses. */
export interface JsonSchema {
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  enum?: string[];
  const?: string;
  format?: string;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  required?: string[];
  oneOf?: OneOfBranch[];
  definitions?: Record<string, JsonSchema>;
  'x-aerakictl'?: Extras;
}

/** A branch of the only form of `oneOf` in use: none of the members, or one. */
export interface OneOfBranch {
  required?: string[];
  not?: { anyOf: { required: string[] }[] };
}

/** One rule on a value, in words (`from 1 to 65535`), and who makes it felt. */
export interface Constraint {
  text: string;
  enforcedBy: Enforcer;
}

/** A field in the list of fields of an object. */
export interface FieldSummary {
  name: string;
  type: string;
  required: boolean;
  /** The first sentence of the description. */
  summary: string;
}

/** What a field, or a kind as a whole, means. */
export interface Explanation {
  kind: string;
  /** The names on the way, without indexes: `['spec', 'routes', 'match']`. */
  path: string[];
  /** As Go writes it: `string`, `[]object`, `map[string]object`. */
  type: string;
  description: string;
  required: boolean;
  constraints: Constraint[];
  unit?: string;
  default?: Json;
  enum?: string[];
  /** The fields of the object, of the list's items or of the map's values. */
  fields: FieldSummary[];
}

/** A field with all that is below it, for `explain --recursive`. */
export interface FieldNode extends FieldSummary {
  fields: FieldNode[];
}

/** There is no such field: how far the path went, what it did not find, and what there is instead. */
export interface UnknownField {
  path: string[];
  field: string;
  candidates: string[];
  suggestion?: string;
}

/**
 * Splits a path as people type it: `spec.routes[0].match.attributes["a.b"].exact`. Brackets may hold an index, nothing, `*` or a
 * quoted name. What follows an unclosed bracket is one segment.
 */
export function splitPath(text: string): string[] {
  const segments: string[] = [];
  for (const [, quoted, bracketed, plain] of text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]?|([^.[]+)/g)) {
    segments.push(quoted?.replace(/\\(.)/g, '$1') ?? bracketed ?? plain ?? '');
  }
  return segments;
}

/**
 * Explains the value at a path of a kind's schema; `[]` is the kind itself. Items of lists and values of maps need no segment of
 * their own (`spec.routes.match.attributes.exact`), but may have one: an index, `*`, or the name of a map's value.
 */
export function explainPath(schema: JsonSchema, segments: readonly string[]): Explanation | UnknownField {
  const found = walk(schema, segments);
  if ('field' in found) return found;
  const value = found.schema;
  const extras = extrasOf(schema, value);
  const target = resolve(schema, value);
  const explanation: Explanation = {
    kind: schema.title ?? '',
    path: found.path,
    type: typeOf(schema, value),
    description: describe(schema, value),
    required: found.required,
    constraints: constraintsOf(schema, value),
    fields: fieldsOf(schema, value),
  };
  if (extras.unit !== undefined) explanation.unit = extras.unit;
  if (extras.default !== undefined) explanation.default = extras.default;
  if (target.enum !== undefined) explanation.enum = target.enum;
  return explanation;
}

/** The fields below a path with all that is below them, in the order of the schema. */
export function explainTree(schema: JsonSchema, segments: readonly string[]): FieldNode[] | UnknownField {
  const found = walk(schema, segments);
  return 'field' in found ? found : treeOf(schema, found.schema);
}

/** Tells a path that leads nowhere from an explanation or a tree. */
export function isUnknownField(result: Explanation | FieldNode[] | UnknownField): result is UnknownField {
  return 'candidates' in result;
}

function treeOf(root: JsonSchema, value: JsonSchema): FieldNode[] {
  const properties = holder(root, value).properties ?? {};
  return fieldsOf(root, value).map((field) => ({ ...field, fields: treeOf(root, properties[field.name] ?? {}) }));
}

function walk(
  root: JsonSchema,
  segments: readonly string[],
): { schema: JsonSchema; path: string[]; required: boolean } | UnknownField {
  let schema = root;
  let required = false;
  const path: string[] = [];
  for (const segment of segments) {
    const target = resolve(root, schema);
    const properties = holder(root, schema).properties ?? {};
    if (Object.hasOwn(properties, segment)) {
      required = isRequired(root, holder(root, schema), segment);
      schema = properties[segment] ?? {};
      path.push(segment);
      continue;
    }
    const isItem = target.items !== undefined && /^(?:\d+|\*?)$/.test(segment);
    const names = Object.keys(properties);
    const suggestion = suggest(segment, names);
    const isKey = typeof target.additionalProperties === 'object' && (suggestion === undefined || /^\*?$/.test(segment));
    const next = isItem ? target.items : isKey ? valuesOf(target) : undefined;
    if (next === undefined) {
      const unknown: UnknownField = { path, field: segment, candidates: names };
      if (suggestion !== undefined) unknown.suggestion = suggestion;
      return unknown;
    }
    schema = next;
    required = false;
  }
  return { schema, path, required };
}

/** What a `$ref` stands for; the schema itself if it has none. */
function resolve(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const name = schema.$ref?.replace('#/definitions/', '');
  return name === undefined ? schema : (root.definitions?.[name] ?? {});
}

function valuesOf(target: JsonSchema): JsonSchema | undefined {
  return typeof target.additionalProperties === 'object' ? target.additionalProperties : undefined;
}

/** The object whose fields are meant: the value, or what its lists and maps hold. */
function holder(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const target = resolve(root, schema);
  const inner = target.items ?? valuesOf(target);
  return inner === undefined ? target : holder(root, inner);
}

function describe(root: JsonSchema, schema: JsonSchema): string {
  return schema.description ?? resolve(root, schema).description ?? '';
}

function extrasOf(root: JsonSchema, schema: JsonSchema): Extras {
  return { ...resolve(root, schema)['x-aerakictl'], ...schema['x-aerakictl'] };
}

function typeOf(root: JsonSchema, schema: JsonSchema): string {
  const target = resolve(root, schema);
  if (target.items !== undefined) return `[]${typeOf(root, target.items)}`;
  const values = valuesOf(target);
  if (values !== undefined) return `map[string]${typeOf(root, values)}`;
  return [target.type ?? 'any']
    .flat()
    .filter((type) => type !== 'null')
    .join('|');
}

function isRequired(root: JsonSchema, object: JsonSchema, name: string): boolean {
  return object.required?.includes(name) === true || extrasOf(root, object.properties?.[name] ?? {}).required === true;
}

function fieldsOf(root: JsonSchema, schema: JsonSchema): FieldSummary[] {
  const object = holder(root, schema);
  return Object.entries(object.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeOf(root, field),
    required: isRequired(root, object, name),
    summary: firstSentence(describe(root, field)),
  }));
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

const formats: Readonly<Record<string, string>> = {
  'go-duration': 'a Go duration, such as `100ms`, `1.5s` or `1h30m`',
  fqdn: 'a host name without wildcards',
  'dns-label': 'a DNS label: lower-case letters, digits and `-`, at most 63 characters',
  'dns-subdomain': 'lower-case letters, digits, `-` and `.`, beginning and ending with a letter or digit',
  re2: 'a regular expression in RE2 syntax',
  'envoy-cluster': 'the name of an Envoy cluster: `outbound|<port>|<subset>|<host>`',
  'host:port': '`host:port` or `host`',
};

function constraintsOf(root: JsonSchema, schema: JsonSchema): Constraint[] {
  const target = resolve(root, schema);
  const result: Constraint[] = [];
  const byServer = (text: string) => result.push({ text, enforcedBy: 'apiserver' });
  const members = target.oneOf?.flatMap((branch) => branch.required ?? []);
  if (members !== undefined && members.length > 1) byServer(`at most one of ${members.map((name) => `\`${name}\``).join(', ')}`);
  if (target.const !== undefined) byServer(`always \`${target.const}\``);
  if (target.enum !== undefined) byServer(`one of ${target.enum.map((value) => `\`${value}\``).join(', ')}`);
  result.push(...extraConstraints(extrasOf(root, schema), ''));
  if (target.items !== undefined) result.push(...extraConstraints(extrasOf(root, target.items), 'each: '));
  return result;
}

function extraConstraints(extras: Extras, prefix: string): Constraint[] {
  const { minimum, exclusiveMinimum, keys, keyName = 'value', pattern, format } = extras;
  const texts: [keyof Extras, string | undefined][] = [
    ['required', extras.required === true ? 'required' : undefined],
    [exclusiveMinimum !== undefined ? 'exclusiveMinimum' : minimum !== undefined ? 'minimum' : 'maximum', interval(extras)],
    ...counts(extras, 'minLength', 'maxLength', 'character'),
    ...counts(extras, 'minItems', 'maxItems', 'item'),
    ['uniqueItems', extras.uniqueItems === true ? 'no item twice' : undefined],
    [
      'keys',
      keys?.minLength === undefined ? undefined : `the name of each ${keyName}: ${count(keys.minLength, undefined, 'character')}`,
    ],
    ['pattern', pattern === undefined ? undefined : `matches \`${pattern}\``],
    ['format', format === undefined ? undefined : (formats[format] ?? format)],
  ];
  return texts.flatMap(([name, text]) =>
    text === undefined ? [] : [{ text: prefix + text, enforcedBy: enforcerOf(extras, name) }],
  );
}

function enforcerOf({ enforcedBy }: Extras, constraint: string): Enforcer {
  const name = typeof enforcedBy === 'object' ? enforcedBy[constraint] : enforcedBy;
  return enforcers.find((one) => one === name) ?? 'nobody';
}

/** Least and most as one constraint, or as two where others make them felt. */
function counts(
  extras: Extras,
  least: 'minLength' | 'minItems',
  most: 'maxLength' | 'maxItems',
  noun: string,
): [keyof Extras, string | undefined][] {
  if (enforcerOf(extras, least) === enforcerOf(extras, most)) return [[least, count(extras[least], extras[most], noun)]];
  return [
    [least, count(extras[least], undefined, noun)],
    [most, count(undefined, extras[most], noun)],
  ];
}

function interval({ minimum, exclusiveMinimum, maximum }: Extras): string | undefined {
  if (exclusiveMinimum !== undefined)
    return `more than ${exclusiveMinimum}${maximum === undefined ? '' : `, at most ${maximum}`}`;
  if (minimum !== undefined && maximum !== undefined) return `from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `at least ${minimum}`;
  return maximum === undefined ? undefined : `at most ${maximum}`;
}

function count(least: number | undefined, most: number | undefined, noun: string): string | undefined {
  const many = (number: number) => `${number} ${noun}${number === 1 ? '' : 's'}`;
  if (least !== undefined && least === most) return `exactly ${many(least)}`;
  if (least !== undefined && most !== undefined) return `${least} to ${many(most)}`;
  if (least !== undefined) return `at least ${many(least)}`;
  return most === undefined ? undefined : `at most ${many(most)}`;
}

import type { Finding } from '../base/finding.js';
import { isObject, type Json, type JsonObject } from '../base/json.js';
import { formatPath, type Path } from '../base/path.js';
import { suggest } from '../base/suggest.js';
import { serverPath } from './fieldpath.js';
import type { FieldTree, SchemaError, Validator } from './validators.generated.js';

/** What the schema says of an object. */
export interface StructuralResult {
  findings: Finding[];
  /** The object as the API server goes on with it: without the nulls that count as absent. The object itself where it has none. */
  object: JsonObject;
  /** Paths of which nothing more should be said: what is refused, and the absent fields that were meant by unknown ones. */
  refused: Path[];
}

/** The steps of a JSON pointer. An index of a list is a number, which only the object itself can tell from a name of digits. */
function pathOf(pointer: string, object: JsonObject): { path: (string | number)[]; value: Json | undefined } {
  const path: (string | number)[] = [];
  let value: Json | undefined = object;
  if (pointer === '') return { path, value };
  for (const step of pointer.slice(1).split('/')) {
    if (Array.isArray(value)) {
      path.push(Number(step));
      value = value[Number(step)];
    } else {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      path.push(name);
      value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    }
  }
  return { path, value };
}

/** A copy without the members at the paths; what is not on the way to one is shared with the original. */
function without(object: JsonObject, paths: readonly Path[]): JsonObject {
  const copy = { ...object };
  const copied = new Set<JsonObject | Json[]>();
  for (const path of paths) {
    let parent: JsonObject | Json[] = copy;
    for (const step of path.slice(0, -1)) {
      const child: Json | undefined = Array.isArray(parent) ? parent[Number(step)] : parent[step];
      if (typeof child !== 'object' || child === null) return copy;
      const isOurs = copied.has(child);
      const next: JsonObject | Json[] = isOurs ? child : Array.isArray(child) ? [...child] : { ...child };
      if (!isOurs) {
        copied.add(next);
        if (Array.isArray(parent)) parent[Number(step)] = next;
        else parent[step] = next;
      }
      parent = next;
    }
    const last = path.at(-1);
    if (!Array.isArray(parent) && last !== undefined) delete parent[last];
  }
  return copy;
}

/**
 * The paths of nulls that the API server drops before it validates: those of fields and of map values that are not nullable.
 * As `PruneNonNullableNullsWithoutDefaults`; nulls in lists are no such, and unknown fields are refused whatever they hold.
 */
function droppedNulls(errors: readonly SchemaError[], object: JsonObject): Path[] {
  const paths: Path[] = [];
  for (const error of errors) {
    if (error.keyword !== 'type') continue;
    const { path, value } = pathOf(error.instancePath, object);
    if (value === null && typeof path.at(-1) === 'string') paths.push(path);
  }
  return paths;
}

/** The fields below a path, or undefined where the kind has none there. */
function treeAt(tree: FieldTree | undefined, path: Path): FieldTree | undefined {
  let here = tree;
  for (const step of path) {
    if (here === undefined) return undefined;
    if (typeof step === 'number') here = here.items;
    else here = here.fields !== undefined && Object.hasOwn(here.fields, step) ? here.fields[step] : here.values;
  }
  return here;
}

/** What a value is, for people. */
function describe(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'a string' : `the ${typeof value === 'number' ? 'number' : 'truth value'} ${value}`;
}

const typeNames: Record<string, string> = {
  array: 'an array',
  object: 'an object',
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function wanted(type: string | string[], tree: FieldTree | undefined): string {
  const name = [type].flat().find((one) => one !== 'null') ?? 'null';
  if (name !== 'array') return typeNames[name] ?? name;
  if (tree?.items === undefined) return 'an array';
  return tree.items.fields === undefined ? 'an array of strings' : 'an array of objects';
}

/** What to do with a text that YAML does not take for one. It may be spelt in another way (`1.0`, `yes`), so the value is not repeated. */
export function quoteIt(value: number | boolean): string {
  return `Put quotes around it: without them YAML reads ${typeof value === 'number' ? 'a number' : 'true or false'}.`;
}

/** The fields that hold a duration in Go's syntax: a number without a unit is none, in quotes or not. */
export const durationFields: ReadonlySet<string> = new Set([
  'bufferFlushTimeout',
  'connectTimeout',
  'delay',
  'fillInterval',
  'interval',
  'opTimeout',
  'requestTimeout',
  'time',
]);

function fixOf(type: string | string[], path: Path, value: Json | undefined): string | undefined {
  const types = [type].flat();
  if (typeof value === 'number' && types.includes('string') && durationFields.has(String(path.at(-1))))
    return `Write a duration with its unit: \`"${value}s"\` if seconds are meant, \`"${value}ms"\` if milliseconds are.`;
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) return quoteIt(value);
  if (typeof value !== 'string')
    return types.includes('array') && isObject(value) ? 'Put a dash before it: the field is a list.' : undefined;
  if (types.includes('array') && value !== '') return 'Write it as a list, with a dash before it.';
  const isNumber = value.trim() !== '' && Number.isFinite(Number(value));
  if ((types.includes('integer') || types.includes('number')) && isNumber) return 'Take off the quotes.';
  return types.includes('boolean') && (value === 'true' || value === 'false') ? 'Take off the quotes.' : undefined;
}

function typeFinding(type: string | string[], path: Path, value: Json | undefined, tree: FieldTree | undefined): Finding {
  const want = wanted(type, tree);
  if (value === null && typeof path.at(-1) === 'number') {
    const message = `${formatPath(path)} is null, but an element of this list must be ${want}: the API server refuses the object.`;
    return { code: 'AER0105', severity: 'error', message, path, fix: 'Fill in the element, or remove its dash.' };
  }
  const finding: Finding = {
    code: 'AER0102',
    severity: 'error',
    message: `${formatPath(path)} must be ${want}, it is ${describe(value)}: the API server refuses the object.`,
    path,
  };
  const fix = fixOf(type, path, value);
  if (fix !== undefined) finding.fix = fix;
  return finding;
}

function unknownField(
  path: Path,
  name: string,
  holder: Json | undefined,
  tree: FieldTree | undefined,
  root: FieldTree,
): Finding & { meant?: Path } {
  const known = Object.keys(tree?.fields ?? {});
  const member = [...path, name];
  const words = `unknown field "${serverPath(member)}"`;
  const base = { code: 'AER0101', severity: 'error', path: member, target: 'key' } as const;
  const meant = suggest(name, known);
  if (meant !== undefined && isObject(holder) && Object.hasOwn(holder, meant)) {
    const message = `${words}: the API server refuses the object. It looks like \`${meant}\`, which is given beside it.`;
    return { ...base, message, fix: `Remove it, or put what it holds into \`${meant}\`.` };
  }
  if (meant !== undefined) {
    const message = `${words}: the API server refuses the object. Did you mean \`${meant}\`?`;
    return { ...base, message, fix: `Write \`${meant}\`.`, meant: [...path, meant] };
  }
  const elsewhere = placeOf(name, root, path);
  if (elsewhere !== undefined) {
    const message = `${words}: the API server refuses the object. There is a field \`${name}\` in ${elsewhere}.`;
    return { ...base, message, fix: `Move it into ${elsewhere}: check the indentation.` };
  }
  const list = known.length === 0 ? '' : ` Fields here: ${known.map((field) => `\`${field}\``).join(', ')}.`;
  return {
    ...base,
    message: `${words}: the API server refuses the object.${list}`,
    fix: 'Correct the name, or remove the field.',
  };
}

/** Where else a field of that name belongs: a child or the parent of where it stands, the usual slips of indentation. */
function placeOf(name: string, root: FieldTree, path: Path): string | undefined {
  const here = treeAt(root, path);
  for (const [child, sub] of Object.entries(here?.fields ?? {})) {
    const inside = sub.items ?? sub;
    if (child === 'metadata' || child === 'status' || inside.fields === undefined) continue;
    if (Object.hasOwn(inside.fields, name)) return `\`${formatPath([...path, child])}${sub.items === undefined ? '' : '[]'}\``;
  }
  for (let length = path.length - 1; length > 0; length--) {
    const above = treeAt(root, path.slice(0, length));
    if (above?.fields !== undefined && Object.hasOwn(above.fields, name)) return `\`${formatPath(path.slice(0, length))}\``;
  }
  return undefined;
}

function findingOf(error: SchemaError, object: JsonObject, root: FieldTree): (Finding & { meant?: Path }) | undefined {
  const { path, value } = pathOf(error.instancePath, object);
  const tree = treeAt(root, path);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownField(path, error.params.additionalProperty, value, tree, root);
    case 'type':
      return typeFinding(error.params.type, path, value, tree);
    case 'minimum':
    case 'maximum': {
      if (Math.abs(Number(value)) <= 2 ** 63) return undefined;
      const message = `${formatPath(path)} must be a whole number, ${value} is more than one of 64 bits holds: the API server refuses the object.`;
      return { code: 'AER0102', severity: 'error', message, path };
    }
    case 'enum': {
      const { allowedValues } = error.params;
      const meant = suggest(String(value), allowedValues);
      const supported = allowedValues.map((one) => `"${one}"`).join(', ');
      const message = `${formatPath(path)}: Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}.${meant === undefined ? '' : ` Did you mean \`${meant}\`?`}`;
      const fix = meant === undefined ? 'Use one of the supported values.' : `Write \`${meant}\`.`;
      return { code: 'AER0103', severity: 'error', message, path, fix };
    }
    case 'atMostOne': {
      const given = String(error.params.members)
        .split(',')
        .filter((member) => isObject(value) && Object.hasOwn(value, member));
      const names = given.map((member) => `\`${member}\``).join(' and ');
      const message = `${formatPath(path)} has ${names}, which exclude each other: it must validate one and only one schema (oneOf), so the API server refuses the object.`;
      return { code: 'AER0104', severity: 'error', message, path, fix: `Keep one of ${names}.` };
    }
  }
}

/**
 * Judges the structure of an object as the API server does, with a validator compiled from its schema: nulls of fields that are not
 * nullable are dropped first; then unknown fields, types, enums, fields that exclude each other. `tree`: the kind's fields, for
 * "did you mean". Metadata and status are not looked at.
 */
export function structuralFindings(object: JsonObject, validator: Validator, tree: FieldTree): StructuralResult {
  if (validator(object)) return { findings: [], object, refused: [] };
  let pruned = object;
  for (let round = 0; round < 3; round++) {
    const nulls = droppedNulls(validator.errors ?? [], pruned);
    if (nulls.length === 0) break;
    pruned = without(pruned, nulls);
    if (validator(pruned)) return { findings: [], object: pruned, refused: [] };
  }
  const findings: Finding[] = [];
  const refused: Path[] = [];
  const mistyped = new Set<string>();
  const errors = validator.errors ?? [];
  for (const error of errors) if (error.keyword === 'type') mistyped.add(error.instancePath);
  for (const error of errors) {
    if (error.keyword !== 'type' && mistyped.has(error.instancePath)) continue;
    const finding = findingOf(error, pruned, tree);
    if (finding === undefined) continue;
    const { meant, ...rest } = finding;
    findings.push(rest);
    refused.push(rest.path);
    if (meant !== undefined) refused.push(meant);
  }
  return { findings, object: pruned, refused };
}

// Compiles schemas/*.json to plain functions in src/resource/validators.generated.js (Aeraki's kinds) and readers.generated.js
// (the other kinds), so that Ajv is not needed at run time. Run it before a build and before the tests: node scripts/validators.mjs
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { _, Ajv, stringify } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';

const root = new URL('../', import.meta.url);
const aeraki = ['metarouter', 'applicationprotocol', 'redisservice', 'redisdestination', 'dubboauthorizationpolicy'];
const readers = [
  ...['serviceentry', 'destinationrule', 'virtualservice', 'gateway', 'envoyfilter', 'sidecar'],
  ...['service', 'secret', 'configmap', 'namespace', 'pod', 'deployment'],
];

/** The members of which at most one may be given, where a `oneOf` says so in Kubernetes' way: none of them, or one. */
function atMostOne(oneOf) {
  const [none, ...some] = oneOf;
  const members = some.map((branch) => branch.required?.[0]);
  const excluded = none?.not?.anyOf?.map((branch) => branch.required?.[0]);
  if (members.length === 0 || JSON.stringify(members) !== JSON.stringify(excluded)) {
    throw new Error(`a oneOf of another form than "none or one": ${JSON.stringify(oneOf)}`);
  }
  return members;
}

/** Keywords that the API server has in the published CRDs; all others are for people and editors. */
const structural = new Set(['type', 'enum', '$ref']);

/**
 * The schema as the API server applies it: structure only, integers in the range that the server can hold, one error for a `oneOf`.
 * What the object is (apiVersion, kind, metadata) is judged elsewhere, status by nobody.
 */
function forServer(schema) {
  const result = {};
  for (const [key, value] of Object.entries(schema)) {
    if (structural.has(key)) result[key] = value;
    else if (key === 'properties' || key === 'definitions') {
      result[key] = Object.fromEntries(Object.entries(value).map(([name, sub]) => [name, forServer(sub)]));
    } else if (key === 'items' || key === 'additionalProperties') {
      result[key] = typeof value === 'object' ? forServer(value) : value;
    }
  }
  if (schema.oneOf !== undefined) result.atMostOne = atMostOne(schema.oneOf);
  // An integer past int64 is a float to the API server and so of another type; `format: int32` it does not heed. A double cannot tell
  // 2^63 - 1 from 2^63.
  if ([schema.type].flat().includes('integer')) Object.assign(result, { minimum: -(2 ** 63), maximum: 2 ** 63 });
  return result;
}

function rootForServer(schema) {
  const result = forServer(schema);
  for (const free of ['apiVersion', 'kind', 'metadata', 'status']) if (free in result.properties) result.properties[free] = true;
  return result;
}

/** Which fields there are and nothing else: for "did you mean", and to tell unknown fields below a value of another type. */
function fieldTree(schema, rootSchema) {
  if (schema.$ref !== undefined) return fieldTree(rootSchema.definitions[schema.$ref.split('/').at(-1)], rootSchema);
  const tree = {};
  if (schema.properties !== undefined) {
    tree.fields = Object.fromEntries(Object.entries(schema.properties).map(([name, sub]) => [name, fieldTree(sub, rootSchema)]));
  }
  if (typeof schema.additionalProperties === 'object') tree.values = fieldTree(schema.additionalProperties, rootSchema);
  if (schema.items !== undefined) tree.items = fieldTree(schema.items, rootSchema);
  return tree;
}

/**
 * Ajv's code made smaller, so that it loads faster, and linear in the number of errors: it notes each error in place, in a dozen
 * operations, and copies what it has at the end of each function.
 */
function compact(code) {
  const noted =
    /const (err\d+) = \{instancePath(?::(.*?))?,schemaPath:"[^"]*",keyword:("\w+"),params:(\{.*?\})\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}/g;
  const copied = /vErrors = vErrors === null \? (\w+)\.errors : vErrors\.concat\(\1\.errors\)/g;
  const result = code
    .replace(
      noted,
      (_text, _name, path = 'instancePath', keyword, params) => `vErrors = note(vErrors, ${path}, ${keyword}, ${params});`,
    )
    .replace(copied, 'vErrors = join(vErrors, $1.errors)');
  if (/const err\d+ =|\.concat\(/.test(result)) throw new Error("Ajv's code has another form than it had: compact() must follow");
  return `${result}
function note(errors, instancePath, keyword, params) {
  const error = { instancePath, keyword, params };
  if (errors === null) return [error];
  errors.push(error);
  return errors;
}
function join(errors, more) {
  if (errors === null) return more;
  for (const error of more) errors.push(error);
  return errors;
}`;
}

/** The text of a module that exports `validators` and `fields`, each by `group/version/Kind`. */
function compile(names) {
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    strictTypes: false,
    code: { source: true, esm: true, optimize: 2 },
  });
  ajv.addKeyword({
    keyword: 'atMostOne',
    type: 'object',
    schemaType: 'array',
    error: { message: '', params: ({ schema }) => _`{members: ${stringify(schema)}}` },
    code(context) {
      const given = context.schema.map((member) => _`(${context.data}[${member}] !== undefined)`);
      context.fail(_`${given.reduce((sum, one) => _`${sum} + ${one}`)} > 1`);
    },
  });
  const exported = {};
  const byKey = [];
  const fields = {};
  for (const name of names) {
    const schema = JSON.parse(readFileSync(new URL(`schemas/${name}.json`, root), 'utf8'));
    ajv.addSchema({ $id: name, ...rootForServer(schema) });
    exported[name] = name;
    const { apiVersion, kind } = schema.properties;
    for (const version of apiVersion.enum ?? [apiVersion.const]) {
      byKey.push(`${JSON.stringify(`${version}/${kind.const}`)}: ${name}`);
      fields[`${version}/${kind.const}`] = fieldTree(schema, schema);
    }
  }
  const code = compact(standalone.default(ajv, exported));
  if (/\brequire\(|\bimport\b/.test(code)) throw new Error('the compiled validators need a library at run time');
  return `// Made by scripts/validators.mjs from schemas/. Do not edit.\n${code}\nexport const validators = {${byKey.join(', ')}};\nexport const fields = ${JSON.stringify(fields)};\n`;
}

/** Writes at once, so that nobody reads half a file. */
function write(file, text) {
  const target = new URL(file, root);
  const temporary = new URL(`${file}.${process.pid}.tmp`, root);
  writeFileSync(temporary, text);
  renameSync(temporary, target);
}

write('src/resource/validators.generated.js', compile(aeraki));
write('src/resource/readers.generated.js', compile(readers));

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { asList, asObject, isObject, type JsonObject, own } from '../../src/base/json.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What `translate -o json` prints. */
export interface Translation {
  envoyFilters: JsonObject[];
  routeConfigurations: JsonObject[];
}

/** Runs the built program on objects given on standard input; the JSON that it prints. */
export function aerakictl(args: string[], input: string): JsonObject {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [join(root, 'bin', 'aerakictl.js'), ...args], {
    input,
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 256 << 20,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`aerakictl ${args.join(' ')}: status ${status}\n${stderr}\n${stdout.slice(0, 2000)}`);
  const value: unknown = JSON.parse(stdout);
  if (!isObject(value)) throw new Error(`aerakictl ${args.join(' ')}: printed no object`);
  return value;
}

function list(value: JsonObject, name: string): JsonObject[] {
  return asList(own(value, name)).filter(isObject);
}

/** What Aeraki would make of a mesh. */
export function translate(objects: JsonObject[]): Translation {
  const value = aerakictl(['translate', '-', '-o', 'json'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  return { envoyFilters: list(value, 'envoyFilters'), routeConfigurations: list(value, 'routeConfigurations') };
}

/** The objects in YAML text. */
export function parseObjects(text: string): JsonObject[] {
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter(isObject);
}

/** All objects of an example mesh (`examples/NAME`). */
export function example(name: string): JsonObject[] {
  const folder = join(root, 'examples', name);
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.sort().flatMap((file) => parseObjects(readFileSync(join(folder, file), 'utf8')));
}

/** The same objects with the specs of those of one kind changed by `change` (on a copy). */
export function withSpec(objects: JsonObject[], kind: string, change: (spec: JsonObject) => void): JsonObject[] {
  return structuredClone(objects).map((object) => {
    const spec = own(object, 'kind') === kind ? asObject(own(object, 'spec')) : undefined;
    if (spec !== undefined) change(spec);
    return object;
  });
}

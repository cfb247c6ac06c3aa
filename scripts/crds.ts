// Writes what is made of schemas/*.json: schemas/crds/*.yaml, a CustomResourceDefinition for each kind of Aeraki, and schemas/all.json:
//   tsx scripts/crds.ts            writes them
//   tsx scripts/crds.ts --check    exits 1 if they are out of step with the schemas
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { crdOf } from '../src/resource/crd.js';
import { kinds } from '../src/resource/kinds.js';
import { allSchema, schemas } from '../src/resource/schemas.js';

/** The texts of the files by their paths from the project's root: the CRDs, and the schema for editors of all kinds in one. */
export function crdFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const info of kinds.filter((candidate) => candidate.role === 'aeraki')) {
    const text = stringify(crdOf(info, schemas[info.schema] ?? {}), { lineWidth: 120, aliasDuplicateObjects: false });
    files.set(
      `schemas/crds/${info.kind.toLowerCase()}.yaml`,
      `# Made by scripts/crds.ts from schemas/${info.schema}. Do not edit.\n${text}`,
    );
  }
  files.set('schemas/all.json', `${JSON.stringify(allSchema(), null, 1)}\n`);
  return files;
}

function main(check: boolean): void {
  const root = new URL('../', import.meta.url);
  for (const [path, text] of crdFiles()) {
    const file = new URL(path, root);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    if (check) {
      console.error(`${path} is out of step with schemas/: run tsx scripts/crds.ts`);
      process.exitCode = 1;
    } else {
      writeFileSync(file, text);
    }
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  main(process.argv.includes('--check'));

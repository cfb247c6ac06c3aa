// `npm run check`: everything but the tests: types, lint and format, the import table and cycles, unused code and dependencies, generated
// files in step with the code. All are run, then the status tells.
import { spawnSync } from 'node:child_process';
import { ensureBuild, root } from './setup.mjs';

ensureBuild();
const checks = [
  ['types', 'tsc', ['-p', '.']],
  ['lint and format', 'biome', ['check', '--error-on-warnings', '.']],
  ['import table, no cycles', 'depcruise', ['src', '--config', '.dependency-cruiser.cjs']],
  ['unused code and dependencies', 'knip', []],
  ['generated files in step', 'tsx', ['scripts/generate.ts', '--check']],
];
let failed = 0;
for (const [name, tool, args] of checks) {
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', tool, ...args], { cwd: root, encoding: 'utf8' });
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}\n`);
  if (status === 0) continue;
  failed++;
  process.stdout.write(`${stdout}${stderr}\n`);
}
process.exit(failed === 0 ? 0 : 1);

// `npm test`: sets up what is missing, then runs every test that needs no server. Arguments name the test files to run instead of all.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild, root } from './setup.mjs';

function testFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !path.startsWith(join(root, 'test', 'e2e')))
    .sort();
}

ensureBuild();
const wanted = process.argv.slice(2);
const files = wanted.length > 0 ? wanted : [...testFiles('src'), ...testFiles('test')];
const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', '--test', '--test-reporter', './scripts/reporter.mjs', '--test-reporter-destination', 'stdout', ...files],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' } },
);
process.exit(status ?? 1);

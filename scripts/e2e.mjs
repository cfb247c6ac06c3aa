// `npm run test:e2e`: builds what is missing, gets the servers (scripts/parts.mjs), then runs what is generated through them. One file after
// the other: they share ports' and processors' time. Arguments name the test files to run instead of all.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { getParts } from './parts.mjs';
import { ensureBuild, root } from './setup.mjs';

ensureBuild();
let parts;
try {
  parts = getParts();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
for (const sentence of parts.missing) process.stdout.write(`${sentence}\n`);

const folder = join('test', 'e2e');
const wanted = process.argv.slice(2);
const files =
  wanted.length > 0
    ? wanted
    : readdirSync(join(root, folder))
        .filter((name) => name.endsWith('.test.ts'))
        .sort()
        .map((name) => join(folder, name));
const reporter = ['--test-reporter', './scripts/reporter.mjs', '--test-reporter-destination', 'stdout'];
const env = { ...process.env, ...parts.found, NO_COLOR: '1' };
delete env.FORCE_COLOR;
const { status, error } = spawnSync(
  process.execPath,
  ['--import', 'tsx', '--test', '--test-concurrency=1', '--test-timeout=1500000', ...reporter, ...files],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 45 * 60_000,
    env,
  },
);
if (error !== undefined) process.stderr.write(`${error.message}\n`);
process.exit(status ?? 1);

// What the other scripts need to be there: the dependencies, the compiled validators, the built program. Each step is left out where
// its result is newer than what it is made of.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

function newest(path) {
  const stat = statSync(join(root, path));
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(join(root, path)).map((name) => newest(join(path, name))));
}

function run(command, args) {
  execFileSync(command, args, { cwd: root, stdio: ['ignore', process.stderr, process.stderr] });
}

/** Whether a made file is there and not older than any of its sources. */
function fresh(made, sources) {
  return existsSync(join(root, made)) && newest(made) >= Math.max(...sources.map(newest));
}

export function ensureDependencies() {
  if (fresh('node_modules/.package-lock.json', ['package-lock.json'])) return;
  process.stderr.write('Installing the dependencies…\n');
  run('npm', ['ci', '--no-audit', '--no-fund']);
}

export function ensureValidators() {
  if (fresh('src/resource/validators.generated.js', ['schemas', 'scripts/validators.mjs'])) return;
  run(process.execPath, ['scripts/validators.mjs']);
}

export function ensureBuild() {
  ensureDependencies();
  ensureValidators();
  if (fresh('dist/aerakictl.js', ['src', 'schemas', 'package.json', 'scripts/bundle.mjs'])) return;
  process.stderr.write('Building…\n');
  run(process.execPath, ['scripts/bundle.mjs']);
}

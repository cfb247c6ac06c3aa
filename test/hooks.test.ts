import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

// The pre-commit hooks and the GitHub Action of the repository, run as those two would, without their network.

const root = fileURLToPath(new URL('..', import.meta.url));
let work = '';

const service = `apiVersion: v1
kind: Service
metadata: {name: calc, namespace: demo}
spec:
  clusterIP: 10.0.0.1
  selector: {app: calc}
  ports: [{name: tcp-metaprotocol-thrift, port: 9090}]
`;

function router(host: string): string {
  return `apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: MetaRouter
metadata: {name: calc, namespace: demo}
spec:
  hosts: [calc.demo.svc.cluster.local]
  routes:
    - name: all
      route: [{destination: {host: ${host}}}]
`;
}

function run(command: string, cwd: string, env: Record<string, string> = {}): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
    cwd,
    encoding: 'utf8',
    env: { PATH: `${join(work, 'bin')}:${process.env['PATH']}`, HOME: work, ...env },
  });
  return { status, output: stdout + stderr };
}

/** A repository with a service and a router for it, the router committed as good and then made what is asked for. */
function repository(name: string, host: string): string {
  const folder = join(work, name);
  mkdirSync(join(folder, 'k8s'), { recursive: true });
  writeFileSync(join(folder, 'k8s', 'service.yaml'), service);
  writeFileSync(join(folder, 'k8s', 'router.yaml'), router('calc.demo.svc.cluster.local'));
  const git = 'git -c user.name=t -c user.email=t@example.com';
  const made = run(`git init -q && git add . && ${git} commit -q -m good`, folder);
  assert.equal(made.status, 0, made.output);
  writeFileSync(join(folder, 'k8s', 'router.yaml'), router(host));
  return folder;
}

before(() => {
  work = mkdtempSync(join(tmpdir(), 'aerakictl-hooks-'));
  mkdirSync(join(work, 'bin'));
  const program = join(work, 'bin', 'aerakictl');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'bin', 'aerakictl.js')}" "$@"\n`);
  chmodSync(program, 0o755);
});
after(() => rmSync(work, { recursive: true, force: true }));

interface Hook {
  id: string;
  entry: string;
  args?: string[];
  pass_filenames?: boolean;
}

for (const hook of parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as Hook[]) {
  const command = [hook.entry, ...(hook.args ?? []), ...(hook.pass_filenames === false ? [] : ['k8s/router.yaml'])].join(' ');

  test(`the hook ${hook.id} lets good manifests pass`, () => {
    const { status, output } = run(command, repository(`${hook.id}-good`, 'calc.demo.svc.cluster.local'));
    assert.equal(status, 0, output);
  });

  test(`the hook ${hook.id} stops bad ones`, () => {
    const { status, output } = run(command, repository(`${hook.id}-bad`, hook.id.endsWith('lint') ? 'calc' : "'-'"));
    assert.equal(status, 1, output);
    assert.match(output, /k8s\/router\.yaml:8:/);
  });
}

interface Action {
  inputs: Record<string, { default: string }>;
  runs: { steps: { name: string; run: string; env?: Record<string, string> }[] };
}

/** Runs the steps of the action as a runner does: inputs into the environment, then bash. */
function act(folder: string, inputs: Record<string, string>): { status: number | null; output: string } {
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
  let output = '';
  for (const { run: script, env = {} } of action.runs.steps) {
    const values = Object.entries(env).map(([key, value]) => {
      const name = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? '';
      return [key, inputs[name] ?? action.inputs[name]?.default ?? 'no such input'];
    });
    const step = run(`set -eo pipefail\n${script}`, folder, { ...Object.fromEntries(values), GITHUB_ACTION_PATH: root });
    output += step.output;
    if (step.status !== 0) return { status: step.status, output };
  }
  return { status: 0, output };
}

test('the action annotates what is wrong and fails', () => {
  const folder = repository('action-bad', 'calc');
  const { status, output } = act(folder, { paths: 'k8s', sarif: 'report.sarif' });
  assert.equal(status, 1, output);
  assert.match(output, /^::error .*file=k8s\/router\.yaml.*line=8/m);
  assert.equal(JSON.parse(readFileSync(join(folder, 'report.sarif'), 'utf8')).version, '2.1.0');
});

test('the action passes where all is well, and takes further options', () => {
  assert.equal(act(repository('action-good', 'calc.demo.svc.cluster.local'), {}).status, 0);
  assert.equal(act(repository('action-off', 'calc'), { args: '--rule AER0302=off' }).status, 0);
});

test('the action looks at what changed only', () => {
  const folder = repository('action-changed', 'calc.demo.svc.cluster.local');
  writeFileSync(join(folder, 'k8s', 'old.yaml'), router('calc').replaceAll('name: calc', 'name: old'));
  const git = 'git -c user.name=t -c user.email=t@example.com';
  assert.equal(run(`git add . && ${git} commit -q -m old`, folder).status, 0);
  const all = act(folder, {});
  assert.equal(all.status, 1, all.output);
  assert.match(all.output, /old\.yaml/);
  const changed = act(folder, { 'changed-since': 'HEAD' });
  assert.equal(changed.status, 0, changed.output);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatScenario, parseScenario, type Run } from './scenario.js';

const folder = fileURLToPath(new URL('scenarios/', import.meta.url));
const program = fileURLToPath(new URL('../bin/aerakictl.js', import.meta.url));
const plugin = fileURLToPath(new URL('../bin/kubectl-aeraki.js', import.meta.url));
/** As a scenario's folder sees the examples: of one length wherever the checkout lies, because lines are broken by it. */
const examples = '../examples';
const update = process.env['UPDATE'] === '1';
let work = '';

before(() => {
  work = mkdtempSync(join(tmpdir(), 'aerakictl-scenarios-'));
  mkdirSync(join(work, 'bin'));
  symlinkSync(fileURLToPath(new URL('../examples', import.meta.url)), join(work, 'examples'));
  for (const [name, target] of [
    ['aerakictl', program],
    ['kubectl-aeraki', plugin],
  ] as const) {
    writeFileSync(join(work, 'bin', name), `#!/bin/sh\nexec "${process.execPath}" "${target}" "$@"\n`);
    chmodSync(join(work, 'bin', name), 0o755);
  }
});
after(() => rmSync(work, { recursive: true, force: true }));

/** Runs one command line in the scenario's folder, through the shell, without a terminal. */
function execute(run: Run, cwd: string): Pick<Run, 'exit' | 'stdout' | 'stderr'> {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', run.command], {
    cwd,
    input: run.stdin ?? '',
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: { PATH: `${join(work, 'bin')}:${process.env['PATH']}`, HOME: cwd, LANG: 'C.UTF-8', EXAMPLES: examples },
  });
  const here = (text: string): string => text.replaceAll(cwd, '$PWD').replaceAll(examples, '$EXAMPLES');
  return { exit: status ?? -1, stdout: here(stdout), stderr: here(stderr) };
}

for (const name of readdirSync(folder)
  .filter((entry) => entry.endsWith('.scenario'))
  .sort()) {
  const file = join(folder, name);
  const scenario = parseScenario(readFileSync(file, 'utf8'), name);
  test(`${name}: ${scenario.title}`, () => {
    const cwd = mkdtempSync(join(work, 'case-'));
    for (const [path, text] of scenario.files) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    for (const run of scenario.runs) {
      const got = execute(run, cwd);
      if (update) Object.assign(run, got);
      else assert.deepEqual(got, { exit: run.exit, stdout: run.stdout, stderr: run.stderr }, `${name}: ${run.command}`);
    }
    if (update) writeFileSync(file, formatScenario(scenario));
  });
}

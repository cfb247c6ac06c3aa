import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
let elsewhere = '';

before(() => {
  elsewhere = mkdtempSync(join(tmpdir(), 'aerakictl-pack-'));
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', elsewhere], { cwd: root, stdio: 'pipe' });
  const archive = readdirSync(elsewhere).find((name) => name.endsWith('.tgz')) ?? '';
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', elsewhere, join(elsewhere, archive)], {
    stdio: 'pipe',
  });
});
after(() => rmSync(elsewhere, { recursive: true, force: true }));

for (const bin of ['aerakictl', 'kubectl-aeraki']) {
  test(`the packed program, installed elsewhere, answers as ${bin}`, () => {
    const run = (...args: string[]): string =>
      execFileSync(join(elsewhere, 'node_modules/.bin', bin), args, {
        cwd: elsewhere,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'] },
      });
    assert.match(run('--version'), /^\d+\.\d+\.\d+\n$/);
    const example = join(elsewhere, 'node_modules/aerakictl/examples/thrift');
    assert.equal(JSON.parse(run('validate', example, '-o', 'json')).summary.errors, 0);
    assert.equal(JSON.parse(run('simulate', example, '--attr', 'method=ping', '-o', 'json')).decisions[0].route.name, 'stable');
  });
}

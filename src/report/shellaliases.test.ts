import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { commands } from '../cli/catalog.js';
import { renderShellAliases } from './shellaliases.js';

/** Every function of the old aerakictl.sh that a user calls. */
const old =
  `aerakictl_istiod_log aerakictl_istiod_log_dump aerakictl_istiod_debug aerakictl_istiod_config aerakictl_istiod_registry
aerakictl_istiod_ads aerakictl_istiod_endpoint aerakictl_istiod_instances aerakictl_sidecar_config aerakictl_sidecar_route
aerakictl_sidecar_enable_trace aerakictl_sidecar_enable_debug aerakictl_sidecar_disable_debug aerakictl_sidecar_admin aerakictl_sidecar_stats
aerakictl_sidecar_log aerakictl_app_log aerakictl_gateway_config aerakictl_gateway_log aerakictl_mesh_operator_log
aerakictl_dangerous_delete_istiod_pod aerakictl_dangerous_delete_aeraki_pod aerakictl_dangerous_delete_pod aerakictl_aeraki_log`.split(
    /\s+/,
  );

/** A file of the functions, calling a program that prints what it is called with. */
function script(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aliases-'));
  const file = join(folder, 'aliases.sh');
  writeFileSync(join(folder, 'fake'), '#!/bin/sh\nfor word in "$@"; do printf "<%s>" "$word"; done\n', { mode: 0o755 });
  writeFileSync(file, renderShellAliases(join(folder, 'fake')));
  return file;
}

test('every function of the old tool is there', () => {
  const text = renderShellAliases('aerakictl');
  for (const name of old) assert.match(text, new RegExp(`^${name}\\(\\) \\{`, 'm'));
});

test('each calls a command that exists', () => {
  const names = new Set(commands.map(({ name }) => name));
  const called = [...renderShellAliases('aerakictl').matchAll(/command aerakictl ([a-z-]+)/g)].map((match) => match[1] ?? '');
  assert.ok(called.length > 20);
  assert.deepEqual(
    called.filter((name) => !names.has(name)),
    [],
  );
});

for (const shell of ['bash', 'zsh'])
  test(`${shell} hands the arguments on as they are`, { skip: spawnSync(shell, ['-c', 'true']).error !== undefined }, () => {
    const file = script();
    const run = (line: string): string => execFileSync(shell, ['-c', `. ${file}; ${line}`], { encoding: 'utf8' });
    assert.equal(run("aerakictl_app_log client 'meta thrift' -f --tail 10"), '<app-log><client><meta thrift><-f><--tail><10>');
    assert.equal(run('aerakictl_sidecar_enable_debug client'), '<sidecar-debug><on><client>');
  });

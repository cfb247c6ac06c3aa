import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { interruptible, withCluster } from './live.js';
import type { Options } from './types.js';

const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{name: here, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: me, user: {token: secret}}]
contexts: [{name: here, context: {cluster: here, user: me}}]
current-context: here
`;

/** Status and stdout of work on a cluster that Ctrl-C breaks off. */
async function interrupted(given: [string, string | true][]): Promise<{ status: number; stdout: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-'));
  const file = join(folder, 'config');
  writeFileSync(file, kubeconfig);
  const stdout = new PassThrough();
  const options: Options = new Map([['kubeconfig', file], ...given]);
  const io = { stdin: new PassThrough(), stdout, stderr: new PassThrough(), env: {}, cwd: folder };
  try {
    const status = await withCluster({ options, io }, (_, signal) => {
      process.emit('SIGINT');
      return signal.aborted ? Promise.reject(signal.reason) : Promise.resolve(0);
    });
    return { status, stdout: String(stdout.read() ?? '') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('what Ctrl-C breaks off has the status 130, and is one value in JSON', async () => {
  assert.deepEqual(await interrupted([]), { status: 130, stdout: '' });
  assert.deepEqual(await interrupted([['output', 'json']]), { status: 130, stdout: '{"error":{"message":"Interrupted."}}\n' });
});

test('a stream that Ctrl-C ends has no value more', async () => {
  const watched = await interrupted([
    ['output', 'json'],
    ['watch', true],
  ]);
  assert.deepEqual(watched, { status: 130, stdout: '' });
});

test('Ctrl-C at a choice has the status 130 too', async () => {
  const left = Object.assign(new Error('User force closed the prompt with SIGINT'), { name: 'ExitPromptError' });
  assert.equal(await interruptible(() => Promise.reject(left)), 130);
});

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { ClusterError } from '../../cluster/errors.js';
import { redactor } from '../../live/bugreport/redact.js';
import { type Archive, beginArchive } from '../archive.js';
import type { Piece } from './pieces.js';
import { collectAll, type RunOptions } from './running.js';

function archiveFor(context: TestContext, most = 1_000_000): { archive: Archive; read: () => Promise<string> } {
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-report-'));
  const file = join(folder, 'report.tar.gz');
  const archive = beginArchive(file, { most, reserve: 1000 }, new Date(0));
  context.after(() => {
    archive.abandon();
    rmSync(folder, { recursive: true });
  });
  const read = async (): Promise<string> => {
    await archive.finish('end', new Uint8Array());
    return gunzipSync(readFileSync(file)).toString('latin1');
  };
  return { archive, read };
}

const never = new AbortController().signal;

function options(archive: Archive, more: Partial<RunOptions> = {}): RunOptions {
  return { archive, redactor: redactor(), folder: 'report', atOnce: 2, signal: never, timeUp: never, ...more };
}

function piece(path: string, collect: Piece['collect'], asks?: string): Piece {
  return { path, about: path, collect, ...(asks === undefined ? {} : { asks }) };
}

test('no secret that is planted anywhere is in the archive', async (context) => {
  const { archive, read } = archiveFor(context);
  const planted = [
    'planted-of-secret',
    'planted-of-filter',
    'planted-of-env',
    'cGxhbnRlZC1vZi1kdW1w',
    'planted.of-log',
    'planted-of-url',
  ];
  const hiding = redactor();
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'redis', namespace: 'redis' },
    data: { password: Buffer.from('planted-of-secret').toString('base64') },
  };
  hiding.learnFrom([secret]);
  const { files } = await collectAll(
    [
      // The log comes first: what it holds is known from the Secret.
      piece('a.log', () =>
        Promise.resolve({
          text: 'auth planted-of-secret failed\nauthorization: Bearer planted.of-log\nredis://u:planted-of-url@redis:6379\n',
        }),
      ),
      piece('mesh/Secret', () => Promise.resolve({ objects: [secret] })),
      piece('mesh/EnvoyFilter', () =>
        Promise.resolve({ objects: [{ spec: { auth_password: { inline_string: 'planted-of-filter' } } }] }),
      ),
      piece('dump.json', () =>
        Promise.resolve({ json: { tls_certificate: { private_key: { inline_bytes: 'cGxhbnRlZC1vZi1kdW1w' } } } }),
      ),
      piece('pod', () => Promise.resolve({ objects: [{ env: [{ name: 'REDIS_PASSWORD', value: 'planted-of-env' }] }] })),
    ],
    options(archive, { redactor: hiding }),
  );
  assert.deepEqual(
    files.map(({ path }) => path),
    ['a.log', 'dump.json', 'mesh/EnvoyFilter.yaml', 'mesh/Secret.yaml', 'pod.yaml'],
  );
  const all = await read();
  assert.ok(all.includes('name: redis'));
  for (const text of planted) {
    assert.equal(all.includes(text), false, text);
    assert.equal(all.includes(Buffer.from(text).toString('base64').replace(/=+$/, '')), false, text);
  }
});

test('what fails is told with its reason, and the rest is there', async (context) => {
  const { archive } = archiveFor(context);
  const { files, leftOut } = await collectAll(
    [
      piece('forbidden', () => Promise.reject(new ClusterError('forbidden', 'you may not list events'))),
      piece('nothing', () => Promise.resolve(undefined)),
      piece('there.txt', () => Promise.resolve({ text: 'x' })),
    ],
    options(archive),
  );
  assert.deepEqual(files, [{ path: 'there.txt', about: 'there.txt', size: 1 }]);
  assert.deepEqual(leftOut, [{ path: 'forbidden', why: 'you may not list events' }]);
});

test('a pod that does not answer is asked once', async (context) => {
  const { archive } = archiveFor(context);
  let asked = 0;
  const silent = (): Promise<never> => {
    asked++;
    return Promise.reject(new ClusterError('timeout', 'no answer within 30s'));
  };
  const pieces = ['a', 'b', 'c'].map((path) => piece(path, silent, 'the proxy of x/y'));
  const { leftOut } = await collectAll(pieces, options(archive, { atOnce: 1 }));
  assert.equal(asked, 1);
  assert.deepEqual(leftOut.at(-1), { path: 'c', why: 'the proxy of x/y did not answer before: no answer within 30s' });
});

test('when the time is up, what hangs is left behind and what is there is kept', async (context) => {
  const { archive } = archiveFor(context);
  const time = new AbortController();
  const pieces = [
    piece('quick.txt', () => Promise.resolve({ text: 'x' })),
    piece('hangs', () => {
      setImmediate(() => time.abort());
      return new Promise(() => undefined);
    }),
    piece('late', () => Promise.resolve({ text: 'x' })),
  ];
  const { files, leftOut } = await collectAll(pieces, options(archive, { atOnce: 1, timeUp: time.signal }));
  assert.deepEqual(
    files.map(({ path }) => path),
    ['quick.txt'],
  );
  assert.deepEqual(leftOut, [
    { path: 'hangs', why: 'the time was up before it was there' },
    { path: 'late', why: 'the time was up before it was begun' },
  ]);
});

test('what is too large for the report is named, and what is smaller still goes in', async (context) => {
  const { archive, read } = archiveFor(context, 20_000);
  const noise = randomBytes(40_000).toString('hex');
  const { files, leftOut } = await collectAll(
    [piece('large.txt', () => Promise.resolve({ text: noise })), piece('small.txt', () => Promise.resolve({ text: 'x' }))],
    options(archive, { atOnce: 1 }),
  );
  assert.deepEqual(
    files.map(({ path }) => path),
    ['small.txt'],
  );
  assert.deepEqual(leftOut, [{ path: 'large.txt', why: 'it has 80000 bytes, and the report would be too large' }]);
  assert.ok((await read()).includes('small.txt'));
});

test('thousands of objects are one list in JSON, which is quicker than YAML', async (context) => {
  const { archive } = archiveFor(context, 10_000_000);
  const objects = Array.from({ length: 501 }, (_, index) => ({ metadata: { name: `m${index}` } }));
  const { files } = await collectAll([piece('mesh/MetaRouter', () => Promise.resolve({ objects }))], options(archive));
  assert.equal(files[0]?.path, 'mesh/MetaRouter.json');
});

import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { answer, refuse, startTestServer } from '../../test/support/apiserver.js';
import type { JsonObject } from '../base/json.js';
import { type Following, type LogNotice, type LogsRequest, readLogs } from './manylogs.js';
import { readPod } from './pods.js';
import type { Cluster } from './types.js';

const running = { running: { startedAt: '2026-11-21T08:00:00Z' } };

function podValue(name: string, state: JsonObject = running, restartCount = 0): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'x', uid: `uid-${name}`, resourceVersion: '1' },
    spec: { containers: [{ name: 'app' }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'app', state, restartCount }] },
  };
}

/** A namespace of a cluster: its pods, what a watch tells, and a log for each container: lines that are there, and the responses that are still open. */
interface World {
  pods: JsonObject[];
  logs: Map<string, string[]>;
  open: Map<string, ServerResponse>;
  watch: ServerResponse | undefined;
  cluster: Cluster;
  tell(type: string, object: JsonObject): void;
}

async function world(context: TestContext, pods: JsonObject[], logs: Record<string, string[]>): Promise<World> {
  const open = new Map<string, ServerResponse>();
  let watch: ServerResponse | undefined;
  const byName = new Map(Object.entries(logs));
  const server = await startTestServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const [, name, log] = /\/pods\/([^/]+)(\/log)?$/.exec(url.pathname) ?? [];
    if (log !== undefined && name !== undefined) {
      const lines = byName.get(name);
      if (lines === undefined) return refuse(response, 403, 'pods/log is forbidden');
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write(lines.map((line) => `${line}\n`).join(''));
      if (url.searchParams.get('follow') === 'true') open.set(name, response);
      else response.end();
    } else if (name !== undefined) answer(response, pods.find((pod) => readPod(pod).name === name) ?? {});
    else if (url.searchParams.get('watch') !== null && url.searchParams.get('watch') !== 'false') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      watch = response;
    } else answer(response, { kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: pods });
  });
  context.after(() => server.close());
  return {
    pods,
    logs: byName,
    open,
    get watch() {
      return watch;
    },
    cluster: await server.connect(),
    tell: (type, object) => void watch?.write(`${JSON.stringify({ type, object })}\n`),
  };
}

/** Reads logs until the wanted number of lines has come, or the end; what was read, and told beside it. */
async function read(
  { cluster, pods }: Pick<World, 'cluster' | 'pods'>,
  more: Partial<LogsRequest> = {},
  wanted = Infinity,
  each: (line: string) => void | Promise<void> = () => {},
): Promise<{ lines: string[]; notices: LogNotice[] }> {
  const lines: string[] = [];
  const notices: LogNotice[] = [];
  const request: LogsRequest = {
    pods: pods.map(readPod),
    containersOf: () => ['app'],
    log: {},
    most: 10,
    tell: (notice) => notices.push(notice),
    signal: AbortSignal.timeout(10_000),
    ...more,
  };
  for await (const { pod, text } of readLogs(cluster, request)) {
    lines.push(`${pod} ${text}`);
    void each(`${pod} ${text}`);
    if (lines.length >= wanted) break;
  }
  return { lines, notices };
}

const everything: Following = { namespace: 'x', includes: () => true, single: false };

test('without following, all that is there comes in the order of time', async (t) => {
  const there = await world(t, [podValue('a'), podValue('b')], {
    a: ['2026-11-21T08:00:01Z one', '2026-11-21T08:00:04Z four'],
    b: ['2026-11-21T08:00:02Z two', '2026-11-21T16:00:03+08:00 three'],
  });
  assert.deepEqual((await read(there)).lines, ['a one', 'b two', 'b three', 'a four']);
});

test('a log that cannot be read is told of, and so is a container that has not started', async (t) => {
  const waiting = podValue('c', { waiting: { reason: 'ImagePullBackOff' } });
  const there = await world(t, [podValue('a'), podValue('b'), waiting], { a: ['2026-11-21T08:00:01Z one'] });
  const { lines, notices } = await read(there);
  assert.deepEqual(lines, ['a one']);
  assert.deepEqual(
    notices.map((notice) => [notice.kind, 'of' in notice ? notice.of.pod : '', 'reason' in notice ? notice.reason : '']).sort(),
    [
      ['ended', 'a', ''],
      ['failed', 'b', ''],
      ['not-started', 'c', 'ImagePullBackOff'],
    ],
  );
});

test('no more logs are open at once than allowed', async (t) => {
  const there = await world(t, [podValue('a'), podValue('b')], {
    a: ['2026-11-21T08:00:01Z one'],
    b: ['2026-11-21T08:00:02Z two'],
  });
  const { lines, notices } = await read(there, { most: 1 });
  assert.deepEqual(lines, ['a one']);
  assert.ok(notices.some((notice) => notice.kind === 'failed' && notice.of.pod === 'b'));
});

test('while following, a pod that comes is read from its beginning', async (t) => {
  const there = await world(t, [podValue('a')], { a: ['2026-11-21T08:00:01Z one'], b: ['2026-11-21T08:00:02Z two'] });
  const { lines, notices } = await read(there, { follow: everything, log: { tailLines: 1 } }, 2, async (line) => {
    if (line !== 'a one') return;
    while (there.watch === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    there.tell('ADDED', podValue('b'));
  });
  assert.deepEqual(lines, ['a one', 'b two']);
  assert.deepEqual(notices, [{ kind: 'began', of: { namespace: 'x', pod: 'b', container: 'app' } }]);
});

test('a container that starts again is read on, without what was told already', async (t) => {
  const there = await world(t, [podValue('a')], { a: ['2026-11-21T08:00:01Z one', '2026-11-21T08:00:01Z one'] });
  let told = 0;
  const { lines } = await read(there, { follow: everything }, 3, async () => {
    told++;
    if (told !== 2) return;
    while (there.watch === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    there.pods[0] = podValue('a', { running: { startedAt: '2026-11-21T08:00:05Z' } }, 1);
    there.logs.set('a', ['2026-11-21T08:00:01Z one', '2026-11-21T08:00:01Z one', '2026-11-21T08:00:06Z again']);
    there.tell('MODIFIED', there.pods[0] ?? {});
    there.open.get('a')?.end();
  });
  assert.deepEqual(lines, ['a one', 'a one', 'a again']);
});

test('a single pod is followed until it is gone', async (t) => {
  const there = await world(t, [podValue('a')], { a: ['2026-11-21T08:00:01Z one'] });
  const { lines } = await read(there, { follow: { ...everything, single: true } }, Infinity, async () => {
    while (there.watch === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    there.pods.length = 0;
    there.tell('DELETED', podValue('a'));
    there.open.get('a')?.end();
  });
  assert.deepEqual(lines, ['a one']);
});

test('the signal ends it at once', async (t) => {
  const there = await world(t, [podValue('a')], { a: ['2026-11-21T08:00:01Z one'] });
  const stop = new AbortController();
  const { lines } = await read(there, { follow: everything, signal: stop.signal }, Infinity, () => stop.abort());
  assert.deepEqual(lines, ['a one']);
});

test('a log and a watch that were silent for long go on after a broken connection', async (t) => {
  const there = await world(t, [podValue('a')], { a: ['2026-11-21T08:00:01Z one'], b: ['2026-11-21T08:00:09Z nine'] });
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const { lines } = await read(there, { follow: everything }, 3, async (line) => {
    if (line === 'b nine') return;
    while (there.watch === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    if (line === 'a one') {
      t.mock.timers.setTime(Date.now() + 600_000);
      there.logs.get('a')?.push('2026-11-21T08:00:02Z two');
      there.pods.push(podValue('b'));
      const broken = there.watch;
      there.open.get('a')?.destroy();
      broken.destroy();
    } else {
      while (there.watch.destroyed) await new Promise((resolve) => setTimeout(resolve, 5));
      there.tell('ADDED', podValue('b'));
    }
  });
  assert.deepEqual(lines, ['a one', 'a two', 'b nine']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedLevels, chosenLoggers, levelPaths, startLevels } from './loggers.js';

const there = new Map([
  ['admin', 'warning'],
  ['filter', 'debug'],
  ['misc', 'error'],
  ['router', 'warning'],
]);

test('without names, the loggers that MetaProtocol writes to, as far as the proxy has them', () => {
  assert.deepEqual(chosenLoggers(there, []), { loggers: ['filter', 'router', 'misc'], missing: [] });
  assert.deepEqual(chosenLoggers(there, ['admin', 'nope']), { loggers: ['admin'], missing: ['nope'] });
  assert.deepEqual(chosenLoggers(there, ['all']).loggers, ['admin', 'filter', 'misc', 'router']);
});

test("the levels a proxy was started with, from its container's arguments or by Istio's defaults", () => {
  const args = ['proxy', 'sidecar', '--proxyLogLevel=info', '--proxyComponentLogLevel', 'misc:error,router:trace,nope:off'];
  assert.deepEqual(Object.fromEntries(startLevels(args, there)), {
    admin: 'info',
    filter: 'info',
    misc: 'error',
    router: 'trace',
  });
  assert.deepEqual(Object.fromEntries(startLevels([], there)), {
    admin: 'warning',
    filter: 'warning',
    misc: 'error',
    router: 'warning',
  });
});

test('only what differs is set', () => {
  const changed = changedLevels(there, startLevels([], there));
  assert.deepEqual([...changed], [['filter', 'warning']]);
  assert.deepEqual(
    levelPaths(
      new Map([
        ['filter', 'debug'],
        ['misc', 'info'],
      ]),
    ),
    {
      together: '/logging?paths=filter:debug,misc:info',
      singly: ['/logging?filter=debug', '/logging?misc=info'],
    },
  );
});

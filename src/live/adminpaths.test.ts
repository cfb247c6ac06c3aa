import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dangerOf, readAdminHelp } from './adminpaths.js';

test('the paths that a proxy has, and what they take', () => {
  const answer = `admin commands are:
  /: Admin home page
  /clusters: upstream cluster status
      filter: Regular expression (Google re2) for filtering clusters by name
  /reset_counters (POST): reset all counters to zero
`;
  assert.deepEqual(readAdminHelp(answer), [
    { path: '/', post: false, summary: 'Admin home page', parameters: [] },
    {
      path: '/clusters',
      post: false,
      summary: 'upstream cluster status',
      parameters: [{ name: 'filter', summary: 'Regular expression (Google re2) for filtering clusters by name' }],
    },
    { path: '/reset_counters', post: true, summary: 'reset all counters to zero', parameters: [] },
  ]);
  assert.deepEqual(readAdminHelp('<html>'), []);
});

test('what ends a proxy is known however it is written', () => {
  for (const path of ['/quitquitquit', 'quitquitquit', '//drain_listeners?graceful', '/healthcheck/fail/'])
    assert.notEqual(dangerOf(path), undefined, path);
  assert.equal(dangerOf('/healthcheck/ok'), undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderServiceStats, type ShownStats } from './servicestats.js';

const row = (more: Partial<ShownStats['service']> = {}, rates?: ShownStats['rates']): ShownStats => ({
  namespace: 'meta-thrift',
  pod: 'client-0',
  service: {
    direction: 'outbound',
    host: 'server.meta-thrift.svc.cluster.local',
    port: 9090,
    protocol: 'thrift',
    requests: 1200,
    errors: 3,
    exceptions: 0,
    active: 1,
    latency: { p50: 3.1499, p90: 9, p99: 12_345 },
    counters: { request: 1200 },
    ...more,
  },
  rates,
});

test('a row for each service and side', () => {
  const inbound = row({ direction: 'inbound', host: '', latency: undefined, errors: 0 });
  assert.equal(
    renderServiceStats([row(), inbound], false, { color: false, width: 120 }),
    `SIDE   SERVICE                   PROTOCOL   REQUESTS   ERRORS   ACTIVE      P50   P90     P99
out    server.meta-thrift:9090   thrift         1200        3        1   3.15ms   9ms   12.3s
in     port 9090                 thrift         1200        0        1        -     -       -
`,
  );
});

test('while watching, what is counted a second', () => {
  const text = renderServiceStats([row({}, { requests: 12.34, errors: 0, exceptions: 0 })], true, { color: false, width: 140 });
  assert.match(text, /REQUESTS +\/S +ERRORS +\/S/);
  assert.match(text, /1200 +12\.3 +3 +0 /);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metaProtocolStats, readStats } from '../envoy/stats.js';
import { ratesSince, serviceStats } from './servicestats.js';

const host = 'thrift-sample-server.meta-thrift.svc.cluster.local';
const answer = `meta_protocol.thrift.inbound|9090||.request: 4
meta_protocol.thrift.outbound|9090||${host}.local_response_business_exception: 2
meta_protocol.thrift.outbound|9090||${host}.request: 12
meta_protocol.thrift.outbound|9090||${host}.request_active: 1
meta_protocol.thrift.outbound|9090||${host}.response_business_exception: 3
meta_protocol.thrift.outbound|9090||${host}.response_decoding_error: 1
meta_protocol.thrift.outbound|9090||${host}.request_time_ms: P0(nan,1) P25(nan,2) P50(nan,3.5) P75(nan,4) P90(nan,9) P95(nan,10) P99(nan,42) P100(nan,50)
`;
const services = serviceStats(metaProtocolStats(readStats(answer)));

test('what a proxy counted of each service, at each side', () => {
  const [inbound, outbound] = services;
  assert.deepEqual([inbound?.direction, inbound?.host, inbound?.port, inbound?.requests], ['inbound', '', 9090, 4]);
  assert.equal(inbound?.latency, undefined);
  assert.deepEqual(
    [outbound?.direction, outbound?.host, outbound?.requests, outbound?.errors, outbound?.exceptions, outbound?.active],
    ['outbound', host, 12, 3, 3, 1],
  );
  assert.deepEqual(outbound?.latency, { p50: 3.5, p90: 9, p99: 42 });
});

test('rates are of the time between two looks, and none after the proxy has started again', () => {
  const [, now] = services;
  assert.ok(now !== undefined);
  assert.deepEqual(ratesSince({ ...now, requests: 2, errors: 3, exceptions: 1 }, now, 5), {
    requests: 2,
    errors: 0,
    exceptions: 0.4,
  });
  assert.equal(ratesSince({ ...now, requests: 100 }, now, 5), undefined);
  assert.equal(ratesSince(undefined, now, 5), undefined);
});

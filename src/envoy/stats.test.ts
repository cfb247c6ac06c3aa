import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { metaProtocolStats, readStats } from './stats.js';

const text = `meta_protocol.thrift.outbound|9090||thrift-sample-server.meta-thrift.svc.cluster.local.request: 17
meta_protocol.thrift.outbound|9090||thrift-sample-server.meta-thrift.svc.cluster.local.response_error: 2
meta_protocol.thrift.outbound|9090||thrift-sample-server.meta-thrift.svc.cluster.local.response_error_caused_connection_close: 1
meta_protocol.thrift.outbound|9090||thrift-sample-server.meta-thrift.svc.cluster.local.rds.thrift-sample-server.meta-thrift.svc.cluster.local_9090.config_reload: 3
meta_protocol.dubbo.inbound|20880||.request: 4
control_plane.identifier: "istiod: 1.20"
meta_protocol.thrift.outbound|9090||thrift-sample-server.meta-thrift.svc.cluster.local.request_time_ms: P0(nan,1) P25(nan,1.2) P50(nan,2.5) P75(nan,3) P90(nan,4) P95(nan,5) P99(nan,9.5) P99.5(nan,9.9) P99.9(nan,10) P100(nan,11)
meta_protocol.dubbo.inbound|20880||.request_time_ms: No recorded values
`;

test('the text form gives the statistics of each filter by service and side', () => {
  const [thrift, dubbo] = metaProtocolStats(readStats(text));
  assert.equal(thrift?.application, 'thrift');
  assert.deepEqual(thrift?.target, {
    direction: 'outbound',
    port: 9090,
    subset: '',
    host: 'thrift-sample-server.meta-thrift.svc.cluster.local',
  });
  assert.deepEqual(
    [...(thrift?.counters ?? [])],
    [
      ['request', 17],
      ['response_error', 2],
      ['response_error_caused_connection_close', 1],
    ],
  );
  assert.equal(thrift?.requestTime?.quantiles.get(50), 2.5);
  assert.equal(thrift?.requestTime?.quantiles.get(99.5), 9.9);
  assert.equal(dubbo?.counters.get('request'), 4);
  assert.equal(dubbo?.requestTime?.quantiles.size, 0);
});

test('the form of Prometheus gives the same with names as it has them', () => {
  const stats = readStats(`# TYPE envoy_meta_protocol_thrift_outbound_9090__a_b_svc_cluster_local_request counter
envoy_meta_protocol_thrift_outbound_9090__a_b_svc_cluster_local_request{} 17
# TYPE envoy_meta_protocol_thrift_outbound_9090__a_b_svc_cluster_local_request_time_ms histogram
envoy_meta_protocol_thrift_outbound_9090__a_b_svc_cluster_local_request_time_ms_bucket{le="1"} 0
envoy_meta_protocol_thrift_outbound_9090__a_b_svc_cluster_local_request_time_ms_bucket{le="5"} 10
envoy_meta_protocol_thrift_outbound_9090__a_b_svc_cluster_local_request_time_ms_bucket{le="+Inf"} 10
envoy_meta_protocol_thrift_outbound_9090__a_b_svc_cluster_local_request_time_ms_sum{} 31
envoy_meta_protocol_thrift_outbound_9090__a_b_svc_cluster_local_request_time_ms_count{} 10
# TYPE istio_requests_total counter
istio_requests_total{reporter="source",destination_service="a: \\"b\\"",response_code="0"} 17
`);
  const [thrift] = metaProtocolStats(stats);
  assert.equal(thrift?.application, 'thrift');
  assert.equal(thrift?.target?.host, 'a_b_svc_cluster_local');
  assert.equal(thrift?.counters.get('request'), 17);
  assert.equal(thrift?.requestTime?.quantiles.get(50), 3);
  assert.equal(thrift?.requestTime?.count, 10);
  assert.deepEqual(stats.samples.at(-1), {
    name: 'istio_requests_total',
    labels: { reporter: 'source', destination_service: 'a: "b"', response_code: '0' },
    value: 17,
  });
});

test('the JSON form is read too, and what is none of the forms gives nothing', () => {
  const stats = readStats(
    JSON.stringify({
      stats: [
        { name: 'meta_protocol.trpc.outbound|8000||a.request', value: 5 },
        {
          histograms: {
            supported_quantiles: [0, 50, 100],
            computed_quantiles: [
              {
                name: 'meta_protocol.trpc.outbound|8000||a.request_time_ms',
                values: [{ interval: null, cumulative: null }, { cumulative: 7 }, { cumulative: 9 }],
              },
            ],
          },
        },
      ],
    }),
  );
  const [trpc] = metaProtocolStats(stats);
  assert.equal(trpc?.counters.get('request'), 5);
  assert.deepEqual(
    [...(trpc?.requestTime?.quantiles ?? [])],
    [
      [50, 7],
      [100, 9],
    ],
  );
  for (const broken of ['', '{"stats":', '<html>', '\0\0: 1']) assert.deepEqual(metaProtocolStats(readStats(broken)), [], broken);
});

const recorded = new URL('../../../shared/recorded/admin/stats.txt', import.meta.url);

test("a real proxy's statistics are read whole", { skip: existsSync(recorded) ? false : 'not there' }, () => {
  const { samples, histograms } = readStats(readFileSync(recorded, 'utf8'));
  assert.equal(samples.find(({ name }) => name === 'cluster.BlackHoleCluster.warming_state')?.value, 0);
  assert.equal(histograms.find(({ name }) => name === 'server.initialization_time_ms')?.quantiles.get(50), 49.5);
});

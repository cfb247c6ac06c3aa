import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readCertificates, readClusterHosts, readInitDump, readLogging, readOpenListeners, readServerInfo } from './admin.js';

const recorded = new URL('../../../shared/recorded/admin/', import.meta.url);
const skip = existsSync(recorded) ? false : 'the recorded answers are not there';
const answer = (name: string): string => readFileSync(new URL(name, recorded), 'utf8');

test('the levels of loggers are those of the indented lines', () => {
  const levels = readLogging('active loggers:\n  admin: warning\n  config: debug\n  conn_handler: trace\n');
  assert.deepEqual(
    [...levels],
    [
      ['admin', 'warning'],
      ['config', 'debug'],
      ['conn_handler', 'trace'],
    ],
  );
  assert.equal(readLogging('invalid logger name\n').size, 0);
});

test('server_info gives version, state and uptime', () => {
  const info = readServerInfo({
    version: '9e5580/1.27.2/Clean/RELEASE/BoringSSL',
    state: 'DRAINING',
    uptime_current_epoch: '172800s',
    command_line_options: { log_level: 'warning' },
    node: { id: 'router~10.1.0.9~istio-ingressgateway-7f.istio-system~istio-system.svc.cluster.local' },
  });
  assert.equal(info?.version, '1.27.2');
  assert.equal(info?.state, 'DRAINING');
  assert.equal(info?.uptimeSeconds, 172_800);
  assert.equal(info?.logLevel, 'warning');
  assert.equal(info?.node.kind, 'router');
  assert.equal(info?.node.pod, 'istio-ingressgateway-7f');
  assert.equal(readServerInfo([]), undefined);
});

test('a host of a cluster is unhealthy for each reason that the proxy gives', () => {
  const hosts = readClusterHosts({
    cluster_statuses: [
      {
        name: 'outbound|9090||a',
        host_statuses: [
          {
            address: { socket_address: { address: '10.1.0.11', port_value: 9090 } },
            stats: [{ name: 'cx_active', value: '3', type: 'GAUGE' }, { name: 'rq_error' }],
            health_status: { eds_health_status: 'UNHEALTHY', failed_outlier_check: true },
            weight: 2,
          },
          {
            address: { socket_address: { address: 'fd00::1', port_value: 9090 } },
            health_status: { eds_health_status: 'HEALTHY' },
          },
        ],
      },
    ],
  })?.get('outbound|9090||a');
  assert.deepEqual(
    hosts?.map(({ address, healthy, reasons, weight }) => ({ address, healthy, reasons, weight })),
    [
      {
        address: '10.1.0.11:9090',
        healthy: false,
        reasons: ['eds_health_status UNHEALTHY', 'failed_outlier_check'],
        weight: 2,
      },
      { address: '[fd00::1]:9090', healthy: true, reasons: [], weight: 1 },
    ],
  );
  assert.deepEqual(
    [...(hosts?.[0]?.stats ?? [])],
    [
      ['cx_active', 3],
      ['rq_error', 0],
    ],
  );
});

test('certs and init_dump are read', () => {
  const certificates = readCertificates({
    certificates: [
      {
        cert_chain: [
          {
            path: '<inline>',
            serial_number: '1f',
            subject_alt_names: [{ uri: 'spiffe://cluster.local/ns/shop/sa/client' }],
            valid_from: '2026-01-01T00:00:00Z',
            expiration_time: '2026-01-02T00:00:00Z',
          },
        ],
      },
    ],
  });
  assert.deepEqual(certificates?.[0]?.names, ['spiffe://cluster.local/ns/shop/sa/client']);
  assert.equal(certificates?.[0]?.role, 'chain');
  const targets = readInitDump({ unready_targets_dumps: [{ name: 'init manager Server', target_names: ['target LDS'] }] });
  assert.deepEqual(targets, [{ name: 'init manager Server', targets: ['target LDS'] }]);
});

test('the answers of a real proxy are read', { skip }, () => {
  assert.equal(readLogging(answer('logging.txt')).get('config'), 'warning');
  const info = readServerInfo(JSON.parse(answer('server_info.json')));
  assert.equal(info?.version, '1.40.0');
  assert.equal(info?.uptimeSeconds, 42);
  assert.equal(info?.node.knowsMetaProtocol, false);
  const hosts = readClusterHosts(JSON.parse(answer('clusters.json')));
  assert.equal(hosts?.get('xds-grpc')?.[0]?.address, '127.0.0.1:15010');
  assert.ok(readOpenListeners(JSON.parse(answer('listeners.json')))?.some(({ addresses }) => addresses[0] === '10.0.0.103:6379'));
  assert.deepEqual(readInitDump(JSON.parse(answer('init_dump.json'))), []);
});

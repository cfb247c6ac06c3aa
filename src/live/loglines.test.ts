import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readMeshConfig } from '../resource/meshconfig.js';
import { meshLogFormats } from './logformat.js';
import { parseLogLine } from './loglines.js';

test('a line of the access log that Aeraki sets for MetaProtocol', () => {
  const line =
    '[2026-11-21T08:51:30.777Z] thrift 0 - - "-" 120 340 12  "-" "6b1c-8" outbound|9090|v1|thrift-sample-server.meta-thrift.svc.cluster.local 10.1.0.5:41854 10.0.0.77:9090 10.1.0.4:51234 -';
  assert.deepEqual(parseLogLine(line), {
    form: 'access',
    time: '2026-11-21T08:51:30.777Z',
    fields: {
      start_time: '2026-11-21T08:51:30.777Z',
      application_protocol: 'thrift',
      response_code: 0,
      bytes_received: 120,
      bytes_sent: 340,
      duration: 12,
      request_id: '6b1c-8',
      upstream_cluster: 'outbound|9090|v1|thrift-sample-server.meta-thrift.svc.cluster.local',
      upstream_local_address: '10.1.0.5:41854',
      downstream_local_address: '10.0.0.77:9090',
      downstream_remote_address: '10.1.0.4:51234',
    },
  });
});

test('the same access log as JSON', () => {
  const line =
    '{"start_time":"2026-11-21T08:51:30.777Z","application_protocol":"dubbo","response_code":1,"response_code_details":"no_healthy_upstream","duration":"3","route_name":null}';
  assert.deepEqual(parseLogLine(line), {
    form: 'access',
    time: '2026-11-21T08:51:30.777Z',
    fields: {
      start_time: '2026-11-21T08:51:30.777Z',
      application_protocol: 'dubbo',
      response_code: 1,
      response_code_details: 'no_healthy_upstream',
      duration: 3,
    },
  });
});

test("a line of Istio's own access log for HTTP", () => {
  const parsed = parseLogLine(
    '[2026-11-21T08:51:30.777Z] "GET /status/418 HTTP/1.1" 418 - via_upstream - "-" 0 135 4 4 "-" "curl/8" "8496" "httpbin:8000" "127.0.0.1:80" outbound|8000||httpbin.foo.svc.cluster.local 10.44.1.27:41854 10.107.95.92:8000 10.44.1.27:41850 - default',
  );
  assert.equal(parsed?.form, 'access');
  assert.deepEqual(
    [parsed?.fields['method'], parsed?.fields['path'], parsed?.fields['response_code'], parsed?.fields['route_name']],
    ['GET', '/status/418', 418, 'default'],
  );
});

const own = (accessLogFormat: string, accessLogEncoding: 'TEXT' | 'JSON' = 'TEXT') =>
  meshLogFormats({ ...readMeshConfig({}), accessLogFormat, accessLogEncoding });

test("a line in the mesh's own access log format", () => {
  const format = own('%PROTOCOL% %REQ(interface)% took %DURATION%\n');
  assert.deepEqual(parseLogLine('HTTP/1.1 demo.Hello took 7', format)?.fields, {
    protocol: 'HTTP/1.1',
    req_interface: 'demo.Hello',
    duration: 7,
  });
  assert.equal(parseLogLine('HTTP/1.1 demo.Hello left', format), undefined);
});

test("a line in the mesh's own format of JSON, by what its members hold", () => {
  const format = own('{"t":"%START_TIME%","code":"%RESPONSE_CODE%","who":"me"}', 'JSON');
  assert.deepEqual(parseLogLine('{"t":"2026-11-21T08:51:30.777Z","code":1,"who":"me"}', format), {
    form: 'access',
    time: '2026-11-21T08:51:30.777Z',
    fields: { start_time: '2026-11-21T08:51:30.777Z', response_code: 1, who: 'me' },
  });
  assert.equal(parseLogLine('{"t":"x"}', format)?.form, 'json');
  assert.deepEqual(own('no JSON', 'JSON'), {});
});

test('a line of Aeraki, with a scope and without', () => {
  assert.deepEqual(parseLogLine('2026-11-21T08:50:22.691389Z\tinfo\taeraki-server\taeraki is running as the master'), {
    form: 'istio',
    time: '2026-11-21T08:50:22.691389Z',
    level: 'info',
    logger: 'aeraki-server',
    message: 'aeraki is running as the master',
    fields: {},
  });
  assert.deepEqual(parseLogLine('2026-11-21T08:52:40.152634Z\tinfo\tinitializing Istiod admin server'), {
    form: 'istio',
    time: '2026-11-21T08:52:40.152634Z',
    level: 'info',
    message: 'initializing Istiod admin server',
    fields: {},
  });
});

test('values behind the message of a control plane become fields', () => {
  assert.deepEqual(
    parseLogLine('2026-11-21T08:52:41.1Z\terror\tkube\tcould not list\tcluster=Kubernetes reason="no such kind"')?.fields,
    {
      cluster: 'Kubernetes',
      reason: 'no such kind',
    },
  );
});

test('a line of Istio as JSON, and one of an application that names things alike', () => {
  assert.deepEqual(parseLogLine('{"level":"warn","time":"2026-11-21T08:52:41Z","scope":"ads","msg":"gone","n":{"a":1}}'), {
    form: 'json',
    time: '2026-11-21T08:52:41Z',
    level: 'warn',
    logger: 'ads',
    message: 'gone',
    fields: { n: { a: 1 } },
  });
});

test('lines of Envoy: plain, and as the agent of Istio has it write them', () => {
  assert.deepEqual(
    parseLogLine(
      "[2026-11-21 08:52:50.296][6559][warning][upstream] [source/common/lds_api.cc:89] lds: listener 'a' config rejected",
    ),
    {
      form: 'envoy',
      time: '2026-11-21T08:52:50.296Z',
      level: 'warn',
      logger: 'upstream',
      message: "lds: listener 'a' config rejected",
      fields: { thread: 6559, source: 'source/common/lds_api.cc:89' },
    },
  );
  assert.deepEqual(
    parseLogLine(
      '2026-11-21T08:52:50.296104Z\tdebug\tenvoy filter external/a/conn_manager.cc:61\t[C12][S77] meta protocol: dispatch\tthread=22',
    ),
    {
      form: 'envoy',
      time: '2026-11-21T08:52:50.296104Z',
      level: 'debug',
      logger: 'filter',
      message: 'meta protocol: dispatch',
      fields: { thread: 22, source: 'external/a/conn_manager.cc:61', connection: 12, stream: '77' },
    },
  );
});

test('a line of klog, which does not tell the year', () => {
  assert.deepEqual(parseLogLine('W1121 08:50:22.691460       1 leaderelection.go:330] lock is held'), {
    form: 'klog',
    level: 'warn',
    logger: 'leaderelection.go',
    message: 'lock is held',
    fields: { thread: 1, source: 'leaderelection.go:330' },
  });
});

test('what is none of these stays a line', () => {
  for (const line of [
    '',
    '    "rootNamespace": "istio-system",',
    'hello',
    '[INFO] started',
    '{"broken":',
    '[]',
    '2026-11-21 hello',
    'Istio',
  ])
    assert.equal(parseLogLine(line), undefined, line);
});

test('no line breaks the reading of lines', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('[', ']', '"', '{', '}', ':', '\t', ' ', '-', '2', 'T', 'Z', 'I', '.', '__proto__', 'a'),
      }),
      (line) => {
        parseLogLine(line);
        parseLogLine(`{"__proto__":${JSON.stringify(line)}}`);
      },
    ),
  );
  assert.deepEqual(Object.keys(parseLogLine('{"__proto__":1}')?.fields ?? {}), ['__proto__']);
});

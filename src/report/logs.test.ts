import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLogLine } from '../live/loglines.js';
import { logRecord, renderLogLine, type ShownLine } from './logs.js';

const plain = { color: false, timestamps: false, namespaces: false };

function shown(line: string, more: Partial<ShownLine> = {}): ShownLine {
  return {
    namespace: 'meta-thrift',
    pod: 'client-1',
    container: 'istio-proxy',
    time: '2026-11-21T08:51:31.000000000Z',
    line,
    parsed: parseLogLine(line),
    ...more,
  };
}

test('a line of an unknown form stays as it is behind pod and container', () => {
  assert.equal(renderLogLine(shown('Hello Aeraki'), plain), 'client-1 istio-proxy Hello Aeraki\n');
  assert.equal(
    renderLogLine(shown('Hello'), { ...plain, timestamps: true, namespaces: true }),
    'meta-thrift/client-1 istio-proxy 2026-11-21T08:51:31.000000000Z Hello\n',
  );
});

test("a control plane's line in columns", () => {
  const line = '2026-11-21T08:50:22.691389Z\twarn\tadsc\tDisconnected\treason="no route" n=3';
  assert.equal(
    renderLogLine(shown(line), plain),
    'client-1 istio-proxy 2026-11-21 08:50:22.691 warn  adsc: Disconnected reason="no route" n=3\n',
  );
});

test('an access log line tells how the request ended, and the sizes as the proxy means them', () => {
  const line =
    '[2026-11-21T08:51:30.777Z] thrift 1 no_healthy_upstream - "-" 120 340 12  "-" "6b1c-8" outbound|9090|v1|a.b.svc.cluster.local - 10.0.0.77:9090 10.1.0.4:51234 -';
  assert.equal(
    renderLogLine(shown(line), plain),
    'client-1 istio-proxy 2026-11-21 08:51:30.777 1   thrift 12ms no_healthy_upstream outbound|9090|v1|a.b.svc.cluster.local for 10.1.0.4:51234 request 340B response 120B id 6b1c-8\n',
  );
});

test('escape sequences reach no terminal: colours are left out, the rest is shown', () => {
  assert.equal(
    renderLogLine(shown('\x1b[31mred\x1b[0m \x1b]0;title\x07 a\tb\r'), plain),
    'client-1 istio-proxy red \\x1b]0;title\\x07 a  b\n',
  );
  assert.ok(!renderLogLine(shown('{"msg":"\\u001b[2J","level":"info"}'), plain).includes('\x1b'));
});

test('a pod has its own colour, always the same, and what is looked for is marked across parts', () => {
  const options = { ...plain, color: true };
  const first = renderLogLine(shown('x', { pod: 'client-7d9f-abcde' }), options);
  assert.equal(first, renderLogLine(shown('x', { pod: 'client-7d9f-abcde' }), options));
  assert.notEqual(first.slice(0, 5), renderLogLine(shown('x', { pod: 'client-7d9f-abcdf' }), options).slice(0, 5));
  const marks = (text: string): [number, number][] => [[text.indexOf('warn'), text.indexOf('adsc') + 4]];
  const line = renderLogLine(shown('2026-11-21T08:50:22.691389Z\twarn\tadsc\tDisconnected'), { ...options, marks });
  assert.ok(line.includes('\x1b[7m'));
  assert.equal(line.replaceAll(/\x1b\[[\d;]*m/g, ''), 'client-1 istio-proxy 2026-11-21 08:50:22.691 warn  adsc: Disconnected\n');
});

test('a record of ndjson holds the line and its parts', () => {
  assert.deepEqual(logRecord(shown('2026-11-21T08:50:22.691389Z\tinfo\tadsc\tReceived')), {
    time: '2026-11-21T08:51:31.000000000Z',
    namespace: 'meta-thrift',
    pod: 'client-1',
    container: 'istio-proxy',
    line: '2026-11-21T08:50:22.691389Z\tinfo\tadsc\tReceived',
    form: 'istio',
    loggedAt: '2026-11-21T08:50:22.691389Z',
    level: 'info',
    logger: 'adsc',
    message: 'Received',
  });
  assert.deepEqual(Object.keys(logRecord(shown('hello'))), ['time', 'namespace', 'pod', 'container', 'line']);
});
